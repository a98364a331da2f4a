"""A question as a member reads it, and what they are told after answering."""

from datetime import datetime
from zoneinfo import ZoneInfo

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.language import Translate
from bot.texts.markup import bold, italic, labelled, plain, stacked
from quizzes import bank
from quizzes.answers import Answered, Given
from quizzes.standings import POINTS_PER_QUESTION

SIGN = {"right": "✅", "partly": "🟡", "wrong": "❌"}
BUTTONS_IN_A_ROW = 6


def question(given: Given, *, language: str, timezone: str, _: Translate) -> str:
    """The question with its options, how to answer, and until when."""
    shown = bank.render(given.question, given.variant, language)
    heading = _("📘 Today's question") if given.ranked else _("📗 Practice (not ranked)")
    until = _("Answers count until {time}.").format(time=clock(given.closes_at, timezone))
    return stacked(
        [
            bold(heading) + signature(given, _),
            plain(shown.stem),
            options(given, language) or None,
            italic(f"{shown.hint} {until}" if given.ranked else shown.hint),
        ]
    )


def signature(given: Given, _: Translate) -> str:
    """A note that a radiologist has yet to sign the case, where that is so."""
    if not given.question.needs_signature:
        return ""
    return "\n" + plain(_("⚠️ The answer to this question still awaits a radiologist's signature."))


def options(given: Given, language: str) -> str:
    """The options under letters, in the member's own order."""
    shown = bank.render(given.question, given.variant, language)
    return "\n".join(f"{bold(bank.letter(o.position))}. {plain(o.text)}" for o in shown.options)


def clock(at: datetime, timezone: str) -> str:
    """A time of day on the centre's clock."""
    return at.astimezone(ZoneInfo(timezone)).strftime("%H:%M")


def keyboard(given: Given, *, language: str, _: Translate) -> InlineKeyboardMarkup | None:
    """Buttons for choice questions: letters, ticks where several may be right, and a button to send."""
    shown = bank.render(given.question, given.variant, language)
    if not shown.options:
        return None
    several = given.question.kind == "multiple"
    letters = [
        InlineKeyboardButton(
            _ticked(o.position, given) if several else bank.letter(o.position),
            callback_data=f"answer:{given.assignment_id}:{o.position}",
        )
        for o in shown.options
    ]
    rows = [letters[i : i + BUTTONS_IN_A_ROW] for i in range(0, len(letters), BUTTONS_IN_A_ROW)]
    if several:
        rows.append([InlineKeyboardButton(_("Send my answer"), callback_data=f"send:{given.assignment_id}")])
    return InlineKeyboardMarkup(rows)


def _ticked(position: int, given: Given) -> str:
    return f"{'☑' if position in given.chosen else '☐'} {bank.letter(position)}"


def asked_again(answered: Answered, *, language: str, _: Translate) -> str:
    """What is said to an answer that could not be read: it cost nothing."""
    hint = answered.verdict.hint.in_(language) if answered.verdict.hint else None
    return stacked(
        [
            plain(_("🤔 I could not read that answer, so it cost you nothing.")),
            plain(hint) if hint else None,
            plain(_("Please type it again. To ask me something instead, start with /sar.")),
        ]
    )


def feedback(answered: Answered, *, language: str, _: Translate) -> str:
    """Verdict, what was read, the solution with the member's own numbers, and where it comes from."""
    given, verdict = answered.given, answered.verdict
    points = POINTS_PER_QUESTION * verdict.credit
    score = (
        _("{points:g} of {full} points").format(points=round(points, 1), full=POINTS_PER_QUESTION)
        if answered.counts
        else _("practice, not ranked")
    )
    said = {"right": _("Right"), "partly": _("Partly right"), "wrong": _("Not right")}[verdict.outcome]
    read = _("Read as: {reading}").format(reading=verdict.read) if verdict.read else None
    hint = verdict.hint.in_(language) if verdict.hint else None
    shown = bank.render(given.question, given.variant, language)
    return stacked(
        [
            plain(shown.stem),
            options(given, language) or None,
            f"{SIGN[verdict.outcome]} {bold(said)} · {plain(score)}"
            + (f"\n{plain(read)}" if read else "")
            + (f"\n💡 {plain(hint)}" if hint else ""),
            solution(given, language=language, _=_),
        ]
    )


def solution(given: Given, *, language: str, _: Translate) -> str:
    """The worked solution, the point to remember, the journal's slip where it errs, and the source."""
    told = bank.explain(given.question, given.variant, language)
    return stacked(
        [
            labelled(_("Answer"), told.key),
            labelled(_("Why"), told.solution),
            labelled(_("Remember"), told.learning_point),
            labelled(_("What the journal printed"), told.journal_errs) if told.journal_errs else None,
            italic(told.source),
        ]
    )


def closed(given: Given, *, language: str, timezone: str, _: Translate) -> str:
    """The solution for somebody who did not answer in time."""
    note = _("⏰ The time for this question ended at {time}; answers no longer count.")
    shown = bank.render(given.question, given.variant, language)
    return stacked(
        [
            plain(note.format(time=clock(given.closes_at, timezone))),
            plain(shown.stem),
            options(given, language) or None,
            solution(given, language=language, _=_),
        ],
        keep_last=1,
    )


def after_answer(_: Translate) -> InlineKeyboardMarkup:
    """What one may want next."""
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(_("One more question"), callback_data="practice"),
                InlineKeyboardButton(_("Board"), callback_data="board:week"),
            ]
        ]
    )
