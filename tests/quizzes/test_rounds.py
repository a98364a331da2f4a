import asyncio
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import select

from quizzes import deliveries, people, rounds
from quizzes.errors import BankEmpty, NoQuestionToday
from quizzes.people import Position
from quizzes.storage import Database
from quizzes.tables import Assignment, Delivery, Round
from tests.quizzes.conftest import MONDAY_8AM as NOW
from tests.quizzes.conftest import add_centre, add_person

MONDAY = date(2026, 3, 2)
LEASE = timedelta(seconds=60)


async def open_round(database, centre, day=MONDAY, now=NOW):
    async with database.write() as session:
        return await rounds.open_round(session, centre=centre, day=day, now=now)


async def _rows(database, table):
    async with database.read() as session:
        return (await session.exec(select(table))).all()


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (NOW - timedelta(seconds=1), False),
        (NOW, True),
        (NOW + timedelta(hours=13), True),
        (NOW + timedelta(hours=14), False),
        (NOW - timedelta(days=1), False),
    ],
    ids=["just before eight", "at eight", "late in the evening", "after closing", "on Sunday"],
)
async def test_a_round_is_due_from_opening_to_closing_on_question_days(database, centre, now, due):
    async with database.read() as session:
        found = await rounds.due_to_open(session, [centre], now=now)
    assert bool(found) == due


async def test_opening_gives_every_active_member_one_question_and_one_owed_message(database, centre):
    other = await add_centre(database, "江畔影像中心")
    for telegram_id in range(1, 6):
        await add_person(database, centre, telegram_id)
    await add_person(database, other, 9)
    opened = await open_round(database, centre)
    assert (opened.members, opened.without_question) == (5, 0)
    assert len(await _rows(database, Assignment)) == 5
    owed = await _rows(database, Delivery)
    assert len(owed) == 5
    assert {(d.part, d.state) for d in owed} == {("question", "new")}


async def test_a_round_is_opened_once_whoever_asks(database, centre):
    await add_person(database, centre, 1)
    assert await open_round(database, centre) is not None
    assert await open_round(database, centre) is None
    assert len(await _rows(database, Round)) == 1
    assert len(await _rows(database, Delivery)) == 1
    async with database.read() as session:
        assert await rounds.due_to_open(session, [centre], now=NOW) == []


async def test_processes_that_open_or_close_a_round_at_once_do_it_once(database, database_url, centre):
    for i in range(1, 6):
        await add_person(database, centre, i)
    processes = [database, *(Database(database_url) for _ in range(3))]
    opened = await asyncio.gather(*(open_round(process, centre) for process in processes))
    (first,) = [each for each in opened if each is not None]
    assert len(await _rows(database, Assignment)) == len(await _rows(database, Delivery)) == 5
    async with database.write() as session:
        await session.exec(update(Delivery).values(state="sent"))
    closed = await asyncio.gather(
        *(_close(process, first.round_id, NOW + timedelta(hours=14)) for process in processes)
    )
    assert sorted(closed) == [0, 0, 0, 5]
    assert len(await _rows(database, Delivery)) == 10
    for process in processes[1:]:
        await process.close()


async def test_who_left_or_blocked_the_bot_gets_nothing(database, centre):
    stays, left, blocked = [await add_person(database, centre, i) for i in (1, 2, 3)]
    async with database.write() as session:
        await people.leave(session, member_id=left.id, now=NOW)
        await people.mark_reachable(session, telegram_id=blocked.telegram_id, since=NOW)
    await open_round(database, centre)
    assert [a.member_id for a in await _rows(database, Assignment)] == [stays.id]


async def test_over_the_days_nobody_gets_a_question_again_while_unseen_ones_remain(database, centre):
    people_ = [await add_person(database, centre, i) for i in (1, 2)]
    for day in range(4):  # a technologist has four suitable questions
        await open_round(database, centre, MONDAY + timedelta(days=day), NOW + timedelta(days=day))
    given = await _rows(database, Assignment)
    for person in people_:
        mine = [a.question_id for a in given if a.member_id == person.id]
        assert len(mine) == len(set(mine)) == 4
    await open_round(database, centre, MONDAY + timedelta(days=4), NOW + timedelta(days=4))
    again = (await _rows(database, Assignment))[-1]
    assert again.question_id == next(a.question_id for a in given if a.member_id == again.member_id)


async def test_colleagues_get_the_same_question_with_seeds_of_their_own(database, centre):
    for i in range(1, 4):
        await add_person(database, centre, i)
    await open_round(database, centre)
    given = await _rows(database, Assignment)
    assert len({a.question_id for a in given}) == 1
    assert len({a.seed for a in given}) == 3


async def _enrolled(database, centre, telegram_id, **options):
    return (await add_person(database, centre, telegram_id, **options)).enrolled()


async def test_today_gives_a_latecomer_the_rounds_question(database, centre):
    await open_round(database, centre)
    who = await _enrolled(database, centre, 1)
    async with database.write() as session:
        first = await rounds.todays(session, who=who, now=NOW + timedelta(hours=1))
        assert await rounds.todays(session, who=who, now=NOW + timedelta(hours=2)) == first


