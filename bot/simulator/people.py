"""What people do: write, tap, vote, send files, block, join. Each act becomes updates for the bots."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bot.simulator import limits
from bot.simulator.bots import BotAccount, Query
from bot.simulator.chats import Chat, Message, Person, Wire
from bot.simulator.entities import automatic_entities, utf16_length
from bot.simulator.errors import bad_request
from bot.simulator.parameters import Upload
from bot.simulator.world import World

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
_QUERIES_KEPT = 10_000


def _chat_for(
    world: World, person_id: int, chat_id: int | None, bot_id: int | None
) -> tuple[Person, BotAccount, Chat]:
    """Who acts, with which bot, and in which chat: the private one where none is named."""
    person, bot = world.person(person_id), world.bot(bot_id)
    if chat_id in (None, person_id):
        if person_id in bot.blocked_by:
            raise bad_request("this person has blocked the bot; unblock it first")
        return person, bot, world.private_chat(bot, person)
    group = world.groups.get(int(chat_id or 0))
    if group is None or not group.has(person_id):
        raise bad_request("this person is not in that chat")
    return person, bot, group


def _sees(bot: BotAccount, chat: Chat, wire: Wire) -> bool:
    """Whether privacy mode lets a bot see a message of a group."""
    if not chat.has(bot.id):
        return False
    if not bot.privacy or chat.administers(bot.id):
        return True
    if "text" not in wire and "caption" not in wire and "photo" not in wire and "document" not in wire:
        return True
    if wire.get("reply_to_message", {}).get("from", {}).get("id") == bot.id:
        return True
    command = wire.get("text", "").split(maxsplit=1)[0] if wire.get("text", "").startswith("/") else ""
    return bool(command) and ("@" not in command or command.lower().endswith(f"@{bot.username.lower()}"))


def _tell(world: World, bot: BotAccount, chat: Chat, kind: str, wire: Wire) -> None:
    if chat.private:
        bot.updates.put(kind, wire)
        return
    for other in world.bots.values():
        if _sees(other, chat, wire):
            other.updates.put(kind, wire)


def _write(
    world: World,
    content: Wire,
    person_id: int,
    chat_id: int | None,
    bot_id: int | None,
    reply_to: int | None,
    thread: int | None,
) -> Message:
    person, bot, chat = _chat_for(world, person_id, chat_id, bot_id)
    keyboard = chat.keyboard or {}
    if reply_to is None and keyboard.get("force_reply"):
        reply_to = keyboard["message_id"]
    if (replied := chat.message(reply_to)) is not None:
        content["reply_to_message"] = replied.without_reply()
    if keyboard.get("force_reply") or keyboard.get("one_time_keyboard"):
        chat.keyboard = None
    if thread is not None:
        content |= {"message_thread_id": thread, "is_topic_message": True}
    message = world.add_message(chat, person.as_user(), content)
    _tell(world, bot, chat, "message", message.wire)
    return message


def _text_content(text: str) -> Wire:
    if not text.strip() or utf16_length(text) > limits.TEXT:
        raise bad_request("a message has 1 to 4096 characters")
    entities = automatic_entities(text)
    return {"text": text, "entities": entities} if entities else {"text": text}


def say(
    world: World,
    person_id: int,
    text: str,
    *,
    chat_id: int | None = None,
    bot_id: int | None = None,
    reply_to: int | None = None,
    thread: int | None = None,
) -> Message:
    """Write a text; commands are texts that begin with a slash."""
    return _write(world, _text_content(text), person_id, chat_id, bot_id, reply_to, thread)


def start(world: World, person_id: int, payload: str = "", *, bot_id: int | None = None) -> Message:
    """Press Start, or follow a deep link with a payload; unblocks the bot."""
    if payload and not _PAYLOAD.fullmatch(payload):
        raise bad_request("a start parameter has 1 to 64 of the characters A-Z a-z 0-9 _ -")
    if person_id in world.bot(bot_id).blocked_by:
        unblock(world, person_id, bot_id=bot_id)
    return say(world, person_id, f"/start {payload}".strip(), bot_id=bot_id)


def open_link(world: World, person_id: int, url: str) -> Message:
    """Open https://t.me/BOT?start=PAYLOAD (or the payload alone)."""
    parts = urlsplit(url if "://" in url else f"https://{url}" if url.startswith("t.me/") else "")
    if not parts.netloc:
        return start(world, person_id, url.strip())
    name = parts.path.strip("/").lower()
    for bot in world.bots.values():
        if bot.username.lower() == name:
            return start(world, person_id, parse_qs(parts.query).get("start", [""])[0], bot_id=bot.id)
    raise bad_request("no bot of this name is here")


