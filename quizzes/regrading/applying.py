"""Dry runs and real ones: many short transactions, each standing by itself.

These functions are given the database rather than a session, because a hundred thousand answers are too many
for one transaction; what they have done so far is kept in the row of the regrading.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import func, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from quizzes import marks
from quizzes.errors import CannotRegrade
from quizzes.people import Person
from quizzes.regrading.changes import Change, require_rights
from quizzes.regrading.effects import Effect, moves
from quizzes.regrading.examining import Chunk, Regraded, examine, total
from quizzes.storage import Database
from quizzes.storage.rows import insert_new
from quizzes.tables import Delivery, Mark, Regrading, Response

AT_ONCE = 500

Progress = Callable[[int, int], None]
"""Told how many answers are done, of how many."""


async def dry_run(
    database: Database,
    change: Change,
    *,
    by: Person | None,
    now: datetime,
    progress: Progress | None = None,
) -> Effect:
    """What a change would do to all stored answers and boards. Nothing is written.

    Raises
    ------
    NotAllowed
    """
    async with database.read() as session:
        await require_rights(session, by, change)
        of = await total(session, change)
    effect, after = Effect(), 0
    while True:
        async with database.read() as session:
            chunk = await examine(session, change, after=after, limit=AT_ONCE)
        if chunk is None:
            break
        effect.add(chunk)
        after = chunk.reached
        if progress is not None:
            progress(effect.examined, of)
    async with database.read() as session:
        effect.moves = await moves(session, effect, now=now)
    return effect


async def apply(
    database: Database,
    change: Change,
    *,
    by: Person | None,
    reason: str,
    now: datetime,
    progress: Progress | None = None,
) -> Effect:
    """Apply a change once. Interrupted and called again, or called twice, it ends the same.

    Returns what this call did. Members are told when the last answer is done.

    Raises
    ------
    NotAllowed
    CannotRegrade
        Without a ``reason``.
    """
    async with database.write() as session:
        regrading_id, after = await _begin(session, change, by=by, reason=reason, now=now)
    async with database.read() as session:
        of = await total(session, change)
    effect = Effect()
    while True:
        async with database.read() as session:
            chunk = await examine(session, change, after=after, limit=AT_ONCE)
        if chunk is None:
            break
        async with database.write() as session:
            regrading = await session.get_one(Regrading, regrading_id)
            await record(session, change, chunk, regrading=regrading, now=now)
            await _reach(session, regrading_id, chunk.reached)
        effect.add(chunk)
        after = chunk.reached
        if progress is not None:
            progress(effect.examined, of)
    async with database.write() as session:
        await _finish(session, regrading_id=regrading_id, now=now)
    return effect


async def _begin(
    session: AsyncSession, change: Change, *, by: Person | None, reason: str, now: datetime
) -> tuple[int, int]:
    """The regrading of a change, new or known, and the answer to go on after."""
    await require_rights(session, by, change)
    if not reason.strip():
        raise CannotRegrade("reason")
    row = {
        "key": change.key,
        "kind": change.kind,
        "question_id": change.question_id,
        "question_version_id": change.version_id,
        "target_version_id": change.target_id,
        "round_id": change.round_id,
        "reason": reason.strip()[:200],
        "author_id": by.id if by else None,
        "created_at": now,
        "reached": 0,
    }
    await insert_new(session, Regrading, [row])
    known = (await session.exec(select(Regrading).where(Regrading.key == change.key))).one()
    assert known.id is not None
    return known.id, 0 if known.finished_at else known.reached


async def record(
    session: AsyncSession,
    change: Change,
    chunk: Chunk,
    *,
    regrading: Regrading,
    now: datetime,
    arriving: bool = False,
) -> None:
    """Write the marks that examining some answers found.

    An answer that got another mark since it was examined keeps that one: its number is taken. An
    ``arriving`` answer is not of the regrading: its member reads the result at once and is told no more.
    """
    rows = [_row(change, one, regrading, now) for one in (*chunk.changes, *chunk.settled)]
    await insert_new(session, Mark, [{**row, "regrading_id": None} for row in rows] if arriving else rows)


async def _reach(session: AsyncSession, regrading_id: int, reached: int) -> None:
    await session.exec(
        update(Regrading)
        .where(col(Regrading.id) == regrading_id, col(Regrading.reached) < reached)
        .values(reached=reached)
    )


def _row(change: Change, one: Regraded, regrading: Regrading, now: datetime) -> dict[str, object]:
    return {
        "response_id": one.response_id,
        "number": one.number,
        "kind": one.kind,
        "counts": True,
        "outcome": one.outcome,
        "credit": one.credit,
        "verdict": marks.VERDICTS.dump_json(one.verdict).decode() if one.verdict else None,
        "reason": regrading.reason,
        "grader_version": change.overlay.grader_version if one.verdict else None,
        "regrading_id": regrading.id,
        "marker_id": regrading.author_id,
        "created_at": now,
    }


async def _finish(session: AsyncSession, *, regrading_id: int, now: datetime) -> None:
    """Note the end, and owe each member concerned one message, however many answers changed."""
    await session.exec(
        update(Regrading)
        .where(col(Regrading.id) == regrading_id, col(Regrading.finished_at).is_(None))
        .values(finished_at=now)
    )
    statement = (
        select(Response.assignment_id, Mark.number)
        .join(Mark, col(Mark.response_id) == col(Response.id))
        .where(col(Mark.id).in_(_newest_changes(regrading_id)))
    )
    told = (await session.exec(statement)).all()
    await insert_new(session, Delivery, [marks.owed_notice(a, number, now) for a, number in told])


def _newest_changes(regrading_id: int) -> SelectOfScalar[int | None]:
    """Of each member the newest mark of a regrading that differs from what counted before it."""
    earlier, before = aliased(Mark), aliased(Mark)
    last = (
        select(func.max(earlier.number))
        .where(
            earlier.response_id == Mark.response_id,
            col(earlier.counts).is_(True),
            earlier.number < Mark.number,
        )
        .correlate(Mark)
        .scalar_subquery()
    )
    was = (col(before.response_id) == Mark.response_id) & (col(before.number) == last)
    differs = or_(
        func.coalesce(before.credit, Response.credit) != Mark.credit,
        func.coalesce(before.outcome, Response.outcome) != Mark.outcome,
    )
    return (
        select(func.max(Mark.id))
        .join(Response, col(Response.id) == col(Mark.response_id))
        .join(before, was, isouter=True)
        .where(Mark.regrading_id == regrading_id, differs)
        .group_by(col(Response.member_id))
    )
