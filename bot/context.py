"""What a handler finds beside its update: services, the time of receipt, and who sent it."""

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telegram import CallbackQuery, InlineKeyboardMarkup, Message, Update
from telegram.constants import MessageLimit, ParseMode
from telegram.error import BadRequest
from telegram.ext import Application, CallbackContext, ExtBot

from bot.language import DEFAULT, Translate, translator
from bot.services import Services
from bot.texts.markup import length
from quizzes.errors import NotEnrolled
from quizzes.people import Enrolled, Person

NOT_MODIFIED = "message is not modified"
TOO_LATE = ("query is too old", "query_id_invalid", "query id is invalid")


@dataclass
class Receipt:
    """How an update arrived and, after handling, whether it has to be handled again."""

    update_id: int
    received_at: datetime
    sender: Person | None = None
    attempt: int = 1
    retry_in: float | None = None


RECEIPT: ContextVar[Receipt] = ContextVar("receipt")


class BotContext(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """The context of one update. ``person`` is loaded once, before any feature runs."""

    def __init__(self, application: Any, chat_id: int | None = None, user_id: int | None = None) -> None:
        super().__init__(application, chat_id, user_id)
        self.person: Person | None = None
        self.account_language: str = DEFAULT

    @property
    def services(self) -> Services:
        """The services of this process."""
        services: Services = self.bot_data["services"]
        return services

    @property
    def receipt(self) -> Receipt:
        """How the update at hand arrived."""
        return RECEIPT.get()

    @property
    def language(self) -> str:
        """The language to answer in."""
        return self.person.language if self.person else self.account_language

    @property
    def _(self) -> Translate:
        return translator(self.language)

    def enrolled(self) -> Enrolled:
        """The sender with their centre; refuses strangers (`NotEnrolled`)."""
        if self.person is None:
            raise NotEnrolled
        return self.person.enrolled()


YinlingApplication = Application[
    ExtBot[None], BotContext, dict[Any, Any], dict[Any, Any], dict[Any, Any], None
]


async def acknowledge(query: CallbackQuery | None, text: str | None = None, *, alert: bool = False) -> None:
    """Stop the spinner of a tapped button, if it was one: once, after everything that may refuse.

    After a restart the tap may be too old for that, which is no fault.
    """
    if query is None:
        return
    try:
        await query.answer(text=text[:200] if text else None, show_alert=alert)
    except BadRequest as error:
        if not any(reason in str(error).lower() for reason in TOO_LATE):
            raise


async def show(query: CallbackQuery, text: str, keyboard: InlineKeyboardMarkup | None = None) -> None:
    """Replace the message under the button; showing the same again is no fault.

    The words under a picture stay under it while they fit; longer ones become a message of their own.
    """
    message = query.message
    try:
        if not isinstance(message, Message) or not message.photo:
            await query.edit_message_text(text, parse_mode=ParseMode.HTML, reply_markup=keyboard)
        elif length(text) <= MessageLimit.CAPTION_LENGTH:
            await query.edit_message_caption(text, parse_mode=ParseMode.HTML, reply_markup=keyboard)
        else:
            chat = message.chat_id
            await query.get_bot().send_message(chat, text, parse_mode=ParseMode.HTML, reply_markup=keyboard)
            await query.edit_message_reply_markup(None)
    except BadRequest as error:
        if NOT_MODIFIED not in str(error).lower():
            raise


async def reply(update: Update, text: str, keyboard: InlineKeyboardMarkup | None = None) -> None:
    """Answer in the chat the update came from."""
    message = update.effective_message
    assert message is not None
    await message.get_bot().send_message(
        message.chat_id, text, parse_mode=ParseMode.HTML, reply_markup=keyboard
    )
