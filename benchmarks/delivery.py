"""The day's question to 3,000 members: how long one process takes against a simulated Telegram.

First with Telegram's limit of 30 messages a second and 80 ms for a call: the limit allows 100 seconds.
Then with the limit lifted and as many in flight as help: what one process can do, and what bounds it.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

if not __package__:
    sys.path[0] = str(Path(__file__).parents[1])  # run as a file, its folder would hide `physics`

import psutil
from rich.console import Console
from rich.table import Table
from sqlalchemy import func
from sqlmodel import select

from benchmarks.simulated import (
    TOKEN,
    centre_of_nurses,
    people_who_started,
    simulator_process,
    telegram_url,
)
from quizzes.storage import Database, migrations
from quizzes.tables import Delivery

LATENCY = 0.080


async def deliver(members: int, *, limited: bool) -> dict[str, float]:
    """One broadcast by `yinling run`; seconds from the round's opening to the last message."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'benchmark.db'}"
        await asyncio.to_thread(migrations.upgrade, url)
        database = Database(url)
        async with simulator_process() as simulator:
            await people_who_started(simulator, members)
            await centre_of_nurses(database, members)
            await simulator.limits(flood={"enabled": limited})
            await simulator.control("faults", latency=LATENCY)
            rate = {} if limited else {"YINLING_SENDS_PER_SECOND": "1000", "YINLING_SENDS_IN_FLIGHT": "20"}
            environment = os.environ | rate | {
                "YINLING_TELEGRAM_TOKEN": TOKEN,
                "YINLING_TELEGRAM_URL": telegram_url(simulator),
                "YINLING_DATABASE_URL": url,
                "YINLING_TICK_SECONDS": "1",
                "YINLING_LOG_LEVEL": "ERROR",
                "PYTHONPATH": str(Path(__file__).parents[1]),
            }  # fmt: skip
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", env=environment
            )
            try:
                seconds = await _until_all_sent(database, members)
                busy = psutil.Process(process.pid).cpu_times()
            finally:
                process.terminate()
                await process.wait()
            calls = await simulator.calls("sendMessage")
            asked = [c for c in calls if str(c["parameters"].get("text", "")).startswith("<b>📘")]
            received = Counter(c["parameters"]["chat_id"] for c in asked if c["status"] == 200)
        await database.close()
    return {
        "members": members,
        "seconds": seconds,
        "per_second": members / seconds,
        "received": len(received),
        "repeated": sum(received.values()) - len(received),
        "refused_429": sum(c["status"] == 429 for c in calls),
        "cpu_seconds": busy.user + busy.system,
    }


async def _until_all_sent(database: Database, members: int) -> float:
    begun: float | None = None
    while True:
        async with database.read() as session:
            total = (await session.exec(select(func.count()).select_from(Delivery))).one()
            sent = select(func.count()).select_from(Delivery).where(Delivery.state == "sent")
            done = (await session.exec(sent)).one()
        if begun is None and total:
            begun = time.perf_counter()
        if begun is not None and done >= members:
            return time.perf_counter() - begun
        await asyncio.sleep(0.05)


async def run(members: int) -> dict[str, dict[str, float]]:
    """Both cases."""
    return {
        "limit 30/s": await deliver(members, limited=True),
        "limit lifted": await deliver(members, limited=False),
    }


def show(result: dict[str, dict[str, float]]) -> None:
    """The result as a table."""
    table = Table(
        "", "members", "seconds", "per second", "repeated", "429", "CPU s", title="The day's question"
    )
    for name, row in result.items():
        table.add_row(
            name,
            f"{row['received']:.0f} of {row['members']:.0f}",
            f"{row['seconds']:.1f}",
            f"{row['per_second']:.0f}",
            f"{row['repeated']:.0f}",
            f"{row['refused_429']:.0f}",
            f"{row['cpu_seconds']:.1f}",
        )
    console = Console()
    console.print(table)
    lifted = result["limit lifted"]
    share = lifted["cpu_seconds"] / lifted["seconds"]
    console.print(f"With the limit lifted the process is busy {share:.0%} of the time.")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--members", type=int, default=3000)
    options = parser.parse_args()
    result = asyncio.run(run(options.members))
    print(json.dumps(result)) if options.json else show(result)


if __name__ == "__main__":
    main()
