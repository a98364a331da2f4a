"""The day's question, practice, and answers by button or by text."""

import asyncio

from telegram import Bot, InlineKeyboardMarkup, Message, Update
from telegram.constants import MessageLimit, ParseMode
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot.context import BotContext, acknowledge, reply, show
from bot.features import mark
from bot.language import Translate, translator
from bot.services import Services
from bot.texts import questions as words
from bot.texts.markup import length
from quizzes import answers, bank, composing, deliveries, people, rounds
from quizzes.answers import Answered, Given
from quizzes.calendar import DEFAULT_TIMEZONE
from quizzes.composing import Step
from quizzes.errors import AlreadyAnswered

QUESTION = r"(?P<question>\d{1,18})"
STAGE = r"(?::(?P<stage>\d))?"
"""Which assignment a button belongs to, and on the buttons of staged cases to which stage."""


def timezone(context: BotContext) -> str:
    """The wall clock of the sender's centre."""
    centre = context.person.centre if context.person else None
    return centre.hours.timezone if centre else DEFAULT_TIMEZONE


async def on_today(update: Update, context: BotContext) -> None:
    """The member wants today's question, its feedback or its solution, whichever it is time for."""
    who = context.enrolled()
    now = context.receipt.received_at
    async with context.services.database.write() as session:
        assignment_id = await rounds.todays(session, who=who, now=now)
        given = await answers.given(session, assignment_id=assignment_id, member_id=who.person.id)
        answered = await answers.stored_answer(session, given)
    await acknowledge(update.callback_query)
    if answered is not None:
        await _tell(update, context, answered)
    elif given.is_open(now):
        await ask(update, context, given)
    else:
        text = words.closed(given, language=who.person.language, timezone=timezone(context), _=context._)
        await reply(update, text, words.after_answer(context._))


async def on_practice(update: Update, context: BotContext) -> None:
    """One more question, not ranked."""
    who = context.enrolled()
    async with context.services.database.write() as session:
        assignment_id = await rounds.practise(
            session, who=who, update_id=update.update_id, now=context.receipt.received_at
        )
        given = await answers.given(session, assignment_id=assignment_id, member_id=who.person.id)
    await acknowledge(update.callback_query)
    await ask(update, context, given)


async def ask(update: Update, context: BotContext, given: Given) -> None:
    """Ask what is to be answered now, in the chat the update came from."""
    message = update.effective_message
    assert message is not None
    await post(
        context.bot,
        message.chat_id,
        given,
        language=context.language,
        timezone=timezone(context),
        _=context._,
    )


async def post(
    bot: Bot, chat_id: int, given: Given, *, language: str, timezone: str, _: Translate
) -> Message:
    """Send what is to be answered now; a picture goes over the words, or before them if they are long."""
    text = words.question(given, language=language, timezone=timezone, _=_)
    keyboard = words.keyboard(given, language=language, _=_)
    picture = await asyncio.to_thread(bank.picture, *given.pictured) if given.pictured else None
    if picture is not None and length(text) <= MessageLimit.CAPTION_LENGTH:
        return await bot.send_photo(
            chat_id, picture, caption=text, parse_mode=ParseMode.HTML, reply_markup=keyboard
        )
    if picture is not None:
        await bot.send_photo(chat_id, picture)
    return await bot.send_message(chat_id, text, parse_mode=ParseMode.HTML, reply_markup=keyboard)


def step_of(update: Update, context: BotContext) -> Step:
    """What a tapped button does and to what: whose question, and at which stage."""
    assert context.match is not None
    return Step(
        person=context.enrolled().person,
        assignment_id=int(context.match["question"]),
        stage=int(context.match["stage"] or 0),
        update_id=update.update_id,
        at=context.receipt.received_at,
    )


async def on_option(update: Update, context: BotContext) -> None:
    """The member taps a letter: an answer, a tick where several may be right, or the next item in order."""
    assert context.match is not None
    step, position = step_of(update, context), int(context.match["position"])
    after: Answered | Given
    async with context.services.database.write() as session:
        given = await answers.given(session, assignment_id=step.assignment_id, member_id=step.person.id)
        if given.part[0].kind in ("multiple", "ordering"):
            after = await composing.choose(session, step, position=position)
        else:
            after = await composing.take(session, step, response=[position])
    await go_on(update, context, after)


async def on_undo(update: Update, context: BotContext) -> None:
    """The member takes back the last item of the order."""
    async with context.services.database.write() as session:
        given = await composing.undo(session, step_of(update, context))
    await go_on(update, context, given)


async def on_send(update: Update, context: BotContext) -> None:
    """The member sends what was put together."""
    async with context.services.database.write() as session:
        after = await composing.take(session, step_of(update, context), response=None)
    await go_on(update, context, after)


