"""From an update to a committed, graded answer: how many a second, and how long one takes.

Compared in one run, interleaved, each in a process of its own against the same simulator:

echo        a bare echo handler on python-telegram-bot as it comes (httpx, polling)
echo-commit the same with one SQLite commit through SQLModel for each update
ours        intake, inbox, rights, grade, commit with synchronous=FULL, reply: the whole path
aiogram     a bare echo on aiogram

Ratios are medians over rounds of the ratio within a round.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

if not __package__:
    sys.path[0] = str(Path(__file__).parents[1])  # run as a file, its folder would hide `physics`

from rich.console import Console
from rich.table import Table
from sqlalchemy import update
from sqlmodel import Field, SQLModel, select

from benchmarks.simulated import (
    FIRST_PERSON,
    TOKEN,
    centre_of_nurses,
    everybody_says,
    people_who_started,
    simulator_process,
    telegram_url,
)
from bot.simulator.client import SimulatorClient
from quizzes import calendar, rounds
from quizzes.storage import Database, migrations
from quizzes.tables import Assignment, Delivery, QuestionVersion

CONTESTANTS = ("echo", "echo-commit", "ours", "aiogram")


class Note(SQLModel, table=True):
    """The row that `echo-commit` writes."""

    id: int | None = Field(default=None, primary_key=True)
    text: str


async def run_echo(url: str, database_url: str, *, commit: bool) -> None:
    """The library as it comes."""
    from telegram import Update
    from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters

    database = Database(database_url)
    if commit:
        async with database.engine.begin() as connection:
            await connection.run_sync(SQLModel.metadata.tables["note"].create)

    async def echo(received: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert received.message is not None
        if commit:
            async with database.write() as session:
                session.add(Note(text=received.message.text or ""))
        await received.message.reply_text(received.message.text or "")

    application = ApplicationBuilder().token(TOKEN).base_url(f"{url}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling(poll_interval=0.0)
        await asyncio.Event().wait()


async def run_aiogram(url: str) -> None:
    """A bare echo on the other library."""
    from aiogram import Bot, Dispatcher
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.types import Message

    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message: Message) -> None:
        await message.answer(message.text or "")

    session = AiohttpSession(api=TelegramAPIServer.from_base(url))
    await dispatcher.start_polling(Bot(TOKEN, session=session), handle_signals=False)


async def run_ours(url: str, database_url: str) -> None:
    """The product, as `yinling run` runs it."""
    from bot import logs
    from bot.running import run_until_stopped
    from bot.settings import Settings

    logs.configure(level="ERROR", style="json", secrets=(TOKEN,))
    settings = Settings(
        _env_file=None,
        telegram_token=TOKEN,
        telegram_url=url,
        database_url=database_url,
        tick_seconds=300,
    )
    await run_until_stopped(settings)


async def contest(name: str, url: str, database_url: str) -> None:
    """Be one of the contestants until terminated."""
    if name == "ours":
        await run_ours(url, database_url)
    elif name == "aiogram":
        await run_aiogram(url)
    else:
        await run_echo(url, database_url, commit=name == "echo-commit")


async def prepare(database_url: str, number: int) -> None:
    """A migrated database in which everybody has an open question that is answered by typing."""
    await asyncio.to_thread(migrations.upgrade, database_url)
    database = Database(database_url)
    centre = await centre_of_nurses(database, number)
    now = datetime.now(UTC)
    async with database.write() as session:
        day = calendar.local_date(now, centre.hours.timezone)
        await rounds.open_round(session, centre=centre, day=day, now=now)
        chosen = select(QuestionVersion.id).where(QuestionVersion.question_id == "sample-number")
        version = (await session.exec(chosen)).one()
        await session.exec(
            update(Assignment).values(question_id="sample-number", question_version_id=version)
        )
        await session.exec(update(Delivery).values(state="sent", sent_at=now))
    await database.close()


async def sent_since(simulator: SimulatorClient, number: int) -> list[dict[str, object]]:
    """Messages the bot sent after call number ``number``."""
    return [c for c in await simulator.calls("sendMessage", since=number) if c["status"] == 200]


async def measured(
    name: str, number: int, work: Callable[[SimulatorClient], Awaitable[dict[str, float]]]
) -> dict[str, float]:
    """Start a simulator and a contestant, let ``work`` drive them, stop both."""
    with tempfile.TemporaryDirectory() as folder:
        database_url = f"sqlite+aiosqlite:///{Path(folder) / 'benchmark.db'}"
        await prepare(database_url, number)
        async with simulator_process() as simulator:
            await people_who_started(simulator, number)
            async with asyncio.timeout(120):
                return await _with_contestant(name, simulator, database_url, work)


async def _with_contestant(
    name: str,
    simulator: SimulatorClient,
    database_url: str,
    work: Callable[[SimulatorClient], Awaitable[dict[str, float]]],
) -> dict[str, float]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, __file__, "--contestant", name, telegram_url(simulator), database_url,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
    )  # fmt: skip
    try:
        await simulator.wait_until_idle(quiet=2.0, timeout=60)
        return await work(simulator)
    finally:
        process.terminate()
        await process.wait()


async def throughput(simulator: SimulatorClient, number: int) -> dict[str, float]:
    """Everybody answers at once; updates answered a second."""
    last = (await simulator.calls())[-1]["number"]
    begun = time.perf_counter()
    await asyncio.gather(everybody_says(simulator, number, "0.453"), _until_sent(simulator, last, number))
    return {"per_second": number / (time.perf_counter() - begun)}


async def _until_sent(simulator: SimulatorClient, last: int, number: int) -> None:
    while len(await sent_since(simulator, last)) < number:  # noqa: ASYNC110  it is another process
        await asyncio.sleep(0.02)


async def latency(simulator: SimulatorClient, number: int) -> dict[str, float]:
    """One after the other: milliseconds from writing to reading the answer."""
    times = []
    for i in range(number):
        begun = time.perf_counter()
        message_id = await simulator.say(FIRST_PERSON + i, "0.453")
        await simulator.wait_for_message(FIRST_PERSON + i, after=message_id)
        times.append(1000 * (time.perf_counter() - begun))
    ordered = sorted(times)
    return {"p50_ms": statistics.median(ordered), "p99_ms": ordered[int(0.99 * len(ordered))]}


async def compare(number: int, how_often: int) -> dict[str, object]:
    """Interleaved rounds of all contestants."""
    console = Console(stderr=True)
    rounds_: list[dict[str, dict[str, float]]] = []
    for turn in range(how_often):
        found = {}
        for name in CONTESTANTS:
            many = await measured(name, number, lambda simulator: throughput(simulator, number))
            one = await measured(name, 60, lambda simulator: latency(simulator, 60))
            found[name] = many | one
            console.print(f"round {turn + 1}: {name} {found[name]}")
        rounds_.append(found)
    medians = {
        name: {key: statistics.median(r[name][key] for r in rounds_) for key in rounds_[0][name]}
        for name in CONTESTANTS
    }
    ratios = {
        f"ours / {name}": statistics.median(r["ours"]["per_second"] / r[name]["per_second"] for r in rounds_)
        for name in CONTESTANTS
        if name != "ours"
    }
    return {"updates": number, "rounds": how_often, "medians": medians, "ratios": ratios}


def show(result: dict[str, object]) -> None:
    """The result as a table."""
    table = Table("", "updates/s", "p50 ms", "p99 ms", title="From an update to an answer")
    for name, row in result["medians"].items():  # type: ignore[attr-defined]
        table.add_row(name, f"{row['per_second']:.0f}", f"{row['p50_ms']:.1f}", f"{row['p99_ms']:.1f}")
    console = Console()
    console.print(table)
    for name, ratio in result["ratios"].items():  # type: ignore[attr-defined]
        console.print(f"{name}: {ratio:.2f}")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--updates", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--contestant", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.contestant:
        asyncio.run(contest(*options.contestant))
        return
    result = asyncio.run(compare(options.updates, options.rounds))
    print(json.dumps(result)) if options.json else show(result)


if __name__ == "__main__":
    main()
