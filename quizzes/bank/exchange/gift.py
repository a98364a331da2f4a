"""GIFT, Moodle's text format for questions, both ways.

Written from Moodle's documentation of the format: blocks between blank lines, `::title::`, `[format]`,
answers in braces, `\\` before ``~ = # { } : \\``, comments from `//` with `[id:…]` and `[tag:…]`.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from quizzes.bank.exchange.items import Answer, Item, ItemKind
from quizzes.bank.exchange.markup import read_markup, stem_html, to_html, to_sections
from quizzes.bank.exchange.notes import LONGEST_CATEGORY, Note, QuestionRefused, require_few
from quizzes.bank.exchange.numerals import exact, share
from quizzes.bank.texts import Text

MOST_MARKS = 500
"""Most `=` and `~` of one question, far more than a question that can be carried has."""

_SPECIAL = "\\:#={}~n"
_HELD = {special: chr(0xE000 + index) for index, special in enumerate(_SPECIAL)}
_HOLD = re.compile(r"\\([\\:#={}~n])")
_FORGED = re.compile("[\ue000-\ue007]")
_RELEASE = str.maketrans({held: "\n" if special == "n" else special for special, held in _HELD.items()})
_WEIGHT = re.compile(r"%(-?[0-9]{1,3}(?:\.[0-9]{1,10})?)%")
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")
_IN_COMMENT = re.compile(r"\[(id|tag):([^\[\]]{1,255})\]")
_TRUE_FALSE = {"T": True, "TRUE": True, "F": False, "FALSE": False}


class _Block(NamedTuple):
    """Lines between blank ones, without comments, and what the comments say."""

    line: int
    text: str
    tags: dict[str, str]


def read(text: str) -> tuple[list[Item], list[Note]]:
    """The questions of a GIFT file, and notes on the blocks that are none."""
    items: list[Item] = []
    notes: list[Note] = []
    category = ""
    for block in _blocks(text):
        require_few(len(items) + len(notes))
        body = block.text
        if body.startswith("$CATEGORY:"):
            first, _, body = body.partition("\n")
            category = _release(first.removeprefix("$CATEGORY:")).strip()[:LONGEST_CATEGORY]
        if not body.strip():
            continue
        name = ""
        try:
            name, body = _titled(body.strip())
            items.append(_item(name, body, block, category))
        except QuestionRefused as refused:
            notes.append(Note(message=refused.message, line=block.line, name=name or None, dropped=True))
    return items, notes


def _blocks(text: str) -> Iterator[_Block]:
    start, kept, tags = 0, list[str](), dict[str, str]()
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        stripped = line.strip()
        if stripped.startswith("//"):
            tags |= _tags(stripped)
        elif stripped:
            start = start if kept else number
            kept.append(line)
        elif kept or tags:
            if kept:
                yield _Block(start, _hold("\n".join(kept)).strip(), tags)
            kept, tags = [], {}


def _tags(comment: str) -> dict[str, str]:
    tags: dict[str, str] = {}
    for kind, value in _IN_COMMENT.findall(comment):
        key, _, rest = value.partition(":")
        tags["id" if kind == "id" else key.strip()] = value if kind == "id" else rest.strip()
    return tags


def _hold(text: str) -> str:
    """Escaped characters as private ones that mean nothing to the reader."""
    return _HOLD.sub(lambda found: _HELD[found[1]], _FORGED.sub("\ufffd", text))


def _release(text: str) -> str:
    return text.translate(_RELEASE)


def _titled(body: str) -> tuple[str, str]:
    if body.startswith("::"):
        title, closed, rest = body[2:].partition("::")
        if closed:
            return " ".join(_release(title).split()), rest.strip()
    return "", body


def _item(name: str, body: str, block: _Block, category: str) -> Item:
    before, opened, rest = body.partition("{")
    answers, closed, after = rest.partition("}")
    if bool(opened) != bool(closed) or "}" in before or "{" in answers or set("{}") & set(after):
        raise QuestionRefused(
            "花括号不成对，或一道题里有几处答案；文字里的花括号要写成 \\{ \\}",
            "braces do not pair, or there are several answer sections; write braces of the text as \\{ \\}",
        )
    if answers.count("=") + answers.count("~") > MOST_MARKS:
        raise QuestionRefused("答案太多", "there are too many answers")
    found = _FORMAT.match(before)
    form = found[1] if found else "moodle"
    stem = f"{before[found.end() if found else 0 :]}{'_____' if after.strip() else ''}{after}"
    reported: list[Text] = []
    reading = _Reading(form, reported)
    head, parted, tail = answers.rpartition("####")
    answers, general = (head, tail) if parted else (answers, "")
    kind, listed = _answers(answers.strip(), reading) if opened else ("description", ())
    return Item(
        kind=kind,
        name=name or block.tags.get("id", ""),
        line=block.line,
        stem=reading.text(stem),
        answers=listed,
        single=kind != "choice" or "=" in answers,
        feedback=reading.sections(general),
        tags=block.tags,
        category=category,
        reported=tuple(dict.fromkeys(reported)),
    )


class _Reading(NamedTuple):
    """The format that texts have unless they name another, and what reading them loses."""

    form: str
    reported: list[Text]

    def sections(self, text: str) -> dict[str, Text]:
        found = _FORMAT.match(text.strip())
        words = text.strip()[found.end() if found else 0 :]
        return read_markup(_release(words), found[1] if found else self.form, self.reported)

    def text(self, text: str) -> Text | None:
        return self.sections(text).get("")


def _answers(section: str, reading: _Reading) -> tuple[ItemKind, tuple[Answer, ...]]:
    """Kind and answers of what stands in the braces."""
    first = section.partition("#")[0].strip().upper()
    if not section:
        return "essay", ()
    if section.startswith("#"):
        return "number", tuple(_numbers(section[1:], reading))
    if "~" in section:
        return "choice", tuple(_options(section, reading))
    if "=" in section and "->" in section:
        return "matching", tuple(_pairs(section, reading))
    if first in _TRUE_FALSE:
        return "true-false", _true_false(section, _TRUE_FALSE[first], reading)
    return "short", tuple(
        Answer(value=_release(words), fraction=1.0 if weight is None else weight)
        for words, weight, _ in _weighted(section.split("="), reading)
    )


def _weighted(parts: Sequence[str], reading: _Reading) -> Iterator[tuple[str, float | None, Text | None]]:
    """Words, weight if one is written, and feedback of each answer."""
    for part in parts:
        answer = part.strip()
        if not answer:
            continue
        weight = _WEIGHT.match(answer)
        words, _, feedback = answer[weight.end() if weight else 0 :].partition("#")
        yield words.strip(), share(weight[1]) if weight else None, reading.text(feedback)


def _pairs(section: str, reading: _Reading) -> Iterator[Answer]:
    for part in section.split("="):
        if part.strip():
            words, _, partner = part.rpartition("->")
            yield Answer(text=reading.text(words), value=_release(partner).strip(), fraction=1.0)


def _options(section: str, reading: _Reading) -> Iterator[Answer]:
    for part in section.replace("=", "~=").split("~"):
        right = part.startswith("=")
        for words, weight, feedback in _weighted([part.removeprefix("=")], reading):
            share_of_mark = weight if weight is not None else 1.0 if right else 0.0
            yield Answer(text=reading.text(words), fraction=share_of_mark, feedback=feedback)


def _true_false(section: str, truth: bool, reading: _Reading) -> tuple[Answer, ...]:
    """True, then false; the file gives the feedback of the wrong answer first."""
    _, wrong, right = [*section.split("#"), "", ""][:3]
    told = {True: reading.text(right), False: reading.text(wrong)}
    return tuple(
        Answer(value=str(each), fraction=float(each is truth), feedback=told[each is truth])
        for each in (True, False)
    )


def _numbers(section: str, reading: _Reading) -> Iterator[Answer]:
    accepted, other, told = section.partition("~")
    for words, weight, feedback in _weighted(accepted.split("="), reading):
        value, tolerance = _interval(_release(words))
        yield Answer(
            value=value,
            tolerance=float(tolerance),
            fraction=1.0 if weight is None else weight,
            feedback=feedback,
        )
    if other:
        for words, weight, feedback in _weighted([told], reading):
            yield Answer(value=words or "*", fraction=weight or 0.0, feedback=feedback)


def _interval(words: str) -> tuple[str, Decimal]:
    """Value and tolerance of `value:tolerance`, `low..high` or a bare value."""
    low, spans, high = words.partition("..")
    if spans:
        ends = exact(low), exact(high)
        return str((ends[0] + ends[1]) / 2), abs(ends[1] - ends[0]) / 2
    value, _, tolerance = words.partition(":")
    return value.strip(), exact(tolerance) if tolerance.strip() else Decimal(0)


def write(items: Sequence[Item]) -> str:
    """A GIFT file; what an item holds beyond the format's reach is left to the caller to report."""
    blocks: list[str] = []
    category = ""
    for item in items:
        if item.category != category:
            category = item.category
            blocks.append(f"$CATEGORY: {category}\n")
        blocks.append(_written(item))
    return "\n".join(blocks)


