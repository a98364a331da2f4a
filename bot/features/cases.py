"""The boxes of a case: turned back to and skipped by button. What is typed goes where `daily` sends it."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot.context import BotContext
from bot.features.daily import QUESTION, STAGE, go_on, step_of
from quizzes import composing


async def on_box(update: Update, context: BotContext) -> None:
    """The member wants to write a box again."""
    assert context.match is not None
    async with context.services.database.write() as session:
        given = await composing.turn_to(session, step_of(update, context), place=int(context.match["place"]))
    await go_on(update, context, given)


async def on_skip(update: Update, context: BotContext) -> None:
    """The member leaves the box that waits as it is."""
    async with context.services.database.write() as session:
        given = await composing.skip(session, step_of(update, context))
    await go_on(update, context, given)


HANDLERS = [
    CallbackQueryHandler(on_box, rf"^box:{QUESTION}:(?P<place>\d){STAGE}$"),
    CallbackQueryHandler(on_skip, rf"^skip:{QUESTION}{STAGE}$"),
]
