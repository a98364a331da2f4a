"""Which answers wait for a marker: batches with a stored seed, their order, and who may mark what."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, true
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from quizzes import bank, marks, questions, release
from quizzes.errors import NotAllowed
from quizzes.people import Person, RoleKind
from quizzes.rounds import GRADED, new_seed
from quizzes.storage.rows import insert_new
from quizzes.tables import Assignment, Centre, Mark, MarkingBatch, QuestionVersion, Response, Script

SECOND_SHARE, AUDIT_SHARE, GAP = 0.20, 0.10, 10
PASS_MARK, NEAR_PASS = 60, 5
MARKED_KIND = "case"


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A batch with answers that wait for one marker. ``question`` is None for second looks of any kind."""

    batch_id: int
    question: bank.Question | None
    answers: int
    marked: int


def drawn(seed: int, response_id: int, purpose: str) -> float:
    """A number in [0, 1) that a batch's seed fixes for an answer."""
    digest = hashlib.sha256(f"{seed}:{purpose}:{response_id}".encode()).digest()
    return int.from_bytes(digest[:7], "big") / 2**56


def near_pass(credit: float) -> bool:
    """Whether a mark lies within five points of the pass mark of 60."""
    return abs(100 * credit - PASS_MARK) <= NEAR_PASS + 1e-9


async def open_batch(
    session: AsyncSession,
    *,
    key: str,
    now: datetime,
    centre_id: int | None = None,
    question_id: str | None = None,
    excludes_own_centre: bool = False,
    second_share: float = SECOND_SHARE,
    gap: int = GAP,
) -> MarkingBatch:
    """The batch of a key, new with a seed of its own or the one that exists.

    ``excludes_own_centre`` keeps markers from answers of any centre they belong to.
    """
    row = {
        "key": key,
        "centre_id": centre_id,
        "question_id": question_id,
        "seed": new_seed(),
        "excludes_own_centre": excludes_own_centre,
        "second_share": second_share,
        "gap": gap,
        "created_at": now,
    }
    await insert_new(session, MarkingBatch, [row])
    return (await session.exec(select(MarkingBatch).where(MarkingBatch.key == key))).one()


async def put(
    session: AsyncSession, batch: MarkingBatch, answers: Iterable[tuple[int, float]], *, now: datetime
) -> None:
    """Put answers, as (response, credit by machine), on the desk of a batch; those already there stay."""
    rows = [
        {
            "batch_id": batch.id,
            "response_id": response_id,
            "purpose": "marking",
            "place": int(drawn(batch.seed, response_id, "place") * 2**56),
            "twice": near_pass(credit) or drawn(batch.seed, response_id, "twice") < batch.second_share,
            "stage": "first",
            "created_at": now,
        }
        for response_id, credit in answers
    ]
    await insert_new(session, Script, rows)


async def gather(session: AsyncSession, *, by: Person, now: datetime) -> None:
    """Put every ranked case answer that needs a person on the desks of the centres somebody marks for."""
    for centre_id in await _centres(session, by):
        for version in await _case_versions(session):
            await _gather(session, centre_id, version, now=now)


async def _centres(session: AsyncSession, by: Person) -> list[int]:
    ids = (await session.exec(select(Centre.id).order_by(col(Centre.id)))).all()
    return [centre_id for centre_id in ids if centre_id is not None and by.may_mark(centre_id)]


async def _case_versions(session: AsyncSession) -> list[QuestionVersion]:
    versions = (await session.exec(select(QuestionVersion).order_by(col(QuestionVersion.id)))).all()
    return [version for version in versions if questions.parsed(version.content).kind == MARKED_KIND]


async def _gather(session: AsyncSession, centre_id: int, version: QuestionVersion, *, now: datetime) -> None:
    there = select(Script.response_id).where(Script.purpose == "marking")
    statement = (
        select(Response)
        .join(Assignment, col(Assignment.id) == col(Response.assignment_id))
        .join(marks.StandingMark, marks.IS_STANDING, isouter=True)
        .where(
            Assignment.question_version_id == version.id,
            Response.centre_id == centre_id,
            col(Response.counts).is_(True),
            col(Response.outcome).in_(GRADED),
            col(Response.id).not_in(there),
            marks.FREE_TO_MARK,
        )
    )
    found = (await session.exec(statement)).all()
    if not found:
        return
    assert version.id is not None
    batch = await open_batch(
        session,
        key=f"centre:{centre_id}:{version.question_id}",
        centre_id=centre_id,
        question_id=version.question_id,
        now=now,
    )
    alone = await release.released(session, question_version_id=version.id)
    await put(
        session,
        batch,
        [(r.id, r.credit) for r in found if r.id is not None and (not alone or _audited(batch.seed, r))],
        now=now,
    )


