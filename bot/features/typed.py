"""Plain text in private chat: an invitation code, an answer to the open question, or an enquiry."""

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.context import BotContext
from bot.features import advice, daily, mark, sar
from bot.features.enrolment import enrol, invitation_code
from quizzes import advising, enquiries
from quizzes.errors import InvitationUnknown, NothingToAnswer


async def on_text(update: Update, context: BotContext) -> None:
    """Decide what a message is: a setting just asked for, a question, or an answer to the open question."""
    message = update.effective_message
    assert message is not None
    text = message.text or ""
    code = invitation_code(text)
    if code is not None and await _enrolled_by(update, context, code):
        return
    if await mark.continued(update, context, text):
        return
    context.enrolled()
    if message.reply_to_message is None:
        if await advice.continued(update, context, text):
            return
        if await _is_for_the_assistant(context, text):
            await sar.answer(update, context, text, otherwise=None)
            return
    try:
        await daily.on_typed_answer(update, context)
    except NothingToAnswer as nothing:
        await sar.answer(update, context, text, otherwise=nothing.missed)


async def _is_for_the_assistant(context: BotContext, text: str) -> bool:
    """Whether a text can only be a question to the assistant, whatever other question is open."""
    if enquiries.asks(text) or advising.begins(text) is not None:
        return True
    person = context.enrolled().person
    async with context.services.database.read() as session:
        return await enquiries.follows(session, person=person, text=text, now=context.receipt.received_at)


async def _enrolled_by(update: Update, context: BotContext, code: str) -> bool:
    """Redeem what looks like a code; a member's answer may look like one and be none."""
    try:
        await enrol(update, context, code)
    except InvitationUnknown:
        if context.person is None or context.person.centre is None:
            raise
        return False
    return True


HANDLERS = [
    MessageHandler(filters.ChatType.PRIVATE & filters.TEXT & ~filters.COMMAND, on_text),
]