async def test_today_says_when_the_next_question_comes(database, centre):
    who = await _enrolled(database, centre, 1)
    async with database.write() as session:
        with pytest.raises(NoQuestionToday) as refusal:
            await rounds.todays(session, who=who, now=NOW - timedelta(hours=2))
    assert refusal.value.opens_at == NOW


async def test_in_the_seconds_before_a_due_round_is_opened_nobody_is_put_off_until_tomorrow(database, centre):
    who = await _enrolled(database, centre, 1)
    async with database.write() as session:
        with pytest.raises(NoQuestionToday) as refusal:
            await rounds.todays(session, who=who, now=NOW + timedelta(seconds=5))
    assert refusal.value.opens_at == NOW


async def test_practice_asked_for_by_one_update_is_one_question(database, centre):
    who = await _enrolled(database, centre, 1)
    async with database.write() as session:
        first = await rounds.practise(session, who=who, update_id=50, now=NOW)
        assert await rounds.practise(session, who=who, update_id=50, now=NOW) == first
        assert await rounds.practise(session, who=who, update_id=51, now=NOW) != first


async def test_practice_never_gives_away_the_question_of_the_day(database, centre):
    who = await _enrolled(database, centre, 1)
    await open_round(database, centre)
    async with database.write() as session:
        todays = await rounds.todays(session, who=who, now=NOW)
        given = [await rounds.practise(session, who=who, update_id=50 + i, now=NOW) for i in range(8)]
        questions_ = {a.id: a.question_id for a in (await session.exec(select(Assignment))).all()}
        assert questions_[todays] not in {questions_[assignment_id] for assignment_id in given}
        later = [
            await rounds.practise(session, who=who, update_id=70 + i, now=NOW + timedelta(hours=14))
            for i in range(8)
        ]
        questions_ = {a.id: a.question_id for a in (await session.exec(select(Assignment))).all()}
    assert questions_[todays] in {questions_[assignment_id] for assignment_id in later}


async def test_without_a_suitable_question_the_member_is_told(database):
    centre = await add_centre(database)
    who = await _enrolled(database, centre, 1, position=Position.NURSE)
    async with database.write() as session:
        with pytest.raises(BankEmpty):
            await rounds.practise(session, who=who, update_id=50, now=NOW)


async def _claim(database, worker="a", limit=3, now=NOW):
    async with database.write() as session:
        return await deliveries.claim(session, worker=worker, limit=limit, lease=LEASE, now=now)


async def test_each_owed_message_is_claimed_by_one_worker(database, centre):
    for i in range(1, 6):
        await add_person(database, centre, i)
    await open_round(database, centre)
    first, second, third = [await _claim(database, worker) for worker in "abc"]
    assert [len(c) for c in (first, second, third)] == [3, 2, 0]
    assert len({owed.id for owed in first + second}) == 5


async def test_a_claim_that_was_not_settled_comes_back_when_its_lease_ends(database, centre):
    await add_person(database, centre, 1)
    await open_round(database, centre)
    (owed,) = await _claim(database, "dies")
    assert await _claim(database, "b", now=NOW + LEASE - timedelta(seconds=1)) == []
    (again,) = await _claim(database, "b", now=NOW + LEASE)
    assert (again.id, again.attempts) == (owed.id, 2)


async def test_a_sent_message_is_not_owed_any_more(database, centre):
    await add_person(database, centre, 1)
    await open_round(database, centre)
    (owed,) = await _claim(database)
    async with database.write() as session:
        await deliveries.mark_sent(session, delivery_id=owed.id, message_id=77, now=NOW)
    assert await _claim(database, now=NOW + timedelta(days=1)) == []


async def test_a_message_put_back_waits_and_is_given_up_in_the_end(database, centre):
    await add_person(database, centre, 1)
    await open_round(database, centre)
    now, claims = NOW, 0
    while claimed := await _claim(database, now=now):
        claims += 1
        async with database.write() as session:
            await deliveries.put_back(session, owed=claimed[0], not_before=now + timedelta(minutes=1))
        assert await _claim(database, now=now) == []
        now += timedelta(minutes=1)
    assert claims == deliveries.MAX_ATTEMPTS
    assert [d.state for d in await _rows(database, Delivery)] == ["failed"]


async def _close(database, round_id, now):
    async with database.write() as session:
        return await rounds.close_round(session, round_id=round_id, now=now)


async def test_closing_owes_the_solution_to_those_who_got_it_and_cancels_what_was_never_sent(
    database, centre
):
    for i in (1, 2):
        await add_person(database, centre, i)
    opened = await open_round(database, centre)
    (owed,) = await _claim(database, limit=1)
    async with database.write() as session:
        await deliveries.mark_sent(session, delivery_id=owed.id, message_id=77, now=NOW)
    closing: datetime = NOW + timedelta(hours=14)
    async with database.read() as session:
        assert await rounds.due_to_close(session, now=closing - timedelta(seconds=1)) == []
        assert await rounds.due_to_close(session, now=closing) == [opened.round_id]
    assert await _close(database, opened.round_id, closing) == 1
    assert await _close(database, opened.round_id, closing) == 0
    found = {
        (d.assignment_id == owed.assignment_id, d.part, d.state) for d in await _rows(database, Delivery)
    }
    assert found == {
        (True, "question", "sent"),
        (True, "solution", "new"),
        (False, "question", "cancelled"),
    }
