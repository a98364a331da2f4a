"""A member answers: who may, whether it still counts, the grade, and one stored row."""

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pydantic import TypeAdapter
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from quizzes import bank, questions
from quizzes.errors import AlreadyAnswered, NothingChosen, NothingToAnswer, NotYours, QuestionClosed
from quizzes.people import Person
from quizzes.rounds import GRADED
from quizzes.storage.rows import LARGEST_ID, insert_new
from quizzes.tables import Assignment, Delivery, Draft, QuestionVersion, Response, Round

PRACTICE_LASTS = timedelta(days=1)
TYPED_KINDS = ("number", "case")

_VERDICTS = TypeAdapter(bank.Verdict)


@dataclass(frozen=True, kw_only=True)
class Given:
    """A question as one member has it: the version, their own numbers and order, and its window."""

    assignment_id: int
    member_id: int
    centre_id: int
    question: bank.Question
    variant: bank.Variant
    ranked: bool
    closes_at: datetime
    chosen: frozenset[int] = frozenset()

    def is_open(self, at: datetime) -> bool:
        """Whether an answer received then still counts (in a round) or is taken (in practice)."""
        return at < self.closes_at


@dataclass(frozen=True, kw_only=True)
class Answered:
    """A graded answer with everything needed to explain it."""

    given: Given
    verdict: bank.Verdict
    raw: str
    counts: bool


async def given(session: AsyncSession, *, assignment_id: int, member_id: int) -> Given:
    """A member's own question.

    Raises
    ------
    NotYours
        If there is no such assignment, or it is somebody else's.
    """
    statement = (
        select(Assignment, QuestionVersion.content, Round.closes_at, Draft.content)
        .join(QuestionVersion, col(QuestionVersion.id) == col(Assignment.question_version_id))
        .join(Round, col(Round.id) == col(Assignment.round_id), isouter=True)
        .join(Draft, col(Draft.assignment_id) == col(Assignment.id), isouter=True)
        .where(Assignment.id == assignment_id)
    )
    row = (await session.exec(statement)).first() if assignment_id <= LARGEST_ID else None
    if row is None or row[0].member_id != member_id:
        raise NotYours
    assignment, content, closes_at, draft = row
    question = questions.parsed(content)
    return Given(
        assignment_id=assignment_id,
        member_id=member_id,
        centre_id=assignment.centre_id,
        question=question,
        variant=bank.draw(question, assignment.seed),
        ranked=assignment.round_id is not None,
        closes_at=closes_at or assignment.assigned_at + PRACTICE_LASTS,
        chosen=frozenset(json.loads(draft)) if draft else frozenset(),
    )


async def tick(
    session: AsyncSession, *, person: Person, assignment_id: int, position: int, update_id: int, now: datetime
) -> Given:
    """Tick or untick one option of a multiple-choice question; nothing is sent yet.

    The same update handled again ticks nothing a second time.

    Raises
    ------
    NotYours, AlreadyAnswered, QuestionClosed
    """
    mine = await given(session, assignment_id=assignment_id, member_id=person.id)
    await _require_open(session, mine, at=now)
    if not 0 <= position < len(bank.render(mine.question, mine.variant, person.language).options):
        raise NotYours
    draft = await session.get(Draft, assignment_id, with_for_update=True)
    if draft is None:
        draft = Draft(assignment_id=assignment_id, content="[]", update_id=0, updated_at=now)
    if draft.update_id != update_id:
        chosen = frozenset(json.loads(draft.content)) ^ {position}
        draft.content, draft.update_id, draft.updated_at = json.dumps(sorted(chosen)), update_id, now
        session.add(draft)
    return replace(mine, chosen=frozenset(json.loads(draft.content)))


async def _require_open(session: AsyncSession, mine: Given, *, at: datetime) -> None:
    if await _stored(session, assignment_id=mine.assignment_id) is not None:
        raise AlreadyAnswered(mine.assignment_id)
    if not mine.is_open(at):
        raise QuestionClosed(mine.assignment_id, mine.closes_at)


async def stored_answer(session: AsyncSession, mine: Given) -> Answered | None:
    """The graded answer to a question, if there is one."""
    row = await _stored(session, assignment_id=mine.assignment_id)
    return _answered(mine, row) if row else None


async def _stored(session: AsyncSession, *, assignment_id: int) -> Response | None:
    statement = select(Response).where(
        Response.assignment_id == assignment_id, col(Response.outcome).in_(GRADED)
    )
    return (await session.exec(statement)).first()


