"""The chat page: people on the left, one person's phone in the middle, the clock above."""

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import FastAPI
from nicegui import ui
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from bot.simulator.bots import BotAccount
from bot.simulator.chats import Chat, Person, Wire
from bot.simulator.errors import ApiError
from bot.simulator.people import block, open_link, unblock
from bot.simulator.phone import Phone
from bot.simulator.server import SimulatorApp
from bot.simulator.world import World

TITLE = "引领 · Telegram 模拟器"
STYLE = Path(__file__).with_name("page.css")
REFRESH_SECONDS = 0.2
WEEKDAYS = "一二三四五六日"
#: Chromium keeps empty boxes for what it drew before the Chinese font came, so it draws nothing till then.
_AWAIT_FONT = """<style>html:not(.lettered) body { display: none }</style><script>
document.addEventListener('DOMContentLoaded', () => document.fonts.load('16px "Yinling CJK"', '引领')
  .finally(() => document.documentElement.classList.add('lettered')));
</script>"""
_TIME_TYPED = "(e) => emit(e.target.closest('.clock-buttons').querySelector('input').value)"
_LINK_TYPED = "(e) => emit(e.target.closest('.card').querySelector('input').value)"
_COLOURS = ("#e17076", "#7bc862", "#65aadd", "#a695e7", "#ee7aae", "#6ec9cb", "#faa774")


def mount_page(app: SimulatorApp) -> None:
    """Serve the page at `/` of the simulator. NiceGUI is one to a process, and so is this."""
    for route in (Route("/media/{file_id}", _media(app.world)), Route("/fonts/cjk", _font)):
        app.app.router.routes.append(route)

    @ui.page("/")
    def index(person: int = 0) -> None:
        Page(app.world, person).build()

    ui.run_with(
        cast(FastAPI, app.app),
        title=TITLE,
        favicon="🩻",
        language="zh-CN",
        tailwind=False,
        show_welcome_message=False,
    )


def _media(world: World) -> Any:
    def media(request: Request) -> Response:
        """A file by its id, as an attachment where `?download` is given."""
        try:
            stored = world.files.get(request.path_params["file_id"])
        except ApiError:
            return Response(status_code=404)
        headers = {}
        if "download" in request.query_params or stored.kind != "photo":
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(stored.name)}"
        return Response(stored.data, media_type=stored.content_type, headers=headers)

    return media


def _font(request: Request) -> Response:
    """Noto Sans CJK from its wheel, for browsers on systems without a Chinese font."""
    package = find_spec("manimgx_fonts_cjk")
    for folder in (package.submodule_search_locations or ()) if package else ():
        for font in Path(folder).glob("*.ttc"):
            return FileResponse(font, media_type="font/collection")
    return Response(status_code=404)


def avatar(name: str, number: int) -> ui.element:
    """A coloured disc with the first character of a name."""
    disc = ui.element("div").classes("avatar").style(f"background:{_COLOURS[number % len(_COLOURS)]}")
    with disc:
        ui.label(name[:1] or "?")
    return disc


def preview(wire: Wire) -> str:
    """One line about a message."""
    if text := wire.get("text") or wire.get("caption"):
        return re.sub(r"\s+", " ", str(text))[:60]
    for field, label in (("photo", "[图片]"), ("document", "[文件]"), ("poll", "[投票]")):
        if field in wire:
            return label
    return "…"


