"""What a response is worth follows its newest mark that counts, exactly, wherever it is read."""

import random
from datetime import timedelta

import pytest
from sqlmodel import select

from quizzes import answers, history, marks, rounds, standings
from quizzes.people import Position, RoleKind
from quizzes.standings import Period
from quizzes.tables import Mark, Response
from tests.quizzes.conftest import MONDAY_8AM as NOW
from tests.quizzes.conftest import add_person
from tests.quizzes.test_rounds import open_round


async def _answer(database, person, position, update_id):
    async with database.write() as session:
        assignment_id = await rounds.todays(session, who=person.enrolled(), now=NOW)
        await answers.submit(
            session,
            person=person,
            assignment_id=assignment_id,
            response=[position],
            update_id=update_id,
            received_at=NOW,
        )
    return assignment_id


@pytest.fixture
async def answered(database, centre):
    """Three technologists of one centre who have each answered the day's question."""
    people = [await add_person(database, centre, i, position=Position.TECHNOLOGIST) for i in (1, 2, 3)]
    await open_round(database, centre)
    for person in people:
        await _answer(database, person, 0, 100 + person.id)
    return people


async def _mark(database, person, number, credit, *, counts=True, outcome=None):
    async with database.write() as session:
        response = (await session.exec(select(Response).where(Response.member_id == person.id))).one()
        return await marks.add(
            session,
            response,
            kind="regrade",
            outcome=outcome or ("right" if credit == 1 else "partly"),
            credit=credit,
            reason="a test",
            now=NOW,
            number=number,
            counts=counts,
        )


async def _points(database, centre):
    async with database.read() as session:
        board = await standings.board(session, centre=centre, period=Period.ALL, now=NOW)
    return {line.member_id: (line.points, line.right, line.answered) for line in board}


async def test_the_newest_mark_counts_on_the_board_in_the_record_and_among_who_took_part(
    database, centre, answered
):
    director = await add_person(database, centre, 9, role=RoleKind.DIRECTOR)
    await _mark(database, answered[0], 1, 1.0)
    await _mark(database, answered[0], 2, 0.4)
    assert (await _points(database, centre))[answered[0].id] == (4.0, 0, 1)
    async with database.read() as session:
        record = await history.record(session, person=answered[0], now=NOW)
        taken = await standings.participation(session, by=director, centre=centre)
    assert [a.outcome for a in record.recent] == ["partly"]
    assert [p.points for p in taken.participants if p.name == answered[0].name] == [4.0]


async def test_an_opinion_that_waits_for_a_second_does_not_count(database, centre, answered):
    before = await _points(database, centre)
    await _mark(database, answered[1], 1, 0.5, counts=False)
    assert await _points(database, centre) == before


async def test_a_void_answer_counts_neither_for_nor_against(database, centre, answered):
    await _mark(database, answered[2], 1, 0.0, outcome="void")
    assert answered[2].id not in await _points(database, centre)
    async with database.read() as session:
        record = await history.record(session, person=answered[2], now=NOW)
    assert (record.answered, record.mistakes) == (0, [])


async def test_a_number_is_given_to_one_mark_only(database, answered):
    assert await _mark(database, answered[0], 1, 1.0)
    assert not await _mark(database, answered[0], 1, 0.3)


async def test_boards_agree_with_a_recount_from_rows_whatever_was_marked(database, centre, answered):
    drawn = random.Random(7)
    for person in answered:
        for number in range(1, 6):
            await _mark(database, person, number, drawn.randint(0, 10) / 10, counts=drawn.random() < 0.6)
    async with database.read() as session:
        responses = (await session.exec(select(Response))).all()
        rows = (await session.exec(select(Mark))).all()
    expected = {}
    for response in responses:
        counting = [m for m in rows if m.response_id == response.id and m.counts]
        newest = max(counting, key=lambda m: m.number, default=response)
        expected[response.member_id] = (round(10 * newest.credit, 1), int(newest.outcome == "right"), 1)
    assert await _points(database, centre) == expected


async def test_a_week_later_the_board_of_the_week_is_empty_and_all_time_is_not(database, centre, answered):
    await _mark(database, answered[0], 1, 1.0)
    later = NOW + timedelta(days=7)
    async with database.read() as session:
        assert await standings.board(session, centre=centre, period=Period.WEEK, now=later) == []
        assert len(await standings.board(session, centre=centre, period=Period.ALL, now=later)) == 3
