import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import select

from quizzes.storage import Database
from quizzes.tables import Centre, Membership

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


async def _add_centre(database: Database, name: str = "A", created_at: datetime = NOON) -> int:
    async with database.write() as session:
        centre = Centre(name=name, name_en=name, created_at=created_at)
        session.add(centre)
        await session.flush()
        assert centre.id is not None
        return centre.id


async def test_instants_come_back_in_utc(database):
    shanghai = timezone(timedelta(hours=8))
    await _add_centre(database, created_at=datetime(2026, 3, 2, 20, 0, tzinfo=shanghai))
    async with database.read() as session:
        centre = (await session.exec(select(Centre))).one()
    assert centre.created_at == NOON
    assert centre.created_at.utcoffset() == timedelta(0)


async def test_an_instant_without_a_zone_is_refused(database):
    with pytest.raises(StatementError, match="naive datetime"):
        await _add_centre(database, created_at=datetime(2026, 3, 2, 12, 0))  # noqa: DTZ001


async def test_foreign_keys_are_enforced(database):
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            session.add(Membership(member_id=1, centre_id=99, position="nurse", joined_at=NOON))


async def test_an_exception_rolls_the_transaction_back(database):
    with pytest.raises(RuntimeError):
        async with database.write() as session:
            session.add(Centre(name="B", name_en="B", created_at=NOON))
            await session.flush()
            raise RuntimeError
    async with database.read() as session:
        assert (await session.exec(select(Centre))).all() == []


async def test_concurrent_writers_lose_no_update(database):
    """Read-modify-write from eight tasks: every increment is there at the end."""
    centre_id = await _add_centre(database, name="0")

    async def count(times: int) -> None:
        for _ in range(times):
            async with database.write() as session:
                centre = (
                    await session.exec(select(Centre).where(Centre.id == centre_id).with_for_update())
                ).one()
                centre.name = str(int(centre.name) + 1)

    await asyncio.gather(*(count(10) for _ in range(8)))
    async with database.read() as session:
        assert (await session.exec(select(Centre.name))).one() == "80"


async def test_a_reader_does_not_wait_for_the_writer(database):
    await _add_centre(database)
    async with database.write() as writer:
        writer.add(Centre(name="C", name_en="C", created_at=NOON))
        await writer.flush()
        async with database.read() as reader:
            assert len((await reader.exec(select(Centre))).all()) == 1
