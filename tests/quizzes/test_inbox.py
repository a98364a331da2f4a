from datetime import timedelta

from sqlmodel import select

from quizzes import inbox
from quizzes.tables import InboxUpdate
from tests.quizzes.conftest import MONDAY_8AM as NOW

LEASE = timedelta(seconds=60)


def _update(update_id, lane=1):
    return inbox.Received(update_id=update_id, lane=lane, payload="{}", received_at=NOW)


async def _receive(database, *updates):
    async with database.write() as session:
        return await inbox.receive(session, updates)


async def _claim(database, limit=10, now=NOW):
    async with database.write() as session:
        return await inbox.claim(session, worker="w", limit=limit, lease=LEASE, now=now)


async def _finish(database, update_id):
    async with database.write() as session:
        await inbox.finish(session, update_ids=[update_id], now=NOW)


async def test_a_repeated_update_is_dropped(database):
    assert await _receive(database, _update(1), _update(2)) == 2
    assert await _receive(database, _update(2), _update(3), _update(3)) == 1


async def test_an_older_update_that_arrives_late_is_not_dropped(database):
    await _receive(database, _update(9))
    assert await _receive(database, _update(4)) == 1


async def test_a_persons_updates_are_handled_one_after_another_and_people_side_by_side(database):
    await _receive(database, _update(1, lane=7), _update(2, lane=7), _update(3, lane=8))
    assert [c.update_id for c in await _claim(database)] == [1, 3]
    assert await _claim(database) == []
    await _finish(database, 1)
    assert [c.update_id for c in await _claim(database)] == [2]


async def test_what_a_dead_process_had_claimed_comes_back(database):
    await _receive(database, _update(1))
    await _claim(database)
    (again,) = await _claim(database, now=NOW + LEASE)
    assert again.attempts == 2


async def test_an_update_that_keeps_failing_is_given_up_and_lets_the_lane_go_on(database):
    await _receive(database, _update(1), _update(2))
    now = NOW
    for _ in range(inbox.MAX_ATTEMPTS):
        (claimed,) = await _claim(database, now=now)
        assert claimed.update_id == 1
        now += timedelta(seconds=5)
        async with database.write() as session:
            await inbox.try_again(session, update_id=1, not_before=now, failure="passing fault")
    assert [c.update_id for c in await _claim(database, now=now)] == [2]
    async with database.read() as session:
        assert (await session.get_one(InboxUpdate, 1)).failure == "passing fault"
        assert len((await session.exec(select(InboxUpdate))).all()) == 2


async def test_updates_done_three_days_ago_are_forgotten_and_waiting_ones_never(database):
    await _receive(database, _update(1), _update(2, lane=2))
    await _finish(database, 1)
    async with database.write() as session:
        assert await inbox.forget(session, now=NOW + inbox.KEPT_FOR) == 0
        assert await inbox.forget(session, now=NOW + inbox.KEPT_FOR + timedelta(seconds=1)) == 1
        assert await inbox.forget(session, now=NOW + timedelta(days=365)) == 0
