"""What the benchmarks of the bot share: a simulator as a process of its own, and people in it."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, time
from pathlib import Path

from aiohttp import ClientConnectionError, ClientSession

from bot.simulator.client import SimulatorClient
from quizzes import bank, people, questions
from quizzes.calendar import Hours
from quizzes.people import CentreInfo
from quizzes.storage import Database
from quizzes.storage.rows import insert_new
from quizzes.tables import Member, Membership

TOKEN = "123456:AAE-simulated-token-for-benchmarks"
FIRST_PERSON = 10_001
SAMPLES = Path(__file__).parents[1] / "tests" / "questions.yaml"


@contextlib.asynccontextmanager
async def simulator_process() -> AsyncIterator[SimulatorClient]:
    """A simulator beside this process."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.simulator", "--port", "0", "--no-page", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    address = (await process.stdout.readline()).decode().strip()
    try:
        async with SimulatorClient(address) as client:
            await _until_it_answers(client)
            yield client
    finally:
        process.terminate()
        await process.wait()


async def _until_it_answers(client: SimulatorClient) -> None:
    async with asyncio.timeout(20):
        while True:
            try:
                await client.now()
            except ClientConnectionError:
                await asyncio.sleep(0.05)
            else:
                return


def telegram_url(simulator: SimulatorClient) -> str:
    """What YINLING_TELEGRAM_URL has to be."""
    return simulator.base_url.removesuffix("/bot")


async def people_who_started(simulator: SimulatorClient, number: int) -> None:
    """People 10001, 10002, … who have written to the bot once; nothing of that waits any more."""
    everybody = [{"id": FIRST_PERSON + i, "first_name": f"N{i}"} for i in range(number)]
    await simulator.seed(bots=[{"token": TOKEN}], people=everybody)
    await everybody_says(simulator, number, "/start")
    async with (
        ClientSession() as client,
        client.get(f"{simulator.base_url}{TOKEN}/deleteWebhook?drop_pending_updates=true") as answer,
    ):
        answer.raise_for_status()


async def everybody_says(simulator: SimulatorClient, number: int, text: str) -> None:
    """Each of them writes the same, a few at a time."""
    for first in range(0, number, 50):
        last = min(first + 50, number)
        await asyncio.gather(*(simulator.say(FIRST_PERSON + i, text) for i in range(first, last)))


def noon_zone() -> str:
    """A zone in which it is about noon, so that a round is open whenever this runs."""
    return f"Etc/GMT{datetime.now(UTC).hour - 12:+d}"


async def centre_of_nurses(database: Database, number: int) -> CentreInfo:
    """A centre that asks all day, the sample questions, and these people as its nurses."""
    now = datetime.now(UTC)
    async with database.write() as session:
        await questions.store(session, bank.load_bank(SAMPLES), now=now)
        hours = Hours(timezone=noon_zone(), asks_at=time(0, 1), closes_at=time(23, 59), every_day=True)
        centre = await people.add_centre(session, name="青山", name_en="Qingshan", hours=hours, now=now)
        rows = [
            {"telegram_id": FIRST_PERSON + i, "name": f"N{i}", "language": "zh", "created_at": now}
            for i in range(number)
        ]
        ids = await insert_new(session, Member, rows)
        stays = [{"member_id": i, "centre_id": centre.id, "position": "nurse", "joined_at": now} for i in ids]
        await insert_new(session, Membership, stays)
    return centre
