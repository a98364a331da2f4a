import asyncio
import random
from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, update
from sqlmodel import col, select

from benchmarks.simulated import FIRST_PERSON, TOKEN
from quizzes import calendar, rounds
from quizzes.tables import Assignment, Delivery, InboxUpdate, QuestionVersion, Response
from tests.processes.conftest import populate, product, until

pytestmark = pytest.mark.processes

IN_FLIGHT = 3


def _questions_received(simulator):
    """How often each person received the day's question."""
    world = simulator.world
    return Counter(
        chat_id
        for chat_id, chat in world.bot().private_chats.items()
        for message in chat.messages.values()
        if message.wire.get("text", "").startswith("📘")
    )


async def test_kill_9_in_the_middle_of_200_deliveries_leaves_everybody_with_the_question(
    database, database_url, simulator, tmp_path
):
    await populate(database, simulator, members=200)
    async with product(database_url, simulator, tmp_path / "log") as process:
        await process.start()

        async def some_were_sent():
            return len(_questions_received(simulator)) >= 40

        await until(some_were_sent)
        await process.kill()
        before = len(_questions_received(simulator))
        await process.start()

        async def all_were_sent():
            async with database.read() as session:
                statement = select(func.count()).select_from(Delivery).where(Delivery.state == "sent")
                return (await session.exec(statement)).one() == 200

        await until(all_were_sent)
        await process.stop()
        received = _questions_received(simulator)
        assert TOKEN not in process.output
    assert 40 <= before < 200
    assert len(received) == 200
    assert sum(count - 1 for count in received.values()) <= IN_FLIGHT


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_two_processes_on_one_database_deliver_each_question_once(
    database, database_url, simulator, tmp_path
):
    await populate(database, simulator, members=80)
    async with (
        product(database_url, simulator, tmp_path / "one") as one,
        product(database_url, simulator, tmp_path / "two") as two,
    ):
        await asyncio.gather(one.start(), two.start())

        async def all_were_sent():
            return len(_questions_received(simulator)) == 80

        await until(all_were_sent)
        await asyncio.sleep(3)  # long enough for any lease to end and any second copy to go out
        await asyncio.gather(one.stop(), two.stop())
        leaders = [p for p in (one, two) if "polling_leader" in p.output]
    assert set(_questions_received(simulator).values()) == {1}
    assert len(leaders) == 1


async def test_kill_9_with_500_answers_waiting_grades_each_exactly_once(
    database, database_url, simulator, tmp_path
):
    people = 500
    centre = await populate(database, simulator, members=people)
    now = datetime.now(UTC)
    async with database.write() as session:
        day = calendar.local_date(now, centre.hours.timezone)
        opened = await rounds.open_round(session, centre=centre, day=day, now=now)
        await session.exec(update(Delivery).values(state="sent"))
    assert opened is not None
    await _everybody_gets_the_number_question(database)
    for i in range(people):
        await simulator.say(FIRST_PERSON + i, "0.453")

    async def graded():
        async with database.read() as session:
            return (await session.exec(select(func.count()).select_from(Response))).one()

    async def inbox_is_empty():
        async with database.read() as session:
            done = select(func.count()).select_from(InboxUpdate).where(col(InboxUpdate.done_at).is_not(None))
            return (await session.exec(done)).one() == people

    async with product(database_url, simulator, tmp_path / "log") as process:
        await process.start()
        moment = random.randint(1, people // 2)

        async def the_moment_has_come():
            return await graded() >= moment

        await until(the_moment_has_come)
        await process.kill()
        assert await graded() < people
        await process.start()
        await until(inbox_is_empty)
        await process.stop()
    async with database.read() as session:
        answered = (await session.exec(select(Response.member_id, Response.outcome))).all()
    assert len(answered) == people
    assert len({member_id for member_id, _ in answered}) == people
    assert {outcome for _, outcome in answered} <= {"right", "wrong"}


async def _everybody_gets_the_number_question(database):
    """Point all assignments at the question that is answered by typing."""
    async with database.write() as session:
        version = (
            await session.exec(
                select(QuestionVersion.id).where(QuestionVersion.question_id == "sample-number")
            )
        ).one()
        await session.exec(
            update(Assignment).values(question_id="sample-number", question_version_id=version)
        )


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_when_the_process_that_polls_is_killed_the_other_takes_over(
    database, database_url, simulator, tmp_path
):
    await populate(database, simulator, members=2)
    async with (
        product(database_url, simulator, tmp_path / "one") as one,
        product(database_url, simulator, tmp_path / "two") as two,
    ):
        await asyncio.gather(one.start(), two.start())

        async def one_leads():
            return any("polling_leader" in p.output for p in (one, two))

        await until(one_leads)
        leader, other = (one, two) if "polling_leader" in one.output else (two, one)
        await leader.kill()
        message_id = await simulator.say(FIRST_PERSON, "/help")

        async def answered():
            sent = [record["message"] for record in await simulator.transcript(FIRST_PERSON)]
            return any(m["message_id"] > message_id and "/board" in m["text"] for m in sent)

        await until(answered, seconds=10)
        assert "polling_leader" in other.output
        await other.stop()
