"""/mark: directors and appointed markers mark case answers; members ask for a second look."""

from re import Match

from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import Bot, CallbackQuery, InlineKeyboardMarkup, Update
from telegram.constants import ParseMode
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot.context import BotContext, acknowledge, reply, show
from bot.language import translator
from bot.services import Services
from bot.texts import marking as words
from bot.texts import markup
from quizzes import bank, deliveries, marking, notices, people, regrading
from quizzes.errors import NotEnrolled, NothingToMark, NotYours
from quizzes.marking import Sheet
from quizzes.people import CentreInfo, Person

_ID = r"(\d{1,9})"


def _person(context: BotContext) -> Person:
    if context.person is None:
        raise NotEnrolled
    return context.person


def _tapped(update: Update, context: BotContext) -> tuple[CallbackQuery, Match[str]]:
    assert update.callback_query is not None
    assert context.match is not None
    return update.callback_query, context.match


async def on_mark(update: Update, context: BotContext) -> None:
    """What waits for this marker."""
    text, keyboard = await _desk(context)
    await acknowledge(update.callback_query)
    await reply(update, text, keyboard)


async def _desk(context: BotContext) -> tuple[str, InlineKeyboardMarkup | None]:
    by, now = _person(context), context.receipt.received_at
    async with context.services.database.write() as session:
        await marking.gather(session, by=by, now=now)
        waiting = await marking.waiting(session, by=by, now=now)
        directed = await _directed(session, by)
    text = words.desk(waiting, language=context.language, _=context._)
    return text, words.desk_keyboard(waiting, directed=directed, language=context.language, _=context._)


async def _directed(session: AsyncSession, by: Person) -> list[CentreInfo]:
    return [centre for centre in await people.centres(session) if by.may_direct(centre.id)]


async def _show_sheet(query: CallbackQuery, context: BotContext, sheet: Sheet) -> None:
    text = words.sheet(sheet, language=context.language, _=context._)
    await show(query, text, words.sheet_keyboard(sheet, _=context._))


async def _reply_sheet(update: Update, context: BotContext, sheet: Sheet) -> None:
    text = words.sheet(sheet, language=context.language, _=context._)
    await reply(update, text, words.sheet_keyboard(sheet, _=context._))


async def on_take(update: Update, context: BotContext) -> None:
    """The next answer of a batch."""
    query, match = _tapped(update, context)
    async with context.services.database.write() as session:
        sheet = await marking.take(
            session, by=_person(context), batch_id=int(match[1]), now=context.receipt.received_at
        )
    await acknowledge(query)
    await _show_sheet(query, context, sheet)


async def _shown(context: BotContext, script_id: int) -> Sheet:
    async with context.services.database.write() as session:
        return await marking.shown(
            session, by=_person(context), script_id=script_id, now=context.receipt.received_at
        )


async def on_show(update: Update, context: BotContext) -> None:
    """Back to the answer in hand."""
    query, match = _tapped(update, context)
    sheet = await _shown(context, int(match[1]))
    await acknowledge(query)
    await _show_sheet(query, context, sheet)


async def on_tick(update: Update, context: BotContext) -> None:
    """One tap, one point."""
    query, match = _tapped(update, context)
    async with context.services.database.write() as session:
        sheet = await marking.tick(
            session,
            by=_person(context),
            script_id=int(match[1]),
            place=int(match[2]),
            update_id=update.update_id,
            now=context.receipt.received_at,
        )
    await acknowledge(query)
    await _show_sheet(query, context, sheet)


async def on_send(update: Update, context: BotContext) -> None:
    """The mark is given; the next answer comes, or the desk where there is none."""
    query, match = _tapped(update, context)
    by, now = _person(context), context.receipt.received_at
    sheet: Sheet | None
    async with context.services.database.write() as session:
        sent = await marking.send(
            session, by=by, script_id=int(match[1]), update_id=update.update_id, now=now
        )
        try:
            sheet = await marking.take(session, by=by, batch_id=sent.batch_id, now=now)
        except NothingToMark:
            sheet = None
    done = context._("Sent: {total:g} of 100").format(total=round(sent.total, 1))
    await acknowledge(
        query, done if sent.settled else done + " · " + context._("a second marker will see it")
    )
    if sheet is not None:
        await _show_sheet(query, context, sheet)
    else:
        await show(query, *await _desk(context))


# Remarks


async def on_remarks(update: Update, context: BotContext) -> None:
    """The bank of remarks for this question."""
    query, match = _tapped(update, context)
    sheet = await _shown(context, int(match[1]))
    await acknowledge(query)
    await show(query, markup.plain(context._("Which remark?")), words.remarks_keyboard(sheet, _=context._))


