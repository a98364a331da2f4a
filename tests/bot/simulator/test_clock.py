"""The simulator's clock can be moved, frozen and waited for."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from bot.simulator.clock import Clock

START = datetime(2026, 3, 2, tzinfo=UTC)


def test_the_clock_runs_from_where_it_was_set():
    clock = Clock(START)
    before = clock.now()
    time.sleep(0.01)
    assert START <= before < clock.now() < START + timedelta(minutes=1)


def test_a_frozen_clock_moves_only_when_told_and_runs_on_from_there():
    clock = Clock(START, frozen=True)
    frozen_at = clock.now()
    time.sleep(0.01)
    assert clock.now() == frozen_at
    clock.advance(timedelta(days=1))
    assert clock.now() == frozen_at + timedelta(days=1)
    clock.resume()
    time.sleep(0.01)
    assert clock.now() > frozen_at + timedelta(days=1)


def test_listeners_are_called_after_a_jump():
    clock, seen = Clock(START, frozen=True), []
    clock.on_jump(lambda: seen.append(clock.now()))
    clock.set(START + timedelta(hours=1))
    clock.advance(timedelta(hours=1))
    assert seen == [START + timedelta(hours=1), START + timedelta(hours=2)]


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        Clock().set(datetime(2026, 3, 2))  # noqa: DTZ001


async def test_sleeping_ends_when_the_clock_jumps_past_the_instant():
    clock = Clock(START, frozen=True)
    sleep = asyncio.create_task(clock.sleep_until(START + timedelta(hours=2)))
    await asyncio.sleep(0)
    clock.advance(timedelta(hours=1))
    await asyncio.sleep(0.01)
    assert not sleep.done()
    clock.advance(timedelta(hours=1))
    await sleep


async def test_sleeping_ends_when_a_running_clock_gets_there():
    clock = Clock(START)
    await clock.sleep_until(clock.now() + timedelta(milliseconds=20))
    assert clock.now() >= START + timedelta(milliseconds=20)
