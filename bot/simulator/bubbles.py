"""The messages of a chat as bubbles, kept up to date one by one."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from functools import partial
from html import escape
from zoneinfo import ZoneInfo

from nicegui import ui

from bot.simulator.chats import Chat, Message, Person, Wire
from bot.simulator.rendering import render_text
from bot.simulator.world import World

#: So many of the newest messages are shown.
SHOWN = 200
Tap = Callable[[int, Wire], Awaitable[None]]
Vote = Callable[[str, list[int]], None]
WEEKDAYS = "一二三四五六日"


class Bubbles:
    """Draws `chat` as `person` sees it into `column`."""

    def __init__(
        self, world: World, person: Person, chat: Chat, column: ui.element, on_tap: Tap, on_vote: Vote
    ) -> None:
        self.world, self.person, self.chat = world, person, chat
        self.column, self.on_tap, self.on_vote = column, on_tap, on_vote
        self.zone = ZoneInfo(person.timezone)
        self.drawn: dict[int, tuple[int, ui.element]] = {}
        self.last_day: date | None = None
        self.marked: dict[str, set[int]] = {}
        self.about: ui.element | None = None

    def introduce(self, description: str) -> None:
        """Show what the bot says of itself until the first message."""
        if description and not self.chat.messages:
            with self.column, ui.element("div").classes("about") as self.about:
                ui.label("这个机器人能做什么？").classes("about-title")
                ui.label(description).classes("about-text")

    def follow(self) -> bool:
        """Draw what is new, redraw what changed; whether there is something new."""
        grown = False
        if self.about is not None and self.chat.messages:
            self.about.delete()
            self.about = None
        for message in list(self.chat.messages.values())[-SHOWN:]:
            revision, element = self.drawn.get(message.id, (-1, None))
            if revision == message.revision:
                continue
            if element is None:
                if message.deleted:
                    continue
                grown = True
                with self.column:
                    self._draw_day(message)
                    element = ui.element("div")
            else:
                element.clear()
            self.drawn[message.id] = (message.revision, element)
            element.set_visibility(not message.deleted)
            if not message.deleted:
                self._draw(message, element)
        return grown

    def _time(self, timestamp: int) -> datetime:
        return datetime.fromtimestamp(timestamp, self.zone)

    def _draw_day(self, message: Message) -> None:
        day = self._time(message.wire["date"]).date()
        if day != self.last_day:
            self.last_day = day
            ui.label(f"{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}").classes("day")

    def _draw(self, message: Message, row: ui.element) -> None:
        wire = message.wire
        if notice := self._notice(wire):
            row.classes(replace="service")
            with row:
                ui.label(notice)
            return
        own = wire["from"]["id"] == self.person.id
        row.classes(replace="row own" if own else "row").props(f"data-testid=message-{message.id}")
        with row:
            with ui.element("div").classes("bubble"):
                self._draw_head(wire, own)
                self._draw_media(wire)
                if "poll" in wire:
                    self._draw_poll(wire["poll"])
                self._draw_text(wire)
                self._draw_foot(message, own)
            self._draw_keyboard(message)

    def _notice(self, wire: Wire) -> str:
        """What a service message says; empty for others."""
        if "pinned_message" in wire:
            return "置顶了一条消息"
        if "new_chat_members" in wire:
            return f"{wire['new_chat_members'][0]['first_name']} 加入了群组"
        if "left_chat_member" in wire:
            return f"{wire['left_chat_member']['first_name']} 离开了群组"
        if "forum_topic_created" in wire:
            return f"话题：{wire['forum_topic_created']['name']}"
        return "群组已升级" if "migrate_from_chat_id" in wire else ""

    def _draw_head(self, wire: Wire, own: bool) -> None:
        if not self.chat.private and not own:
            ui.label(wire["from"]["first_name"]).classes("sender")
        if "forward_origin" in wire:
            origin = wire["forward_origin"].get("sender_user", {}).get("first_name", "")
            ui.label(f"转发自 {origin}").classes("forwarded")
        if replied := wire.get("reply_to_message"):
            quoted = replied.get("text") or replied.get("caption") or "…"
            ui.label(f"{replied['from']['first_name']}：{quoted}"[:80]).classes("quoted")

    def _draw_media(self, wire: Wire) -> None:
        if "photo" in wire:
            size = wire["photo"][-1]
            url, shape = f"/media/{size['file_id']}", f'width="{size["width"]}" height="{size["height"]}"'
            kind = "photo covered" if wire.get("has_media_spoiler") else "photo"
            ui.html(
                f'<a href="{url}" target="_blank" rel="noopener">'
                f'<img class="{kind}" src="{url}" {shape} alt="图片"></a>',
                sanitize=False,
            )
        if document := wire.get("document"):
            name, kilobytes = escape(document.get("file_name", "file")), document["file_size"] / 1024
            ui.html(
                f'<a class="document" href="/media/{document["file_id"]}?download" download="{name}">'
                '<span class="file-icon material-icons">download</span>'
                f"<span><b>{name}</b><small>{kilobytes:.1f} KB</small></span></a>",
                sanitize=False,
            )

    def _draw_text(self, wire: Wire) -> None:
        text = wire.get("text") or wire.get("caption")
        if text:
            entities = wire.get("entities") or wire.get("caption_entities") or []
            ui.html(render_text(text, entities), sanitize=False).classes("text")

    def _draw_foot(self, message: Message, own: bool) -> None:
        with ui.element("div").classes("foot"):
            for emoji in message.reactions.values():
                ui.label(emoji).classes("reaction")
            edited = "已编辑 " if "edit_date" in message.wire else ""
            ui.label(f"{edited}{self._time(message.wire['date']):%H:%M}").classes("when")
            if own:
                ui.icon("done_all").classes("when")

    def _draw_keyboard(self, message: Message) -> None:
        rows = message.wire.get("reply_markup", {}).get("inline_keyboard", ())
        if not rows:
            return
        with ui.element("div").classes("inline-keyboard"):
            for number, row in enumerate(rows):
                with ui.element("div").classes("keys"):
                    for place, key in enumerate(row):
                        testid = f"button-{message.id}-{number}-{place}"
                        style = f"key {key.get('style', '')}"
                        with ui.element("button").classes(style).props(f"data-testid={testid}") as button:
                            ui.label(key["text"])
                            if "url" in key:
                                ui.icon("north_east").classes("corner")
                        button.on("click", partial(self.on_tap, message.id, key), args=[])

    def _draw_poll(self, poll: Wire) -> None:
        mine = self.world.polls[poll["id"]].votes.get(self.person.id)
        decided = mine is not None or poll["is_closed"]
        kind = "测验 Quiz" if poll["type"] == "quiz" else "投票 Poll"
        ui.label(poll["question"]).classes("question")
        ui.label(f"{kind}{' · 已结束' if poll['is_closed'] else ''}").classes("poll-note")
        for index in range(len(poll["options"])):
            self._draw_option(poll, index, mine, decided)
        if poll["allows_multiple_answers"] and not decided:
            with ui.element("button").classes("vote").props(f"data-testid=vote-{poll['id']}") as button:
                ui.label("投票 Vote")
            button.on("click", partial(self._vote_marked, poll["id"]), args=[])
        if decided and poll.get("explanation"):
            ui.label(poll["explanation"]).classes("explanation")
        ui.label(f"{poll['total_voter_count']} 人已投票").classes("poll-note")

    def _draw_option(self, poll: Wire, index: int, mine: list[int] | None, decided: bool) -> None:
        option, testid = poll["options"][index], f"option-{poll['id']}-{index}"
        with ui.element("button").classes("option").props(f"data-testid={testid}") as line:
            ui.icon(self._option_icon(poll, index, mine, decided)).classes("mark")
            ui.label(option["text"]).classes("option-text")
            if decided:
                share = option["voter_count"] / max(poll["total_voter_count"], 1)
                ui.label(f"{share:.0%}").classes("share")
                ui.element("i").classes("bar").style(f"width:calc((100% - 30px) * {share:.3f})")
        if not decided:
            line.on("click", partial(self._choose, poll, index), args=[])

    def _option_icon(self, poll: Wire, index: int, mine: list[int] | None, decided: bool) -> str:
        if not decided:
            marked = index in self.marked.get(poll["id"], ())
            return "check_box" if marked else "radio_button_unchecked"
        chosen = index in (mine or ())
        if poll["type"] == "quiz" and index in poll["correct_option_ids"]:
            return "check_circle"
        if poll["type"] == "quiz" and chosen:
            return "cancel"
        return "radio_button_checked" if chosen else "radio_button_unchecked"

    def _vote_marked(self, poll_id: str) -> None:
        self.on_vote(poll_id, sorted(self.marked.get(poll_id, ())))

    def _choose(self, poll: Wire, index: int) -> None:
        if not poll["allows_multiple_answers"]:
            self.on_vote(poll["id"], [index])
            return
        self.marked.setdefault(poll["id"], set()).symmetric_difference_update({index})
        message = self.chat.messages[self.world.polls[poll["id"]].message_id]
        self.world.touched(self.chat, message)
