import asyncio
from datetime import timedelta

import pytest

from quizzes import marking, people, regrading
from quizzes.errors import AlreadyMarked, NotAllowed, NothingToMark, NotYours, SecondLookOver
from quizzes.people import Position, RoleKind
from quizzes.tables import Assignment, Mark, MarkingBatch, Script
from tests.quizzes.conftest import MONDAY_8AM as NOW
from tests.quizzes.conftest import add_centre, add_person
from tests.quizzes.marking.conftest import CASE, FULL, HALF, NEAR

HALF_POINTS = {"p1", "p2", "p3", "p7"}


async def test_answers_come_without_names_with_the_machines_ticks_and_words(desk):
    person = await desk.answered(1, HALF)
    sheet = await desk.takes(await desk.marker(50))
    assert sheet.ticked == HALF_POINTS
    assert {item.id: HALF[slice(*item.span)] for item in sheet.items if item.span}["p2"] == "磨玻璃影"
    assert (sheet.total, sheet.answer) == (50, HALF)
    assert person.name not in repr(sheet)


async def test_the_order_is_random_and_stays(desk):
    for i in range(1, 13):
        await desk.answered(i, f"{HALF}{'。' * i}")
    director = await desk.marker(50, RoleKind.DIRECTOR)
    await desk.waiting(director)
    orders = []
    for _ in range(2):
        scripts = sorted(await desk.rows(Script), key=lambda s: s.place)
        orders.append([s.response_id for s in scripts])
    assert orders[0] == orders[1]
    assert orders[0] != sorted(orders[0])


async def test_every_near_pass_answer_and_about_a_fifth_of_the_others_get_two_marks(desk):
    for i in range(1, 60):
        await desk.answered(i, HALF)
    for i in range(60, 65):
        await desk.answered(i, NEAR)
    await desk.waiting(await desk.marker(99, RoleKind.DIRECTOR))
    scripts = await desk.rows(Script)
    by_text = {True: [], False: []}
    for script in scripts:
        sheet_credit = script.response_id
        by_text[sheet_credit > 59].append(script.twice)
    assert all(by_text[True])
    assert 2 <= sum(by_text[False]) <= 26  # a fifth of 59 is 12; the seed is drawn


async def test_one_tap_changes_one_point_and_the_same_update_again_changes_nothing(desk):
    await desk.answered(1, HALF)
    by = await desk.marker(50)
    sheet = await desk.takes(by)
    place = [item.id for item in sheet.items].index("p4")
    for _ in range(2):
        async with desk.database.write() as session:
            sheet = await marking.tick(
                session, by=by, script_id=sheet.script_id, place=place, update_id=77, now=NOW
            )
    assert sheet.ticked == HALF_POINTS | {"p4"}
    assert sheet.total == 65


async def test_a_single_mark_counts_at_once_and_the_member_is_told_if_it_differs(desk):
    same, other = await desk.answered(1, HALF), await desk.answered(2, HALF)
    by = await desk.marker(50)
    await desk.waiting(by)
    await desk.twice(False)
    await desk.gives(by)
    assert await desk.told() == []
    await desk.gives(by, {"p1"})
    assert len(await desk.told()) == 1
    credits = sorted([(await desk.standing(same)).credit, (await desk.standing(other)).credit])
    assert credits == [0.15, 0.5]
    assert {(await desk.standing(p)).kind for p in (same, other)} == {"person"}


async def test_two_close_opinions_count_as_their_average_and_the_first_alone_does_not(desk):
    person = await desk.answered(1, HALF)
    first, second = await desk.marker(50), await desk.marker(51)
    await desk.waiting(first)
    await desk.twice(True)
    sent = await desk.gives(first, HALF_POINTS | {"p6"})
    assert not sent.settled
    assert (await desk.standing(person)).kind == "machine"
    sheet = await desk.takes(second)
    assert sheet.ticked == HALF_POINTS, "the second marker sees the machine's ticks, not the first marker's"
    assert (await desk.sends(second, sheet)).settled
    standing = await desk.standing(person)
    assert (standing.kind, standing.credit) == ("average", 0.55)