class Page:
    """One browser tab."""

    def __init__(self, world: World, person_id: int) -> None:
        self.world = world
        self.selected = person_id if person_id in world.people else next(iter(world.people), 0)
        self.chat_id = self.selected
        self.revision = -1
        self.seen: dict[int, int] = {}
        self.phone: Phone | None = None
        self.listed: list[tuple[Any, ...]] = []
        self.side_shows: object = None

    @property
    def person(self) -> Person | None:
        """Whose phone is shown."""
        return self.world.people.get(self.selected)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the centre of the person shown."""
        return ZoneInfo(self.person.timezone if self.person else "Asia/Shanghai")

    def build(self) -> None:
        """Lay the page out and start to follow the world."""
        ui.add_css(STYLE.read_text(encoding="utf-8"))
        ui.add_head_html(_AWAIT_FONT)
        with ui.element("div").classes("page"):
            self._build_top_bar()
            with ui.element("div").classes("columns"):
                with ui.element("aside").classes("people"):
                    ui.html("选择身份 <small>Choose who you are</small>", sanitize=False).classes("heading")
                    self.people = ui.element("div").classes("people-list")
                self.stage = ui.element("main").classes("stage")
                self.side = ui.element("aside").classes("side")
        self._show(self.selected, self.chat_id)
        ui.timer(REFRESH_SECONDS, self._follow)

    # -- clock -------------------------------------------------------------------------------------

    def _build_top_bar(self) -> None:
        with ui.element("header").classes("top"):
            with ui.element("div").classes("brand"):
                ui.label("引领").classes("brand-name")
                ui.label("Telegram 模拟器 Simulator").classes("brand-note")
            self.clock_label = ui.html("", sanitize=False).classes("clock").props("data-testid=clock")
            with ui.element("div").classes("clock-buttons"):
                self._clock_button("+1 小时", "+1 h", "clock-hour", self._plus_one_hour)
                self._clock_button("明早 08:00", "tomorrow", "clock-morning", self._to_tomorrow_morning)
                self._clock_button("到 22:00", "tonight", "clock-night", self._to_night)
                field = ui.element("input").props("type=datetime-local data-testid=clock-free")
                field.props('aria-label="日期时间 Date and time"')
                self._clock_button("设定", "set", "clock-set", self._to_free_time)

    def _clock_button(self, text: str, english: str, testid: str, action: Callable[[str], None]) -> None:
        """A button whose action is handed the date and time typed beside it."""
        button = ui.element("button").props(f"data-testid={testid}").classes("clock-button")
        with button:
            ui.label(text)
            ui.label(english).classes("english")
        button.on("click", lambda event: action(str(event.args)), js_handler=_TIME_TYPED)

    def _local_now(self) -> datetime:
        return self.world.clock.now().astimezone(self.zone)

    def _jump(self, instant: datetime) -> None:
        if instant <= self.world.clock.now():
            ui.notify("时间只能向前 · The clock only moves forward", type="warning")
            return
        self.world.clock.set(instant)
        self.world.touched()

    def _plus_one_hour(self, _: str) -> None:
        self._jump(self.world.clock.now() + timedelta(hours=1))

    def _to_tomorrow_morning(self, _: str) -> None:
        day = self._local_now().date() + timedelta(days=1)
        self._jump(datetime.combine(day, time(8), self.zone))

    def _to_night(self, _: str) -> None:
        now = self._local_now()
        night = datetime.combine(now.date(), time(22), self.zone)
        self._jump(night if night > now else night + timedelta(days=1))

    def _to_free_time(self, typed: str) -> None:
        if not typed:
            ui.notify("请先选择日期和时间 · Choose a date and time first", type="warning")
            return
        self._jump(datetime.fromisoformat(typed).replace(tzinfo=self.zone))

    # -- people and side ---------------------------------------------------------------------------

    def _show(self, person_id: int, chat_id: int) -> None:
        """Hold another phone, or open another chat on it."""
        self.selected, self.chat_id = person_id, chat_id
        self.stage.clear()
        found = self._chat()
        if found is not None and self.person is not None:
            with self.stage:
                self.phone = Phone(self.world, self.person, *found)
                self.phone.build()
            ui.run_javascript(f"history.replaceState(null, '', '/?person={person_id}')")
        self.revision = -1
        self._follow()

    def _chat(self) -> tuple[BotAccount, Chat] | None:
        if self.person is None:
            return None
        chats = self.world.chats_of(self.selected)
        return next((pair for pair in chats if pair[1].id == self.chat_id), chats[0] if chats else None)

    def _follow(self) -> None:
        """Bring everything up to date, if anything happened."""
        now = self._local_now()
        text = (
            f"<b>{now:%Y-%m-%d}</b> 周{WEEKDAYS[now.weekday()]} <b class=time>{now:%H:%M:%S}</b>"
            f"<small>{self.zone.key}</small>"
        )
        if self.clock_label.content != text:
            self.clock_label.set_content(text)
        if self.phone is not None:
            self.phone.follow()
        if self.revision != self.world.revision:
            self.revision = self.world.revision
            if self.phone is None and self.world.people and self.world.bots:
                first = next(iter(self.world.people))
                self._show(first, first)
                return
            self._list_people()
            self._build_side()

    def _list_people(self) -> None:
        """Redraw the list if one of its lines changed."""
        centres = list(dict.fromkeys(person.centre for person in self.world.people.values()))
        people = sorted(self.world.people.values(), key=lambda p: centres.index(p.centre))
        lines = [(person, person.id == self.selected, *self._newest(person)) for person in people]
        if lines == self.listed:
            return
        self.listed = lines
        self.people.clear()
        with self.people:
            for number, line in enumerate(lines):
                if number == 0 or lines[number - 1][0].centre != line[0].centre:
                    ui.label(line[0].centre).classes("centre")
                self._draw_person(*line)

    def _newest(self, person: Person) -> tuple[str, int]:
        """What someone last read or wrote, and how many messages of bots wait unread."""
        chats = [chat for _, chat in self.world.chats_of(person.id) if chat.private]
        messages = [m for chat in chats for m in chat.messages.values() if not m.deleted]
        if not messages:
            return "还没有对话 · not started", 0
        if person.id == self.selected:
            self.seen[person.id] = messages[-1].id
        seen = self.seen.get(person.id, 0)
        return preview(messages[-1].wire), sum(m.id > seen and m.wire["from"]["is_bot"] for m in messages)

    def _draw_person(self, person: Person, selected: bool, note: str, unread: int) -> None:
        item = ui.element("div").classes("person selected" if selected else "person")
        item.props(f"data-testid=person-{person.id} role=button tabindex=0")
        item.on("click", lambda: self._show(person.id, person.id), args=[])
        item.on("keydown.enter", lambda: self._show(person.id, person.id), args=[])
        with item:
            avatar(person.name, person.id)
            with ui.element("div").classes("person-text"):
                with ui.element("div").classes("person-line"):
                    ui.label(person.name).classes("person-name")
                    ui.label(person.role).classes("role")
                ui.label(note).classes("preview")
            if unread:
                ui.label(str(unread)).classes("unread").props(f"data-testid=unread-{person.id}")

    def _build_side(self) -> None:
        """Redraw the cards on the right if they changed; a half-typed link survives everything else."""
        person, found = self.person, self._chat()
        if person is None or found is None:
            return
        bot, _ = found
        blocked = person.id in bot.blocked_by
        chats = self.world.chats_of(person.id)
        shows = (person.id, person.name, self.chat_id, blocked, [chat.id for _, chat in chats])
        if shows == self.side_shows:
            return
        self.side_shows = shows
        self.side.clear()
        with self.side:
            with ui.element("div").classes("card profile"):
                avatar(person.name, person.id).classes("large")
                ui.label(person.name).classes("profile-name")
                ui.label(" · ".join(filter(None, (person.role, person.centre)))).classes("profile-note")
                ui.label(f"ID {person.id}").classes("profile-note")
            if len(chats) > 1:
                self._build_chats(chats)
            self._build_link(person, bot)
            self._build_block(person, bot, blocked)

    def _build_chats(self, chats: list[tuple[BotAccount, Chat]]) -> None:
        with ui.element("div").classes("card"):
            ui.html("对话 <small>Chats</small>", sanitize=False).classes("card-title")
            for bot, chat in chats:
                chosen = " selected" if chat.id == self.chat_id else ""
                row = (
                    ui.element("button").classes(f"chat-choice{chosen}").props(f"data-testid=chat-{chat.id}")
                )
                row.on("click", partial(self._show, self.selected, chat.id), args=[])
                with row:
                    ui.label(bot.first_name if chat.private else chat.wire["title"])

    def _build_link(self, person: Person, bot: BotAccount) -> None:
        with ui.element("div").classes("card"):
            ui.html("打开邀请链接 <small>Open link</small>", sanitize=False).classes("card-title")
            example = f"https://t.me/{bot.username}?start=…"
            field = ui.element("input").classes("field")
            field.props(f'data-testid=link-input placeholder="{example}"')
            if person.link:  # an empty value would wipe out what is being typed at the next redraw
                field.props(f'value="{person.link}"')
            with ui.element("button").classes("wide").props("data-testid=link-open") as button:
                ui.label("打开 Open")
            button.on("click", lambda event: self._open(person, str(event.args)), js_handler=_LINK_TYPED)

    def _build_block(self, person: Person, bot: BotAccount, blocked: bool) -> None:
        act = partial(unblock if blocked else block, self.world, person.id, bot_id=bot.id)
        with ui.element("button").classes("wide quiet").props("data-testid=block") as button:
            ui.label("解除屏蔽 Unblock" if blocked else "屏蔽机器人 Block bot")
        button.on("click", act, args=[])

    def _open(self, person: Person, link: str) -> None:
        try:
            open_link(self.world, person.id, link.strip())
        except ApiError as error:
            ui.notify(f"打不开这个链接 · {error.description.removeprefix('Bad Request: ')}", type="warning")
