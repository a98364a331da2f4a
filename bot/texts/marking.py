"""Words of the marking desk, and what members are told about their marks."""

from collections.abc import Sequence
from datetime import datetime

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.language import Translate
from bot.texts.cases import answer_shown
from bot.texts.markup import bold, italic, labelled, plain, stacked
from quizzes import bank, marks
from quizzes.answers import Answered
from quizzes.marking import Agreement, Candidate, Item, Opinion, Preview, Sheet, Waiting
from quizzes.notices import Notice
from quizzes.people import CentreInfo
from quizzes.release import Condition
from quizzes.standings import POINTS_PER_QUESTION

EXCERPT, WORDS_SHOWN = 24, 20
IN_A_ROW = 5
LETTERS = "ABCDEFGHIJ"

Rows = list[list[InlineKeyboardButton]]


def excerpt(question: bank.Question, language: str) -> str:
    """The beginning of a question."""
    stem = " ".join(question.stem.in_(language).split())
    return stem if len(stem) <= EXCERPT else stem[:EXCERPT] + "…"


# The desk


def desk(waiting: Sequence[Waiting], *, language: str, _: Translate) -> str:
    """What waits for a marker."""
    if not waiting:
        return stacked([bold(_("✍️ Marking")), plain(_("No answer waits for you. Thank you."))])
    lines = [
        _("{title}: {waiting} waiting, {marked} marked by you").format(
            title=title(one, language, _), waiting=one.answers, marked=one.marked
        )
        for one in waiting
    ]
    return stacked(
        [
            bold(_("✍️ Marking")),
            plain("\n".join(lines)),
            italic(_("Answers come in random order and without names. Some are marked twice, blind.")),
        ]
    )


def title(of: Waiting, language: str, _: Translate) -> str:
    """The name of a batch."""
    return excerpt(of.question, language) if of.question else _("Second looks asked for by members")


def desk_keyboard(
    waiting: Sequence[Waiting], *, directed: Sequence[CentreInfo], language: str, _: Translate
) -> InlineKeyboardMarkup | None:
    """A button for each batch; agreement and markers for directors."""
    rows: Rows = [
        [
            InlineKeyboardButton(
                f"{title(one, language, _)} ({one.answers})", callback_data=f"mark:take:{one.batch_id}"
            )
        ]
        for one in waiting
    ]
    for centre in directed:
        name = f" · {centre.title(language)}" if len(directed) > 1 else ""
        rows.append(
            [
                InlineKeyboardButton(_("📊 Agreement") + name, callback_data=f"mark:report:{centre.id}"),
                InlineKeyboardButton(_("👤 Markers") + name, callback_data=f"markers:{centre.id}"),
            ]
        )
    return InlineKeyboardMarkup(rows) if rows else None


# One answer


def sheet(of: Sheet, *, language: str, _: Translate) -> str:
    """An answer with the words that the machine found underlined, and everything that can be ticked."""
    stages = {
        "first": _("✍️ Answer to mark"),
        "second": _("✍️ Answer to mark"),
        "adjudication": _("⚖️ Two markers differ: you decide"),
    }
    heading = _("🔍 Second look") if of.purpose == "second-look" else stages[of.stage]
    shown = bank.render(of.question, of.variant, language)
    key = None if isinstance(of.question, bank.CaseText) else bank.key(of.question, of.variant, language)
    score = _("Machine {machine:g} · now {total:g} of 100").format(
        machine=round(100 * of.machine, 1), total=round(of.total, 1)
    )
    return stacked(
        [
            plain(shown.stem),
            bold(heading),
            labelled(_("Answer"), key) if key else None,
            bold(_("What was written:")) + "\n" + _marked_answer(of, language),
            "\n".join(_line(place, item, of, language) for place, item in enumerate(of.items)),
            _opinions(of.opinions, _),
            plain(_("⚠️ Noticed: {flags}").format(flags=", ".join(_flags(of.flags, _)))) if of.flags else None,
            bold(score) + (f"\n💬 {plain(of.remark)}" if of.remark else ""),
        ],
        keep_last=6,
    )


