"""The only place where an exception becomes a message."""

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from telegram import Update
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.context import BotContext, Receipt, acknowledge, reply
from bot.texts import markup
from bot.texts.refusals import refusal
from bot.transport import NotConnected, seconds
from quizzes.errors import QuizError

log = structlog.get_logger()

DOUBTFUL_TRIES = 2
"""A reply whose arrival is in doubt is sent once more, not for ever."""


async def on_error(update: object, context: BotContext) -> None:
    """Refusals are explained, passing faults tried again, defects logged and apologised for once."""
    error = context.error
    assert error is not None
    if _passes(error, context.receipt):
        return
    if isinstance(error, QuizError):
        zone = context.person.centre.hours.timezone if context.person and context.person.centre else None
        log.info("request_refused", reason=type(error).__name__)
        text = refusal(error, timezone=zone, _=context._)
    else:
        log.error("update_failed", exc_info=error)
        text = context._("Something went wrong here. It has been noted; please try again.")
    try:
        await _say(update, text)
    except TelegramError as unsaid:
        if not _passes(unsaid, context.receipt):
            log.error("explanation_failed", exc_info=unsaid)


def _passes(error: Exception, receipt: Receipt) -> bool:
    """Whether there is nothing to explain: a fault that passes, after which the update is handled again."""
    if isinstance(error, Forbidden):
        log.info("sender_unreachable")
        return True
    if isinstance(error, RetryAfter):
        receipt.retry_in = seconds(error.retry_after)
    elif isinstance(error, NotConnected | OperationalError | InterfaceError):
        receipt.retry_in = 2.0**receipt.attempt
    elif isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        receipt.retry_in = 1.0 if receipt.attempt < DOUBTFUL_TRIES else None
    else:
        return False
    log.warning("update_interrupted", reason=type(error).__name__, again_in=receipt.retry_in)
    return True


async def _say(update: object, text: str) -> None:
    if not isinstance(update, Update):
        return
    if update.callback_query is not None:
        await acknowledge(update.callback_query, text, alert=True)
    elif update.effective_message is not None:
        await reply(update, markup.plain(text))
