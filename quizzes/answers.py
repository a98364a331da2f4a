"""A member answers: who may, whether it still counts, the grade, and one stored row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from quizzes import bank, marking, marks, questions, regrading, release, synonyms, unsent
from quizzes.errors import (
    AlreadyAnswered,
    BoxesFilled,
    NothingChosen,
    NothingToAnswer,
    NothingWritten,
    NotYours,
    OrderIncomplete,
    QuestionClosed,
)
from quizzes.people import Person
from quizzes.rounds import GRADED
from quizzes.storage.rows import LARGEST_ID, insert_new
from quizzes.tables import Assignment, Delivery, Draft, QuestionVersion, Response, Round
from quizzes.unsent import Unsent

PRACTICE_LASTS = timedelta(days=1)
PROVISIONAL_KINDS = ("case", "staged")


@dataclass(frozen=True, kw_only=True)
class Given:
    """A question as one member has it: the version, their own numbers and order, and its window.

    `ranked` is False in practice and where a question marks nobody; `unsent` is what they put together.
    """

    assignment_id: int
    member_id: int
    centre_id: int
    question: bank.Question
    variant: bank.Variant
    ranked: bool
    closes_at: datetime
    unsent: Unsent = field(default_factory=Unsent)

    @property
    def stage(self) -> int:
        """How many stages of a staged case are locked; 0 for any other question."""
        return len(self.unsent.stages)

    @property
    def part(self) -> tuple[bank.Question, bank.Variant]:
        """What is asked now: the stage at hand of a staged case, else the question itself."""
        parts = bank.parts(self.question, self.variant)
        return parts[min(self.stage, len(parts) - 1)]

    @property
    def pictured(self) -> tuple[bank.Question, bank.Variant] | None:
        """What has the picture to be shown now: what is asked, or at its beginning the whole case."""
        if self.part[0].picture is not None:
            return self.part
        begins = self.stage == 0 and self.question.picture is not None
        return (self.question, self.variant) if begins else None

    @property
    def boxes(self) -> Mapping[str, int]:
        """The boxes asked for now, in order, with the most characters of each."""
        return _boxes(self.part[0])

    @property
    def waiting(self) -> str | None:
        """The box that the next text goes to."""
        return self.unsent.waiting(self.boxes)

    def put_together(self, language: str) -> bank.Answer:
        """What the member put together, as an answer to what is asked now.

        Raises
        ------
        NothingChosen, OrderIncomplete, NothingWritten
        """
        part, variant = self.part
        if isinstance(part, bank.CaseText):
            text = bank.joined({box: self.unsent.boxes.get(box, "") for box in self.boxes}, language)
            if not text:
                raise NothingWritten
            return text
        if not self.unsent.chosen:
            raise NothingChosen
        if isinstance(part, bank.Ordering) and len(self.unsent.chosen) < len(variant.order):
            raise OrderIncomplete
        return self.unsent.chosen

    def is_open(self, at: datetime) -> bool:
        """Whether an answer received then still counts (in a round) or is taken (in practice)."""
        return at < self.closes_at


def _boxes(part: bank.Question) -> Mapping[str, int]:
    asked = part.boxes if isinstance(part, bank.CaseText) else None
    return {str(box): cap for box, cap in (asked or {}).items()}


@dataclass(frozen=True, kw_only=True)
class Answered:
    """A graded answer with everything needed to explain it.

    `verdict` is the one that counts now and `standing` says whose it is (None for an unreadable answer);
    `provisional` marks await a person; `ask_until` is how long a second look can be asked for.
    """

    given: Given
    verdict: bank.Verdict
    raw: str
    counts: bool
    standing: marks.Standing | None = None
    provisional: bool = False
    ask_until: datetime | None = None


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
        ranked=assignment.round_id is not None and not bank.is_formative(question),
        closes_at=closes_at or assignment.assigned_at + PRACTICE_LASTS,
        unsent=unsent.read(draft),
    )


async def require_open(session: AsyncSession, mine: Given, *, at: datetime) -> None:
    """Refuse what comes after the answer or after the deadline.

    Raises
    ------
    AlreadyAnswered, QuestionClosed
    """
    if await _stored(session, assignment_id=mine.assignment_id) is not None:
        raise AlreadyAnswered(mine.assignment_id)
    if not mine.is_open(at):
        raise QuestionClosed(mine.assignment_id, mine.closes_at)


async def stored_answer(session: AsyncSession, mine: Given) -> Answered | None:
    """The graded answer to a question, if there is one."""
    row = await _stored(session, assignment_id=mine.assignment_id)
    return await _answered(session, mine, row) if row else None


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
    response: bank.Answer | None,
    update_id: int,
    received_at: datetime,
) -> Answered:
    """Grade an answer and store it. The deadline is judged by when it was received.

    ``response`` is the typed text, the positions of the options chosen, or None to send what was put
    together.
    The same update handled again returns what it did the first time.

    Raises
    ------
    NotYours, AlreadyAnswered, QuestionClosed, NothingChosen, OrderIncomplete, NothingWritten
    """
    mine = await given(session, assignment_id=assignment_id, member_id=person.id)
    before = await answered_by(session, mine, update_id=update_id)
    if before is not None:
        return before
    await require_open(session, mine, at=received_at)
    reply = mine.put_together(person.language) if response is None else response
    if not isinstance(reply, str) and not reply:
        raise NothingChosen
    words = await synonyms.overlay(session)
    verdict = bank.grade(mine.question, mine.variant, reply, terms=words.terms)
    row = {
        "assignment_id": assignment_id,
        "member_id": person.id,
        "centre_id": mine.centre_id,
        "update_id": update_id,
        "raw": bank.written(mine.question, reply),
        "received_at": received_at,
        "outcome": verdict.outcome,
        "credit": verdict.credit,
        "verdict": marks.VERDICTS.dump_json(verdict).decode(),
        "grader_version": words.grader_version,
        "counts": mine.ranked,
    }
    inserted = await insert_new(session, Response, [row])
    if not inserted:  # the unique keys settle two taps at once
        raise AlreadyAnswered(assignment_id)
    assignment = await session.get_one(Assignment, assignment_id)
    await regrading.catch_up(
        session, response_id=inserted[0], assignment=assignment, words=words, now=received_at
    )
    return await _answered(session, mine, await session.get_one(Response, inserted[0]))


async def answered_by(session: AsyncSession, mine: Given, *, update_id: int) -> Answered | None:
    """What an update that was handled before did to this question."""
    statement = select(Response).where(
        Response.update_id == update_id, Response.assignment_id == mine.assignment_id
    )
    row = (await session.exec(statement)).first()
    return await _answered(session, mine, row) if row else None


async def _answered(session: AsyncSession, mine: Given, row: Response) -> Answered:
    if row.outcome not in GRADED:
        verdict = marks.VERDICTS.validate_json(row.verdict, strict=False)
        return Answered(given=mine, verdict=verdict, raw=row.raw, counts=row.counts)
    standing = await marks.standing(session, row)
    return Answered(
        given=mine,
        verdict=standing.verdict,
        raw=row.raw,
        counts=row.counts,
        standing=standing,
        provisional=await _is_provisional(session, mine, standing),
        ask_until=await marking.ask_until(session, row),
    )


async def _is_provisional(session: AsyncSession, mine: Given, standing: marks.Standing) -> bool:
    """A case text is marked provisionally until a person confirms it or the question is released."""
    if mine.question.kind not in PROVISIONAL_KINDS or standing.by_people or standing.kind == marks.ITEM_STATE:
        return False
    if release.needs_a_person(standing.verdict):
        return True
    assignment = await session.get_one(Assignment, mine.assignment_id)
    return not await release.released(session, question_version_id=assignment.question_version_id)


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
    """The assignment a typed message answers: the one replied to, else the open one used last.

    A message handled before belongs where it went then.

    Raises
    ------
    NothingToAnswer
        If no open question of this member waits for text; it says so where one has all its boxes filled.
    QuestionClosed
        If the message replies to a question whose time is over.
    """
    for handled in (
        select(Response.assignment_id).where(
            Response.update_id == update_id, Response.member_id == person.id
        ),
        select(Draft.assignment_id)
        .join(Assignment, col(Assignment.id) == col(Draft.assignment_id))
        .where(Draft.update_id == update_id, Assignment.member_id == person.id),
    ):
        before = (await session.exec(handled)).first()
        if before is not None:
            return before
    recent = await _typed_and_unanswered(session, member_id=person.id, since=at - PRACTICE_LASTS)
    waiting = [typed for typed in recent if typed.waits]
    for typed in waiting:
        if replied_to is not None and typed.message_id == replied_to:
            if at >= typed.closes_at:
                raise QuestionClosed(typed.assignment_id, typed.closes_at)
            return typed.assignment_id
    still_open = next((typed for typed in waiting if at < typed.closes_at), None)
    if still_open is not None:
        return still_open.assignment_id
    if any(at < typed.closes_at for typed in recent):
        raise NothingToAnswer(BoxesFilled())
    missed = [QuestionClosed(typed.assignment_id, typed.closes_at) for typed in waiting[:1]]
    raise NothingToAnswer(*missed)


@dataclass(frozen=True)
class _Typed:
    assignment_id: int
    closes_at: datetime
    message_id: int | None
    waits: bool


async def _typed_and_unanswered(session: AsyncSession, *, member_id: int, since: datetime) -> list[_Typed]:
    """Recent questions that are answered by typing, the one used last first."""
    graded = select(Response.assignment_id).where(
        Response.member_id == member_id, col(Response.outcome).in_(GRADED)
    )
    statement = (
        select(Assignment, QuestionVersion.content, Round.closes_at, Delivery.message_id, Draft)  # type: ignore[call-overload]
        .join(QuestionVersion, col(QuestionVersion.id) == col(Assignment.question_version_id))
        .join(Round, col(Round.id) == col(Assignment.round_id), isouter=True)
        .join(
            Delivery,
            (col(Delivery.assignment_id) == col(Assignment.id)) & (col(Delivery.part) == "question"),
            isouter=True,
        )
        .join(Draft, col(Draft.assignment_id) == col(Assignment.id), isouter=True)
        .where(
            Assignment.member_id == member_id,
            Assignment.assigned_at > since,
            col(Assignment.id).not_in(graded),
        )
        .order_by(func.coalesce(Draft.updated_at, Assignment.assigned_at).desc(), col(Assignment.id).desc())
    )
    found = []
    for assignment, content, closes_at, message_id, draft in (await session.exec(statement)).all():
        waits = _waits_for_text(questions.parsed(content), unsent.read(draft.content if draft else None))
        if waits is not None:
            closes = closes_at or assignment.assigned_at + PRACTICE_LASTS
            found.append(_Typed(assignment.id, closes, message_id, waits))
    return found


def _waits_for_text(question: bank.Question, so_far: Unsent) -> bool | None:
    """Whether text is wanted now; False if all boxes are filled, None if the question is not for typing."""
    asked = question
    if isinstance(question, bank.Staged):
        if len(so_far.stages) >= len(question.stages):
            return None
        asked = bank.stages(question)[len(so_far.stages)]
    if isinstance(asked, bank.CaseText) and asked.boxes:
        return so_far.waiting(asked.boxes) is not None
    return True if isinstance(asked, bank.CaseText | bank.Number) else None
