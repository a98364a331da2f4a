"""The only place where an exception becomes a message."""

import structlog
from sqlalchemy.exc import OperationalError
from telegram import Update
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter

from bot.context import BotContext, acknowledge, reply
from bot.texts import markup
from bot.texts.refusals import refusal
from bot.transport import seconds
from quizzes.errors import QuizError

log = structlog.get_logger()

DOUBTFUL_TRIES = 2
"""A reply whose arrival is in doubt is sent once more, not for ever."""


async def on_error(update: object, context: BotContext) -> None:
    """Refusals are explained, passing faults tried again, defects logged and apologised for once."""
    error = context.error
    if isinstance(error, QuizError):
        zone = context.person.centre.hours.timezone if context.person and context.person.centre else None
        log.info("request_refused", reason=type(error).__name__)
        await _say(update, refusal(error, timezone=zone, _=context._))
    elif isinstance(error, RetryAfter):
        context.receipt.retry_in = seconds(error.retry_after)
    elif isinstance(error, OperationalError) or (
        isinstance(error, NetworkError) and not isinstance(error, BadRequest)
    ):
        log.warning("update_put_back", reason=type(error).__name__)
        if isinstance(error, OperationalError) or context.receipt.attempt < DOUBTFUL_TRIES:
            context.receipt.retry_in = 1.0 * context.receipt.attempt
    elif isinstance(error, Forbidden):
        log.info("sender_unreachable")
    else:
        log.error("update_failed", exc_info=error)
        await _say(update, context._("Something went wrong here. It has been noted; please try again."))


async def _say(update: object, text: str) -> None:
    if not isinstance(update, Update):
        return
    if update.callback_query is not None:
        await acknowledge(update.callback_query, text, alert=True)
    elif update.effective_message is not None:
        await reply(update, markup.plain(text))
