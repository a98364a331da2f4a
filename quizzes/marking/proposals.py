"""A marker proposes a word for a concept, and sees what it would change before it is added."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from quizzes import bank, questions
from quizzes.bank.case import CaseText, grade, rubric
from quizzes.errors import NotYours, UnfitTerm
from quizzes.marking.scripts import AWAITS, Sheet, shown
from quizzes.people import Person
from quizzes.release import points_of
from quizzes.rounds import GRADED
from quizzes.storage.rows import LARGEST_ID
from quizzes.synonyms import Overlay, add_term, fit_term, overlay
from quizzes.tables import Assignment, MarkingDraft, QuestionVersion, Response

REMARK, WORD, SAVE = "remark", "word:", "save:"
"""What a marker's next text is awaited as; after a preview, the word that may be saved."""


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a word would change among all stored answers to case questions.

    ``gained`` and ``lost`` count points by their question and id; no answer of anybody is shown.
    """

    concept: str
    term: str
    examined: int
    changed: int
    gained: Mapping[tuple[str, str], int]
    lost: Mapping[tuple[str, str], int]
    mean_gain: float


def concepts(question: bank.Question, point: str) -> list[tuple[str, bank.Text]]:
    """The concepts of the shared lexicon that a point asks for, with their labels.

    Raises
    ------
    NotYours
        If the question has no such point.
    """
    if not isinstance(question, CaseText):
        raise NotYours
    by = rubric(question)
    if point not in {one.id for one in by.points}:
        raise NotYours
    named = [by.lexicon.concepts[name] for name in sorted(by.concepts_of(point))]
    return [
        (one.name, bank.Text(zh=one.label.get("zh", one.name), en=one.label.get("en", one.name)))
        for one in named
        if ":" not in one.name  # words written out in the rubric itself belong to its editor
    ]


async def await_text(session: AsyncSession, *, by: Person, script_id: int, what: str, now: datetime) -> None:
    """Let the marker's next typed message be a remark, or a word for a concept (``word:…``)."""
    draft = await session.get(MarkingDraft, (script_id, by.id)) if script_id <= LARGEST_ID else None
    if draft is None:
        raise NotYours
    draft.awaits, draft.awaits_until = what, now + AWAITS
    session.add(draft)


async def awaited(session: AsyncSession, *, by: Person, now: datetime) -> tuple[int, str] | None:
    """The script and the kind of text that is awaited from a marker now: REMARK or WORD + concept."""
    statement = (
        select(MarkingDraft.script_id, MarkingDraft.awaits)
        .where(
            MarkingDraft.marker_id == by.id,
            or_(col(MarkingDraft.awaits) == REMARK, col(MarkingDraft.awaits).startswith(WORD)),
            col(MarkingDraft.awaits_until) > now,
        )
        .order_by(col(MarkingDraft.updated_at).desc())
    )
    found = (await session.exec(statement)).first()
    return (found[0], found[1]) if found and found[1] else None


async def save_word(
    session: AsyncSession, *, by: Person, script_id: int, reason: str, now: datetime
) -> Sheet:
    """Add the word that this marker previewed last.

    Raises
    ------
    NotYours
        If there is none, or its time is over.
    NotAllowed, UnfitTerm
    """
    sheet = await shown(session, by=by, script_id=script_id, now=now)
    draft = await session.get(MarkingDraft, (script_id, by.id))
    if draft is None or not (draft.awaits or "").startswith(SAVE):
        raise NotYours
    if draft.awaits_until is None or draft.awaits_until <= now or not isinstance(sheet.question, CaseText):
        raise NotYours
    concept, _, term = (draft.awaits or "").removeprefix(SAVE).partition("=")
    await add_term(
        session, by=by, question=sheet.question, concept=concept, term=term, reason=reason, now=now
    )
    draft.awaits = draft.awaits_until = None
    session.add(draft)
    return sheet


async def preview(session: AsyncSession, *, question: bank.Question, concept: str, typed: str) -> Preview:
    """Grade every stored case answer with and without a word. Nothing is written.

    Raises
    ------
    UnfitTerm
    """
    if not isinstance(question, CaseText):
        raise UnfitTerm("unknown")
    term = fit_term(question, concept, typed)
    statement = (
        select(Response.raw, QuestionVersion.content)
        .join(Assignment, col(Assignment.id) == col(Response.assignment_id))
        .join(QuestionVersion, col(QuestionVersion.id) == col(Assignment.question_version_id))
        .where(col(Response.outcome).in_(GRADED))
    )
    rows = (await session.exec(statement)).all()
    return await asyncio.to_thread(_compared, rows, await overlay(session), concept, term)


def _compared(rows: Sequence[tuple[str, str]], words: Overlay, concept: str, term: str) -> Preview:
    examined = changed = 0
    gained: dict[tuple[str, str], int] = {}
    lost: dict[tuple[str, str], int] = {}
    gains = 0.0
    more = words.plus(concept, term)
    for raw, content in rows:
        question = questions.parsed(content)
        if not isinstance(question, CaseText) or concept not in rubric(question).lexicon.concepts:
            continue
        examined += 1
        before, after = grade(question, raw, words.terms), grade(question, raw, more.terms)
        had, has = points_of(before), points_of(after)
        for point in had.keys() | has.keys():
            if had.get(point) != has.get(point):
                tally = gained if has.get(point) else lost
                tally[question.id, point] = tally.get((question.id, point), 0) + 1
        changed += had != has or before.credit != after.credit
        gains += 100 * (after.credit - before.credit)
    return Preview(
        concept=concept,
        term=term,
        examined=examined,
        changed=changed,
        gained=gained,
        lost=lost,
        mean_gain=gains / changed if changed else 0.0,
    )
