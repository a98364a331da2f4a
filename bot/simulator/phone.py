"""One person's phone with one chat on it: messages, keyboards, composer."""

import asyncio
import json
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from nicegui import events, ui

from bot.simulator.bots import BotAccount
from bot.simulator.bubbles import Bubbles
from bot.simulator.chats import Chat, Person, Wire
from bot.simulator.errors import ApiError
from bot.simulator.parameters import Upload
from bot.simulator.people import open_link, say, send_document, send_photo, start, tap, vote
from bot.simulator.world import World

ANSWER_SECONDS = 15.0
TOAST_SECONDS = 3.0
ACTIONS = {"typing": "正在输入…", "upload_photo": "正在发送图片…", "upload_document": "正在发送文件…"}
#: Links and commands inside texts, and covered words, are handled by one listener for all messages.
_TEXT_CLICKS = """(e) => {
  const hit = e.target.closest('[data-link],[data-command],.spoiler');
  if (!hit) return;
  if (hit.classList.contains('spoiler')) { hit.classList.add('shown'); return; }
  e.preventDefault();
  emit({link: hit.dataset.link || '', command: hit.dataset.command || ''});
}"""
_ENTER_SENDS = """(e) => {
  if (e.key !== 'Enter' || e.shiftKey || e.isComposing) return;
  e.preventDefault();
  emit(e.target.value);
  e.target.value = '';
}"""
_BUTTON_SENDS = """(e) => {
  const field = e.target.closest('.composer').querySelector('textarea');
  emit(field.value);
  field.value = '';
}"""
_PICK_FILE = "(e) => e.target.closest('.phone').querySelector('input[type=file]').click()"
_TO_NEWEST = "const m = document.querySelector('.messages'); if (m) m.scrollTop = m.scrollHeight;"


