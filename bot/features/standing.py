"""/board and /me: where a centre's people stand, and a member's own record."""

import asyncio

from telegram import Update
from telegram.constants import ParseMode
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot.context import BotContext, acknowledge, reply, show
from bot.pictures import board as board_picture
from bot.texts import boards, markup, records
from bot.texts.people import position
from quizzes import calendar, history, standings
from quizzes.errors import NotEnrolled
from quizzes.standings import Period

_PERIODS = "|".join(p.value for p in Period)


async def _standings(context: BotContext, of: Period) -> list[standings.Standing]:
    who = context.enrolled()
    async with context.services.database.read() as session:
        return await standings.board(session, centre=who.centre, period=of, now=context.services.now())


async def on_board(update: Update, context: BotContext) -> None:
    """The standings of the sender's centre, as text."""
    who = context.enrolled()
    of = Period(context.match[1]) if context.match else Period.WEEK
    text = boards.board(
        await _standings(context, of),
        centre=who.centre,
        of=of,
        me=who.person.id,
        language=context.language,
        _=context._,
    )
    keyboard = boards.keyboard(of, directs=who.person.may_direct(who.centre.id), _=context._)
    await acknowledge(update.callback_query)
    if update.callback_query and _is_board(update):
        await show(update.callback_query, text, keyboard)
    else:
        await reply(update, text, keyboard)


def _is_board(update: Update) -> bool:
    """Whether the button is under a board: then the board changes; under a question it stays."""
    message = update.effective_message
    return message is not None and (message.text or "").startswith("🏆")


async def on_picture(update: Update, context: BotContext) -> None:
    """The standings as a picture, to be passed on."""
    query = update.callback_query
    assert query is not None
    assert context.match is not None
    who, of = context.enrolled(), Period(context.match[1])
    rows = [
        board_picture.Row(
            rank=s.rank,
            name=s.name,
            position=position(s.position, context._),
            points=s.points,
            right=s.right,
            answered=s.answered,
        )
        for s in await _standings(context, of)
    ]
    picture = await asyncio.to_thread(
        board_picture.png,
        rows,
        title=who.centre.title(context.language),
        period=boards.period(of, context._),
        day=calendar.local_date(context.services.now(), who.centre.hours.timezone),
        _=context._,
    )
    await acknowledge(query)
    await context.bot.send_photo(query.from_user.id, picture, filename="board.png")


async def on_participation(update: Update, context: BotContext) -> None:
    """Who took part in the newest round; the service lets directors only."""
    who = context.enrolled()
    async with context.services.database.read() as session:
        taken = await standings.participation(session, by=who.person, centre=who.centre)
    await acknowledge(update.callback_query)
    if taken is None:
        await reply(update, markup.plain(context._("No question has been asked in this centre yet.")))
    else:
        for page in boards.participation(taken, _=context._):
            await reply(update, page)


async def on_me(update: Update, context: BotContext) -> None:
    """The member's own record; nobody else sees it."""
    person = context.person
    if person is None:
        raise NotEnrolled
    async with context.services.database.read() as session:
        mine = await history.record(session, person=person, now=context.services.now())
    zone = person.centre.hours.timezone if person.centre else None
    text = records.record(mine, person=person, timezone=zone, language=context.language, _=context._)
    await context.bot.send_message(
        person.telegram_id,
        text,
        parse_mode=ParseMode.HTML,
        reply_markup=records.keyboard(mine, language=context.language),
    )


HANDLERS = [
    CommandHandler("board", on_board, filters.ChatType.PRIVATE),
    CommandHandler("me", on_me, filters.ChatType.PRIVATE),
    CallbackQueryHandler(on_board, rf"^board:({_PERIODS})$"),
    CallbackQueryHandler(on_picture, rf"^picture:({_PERIODS})$"),
    CallbackQueryHandler(on_participation, r"^participation$"),
]
