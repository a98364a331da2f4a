"""/sar and plain questions: the technologist's assistant in chat."""

import asyncio

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot.context import BotContext, acknowledge, reply
from bot.features import advice
from bot.features.advice import rows_of
from bot.pictures import curves
from bot.texts import markup
from quizzes import advising, enquiries
from quizzes.assistant import Answer
from quizzes.curves import has_curves, of_reading
from quizzes.enquiries import Enquired
from quizzes.errors import NotYours, QuizError

OUT_OF_SCOPE = "out_of_scope"
UNCLEAR = "unclear"
OVER_LIMIT = "advice"
EXAMPLES = {
    "zh": (
        "超 SAR 了怎么办？",
        "TSE 重聚角 180 改 120，SAR 剩多少？",
        "TR 从 3000 加到 4000 ms，SAR 变多少？",
        "层数 24 减到 18，TR 不变，SAR？",
        "1.5T 换 3T，SAR 几倍？",
        "一级模式，室温 28℃，全身 SAR 限值？",
    ),
    "en": (
        "Over SAR, what now?",
        "TSE refocusing angle 180 to 120: how much SAR is left?",
        "TR from 3000 to 4000 ms: SAR?",
        "24 slices down to 18 at the same TR: SAR?",
        "1.5 T to 3 T: how many times the SAR?",
        "First level mode, room at 28 C: whole-body SAR limit?",
    ),
}


async def on_sar(update: Update, context: BotContext) -> None:
    """A question after the command, or what one can ask."""
    context.enrolled()
    if context.args:
        await answer(update, context, " ".join(context.args), otherwise=None)
        return
    rows = [
        [InlineKeyboardButton(text, callback_data=f"example:{place}")]
        for place, text in enumerate(EXAMPLES[context.language])
    ]
    text = context._(
        "Ask me about SAR, SNR, scan time, limits or frequencies in your own words, "
        "here or without the command. For example:"
    )
    await reply(update, markup.plain(text), InlineKeyboardMarkup(rows))


async def on_example(update: Update, context: BotContext) -> None:
    """One of the examples was tapped."""
    assert context.match is not None
    examples = EXAMPLES[context.language]
    await answer(update, context, examples[int(context.match[1]) % len(examples)], otherwise=None)


async def on_offered(update: Update, context: BotContext) -> None:
    """A next question was tapped under an earlier answer."""
    assert context.match is not None
    async with context.services.database.read() as session:
        text = await enquiries.offered(
            session,
            person=context.enrolled().person,
            enquiry_id=int(context.match[1]),
            place=int(context.match[2]),
        )
    await answer(update, context, text, otherwise=None)


async def answer(update: Update, context: BotContext, text: str, *, otherwise: QuizError | None) -> None:
    """Answer an enquiry. If it is none the assistant can read, ``otherwise`` is raised where given.

    An over-limit protocol starts the dialogue to advice; what the text says of it already is taken over.
    """
    person = context.enrolled().person
    settings = advising.begins(text)
    if settings is not None:
        await advice.begin(update, context, settings)
        return
    async with context.services.database.write() as session:
        enquired = await enquiries.enquire(
            session,
            person=person,
            text=text,
            update_id=update.update_id,
            now=context.receipt.received_at,
        )
    intent = enquired.answer.intent
    if otherwise is not None and intent == OUT_OF_SCOPE:
        raise otherwise
    if intent == OVER_LIMIT or (intent == UNCLEAR and advising.speaks_of_excess(text)):
        await advice.begin(update, context, advising.gathered(text))
        return
    await acknowledge(update.callback_query)
    await reply(update, _emphasised(enquired.answer), _keyboard(enquired, context))


def _emphasised(said: Answer) -> str:
    """The answer with its result in bold: the line after what was read."""
    lines = [markup.plain(line) for line in said.text.splitlines()]
    result = min(1, len(lines) - 1)
    if said.value is not None:
        lines[result] = markup.bold(said.text.splitlines()[result])
    return "\n".join(lines)


async def on_curve(update: Update, context: BotContext) -> None:
    """The curve that belongs to an answer, as a picture."""
    assert update.callback_query is not None
    assert context.match is not None
    async with context.services.database.read() as session:
        reading = await enquiries.reading(
            session, person=context.enrolled().person, enquiry_id=int(context.match[1])
        )
    plots = of_reading(reading)
    if not plots:
        raise NotYours
    picture = await asyncio.to_thread(curves.png, plots, _=context._)
    await acknowledge(update.callback_query)
    await context.bot.send_photo(update.callback_query.from_user.id, picture, filename="curve.png")


def _keyboard(enquired: Enquired, context: BotContext) -> InlineKeyboardMarkup | None:
    buttons = [
        InlineKeyboardButton(choice.label, callback_data=f"ask:{enquired.enquiry_id}:{place}")
        for place, choice in enumerate(enquired.answer.choices)
    ]
    rows = rows_of(buttons)
    if enquired.answer.value is not None and has_curves(enquired.answer.reading):
        label = context._("📈 curve")
        rows.append([InlineKeyboardButton(label, callback_data=f"curve:{enquired.enquiry_id}")])
    return InlineKeyboardMarkup(rows) if rows else None


HANDLERS = [
    CommandHandler("sar", on_sar, filters.ChatType.PRIVATE),
    CallbackQueryHandler(on_example, r"^example:(\d)$"),
    CallbackQueryHandler(on_curve, r"^curve:(\d{1,18})$"),
    CallbackQueryHandler(on_offered, r"^ask:(\d{1,18}):(\d{1,2})$"),
]