def _marked_answer(of: Sheet, language: str) -> str:
    if not isinstance(of.question, bank.CaseText):
        parts = bank.parts(of.question, of.variant)
        answers = (bank.stage_answers(of.answer) or []) if len(parts) > 1 else [of.answer]
        return "\n".join(
            plain(answer_shown(part, variant, answer, language))
            for (part, variant), answer in zip(parts, answers, strict=False)
        )
    covered = bytearray(len(of.answer))
    for item in of.items:
        if item.span:
            covered[slice(*item.span)] = b"\x01" * (item.span[1] - item.span[0])
    text, inside = "", False
    for character, found in zip(of.answer, covered, strict=True):
        if bool(found) != inside:
            text += "<u>" if found else "</u>"
            inside = bool(found)
        text += plain(character)
    return text + ("</u>" if inside else "")


def _line(place: int, item: Item, of: Sheet, language: str) -> str:
    tick = "☑" if item.id in of.ticked else "☐"
    words = of.answer[slice(*item.span)] if item.span else ""
    if len(words) > WORDS_SHOWN:
        words = words[:WORDS_SHOWN] + "…"
    found = f" “{plain(words)}”" if words else ""
    others = "".join(
        f" {LETTERS[n]}{'☑' if item.id in opinion.ticked else '☐'}" for n, opinion in enumerate(of.opinions)
    )
    label = f"{_name(place, of.items)} {item.label.in_(language)} ({item.weight:+d})"
    return f"{tick} {plain(label)}{found}{others}"


def _name(place: int, items: Sequence[Item]) -> str:
    """Points are numbered; what costs marks has letters."""
    if items[place].kind != "forbidden":
        return str(place + 1)
    return LETTERS[sum(item.kind == "forbidden" for item in items[:place])]


def _opinions(of: Sequence[Opinion], _: Translate) -> str | None:
    if not of:
        return None
    lines = [
        _("Marker {letter}: {total:g}").format(letter=LETTERS[n], total=round(opinion.total, 1))
        + (f" · {opinion.remark}" if opinion.remark else "")
        for n, opinion in enumerate(of)
    ]
    return plain("\n".join(lines))


def _flags(flags: Sequence[str], _: Translate) -> list[str]:
    known = {
        "too-long": _("longer than is read"),
        "injection": _("instructions to the grader"),
        "keyword-list": _("a mere list of keywords"),
        "stem-copy": _("copied from the question"),
        "many-diagnoses": _("too many diagnoses"),
        "contradiction": _("says and denies the same"),
    }
    return [known.get(flag, flag) for flag in flags]


def sheet_keyboard(of: Sheet, *, _: Translate) -> InlineKeyboardMarkup:
    """One tap a point; remark, synonym, send."""
    buttons = [
        InlineKeyboardButton(
            f"{'☑' if item.id in of.ticked else '☐'} {_name(place, of.items)}",
            callback_data=f"mark:tick:{of.script_id}:{place}",
        )
        for place, item in enumerate(of.items)
    ]
    rows: Rows = [buttons[i : i + IN_A_ROW] for i in range(0, len(buttons), IN_A_ROW)]
    extra = [InlineKeyboardButton(_("💬 Remark"), callback_data=f"mark:remarks:{of.script_id}")]
    if isinstance(of.question, bank.CaseText):
        extra.append(
            InlineKeyboardButton(_("🔤 This is a synonym"), callback_data=f"mark:points:{of.script_id}")
        )
    rows.append(extra)
    rows.append([InlineKeyboardButton(_("Send, next ▶"), callback_data=f"mark:send:{of.script_id}")])
    return InlineKeyboardMarkup(rows)


def remarks_keyboard(of: Sheet, *, _: Translate) -> InlineKeyboardMarkup:
    """Remarks of the question's bank, typing one, keeping the typed one."""
    rows: Rows = [
        [
            InlineKeyboardButton(
                f"{'☑' if text == of.remark else '☐'} {text[:40]}",
                callback_data=f"mark:remark:{of.script_id}:{remark_id}",
            )
        ]
        for remark_id, text in of.remarks
    ]
    rows.append([InlineKeyboardButton(_("Type a remark"), callback_data=f"mark:write:{of.script_id}")])
    if of.remark and of.remark not in [text for _id, text in of.remarks]:
        rows.append(
            [
                InlineKeyboardButton(
                    _("Keep this remark for others"), callback_data=f"mark:keep:{of.script_id}"
                )
            ]
        )
    rows.append([back(of.script_id, _)])
    return InlineKeyboardMarkup(rows)


