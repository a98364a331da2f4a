"""`@bot question` in any chat: one answer to put into it."""

from telegram import InlineQueryResultArticle, InputTextMessageContent, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest
from telegram.ext import InlineQueryHandler

from bot.context import TOO_LATE, BotContext
from bot.texts import advice as words
from bot.texts import markup
from bot.texts.refusals import refusal
from quizzes import advising, assistant, over_limit
from quizzes.advising import Conversation
from quizzes.errors import NotEnrolled
from quizzes.over_limit import DoesNotFit

SECONDS_KEPT = 10
TITLE_LENGTH = 60


async def on_inline_query(update: Update, context: BotContext) -> None:
    """Answer what has been typed so far; nothing is kept, since this comes with every letter."""
    query = update.inline_query
    assert query is not None
    try:
        await query.answer([_result(query.query, context)], is_personal=True, cache_time=SECONDS_KEPT)
    except BadRequest as error:
        if not any(reason in str(error).lower() for reason in TOO_LATE):
            raise


def _result(text: str, context: BotContext) -> InlineQueryResultArticle:
    _ = context._
    if context.person is None or context.person.centre is None:
        how = refusal(NotEnrolled(), timezone=None, _=_)
        return _article(_("Join a centre first"), how, markup.plain(how))
    if not text.strip():
        how = _("Type a question, for example: TSE refocusing 180 to 120, ETL 16, SAR left?")
        return _article(_("Ask about SAR and SNR"), how, markup.plain(how))
    settings = advising.begins(text)
    if settings is not None and over_limit.missing(settings) is None:
        return _advised(settings, context)
    answer = assistant.answer(text, language="en" if context.language == "en" else "zh")
    lines = answer.text.splitlines()
    result = lines[1] if answer.value is not None and len(lines) > 1 else lines[0]
    question = markup.italic(text.strip())
    return _article(result, " ".join(lines), question + "\n" + markup.plain(answer.text))


def _advised(settings: over_limit.Settings, context: BotContext) -> InlineQueryResultArticle:
    """Advice at once, where the text says everything that it needs."""
    conversation = Conversation(dialogue_id=0, settings=settings, step="", keep_time=False)
    try:
        message = words.advice(conversation, over_limit.advised(settings), context._)
    except DoesNotFit:
        message = words.misfit(settings, context._)
    about = " · ".join(filter(None, (words.short(name, settings, context._) for name in settings)))
    return _article(context._("SAR over the limit"), about, message)


def _article(title: str, description: str, message: str) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(
        id="answer",
        title=title[:TITLE_LENGTH],
        description=description[: 2 * TITLE_LENGTH],
        input_message_content=InputTextMessageContent(message, parse_mode=ParseMode.HTML),
    )


HANDLERS = [InlineQueryHandler(on_inline_query)]
