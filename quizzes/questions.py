"""The published bank in the database: loading new versions, reading them back."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from quizzes import bank
from quizzes.selection import Candidate
from quizzes.tables import Question, QuestionVersion


async def store(session: AsyncSession, questions: Iterable[bank.Question], *, now: datetime) -> list[str]:
    """Store questions: a new one as version 1, a changed one as its next version; the ids that changed.

    Versions are never overwritten. A question absent from ``questions`` is left as it is.
    """
    changed = []
    for question in questions:
        content, sha256 = bank.to_json(question)
        row = await session.get(Question, question.id)
        if row is None:
            row = Question(id=question.id, status=question.status, latest_version=0, updated_at=now)
            session.add(row)
            await session.flush()
        elif await _sha256(session, row) == sha256:
            continue
        row.latest_version += 1
        row.status = question.status
        row.updated_at = now
        session.add(row)
        session.add(
            QuestionVersion(
                question_id=row.id, number=row.latest_version, content=content, sha256=sha256, created_at=now
            )
        )
        changed.append(row.id)
    await session.flush()
    return changed


async def _sha256(session: AsyncSession, row: Question) -> str | None:
    statement = select(QuestionVersion.sha256).where(
        QuestionVersion.question_id == row.id, QuestionVersion.number == row.latest_version
    )
    return (await session.exec(statement)).first()


async def published(session: AsyncSession, *, today: date) -> list[Candidate]:
    """Every question that may be asked on a day, in its newest version; what has expired is left out."""
    statement = (
        select(QuestionVersion.id, QuestionVersion.content)
        .join(Question, col(Question.id) == col(QuestionVersion.question_id))
        .where(Question.status == "published", QuestionVersion.number == col(Question.latest_version))
        .order_by(col(Question.id))
    )
    found = (await session.exec(statement)).all()
    live = [(version_id, parsed(content)) for version_id, content in found]
    return [
        Candidate(
            question_id=question.id,
            version_id=version_id,
            audiences=frozenset(question.positions),
            formative=bank.is_formative(question),
        )
        for version_id, question in live
        if version_id is not None and question.is_live(today)
    ]


@lru_cache(maxsize=4096)
def parsed(content: str) -> bank.Question:
    """The question a version's content describes. A version never changes, so parsing it once is enough."""
    return bank.from_json(content)
