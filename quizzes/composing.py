"""An answer is put together step by step: ticks, an order, boxes, stages. Every step is a row.

Each step is one update; the same update handled again changes nothing. Whose question it is, whether it is
still open and whether the step fits the stage at hand is checked here, whatever a button says.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from quizzes import answers, bank, unsent
from quizzes.answers import Answered, Given
from quizzes.errors import BoxTooLong, NotYours, StageLocked, TooManyInBox
from quizzes.people import Person
from quizzes.rounds import GRADED
from quizzes.tables import Draft
from quizzes.unsent import Unsent


@dataclass(frozen=True, kw_only=True)
class Step:
    """Who does something to which of their questions, by which update, received when.

    A button names the `stage` it belongs to, 0 where there is only one; typed text is for the stage at hand.
    """

    person: Person
    assignment_id: int
    update_id: int
    at: datetime
    stage: int | None = None


async def choose(session: AsyncSession, step: Step, *, position: int) -> Given:
    """Tick or untick an option of a multiple choice, or put an item next in order; nothing is sent yet.

    Raises
    ------
    NotYours, AlreadyAnswered, QuestionClosed, StageLocked
    """

    def chosen(mine: Given) -> Unsent:
        part, variant = mine.part
        if not 0 <= position < len(variant.order):
            raise NotYours
        match part.kind:
            case "multiple":
                return mine.unsent.ticked(position)
            case "ordering":
                return mine.unsent.placed(position)
        raise NotYours

    return await _carry_out(session, step, chosen)


async def undo(session: AsyncSession, step: Step) -> Given:
    """Take back the last item put in order.

    Raises
    ------
    NotYours, AlreadyAnswered, QuestionClosed, StageLocked
    """

    def undone(mine: Given) -> Unsent:
        if mine.part[0].kind != "ordering":
            raise NotYours
        return mine.unsent.undone()

    return await _carry_out(session, step, undone)


async def turn_to(session: AsyncSession, step: Step, *, place: int) -> Given:
    """Let one box of a case wait for text again.

    Raises
    ------
    NotYours, AlreadyAnswered, QuestionClosed, StageLocked
    """

    def turned(mine: Given) -> Unsent:
        boxes = [*mine.boxes]
        if not 0 <= place < len(boxes):
            raise NotYours
        return mine.unsent.turned_to(boxes[place])

    return await _carry_out(session, step, turned)


async def skip(session: AsyncSession, step: Step) -> Given:
    """Leave the box that waits as it is, empty if nothing was written, and go on.

    Raises
    ------
    NotYours, AlreadyAnswered, QuestionClosed, StageLocked
    """

    def skipped(mine: Given) -> Unsent:
        if not mine.boxes:
            raise NotYours
        box = mine.waiting
        return mine.unsent.filled(box, mine.unsent.boxes.get(box, "")) if box else mine.unsent

    return await _carry_out(session, step, skipped)


async def write(session: AsyncSession, step: Step, *, text: str) -> Given:
    """Put a text into the box that waits for one.

    Raises
    ------
    NotYours, AlreadyAnswered, QuestionClosed
    BoxTooLong, TooManyInBox
        If it does not fit the box; what stood there before stays.
    """

    def filled(mine: Given) -> Unsent:
        box = mine.waiting
        if box is None:
            raise NotYours
        if len(text) > mine.boxes[box]:
            raise BoxTooLong(mine.boxes[box], len(text))
        most = bank.MOST_ITEMS.get(box)
        if most is not None and bank.items_in(box, text) > most:
            raise TooManyInBox(most)
        return mine.unsent.filled(box, text.strip())

    return await _carry_out(session, step, filled)


async def _carry_out(session: AsyncSession, step: Step, change: Callable[[Given], Unsent]) -> Given:
    mine = await answers.given(session, assignment_id=step.assignment_id, member_id=step.person.id)
    await answers.require_open(session, mine, at=step.at)
    draft = await session.get(Draft, step.assignment_id, with_for_update=True)
    if draft is None:
        draft = Draft(assignment_id=step.assignment_id, content="{}", update_id=0, updated_at=step.at)
    mine = replace(mine, unsent=unsent.read(draft.content))
    if draft.update_id == step.update_id:
        return mine
    if step.stage not in (None, mine.stage):
        raise StageLocked
    changed = change(mine)
    draft.content, draft.update_id, draft.updated_at = unsent.written(changed), step.update_id, step.at
    session.add(draft)
    return replace(mine, unsent=changed)


async def take(session: AsyncSession, step: Step, *, response: bank.Answer | None) -> Answered | Given:
    """Take the answer to what is asked now: grade and store it, or lock a stage and go on to the next.

    ``response`` None takes what was put together. Returns `Given` where a further stage is asked, else the
    graded answer; an answer to a stage that could not be read is neither stored nor locked.

    Raises
    ------
    NotYours, AlreadyAnswered, QuestionClosed, StageLocked, NothingChosen, OrderIncomplete, NothingWritten
    """
    mine = await answers.given(session, assignment_id=step.assignment_id, member_id=step.person.id)
    again = await answers.answered_by(session, mine, update_id=step.update_id)
    if again is not None:
        return again
    if isinstance(mine.question, bank.Staged):
        after = await _lock(session, step, response)
        if isinstance(after, Answered) or after.stage < len(mine.question.stages):
            return after
        response = json.dumps(after.unsent.stages, ensure_ascii=False)
    return await answers.submit(
        session,
        person=step.person,
        assignment_id=step.assignment_id,
        response=response,
        update_id=step.update_id,
        received_at=step.at,
    )


async def _lock(session: AsyncSession, step: Step, response: bank.Answer | None) -> Answered | Given:
    """Lock the stage at hand with its answer; `Answered` if that could not be read."""
    unread: list[Answered] = []

    def locked(mine: Given) -> Unsent:
        part, variant = mine.part
        reply = mine.put_together(step.person.language) if response is None else response
        verdict = bank.grade(part, variant, reply)
        if verdict.outcome not in GRADED:
            raw = bank.written(part, reply)
            unread.append(Answered(given=mine, verdict=verdict, raw=raw, counts=False))
            return mine.unsent
        return mine.unsent.locked(bank.written(part, reply))

    after = await _carry_out(session, step, locked)
    return unread[0] if unread else after
