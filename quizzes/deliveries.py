"""The ledger of messages owed. Work is claimed with a lease before it is sent and marked after.

Telegram has no idempotency key, so a crash between sending and marking leaves the claimed messages
in doubt. They are sent again when the lease ends, three times at most: a question that never arrives
is worse than one that arrives twice, and answering either copy counts once. How many can be in doubt
is the caller's choice of ``limit``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from quizzes.tables import Assignment, Delivery, Member

MAX_ATTEMPTS = 8
MAX_IN_DOUBT = 3
"""How often a message is sent whose arrival nobody confirms: a chat must not fill with copies."""


@dataclass(frozen=True, kw_only=True)
class Owed:
    """A message that this process has claimed and must send now."""

    id: int
    assignment_id: int
    part: str
    attempts: int
    member_id: int
    telegram_id: int
    language: str


async def claim(
    session: AsyncSession, *, worker: str, limit: int, lease: timedelta, now: datetime
) -> list[Owed]:
    """Claim up to ``limit`` messages that are due, oldest first, until ``now + lease``."""
    due = (
        select(Delivery.id)
        .where(
            Delivery.not_before <= now,
            or_(
                col(Delivery.state) == "new",
                (col(Delivery.state) == "sending")
                & (col(Delivery.lease_until) <= now)
                & (col(Delivery.attempts) < MAX_IN_DOUBT),
            ),
        )
        .order_by(col(Delivery.not_before), col(Delivery.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = list((await session.exec(due)).all())
    if not ids:
        return []
    await session.exec(
        update(Delivery)
        .where(col(Delivery.id).in_(ids))
        .values(
            state="sending", claimed_by=worker, lease_until=now + lease, attempts=col(Delivery.attempts) + 1
        )
    )
    return await _read(session, [i for i in ids if i is not None])


async def _read(session: AsyncSession, ids: Sequence[int]) -> list[Owed]:
    statement = (
        select(
            Delivery.id,
            Delivery.assignment_id,
            Delivery.part,
            Delivery.attempts,
            Assignment.member_id,
            Member.telegram_id,
            Member.language,
        )  # type: ignore[call-overload]
        .join(Assignment, col(Assignment.id) == col(Delivery.assignment_id))
        .join(Member, col(Member.id) == col(Assignment.member_id))
        .where(col(Delivery.id).in_(ids))
        .order_by(col(Delivery.not_before), col(Delivery.id))
    )
    return [
        Owed(
            id=row.id,
            assignment_id=row.assignment_id,
            part=row.part,
            attempts=row.attempts,
            member_id=row.member_id,
            telegram_id=row.telegram_id,
            language=row.language,
        )
        for row in (await session.exec(statement)).all()
    ]


async def mark_sent(session: AsyncSession, *, delivery_id: int, message_id: int, now: datetime) -> None:
    """Record that Telegram accepted the message."""
    await _settle(session, delivery_id, state="sent", message_id=message_id, sent_at=now, failure=None)


async def mark_failed(session: AsyncSession, *, delivery_id: int, failure: str) -> None:
    """Record that the message can never arrive."""
    await _settle(session, delivery_id, state="failed", failure=failure[:200])


async def cancel(session: AsyncSession, *, delivery_id: int, reason: str) -> None:
    """Record that the message is no longer wanted."""
    await _settle(session, delivery_id, state="cancelled", failure=reason[:200])


async def put_back(
    session: AsyncSession, *, owed: Owed, not_before: datetime, failure: str | None = None
) -> None:
    """Return a claimed message that was certainly not sent; given up after eight attempts."""
    if owed.attempts >= MAX_ATTEMPTS:
        await mark_failed(session, delivery_id=owed.id, failure=failure or "too many attempts")
        return
    await _settle(session, owed.id, state="new", not_before=not_before, failure=failure)


async def _settle(session: AsyncSession, delivery_id: int, **values: object) -> None:
    await session.exec(
        update(Delivery).where(col(Delivery.id) == delivery_id).values(lease_until=None, **values)
    )
