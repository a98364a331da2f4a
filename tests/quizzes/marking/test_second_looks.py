import asyncio
from datetime import timedelta

import pytest

from quizzes import marking, notices
from quizzes.errors import NothingToMark, NotYours, SecondLookOver
from quizzes.tables import Assignment, Delivery, Script
from tests.quizzes.conftest import MONDAY_8AM as NOW
from tests.quizzes.marking.conftest import HALF


async def _ask(desk, person, *, assignment_id=None, now=NOW):
    if assignment_id is None:
        [assignment_id] = [a.id for a in await desk.rows(Assignment) if a.member_id == person.id]
    async with desk.database.write() as session:
        await marking.ask(session, person=person, assignment_id=assignment_id, now=now)


async def test_a_second_look_comes_to_the_desk_and_its_result_is_told_even_if_unchanged(desk):
    person = await desk.answered(1, HALF, ranked=False)
    await _ask(desk, person)
    await desk.gives(await desk.marker(50))
    [owed] = [d for d in await desk.rows(Delivery) if d.part == "regraded"]
    async with desk.database.read() as session:
        notice = await notices.notice(session, delivery_id=owed.id)
    assert notice.second_look
    assert (notice.before.credit, notice.after.credit) == (0.5, 0.5)


async def test_it_goes_to_somebody_who_has_not_marked_the_answer(desk):
    person = await desk.answered(1, HALF)
    first, other = await desk.marker(50), await desk.marker(51)
    await desk.waiting(first)
    await desk.twice(False)
    await desk.gives(first)
    await _ask(desk, person)
    look = next(s for s in await desk.rows(Script) if s.purpose == "second-look")
    with pytest.raises(NothingToMark):
        await desk.takes(first, batch_id=look.batch_id)
    await desk.gives(other, {"p1"}, batch_id=look.batch_id)
    assert (await desk.standing(person)).credit == 0.15


async def test_it_can_be_asked_for_once_however_often_it_is_tapped(desk):
    person = await desk.answered(1, HALF)
    results = await asyncio.gather(*(_ask(desk, person) for _ in range(4)), return_exceptions=True)
    assert [r.reason for r in results if isinstance(r, SecondLookOver)] == ["asked"] * 3


async def test_it_cannot_be_asked_for_after_a_week(desk):
    person = await desk.answered(1, HALF)
    with pytest.raises(SecondLookOver) as late:
        await _ask(desk, person, now=NOW + timedelta(days=7))
    assert late.value.reason == "late"


@pytest.mark.parametrize("assignment_id", [None, 999, 10**17])
async def test_somebody_elses_answer_is_none_of_ones_business(desk, assignment_id):
    owner, other = await desk.answered(1, HALF), await desk.answered(2, HALF)
    [own] = [a.id for a in await desk.rows(Assignment) if a.member_id == owner.id]
    with pytest.raises(NotYours):
        await _ask(desk, other, assignment_id=assignment_id or own)
