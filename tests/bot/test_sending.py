"""The ledger and the sender under Telegram's refusals and silences."""

import asyncio
from collections import Counter
from datetime import timedelta

from sqlmodel import select

from quizzes import people
from quizzes.tables import Delivery
from tests.bot.conftest import DIRECTOR, MONDAY_8AM, NURSE, TECHNOLOGIST

MEMBERS = (DIRECTOR, TECHNOLOGIST, NURSE)


async def _questions(chat):
    received = Counter()
    for person in MEMBERS:
        for record in await chat.simulator.transcript(person):
            received[person] += record["message"].get("text", "").startswith("📘")
    return received


async def _states(chat):
    async with chat.database.read() as session:
        return Counter((await session.exec(select(Delivery.state))).all())


async def _eight_oclock(chat):
    chat.clock.set(MONDAY_8AM)
    await chat.product.schedule.tick()


async def test_a_flood_limit_is_waited_out_and_everybody_gets_the_question_once(chat):
    await chat.simulator.fault("error", "sendMessage", code=429, retry_after=1, times=2)
    await _eight_oclock(chat)
    assert (await _states(chat))["new"] >= 1
    for _ in range(4):
        chat.clock.advance(timedelta(seconds=2))
        await asyncio.sleep(1.1)
        await chat.product.schedule.tick()
    assert await _questions(chat) == dict.fromkeys(MEMBERS, 1)
    assert await _states(chat) == {"sent": 3}


async def test_who_blocked_the_bot_unseen_is_marked_and_not_tried_again(chat):
    chat.simulator.world.bot().blocked_by.add(NURSE)
    await _eight_oclock(chat)
    assert await _states(chat) == {"sent": 2, "failed": 1}
    async with chat.database.read() as session:
        nurse = await people.find_person(session, telegram_id=NURSE)
    assert nurse is not None
    calls = len(await chat.simulator.calls("sendMessage"))
    chat.clock.advance(timedelta(hours=1))
    await chat.product.schedule.tick()
    assert len(await chat.simulator.calls("sendMessage")) == calls


async def test_an_answer_lost_after_acceptance_is_in_doubt_and_sent_again_after_the_lease(chat):
    await chat.simulator.fault("lost", "sendMessage", times=1)
    await _eight_oclock(chat)
    assert await _states(chat) == {"sent": 2, "sending": 1}
    await chat.product.schedule.tick()
    assert sum((await _questions(chat)).values()) == 3
    chat.clock.advance(timedelta(seconds=61))
    await chat.product.schedule.tick()
    assert await _states(chat) == {"sent": 3}
    received = await _questions(chat)
    assert set(received) == set(MEMBERS)
    assert sorted(received.values()) == [1, 1, 2]


async def test_a_question_that_could_not_be_sent_all_day_is_not_sent_at_night(chat):
    await chat.simulator.fault("error", "sendMessage", code=429, retry_after=50_400, times=1, chat_id=NURSE)
    await _eight_oclock(chat)
    chat.clock.set(MONDAY_8AM + timedelta(hours=14))
    await chat.product.schedule.tick()
    assert (await _states(chat))["cancelled"] >= 1
    assert (await _questions(chat))[NURSE] == 0
