"""A member asks that a person look at an answer again: once, within a week."""

from datetime import datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from quizzes import marks
from quizzes.errors import NotYours, SecondLookOver
from quizzes.marking import desk
from quizzes.people import Person
from quizzes.rounds import GRADED
from quizzes.storage.rows import LARGEST_ID, insert_new
from quizzes.tables import Response, Script

ASKED_WITHIN = timedelta(days=7)


async def ask_until(session: AsyncSession, response: Response) -> datetime | None:
    """Until when a second look at an answer can be asked for; None once it was."""
    asked = select(Script.id).where(Script.response_id == response.id, Script.purpose == "second-look")
    if (await session.exec(asked)).first() is not None:
        return None
    return response.received_at + ASKED_WITHIN


async def ask(session: AsyncSession, *, person: Person, assignment_id: int, now: datetime) -> None:
    """Put the member's answer on the desk of its centre's second looks.

    Raises
    ------
    NotYours
        If it is not their answer.
    SecondLookOver
        If they asked before, the week is over, or the question was declared void or given to all.
    """
    statement = select(Response).where(
        Response.assignment_id == assignment_id,
        Response.member_id == person.id,
        col(Response.outcome).in_(GRADED),
    )
    response = (await session.exec(statement)).first() if assignment_id <= LARGEST_ID else None
    if response is None:
        raise NotYours
    if now >= response.received_at + ASKED_WITHIN:
        raise SecondLookOver("late")
    if (await marks.standing(session, response)).kind == marks.ITEM_STATE:
        raise SecondLookOver("settled")
    batch = await desk.open_batch(
        session, key=f"second-looks:{response.centre_id}", centre_id=response.centre_id, now=now
    )
    row = {
        "batch_id": batch.id,
        "response_id": response.id,
        "purpose": "second-look",
        "place": int(now.timestamp()),
        "twice": False,
        "stage": "adjudication",
        "created_at": now,
    }
    if not await insert_new(session, Script, [row]):
        raise SecondLookOver("asked")