def back(script_id: int, _: Translate) -> InlineKeyboardButton:
    """Back to the answer."""
    return InlineKeyboardButton(_("◀ Back to the answer"), callback_data=f"mark:show:{script_id}")


# Synonyms


def points_keyboard(of: Sheet, *, language: str, _: Translate) -> InlineKeyboardMarkup:
    """Which point does the wording make?"""
    rows: Rows = [
        [InlineKeyboardButton(item.label.in_(language)[:50], callback_data=f"mark:point:{of.script_id}:{n}")]
        for n, item in enumerate(of.items)
        if item.kind == "point"
    ]
    return InlineKeyboardMarkup([*rows, [back(of.script_id, _)]])


def concepts_keyboard(
    of: Sheet, place: int, concepts: Sequence[tuple[str, bank.Text]], *, language: str, _: Translate
) -> InlineKeyboardMarkup:
    """Which of a point's concepts?"""
    rows: Rows = [
        [
            InlineKeyboardButton(
                label.in_(language)[:50], callback_data=f"mark:concept:{of.script_id}:{place}:{n}"
            )
        ]
        for n, (_name, label) in enumerate(concepts)
    ]
    return InlineKeyboardMarkup([*rows, [back(of.script_id, _)]])


def preview(of: Preview, *, _: Translate) -> str:
    """What a word would change in all stored answers."""
    counts = _("{examined} stored answers examined, {changed} would change, by {gain:+g} points on average.")
    return stacked(
        [
            bold(_("🔤 “{term}” for “{concept}”").format(term=of.term, concept=of.concept)),
            plain(counts.format(examined=of.examined, changed=of.changed, gain=round(of.mean_gain, 1))),
            plain(
                "\n".join(
                    [
                        *(f"+{count} {question} · {point}" for (question, point), count in of.gained.items()),
                        *(f"−{count} {question} · {point}" for (question, point), count in of.lost.items()),
                    ]
                )
            )
            or None,
            italic(_("Nothing is changed yet. Once saved, it holds for answers to come.")),
        ]
    )


def preview_keyboard(script_id: int, _: Translate) -> InlineKeyboardMarkup:
    """Save the word, or not."""
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(_("Save this word"), callback_data=f"mark:save:{script_id}")],
            [back(script_id, _)],
        ]
    )


def saved_keyboard(script_id: int, *, may_regrade: bool, _: Translate) -> InlineKeyboardMarkup:
    """Back, and for editors applying the word to stored answers."""
    apply = InlineKeyboardButton(_("Apply to stored answers"), callback_data=f"mark:regrade:{script_id}")
    return InlineKeyboardMarkup([*([[apply]] if may_regrade else []), [back(script_id, _)]])


# Report and markers


def report(of: Agreement, *, language: str, _: Translate) -> str:
    """Agreement, severity, and what each question lacks for automatic release."""
    figures = _("{n} answers marked twice: {exact} alike, weighted kappa {kappa}").format(
        n=of.answers, exact=_percent(of.exact), kappa=_number(of.kappa)
    )
    severities = "\n".join(
        _("{name}: {points:+.1f} points against others ({n} answers)").format(
            name=name, points=one.points, n=one.answers
        )
        for name, one in of.severities
    )
    questions = [
        stacked(
            [
                bold(("✅ " if one.released else "⏳ ") + excerpt(one.question, language)),
                plain("\n".join(_condition(condition, _) for condition in one.conditions)),
            ]
        )
        for one in of.questions
    ]
    return stacked(
        [
            bold(_("📊 Agreement of markers")),
            plain(figures),
            plain(severities) or None,
            italic(_("✅ the machine's mark may stand alone · ⏳ people confirm every mark")),
            *questions,
        ]
    )


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{round(100 * share)} %"


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.2f}"


