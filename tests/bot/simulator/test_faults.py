"""Faults on demand do to a bot what a network and a busy Telegram do."""

import time

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.simulator.client import ControlError
from tests.bot.simulator.conftest import LI, ZHAO


async def texts_seen_by(simulator, person: int) -> list[str]:
    return [record["message"].get("text", "") for record in await simulator.transcript(person)][1:]


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({"code": 429, "retry_after": 7}, RetryAfter),
        ({"code": 403}, Forbidden),
        ({"code": 400}, BadRequest),
        ({"code": 500}, NetworkError),
        ({"code": 502}, NetworkError),
        ({"code": 503}, NetworkError),
    ],
)
async def test_an_error_is_answered_once_and_nothing_is_sent(simulator, bot, settings, error):
    await simulator.fault("error", "sendMessage", **settings)
    with pytest.raises(error) as raised:
        await bot.send_message(LI, "x")
    assert type(raised.value) is error
    assert await texts_seen_by(simulator, LI) == []
    assert await bot.send_message(LI, "x")


async def test_a_lost_answer_leaves_the_message_accepted(simulator, bot):
    await simulator.fault("lost", "sendMessage")
    with pytest.raises(NetworkError):
        await bot.send_message(LI, "once")
    assert await texts_seen_by(simulator, LI) == ["once"]


async def test_an_answer_that_never_comes_ends_in_a_time_out_with_the_message_accepted(simulator, bot):
    await simulator.fault("hang", "sendMessage")
    with pytest.raises(TimedOut):
        await bot.send_message(LI, "once", read_timeout=0.2)
    assert await texts_seen_by(simulator, LI) == ["once"]


async def test_a_reset_connection_leaves_nothing_sent(simulator, bot):
    await simulator.fault("reset", "sendMessage")
    with pytest.raises(NetworkError, match="ReadError"):
        await bot.send_message(LI, "x")
    assert await texts_seen_by(simulator, LI) == []


async def test_garbage_is_an_invalid_answer(simulator, bot):
    await simulator.fault("garbage", "sendMessage")
    with pytest.raises(TelegramError, match="Invalid server response"):
        await bot.send_message(LI, "x")


async def test_a_slow_call_outlasts_the_time_out_of_its_caller(simulator, bot):
    await simulator.fault("slow", "sendMessage", delay=0.4)
    with pytest.raises(TimedOut):
        await bot.send_message(LI, "late", read_timeout=0.1)
    await simulator.wait_for_message(LI, containing="late")


async def test_a_fault_strikes_the_chosen_chat_and_the_nth_call_only(simulator, bot):
    await simulator.fault("error", "sendMessage", chat_id=ZHAO, skip=1, times=2)
    assert await bot.send_message(LI, "x")
    assert await bot.send_message(ZHAO, "first")
    for _ in range(2):
        assert await bot.send_message(LI, "x")
        with pytest.raises(NetworkError):
            await bot.send_message(ZHAO, "x")
    assert await bot.send_message(ZHAO, "last")


async def test_a_lasting_fault_ends_when_it_is_cleared(simulator, bot):
    await simulator.fault("error", times=None)
    for _ in range(3):
        with pytest.raises(NetworkError):
            await bot.get_me()
    await simulator.clear_faults()
    assert await bot.get_me()


async def test_latency_delays_every_call(simulator, bot):
    await simulator.control("faults", latency=0.15)
    started = time.monotonic()
    await bot.send_message(LI, "x")
    assert time.monotonic() - started >= 0.15


async def test_duplicated_updates_arrive_twice_with_one_id(simulator, bot):
    await simulator.control("faults", duplicated_updates=1)
    await simulator.say(LI, "twice")
    await simulator.say(LI, "once")
    updates = await bot.get_updates()
    assert [update.message.text for update in updates] == ["twice", "twice", "once"]
    assert updates[0].update_id == updates[1].update_id


async def test_reordered_updates_arrive_with_the_newest_first(simulator, bot):
    await simulator.control("faults", reordered_updates=1)
    await simulator.say(LI, "one")
    await simulator.say(LI, "two")
    assert [update.message.text for update in await bot.get_updates()] == ["two", "one"]


async def test_an_unknown_fault_is_refused_with_the_kinds_there_are(simulator):
    with pytest.raises(ControlError, match="unknown fault 'flaky'; there are error"):
        await simulator.fault("flaky")
