"""A small world for tests: one centre in Shanghai, a few members, a few sample questions."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from quizzes import bank, people, questions
from quizzes.calendar import Hours
from quizzes.people import CentreInfo, Person, Position, RoleKind
from quizzes.storage import Database

MONDAY_8AM = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)  # 08:00 in Shanghai, an ordinary Monday
SAMPLES = Path(__file__).parents[1] / "questions.yaml"


async def add_person(
    database: Database,
    centre: CentreInfo,
    telegram_id: int,
    *,
    name: str = "",
    position: Position = Position.TECHNOLOGIST,
    role: RoleKind | None = None,
    now: datetime = MONDAY_8AM,
) -> Person:
    """A member of a centre."""
    async with database.write() as session:
        member_id = await people.meet(
            session, telegram_id=telegram_id, name=name or f"成员{telegram_id}", language="zh", now=now
        )
        await people.join(session, member_id=member_id, centre_id=centre.id, position=position, now=now)
        if role is not None:
            await people.grant(session, member_id=member_id, kind=role, centre_id=centre.id, now=now)
        person = await people.find_person(session, telegram_id=telegram_id)
    assert person is not None
    return person


def hours(**changes: object) -> Hours:
    """Eight to ten in Shanghai on workdays, unless told otherwise."""
    from dataclasses import replace
    from datetime import time

    usual = Hours(timezone="Asia/Shanghai", asks_at=time(8), closes_at=time(22))
    return replace(usual, **changes)  # type: ignore[arg-type]


async def add_centre(database: Database, name: str = "青山影像中心", **changes: object) -> CentreInfo:
    """A centre with the usual hours."""
    async with database.write() as session:
        return await people.add_centre(
            session, name=name, name_en=f"{name} (en)", hours=hours(**changes), now=MONDAY_8AM
        )


@pytest.fixture
async def centre(database: Database) -> CentreInfo:
    """A centre, with the sample questions in the bank."""
    async with database.write() as session:
        await questions.store(session, bank.load_bank(SAMPLES), now=MONDAY_8AM)
    return await add_centre(database)
