"""A question as a member reads it, and what they are told after answering."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.language import Translate
from bot.texts import cases, marking
from bot.texts.markup import bold, italic, labelled, plain, stacked
from quizzes import bank
from quizzes.answers import Answered, Given
from quizzes.standings import POINTS_PER_QUESTION

SIGN = {"right": "✅", "partly": "🟡", "wrong": "❌"}
NOT_READ = "❔"
CARD = "📝"
"""How a message begins that holds what was written so far and not the question."""
BUTTONS_IN_A_ROW = 6


def question(given: Given, *, language: str, timezone: str, _: Translate) -> str:
    """The question with its options, how to answer, and until when."""
    heading = _("📘 Today's question") if given.ranked else _("📗 Practice (not ranked)")
    until = _("Answers count until {time}.").format(time=clock(given.closes_at, timezone))
    part, variant = given.part
    shown = bank.render(part, variant, language)
    hints = [shown.hint, until if given.ranked else ""]
    if isinstance(given.question, bank.Staged):
        hints.insert(1, _("This stage is locked once it is answered."))
    return stacked(
        [
            bold(heading) + signature(given, _),
            *cases.stages(given, language=language, _=_),
            plain(shown.stem),
            _alternative(given, language),
            options(part, variant, language) or None,
            _order(given, _),
            italic(" ".join(hint for hint in hints if hint)),
            cases.boxes(given, language=language, _=_),
        ],
        keep_last=3,
    )


def _alternative(given: Given, language: str) -> str | None:
    """What the picture shows, for those who cannot see it."""
    shown = given.pictured
    return italic(f"🖼 {shown[0].picture.alt.in_(language)}") if shown and shown[0].picture else None


def card(given: Given, *, language: str, _: Translate) -> str:
    """What has been put together so far, without the question."""
    written = cases.boxes(given, language=language, _=_)
    assert written is not None
    heading = f"{CARD} " + _("Your answer so far")
    if isinstance(given.question, bank.Staged):
        stage = _("Stage {now} of {all}").format(now=given.stage + 1, all=len(given.question.stages))
        heading = f"{heading} · {stage}"
    return stacked([bold(heading), written])


def is_card(message: object) -> bool:
    """Whether a message shows what was written so far without the question."""
    return isinstance(message, Message) and (message.text or "").startswith(CARD)


def _order(given: Given, _: Translate) -> str | None:
    if given.part[0].kind != "ordering":
        return None
    placed = " → ".join(bank.letter(position) for position in given.unsent.chosen)
    return plain(_("Your order so far: {order}").format(order=placed or "—"))


def signature(given: Given, _: Translate) -> str:
    """A note that a radiologist has yet to sign the case, where that is so."""
    if not given.question.needs_signature:
        return ""
    return "\n" + plain(_("⚠️ The answer to this question still awaits a radiologist's signature."))


def options(part: bank.Question, variant: bank.Variant, language: str) -> str:
    """The options under letters, in the member's own order; the answers of a scale carry its numbers."""
    shown = bank.render(part, variant, language)
    if isinstance(part, bank.Concordance):
        return "\n".join(plain(o.text) for o in shown.options)
    return "\n".join(f"{bold(bank.letter(o.position))}. {plain(o.text)}" for o in shown.options)


def clock(at: datetime, timezone: str) -> str:
    """A time of day on the centre's clock."""
    return at.astimezone(ZoneInfo(timezone)).strftime("%H:%M")


def keyboard(given: Given, *, language: str, _: Translate) -> InlineKeyboardMarkup | None:
    """Buttons for what is asked now: letters, ticks, items left to order, or boxes, and one to send."""
    part, variant = given.part
    suffix = f":{given.stage}" if isinstance(given.question, bank.Staged) else ""
    if given.boxes:
        return InlineKeyboardMarkup(cases.box_buttons(given, suffix=suffix, language=language, _=_))
    shown = bank.render(part, variant, language)
    if not shown.options:
        return None
    left = [o for o in shown.options if part.kind != "ordering" or o.position not in given.unsent.chosen]
    buttons = [
        InlineKeyboardButton(
            _label(part, o, given), callback_data=f"answer:{given.assignment_id}:{o.position}{suffix}"
        )
        for o in left
    ]
    rows = [buttons[i : i + BUTTONS_IN_A_ROW] for i in range(0, len(buttons), BUTTONS_IN_A_ROW)]
    send = InlineKeyboardButton(_("Send my answer"), callback_data=f"send:{given.assignment_id}{suffix}")
    if part.kind == "multiple":
        rows.append([send])
    if part.kind == "ordering" and given.unsent.chosen:
        undo = InlineKeyboardButton(_("↩️ Undo"), callback_data=f"undo:{given.assignment_id}{suffix}")
        rows.append([undo] if left else [undo, send])
    return InlineKeyboardMarkup(rows)


