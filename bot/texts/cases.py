"""Case answers as a member reads them: the boxes while they are filled, the stages, the points afterwards."""

from telegram import InlineKeyboardButton

from bot.language import Translate
from bot.texts.markup import bold, italic, labelled, plain
from quizzes import bank
from quizzes.answers import Given

EXCERPT = 60


def boxes(given: Given, *, language: str, _: Translate) -> str | None:
    """What stands in every box so far and which one waits; None where no boxes are asked for."""
    if not given.boxes:
        return None
    lines = [_box(given, box, language, _) for box in given.boxes]
    if given.waiting is None:
        lines.append(italic(_("All boxes are done. Tap one to change it, or send.")))
    return "\n".join(lines)


def _box(given: Given, box: str, language: str, _: Translate) -> str:
    name = bank.HEADINGS[box].in_(language)
    text = given.unsent.boxes.get(box)
    if box == given.waiting:
        asked = f"✏️ {bold(name)} {plain(_limit(given, box, _))}"
        return asked + "\n" + plain(_("So far: {text}").format(text=text)) if text else asked
    if text is None:
        return f"○ {plain(name)}"
    return f"✅ {labelled(name, text)}" if text else f"➖ {plain(name)} " + italic(_("skipped"))


def _limit(given: Given, box: str, _: Translate) -> str:
    """How to fill the box that waits."""
    most = bank.MOST_ITEMS.get(box)
    if most is None:
        return _("← type it now, at most {length} characters").format(length=given.boxes[box])
    if most == 1:
        return _("← type it now: one only, at most {length} characters").format(length=given.boxes[box])
    return _("← type it now: at most {most}, {length} characters").format(most=most, length=given.boxes[box])


def box_buttons(
    given: Given, *, suffix: str, language: str, _: Translate
) -> list[list[InlineKeyboardButton]]:
    """Buttons to change each box, to skip the one that waits, and to send when all are done."""
    asked = [(place, box) for place, box in enumerate(given.boxes) if box in given.unsent.boxes]
    change = [
        InlineKeyboardButton(
            f"✏️ {bank.HEADINGS[box].in_(language)}",
            callback_data=f"box:{given.assignment_id}:{place}{suffix}",
        )
        for place, box in asked
        if box != given.waiting
    ]
    rows = [change[i : i + 2] for i in range(0, len(change), 2)]
    last = []
    if given.waiting is not None:
        kept = given.unsent.boxes.get(given.waiting)
        label = _("Leave it so") if kept else _("Skip this box")
        last.append(InlineKeyboardButton(label, callback_data=f"skip:{given.assignment_id}{suffix}"))
    if len(asked) == len(given.boxes) and any(given.unsent.boxes.values()):
        last.append(
            InlineKeyboardButton(_("Send my answer"), callback_data=f"send:{given.assignment_id}{suffix}")
        )
    return [*rows, last] if last else rows


def stages(given: Given, *, language: str, _: Translate) -> list[str]:
    """The vignette, the stages locked so far with the member's answers, and which stage it is now."""
    if not isinstance(given.question, bank.Staged):
        return []
    shown = bank.render(given.question, given.variant, language)
    parts = bank.parts(given.question, given.variant)
    told = [plain(shown.stem)]
    for place, ((part, variant), answer) in enumerate(zip(parts, given.unsent.stages, strict=False), 1):
        text = bank.render(part, variant, language).stem
        told.append(
            f"🔒 {bold(str(place))} {plain(text)}\n↳ {plain(answer_shown(part, variant, answer, language))}"
        )
    now = min(given.stage, len(parts) - 1) + 1
    told.append(bold(_("Stage {now} of {all}").format(now=now, all=len(parts))))
    return told


def answer_shown(part: bank.Question, variant: bank.Variant, answer: str, language: str) -> str:
    """An answer as its member gave it: the options they chose, or what they typed."""
    chosen = bank.reread(part, answer)
    if isinstance(chosen, str):
        return chosen
    options = {o.position: o.text for o in bank.render(part, variant, language).options}
    return "; ".join(f"{bank.letter(position)}. {options[position]}" for position in chosen)


def points(part: bank.CaseText, answer: str, verdict: bank.Verdict, *, language: str, _: Translate) -> str:
    """The points met with the words that met them, those missed with what to learn, and what cost marks."""
    lines = []
    for point in bank.marked(part, answer, verdict):
        label = plain(point.label.in_(language))
        if point.words is None:
            learn = f" {italic(point.learn.in_(language))}" if point.learn else ""
            lines.append(f"○ {label}{learn}")
        else:
            lines.append(f"✅ {label}" + (f" “{plain(excerpt(point.words))}”" if point.words else ""))
    for claim in bank.lost(part, verdict):
        lines.append("⛔ " + labelled(_("Marks lost:"), claim.in_(language)))
    return "\n".join(lines)


def excerpt(words: str) -> str:
    """The beginning of a long span, on one line."""
    line = " ".join(words.split())
    return line if len(line) <= EXCERPT else line[:EXCERPT] + "…"