async def test_opinions_further_apart_than_the_gap_go_to_a_third_person_who_sees_both(desk):
    person = await desk.answered(1, HALF)
    first, second, third = [await desk.marker(i) for i in (50, 51, 52)]
    await desk.waiting(first)
    await desk.twice(True)
    await desk.gives(first, {"p1"})
    await desk.gives(second, HALF_POINTS)
    for again in (first, second):
        with pytest.raises(NothingToMark):
            await desk.takes(again, batch_id=1)
    sheet = await desk.takes(third)
    assert [(o.total, o.ticked) for o in sheet.opinions] == [(15, {"p1"}), (50, HALF_POINTS)]
    assert sheet.ticked == {"p1"}
    await desk.sends(third, await desk.ticks(third, sheet, {"p1", "p2"}))
    standing = await desk.standing(person)
    assert (standing.kind, standing.credit) == ("adjudication", 0.25)


async def test_a_first_mark_near_the_pass_mark_calls_for_a_second(desk):
    await desk.answered(1, HALF)
    by = await desk.marker(50)
    await desk.waiting(by)
    await desk.twice(False)
    assert not (await desk.gives(by, HALF_POINTS | {"p4"})).settled


async def test_confirming_the_machine_keeps_its_mark_with_what_it_took_off(desk):
    person = await desk.answered(1, "肺结核伴胸腔积液，可见空洞。")
    before = (await desk.standing(person)).credit
    by = await desk.marker(50)
    await desk.waiting(by)
    await desk.twice(False)
    await desk.gives(by)
    standing = await desk.standing(person)
    assert (standing.kind, standing.credit) == ("person", before)


async def test_two_markers_at_once_never_hold_the_same_answer(desk):
    for i in range(1, 7):
        await desk.answered(i, HALF)
    markers = [await desk.marker(50 + i) for i in range(4)]
    [batch] = await desk.waiting(markers[0])
    sheets = await asyncio.gather(*(desk.takes(m, batch_id=batch.batch_id) for m in markers))
    assert len({sheet.script_id for sheet in sheets}) == 4


async def test_what_is_left_lying_goes_to_another_and_the_first_can_no_longer_send(desk):
    await desk.answered(1, HALF)
    slow, quick = await desk.marker(50), await desk.marker(51)
    sheet = await desk.takes(slow)
    with pytest.raises(NothingToMark):
        await desk.takes(quick, batch_id=sheet.batch_id)
    later = NOW + timedelta(minutes=31)
    taken = await desk.takes(quick, batch_id=sheet.batch_id, now=later)
    assert taken.script_id == sheet.script_id
    with pytest.raises(AlreadyMarked):
        await desk.sends(slow, sheet)


async def test_a_marker_cannot_mark_twice_but_the_same_update_may_come_twice(desk):
    await desk.answered(1, HALF)
    by = await desk.marker(50)
    sheet = await desk.takes(by)
    first = await desk.sends(by, sheet, update_id=9000)
    assert await desk.sends(by, sheet, update_id=9000) == first
    with pytest.raises(AlreadyMarked):
        await desk.sends(by, sheet, update_id=9001)
    assert len([m for m in await desk.rows(Mark) if m.marker_id == by.id]) == 1


async def test_two_sendings_at_once_give_one_mark(desk):
    await desk.answered(1, HALF)
    by = await desk.marker(50)
    sheet = await desk.takes(by)
    results = await asyncio.gather(
        *(desk.sends(by, sheet, update_id=9000 + i) for i in range(4)), return_exceptions=True
    )
    assert sum(isinstance(result, marking.Sent) for result in results) == 1
    assert sum(isinstance(result, AlreadyMarked) for result in results) == 3


async def test_nobody_marks_their_own_answer(desk):
    person = await desk.answered(1, HALF)
    async with desk.database.write() as session:
        await people.grant(
            session, member_id=person.id, kind=RoleKind.MARKER, centre_id=desk.centre.id, now=NOW
        )
        myself = await people.find_person(session, telegram_id=1)
    assert await desk.waiting(myself) == []


async def test_members_and_other_centres_directors_see_and_touch_nothing(desk):
    await desk.answered(1, HALF)
    sheet = await desk.takes(await desk.marker(50))
    member = await add_person(desk.database, desk.centre, 60)
    elsewhere = await add_centre(desk.database, "江畔影像中心")
    stranger = await add_person(desk.database, elsewhere, 61, position=Position.CHIEF, role=RoleKind.DIRECTOR)
    with pytest.raises(NotAllowed):
        await desk.waiting(member)
    assert await desk.waiting(stranger) == []
    for forger in (member, stranger):
        with pytest.raises(NothingToMark):
            await desk.takes(forger, batch_id=sheet.batch_id)
        with pytest.raises(NotAllowed):
            await desk.sends(forger, sheet)
        with pytest.raises(NotAllowed):
            async with desk.database.write() as session:
                await marking.tick(
                    session, by=forger, script_id=sheet.script_id, place=0, update_id=1, now=NOW
                )


