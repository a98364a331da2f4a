"""Real processes of the product against a simulator in this one; they are killed without warning."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from benchmarks.simulated import FIRST_PERSON, TOKEN, centre_of_nurses
from bot.simulator.client import SimulatorClient
from bot.simulator.serving import running_simulator
from quizzes.people import CentreInfo
from quizzes.storage import Database

LEASE_SECONDS = 2
ROOT = Path(__file__).parents[2]


async def populate(database: Database, simulator: SimulatorClient, *, members: int) -> CentreInfo:
    """A centre whose round is open all day, with this many nurses who have started the bot."""
    await simulator.seed(
        bots=[{"token": TOKEN}],
        people=[{"id": FIRST_PERSON + i, "first_name": f"N{i}"} for i in range(members)],
    )
    world = simulator.world
    for i in range(members):
        person = world.person(FIRST_PERSON + i)
        # The chat is open because they wrote once; the bot has long dealt with that update.
        world.add_message(world.private_chat(world.bot(), person), person.as_user(), {"text": "/start"})
    return await centre_of_nurses(database, members)


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