def edit(
    world: World,
    person_id: int,
    message_id: int,
    text: str,
    *,
    chat_id: int | None = None,
    bot_id: int | None = None,
) -> Message:
    """Change one's own message."""
    _, bot, chat = _chat_for(world, person_id, chat_id, bot_id)
    message = chat.message(message_id)
    if message is None or message.wire["from"]["id"] != person_id:
        raise bad_request("only one's own messages can be edited")
    wire = {n: v for n, v in message.wire.items() if n != "entities"} | _text_content(text)
    world.change_message(chat, message, wire | {"edit_date": world.timestamp()})
    _tell(world, bot, chat, "edited_message", message.wire)
    return message


def send_photo(
    world: World,
    person_id: int,
    photo: Upload,
    caption: str = "",
    *,
    chat_id: int | None = None,
    bot_id: int | None = None,
    reply_to: int | None = None,
) -> Message:
    """Send a picture."""
    stored = world.files.add_photo(photo)
    content: Wire = {"photo": world.files.sizes(stored.file_id)} | ({"caption": caption} if caption else {})
    return _write(world, content, person_id, chat_id, bot_id, reply_to, None)


def send_document(
    world: World,
    person_id: int,
    document: Upload,
    caption: str = "",
    *,
    chat_id: int | None = None,
    bot_id: int | None = None,
    reply_to: int | None = None,
) -> Message:
    """Send a file."""
    stored = world.files.add_document(document)
    content: Wire = {"document": stored.as_object()} | ({"caption": caption} if caption else {})
    return _write(world, content, person_id, chat_id, bot_id, reply_to, None)


def _ask(world: World, bot: BotAccount, person: Person, chat: Chat | None) -> Query:
    query = Query(str(4_000_000_000_000_000 + world.number()), person.id, world.clock.timestamp(), chat=chat)
    bot.queries[query.id] = query
    if len(bot.queries) > _QUERIES_KEPT:
        del bot.queries[next(iter(bot.queries))]
    return query


def tap(
    world: World,
    person_id: int,
    message_id: int,
    data: str,
    *,
    chat_id: int | None = None,
    bot_id: int | None = None,
) -> Query:
    """Tap an inline button; the data may be made up, as a hostile client could send it."""
    person, bot, chat = _chat_for(world, person_id, chat_id, bot_id)
    message = chat.messages.get(message_id)
    if message is None or message.wire["from"]["id"] not in {b.id for b in world.bots.values()}:
        raise bad_request("there is no message of a bot with this number")
    gone = {"chat": chat.wire, "message_id": message_id, "date": 0}
    query = _ask(world, bot, person, chat)
    update = {
        "id": query.id,
        "from": person.as_user(),
        "message": gone if message.deleted else message.wire,
        "chat_instance": str(chat.id * 7919),
        "data": data,
    }
    world.touched(chat)
    bot.updates.put("callback_query", update)
    return query


def vote(world: World, person_id: int, poll_id: str, options: list[int]) -> None:
    """Vote in a poll; no options take the vote back."""
    person, poll = world.person(person_id), world.polls.get(poll_id)
    if poll is None or poll.closed:
        raise bad_request("this poll is closed")
    if len(set(options)) > (len(poll.options) if poll.multiple else 1):
        raise bad_request("this poll takes one answer")
    if not all(0 <= index < len(poll.options) for index in options):
        raise bad_request("this poll has no such option")
    if person_id in poll.votes and not poll.revoting:
        raise bad_request("this poll takes a vote once")
    poll.votes.pop(person_id, None)
    if options:
        poll.votes[person_id] = sorted(set(options))
    if not poll.anonymous:
        answer = {"poll_id": poll.id, "user": person.as_user(), "option_ids": sorted(set(options))}
        answer["option_persistent_ids"] = [str(index) for index in sorted(set(options))]
        poll.bot.updates.put("poll_answer", answer)
    world.poll_changed(poll)


