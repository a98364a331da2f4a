"""A centre's round of a day: opened once, one question for each member, closed with the solution."""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from quizzes import calendar, questions
from quizzes.errors import BankEmpty, NoQuestionToday
from quizzes.people import CentreInfo, Enrolled, Position
from quizzes.selection import Candidate, choose, shuffled
from quizzes.storage.rows import insert_new
from quizzes.tables import Assignment, Delivery, Member, Membership, Response, Round

GRADED = ("right", "partly", "wrong")


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A round that was opened just now."""

    round_id: int
    members: int
    without_question: int


def new_seed() -> int:
    """A seed to be stored; 62 bits fit a signed column."""
    return random.SystemRandom().getrandbits(62)


async def due_to_open(
    session: AsyncSession, centres: Iterable[CentreInfo], *, now: datetime
) -> list[tuple[CentreInfo, date]]:
    """Centres whose round of today should be open by now and does not exist.

    A wake-up that was missed is caught up with until the round would close; later it is left out:
    nobody wants a morning question at night.
    """
    due = []
    for centre in centres:
        day = calendar.local_date(now, centre.hours.timezone)
        opens_at, closes_at = calendar.window(day, centre.hours)
        if not opens_at <= now < closes_at or not calendar.asks_on(day, centre.hours):
            continue
        statement = select(Round.id).where(Round.centre_id == centre.id, Round.local_date == day)
        if (await session.exec(statement)).first() is None:
            due.append((centre, day))
    return due


async def open_round(session: AsyncSession, *, centre: CentreInfo, day: date, now: datetime) -> Opened | None:
    """Open a centre's round and put every active member's question into the ledger, all in one transaction.

    None if another process opened it first.
    """
    seed = new_seed()
    opens_at, closes_at = calendar.window(day, centre.hours)
    row = {
        "centre_id": centre.id,
        "local_date": day,
        "seed": seed,
        "opens_at": opens_at,
        "closes_at": closes_at,
    }
    inserted = await insert_new(session, Round, [row])
    if not inserted:
        return None
    round_id = inserted[0]
    members = await _active_members(session, centre.id)
    ordered = shuffled(_ranked(await questions.published(session, today=day)), seed=seed)
    seen = await _seen(session, [member_id for member_id, _ in members])
    rows = []
    for member_id, position in members:
        chosen = choose(ordered, audience=Position(position).audience, seen=seen[member_id])
        if chosen is not None:
            rows.append(
                _assignment(chosen, member_id=member_id, centre_id=centre.id, now=now, round_id=round_id)
            )
    assignment_ids = await insert_new(session, Assignment, rows)
    await insert_new(
        session, Delivery, [_owed(assignment_id, "question", now) for assignment_id in assignment_ids]
    )
    return Opened(round_id=round_id, members=len(rows), without_question=len(members) - len(rows))


def _ranked(candidates: Iterable[Candidate]) -> list[Candidate]:
    return [candidate for candidate in candidates if not candidate.formative]


async def _active_members(session: AsyncSession, centre_id: int) -> list[tuple[int, str]]:
    statement = (
        select(Membership.member_id, Membership.position)
        .join(Member, col(Member.id) == col(Membership.member_id))
        .where(
            Membership.centre_id == centre_id,
            col(Membership.left_at).is_(None),
            col(Member.unreachable_since).is_(None),
        )
        .order_by(col(Membership.member_id))
    )
    return list((await session.exec(statement)).all())


async def _seen(session: AsyncSession, member_ids: list[int]) -> Mapping[int, dict[str, int]]:
    statement = (
        select(Assignment.member_id, Assignment.question_id, func.max(col(Assignment.id)))
        .where(col(Assignment.member_id).in_(member_ids))
        .group_by(col(Assignment.member_id), col(Assignment.question_id))
    )
    seen: dict[int, dict[str, int]] = defaultdict(dict)
    for member_id, question_id, last in (await session.exec(statement)).all():
        seen[member_id][question_id] = last or 0
    return seen


def _assignment(
    chosen: Candidate,
    *,
    member_id: int,
    centre_id: int,
    now: datetime,
    round_id: int | None = None,
    asked_by_update: int | None = None,
) -> dict[str, object]:
    return {
        "round_id": round_id,
        "member_id": member_id,
        "centre_id": centre_id,
        "question_id": chosen.question_id,
        "question_version_id": chosen.version_id,
        "seed": new_seed(),
        "asked_by_update": asked_by_update,
        "assigned_at": now,
    }


def _owed(assignment_id: int, part: str, now: datetime) -> dict[str, object]:
    return {"assignment_id": assignment_id, "part": part, "state": "new", "attempts": 0, "not_before": now}


async def todays(session: AsyncSession, *, who: Enrolled, now: datetime) -> int:
    """The member's assignment in their centre's round of today; made now if they joined after it opened.

    Raises
    ------
    NoQuestionToday
        If no round of today exists (``opens_at`` says when the next one opens, or should have just now).
    BankEmpty
    """
    day = calendar.local_date(now, who.centre.hours.timezone)
    statement = select(Round).where(Round.centre_id == who.centre.id, Round.local_date == day)
    current = (await session.exec(statement)).first()
    if current is None or current.id is None:
        due = bool(await due_to_open(session, [who.centre], now=now))
        opens_at, _ = calendar.window(day, who.centre.hours)
        raise NoQuestionToday(opens_at if due else calendar.next_opening(now, who.centre.hours))
    mine = select(Assignment.id).where(
        Assignment.round_id == current.id, Assignment.member_id == who.person.id
    )
    assignment_id = (await session.exec(mine)).first()
    if assignment_id is not None:
        return assignment_id
    if now >= current.closes_at:
        raise NoQuestionToday(calendar.next_opening(now, who.centre.hours))
    return await _assign(session, who=who, seed=current.seed, round_id=current.id, update_id=None, now=now)


async def practise(session: AsyncSession, *, who: Enrolled, update_id: int, now: datetime) -> int:
    """One more question, not ranked. Asking again with the same update gives the same question.

    Never the one of a round that is open: practice shows the solution at once.

    Raises
    ------
    BankEmpty
    """
    statement = select(Assignment.id).where(Assignment.asked_by_update == update_id)
    known = (await session.exec(statement)).first()
    if known is not None:
        return known
    return await _assign(session, who=who, seed=new_seed(), round_id=None, update_id=update_id, now=now)


async def _assign(
    session: AsyncSession,
    *,
    who: Enrolled,
    seed: int,
    round_id: int | None,
    update_id: int | None,
    now: datetime,
) -> int:
    member_id = who.person.id
    today = calendar.local_date(now, who.centre.hours.timezone)
    published = await questions.published(session, today=today)
    if round_id is None:
        open_now = await _open_now(session, member_id, now)
        suitable = [candidate for candidate in published if candidate.question_id not in open_now]
    else:
        suitable = _ranked(published)
    ordered = shuffled(suitable, seed=seed)
    seen = (await _seen(session, [member_id]))[member_id]
    chosen = choose(ordered, audience=who.position.audience, seen=seen)
    if chosen is None:
        raise BankEmpty
    row = _assignment(
        chosen,
        member_id=member_id,
        centre_id=who.centre.id,
        now=now,
        round_id=round_id,
        asked_by_update=update_id,
    )
    inserted: list[int] = await insert_new(session, Assignment, [row])
    if inserted:
        return inserted[0]
    mine = select(Assignment.id).where(
        Assignment.round_id == round_id if round_id else Assignment.asked_by_update == update_id,
        Assignment.member_id == member_id,
    )
    found = (await session.exec(mine)).one()
    assert found is not None
    return found


async def _open_now(session: AsyncSession, member_id: int, now: datetime) -> set[str]:
    """The questions of rounds in which this member may still answer."""
    statement = (
        select(Assignment.question_id)
        .join(Round, col(Round.id) == col(Assignment.round_id))
        .where(Assignment.member_id == member_id, Round.closes_at > now)
    )
    return set((await session.exec(statement)).all())


async def due_to_close(session: AsyncSession, *, now: datetime) -> list[int]:
    """Rounds whose time is over and which have not been closed."""
    statement = select(Round.id).where(col(Round.closed_at).is_(None), Round.closes_at <= now)
    return [round_id for round_id in (await session.exec(statement)).all() if round_id is not None]


async def close_round(session: AsyncSession, *, round_id: int, now: datetime) -> int:
    """Close a round: what was not sent stays unsent, who got it and did not answer is owed the solution.

    Returns how many solutions are owed; 0 if another process closed the round first.
    """
    closing = (
        update(Round)
        .where(col(Round.id) == round_id, col(Round.closed_at).is_(None))
        .values(closed_at=now)
        .returning(col(Round.id))
    )
    if (await session.exec(closing)).first() is None:
        return 0
    ours = select(Assignment.id).where(Assignment.round_id == round_id)
    await session.exec(
        update(Delivery)
        .where(
            col(Delivery.assignment_id).in_(ours),
            col(Delivery.part) == "question",
            col(Delivery.state) == "new",
        )
        .values(state="cancelled", failure="the round closed first")
    )
    answered = select(Response.assignment_id).where(col(Response.outcome).in_(GRADED))
    unanswered = (
        select(Assignment.id)
        .join(Delivery, col(Delivery.assignment_id) == col(Assignment.id), isouter=True)
        .where(
            Assignment.round_id == round_id,
            col(Assignment.id).not_in(answered),
            # no row: asked for by /today; "sending": it may have arrived
            or_(col(Delivery.id).is_(None), col(Delivery.state).in_(("sent", "sending"))),
        )
    )
    owed = (await session.exec(unanswered)).all()
    return len(
        await insert_new(session, Delivery, [_owed(a, "solution", now) for a in owed if a is not None])
    )