class Phone:
    """The phone of `person` showing `chat`."""

    def __init__(self, world: World, person: Person, bot: BotAccount, chat: Chat) -> None:
        self.world, self.person, self.bot, self.chat = world, person, bot, chat
        self.zone = ZoneInfo(person.timezone)
        self.revision = -1
        self.shown_footer: object = None
        self.toast_until = 0.0

    def build(self) -> None:
        """Draw the empty phone; `follow` fills it."""
        with ui.element("div").classes("phone").props(f"data-testid=phone data-person={self.person.id}"):
            with ui.element("div").classes("phone-head"):
                with ui.element("div").classes("avatar bot"):
                    ui.label("引" if self.chat.private else "群")
                with ui.element("div"):
                    ui.label(self.bot.first_name if self.chat.private else self.chat.wire["title"]).classes(
                        "chat-name"
                    )
                    self.status = ui.label("").classes("status").props("data-testid=status")
            self.pinned = ui.element("div").classes("pinned")
            messages = ui.element("div").classes("messages").props("data-testid=messages")
            messages.on("click", self._text_clicked, js_handler=_TEXT_CLICKS)
            self.bubbles = Bubbles(self.world, self.person, self.chat, messages, self._tap, self._vote)
            language = self.person.language_code.partition("-")[0]
            self.bubbles.introduce(self.bot.about("description", language))
            self.toast = ui.label("").classes("toast").props("data-testid=toast")
            self.toast.set_visibility(False)
            self.footer = ui.element("div").classes("footer")
            self.upload = ui.upload(on_upload=self._uploaded, auto_upload=True).classes("hidden-upload")
        with ui.dialog() as self.alert, ui.element("div").classes("alert").props("data-testid=alert"):
            self.alert_text = ui.label("").classes("alert-text")
            with ui.element("button").classes("alert-ok").props("data-testid=alert-ok") as ok:
                ui.label("好 OK")
            ok.on("click", self.alert.close, args=[])

    def follow(self) -> None:
        """Show what changed."""
        action, until = self.chat.action
        typing = ACTIONS.get(action, "") if until > self.world.clock.timestamp() else ""
        self.status.set_text(
            typing or ("机器人 bot" if self.chat.private else f"{len(self.chat.members)} 位成员")
        )
        if self.toast_until and asyncio.get_running_loop().time() > self.toast_until:
            self.toast.set_visibility(False)
            self.toast_until = 0.0
        if self.revision == self.world.revision:
            return
        self.revision = self.world.revision
        self._follow_footer()
        self._follow_pinned()
        if self.bubbles.follow():
            ui.run_javascript(f"setTimeout(() => {{ {_TO_NEWEST} }}, 30)")

    def _follow_pinned(self) -> None:
        wire = next((m.wire for i in reversed(self.chat.pinned) if (m := self.chat.message(i))), None)
        self.pinned.clear()
        if wire is not None:
            with self.pinned:
                ui.icon("push_pin")
                ui.label(str(wire.get("text") or wire.get("caption") or "置顶消息"))

    # -- the lower end of the phone ----------------------------------------------------------------

    def _follow_footer(self) -> None:
        """Rebuild the lower end when its kind changes, so that a half-typed text survives everything else."""
        blocked = self.chat.private and self.person.id in self.bot.blocked_by
        started = not self.chat.private or bool(self.chat.messages)
        commands = self.bot.commands_seen_by(self.chat, self.person.id, self.person.language_code)
        keyboard = None if self.chat.keyboard is None else json.dumps(self.chat.keyboard)
        wanted = (blocked, started, json.dumps(commands), keyboard)
        if wanted == self.shown_footer:
            return
        self.shown_footer = wanted
        self.footer.clear()
        with self.footer:
            if blocked:
                self._big_button("解除屏蔽并重新开始 Unblock", "unblock")
            elif not started:
                self._big_button("开始 Start", "start")
            else:
                self._build_composer(commands)
                self._build_reply_keyboard()

    def _big_button(self, text: str, testid: str) -> None:
        with ui.element("button").classes("start").props(f"data-testid={testid}") as button:
            ui.label(text)
        button.on("click", lambda: start(self.world, self.person.id, bot_id=self.bot.id), args=[])

    def _build_composer(self, commands: list[Wire]) -> None:
        with ui.element("div").classes("composer"):
            if commands:
                with ui.element("button").classes("menu").props("data-testid=menu") as menu:
                    ui.icon("menu")
                    ui.label("菜单")
                    with ui.menu().classes("commands").props('anchor="top left" self="bottom left"'):
                        for command in commands:
                            self._command_item(command)
                menu.on("click", lambda: None, args=[])
            with (
                ui.element("button")
                .classes("round")
                .props('data-testid=attach title="发送图片或文件 Attach"') as attach
            ):
                ui.icon("attach_file")
            attach.on("click", js_handler=_PICK_FILE)
            hint = (self.chat.keyboard or {}).get("input_field_placeholder", "输入消息 Message")
            field = ui.element("textarea").props(
                f"data-testid=input rows=1 maxlength=4096 placeholder={json.dumps(hint)}"
            )
            field.on("keydown", self._typed, js_handler=_ENTER_SENDS)
            with ui.element("button").classes("send").props('data-testid=send title="发送 Send"') as send:
                ui.icon("send")
            send.on("click", self._typed, js_handler=_BUTTON_SENDS)

    def _command_item(self, command: Wire) -> None:
        item = ui.menu_item(on_click=partial(self._say, f"/{command['command']}"))
        with item.props(f"data-testid=command-{command['command']}"):
            ui.label(f"/{command['command']}").classes("command-name")
            ui.label(command["description"]).classes("command-note")

    def _build_reply_keyboard(self) -> None:
        rows = (self.chat.keyboard or {}).get("keyboard", ())
        if not rows:
            return
        with ui.element("div").classes("reply-keyboard").props("data-testid=reply-keyboard"):
            for row in rows:
                with ui.element("div").classes("keys"):
                    for key in row:
                        with ui.element("button").classes("key") as button:
                            ui.label(key["text"])
                        button.on("click", partial(self._say, key["text"]), args=[])

    # -- what the person does ----------------------------------------------------------------------

    def _refused(self, error: ApiError) -> None:
        self._show_toast(error.description.removeprefix("Bad Request: "))

    def _say(self, text: str) -> None:
        if not text.strip():
            return
        chat_id = None if self.chat.private else self.chat.id
        try:
            say(self.world, self.person.id, text.strip(), chat_id=chat_id, bot_id=self.bot.id)
        except ApiError as error:
            self._refused(error)

    def _typed(self, event: events.GenericEventArguments) -> None:
        self._say(str(event.args or ""))

    def _text_clicked(self, event: events.GenericEventArguments) -> None:
        if event.args["command"]:
            self._say(event.args["command"])
        else:
            self._open(event.args["link"])

    def _open(self, url: str) -> None:
        try:
            open_link(self.world, self.person.id, url)
        except ApiError as error:
            self._refused(error)

    async def _uploaded(self, event: events.UploadEventArguments) -> None:
        upload = Upload(event.file.name, event.file.content_type, await event.file.read())
        chat_id = None if self.chat.private else self.chat.id
        act: Any = send_photo if upload.content_type.startswith("image/") else send_document
        try:
            act(self.world, self.person.id, upload, chat_id=chat_id, bot_id=self.bot.id)
        except ApiError as error:
            self._refused(error)
        self.upload.reset()

    def _vote(self, poll_id: str, options: list[int]) -> None:
        try:
            vote(self.world, self.person.id, poll_id, options)
        except ApiError as error:
            self._refused(error)

    async def _tap(self, message_id: int, button: Wire) -> None:
        """Tap an inline button and show what the bot answers."""
        if "callback_data" not in button:
            self._follow_button(button)
            return
        chat_id = None if self.chat.private else self.chat.id
        try:
            data = button["callback_data"]
            query = tap(self.world, self.person.id, message_id, data, chat_id=chat_id, bot_id=self.bot.id)
        except ApiError as error:
            self._refused(error)
            return
        loop = asyncio.get_running_loop()
        deadline = loop.time() + ANSWER_SECONDS
        while query.answer is None and loop.time() < deadline:
            await self.world.changed.wait(deadline - loop.time())
        answer = query.answer or {}
        if answer.get("url"):
            self._open(answer["url"])
        elif answer.get("show_alert"):
            self.alert_text.set_text(answer["text"])
            self.alert.open()
        elif answer.get("text"):
            self._show_toast(answer["text"])

    def _follow_button(self, button: Wire) -> None:
        if "copy_text" in button:
            ui.clipboard.write(button["copy_text"]["text"])
            self._show_toast("已复制 Copied")
        elif "t.me/" in button.get("url", ""):
            self._open(button["url"])
        elif "url" in button:
            ui.navigate.to(button["url"], new_tab=True)
        else:
            self._show_toast("模拟器没有这种按钮 Not simulated")

    def _show_toast(self, text: str) -> None:
        self.toast.set_text(text)
        self.toast.set_visibility(True)
        self.toast_until = asyncio.get_running_loop().time() + TOAST_SECONDS