def _label(part: bank.Question, option: bank.ShownOption, given: Given) -> str:
    if isinstance(part, bank.Concordance):
        return option.text.split()[0]
    letter = bank.letter(option.position)
    if part.kind != "multiple":
        return letter
    return f"{'☑' if option.position in given.unsent.chosen else '☐'} {letter}"


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
    given = answered.given
    shown = bank.render(given.question, given.variant, language)
    return stacked(
        [
            plain(shown.stem),
            options(given.question, given.variant, language) or None,
            _verdict(answered, _) + _reading(given.question, answered.raw, answered.verdict, language, _),
            marking.status(answered, _),
            *_stages(answered, language, _),
            solution(given, language=language, _=_),
        ]
    )


def _verdict(answered: Answered, _: Translate) -> str:
    """Right or not, and what it is worth; a formative answer is neither."""
    verdict = answered.verdict
    if bank.is_formative(answered.given.question):
        return "📝 " + bold(_("Noted; nobody is marked for this"))
    if answered.standing is not None and answered.standing.void:
        return "➖ " + bold(_("This question was declared void; it counts neither way"))
    points = POINTS_PER_QUESTION * verdict.credit
    score = (
        _("{points:g} of {full} points").format(points=round(points, 1), full=POINTS_PER_QUESTION)
        if answered.counts
        else _("practice, not ranked")
    )
    said = {"right": _("Right"), "partly": _("Partly right"), "wrong": _("Not right")}[verdict.outcome]
    return f"{SIGN[verdict.outcome]} {bold(said)} · {plain(score)}"


def _reading(part: bank.Question, raw: str, verdict: bank.Verdict, language: str, _: Translate) -> str:
    """How the answer was read and what to reconsider, on lines of their own; for a case its points."""
    if isinstance(part, bank.CaseText):
        return "\n" + cases.points(part, raw, verdict, language=language, _=_)
    read = _("Read as: {reading}").format(reading=verdict.read) if verdict.read else None
    hint = verdict.hint.in_(language) if verdict.hint else None
    return (f"\n{plain(read)}" if read else "") + (f"\n💡 {plain(hint)}" if hint else "")


def _stages(answered: Answered, language: str, _: Translate) -> list[str]:
    """Each stage of a staged case with its share of the marks, what was answered and what it was read as."""
    given = answered.given
    if not isinstance(given.question, bank.Staged):
        return []
    told = []
    stages = zip(
        given.question.stages,
        bank.parts(given.question, given.variant),
        bank.stage_answers(answered.raw) or (),
        bank.stage_verdicts(answered.verdict),
        strict=True,
    )
    for place, (stage, (part, variant), answer, verdict) in enumerate(stages, 1):
        share = _("Stage {place}: {marks:g} of {weight} %").format(
            place=place, marks=round(stage.weight * verdict.credit, 1), weight=stage.weight
        )
        told_already = isinstance(part, bank.SingleChoice | bank.MultipleChoice)
        judged = replace(verdict, read=None) if told_already else verdict
        reading = _reading(part, answer, judged, language, _)
        given_answer = cases.answer_shown(part, variant, answer, language)
        told.append(f"{SIGN.get(verdict.outcome, NOT_READ)} {bold(share)}\n↳ {plain(given_answer)}{reading}")
    return told


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
    listed = options(given.question, given.variant, language)
    return stacked(
        [
            plain(note.format(time=clock(given.closes_at, timezone))),
            plain(shown.stem),
            listed or None,
            solution(given, language=language, _=_),
        ],
        keep_last=1,
    )


def after_answer(
    _: Translate, *, answered: Answered | None = None, now: datetime | None = None
) -> InlineKeyboardMarkup:
    """What one may want next; under an answer also a second look at it, while there is time."""
    usual = [
        InlineKeyboardButton(_("One more question"), callback_data="practice"),
        InlineKeyboardButton(_("Board"), callback_data="board:week"),
    ]
    look = marking.look_button(answered, now, _) if answered and now else None
    return InlineKeyboardMarkup([usual, [look]] if look else [usual])
