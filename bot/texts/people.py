"""Words about people: positions, roles, welcome, invitations."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.language import Translate
from bot.texts.markup import bold, plain, stacked
from bot.texts.refusals import moment
from quizzes.invitations import InvitationInfo
from quizzes.people import CentreInfo, Enrolled, Position, RoleKind


def position(of: Position, _: Translate) -> str:
    """A position's name."""
    return {
        Position.CHIEF: _("Head of imaging"),
        Position.RADIOLOGIST: _("Radiologist"),
        Position.ASSISTANT: _("Assistant radiologist"),
        Position.TECHNOLOGIST: _("Technologist"),
        Position.NURSE: _("Nurse"),
    }[of]


def role(of: RoleKind, _: Translate) -> str:
    """A role's name."""
    return {
        RoleKind.DIRECTOR: _("Director"),
        RoleKind.EDITOR: _("Editor"),
        RoleKind.MARKER: _("Marker"),
        RoleKind.ADMINISTRATOR: _("Administrator"),
    }[of]


def stranger(_: Translate) -> str:
    """What somebody without an invitation is told."""
    return stacked(
        [
            bold(_("Welcome to Yinling.")),
            plain(
                _(
                    "I train the staff of imaging centres: one good question a day, graded at once, "
                    "and quick SAR answers at the console."
                )
            ),
            plain(_("To join, open the invitation link your director gave you, or send me the code.")),
        ]
    )


def welcome(who: Enrolled, _: Translate) -> str:
    """What somebody is told on joining or coming back."""
    hours = who.centre.hours
    when = _("every day") if hours.every_day else _("on workdays")
    return stacked(
        [
            bold(_("Welcome, {name}.").format(name=who.person.name)),
            plain(
                _("Centre: {centre}\nPosition: {position}").format(
                    centre=who.centre.title(who.person.language), position=position(who.position, _)
                )
            ),
            plain(
                _("Your question comes {when} at {opens}; answers count until {closes}.").format(
                    when=when, opens=hours.asks_at.strftime("%H:%M"), closes=hours.closes_at.strftime("%H:%M")
                )
            ),
            plain(_("If this is not the name your colleagues know, send /name followed by it.")),
        ]
    )


def start_keyboard(_: Translate) -> InlineKeyboardMarkup:
    """What a newcomer may want first."""
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(_("Today's question"), callback_data="today"),
                InlineKeyboardButton(_("Try one now"), callback_data="practice"),
            ]
        ]
    )


def invitation(made: InvitationInfo, *, bot_username: str, language: str, _: Translate) -> str:
    """An invitation to pass on."""
    link = f"https://t.me/{bot_username}?start={made.code}"
    held = position(made.position, _) + (f" + {role(made.role, _)}" if made.role else "")
    return stacked(
        [
            bold(_("Invitation to {centre}").format(centre=made.centre.title(language))),
            plain(_("Position: {position}").format(position=held)),
            plain(_("Link: {link}").format(link=link)),
            plain(_("Code:")) + f" <code>{made.code}</code>",
            plain(
                _("For {uses} people, until {time}.").format(
                    uses=made.uses_left, time=moment(made.expires_at, made.centre.hours.timezone)
                )
            ),
        ]
    )


def choose_centre(of: list[CentreInfo], language: str) -> InlineKeyboardMarkup:
    """Which centre to invite into."""
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(c.title(language), callback_data=f"invite:{c.id}")] for c in of]
    )


def choose_position(centre_id: int, _: Translate, roles: tuple[RoleKind | None, ...]) -> InlineKeyboardMarkup:
    """Which position, and for administrators which role, the newcomers get."""
    buttons = [
        [
            InlineKeyboardButton(
                position(p, _) + (f" + {role(r, _)}" if r else ""),
                callback_data=f"invite:{centre_id}:{p.value}:{r.value if r else '-'}",
            )
        ]
        for r in roles
        for p in (Position if r is None else (Position.CHIEF, Position.RADIOLOGIST))
    ]
    return InlineKeyboardMarkup(buttons)


TERMS = ((1, 1), (20, 7), (100, 30))
"""Uses and days an invitation can have."""


def choose_terms(
    centre_id: int, chosen: Position, given: RoleKind | None, _: Translate
) -> InlineKeyboardMarkup:
    """For how many people and how long."""
    head = f"invite:{centre_id}:{chosen.value}:{given.value if given else '-'}"
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(
                    _("{uses} people, {days} days").format(uses=uses, days=days),
                    callback_data=f"{head}:{uses}:{days}",
                )
            ]
            for uses, days in TERMS
        ]
    )