async def on_remark(update: Update, context: BotContext) -> None:
    """A remark is chosen, or taken away again."""
    query, match = _tapped(update, context)
    async with context.services.database.write() as session:
        sheet = await marking.remark(
            session,
            by=_person(context),
            script_id=int(match[1]),
            remark_id=int(match[2]),
            update_id=update.update_id,
            now=context.receipt.received_at,
        )
    await acknowledge(query)
    await _show_sheet(query, context, sheet)


async def on_write(update: Update, context: BotContext) -> None:
    """The next message will be a remark."""
    query, match = _tapped(update, context)
    await _await_text(context, int(match[1]), marking.REMARK)
    await acknowledge(query)
    await reply(update, markup.plain(context._("Type the remark; the member will read it.")))


async def on_keep(update: Update, context: BotContext) -> None:
    """The typed remark goes into the bank."""
    query, match = _tapped(update, context)
    async with context.services.database.write() as session:
        sheet = await marking.keep_remark(
            session, by=_person(context), script_id=int(match[1]), now=context.receipt.received_at
        )
    await acknowledge(query, context._("Kept."))
    await _show_sheet(query, context, sheet)


async def _await_text(context: BotContext, script_id: int, what: str) -> None:
    by, now = _person(context), context.receipt.received_at
    async with context.services.database.write() as session:
        await marking.shown(session, by=by, script_id=script_id, now=now)
        await marking.await_text(session, by=by, script_id=script_id, what=what, now=now)


# Synonyms


async def on_points(update: Update, context: BotContext) -> None:
    """A wording is a synonym: for which point?"""
    query, match = _tapped(update, context)
    sheet = await _shown(context, int(match[1]))
    await acknowledge(query)
    text = context._("Which point does the wording make?")
    keyboard = words.points_keyboard(sheet, language=context.language, _=context._)
    await show(query, markup.plain(text), keyboard)


async def on_point(update: Update, context: BotContext) -> None:
    """For which of the point's concepts?"""
    query, match = _tapped(update, context)
    script_id, place = int(match[1]), int(match[2])
    sheet = await _shown(context, script_id)
    concepts = _concepts(sheet, place)
    await acknowledge(query)
    keyboard = words.concepts_keyboard(sheet, place, concepts, language=context.language, _=context._)
    await show(query, markup.plain(context._("For which of its concepts?")), keyboard)


def _concepts(sheet: Sheet, place: int) -> list[tuple[str, bank.Text]]:
    if not 0 <= place < len(sheet.items):
        raise NotYours
    return marking.concepts(sheet.question, sheet.items[place].id)


async def on_concept(update: Update, context: BotContext) -> None:
    """The next message will be the word."""
    query, match = _tapped(update, context)
    script_id, place, number = int(match[1]), int(match[2]), int(match[3])
    concepts = _concepts(await _shown(context, script_id), place)
    if number >= len(concepts):
        raise NotYours
    await _await_text(context, script_id, marking.WORD + concepts[number][0])
    await acknowledge(query)
    await reply(update, markup.plain(context._("Type the words as they stand in the answer.")))


async def continued(update: Update, context: BotContext, text: str) -> bool:
    """Whether a message was the remark or the word that this marker was asked for; takes it then."""
    person, now = context.person, context.receipt.received_at
    if person is None or not person.may_mark_somewhere:
        return False
    async with context.services.database.read() as session:
        found = await marking.awaited(session, by=person, now=now)
    if found is None:
        return False
    script_id, what = found
    if what == marking.REMARK:
        async with context.services.database.write() as session:
            sheet = await marking.write_remark(
                session, by=person, script_id=script_id, text=text, update_id=update.update_id, now=now
            )
        await _reply_sheet(update, context, sheet)
    else:
        await _preview(update, context, script_id, what.removeprefix(marking.WORD), text)
    return True


async def _preview(update: Update, context: BotContext, script_id: int, concept: str, text: str) -> None:
    sheet = await _shown(context, script_id)
    async with context.services.database.read() as session:
        preview = await marking.preview(session, question=sheet.question, concept=concept, typed=text)
    await _await_text(context, script_id, f"{marking.SAVE}{concept}={preview.term}")
    await reply(update, words.preview(preview, _=context._), words.preview_keyboard(script_id, context._))


async def on_save(update: Update, context: BotContext) -> None:
    """The word that was previewed joins the lexicon; the answer in hand is shown with it."""
    query, match = _tapped(update, context)
    by, now = _person(context), context.receipt.received_at
    async with context.services.database.write() as session:
        sheet = await marking.save_word(
            session, by=by, script_id=int(match[1]), reason=context._("from marking"), now=now
        )
    await acknowledge(query)
    await show(
        query,
        markup.plain(
            context._("Saved. It holds for answers to come; an editor can apply it to stored ones.")
        ),
        words.saved_keyboard(sheet.script_id, may_regrade=by.may_regrade, _=context._),
    )


