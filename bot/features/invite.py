"""/invite: a director hands out invitations to their centre; an administrator to any, with roles."""

from datetime import timedelta

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot.context import BotContext, acknowledge, reply, show
from bot.texts import markup
from bot.texts import people as words
from quizzes import invitations, people
from quizzes.errors import NotAllowed, NotEnrolled
from quizzes.people import CentreInfo, Person, Position, RoleKind

_POSITIONS = "|".join(p.value for p in Position)
_ROLES = "|".join(r.value for r in RoleKind)


def _person(context: BotContext) -> Person:
    if context.person is None:
        raise NotEnrolled
    return context.person


async def _own_centres(context: BotContext) -> list[CentreInfo]:
    person = _person(context)
    async with context.services.database.read() as session:
        mine = [c for c in await people.centres(session) if person.may_direct(c.id)]
    if not mine:
        raise NotAllowed(RoleKind.DIRECTOR)
    return mine


async def on_invite(update: Update, context: BotContext) -> None:
    """Into which centre, or, with only one, in which position?"""
    mine = await _own_centres(context)
    if len(mine) > 1:
        keyboard = words.choose_centre(mine, context.language)
        await reply(update, markup.plain(context._("Into which centre?")), keyboard)
    else:
        await reply(update, markup.plain(context._("In which position?")), _positions(context, mine[0].id))


def _positions(context: BotContext, centre_id: int) -> InlineKeyboardMarkup:
    roles = (None, RoleKind.DIRECTOR, RoleKind.EDITOR) if _person(context).administrates else (None,)
    return words.choose_position(centre_id, context._, roles)


async def on_centre(update: Update, context: BotContext) -> None:
    """The centre is chosen: which position?"""
    query = update.callback_query
    assert query is not None
    assert context.match is not None
    keyboard = _positions(context, int(context.match[1]))
    await acknowledge(query)
    await show(query, markup.plain(context._("In which position?")), keyboard)


async def on_position(update: Update, context: BotContext) -> None:
    """The position is chosen: for how many, and how long?"""
    query = update.callback_query
    assert query is not None
    assert context.match is not None
    centre_id, position, role = context.match.groups()
    await acknowledge(query)
    keyboard = words.choose_terms(int(centre_id), Position(position), _role(role), context._)
    await show(query, markup.plain(context._("For how many people, and how long?")), keyboard)


def _role(text: str) -> RoleKind | None:
    return None if text == "-" else RoleKind(text)


async def on_terms(update: Update, context: BotContext) -> None:
    """Everything is chosen: make the invitation."""
    query = update.callback_query
    assert query is not None
    assert context.match is not None
    centre_id, position, role, uses, days = context.match.groups()
    if (int(uses), int(days)) not in words.TERMS:
        raise NotAllowed(RoleKind.DIRECTOR)
    async with context.services.database.write() as session:
        made = await invitations.invite(
            session,
            by=_person(context),
            centre_id=int(centre_id),
            position=Position(position),
            role=_role(role),
            uses=int(uses),
            valid_for=timedelta(days=int(days)),
            now=context.receipt.received_at,
        )
    await acknowledge(query)
    revoke = InlineKeyboardButton(context._("Withdraw"), callback_data=f"revoke:{made.id}")
    text = words.invitation(made, bot_username=context.bot.username, language=context.language, _=context._)
    await show(query, text, InlineKeyboardMarkup([[revoke]]))


async def on_revoke(update: Update, context: BotContext) -> None:
    """The director takes an invitation back."""
    query = update.callback_query
    assert query is not None
    assert context.match is not None
    async with context.services.database.write() as session:
        made = await invitations.revoke_invitation(
            session,
            by=_person(context),
            invitation_id=int(context.match[1]),
            now=context.receipt.received_at,
        )
    await acknowledge(query)
    text = context._("The invitation {code} is withdrawn; nobody can use it any more.")
    await show(query, markup.plain(text.format(code=made.code)))


HANDLERS = [
    CommandHandler("invite", on_invite, filters.ChatType.PRIVATE),
    CallbackQueryHandler(on_centre, r"^invite:(\d{1,9})$"),
    CallbackQueryHandler(on_position, rf"^invite:(\d{{1,9}}):({_POSITIONS}):({_ROLES}|-)$"),
    CallbackQueryHandler(
        on_terms, rf"^invite:(\d{{1,9}}):({_POSITIONS}):({_ROLES}|-):(\d{{1,3}}):(\d{{1,2}})$"
    ),
    CallbackQueryHandler(on_revoke, r"^revoke:(\d{1,9})$"),
]
