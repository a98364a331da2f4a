"""The control API under `/control/`: act as people, read what happened, move the clock, set faults.

Answers are JSON; a refusal has status 400 and `{"error": …}`.
"""

import base64
import dataclasses
import inspect
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.simulator.bots import Query
from bot.simulator.chats import Chat, Message, Wire
from bot.simulator.errors import ApiError
from bot.simulator.parameters import Upload
from bot.simulator.people import ACTS
from bot.simulator.world import World

Endpoint = Callable[[World, Wire], Any | Awaitable[Any]]


def seed_world(world: World, body: Wire) -> Wire:
    """Add bots, people and groups."""
    for bot in body.get("bots", ()):
        world.add_bot(**bot)
    for person in body.get("people", ()):
        world.add_person(**person)
    for group in body.get("groups", ()):
        world.add_group(**group)
    return {"people": len(world.people), "bots": len(world.bots), "groups": len(world.groups)}


def message_record(message: Message) -> Wire:
    """A message with what only the simulator knows of it."""
    return {
        "message": message.wire,
        "deleted": message.deleted,
        "revision": message.revision,
        "reactions": {str(user): emoji for user, emoji in message.reactions.items()},
    }


def query_record(query: Query) -> Wire:
    """A tap or inline query and its answer, which is null until it comes."""
    return {"id": query.id, "answer": query.answer}


def _act(world: World, body: Wire) -> Any:
    """Carry out one act of `people`; files come as {"name", "content_type", "data": base64}."""
    act = ACTS.get(body.pop("act", ""))
    if act is None:
        raise ValueError(f"there are the acts {', '.join(ACTS)}")
    for name in ("photo", "document"):
        if name in body:
            file = body[name]
            data = base64.b64decode(file["data"])
            body[name] = Upload(file["name"], file.get("content_type", ""), data)
    result = act(world, **body)
    if isinstance(result, Message):
        return message_record(result)
    return query_record(result) if isinstance(result, Query) else {}


def _chat(world: World, body: Wire) -> Chat | None:
    """The group named, or the conversation of a person with a bot."""
    if (chat_id := body.get("chat_id")) and int(chat_id) in world.groups:
        return world.groups[int(chat_id)]
    bot = world.bot(int(body["bot_id"]) if body.get("bot_id") else None)
    return bot.private_chats.get(int(body.get("person_id") or chat_id or 0))


def _transcript(world: World, body: Wire) -> Wire:
    """All messages of a chat, deleted ones too, with its keyboard, pins and chat action."""
    chat = _chat(world, body)
    if chat is None:
        return {"revision": world.revision, "messages": []}
    action, until = chat.action
    return {
        "revision": world.revision,
        "messages": [message_record(message) for message in chat.messages.values()],
        "keyboard": chat.keyboard,
        "pinned": chat.pinned,
        "action": action if until > world.clock.timestamp() else "",
    }


def _calls(world: World, body: Wire) -> Wire:
    """The call log after number `since`, of one method or all. Successful getUpdates are left out."""
    since, method = int(body.get("since", 0)), str(body.get("method", "")).lower()
    found = [
        dataclasses.asdict(call)
        for call in world.calls
        if call.number > since and method in ("", call.method.lower())
    ]
    return {"calls": found, "last": world.calls_made}


def _query(world: World, body: Wire) -> Wire:
    """A tap or inline query by id."""
    for bot in world.bots.values():
        if query := bot.queries.get(str(body["id"])):
            return query_record(query)
    raise ValueError("there is no such query")


async def _changes(world: World, body: Wire) -> Wire:
    """Wait until something happened after `revision`, at most `timeout` seconds."""
    if world.revision <= int(body.get("revision", 0)):
        await world.changed.wait(float(body.get("timeout", 10.0)))
    return {"revision": world.revision}


async def _idle(world: World, body: Wire) -> Wire:
    """Wait until nothing has happened for `quiet` seconds, at most `timeout` seconds."""
    quiet, deadline = float(body.get("quiet", 0.3)), time.monotonic() + float(body.get("timeout", 10.0))
    while (idle := world.idle_for()) < quiet and time.monotonic() < deadline:
        await world.changed.wait(min(max(quiet - idle, 0.01), max(deadline - time.monotonic(), 0.01)))
    return {"idle": world.idle_for() >= quiet}


def _clock(world: World, body: Wire) -> Wire:
    """Show the clock, after `set` (ISO 8601), `advance` (seconds) or `frozen` (Boolean)."""
    clock = world.clock
    if "frozen" in body:
        (clock.freeze if body["frozen"] else clock.resume)()
    if "set" in body:
        clock.set(datetime.fromisoformat(body["set"]))
    if "advance" in body:
        clock.advance(timedelta(seconds=float(body["advance"])))
    if body:
        world.touched()
    return {"now": clock.now().isoformat(), "frozen": clock.frozen}


def _faults(world: World, body: Wire) -> Wire:
    """`clear`, then add the `faults` listed and set latency, duplicated_updates, reordered_updates."""
    plan = world.faults
    if body.pop("clear", False):
        plan.clear()
    for fault in body.pop("faults", ()):
        plan.add(**fault)
    for name, value in body.items():
        if name not in ("latency", "duplicated_updates", "reordered_updates"):
            raise ValueError(f"faults have no setting {name!r}")
        setattr(plan, name, value)
    return dataclasses.asdict(plan)


def _limits(world: World, body: Wire) -> Wire:
    """Set flood control (`flood`: its settings), `query_lifetime` and `webhook_pause` in seconds."""
    if "flood" in body:
        world.flood.configure(**body["flood"])
    world.query_lifetime = float(body.get("query_lifetime", world.query_lifetime))
    world.webhook_pause = float(body.get("webhook_pause", world.webhook_pause))
    return {"flood": world.flood.enabled, "query_lifetime": world.query_lifetime}


def _state(world: World, body: Wire) -> Wire:
    """People and chats, and how many updates each bot has not confirmed."""
    return {
        "revision": world.revision,
        "people": [dataclasses.asdict(person) for person in world.people.values()],
        "groups": [{**group.wire, "members": group.members} for group in world.groups.values()],
        "bots": [
            {
                "id": bot.id,
                "username": bot.username,
                "pending_updates": bot.updates.waiting,
                "blocked_by": sorted(bot.blocked_by),
            }
            for bot in world.bots.values()
        ],
    }


ENDPOINTS: dict[str, Endpoint] = {
    "seed": seed_world, "act": _act, "transcript": _transcript, "calls": _calls, "query": _query,
    "changes": _changes,
    "idle": _idle, "clock": _clock, "faults": _faults, "limits": _limits, "state": _state,
}  # fmt: skip


def routes(world: World) -> list[Route]:
    """`GET` with a query string or `POST` with JSON, for every endpoint."""

    def route(name: str, endpoint: Endpoint) -> Route:
        async def handle(request: Request) -> JSONResponse:
            body = await request.json() if request.method == "POST" else dict(request.query_params)
            try:
                answer = endpoint(world, body)
                return JSONResponse(await answer if inspect.isawaitable(answer) else answer)
            except ApiError as error:
                return JSONResponse({"error": error.description}, 400)
            except (ValueError, TypeError, KeyError) as error:
                return JSONResponse({"error": f"{type(error).__name__}: {error}"}, 400)

        return Route(f"/control/{name}", handle, methods=["GET", "POST"])

    return [route(name, endpoint) for name, endpoint in ENDPOINTS.items()]