async def on_regrade(update: Update, context: BotContext) -> None:
    """An editor applies the lexicon of today to stored answers; what people marked stays."""
    query, match = _tapped(update, context)
    by, database = _person(context), context.services.database
    async with database.read() as session:
        change = await regrading.by_grader(session)
        await regrading.require_rights(session, by, change)
    await acknowledge(query)
    effect = await regrading.apply(
        database,
        change,
        by=by,
        reason=context._("The lexicon learned further words"),
        now=context.receipt.received_at,
    )
    done = context._("{examined} stored answers graded again: {changed} changed, {left} left to people.")
    text = done.format(examined=effect.examined, changed=effect.changed, left=effect.left_to_people)
    await show(query, markup.plain(text), InlineKeyboardMarkup([[words.back(int(match[1]), context._)]]))


# Reports and markers


async def on_report(update: Update, context: BotContext) -> None:
    """Agreement and severity; the service lets directors only."""
    query, match = _tapped(update, context)
    async with context.services.database.read() as session:
        report = await marking.agreement_of(session, by=_person(context), centre_id=int(match[1]))
    await acknowledge(query)
    await reply(update, words.report(report, language=context.language, _=context._))


async def on_markers(update: Update, context: BotContext) -> None:
    """Who may mark for the centre."""
    query, match = _tapped(update, context)
    centre_id = int(match[1])
    async with context.services.database.read() as session:
        candidates = await marking.candidates(session, by=_person(context), centre_id=centre_id)
    await acknowledge(query)
    text = markup.plain(context._("Who may mark, beside the director? One tap appoints or dismisses."))
    await reply(update, text, words.markers_keyboard(centre_id, candidates, context._))


async def on_appoint(update: Update, context: BotContext) -> None:
    """A member is appointed, or no longer."""
    query, match = _tapped(update, context)
    async with context.services.database.write() as session:
        candidates = await marking.appoint(
            session,
            by=_person(context),
            centre_id=int(match[1]),
            member_id=int(match[2]),
            appointed=match[3] == "1",
            now=context.receipt.received_at,
        )
    await acknowledge(query)
    text = markup.plain(context._("Who may mark, beside the director? One tap appoints or dismisses."))
    await show(query, text, words.markers_keyboard(int(match[1]), candidates, context._))


# Members


async def on_look(update: Update, context: BotContext) -> None:
    """A member asks that a person look at an answer again."""
    query, match = _tapped(update, context)
    async with context.services.database.write() as session:
        await marking.ask(
            session,
            person=_person(context),
            assignment_id=int(match[1]),
            now=context.receipt.received_at,
        )
    asked = context._("A marker of your centre will look at it; you will be told the result.")
    await acknowledge(query, asked, alert=True)


async def compose(services: Services, bot: Bot, owed: deliveries.Owed) -> int:
    """Send one message that the ledger owes about a mark."""
    async with services.database.read() as session:
        notice = await notices.notice(session, delivery_id=owed.id)
    _ = translator(owed.language)
    message = await bot.send_message(
        owed.telegram_id,
        words.notice(notice, language=owed.language, _=_),
        parse_mode=ParseMode.HTML,
        reply_markup=words.notice_keyboard(notice, _),
    )
    return message.message_id


HANDLERS = [
    CommandHandler("mark", on_mark, filters.ChatType.PRIVATE),
    CallbackQueryHandler(on_mark, r"^mark$"),
    CallbackQueryHandler(on_take, rf"^mark:take:{_ID}$"),
    CallbackQueryHandler(on_show, rf"^mark:show:{_ID}$"),
    CallbackQueryHandler(on_tick, rf"^mark:tick:{_ID}:(\d{{1,2}})$"),
    CallbackQueryHandler(on_send, rf"^mark:send:{_ID}$"),
    CallbackQueryHandler(on_remarks, rf"^mark:remarks:{_ID}$"),
    CallbackQueryHandler(on_remark, rf"^mark:remark:{_ID}:{_ID}$"),
    CallbackQueryHandler(on_write, rf"^mark:write:{_ID}$"),
    CallbackQueryHandler(on_keep, rf"^mark:keep:{_ID}$"),
    CallbackQueryHandler(on_points, rf"^mark:points:{_ID}$"),
    CallbackQueryHandler(on_point, rf"^mark:point:{_ID}:(\d{{1,2}})$"),
    CallbackQueryHandler(on_concept, rf"^mark:concept:{_ID}:(\d{{1,2}}):(\d{{1,2}})$"),
    CallbackQueryHandler(on_save, rf"^mark:save:{_ID}$"),
    CallbackQueryHandler(on_regrade, rf"^mark:regrade:{_ID}$"),
    CallbackQueryHandler(on_report, rf"^mark:report:{_ID}$"),
    CallbackQueryHandler(on_markers, rf"^markers:{_ID}$"),
    CallbackQueryHandler(on_appoint, rf"^markers:{_ID}:{_ID}:([01])$"),
    CallbackQueryHandler(on_look, r"^look:(\d{1,18})$"),
]
