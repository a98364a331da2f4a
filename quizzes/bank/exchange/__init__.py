"""Questions for and from other systems: GIFT, Moodle XML, Anki (one way) and xlsx.

Pure functions on bytes. Each gives, besides its result, notes on what could not be carried; an import makes
drafts that `bank check` accepts, and leaves out a question whose key would be wrong or always right.
"""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import yaml

from quizzes.bank.exchange import anki, gift, moodle, xlsx
from quizzes.bank.exchange.from_questions import outgoing
from quizzes.bank.exchange.items import Item
from quizzes.bank.exchange.notes import MOST_BYTES, FileRefused, Note, QuestionRefused, decode
from quizzes.bank.exchange.to_questions import Ids, draft, proved
from quizzes.bank.kinds import Question

__all__ = [
    "MOST_BYTES",
    "Exported",
    "FileRefused",
    "Format",
    "Imported",
    "Note",
    "export_questions",
    "import_questions",
    "to_yaml",
]

Format = Literal["gift", "moodle", "anki", "xlsx"]


class Exported(NamedTuple):
    """A file and what it does not hold."""

    data: bytes
    notes: list[Note]


class Imported(NamedTuple):
    """Draft questions and what of the file they do not hold."""

    questions: list[Question]
    notes: list[Note]


def export_questions(questions: Sequence[Question], form: Format, *, variants: int = 1) -> Exported:
    """Write questions in a format; `variants` cards for each number question of an Anki deck."""
    if form == "anki":
        return Exported(*anki.write(questions, variants=variants))
    if form == "xlsx":
        return Exported(xlsx.write(questions), [])
    items: list[Item] = []
    notes: list[Note] = []
    for question in questions:
        try:
            made = outgoing(question, formulas=form == "moodle")
        except QuestionRefused as refused:
            notes.append(Note(message=refused.message, name=question.id, dropped=True))
            continue
        items.append(made.item)
        notes += [Note(message=message, name=question.id) for message in made.lost]
    items.sort(key=lambda item: item.category)
    return Exported(gift.write(items).encode() if form == "gift" else moodle.write(items), notes)


def import_questions(data: bytes) -> Imported:
    """Read a GIFT, Moodle XML or xlsx file; which of them, its content tells.

    Raises
    ------
    FileRefused
        If the file is larger than 10 MB, not UTF-8, not safe, or not of these formats.
    """
    if data.startswith(b"PK"):
        return _from_rows(data)
    text = decode(data)
    items, notes = moodle.read(text) if text.lstrip().startswith("<") else gift.read(text)
    questions: list[Question] = []
    ids = Ids()
    for item in items:
        try:
            question, lost = draft(item, ids)
        except QuestionRefused as refused:
            notes.append(Note(message=refused.message, line=item.line, name=item.name or None, dropped=True))
            continue
        questions.append(question)
        notes += [Note(message=message, line=item.line, name=question.id) for message in dict.fromkeys(lost)]
    return Imported(questions, sorted(notes, key=lambda note: note.line or 0))


def _from_rows(data: bytes) -> Imported:
    rows, notes = xlsx.read(data)
    questions: dict[str, Question] = {}
    for line, content in rows:
        name = str(content.get("id", ""))
        try:
            if name in questions:
                raise QuestionRefused(f"题号“{name}”重复", f"the id '{name}' is used twice")
            kept = {key: value for key, value in content.items() if key not in ("reviewer", "reviewed")}
            question = proved({**kept, "status": "draft"})
        except QuestionRefused as refused:
            notes.append(Note(message=refused.message, line=line, name=name or None, dropped=True))
            continue
        questions[question.id] = question
        notes += [Note(message=message, line=line, name=question.id) for message in xlsx.lost(content)]
    return Imported(list(questions.values()), sorted(notes, key=lambda note: note.line or 0))


def to_yaml(questions: Sequence[Question]) -> str:
    """A question file as editors write it, one document a question."""
    contents: list[dict[str, Any]] = [
        question.model_dump(mode="json", exclude_defaults=True) for question in questions
    ]
    written: str = yaml.safe_dump_all(contents, allow_unicode=True, sort_keys=False, width=1000)
    return written
