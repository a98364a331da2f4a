"""A member's own record."""

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.language import Translate
from bot.texts.markup import bold, plain, stacked
from bot.texts.questions import SIGN
from bot.texts.refusals import moment
from quizzes import bank
from quizzes.history import PastAnswer, Record
from quizzes.people import Person

EXCERPT = 28


def record(of: Record, *, person: Person, timezone: str | None, language: str, _: Translate) -> str:
    """Totals, streak, mistakes and the latest answers."""
    share = f" ({round(100 * of.right / of.answered)} %)" if of.answered else ""
    totals = _("Answered {answered}, right {right}{share}; practised {practised}.").format(
        answered=of.answered, right=of.right, share=share, practised=of.practised
    )
    streak = _("Days in a row that you took part: {days}").format(days=of.streak)
    return stacked(
        [
            bold(f"👤 {person.name}"),
            plain(totals) + "\n" + plain(streak),
            _answers(_("Latest answers"), of.recent, timezone, language),
            plain(_("No mistakes so far.")) if of.answered and not of.mistakes else None,
            plain(_("Look at a mistake again:")) if of.mistakes else None,
        ],
        keep_last=2,
    )


def _answers(heading: str, answers: Sequence[PastAnswer], timezone: str | None, language: str) -> str | None:
    if not answers:
        return None
    lines = [
        f"{SIGN[a.outcome]} {moment(a.received_at, timezone)} {plain(excerpt(a, language))}" for a in answers
    ]
    return "\n".join([bold(heading), *lines])


def excerpt(answer: PastAnswer, language: str) -> str:
    """The beginning of a question."""
    stem = " ".join(bank.render(answer.question, answer.variant, language).stem.split())
    return stem if len(stem) <= EXCERPT else stem[:EXCERPT] + "…"


def keyboard(of: Record, *, language: str) -> InlineKeyboardMarkup | None:
    """A button for each mistake."""
    rows = [
        [
            InlineKeyboardButton(
                f"{SIGN[a.outcome]} {excerpt(a, language)}", callback_data=f"review:{a.assignment_id}"
            )
        ]
        for a in of.mistakes
    ]
    return InlineKeyboardMarkup(rows) if rows else None