def react(
    world: World,
    person_id: int,
    message_id: int,
    emoji: str = "",
    *,
    chat_id: int | None = None,
    bot_id: int | None = None,
) -> None:
    """React to a message with an emoji; an empty one takes the reaction back."""
    person, bot, chat = _chat_for(world, person_id, chat_id, bot_id)
    message = chat.message(message_id)
    if message is None:
        raise bad_request("there is no message with this number")
    old = message.reactions.pop(person_id, "")
    if emoji:
        message.reactions[person_id] = emoji
    world.touched(chat, message)
    update: dict[str, Any] = {
        "chat": chat.wire,
        "message_id": message_id,
        "user": person.as_user(),
        "date": world.timestamp(),
        "old_reaction": [{"type": "emoji", "emoji": old}] if old else [],
        "new_reaction": [{"type": "emoji", "emoji": emoji}] if emoji else [],
    }
    for other in (bot,) if chat.private else world.bots.values():
        if chat.private or chat.administers(other.id):
            other.updates.put("message_reaction", update)


def inline_query(world: World, person_id: int, text: str, *, bot_id: int | None = None) -> Query:
    """Type `@bot text` in some chat."""
    person, bot = world.person(person_id), world.bot(bot_id)
    if not bot.inline or len(text) > limits.INLINE_QUERY:
        raise bad_request("this bot takes no such inline query")
    query = _ask(world, bot, person, None)
    bot.updates.put(
        "inline_query",
        {"id": query.id, "from": person.as_user(), "query": text, "offset": "", "chat_type": "sender"},
    )
    world.touched()
    return query


def _block(world: World, person_id: int, bot_id: int | None, blocked: bool) -> None:
    person, bot = world.person(person_id), world.bot(bot_id)
    if (person_id in bot.blocked_by) == blocked:
        return
    chat = world.private_chat(bot, person)
    statuses = ("member", "kicked") if blocked else ("kicked", "member")
    (bot.blocked_by.add if blocked else bot.blocked_by.discard)(person_id)
    world.member_changed(chat, person.as_user(), bot.id, *statuses)


def block(world: World, person_id: int, *, bot_id: int | None = None) -> None:
    """Block the bot: it can no longer write to this person."""
    _block(world, person_id, bot_id, True)


def unblock(world: World, person_id: int, *, bot_id: int | None = None) -> None:
    """Unblock the bot."""
    _block(world, person_id, bot_id, False)


def _change_member(world: World, actor: Wire, chat_id: int, member_id: int, status: str) -> None:
    group = world.groups.get(chat_id)
    if group is None:
        raise bad_request("there is no such group")
    user, old = world.user(member_id), group.members.get(member_id, "left")
    joins, leaves = status in ("member", "administrator"), status in ("left", "kicked")
    had = group.has(member_id)
    group.members[member_id] = status
    world.member_changed(group, actor, member_id, old, status)
    if joins and not had:
        notice = world.add_message(group, actor, {"new_chat_members": [user]})
    elif leaves and had:
        notice = world.add_message(group, actor, {"left_chat_member": user})
    else:
        return
    _tell(world, world.bot(), group, "message", notice.wire)


def join(world: World, person_id: int, chat_id: int) -> None:
    """Join a group."""
    _change_member(world, world.user(person_id), chat_id, person_id, "member")


def leave(world: World, person_id: int, chat_id: int) -> None:
    """Leave a group."""
    _change_member(world, world.user(person_id), chat_id, person_id, "left")


def set_member(world: World, person_id: int, chat_id: int, member_id: int, status: str) -> None:
    """Add, promote, restrict or remove someone, or the bot, as an administrator of the group would."""
    _change_member(world, world.user(person_id), chat_id, member_id, status)


def migrate(world: World, person_id: int, chat_id: int, new_id: int) -> None:
    """Turn a group into a supergroup: its id changes, and the bots are told in both chats."""
    group = world.groups.get(chat_id)
    if group is None or group.wire["type"] != "group":
        raise bad_request("there is no such group")
    new = world.add_group(new_id, group.wire["title"], "supergroup", members=dict(group.members))
    actor = world.user(person_id)
    old_notice = world.add_message(group, actor, {"migrate_to_chat_id": new_id})
    _tell(world, world.bot(), group, "message", old_notice.wire)
    group.migrated_to = new_id
    new_notice = world.add_message(new, actor, {"migrate_from_chat_id": chat_id})
    _tell(world, world.bot(), new, "message", new_notice.wire)


#: Acts by name, for the control API. Photos and documents arrive there as base64.
ACTS = {
    act.__name__: act
    for act in (
        say, start, open_link, edit, send_photo, send_document, tap, vote, react, inline_query,
        block, unblock, join, leave, set_member, migrate,
    )
}  # fmt: skip
