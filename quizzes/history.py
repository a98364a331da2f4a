"""A member's own record: how often they took part, their streak, and their mistakes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from quizzes import bank, marks, questions
from quizzes.people import Person
from quizzes.rounds import GRADED
from quizzes.tables import Assignment, QuestionVersion, Response, Round

SHOWN = 8


@dataclass(frozen=True, kw_only=True)
class PastAnswer:
    """One graded answer in a member's record; ``outcome`` is the one that counts now, or ``void``."""

    assignment_id: int
    question: bank.Question
    variant: bank.Variant
    outcome: str
    received_at: datetime
    ranked: bool


@dataclass(frozen=True, kw_only=True)
class Record:
    """What a member sees of themselves."""

    answered: int
    right: int
    practised: int
    streak: int
    mistakes: Sequence[PastAnswer]
    recent: Sequence[PastAnswer]


def streak(days: Iterable[tuple[date, bool, bool]]) -> int:
    """How many of the latest question days in a row the member took part in.

    ``days`` are (local date, answered, still open), newest first. A day that is still open does not
    break a streak. Right or wrong plays no part.
    """
    count = 0
    for _, answered, still_open in days:
        if answered:
            count += 1
        elif not still_open:
            break
    return count


async def record(session: AsyncSession, *, person: Person, now: datetime) -> Record:
    """A member's own record, over all centres they belonged to."""
    statement = (
        select(Response, marks.OUTCOME, QuestionVersion.content, Assignment.seed)
        .select_from(Response)
        .join(marks.StandingMark, marks.IS_STANDING, isouter=True)
        .join(Assignment, col(Assignment.id) == col(Response.assignment_id))
        .join(QuestionVersion, col(QuestionVersion.id) == col(Assignment.question_version_id))
        .where(Response.member_id == person.id, col(Response.outcome).in_(GRADED))
        .order_by(col(Response.received_at).desc())
    )
    answers = [_past(*row) for row in (await session.exec(statement)).all()]
    ranked = [a for a in answers if a.ranked and a.outcome != marks.VOID]
    return Record(
        answered=len(ranked),
        right=sum(a.outcome == "right" for a in ranked),
        practised=sum(not a.ranked for a in answers),
        streak=streak(await _days(session, person.id, now)),
        mistakes=[a for a in answers if a.outcome not in ("right", marks.VOID)][:SHOWN],
        recent=answers[:SHOWN],
    )


def _past(response: Response, outcome: str, content: str, seed: int) -> PastAnswer:
    question = questions.parsed(content)
    return PastAnswer(
        assignment_id=response.assignment_id,
        question=question,
        variant=bank.draw(question, seed),
        outcome=outcome,
        received_at=response.received_at,
        ranked=response.counts,
    )


async def _days(session: AsyncSession, member_id: int, now: datetime) -> list[tuple[date, bool, bool]]:
    statement = (
        select(Round, Response.id)
        .join(Assignment, col(Assignment.round_id) == col(Round.id))
        .join(
            Response,
            (col(Response.assignment_id) == col(Assignment.id)) & col(Response.outcome).in_(GRADED),
            isouter=True,
        )
        .where(Assignment.member_id == member_id)
        .order_by(col(Round.local_date).desc())
    )
    found = (await session.exec(statement)).all()
    return [(day.local_date, response_id is not None, day.closes_at > now) for day, response_id in found]