async def submit(
    session: AsyncSession,
    *,
    person: Person,
    assignment_id: int,
    response: str | Collection[int] | None,
    update_id: int,
    received_at: datetime,
) -> Answered:
    """Grade an answer and store it. The deadline is judged by when it was received.

    ``response`` is the typed text, the positions of the options chosen, or None to send what is ticked.
    The same update handled again returns what it did the first time.

    Raises
    ------
    NotYours, AlreadyAnswered, QuestionClosed, NothingChosen
    """
    mine = await given(session, assignment_id=assignment_id, member_id=person.id)
    before = (await session.exec(select(Response).where(Response.update_id == update_id))).first()
    if before is not None:
        return _answered(mine, before)
    await _require_open(session, mine, at=received_at)
    reply: str | frozenset[int]
    reply = (
        response if isinstance(response, str) else frozenset(mine.chosen if response is None else response)
    )
    if reply == frozenset():
        raise NothingChosen
    verdict = bank.grade(mine.question, mine.variant, reply)
    row = {
        "assignment_id": assignment_id,
        "member_id": person.id,
        "centre_id": mine.centre_id,
        "update_id": update_id,
        "raw": reply if isinstance(reply, str) else json.dumps(sorted(reply)),
        "received_at": received_at,
        "outcome": verdict.outcome,
        "credit": verdict.credit,
        "verdict": _VERDICTS.dump_json(verdict).decode(),
        "grader_version": bank.GRADER_VERSION,
        "counts": mine.ranked,
    }
    if not await insert_new(session, Response, [row]):  # the unique keys settle two taps at once
        raise AlreadyAnswered(assignment_id)
    return Answered(given=mine, verdict=verdict, raw=str(row["raw"]), counts=mine.ranked)


def _answered(mine: Given, row: Response) -> Answered:
    verdict = _VERDICTS.validate_json(row.verdict, strict=False)
    return Answered(given=mine, verdict=verdict, raw=row.raw, counts=row.counts)


async def review(
    session: AsyncSession, *, person: Person, assignment_id: int, now: datetime
) -> tuple[Given, Answered | None]:
    """A question with the member's graded answer, for looking at the solution again.

    Raises
    ------
    NotYours
        If it is not theirs, or is still open and unanswered: the solution is not for now.
    """
    mine = await given(session, assignment_id=assignment_id, member_id=person.id)
    answered = await stored_answer(session, mine)
    if answered is None and mine.is_open(now):
        raise NotYours
    return mine, answered


async def waiting_for_text(
    session: AsyncSession, *, person: Person, replied_to: int | None, update_id: int, at: datetime
) -> int:
    """The assignment a typed message answers: the one replied to, else the newest open typed question.

    A message handled before belongs where it went then.

    Raises
    ------
    NothingToAnswer
        If no open question of this member waits for text.
    QuestionClosed
        If the message replies to a question whose time is over.
    """
    known = select(Response.assignment_id).where(Response.update_id == update_id)
    before = (await session.exec(known)).first()
    if before is not None:
        return before
    recent = await _typed_and_unanswered(session, member_id=person.id, since=at - PRACTICE_LASTS)
    for typed in recent:
        if replied_to is not None and typed.message_id == replied_to:
            if at >= typed.closes_at:
                raise QuestionClosed(typed.assignment_id, typed.closes_at)
            return typed.assignment_id
    still_open = next((typed for typed in recent if at < typed.closes_at), None)
    if still_open is not None:
        return still_open.assignment_id
    missed = [QuestionClosed(typed.assignment_id, typed.closes_at) for typed in recent[:1]]
    raise NothingToAnswer(*missed)


@dataclass(frozen=True)
class _Typed:
    assignment_id: int
    closes_at: datetime
    message_id: int | None


async def _typed_and_unanswered(session: AsyncSession, *, member_id: int, since: datetime) -> list[_Typed]:
    graded = select(Response.assignment_id).where(
        Response.member_id == member_id, col(Response.outcome).in_(GRADED)
    )
    statement = (
        select(Assignment, QuestionVersion.content, Round.closes_at, Delivery.message_id)
        .join(QuestionVersion, col(QuestionVersion.id) == col(Assignment.question_version_id))
        .join(Round, col(Round.id) == col(Assignment.round_id), isouter=True)
        .join(
            Delivery,
            (col(Delivery.assignment_id) == col(Assignment.id)) & (col(Delivery.part) == "question"),
            isouter=True,
        )
        .where(
            Assignment.member_id == member_id,
            Assignment.assigned_at > since,
            col(Assignment.id).not_in(graded),
        )
        .order_by(col(Assignment.id).desc())
    )
    return [
        _Typed(assignment.id or 0, closes_at or assignment.assigned_at + PRACTICE_LASTS, message_id)
        for assignment, content, closes_at, message_id in (await session.exec(statement)).all()
        if questions.parsed(content).kind in TYPED_KINDS
    ]
