"""What a response is worth: the newest mark that counts, or its own credit while there is none.

Responses and marks are never updated, so this is a question to the rows and nothing has to be kept in step.
A query joins `StandingMark` on `IS_STANDING` and reads `CREDIT`, `OUTCOME`, `NOT_VOID` in place of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, cast

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Float, String, func, type_coerce
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from quizzes import bank
from quizzes.storage.rows import insert_new
from quizzes.tables import Delivery, Mark, Response

VERDICTS: TypeAdapter[bank.Verdict] = TypeAdapter(bank.Verdict)
VOID = "void"
ITEM_STATE = "item-state"
BY_PEOPLE = ("person", "average", "adjudication")
"""Kinds of a standing mark that machines leave alone."""

StandingMark = aliased(Mark, name="standing_mark")
_other = aliased(Mark, name="other_mark")
_newest = (
    select(func.max(_other.number))
    .where(col(_other.response_id) == col(Response.id), col(_other.counts).is_(True))
    .correlate(Response)
    .scalar_subquery()
)

IS_STANDING: ColumnElement[bool] = (col(StandingMark.response_id) == col(Response.id)) & (
    col(StandingMark.number) == _newest
)
CREDIT: ColumnElement[float] = type_coerce(
    func.coalesce(col(StandingMark.credit), col(Response.credit)), Float()
)
OUTCOME: ColumnElement[str] = type_coerce(
    func.coalesce(col(StandingMark.outcome), col(Response.outcome)), String()
)
NOT_VOID: ColumnElement[bool] = OUTCOME != VOID
FREE_TO_MARK: ColumnElement[bool] = func.coalesce(col(StandingMark.kind), "machine") != ITEM_STATE
"""Whether people may mark it: not where its item is void, given to all or replaced."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What counts for one response, and where it comes from: ``kind`` is ``machine`` without a mark.

    ``verdict`` is the machine's or the marker's explanation; its outcome and credit are those that count.
    """

    response_id: int
    number: int
    kind: str
    credit: float
    void: bool
    verdict: bank.Verdict
    remark: str | None = None
    reason: str | None = None

    @property
    def outcome(self) -> str:
        """The outcome that counts: right, partly, wrong or void."""
        return VOID if self.void else self.verdict.outcome

    @property
    def by_people(self) -> bool:
        """Whether a person decided it."""
        return self.kind in BY_PEOPLE


def standing_of(response: Response, history: Sequence[Mark]) -> Standing:
    """The standing of a response with its marks, in any order."""
    counting = sorted((mark for mark in history if mark.counts), key=lambda mark: mark.number)
    told = next((mark.verdict for mark in reversed(counting) if mark.verdict), None) or response.verdict
    verdict = VERDICTS.validate_json(told, strict=False)
    assert response.id is not None
    if not counting:
        return Standing(
            response_id=response.id,
            number=0,
            kind="machine",
            credit=response.credit,
            void=False,
            verdict=verdict,
        )
    newest = counting[-1]
    return Standing(
        response_id=response.id,
        number=newest.number,
        kind=newest.kind,
        credit=newest.credit,
        void=newest.outcome == VOID,
        verdict=_with(verdict, newest),
        remark=newest.remark,
        reason=newest.reason,
    )


def _with(verdict: bank.Verdict, mark: Mark) -> bank.Verdict:
    """The explanation under the outcome that counts; a void answer keeps its own outcome, at no credit."""
    if mark.outcome == VOID:
        return replace(verdict, credit=mark.credit)
    return replace(
        verdict, outcome=cast(Literal["right", "partly", "wrong"], mark.outcome), credit=mark.credit
    )


async def history(session: AsyncSession, response_id: int) -> list[Mark]:
    """All marks of a response, oldest first."""
    statement = select(Mark).where(Mark.response_id == response_id).order_by(col(Mark.number))
    return list((await session.exec(statement)).all())


async def standing(session: AsyncSession, response: Response) -> Standing:
    """What counts for a response now."""
    assert response.id is not None
    return standing_of(response, await history(session, response.id))


async def add(
    session: AsyncSession,
    response: Response,
    *,
    kind: str,
    outcome: str,
    credit: float,
    reason: str,
    now: datetime,
    number: int,
    counts: bool = True,
    **more: Any,
) -> bool:
    """Append one mark; False if the number (or another unique key of marks) is taken."""
    row = {
        "response_id": response.id,
        "number": number,
        "kind": kind,
        "counts": counts,
        "outcome": outcome,
        "credit": credit,
        "reason": reason,
        "created_at": now,
        **more,
    }
    return bool(await insert_new(session, Mark, [row]))


def owed_notice(assignment_id: int, number: int, now: datetime) -> Mapping[str, object]:
    """A row of the ledger: tell a member about a mark."""
    return {
        "assignment_id": assignment_id,
        "part": "regraded",
        "number": number,
        "state": "new",
        "attempts": 0,
        "not_before": now,
    }


async def tell(session: AsyncSession, *, assignment_id: int, number: int, now: datetime) -> None:
    """Owe the member a message about a mark, once."""
    await insert_new(session, Delivery, [owed_notice(assignment_id, number, now)])
