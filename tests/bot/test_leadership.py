import asyncio

import pytest
from sqlalchemy import text

from bot.running import running
from tests.bot.conftest import TECHNOLOGIST, seed, settings_for, simulated_people

LOSE_THE_LOCK = text(
    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_leader_that_lost_its_lock_unnoticed_leaves_polling_to_the_next(database, database_url):
    await seed(database)
    async with simulated_people() as (simulator, clock):
        settings = settings_for(database_url, simulator)
        async with running(settings, now=clock.now), running(settings, now=clock.now):
            await simulator.wait_until_idle(quiet=1.0)  # one of them polls
            async with database.write() as session:
                assert len((await session.exec(LOSE_THE_LOCK)).all()) == 1
            await asyncio.sleep(8)  # the second takes over after two; two that both poll would meet again
            refused = [c for c in await simulator.calls("getUpdates") if c["status"] == 409]
            assert len(refused) == 1
            message_id = await simulator.start(TECHNOLOGIST)
            await simulator.wait_for_message(TECHNOLOGIST, after=message_id)
