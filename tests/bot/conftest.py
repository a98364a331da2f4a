"""The whole product against the simulator: real HTTP, a real database, and a clock that tests move."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest

from bot.running import Running, running
from bot.settings import Settings
from bot.simulator.client import SimulatorClient, buttons
from bot.simulator.clock import Clock
from bot.simulator.serving import running_simulator
from bot.simulator.world import World
from quizzes import bank, invitations, people, questions
from quizzes.calendar import Hours
from quizzes.people import CentreInfo, Position, RoleKind
from quizzes.storage import Database

TOKEN = "123456:AAE-simulated-token-for-tests-0001"
SUNDAY_NOON = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
MONDAY_8AM = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)  # 08:00 in Shanghai
SAMPLES = Path(__file__).parents[1] / "questions.yaml"
DIRECTOR, TECHNOLOGIST, NURSE, OUTSIDER, ADMINISTRATOR = 101, 102, 103, 104, 105
NAMES = {
    DIRECTOR: "周明远",
    TECHNOLOGIST: "韩立",
    NURSE: "苏晴",
    OUTSIDER: "白露",
    ADMINISTRATOR: "孟知行",
}


@dataclass
class Chat:
    """The product as a test sees it: people who write and tap, and what they read."""

    simulator: SimulatorClient
    clock: Clock
    database: Database
    product: Running
    centre: CentreInfo

    async def says(self, person: int, text: str) -> dict[str, Any]:
        """Somebody writes; the bot's answer."""
        return await self.answer_to(person, await self.simulator.say(person, text))

    async def starts(self, person: int, payload: str = "") -> dict[str, Any]:
        """Somebody opens the chat, perhaps by a link; the bot's answer."""
        return await self.answer_to(person, await self.simulator.start(person, payload))

    async def answer_to(self, person: int, message_id: int) -> dict[str, Any]:
        """The first thing the bot says after a message."""
        return await self.simulator.wait_for_message(person, after=message_id)

    async def last(self, person: int) -> dict[str, Any]:
        """The newest message once nothing moves any more."""
        await self.simulator.wait_until_idle()
        return await self.simulator.last_message(person)

    async def taps(self, person: int, message: dict[str, Any], label: str) -> dict[str, Any]:
        """Somebody taps a button; the message that is under it then."""
        await self.simulator.tap_button(person, message["message_id"], label)
        await self.simulator.wait_until_idle()
        for record in await self.simulator.transcript(person):
            if record["message"]["message_id"] == message["message_id"]:
                found: dict[str, Any] = record["message"]
                return found
        raise AssertionError("the message is gone")

    async def question_comes(self, person: int, at: datetime = MONDAY_8AM) -> dict[str, Any]:
        """It gets eight o'clock; the question."""
        before = await self.simulator.transcript(person)
        after = before[-1]["message"]["message_id"] if before else 0
        self.clock.set(at)
        await self.product.schedule.tick()
        return await self.simulator.wait_for_message(person, after=after)


def labels(message: dict[str, Any]) -> list[str]:
    """The labels of a message's buttons."""
    return [button["text"] for button in buttons(message)]


async def seed(database: Database) -> CentreInfo:
    """A centre with a director, a technologist and a nurse, and the sample questions."""
    async with database.write() as session:
        await questions.store(session, bank.load_bank(SAMPLES), now=SUNDAY_NOON)
        centre = await people.add_centre(
            session,
            name="青山影像中心",
            name_en="Qingshan Imaging Centre",
            hours=Hours(timezone="Asia/Shanghai", asks_at=time(8), closes_at=time(22)),
            now=SUNDAY_NOON,
        )
        for telegram_id, position in (
            (DIRECTOR, Position.CHIEF),
            (TECHNOLOGIST, Position.TECHNOLOGIST),
            (NURSE, Position.NURSE),
        ):
            member_id = await people.meet(
                session, telegram_id=telegram_id, name=NAMES[telegram_id], language="zh", now=SUNDAY_NOON
            )
            await people.join(
                session, member_id=member_id, centre_id=centre.id, position=position, now=SUNDAY_NOON
            )
        director = await people.find_person(session, telegram_id=DIRECTOR)
        assert director is not None
        await people.grant(
            session, member_id=director.id, kind=RoleKind.DIRECTOR, centre_id=centre.id, now=SUNDAY_NOON
        )
    return centre


async def invitation_code(chat: Chat, **options: Any) -> str:
    """A code into the test's centre."""
    async with chat.database.write() as session:
        made = await invitations.invite(
            session,
            by=None,
            centre_id=chat.centre.id,
            position=Position.TECHNOLOGIST,
            now=chat.clock.now(),
            **options,
        )
    return made.code


def settings_for(database_url: str, simulator: SimulatorClient, **changes: Any) -> Settings:
    """Settings of a product that talks to a simulator."""
    return Settings(
        _env_file=None,
        telegram_token=TOKEN,
        telegram_url=simulator.base_url.removesuffix("/bot"),
        database_url=database_url,
        admin_ids=frozenset({ADMINISTRATOR}),
        tick_seconds=300,
        **changes,
    )


@contextlib.asynccontextmanager
async def simulated_people() -> AsyncIterator[tuple[SimulatorClient, Clock]]:
    """A simulator on a frozen Sunday noon; everybody but the outsider has started the bot."""
    clock = Clock(SUNDAY_NOON, frozen=True)
    async with running_simulator(World(clock)) as simulator:
        await simulator.seed(
            bots=[{"token": TOKEN, "username": "yinling_test_bot"}],
            people=[{"id": i, "first_name": name, "language_code": "zh-hans"} for i, name in NAMES.items()],
        )
        yield simulator, clock


@pytest.fixture
async def chat(database: Database) -> AsyncIterator[Chat]:
    """The product running on each database in turn, with everybody in the chat."""
    centre = await seed(database)
    async with (
        simulated_people() as (simulator, clock),
        running(settings_for(database.url, simulator), now=clock.now) as product,
    ):
        chat = Chat(simulator, clock, database, product, centre)
        for person in (DIRECTOR, TECHNOLOGIST, NURSE):
            await chat.starts(person)
        yield chat
