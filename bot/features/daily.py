"""The day's question, practice, and answers by button or by text."""

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import Bot, Update
from telegram.constants import ParseMode
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot.context import BotContext, acknowledge, reply, show
from bot.language import translator
from bot.services import Services
from bot.texts import questions as words
from quizzes import answers, deliveries, people, rounds
from quizzes.answers import Answered, Given
from quizzes.calendar import DEFAULT_TIMEZONE

_ID = r"(\d{1,18})"


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
        await _ask(update, context, given)
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
    await _ask(update, context, given)


async def _ask(update: Update, context: BotContext, given: Given) -> None:
    text = words.question(given, language=context.language, timezone=timezone(context), _=context._)
    await reply(update, text, words.keyboard(given, language=context.language, _=context._))


async def on_option(update: Update, context: BotContext) -> None:
    """The member taps a letter: an answer, or a tick where several may be right."""
    query = update.callback_query
    assert query is not None
    assert context.match is not None
    person = context.enrolled().person
    assignment_id, position = int(context.match[1]), int(context.match[2])
    async with context.services.database.write() as session:
        given = await answers.given(session, assignment_id=assignment_id, member_id=person.id)
        if given.question.kind == "multiple":
            given = await answers.tick(
                session,
                person=person,
                assignment_id=assignment_id,
                position=position,
                update_id=update.update_id,
                now=context.receipt.received_at,
            )
            answered = None
        else:
            answered = await _submit(session, update, context, assignment_id, [position])
    await acknowledge(query)
    if answered is not None:
        text = words.feedback(answered, language=person.language, _=context._)
        await show(query, text, words.after_answer(context._))
    else:
        text = words.question(given, language=person.language, timezone=timezone(context), _=context._)
        await show(query, text, words.keyboard(given, language=person.language, _=context._))


async def on_send(update: Update, context: BotContext) -> None:
    """The member sends what is ticked."""
    query = update.callback_query
    assert query is not None
    assert context.match is not None
    async with context.services.database.write() as session:
        answered = await _submit(session, update, context, int(context.match[1]), None)
    await acknowledge(query)
    text = words.feedback(answered, language=context.language, _=context._)
    await show(query, text, words.after_answer(context._))


async def on_typed_answer(update: Update, context: BotContext) -> None:
    """The member types an answer to the question that waits for one."""
    message = update.effective_message
    assert message is not None
    person = context.enrolled().person
    replied_to = message.reply_to_message.message_id if message.reply_to_message else None
    async with context.services.database.write() as session:
        assignment_id = await answers.waiting_for_text(
            session,
            person=person,
            replied_to=replied_to,
            update_id=update.update_id,
            at=context.receipt.received_at,
        )
        answered = await _submit(session, update, context, assignment_id, message.text or "")
    if answered.verdict.outcome in rounds.GRADED:
        await _tell(update, context, answered)
    else:
        await reply(update, words.asked_again(answered, language=person.language, _=context._))


async def _submit(
    session: AsyncSession,
    update: Update,
    context: BotContext,
    assignment_id: int,
    response: str | list[int] | None,
) -> Answered:
    return await answers.submit(
        session,
        person=context.enrolled().person,
        assignment_id=assignment_id,
        response=response,
        update_id=update.update_id,
        received_at=context.receipt.received_at,
    )


async def _tell(update: Update, context: BotContext, answered: Answered) -> None:
    text = words.feedback(answered, language=context.language, _=context._)
    await reply(update, text, words.after_answer(context._))


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
    """Send one message the ledger owes: the day's question, or after closing its solution."""
    async with services.database.read() as session:
        person = await people.find_person(session, telegram_id=owed.telegram_id)
        given = await answers.given(session, assignment_id=owed.assignment_id, member_id=owed.member_id)
    zone = person.centre.hours.timezone if person and person.centre else DEFAULT_TIMEZONE
    _ = translator(owed.language)
    if owed.part == "question":
        text = words.question(given, language=owed.language, timezone=zone, _=_)
        keyboard = words.keyboard(given, language=owed.language, _=_)
    else:
        text = words.closed(given, language=owed.language, timezone=zone, _=_)
        keyboard = words.after_answer(_)
    message = await bot.send_message(owed.telegram_id, text, parse_mode=ParseMode.HTML, reply_markup=keyboard)
    return message.message_id


HANDLERS = [
    CommandHandler("today", on_today, filters.ChatType.PRIVATE),
    CommandHandler("practice", on_practice, filters.ChatType.PRIVATE),
    CallbackQueryHandler(on_today, r"^today$"),
    CallbackQueryHandler(on_practice, r"^practice$"),
    CallbackQueryHandler(on_option, rf"^answer:{_ID}:(\d{{1,2}})$"),
    CallbackQueryHandler(on_send, rf"^send:{_ID}$"),
    CallbackQueryHandler(on_review, rf"^review:{_ID}$"),
]
