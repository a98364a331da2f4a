"""The ledger and the sender under Telegram's refusals and silences."""

import asyncio
from collections import Counter
from datetime import timedelta

from sqlmodel import col, select

from quizzes import answers, calendar, people, rounds
from quizzes.tables import Assignment, Delivery, Question, QuestionVersion, Round
from tests.bot.conftest import DIRECTOR, MONDAY_8AM, NURSE, TECHNOLOGIST

MONDAY_10PM = MONDAY_8AM + timedelta(hours=14)
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
    chat.clock.set(MONDAY_10PM)
    await chat.product.schedule.tick()
    assert (await _states(chat))["cancelled"] >= 1
    assert (await _questions(chat))[NURSE] == 0


async def test_a_question_in_doubt_at_closing_is_not_sent_again_but_its_solution_is(chat):
    await chat.simulator.fault("lost", "sendMessage", times=1, chat_id=NURSE)
    await _eight_oclock(chat)
    chat.clock.set(MONDAY_10PM)
    await chat.product.schedule.tick()
    assert (await _questions(chat))[NURSE] == 1
    assert "22:00" in (await chat.last(NURSE))["text"]
    assert await _states(chat) == {"sent": 5, "cancelled": 1}


async def test_a_message_that_is_never_confirmed_comes_three_times_at_most(chat):
    await chat.simulator.fault("lost", "sendMessage", times=None, chat_id=NURSE)
    await _eight_oclock(chat)
    for _ in range(5):
        chat.clock.advance(timedelta(seconds=61))
        await chat.product.schedule.tick()
    assert await _questions(chat) == {DIRECTOR: 1, TECHNOLOGIST: 1, NURSE: 3}


async def test_one_question_that_cannot_be_written_does_not_stop_the_others(chat):
    async with chat.database.write() as session:
        day = calendar.local_date(MONDAY_8AM, chat.centre.hours.timezone)
        await rounds.open_round(session, centre=chat.centre, day=day, now=MONDAY_8AM)
        version = (await session.exec(select(QuestionVersion).limit(1))).one()
        broken = QuestionVersion(
            question_id=version.question_id, number=99, content="{}", sha256="", created_at=MONDAY_8AM
        )
        session.add(broken)
        await session.flush()
        first = (await session.exec(select(Assignment).order_by(col(Assignment.id)).limit(1))).one()
        first.question_version_id = broken.id
        session.add(first)
    await _eight_oclock(chat)
    assert sorted((await _questions(chat)).values()) == [0, 1, 1]
    assert await _states(chat) == {"sent": 2, "new": 1}


async def test_who_answered_in_the_last_second_is_not_told_that_it_was_too_late(chat):
    question = await chat.question_comes(DIRECTOR)
    chat.clock.set(MONDAY_10PM)
    async with chat.database.write() as session:
        round_id = (await session.exec(select(Round.id))).one()
        assert await rounds.close_round(session, round_id=round_id, now=MONDAY_10PM) == 3
        director = await people.find_person(session, telegram_id=DIRECTOR)
        mine = select(Assignment.id).where(Assignment.member_id == director.id)
        await answers.submit(
            session,
            person=director,
            assignment_id=(await session.exec(mine)).one(),
            response=[0],
            update_id=-1,
            received_at=MONDAY_10PM - timedelta(seconds=1),
        )
    await chat.product.schedule.tick()
    assert (await chat.last(DIRECTOR))["message_id"] == question["message_id"]
    assert "22:00" in (await chat.last(NURSE))["text"]


async def test_a_round_that_cannot_be_opened_does_not_keep_others_from_being_sent(chat):
    async with chat.database.write() as session:
        day = calendar.local_date(MONDAY_8AM, chat.centre.hours.timezone)
        await rounds.open_round(session, centre=chat.centre, day=day, now=MONDAY_8AM)
        await people.add_centre(
            session, name="江畔影像中心", name_en="Jiangpan", hours=chat.centre.hours, now=MONDAY_8AM
        )
        session.add(Question(id="broken", status="published", latest_version=1, updated_at=MONDAY_8AM))
        await session.flush()
        session.add(
            QuestionVersion(question_id="broken", number=1, content="{}", sha256="", created_at=MONDAY_8AM)
        )
    await _eight_oclock(chat)
    assert await _questions(chat) == dict.fromkeys(MEMBERS, 1)