def _condition(of: Condition, _: Translate) -> str:
    names = {
        "answers": _("answers marked twice"),
        "precision": _("precision of points"),
        "f1": _("F1 of points"),
        "kappa": _("kappa of machine and people"),
        "behind-people": _("kappa behind that of people"),
        "near": _("share within 10 points"),
        "far": _("share off by more than 20 points"),
    }
    sign = "≤" if of.name in ("behind-people", "far") else "≥"
    value = "—" if of.value is None else f"{of.value:g}" if of.name == "answers" else f"{of.value:.2f}"
    return f"{'✓' if of.holds else '✗'} {names[of.name]}: {value} ({sign} {of.bound:g})"


def markers_keyboard(centre_id: int, candidates: Sequence[Candidate], _: Translate) -> InlineKeyboardMarkup:
    """One tap appoints a member or takes it back."""
    rows: Rows = [
        [
            InlineKeyboardButton(
                f"{'☑' if one.appointed else '☐'} {one.name}",
                callback_data=f"markers:{centre_id}:{one.member_id}:{0 if one.appointed else 1}",
            )
        ]
        for one in candidates
    ]
    return InlineKeyboardMarkup(rows)


# What members are told


def worth(of: marks.Standing, _: Translate) -> str:
    """What an answer is worth, in points of the board."""
    if of.void:
        return _("void, not counted")
    return _("{points:g} of {full}").format(
        points=round(POINTS_PER_QUESTION * of.credit, 1), full=POINTS_PER_QUESTION
    )


def notice(of: Notice, *, language: str, _: Translate) -> str:
    """A changed mark, why, and how many others changed with it."""
    heading = (
        _("🔍 The second look at your answer is done") if of.second_look else _("📝 Your mark has changed")
    )
    same = worth(of.before, _) == worth(of.after, _)
    result = _("It stays: {after}") if same else _("{before} → {after}")
    # a mark by people gives the purpose of its script as reason, which says nothing to a member
    reason = of.after.reason if not of.after.by_people else None
    others = _("{n} more of your answers changed with it; /me shows them.").format(n=of.others)
    return stacked(
        [
            bold(heading),
            plain(excerpt(of.question, language)),
            plain(result.format(before=worth(of.before, _), after=worth(of.after, _))),
            labelled(_("Reason"), reason) if reason else None,
            f"💬 {plain(of.after.remark)}" if of.after.remark else None,
            plain(others) if of.others else None,
        ]
    )


def notice_keyboard(of: Notice, _: Translate) -> InlineKeyboardMarkup:
    """To the answer with its solution."""
    button = InlineKeyboardButton(_("Look at it"), callback_data=f"review:{of.assignment_id}")
    return InlineKeyboardMarkup([[button]])


def status(answered: Answered, _: Translate) -> str | None:
    """Whose mark it is, where it is not simply the machine's final one."""
    standing = answered.standing
    if standing is None:
        return None
    lines = []
    if answered.provisional:
        lines.append(
            _("⏳ Provisional: a person will look at this answer.")
            if answered.counts
            else _("⏳ Provisional: marked by machine.")
        )
    if standing.by_people:
        lines.append(_("✍️ Marked by a person"))
    elif standing.kind != "machine" and standing.reason:
        lines.append(_("📝 Changed afterwards: {reason}").format(reason=standing.reason))
    if standing.remark:
        lines.append(f"💬 {standing.remark}")
    return plain("\n".join(lines)) if lines else None


def look_button(answered: Answered, now: datetime, _: Translate) -> InlineKeyboardButton | None:
    """Ask for a second look; None once it was asked for or the time is over."""
    if answered.ask_until is None or now >= answered.ask_until:
        return None
    settled = answered.standing is not None and answered.standing.kind == marks.ITEM_STATE
    if settled or bank.is_formative(answered.given.question):
        return None
    return InlineKeyboardButton(
        _("🔍 Ask for a second look"), callback_data=f"look:{answered.given.assignment_id}"
    )
