"""Who stands where: a centre's board over a period, and who took part in a round."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import Integer, cast, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from quizzes import calendar, marks
from quizzes.errors import NotAllowed
from quizzes.people import CentreInfo, Person, Position, RoleKind
from quizzes.rounds import GRADED
from quizzes.tables import Assignment, Delivery, Member, Membership, Response, Round

POINTS_PER_QUESTION = 10


class Period(StrEnum):
    """What a board covers, by the centre's calendar."""

    WEEK = "week"
    MONTH = "month"
    ALL = "all"

    def since(self, now: datetime, timezone: str) -> datetime | None:
        """The instant the period began: Monday or the first of the month, at local midnight; None for all."""
        today = calendar.local_date(now, timezone)
        starts: dict[Period, date] = {
            Period.WEEK: today - timedelta(days=today.weekday()),
            Period.MONTH: today.replace(day=1),
        }
        return calendar.instant(starts[self], time(0), timezone) if self in starts else None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One line of a board. Points are ten for each fully right answer; speed plays no part."""

    rank: int
    member_id: int
    name: str
    position: Position
    points: float
    answered: int
    right: int


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What a member collected in a period."""

    member_id: int
    name: str
    position: Position
    credit: float
    answered: int
    right: int


def ranked(tallies: Iterable[Tally]) -> list[Standing]:
    """Standard competition ranking: 1 + how many have strictly more points (1-2-2-4); no hidden tie-break.

    Equal points are listed by name. Points are compared as they are shown, to one decimal.
    """
    rows = sorted(
        ((round(POINTS_PER_QUESTION * t.credit, 1), t) for t in tallies),
        key=lambda row: (-row[0], row[1].name),
    )
    points = [p for p, _ in rows]
    return [
        Standing(
            rank=points.index(p) + 1,
            member_id=t.member_id,
            name=t.name,
            position=t.position,
            points=p,
            answered=t.answered,
            right=t.right,
        )
        for p, t in rows
    ]


async def board(
    session: AsyncSession, *, centre: CentreInfo, period: Period, now: datetime
) -> list[Standing]:
    """The standings of a centre's present members who answered in the period, best first.

    Counts answers given in this centre's rounds only, at what they are worth now; practice is not ranked,
    and what was declared void counts neither way.
    """
    return ranked(await tallies(session, centre=centre, period=period, now=now))


async def tallies(session: AsyncSession, *, centre: CentreInfo, period: Period, now: datetime) -> list[Tally]:
    """What each present member of a centre collected in the period, in no order."""
    right = func.sum(cast(marks.OUTCOME == "right", Integer))
    statement = (
        select(Member.id, Member.name, Membership.position, func.sum(marks.CREDIT), func.count(), right)  # type: ignore[call-overload]
        .select_from(Response)
        .join(marks.StandingMark, marks.IS_STANDING, isouter=True)
        .join(Member, col(Member.id) == col(Response.member_id))
        .join(
            Membership,
            (col(Membership.member_id) == col(Member.id))
            & (col(Membership.centre_id) == centre.id)
            & col(Membership.left_at).is_(None),
        )
        .where(
            Response.centre_id == centre.id,
            col(Response.counts).is_(True),
            col(Response.outcome).in_(GRADED),
            marks.NOT_VOID,
        )
        .group_by(col(Member.id), col(Member.name), col(Membership.position))
    )
    since = period.since(now, centre.hours.timezone)
    if since is not None:
        statement = statement.where(col(Response.received_at) >= since)
    return [
        Tally(member_id=i, name=n, position=Position(p), credit=float(c), answered=a, right=r)
        for i, n, p, c, a, r in (await session.exec(statement)).all()
    ]


class TookPart(StrEnum):
    """Where a member stands with a round's question."""

    ANSWERED = "answered"
    NOT_YET = "not-yet"
    NOT_DELIVERED = "not-delivered"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, kw_only=True)
class Participant:
    """One member of a centre, seen by their director for one round."""

    name: str
    position: Position
    took_part: TookPart
    points: float | None


@dataclass(frozen=True, kw_only=True)
class Participation:
    """Who took part in a centre's newest round."""

    local_date: date
    closes_at: datetime
    participants: Sequence[Participant]

    @property
    def answered(self) -> int:
        """How many answered."""
        return sum(p.took_part is TookPart.ANSWERED for p in self.participants)


async def participation(session: AsyncSession, *, by: Person, centre: CentreInfo) -> Participation | None:
    """Who took part in the newest round, by name; for the centre's director. None before the first round.

    Raises
    ------
    NotAllowed
    """
    if not by.may_direct(centre.id):
        raise NotAllowed(RoleKind.DIRECTOR)
    newest = select(Round).where(Round.centre_id == centre.id).order_by(col(Round.local_date).desc()).limit(1)
    current = (await session.exec(newest)).first()
    if current is None:
        return None
    statement = (
        select(
            Member.name,
            Membership.position,
            Member.unreachable_since,
            Delivery.state,
            Assignment.id,
            marks.CREDIT,
        )  # type: ignore[call-overload]
        .join(Membership, col(Membership.member_id) == col(Member.id))
        .join(
            Assignment,
            (col(Assignment.member_id) == col(Member.id)) & (col(Assignment.round_id) == current.id),
            isouter=True,
        )
        .join(
            Delivery,
            (col(Delivery.assignment_id) == col(Assignment.id)) & (col(Delivery.part) == "question"),
            isouter=True,
        )
        .join(
            Response,
            (col(Response.assignment_id) == col(Assignment.id)) & col(Response.outcome).in_(GRADED),
            isouter=True,
        )
        .join(marks.StandingMark, marks.IS_STANDING, isouter=True)
        .where(Membership.centre_id == centre.id, col(Membership.left_at).is_(None))
        .order_by(col(Member.name))
    )
    people = [
        Participant(
            name=name,
            position=Position(position),
            took_part=_took_part(unreachable, state, assignment_id, credit),
            points=None if credit is None else round(POINTS_PER_QUESTION * credit, 1),
        )
        for name, position, unreachable, state, assignment_id, credit in (await session.exec(statement)).all()
    ]
    return Participation(local_date=current.local_date, closes_at=current.closes_at, participants=people)


def _took_part(
    unreachable: datetime | None, state: str | None, assignment_id: int | None, credit: float | None
) -> TookPart:
    if credit is not None:
        return TookPart.ANSWERED
    if unreachable is not None or state == "failed":
        return TookPart.UNREACHABLE
    if assignment_id is None or state in ("new", "sending", "cancelled"):
        return TookPart.NOT_DELIVERED
    return TookPart.NOT_YET