def _audited(seed: int, response: Response) -> bool:
    """Whether an answer to a released question goes to a person nevertheless."""
    verdict = marks.VERDICTS.validate_json(response.verdict, strict=False)
    return release.needs_a_person(verdict) or drawn(seed, response.id or 0, "audit") < AUDIT_SHARE


def eligible(by: Person, *, now: datetime) -> ColumnElement[bool]:
    """The scripts (joined with batch, response and standing mark) that somebody may mark now.

    Never one's own answer, never one that one has marked before, never what somebody else has in hand;
    and never one's own centre where the batch says so.
    """
    before = aliased(Mark)
    seen = exists().where(
        col(before.response_id) == col(Response.id),
        col(before.marker_id) == by.id,
        col(before.script_id).is_not(None),
    )
    free = or_(col(Script.held_by).is_(None), col(Script.held_by) == by.id, col(Script.lease_until) <= now)
    return and_(
        col(Script.stage) != "done",
        marks.FREE_TO_MARK,
        _may_mark(by),
        col(Response.member_id) != by.id,
        ~seen,
        free,
    )


def own_centres(by: Person) -> frozenset[int]:
    """The centres somebody belongs to or holds a role in."""
    return by.directs | by.marks | by.edits | ({by.centre.id} if by.centre else set())


def _may_mark(by: Person) -> ColumnElement[bool]:
    strangers = and_(
        col(MarkingBatch.excludes_own_centre).is_(True),
        col(Response.centre_id).not_in(own_centres(by)),
        true() if by.may_mark_somewhere else ~true(),
    )
    mine = true() if by.administrates else col(Response.centre_id).in_(by.directs | by.marks)
    return or_(strangers, and_(col(MarkingBatch.excludes_own_centre).is_(False), mine))


def may_mark(by: Person, *, batch: MarkingBatch, response: Response) -> bool:
    """The same for one answer, apart from what depends on its state."""
    if response.member_id == by.id:
        return False
    if batch.excludes_own_centre:
        return by.may_mark_somewhere and response.centre_id not in own_centres(by)
    return by.may_mark(response.centre_id)


async def waiting(session: AsyncSession, *, by: Person, now: datetime) -> list[Waiting]:
    """The batches with answers that wait for somebody, and how many they have marked in each.

    Raises
    ------
    NotAllowed
    """
    if not by.may_mark_somewhere:
        raise NotAllowed(RoleKind.MARKER)
    statement = (
        select(MarkingBatch, func.count())
        .join(Script, col(Script.batch_id) == col(MarkingBatch.id))
        .join(Response, col(Response.id) == col(Script.response_id))
        .join(marks.StandingMark, marks.IS_STANDING, isouter=True)
        .where(eligible(by, now=now))
        .group_by(*MarkingBatch.__table__.columns)  # type: ignore[attr-defined]
        .order_by(col(MarkingBatch.id))
    )
    rows = (await session.exec(statement)).all()
    done = await _done(session, by)
    return [
        Waiting(
            batch_id=batch.id or 0,
            question=await _question(session, batch.question_id),
            answers=answers,
            marked=done.get(batch.id or 0, 0),
        )
        for batch, answers in rows
    ]


async def _done(session: AsyncSession, by: Person) -> dict[int, int]:
    statement = (
        select(Script.batch_id, func.count())
        .join(Mark, col(Mark.script_id) == col(Script.id))
        .where(Mark.marker_id == by.id)
        .group_by(col(Script.batch_id))
    )
    return dict((await session.exec(statement)).all())


async def _question(session: AsyncSession, question_id: str | None) -> bank.Question | None:
    if question_id is None:
        return None
    statement = (
        select(QuestionVersion.content)
        .where(QuestionVersion.question_id == question_id)
        .order_by(col(QuestionVersion.number).desc())
        .limit(1)
    )
    return questions.parsed((await session.exec(statement)).one())