@pytest.mark.parametrize("script_id", [0, 999, 10**17])
async def test_a_script_that_does_not_exist_is_refused(desk, script_id):
    by = await desk.marker(50)
    async with desk.database.write() as session:
        with pytest.raises(NotYours):
            await marking.tick(session, by=by, script_id=script_id, place=0, update_id=1, now=NOW)


async def test_a_batch_that_excludes_ones_own_centre_is_marked_by_others_only(desk):
    person = await desk.answered(1, HALF)
    response_id = (await desk.standing(person)).response_id
    elsewhere = await add_centre(desk.database, "江畔影像中心")
    other = await add_person(desk.database, elsewhere, 70, role=RoleKind.MARKER)
    own = await desk.marker(50, RoleKind.DIRECTOR)
    member = await add_person(desk.database, elsewhere, 71)
    async with desk.database.write() as session:
        batch = await marking.open_batch(session, key="exam:1", excludes_own_centre=True, now=NOW)
        await marking.put(session, batch, [(response_id, 0.5)], now=NOW)
    for nobody in (own, member):
        with pytest.raises(NothingToMark):
            await desk.takes(nobody, batch_id=batch.id)
    sheet = await desk.takes(other, batch_id=batch.id)
    with pytest.raises(NotAllowed):
        await desk.sends(own, sheet)
    await desk.sends(other, sheet)


async def test_gathering_twice_puts_nothing_on_the_desk_twice_and_practice_never(desk):
    await desk.answered(1, HALF)
    await desk.answered(2, FULL, ranked=False)
    by = await desk.marker(50)
    for _ in range(2):
        [batch] = await desk.waiting(by)
        assert batch.answers == 1
    assert len(await desk.rows(MarkingBatch)) == 1


async def test_what_is_declared_void_is_marked_no_more(desk):
    person, other = await desk.answered(1, HALF), await desk.answered(2, HALF)
    by = await desk.marker(50)
    sheet = await desk.takes(by)
    async with desk.database.read() as session:
        change = await regrading.item_state(session, question_id=CASE, number=1, state="void")
    await regrading.apply(desk.database, change, by=None, reason="题图有误", now=NOW)
    with pytest.raises(AlreadyMarked):
        await desk.sends(by, sheet)
    assert await desk.waiting(by) == []
    [assignment_id] = [a.id for a in await desk.rows(Assignment) if a.member_id == other.id]
    with pytest.raises(SecondLookOver):
        async with desk.database.write() as session:
            await marking.ask(session, person=other, assignment_id=assignment_id, now=NOW)
    assert (await desk.standing(person)).void


async def test_a_remark_is_kept_and_used_again(desk):
    await desk.answered(1, HALF)
    await desk.answered(2, HALF)
    by = await desk.marker(50)
    await desk.waiting(by)
    await desk.twice(False)
    sheet = await desk.takes(by)
    async with desk.database.write() as session:
        await marking.write_remark(
            session, by=by, script_id=sheet.script_id, text="请写出 首选诊断", update_id=1, now=NOW
        )
        sheet = await marking.keep_remark(session, by=by, script_id=sheet.script_id, now=NOW)
    await desk.sends(by, sheet)
    sheet = await desk.takes(by)
    [(remark_id, text)] = sheet.remarks
    assert text == "请写出 首选诊断"
    async with desk.database.write() as session:
        sheet = await marking.remark(
            session, by=by, script_id=sheet.script_id, remark_id=remark_id, update_id=2, now=NOW
        )
    assert sheet.remark == text
    await desk.sends(by, sheet)
    assert [m.remark for m in await desk.rows(Mark)] == [text, text]


async def test_a_director_appoints_a_marker_and_takes_the_role_back(desk):
    director = await desk.marker(50, RoleKind.DIRECTOR)
    nurse = await add_person(desk.database, desk.centre, 60, position=Position.NURSE)
    for appointed in (True, False):
        async with desk.database.write() as session:
            now = await marking.appoint(
                session,
                by=director,
                centre_id=desk.centre.id,
                member_id=nurse.id,
                appointed=appointed,
                now=NOW,
            )
            seen = await people.find_person(session, telegram_id=60)
        assert {c.member_id: c.appointed for c in now}[nurse.id] is appointed
        assert seen.may_mark(desk.centre.id) is appointed
    with pytest.raises(NotAllowed):
        async with desk.database.write() as session:
            await marking.appoint(
                session, by=nurse, centre_id=desk.centre.id, member_id=nurse.id, appointed=True, now=NOW
            )