async def go_on(update: Update, context: BotContext, after: Answered | Given) -> None:
    """Show what a tap led to, in the message under the button: the feedback, or what is asked now."""
    query = update.callback_query
    assert query is not None
    await acknowledge(query)
    if isinstance(after, Answered):
        if after.verdict.outcome in rounds.GRADED:
            text = words.feedback(after, language=context.language, _=context._)
            await show(query, text, _afterwards(context, after))
        else:
            await reply(update, words.asked_again(after, language=context.language, _=context._))
        return
    same_stage = after.stage == step_of(update, context).stage
    if after.pictured and not same_stage:
        await ask(update, context, after)
        return
    keyboard = words.keyboard(after, language=context.language, _=context._)
    if same_stage and words.is_card(query.message):
        await show(query, words.card(after, language=context.language, _=context._), keyboard)
    else:
        zone = timezone(context)
        text = words.question(after, language=context.language, timezone=zone, _=context._)
        await show(query, text, keyboard)


async def on_typed_answer(update: Update, context: BotContext) -> None:
    """The member types: into the box that waits, or an answer to the question that waits for one."""
    message = update.effective_message
    assert message is not None
    person = context.enrolled().person
    after: Answered | Given
    async with context.services.database.write() as session:
        assignment_id = await answers.waiting_for_text(
            session,
            person=person,
            replied_to=message.reply_to_message.message_id if message.reply_to_message else None,
            update_id=update.update_id,
            at=context.receipt.received_at,
        )
        given = await answers.given(session, assignment_id=assignment_id, member_id=person.id)
        step = Step(
            person=person,
            assignment_id=assignment_id,
            update_id=update.update_id,
            at=context.receipt.received_at,
        )
        if given.boxes:
            after = await composing.write(session, step, text=message.text or "")
        else:
            after = await composing.take(session, step, response=message.text or "")
    if isinstance(after, Given):
        if after.unsent.boxes:
            keyboard = words.keyboard(after, language=person.language, _=context._)
            await reply(update, words.card(after, language=person.language, _=context._), keyboard)
        else:
            await ask(update, context, after)
    elif after.verdict.outcome in rounds.GRADED:
        await _tell(update, context, after)
    else:
        await reply(update, words.asked_again(after, language=person.language, _=context._))


async def _tell(update: Update, context: BotContext, answered: Answered) -> None:
    text = words.feedback(answered, language=context.language, _=context._)
    await reply(update, text, _afterwards(context, answered))


def _afterwards(context: BotContext, answered: Answered) -> InlineKeyboardMarkup:
    return words.after_answer(context._, answered=answered, now=context.receipt.received_at)


async def on_review(update: Update, context: BotContext) -> None:
    """The member wants to see a mistake and its solution again."""
    query = update.callback_query
    assert query is not None
    assert context.match is not None
    async with context.services.database.read() as session:
        given, answered = await answers.review(
            session,
            person=context.enrolled().person,
            assignment_id=int(context.match[1]),
            now=context.receipt.received_at,
        )
    await acknowledge(query)
    if answered is not None:
        await _tell(update, context, answered)
    else:
        text = words.closed(given, language=context.language, timezone=timezone(context), _=context._)
        await reply(update, text)


async def compose(services: Services, bot: Bot, owed: deliveries.Owed) -> int:
    """Send one message the ledger owes: the day's question, or after closing its solution.

    Raises
    ------
    AlreadyAnswered, QuestionClosed
        If it came too late to be of use: what was claimed before closing may come to be sent after.
    """
    if owed.part == "regraded":
        return await mark.compose(services, bot, owed)
    async with services.database.read() as session:
        person = await people.find_person(session, telegram_id=owed.telegram_id)
        given = await answers.given(session, assignment_id=owed.assignment_id, member_id=owed.member_id)
        if owed.part == "question":
            await answers.require_open(session, given, at=services.now())
        elif owed.part == "solution" and await answers.stored_answer(session, given) is not None:
            raise AlreadyAnswered(owed.assignment_id)
    zone = person.centre.hours.timezone if person and person.centre else DEFAULT_TIMEZONE
    _ = translator(owed.language)
    if owed.part == "question":
        asked = await post(bot, owed.telegram_id, given, language=owed.language, timezone=zone, _=_)
        return asked.message_id
    text = words.closed(given, language=owed.language, timezone=zone, _=_)
    keyboard = words.after_answer(_)
    message = await bot.send_message(owed.telegram_id, text, parse_mode=ParseMode.HTML, reply_markup=keyboard)
    return message.message_id


HANDLERS = [
    CommandHandler("today", on_today, filters.ChatType.PRIVATE),
    CommandHandler("practice", on_practice, filters.ChatType.PRIVATE),
    CallbackQueryHandler(on_today, r"^today$"),
    CallbackQueryHandler(on_practice, r"^practice$"),
    CallbackQueryHandler(on_option, rf"^answer:{QUESTION}:(?P<position>\d{{1,2}}){STAGE}$"),
    CallbackQueryHandler(on_undo, rf"^undo:{QUESTION}{STAGE}$"),
    CallbackQueryHandler(on_send, rf"^send:{QUESTION}{STAGE}$"),
    CallbackQueryHandler(on_review, rf"^review:{QUESTION}$"),
]
