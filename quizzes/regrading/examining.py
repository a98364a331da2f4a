"""Grade stored answers again and say which marks would change. Nothing is written."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from quizzes import bank, marks, questions
from quizzes.bank.replay import replay
from quizzes.marks import ITEM_STATE
from quizzes.regrading.changes import ITEM_STATES, Change
from quizzes.rounds import GRADED
from quizzes.tables import Assignment, Mark, QuestionVersion, Regrading, Response


@dataclass(frozen=True, kw_only=True)
class Regraded:
    """One answer whose mark changes, from what counts now to what would count."""

    response_id: int
    assignment_id: int
    member_id: int
    centre_id: int
    ranked: bool
    received_at: datetime
    number: int
    kind: str
    before: marks.Standing
    outcome: str
    credit: float
    verdict: bank.Verdict | None


@dataclass(frozen=True, kw_only=True)
class Chunk:
    """What examining some answers found. ``reached`` is the last one's id.

    ``settled`` are answers that an item's state covers now, or no longer, at the same worth.
    """

    reached: int
    examined: int
    changes: Sequence[Regraded]
    settled: Sequence[Regraded]
    left_to_people: int
    not_comparable: int


@dataclass(frozen=True)
class _Stored:
    """A stored answer with everything that grading it again needs."""

    response: Response
    seed: int
    version: "_Version"
    history: Sequence[Mark]


@dataclass(frozen=True)
class _Version:
    id: int
    question_id: str
    content: str


async def examine(
    session: AsyncSession,
    change: Change,
    *,
    after: int = 0,
    limit: int,
    only: int | None = None,
) -> Chunk | None:
    """The next answers after an id under a change; None when there are no more.

    ``only`` is one response to look at. Grading runs beside the event loop.
    """
    statement = (
        select(Response, Assignment.seed, QuestionVersion)
        .join(Assignment, col(Assignment.id) == col(Response.assignment_id))
        .join(QuestionVersion, col(QuestionVersion.id) == col(Assignment.question_version_id))
        .where(col(Response.id) > after, *concerned(change))
        .order_by(col(Response.id))
        .limit(limit)
    )
    if only is not None:
        statement = statement.where(Response.id == only)
    rows = (await session.exec(statement)).all()
    if not rows:
        return None
    given = await _marks(session, [response.id or 0 for response, *_ in rows])
    stored = [
        _Stored(response, seed, _value(version), given.get(response.id or 0, []))
        for response, seed, version in rows
    ]
    return await asyncio.to_thread(_examined, change, stored, await _targets(session, change))


def _value(version: QuestionVersion) -> _Version:
    assert version.id is not None
    return _Version(version.id, version.question_id, version.content)


async def total(session: AsyncSession, change: Change) -> int:
    """How many answers a change concerns."""
    statement = (
        select(func.count())
        .select_from(Response)
        .join(Assignment, col(Assignment.id) == col(Response.assignment_id))
        .where(*concerned(change))
    )
    return (await session.exec(statement)).one()


def concerned(change: Change) -> list[ColumnElement[bool]]:
    """The conditions on responses and assignments that a change concerns."""
    conditions: list[ColumnElement[bool]] = [col(Response.outcome).in_(GRADED)]
    if change.question_id is not None:
        conditions.append(col(Assignment.question_id) == change.question_id)
    if change.kind == "version":
        conditions.append(col(Assignment.question_version_id) < change.target_id)
    if change.version_id is not None:
        conditions.append(col(Assignment.question_version_id) == change.version_id)
    if change.round_id is not None:
        conditions.append(col(Assignment.round_id) == change.round_id)
    return conditions


async def _marks(session: AsyncSession, response_ids: Collection[int]) -> Mapping[int, list[Mark]]:
    statement = (
        select(Mark)
        .where(col(Mark.response_id).in_(response_ids))
        .order_by(col(Mark.response_id), col(Mark.number))
    )
    rows = (await session.exec(statement)).all()
    return {response_id: list(of) for response_id, of in groupby(rows, key=lambda mark: mark.response_id)}


async def _targets(session: AsyncSession, change: Change) -> Mapping[str, _Version]:
    """By question, the version that judges its answers: the change's, else that of an applied change."""
    if change.target_id is not None:
        version = await session.get_one(QuestionVersion, change.target_id)
        return {version.question_id: _value(version)}
    statement = (
        select(QuestionVersion)
        .join(Regrading, col(Regrading.target_version_id) == col(QuestionVersion.id))
        .where(Regrading.kind == "version")
        .order_by(col(Regrading.id))
    )
    return {version.question_id: _value(version) for version in (await session.exec(statement)).all()}


def _examined(change: Change, stored: Sequence[_Stored], targets: Mapping[str, _Version]) -> Chunk:
    changes: list[Regraded] = []
    settled: list[Regraded] = []
    left = odd = 0
    for one in stored:
        before = marks.standing_of(one.response, one.history)
        if change.kind not in ITEM_STATES and (before.by_people or before.kind == ITEM_STATE):
            left += 1
            continue
        after = _after(change, one, before, targets)
        if after is None:
            odd += 1
        elif (after.outcome, round(after.credit, 9)) != (before.outcome, round(before.credit, 9)):
            changes.append(_regraded(one, before, after))
        elif (before.kind == ITEM_STATE) != (after.kind == ITEM_STATE):
            settled.append(_regraded(one, before, after))
    return Chunk(
        reached=stored[-1].response.id or 0,
        examined=len(stored),
        changes=changes,
        settled=settled,
        left_to_people=left,
        not_comparable=odd,
    )


@dataclass(frozen=True)
class _After:
    outcome: str
    credit: float
    verdict: bank.Verdict | None = None
    kind: str = "regrade"


def _after(
    change: Change, one: _Stored, before: marks.Standing, targets: Mapping[str, _Version]
) -> _After | None:
    """What an answer would be worth; None where it cannot be said."""
    match change.kind:
        case "void":
            return _After(marks.VOID, 0.0, kind=ITEM_STATE)
        case "full":
            return _After("right", 1.0, kind=ITEM_STATE)
        case "restore":
            marked = [mark for mark in one.history if mark.kind != ITEM_STATE]
            was = marks.standing_of(one.response, marked)
            return _After(was.outcome, was.credit, was.verdict, was.kind if was.by_people else "regrade")
    target = targets.get(one.version.question_id, one.version)
    judged_by = target if change.target_id is not None or target.id > one.version.id else one.version
    seen, judge = questions.parsed(one.version.content), questions.parsed(judged_by.content)
    variant = replay(seen, judge, one.seed)
    if variant is None:
        return None
    verdict = bank.grade(judge, variant, bank.reread(seen, one.response.raw), terms=change.overlay.terms)
    if verdict.outcome not in GRADED:
        return None
    kind = ITEM_STATE if change.kind in ITEM_STATES else "regrade"
    return _After(verdict.outcome, verdict.credit, verdict, kind)


def _regraded(one: _Stored, before: marks.Standing, after: _After) -> Regraded:
    response = one.response
    return Regraded(
        response_id=before.response_id,
        assignment_id=response.assignment_id,
        member_id=response.member_id,
        centre_id=response.centre_id,
        ranked=response.counts,
        received_at=response.received_at,
        number=max((mark.number for mark in one.history), default=0) + 1,
        kind=after.kind,
        before=before,
        outcome=after.outcome,
        credit=after.credit,
        verdict=after.verdict,
    )
