"""Updates received and not yet acted on: a set of rows, unique by update id, worked off in order per lane.

A lane is a person (or a chat, where no person is named): their updates are handled one after another,
different lanes side by side. An update is done when its effect is committed and answered; a process
that dies leaves its claims to expire, and handling an update again has no second effect, because what
it creates is unique by the update's id.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, update
from sqlalchemy.orm import aliased
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from quizzes.storage.rows import insert_new
from quizzes.tables import InboxUpdate

MAX_ATTEMPTS = 8
"""With waits that double from two seconds: about four minutes without a network are survived."""
KEPT_FOR = timedelta(days=3)
"""Telegram repeats an update for at most a day; later its row serves nobody and holds what people wrote."""


@dataclass(frozen=True, kw_only=True)
class Received:
    """An update as it arrived."""

    update_id: int
    lane: int
    payload: str
    received_at: datetime
    attempts: int = 0


async def receive(session: AsyncSession, updates: Sequence[Received]) -> int:
    """Store updates; repeats are dropped. Returns how many were new."""
    rows = [
        {
            "update_id": u.update_id,
            "lane": u.lane,
            "payload": u.payload,
            "received_at": u.received_at,
            "attempts": 0,
        }
        for u in updates
    ]
    return len(await insert_new(session, InboxUpdate, rows))


async def claim(
    session: AsyncSession, *, worker: str, limit: int, lease: timedelta, now: datetime
) -> list[Received]:
    """Claim the oldest waiting update of up to ``limit`` lanes."""
    earlier = aliased(InboxUpdate)
    first_of_lane = ~exists().where(
        col(earlier.lane) == col(InboxUpdate.lane),
        col(earlier.done_at).is_(None),
        col(earlier.update_id) < col(InboxUpdate.update_id),
    )
    waiting = (
        select(InboxUpdate)
        .where(
            col(InboxUpdate.done_at).is_(None),
            or_(col(InboxUpdate.lease_until).is_(None), col(InboxUpdate.lease_until) <= now),
            first_of_lane,
        )
        .order_by(col(InboxUpdate.update_id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = (await session.exec(waiting)).all()
    claimed = [
        Received(
            update_id=row.update_id,
            lane=row.lane,
            payload=row.payload,
            received_at=row.received_at,
            attempts=row.attempts + 1,
        )
        for row in rows
    ]
    if claimed:
        await session.exec(
            update(InboxUpdate)
            .where(col(InboxUpdate.update_id).in_([c.update_id for c in claimed]))
            .values(claimed_by=worker, lease_until=now + lease, attempts=col(InboxUpdate.attempts) + 1)
        )
    return claimed


async def finish(session: AsyncSession, *, update_ids: Sequence[int], now: datetime) -> None:
    """Record that these updates need nothing more."""
    if update_ids:
        await session.exec(
            update(InboxUpdate)
            .where(col(InboxUpdate.update_id).in_(update_ids))
            .values(done_at=now, lease_until=None, failure=None)
        )


async def try_again(session: AsyncSession, *, update_id: int, not_before: datetime, failure: str) -> None:
    """Keep an update whose handling met a passing fault; given up in the end."""
    row = await session.get_one(InboxUpdate, update_id)
    if row.attempts >= MAX_ATTEMPTS:
        row.done_at = not_before
    row.lease_until = not_before
    row.failure = failure[:200]
    session.add(row)


async def forget(session: AsyncSession, *, now: datetime) -> int:
    """Delete updates that were done three days ago; how many."""
    old = (
        delete(InboxUpdate)
        .where(col(InboxUpdate.done_at) < now - KEPT_FOR)
        .returning(col(InboxUpdate.update_id))
    )
    return len((await session.exec(old)).all())
