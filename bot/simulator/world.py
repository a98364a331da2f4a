"""Everything the simulated Telegram knows, and the rules on who may write where."""

import asyncio
import itertools
import time
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.simulator.bots import BotAccount
from bot.simulator.chats import Chat, Message, Person, Wire, chat_member
from bot.simulator.clock import Clock
from bot.simulator.errors import bad_request, forbidden
from bot.simulator.faults import FaultPlan
from bot.simulator.files import FileStore
from bot.simulator.limits import FloodLimiter
from bot.simulator.polls import Poll
from bot.simulator.signal import Signal
from bot.simulator.updates import UpdateQueue

CALLS_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Bot API, as logged. Holds no token."""

    number: int
    at: float
    bot_id: int
    method: str
    parameters: Wire
    status: int
    description: str = ""


class World:
    """People, bots, chats, files and polls of one simulator."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self.faults = FaultPlan()
        self.flood = FloodLimiter()
        self.files = FileStore()
        self.people: dict[int, Person] = {}
        self.bots: dict[str, BotAccount] = {}
        self.groups: dict[int, Chat] = {}
        self.polls: dict[str, Poll] = {}
        self.calls: deque[Call] = deque(maxlen=CALLS_KEPT)
        self.calls_made = 0
        self.calls_running = 0
        self.last_activity = time.monotonic()
        self.query_lifetime = 60.0  #: seconds after which a tap can no longer be answered
        self.webhook_pause = 1.0  #: seconds before a webhook is tried again, doubling up to a minute
        self.revision = 0
        self.changed = Signal()
        self.closed = Signal()
        self._numbers = itertools.count(1)
        self._message_ids: dict[int, itertools.count[int]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    # -- who there is ----------------------------------------------------------------------

    def add_bot(
        self, token: str, username: str = "yinling_bot", first_name: str = "引领", **options: Any
    ) -> BotAccount:
        """Register a bot; its id is the number before the colon of its token."""
        number, _, secret = token.partition(":")
        if not number.isdigit() or not secret:
            raise ValueError("a bot token looks like 123456:letters, a number, a colon and a secret")
        first_update = 100_000_000 + int(number) % 1_000_000
        queue = UpdateQueue(self.faults, first_update)
        bot = BotAccount(int(number), token, username, first_name, queue, **options)
        self.bots[token] = bot
        return bot

    def bot(self, bot_id: int | None = None) -> BotAccount:
        """A bot by id; the first one where no id is given."""
        for bot in self.bots.values():
            if bot_id in (None, bot.id):
                return bot
        raise bad_request("bot not found")

    def add_person(self, **fields: Any) -> Person:
        """Add someone, or change what is known of them."""
        person = Person(**fields)
        self.people[person.id] = person
        self.touched()
        return person

    def person(self, person_id: int) -> Person:
        """Someone by id."""
        if (person := self.people.get(person_id)) is None:
            raise bad_request("user not found")
        return person

    def add_group(self, id: int, title: str, type: str = "supergroup", **fields: Any) -> Chat:
        """Add a group, supergroup or channel; `members` maps person or bot id to a status."""
        if id >= 0:
            raise ValueError("ids of groups are negative, for example -1001000000001")
        members = {int(member): status for member, status in (fields.pop("members", None) or {}).items()}
        group = Chat({"id": id, "type": type, "title": title, **fields}, members=members)
        self.groups[id] = group
        self.touched()
        return group

    def user(self, member_id: int) -> Wire:
        """User of a person or bot."""
        if member_id in self.people:
            return self.people[member_id].as_user()
        return self.bot(member_id).as_user()

    def private_chat(self, bot: BotAccount, person: Person) -> Chat:
        """The conversation of a bot and a person, opened if need be."""
        chat = bot.private_chats.get(person.id)
        if chat is None:
            user = person.as_user()
            wire = {"id": person.id, "type": "private"}
            wire |= {name: user[name] for name in ("first_name", "last_name", "username") if name in user}
            chat = bot.private_chats[person.id] = Chat(wire)
        return chat

    # -- finding chats and messages ----------------------------------------------------------------

    def chat(self, bot: BotAccount, chat_id: str) -> Chat:
        """A chat this bot knows; ApiError 400 where there is none, 403 where it was never opened."""
        if not chat_id:
            raise bad_request("chat_id is empty")
        if chat_id.startswith("@"):
            for named in self.groups.values():
                if named.wire.get("username", "").lower() == chat_id[1:].lower():
                    return named
            raise bad_request("chat not found")
        try:
            number = int(chat_id)
        except ValueError:
            raise bad_request("chat not found") from None
        private = bot.private_chats.get(number)
        if private is not None and private.messages:  # looking at an empty chat does not open it
            return private
        if (group := self.groups.get(number)) is not None:
            return group
        if number in self.people:
            raise forbidden("bot can't initiate conversation with a user")
        if any(other.id == number for other in self.bots.values()):
            raise forbidden("bot can't send messages to bots")
        raise bad_request("chat not found")

    def writable_chat(self, bot: BotAccount, chat_id: str) -> Chat:
        """A chat the bot may write to now."""
        chat = self.chat(bot, chat_id)
        if chat.private:
            if chat.id in bot.blocked_by:
                raise forbidden("bot was blocked by the user")
            if self.people[chat.id].deactivated:
                raise forbidden("user is deactivated")
            return chat
        kind = chat.wire["type"]
        if chat.migrated_to is not None:
            raise bad_request(
                "group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to
            )
        if chat.members.get(bot.id) == "kicked":
            raise forbidden(f"bot was kicked from the {kind} chat")
        if not chat.has(bot.id):
            raise forbidden(f"bot is not a member of the {kind} chat")
        if chat.members[bot.id] == "restricted":
            raise bad_request("not enough rights to send text messages to the chat")
        return chat

    def chats_of(self, person_id: int) -> list[tuple[BotAccount, Chat]]:
        """Chats someone sees: conversations with bots, then groups, each with the bot that is in it."""
        person = self.people[person_id]
        private = [(bot, self.private_chat(bot, person)) for bot in self.bots.values()]
        groups = [
            (bot, group)
            for group in self.groups.values()
            if group.has(person_id) and group.migrated_to is None
            for bot in self.bots.values()
            if group.has(bot.id)
        ]
        return private + groups

    # -- what happens ----------------------------------------------------------------------

    def number(self) -> int:
        """A number never used before."""
        return next(self._numbers)

    def timestamp(self) -> int:
        """Date for messages: whole seconds of the simulator's clock."""
        return int(self.clock.timestamp())

    def touched(self, chat: Chat | None = None, message: Message | None = None) -> None:
        """Note that something changed, for the page and for those who wait."""
        self.revision += 1
        self.last_activity = time.monotonic()
        if chat is not None:
            chat.revision = self.revision
        if message is not None:
            message.revision = self.revision
        self.changed.give()

    def add_message(self, chat: Chat, sender: Wire, content: Wire) -> Message:
        """Put a message into a chat. Supergroups and channels have a series of numbers of their own."""
        series = chat.id if chat.wire["type"] in ("supergroup", "channel") else 0
        ids = self._message_ids.setdefault(series, itertools.count(101 if series == 0 else 1))
        head = {"message_id": next(ids), "from": sender, "chat": chat.wire, "date": self.timestamp()}
        message = Message(head | content)
        chat.messages[message.id] = message
        self.touched(chat, message)
        return message

    def change_message(self, chat: Chat, message: Message, wire: Wire) -> None:
        """Replace what a message holds."""
        message.wire = wire
        self.touched(chat, message)

    def member_changed(self, chat: Chat, actor: Wire, member_id: int, old: str, new: str) -> None:
        """Tell bots of a changed membership: my_chat_member for their own, chat_member as administrators."""
        user = self.user(member_id)
        change = {
            "chat": chat.wire,
            "from": actor,
            "date": self.timestamp(),
            "old_chat_member": chat_member(user, old),
            "new_chat_member": chat_member(user, new),
        }
        for bot in self.bots.values():
            if bot.id == member_id:
                bot.updates.put("my_chat_member", change)
            elif chat.administers(bot.id):
                bot.updates.put("chat_member", change)
        self.touched(chat)

    def log_call(
        self, bot_id: int, method: str, parameters: Wire, status: int, description: str = ""
    ) -> None:
        """Remember one call; the newest 20,000 are kept."""
        self.calls_made += 1
        at = self.clock.timestamp()
        self.calls.append(Call(self.calls_made, at, bot_id, method, parameters, status, description))

    # -- time ----------------------------------------------------------------------

    def close_poll_at(self, poll: Poll, timestamp: float) -> None:
        """Close a poll when the clock gets there."""

        async def close_in_time() -> None:
            await self.clock.sleep_until(datetime.fromtimestamp(timestamp, UTC))
            self.close_poll(poll)

        task = asyncio.get_running_loop().create_task(close_in_time())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def close_poll(self, poll: Poll) -> None:
        """Close a poll and tell its bot."""
        if not poll.closed:
            poll.closed = True
            self.poll_changed(poll)

    def poll_changed(self, poll: Poll) -> None:
        """Show new totals in the poll's message and send them to its bot."""
        message = poll.chat.messages[poll.message_id]
        self.change_message(poll.chat, message, message.wire | {"poll": poll.as_object()})
        poll.bot.updates.put("poll", poll.as_object())

    def idle_for(self) -> float:
        """Seconds of real time since anything happened; 0 while updates or calls are under way."""
        if self.calls_running or any(bot.updates.waiting for bot in self.bots.values()):
            return 0.0
        return time.monotonic() - self.last_activity

    def close(self) -> None:
        """End long polls and tasks."""
        self.closed.give()
        for bot in self.bots.values():
            bot.updates.close()
            if bot.delivery is not None:
                bot.delivery.cancel()
        for task in self._tasks:
            task.cancel()
