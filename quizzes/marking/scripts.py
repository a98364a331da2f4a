"""One answer in a marker's hands: taken with a lease, ticked, given a remark, sent, settled."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from quizzes import bank, marks, questions
from quizzes.errors import AlreadyMarked, NotAllowed, NothingToMark, NotYours
from quizzes.marking import desk, sheet
from quizzes.marking.sheet import Item
from quizzes.people import Person, RoleKind
from quizzes.storage.rows import LARGEST_ID
from quizzes.tables import (
    Assignment,
    Mark,
    MarkingBatch,
    MarkingDraft,
    QuestionVersion,
    Remark,
    Response,
    Script,
)

LEASE = timedelta(minutes=30)
AWAITS = timedelta(minutes=15)
REMARKS_SHOWN = 6
REMARK_LENGTH = 300
KINDS = {"first": "person", "second": "second", "adjudication": "adjudication"}


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """What one of two markers ticked, for the adjudicator; without a name."""

    ticked: frozenset[str]
    total: float
    remark: str | None


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One answer as its marker sees it: no name, the machine's ticks with their words, and their own."""

    script_id: int
    batch_id: int
    purpose: str
    stage: str
    question: bank.Question
    variant: bank.Variant
    answer: str
    items: Sequence[Item]
    ticked: frozenset[str]
    flags: Sequence[str]
    machine: float
    remark: str | None
    remarks: Sequence[tuple[int, str]]
    opinions: Sequence[Opinion] = ()
    unchanged: bool = True

    @property
    def total(self) -> float:
        """The mark of 0 to 100 that sending now would give."""
        return 100 * self.machine if self.unchanged else sheet.total(self.items, self.ticked)


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What sending did: a mark that counts, or an opinion that waits for another."""

    batch_id: int
    total: float
    settled: bool


@dataclass(frozen=True)
class _Loaded:
    script: Script
    batch: MarkingBatch
    response: Response
    question: bank.Question
    seed: int
    before: bank.Verdict
    opinions: Sequence[Mark]
    history: Sequence[Mark]


async def take(session: AsyncSession, *, by: Person, batch_id: int, now: datetime) -> Sheet:
    """The next answer of a batch for a marker, in the batch's order; the one in their hands goes first.

    Raises
    ------
    NothingToMark
    """
    statement = (
        select(Script)
        .join(MarkingBatch, col(MarkingBatch.id) == col(Script.batch_id))
        .join(Response, col(Response.id) == col(Script.response_id))
        .join(marks.StandingMark, marks.IS_STANDING, isouter=True)
        .where(Script.batch_id == batch_id, desk.eligible(by, now=now))
        .order_by((col(Script.held_by) == by.id).is_(True).desc(), col(Script.place), col(Script.id))
        .limit(1)
        .with_for_update(of=Script, skip_locked=True)
    )
    found = (await session.exec(statement)).first() if batch_id <= LARGEST_ID else None
    if found is None or found.id is None:
        raise NothingToMark
    found.held_by, found.lease_until = by.id, now + LEASE
    session.add(found)
    loaded = await _load(session, by=by, script_id=found.id)
    return await _sheet(session, loaded, await _draft(session, loaded, by=by, now=now))


async def shown(session: AsyncSession, *, by: Person, script_id: int, now: datetime) -> Sheet:
    """The answer a marker has in hand.

    Raises
    ------
    NotYours, NotAllowed, AlreadyMarked
    """
    loaded = await _held(session, by=by, script_id=script_id, now=now)
    return await _sheet(session, loaded, await _draft(session, loaded, by=by, now=now))


async def tick(
    session: AsyncSession, *, by: Person, script_id: int, place: int, update_id: int, now: datetime
) -> Sheet:
    """Tick or untick the item at a place. The same update handled again ticks nothing a second time.

    Raises
    ------
    NotYours, NotAllowed, AlreadyMarked
    """
    loaded = await _held(session, by=by, script_id=script_id, now=now)
    of = sheet.items(loaded.question, loaded.before)
    if not 0 <= place < len(of):
        raise NotYours
    draft = await _draft(session, loaded, by=by, now=now)
    if draft.update_id != update_id:
        content = json.loads(draft.content)
        ticked = sheet.toggled(of, frozenset(content["ticked"]), of[place].id)
        _write(draft, {**content, "ticked": sorted(ticked)}, update_id=update_id, now=now)
        session.add(draft)
    return await _sheet(session, loaded, draft)


async def remark(
    session: AsyncSession, *, by: Person, script_id: int, remark_id: int, update_id: int, now: datetime
) -> Sheet:
    """Give an answer a remark of the question's bank; the same one again takes it away.

    Raises
    ------
    NotYours, NotAllowed, AlreadyMarked
    """
    loaded = await _held(session, by=by, script_id=script_id, now=now)
    kept = await session.get(Remark, remark_id) if remark_id <= LARGEST_ID else None
    if kept is None or kept.question_id != loaded.question.id:
        raise NotYours
    draft = await _draft(session, loaded, by=by, now=now)
    if draft.update_id != update_id:
        content = json.loads(draft.content)
        text = None if content["remark"] == kept.text else kept.text
        _write(draft, {**content, "remark": text}, update_id=update_id, now=now)
        session.add(draft)
    return await _sheet(session, loaded, draft)


async def write_remark(
    session: AsyncSession, *, by: Person, script_id: int, text: str, update_id: int, now: datetime
) -> Sheet:
    """Give an answer a typed remark.

    Raises
    ------
    NotYours, NotAllowed, AlreadyMarked
    """
    loaded = await _held(session, by=by, script_id=script_id, now=now)
    draft = await _draft(session, loaded, by=by, now=now)
    written = {**json.loads(draft.content), "remark": " ".join(text.split())[:REMARK_LENGTH] or None}
    _write(draft, written, update_id=update_id, now=now)
    draft.awaits = draft.awaits_until = None
    session.add(draft)
    return await _sheet(session, loaded, draft)


async def keep_remark(
    session: AsyncSession, *, by: Person, script_id: int, point: str | None = None, now: datetime
) -> Sheet:
    """Put the remark of the answer in hand into the question's bank, for use again.

    Raises
    ------
    NotYours, NotAllowed, AlreadyMarked
    """
    loaded = await _held(session, by=by, script_id=script_id, now=now)
    draft = await _draft(session, loaded, by=by, now=now)
    text = json.loads(draft.content)["remark"]
    known = await _remarks(session, loaded.question.id)
    if text and text not in [kept for _, kept in known]:
        session.add(
            Remark(question_id=loaded.question.id, point=point, text=text, created_by=by.id, created_at=now)
        )
        await session.flush()
    return await _sheet(session, loaded, draft)


async def send(session: AsyncSession, *, by: Person, script_id: int, update_id: int, now: datetime) -> Sent:
    """Give the mark that is ticked. The same update handled again returns what it did.

    A first mark counts at once unless a second one is due; two opinions count as their average if they are
    no further apart than the batch's gap, else an adjudicator decides.

    Raises
    ------
    NotYours, NotAllowed, AlreadyMarked
    """
    loaded = await _load(session, by=by, script_id=script_id, lock=True)
    draft = await session.get(MarkingDraft, (script_id, by.id))
    mine = next((mark for mark in loaded.opinions if mark.marker_id == by.id), None)
    if mine is not None and draft is not None and draft.update_id == update_id:
        return Sent(batch_id=loaded.script.batch_id, total=100 * mine.credit, settled=_is_done(loaded))
    _require_held(loaded, by=by, now=now)
    draft = await _draft(session, loaded, by=by, now=now)
    content = json.loads(draft.content)
    verdict = sheet.opinion(loaded.question, loaded.before, frozenset(content["ticked"]))
    await _give(session, loaded, verdict, by=by, remark=content["remark"], now=now)
    draft.update_id, draft.awaits, draft.awaits_until = update_id, None, None
    session.add(draft)
    return Sent(batch_id=loaded.script.batch_id, total=100 * verdict.credit, settled=_is_done(loaded))


def _is_done(loaded: _Loaded) -> bool:
    return loaded.script.stage == "done"


# Loading


async def _load(session: AsyncSession, *, by: Person, script_id: int, lock: bool = False) -> _Loaded:
    """An answer with its batch and marks; refuses who may never mark it."""
    if script_id > LARGEST_ID:
        raise NotYours
    script = await session.get(Script, script_id, with_for_update=lock, populate_existing=lock)
    if script is None:
        raise NotYours
    batch = await session.get_one(MarkingBatch, script.batch_id)
    response = await session.get_one(Response, script.response_id)
    if not desk.may_mark(by, batch=batch, response=response):
        raise NotAllowed(RoleKind.MARKER)
    assignment = await session.get_one(Assignment, response.assignment_id)
    version = await session.get_one(QuestionVersion, assignment.question_version_id)
    history = await marks.history(session, script.response_id)
    opinions = [mark for mark in history if mark.script_id == script_id and mark.kind in KINDS.values()]
    earlier = [mark for mark in history if mark.script_id != script_id]
    return _Loaded(
        script=script,
        batch=batch,
        response=response,
        question=questions.parsed(version.content),
        seed=assignment.seed,
        before=marks.standing_of(response, earlier).verdict,
        opinions=opinions,
        history=history,
    )


async def _held(session: AsyncSession, *, by: Person, script_id: int, now: datetime) -> _Loaded:
    loaded = await _load(session, by=by, script_id=script_id, lock=True)
    _require_held(loaded, by=by, now=now)
    loaded.script.lease_until = now + LEASE
    session.add(loaded.script)
    return loaded


def _require_held(loaded: _Loaded, *, by: Person, now: datetime) -> None:
    """The answer must be in this marker's hands; whose lease ran out keeps it until another takes it.

    An item that was declared void, given to all or replaced meanwhile is not marked any more.
    """
    if marks.standing_of(loaded.response, loaded.history).kind == marks.ITEM_STATE:
        raise AlreadyMarked
    marked_before = any(mark.marker_id == by.id and mark.script_id is not None for mark in loaded.history)
    if loaded.script.stage == "done" or loaded.script.held_by != by.id or marked_before:
        raise AlreadyMarked


async def _draft(session: AsyncSession, loaded: _Loaded, *, by: Person, now: datetime) -> MarkingDraft:
    script_id = loaded.script.id
    assert script_id is not None
    draft = await session.get(MarkingDraft, (script_id, by.id))
    if draft is None:
        ticked = sheet.ticks(loaded.question, loaded.before)
        if loaded.script.stage == "adjudication" and loaded.opinions:
            ticked = frozenset.intersection(*(_ticked(loaded, mark) for mark in loaded.opinions))
        draft = MarkingDraft(script_id=script_id, marker_id=by.id, content="{}", update_id=0, updated_at=now)
        _write(draft, {"ticked": sorted(ticked), "remark": None}, update_id=0, now=now)
        session.add(draft)
        await session.flush()
    return draft


def _ticked(loaded: _Loaded, mark: Mark) -> frozenset[str]:
    return sheet.ticks(loaded.question, _verdict(loaded, mark))


def _verdict(loaded: _Loaded, mark: Mark) -> bank.Verdict:
    if mark.verdict is None:
        return replace(loaded.before, credit=mark.credit)
    return marks.VERDICTS.validate_json(mark.verdict, strict=False)


def _write(draft: MarkingDraft, content: object, *, update_id: int, now: datetime) -> None:
    draft.content = json.dumps(content, ensure_ascii=False)
    draft.update_id, draft.updated_at = update_id, now


async def _sheet(session: AsyncSession, loaded: _Loaded, draft: MarkingDraft) -> Sheet:
    content = json.loads(draft.content)
    ticked = frozenset(content["ticked"])
    assert loaded.script.id is not None
    adjudicates = loaded.script.stage == "adjudication"
    return Sheet(
        script_id=loaded.script.id,
        batch_id=loaded.script.batch_id,
        purpose=loaded.script.purpose,
        stage=loaded.script.stage,
        question=loaded.question,
        variant=bank.draw(loaded.question, loaded.seed),
        answer=loaded.response.raw,
        items=sheet.items(loaded.question, loaded.before),
        ticked=ticked,
        flags=sheet.flags(loaded.before),
        machine=loaded.before.credit,
        remark=content["remark"],
        remarks=await _remarks(session, loaded.question.id),
        opinions=[
            Opinion(ticked=_ticked(loaded, mark), total=100 * mark.credit, remark=mark.remark)
            for mark in (loaded.opinions if adjudicates else [])
        ],
        unchanged=ticked == sheet.ticks(loaded.question, loaded.before),
    )


async def _remarks(session: AsyncSession, question_id: str) -> list[tuple[int, str]]:
    statement = (
        select(Remark.id, Remark.text)
        .where(Remark.question_id == question_id)
        .order_by(col(Remark.id).desc())
        .limit(REMARKS_SHOWN)
    )
    return [(remark_id or 0, text) for remark_id, text in (await session.exec(statement)).all()]


# Settling


async def _give(
    session: AsyncSession,
    loaded: _Loaded,
    verdict: bank.Verdict,
    *,
    by: Person,
    remark: str | None,
    now: datetime,
) -> None:
    """Append the opinion and, where it settles the answer, what counts from now on."""
    script = loaded.script
    kind = KINDS[script.stage]
    twice = script.twice or (script.purpose == "marking" and desk.near_pass(verdict.credit))
    alone = kind == "adjudication" or (kind == "person" and not twice)
    was = marks.standing_of(loaded.response, loaded.history)
    number = await _append(
        session, loaded, verdict, kind=kind, counts=alone, remark=remark, marker_id=by.id, now=now
    )
    script.held_by = script.lease_until = None
    script.stage = "done" if alone else "second"
    if kind == "second":
        number, alone = await _settle(session, loaded, verdict, now=now, number=number)
        script.stage = "done" if alone else "adjudication"
    session.add(script)
    if alone and (script.purpose == "second-look" or await _differs(session, loaded, was)):
        await marks.tell(session, assignment_id=loaded.response.assignment_id, number=number, now=now)


async def _settle(
    session: AsyncSession, loaded: _Loaded, second: bank.Verdict, *, now: datetime, number: int
) -> tuple[int, bool]:
    """Two opinions: their average if they are close, else nothing yet."""
    first = _verdict(loaded, loaded.opinions[0])
    if abs(first.credit - second.credit) * 100 > loaded.batch.gap + 1e-9:
        return number, False
    told = sheet.average(loaded.question, first, second)
    remark = loaded.opinions[0].remark
    appended = await _append(
        session,
        loaded,
        told,
        kind="average",
        counts=True,
        remark=remark,
        marker_id=None,
        now=now,
        after=number,
    )
    return appended, True


async def _append(
    session: AsyncSession,
    loaded: _Loaded,
    verdict: bank.Verdict,
    *,
    kind: str,
    counts: bool,
    remark: str | None,
    marker_id: int | None,
    now: datetime,
    after: int = 0,
) -> int:
    number = max([after, *(mark.number for mark in loaded.history)], default=0) + 1
    added = await marks.add(
        session,
        loaded.response,
        kind=kind,
        outcome=verdict.outcome,
        credit=verdict.credit,
        reason=loaded.script.purpose,
        now=now,
        number=number,
        counts=counts,
        verdict=marks.VERDICTS.dump_json(verdict).decode(),
        remark=remark,
        script_id=loaded.script.id,
        marker_id=marker_id,
    )
    if not added:
        raise AlreadyMarked
    return number


async def _differs(session: AsyncSession, loaded: _Loaded, was: marks.Standing) -> bool:
    """Whether what counts now reads differently from what the member was told."""
    now = await marks.standing(session, loaded.response)
    return (was.void, round(10 * was.credit, 1)) != (now.void, round(10 * now.credit, 1))
