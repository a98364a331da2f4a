"""What a member is told when the mark of an answer changed, or a second look at it is done."""

from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from quizzes import bank, marks, questions
from quizzes.tables import Assignment, Delivery, Mark, QuestionVersion, Response, Script


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One changed mark, and how many further answers of the member the same change concerns."""

    assignment_id: int
    question: bank.Question
    variant: bank.Variant
    ranked: bool
    before: marks.Standing
    after: marks.Standing
    second_look: bool
    others: int


async def notice(session: AsyncSession, *, delivery_id: int) -> Notice:
    """What a message of the ledger about a mark has to say."""
    statement = (
        select(Delivery.number, Response, Assignment.seed, QuestionVersion.content)
        .join(Assignment, col(Assignment.id) == col(Delivery.assignment_id))
        .join(QuestionVersion, col(QuestionVersion.id) == col(Assignment.question_version_id))
        .join(Response, col(Response.assignment_id) == col(Assignment.id))
        .join(Mark, (col(Mark.response_id) == col(Response.id)) & (col(Mark.number) == col(Delivery.number)))
        .where(Delivery.id == delivery_id)
    )
    number, response, seed, content = (await session.exec(statement)).one()
    assert response.id is not None
    history = await marks.history(session, response.id)
    told = next(mark for mark in history if mark.number == number)
    question = questions.parsed(content)
    return Notice(
        assignment_id=response.assignment_id,
        question=question,
        variant=bank.draw(question, seed),
        ranked=response.counts,
        before=_before(response, history, told),
        after=marks.standing_of(response, [mark for mark in history if mark.number <= number]),
        second_look=await _is_second_look(session, told),
        others=await _others(session, response, told),
    )


def _before(response: Response, history: list[Mark], told: Mark) -> marks.Standing:
    return marks.standing_of(response, [mark for mark in history if mark.number < told.number])


async def _is_second_look(session: AsyncSession, told: Mark) -> bool:
    if told.script_id is None:
        return False
    return (await session.get_one(Script, told.script_id)).purpose == "second-look"


async def _others(session: AsyncSession, response: Response, told: Mark) -> int:
    """Further answers of the member that the same regrading changed."""
    if told.regrading_id is None:
        return 0
    statement = (
        select(Mark, Response)
        .join(Response, col(Response.id) == col(Mark.response_id))
        .where(
            Mark.regrading_id == told.regrading_id,
            Response.member_id == response.member_id,
            col(Mark.id) != told.id,
        )
    )
    changed = 0
    for mark, other in (await session.exec(statement)).all():
        before = _before(other, await marks.history(session, mark.response_id), mark)
        changed += (before.outcome, before.credit) != (mark.outcome, mark.credit)
    return changed