def _written(item: Item) -> str:
    tags = " ".join(f"[tag:{key}:{value}]" for key, value in item.tags.items())
    comment = f"// [id:{item.name}] {tags}".rstrip()
    stem = f"[html]{_hold_out(stem_html(item))}"
    answers = "".join(f"\t{line}\n" for line in _written_answers(item))
    general = f"\t####{_hold_out(to_sections(item.feedback))}\n" if item.feedback else ""
    opening = "{#" if item.kind == "number" else "{"
    return f"{comment}\n::{_hold_out(item.name)}::{stem}{opening}\n{answers}{general}}}\n"


def _written_answers(item: Item) -> Iterator[str]:
    if item.kind == "true-false":
        right, wrong = sorted(item.answers, key=lambda answer: -answer.fraction)
        yield f"{right.value.upper()}#{_escaped(wrong.feedback)}#{_escaped(right.feedback)}"
        return
    for answer in item.answers:
        weight = f"%{percent(answer.fraction)}%"
        told = f"#{_escaped(answer.feedback)}" if answer.feedback else ""
        if item.kind == "matching":
            yield f"={_escaped(answer.text)} -> {answer.value}"
        elif item.kind == "number":
            yield f"={weight}{answer.value}:{answer.tolerance!r}{told}"
        elif item.single:
            yield f"{'=' if answer.fraction == 1 else '~'}{_escaped(answer.text)}{told}"
        else:
            yield f"~{weight}{_escaped(answer.text)}{told}"


def percent(fraction: float) -> str:
    """A share of the mark as Moodle lists it: five decimals, as in 33.33333."""
    return f"{100 * fraction:.5f}".rstrip("0").rstrip(".")


def _escaped(text: Text | None) -> str:
    return _hold_out(to_html(text)) if text else ""


def _hold_out(words: str) -> str:
    """Words with every special character escaped, on one line."""
    return re.sub(r"[\\:#={}~]", lambda found: "\\" + found[0], words).replace("\n", "\\n")
