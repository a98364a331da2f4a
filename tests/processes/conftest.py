"""Real processes of the product against a simulator in this one; they are killed without warning."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from bot.simulator.client import SimulatorClient
from bot.simulator.serving import running_simulator
from quizzes import bank, people, questions
from quizzes.calendar import Hours
from quizzes.people import CentreInfo, Position
from quizzes.storage import Database
from quizzes.storage.rows import insert_new
from quizzes.tables import Member, Membership

TOKEN = "123456:AAE-simulated-token-for-tests-0002"
FIRST_PERSON = 10_001
LEASE_SECONDS = 2
ROOT = Path(__file__).parents[2]


def noon_zone() -> str:
    """A time zone in which it is about noon now, so that the day's round is open whenever tests run."""
    ahead = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-ahead:+d}"  # POSIX signs: Etc/GMT-5 is five hours ahead of UTC


async def populate(
    database: Database, simulator: SimulatorClient, *, members: int, samples: Path
) -> CentreInfo:
    """A centre whose round is open all day, with this many nurses who have started the bot."""
    now = datetime.now(UTC)
    await simulator.seed(
        bots=[{"token": TOKEN}],
        people=[{"id": FIRST_PERSON + i, "first_name": f"N{i}"} for i in range(members)],
    )
    world = simulator.world
    for i in range(members):
        person = world.person(FIRST_PERSON + i)
        # The chat is open because they wrote once; the bot has long dealt with that update.
        world.add_message(world.private_chat(world.bot(), person), person.as_user(), {"text": "/start"})
    async with database.write() as session:
        await questions.store(session, bank.load_bank(samples), now=now)
        hours = Hours(timezone=noon_zone(), asks_at=time(0, 1), closes_at=time(23, 59), every_day=True)
        centre = await people.add_centre(session, name="青山", name_en="Qingshan", hours=hours, now=now)
        rows = [
            {"telegram_id": FIRST_PERSON + i, "name": f"N{i}", "language": "zh", "created_at": now}
            for i in range(members)
        ]
        ids = await insert_new(session, Member, rows)
        stays = [
            {"member_id": i, "centre_id": centre.id, "position": Position.NURSE.value, "joined_at": now}
            for i in ids
        ]
        await insert_new(session, Membership, stays)
    return centre


class Product:
    """`yinling run` as a process."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self._environment = environment
        self._log = log
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it; it may take a second until it polls."""
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", env=self._environment, stdout=log, stderr=log, cwd=ROOT
            )

    async def kill(self) -> None:
        """kill -9: no handler runs, nothing is flushed."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """Ask it to stop, as a supervisor does."""
        await self._end(signal.SIGTERM)

    async def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        if self._process.returncode is None:
            self._process.send_signal(how)
        await self._process.wait()
        self._process = None

    @property
    def output(self) -> str:
        """Everything it logged."""
        return self._log.read_text()


@asynccontextmanager
async def product(database_url: str, simulator: SimulatorClient, log: Path) -> AsyncIterator[Product]:
    """A process that is not started yet, and is gone at the end whatever happens."""
    environment = os.environ | {
        "YINLING_TELEGRAM_TOKEN": TOKEN,
        "YINLING_TELEGRAM_URL": simulator.base_url.removesuffix("/bot"),
        "YINLING_DATABASE_URL": database_url,
        "YINLING_TICK_SECONDS": "1",
        "YINLING_LEASE_SECONDS": str(LEASE_SECONDS),
        "YINLING_SENDS_PER_SECOND": "30",
    }
    process = Product(environment, log)
    try:
        yield process
    finally:
        await process.kill()


async def until(what: Callable[[], Awaitable[bool]], *, seconds: float = 60, every: float = 0.05) -> None:
    """Wait until something holds; AssertionError if it does not in time."""
    async with asyncio.timeout(seconds):
        while not await what():  # noqa: ASYNC110  the truth is in another process
            await asyncio.sleep(every)


@pytest.fixture
async def simulator() -> AsyncIterator[SimulatorClient]:
    """A simulator on real time."""
    async with running_simulator() as client:
        yield client
