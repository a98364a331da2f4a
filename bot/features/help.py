"""/help, and what is said to taps and messages nothing else understands."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot import menu
from bot.context import BotContext, reply
from bot.texts import markup
from quizzes.errors import NotYours


async def on_help(update: Update, context: BotContext) -> None:
    """What the bot can do for this person."""
    person = context.person
    directs = person is not None and (bool(person.directs) or person.administrates)
    marks = person is not None and person.may_mark_somewhere
    commands = menu.commands(context._, directs=directs, marks=marks)
    lines = [f"/{c.command} — {c.description}" for c in commands]
    text = context._(
        "One question comes each question day. Tap a letter or type your answer; you see at once why. "
        "Answers I cannot read cost nothing. You can also simply type a SAR question."
    )
    await reply(update, markup.stacked([markup.plain(text), markup.plain("\n".join(lines))]))


async def on_unknown_button(update: Update, context: BotContext) -> None:
    """A button nobody made, or one of an older version."""
    raise NotYours


async def on_unknown_command(update: Update, context: BotContext) -> None:
    """A command that does not exist."""
    text = context._("I do not know this command. /help shows what I can do.")
    await reply(update, markup.plain(text))


async def on_other_message(update: Update, context: BotContext) -> None:
    """A picture, a sticker, a voice message: nothing here reads those."""
    text = context._("I can read text only. Type your answer, or /help.")
    await reply(update, markup.plain(text))


HANDLERS = [CommandHandler("help", on_help, filters.ChatType.PRIVATE)]
LAST_HANDLERS = [
    CallbackQueryHandler(on_unknown_button),
    MessageHandler(filters.ChatType.PRIVATE & filters.COMMAND, on_unknown_command),
    MessageHandler(filters.ChatType.PRIVATE & ~filters.TEXT & ~filters.StatusUpdate.ALL, on_other_message),
]
