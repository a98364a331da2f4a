"""An answer that arrives after a change was applied is judged by the change, too."""

from datetime import datetime

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from quizzes.regrading.applying import record
from quizzes.regrading.changes import ITEM_STATES, Change, Kind
from quizzes.regrading.examining import examine
from quizzes.synonyms import Overlay
from quizzes.tables import Assignment, Regrading


async def catch_up(
    session: AsyncSession, *, response_id: int, assignment: Assignment, words: Overlay, now: datetime
) -> bool:
    """Apply to a new answer what was applied to its question or item; whether anything was."""
    of_question = (col(Regrading.kind) == "version") & (
        col(Regrading.target_version_id) > assignment.question_version_id
    )
    of_item = (
        col(Regrading.kind).in_(ITEM_STATES)
        & (col(Regrading.question_version_id) == assignment.question_version_id)
        & or_(col(Regrading.round_id).is_(None), col(Regrading.round_id) == assignment.round_id)
    )
    statement = (
        select(Regrading)
        .where(Regrading.question_id == assignment.question_id, or_(of_question, of_item))
        .order_by(col(Regrading.id))
    )
    applied = (await session.exec(statement)).all()
    for regrading in applied:
        change = _change(regrading, words)
        chunk = await examine(session, change, limit=1, only=response_id)
        if chunk is not None:
            await record(session, change, chunk, regrading=regrading, now=now, arriving=True)
    return bool(applied)


def _change(regrading: Regrading, words: Overlay) -> Change:
    kinds: dict[str, Kind] = {
        kind: kind for kind in ("version", "grader", "void", "full", "replace", "restore")
    }
    return Change(
        key=regrading.key,
        kind=kinds[regrading.kind],
        question_id=regrading.question_id,
        version_id=regrading.question_version_id,
        round_id=regrading.round_id,
        target_id=regrading.target_version_id,
        overlay=words,
    )
