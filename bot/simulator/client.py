"""A client of the control API, for tests, the demonstration and benchmarks."""

import base64
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Self

import aiohttp

from bot.simulator.world import World

Wire = dict[str, Any]


class ControlError(Exception):
    """The simulator refused; the text says why."""


class SimulatorClient:
    """Acts as people and reads what happened.

    `base_url` and `base_file_url` are what a bot needs to talk to this simulator.
    `world` is the simulator's world where it runs in this process, else None.
    """

    def __init__(self, address: str, *, world: World | None = None) -> None:
        self.address = address
        self.base_url = f"{address}/bot"
        self.base_file_url = f"{address}/file/bot"
        self._world = world
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Open the connection."""
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection."""
        if self._session is not None:
            await self._session.close()

    @property
    def world(self) -> World:
        """The world of a simulator in this process."""
        if self._world is None:
            raise RuntimeError("this simulator runs in another process; use the control API")
        return self._world

    async def control(self, endpoint: str, **body: Any) -> Wire:
        """Call one endpoint of the control API; ControlError where it refuses."""
        if self._session is None:
            raise RuntimeError("use the client inside `async with`")
        async with self._session.post(f"{self.address}/control/{endpoint}", json=body) as response:
            answer: Wire = await response.json()
        if response.status != 200:
            raise ControlError(answer["error"])
        return answer

    async def seed(
        self, *, bots: Iterable[Wire] = (), people: Iterable[Wire] = (), groups: Iterable[Wire] = ()
    ) -> None:
        """Add bots (token, username, …), people (id, first_name, …) and groups (id, title, members, …)."""
        await self.control("seed", bots=list(bots), people=list(people), groups=list(groups))

    # -- acting ----------------------------------------------------------------------

    async def act(self, act: str, person_id: int, **details: Any) -> Wire:
        """Carry out any act of `bot.simulator.people` by name."""
        return await self.control("act", act=act, person_id=person_id, **details)

    async def say(self, person_id: int, text: str, **where: Any) -> int:
        """Write a text; returns its message id. `where`: chat_id, bot_id, reply_to, thread."""
        return _message_id(await self.act("say", person_id, text=text, **where))

    async def start(self, person_id: int, payload: str = "", **where: Any) -> int:
        """Press Start, or follow a deep link with this payload."""
        return _message_id(await self.act("start", person_id, payload=payload, **where))

    async def tap(
        self,
        person_id: int,
        message_id: int,
        data: str,
        *,
        timeout: float = 10.0,  # noqa: ASYNC109
        **where: Any,
    ) -> Wire | None:
        """Tap an inline button and wait for the answer {text, show_alert, url}; None if none came in time."""
        query = await self.act("tap", person_id, message_id=message_id, data=data, **where)
        return await self._answer(query["id"], timeout)

    async def tap_button(self, person_id: int, message_id: int, label: str, **where: Any) -> Wire | None:
        """Tap the button whose label contains `label`."""
        for record in await self.transcript(person_id, **where):
            if record["message"]["message_id"] == message_id:
                for button in buttons(record["message"]):
                    if label in button["text"]:
                        return await self.tap(person_id, message_id, button["callback_data"], **where)
        raise ControlError(f"message {message_id} has no button {label!r}")

    async def inline_query(self, person_id: int, text: str, *, timeout: float = 10.0) -> Wire | None:  # noqa: ASYNC109
        """Ask `@bot text` and wait for {results, next_offset}; None if none came in time."""
        query = await self.act("inline_query", person_id, text=text)
        return await self._answer(query["id"], timeout)

    async def send_photo(
        self, person_id: int, data: bytes, caption: str = "", name: str = "photo.png", **where: Any
    ) -> int:
        """Send a picture; returns its message id."""
        photo = {"name": name, "data": base64.b64encode(data).decode()}
        return _message_id(await self.act("send_photo", person_id, photo=photo, caption=caption, **where))

    async def send_document(
        self, person_id: int, data: bytes, name: str, content_type: str = "", caption: str = "", **where: Any
    ) -> int:
        """Send a file; returns its message id."""
        file = {"name": name, "content_type": content_type, "data": base64.b64encode(data).decode()}
        return _message_id(
            await self.act("send_document", person_id, document=file, caption=caption, **where)
        )

    async def vote(self, person_id: int, poll_id: str, options: list[int]) -> None:
        """Vote in a poll; no options take the vote back."""
        await self.act("vote", person_id, poll_id=poll_id, options=options)

    async def block(self, person_id: int) -> None:
        """Block the bot."""
        await self.act("block", person_id)

    async def unblock(self, person_id: int) -> None:
        """Unblock the bot."""
        await self.act("unblock", person_id)

    # -- reading ----------------------------------------------------------------------

    async def transcript(self, person_id: int | None = None, **where: Any) -> list[Wire]:
        """Messages of a chat as {message, deleted, revision, reactions}, oldest first."""
        answer = await self.control("transcript", person_id=person_id, **where)
        records: list[Wire] = answer["messages"]
        return records

    async def last_message(self, person_id: int | None = None, **where: Any) -> Wire:
        """The newest message that is not deleted."""
        for record in reversed(await self.transcript(person_id, **where)):
            if not record["deleted"]:
                message: Wire = record["message"]
                return message
        raise ControlError("there is no message in this chat")

    async def calls(self, method: str = "", since: int = 0) -> list[Wire]:
        """The call log as {number, at, bot_id, method, parameters, status, description}."""
        found: list[Wire] = (await self.control("calls", method=method, since=since))["calls"]
        return found

    async def wait_until_idle(self, *, quiet: float = 0.3, timeout: float = 10.0) -> None:  # noqa: ASYNC109
        """Return once updates are confirmed and nothing happened for `quiet` seconds, else TimeoutError."""
        if not (await self.control("idle", quiet=quiet, timeout=timeout))["idle"]:
            raise TimeoutError(f"the simulator was not idle within {timeout:g} s")

    async def wait_for_message(
        self,
        person_id: int | None = None,
        *,
        after: int = 0,
        containing: str = "",
        matching: Callable[[Wire], bool] = lambda message: True,
        timeout: float = 10.0,  # noqa: ASYNC109
        **where: Any,
    ) -> Wire:
        """The first message of a bot after message `after` whose text or caption has `containing`."""
        deadline = time.monotonic() + timeout
        while True:
            answer = await self.control("transcript", person_id=person_id, **where)
            for record in answer["messages"]:
                message: Wire = record["message"]
                text = message.get("text", "") + message.get("caption", "")
                if (
                    message["message_id"] > after
                    and message["from"]["is_bot"]
                    and not record["deleted"]
                    and containing in text
                    and matching(message)
                ):
                    return message
            if (left := deadline - time.monotonic()) <= 0:
                raise TimeoutError(f"no message with {containing!r} came within {timeout:g} s")
            await self.control("changes", revision=answer["revision"], timeout=left)

    async def _answer(self, query_id: str, timeout: float) -> Wire | None:  # noqa: ASYNC109
        deadline = time.monotonic() + timeout
        while (left := deadline - time.monotonic()) > 0:
            revision = (await self.control("changes", timeout=0))["revision"]
            answer: Wire | None = (await self.control("query", id=query_id))["answer"]
            if answer is not None:
                return answer
            await self.control("changes", revision=revision, timeout=left)
        return None

    # -- clock, faults, limits ---------------------------------------------------------------------

    async def now(self) -> datetime:
        """The simulator's time, in UTC."""
        return datetime.fromisoformat((await self.control("clock"))["now"])

    async def advance(self, by: timedelta) -> None:
        """Move the clock by `by`."""
        await self.control("clock", advance=by.total_seconds())

    async def set_clock(self, instant: datetime, *, frozen: bool | None = None) -> None:
        """Set the clock, and freeze it or let it run."""
        settings: Wire = {"set": instant.isoformat()}
        await self.control("clock", **settings, **({} if frozen is None else {"frozen": frozen}))

    async def fault(self, kind: str, method: str = "*", **settings: Any) -> None:
        """Add a fault; see `bot.simulator.faults` for kinds and settings."""
        await self.control("faults", faults=[{"kind": kind, "method": method, **settings}])

    async def clear_faults(self) -> None:
        """Work properly again."""
        await self.control("faults", clear=True)

    async def limits(self, **settings: Any) -> None:
        """Set flood control and lifetimes, for example `flood={"enabled": True}`."""
        await self.control("limits", **settings)


def buttons(message: Wire) -> list[Wire]:
    """The inline buttons of a message, row by row."""
    return [button for row in message.get("reply_markup", {}).get("inline_keyboard", ()) for button in row]


def _message_id(record: Wire) -> int:
    return int(record["message"]["message_id"])
