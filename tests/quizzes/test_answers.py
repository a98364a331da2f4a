import asyncio
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from quizzes import answers, bank, composing, deliveries, history, rounds, standings
from quizzes.errors import (
    AlreadyAnswered,
    NotAllowed,
    NothingChosen,
    NothingToAnswer,
    NotYours,
    QuestionClosed,
)
from quizzes.people import Position, RoleKind
from quizzes.standings import Period, Tally, TookPart, ranked
from quizzes.tables import Response
from tests.quizzes.conftest import MONDAY_8AM as NOW
from tests.quizzes.conftest import add_person
from tests.quizzes.test_rounds import MONDAY, open_round

CLOSES = NOW + timedelta(hours=14)


async def _todays(database, person, now=NOW):
    async with database.write() as session:
        assignment_id = await rounds.todays(session, who=person.enrolled(), now=now)
        return await answers.given(session, assignment_id=assignment_id, member_id=person.id)


async def _submit(database, person, assignment_id, response, update_id=100, at=NOW):
    async with database.write() as session:
        return await answers.submit(
            session,
            person=person,
            assignment_id=assignment_id,
            response=response,
            update_id=update_id,
            received_at=at,
        )


def _positions(given, *, correct):
    """The positions of the options that are (or are not) correct, as this member sees them."""
    return [
        position
        for position, index in enumerate(given.variant.order)
        if given.question.options[index].correct is correct
    ]


@pytest.fixture
async def technologist(database, centre):
    person = await add_person(database, centre, 1, name="甲")
    await open_round(database, centre)
    return person


@pytest.fixture
async def nurse(database, centre):
    """Gets the single-choice samples first or the number sample, whichever the round's order says."""
    return await add_person(database, centre, 2, name="乙", position=Position.NURSE)


async def _number(database, person):
    """Practice until the number question comes."""
    for update_id in range(1000, 1010):
        async with database.write() as session:
            assignment_id = await rounds.practise(
                session, who=person.enrolled(), update_id=update_id, now=NOW
            )
            given = await answers.given(session, assignment_id=assignment_id, member_id=person.id)
        if given.question.kind == "number":
            return given
    raise AssertionError("no number question among the samples")


async def _wrong_or_right(database, person, *, right, now=NOW, update_id=100):
    given = await _todays(database, person, now)
    chosen = _positions(given, correct=right)
    return await _submit(
        database, person, given.assignment_id, chosen if right else chosen[:1], update_id, now
    )


async def test_a_right_answer_is_stored_with_what_was_said(database, technologist):
    answered = await _wrong_or_right(database, technologist, right=True)
    assert answered.verdict.outcome == "right"
    assert answered.counts
    async with database.read() as session:
        (row,) = (await session.exec(select(Response))).all()
    assert (row.outcome, row.credit, row.received_at) == ("right", 1.0, NOW)


async def test_a_second_answer_is_refused_and_changes_nothing(database, technologist):
    given = await _todays(database, technologist)
    await _wrong_or_right(database, technologist, right=False)
    with pytest.raises(AlreadyAnswered):
        await _submit(database, technologist, given.assignment_id, _positions(given, correct=True), 101)
    async with database.read() as session:
        assert [r.outcome != "right" for r in (await session.exec(select(Response))).all()] == [True]


async def test_the_same_update_handled_again_gives_the_same_answer(database, technologist):
    given = await _todays(database, technologist)
    first = await _submit(database, technologist, given.assignment_id, [0])
    again = await _submit(database, technologist, given.assignment_id, [0])
    assert again == first


async def test_two_taps_at_once_count_once(database, technologist):
    given = await _todays(database, technologist)
    results = await asyncio.gather(
        *(_submit(database, technologist, given.assignment_id, [0], 200 + i) for i in range(6)),
        return_exceptions=True,
    )
    assert sum(isinstance(r, answers.Answered) for r in results) == 1
    assert sum(isinstance(r, AlreadyAnswered) for r in results) == 5


async def test_somebody_elses_question_cannot_be_answered_ticked_or_looked_at(database, centre, technologist):
    stranger = await add_person(database, centre, 66)
    given = await _todays(database, technologist)
    with pytest.raises(NotYours):
        await _submit(database, stranger, given.assignment_id, [0])
    async with database.write() as session:
        with pytest.raises(NotYours):
            step = composing.Step(
                person=stranger, assignment_id=given.assignment_id, update_id=1, at=NOW, stage=0
            )
            await composing.choose(session, step, position=0)
        with pytest.raises(NotYours):
            await answers.review(session, person=stranger, assignment_id=given.assignment_id, now=CLOSES)


async def test_a_question_that_does_not_exist_is_nobodys(database, technologist):
    with pytest.raises(NotYours):
        await _submit(database, technologist, 10**12, [0])


async def test_the_deadline_is_judged_by_the_time_of_receipt(database, technologist):
    given = await _todays(database, technologist)
    with pytest.raises(QuestionClosed):
        await _submit(database, technologist, given.assignment_id, [0], 1, at=CLOSES)
    last_moment = CLOSES - timedelta(microseconds=1)
    assert (await _submit(database, technologist, given.assignment_id, [0], 2, at=last_moment)).counts


async def test_the_solution_is_shown_only_after_answering_or_closing(database, technologist):
    given = await _todays(database, technologist)
    async with database.read() as session:
        with pytest.raises(NotYours):
            await answers.review(session, person=technologist, assignment_id=given.assignment_id, now=NOW)
        shown, answered = await answers.review(
            session, person=technologist, assignment_id=given.assignment_id, now=CLOSES
        )
    assert (shown.assignment_id, answered) == (given.assignment_id, None)


async def test_an_unreadable_answer_costs_nothing_and_is_kept(database, nurse):
    given = await _number(database, nurse)
    unread = await _submit(database, nurse, given.assignment_id, "不知道", 1)
    assert unread.verdict.outcome == "invalid"
    key = bank.key(given.question, given.variant, "zh")
    assert (await _submit(database, nurse, given.assignment_id, key, 2)).verdict.outcome == "right"
    async with database.read() as session:
        assert [r.raw for r in (await session.exec(select(Response).order_by(Response.id))).all()] == [
            "不知道",
            key,
        ]


async def test_full_width_fractions_and_percentages_are_read(database, nurse):
    given = await _number(database, nurse)
    percent = f"{100 * given.variant.key:.2f}%".translate(
        str.maketrans("0123456789.%", "０１２３４５６７８９．％")
    )
    assert (await _submit(database, nurse, given.assignment_id, percent)).verdict.outcome == "right"


async def test_practice_is_never_ranked(database, nurse):
    given = await _number(database, nurse)
    answered = await _submit(database, nurse, given.assignment_id, str(given.variant.key))
    assert not answered.counts


async def test_practice_too_ends_after_a_day(database, nurse):
    given = await _number(database, nurse)
    with pytest.raises(QuestionClosed):
        await _submit(database, nurse, given.assignment_id, "1", at=NOW + answers.PRACTICE_LASTS)


@pytest.fixture
async def learner(database, centre):
    """Has no question of the day, so that every question may come in practice."""
    return await add_person(database, centre, 3, name="丙")


async def _multiple(database, person):
    for update_id in range(2000, 2010):
        async with database.write() as session:
            assignment_id = await rounds.practise(
                session, who=person.enrolled(), update_id=update_id, now=NOW
            )
            given = await answers.given(session, assignment_id=assignment_id, member_id=person.id)
        if given.question.kind == "multiple":
            return given
    raise AssertionError("no multiple-choice question among the samples")


async def _tick(database, person, given, position, update_id):
    async with database.write() as session:
        step = composing.Step(
            person=person, assignment_id=given.assignment_id, update_id=update_id, at=NOW, stage=0
        )
        return await composing.choose(session, step, position=position)


async def test_ticks_are_kept_until_sent_and_a_repeated_update_ticks_once(database, learner):
    given = await _multiple(database, learner)
    first, second = _positions(given, correct=True)
    await _tick(database, learner, given, first, 1)
    await _tick(database, learner, given, first, 1)
    assert (await _tick(database, learner, given, second, 2)).unsent.chosen == tuple(sorted((first, second)))
    assert (await _submit(database, learner, given.assignment_id, None)).verdict.outcome == "right"


async def test_a_second_tap_takes_a_tick_away_and_nothing_ticked_cannot_be_sent(database, learner):
    given = await _multiple(database, learner)
    await _tick(database, learner, given, 0, 1)
    assert (await _tick(database, learner, given, 0, 2)).unsent.chosen == ()
    with pytest.raises(NothingChosen):
        await _submit(database, learner, given.assignment_id, None)


async def test_an_option_that_does_not_exist_cannot_be_ticked(database, learner):
    given = await _multiple(database, learner)
    with pytest.raises(NotYours):
        await _tick(database, learner, given, 26, 1)


async def _waiting(database, person, replied_to=None, update_id=1, at=NOW):
    async with database.read() as session:
        return await answers.waiting_for_text(
            session, person=person, replied_to=replied_to, update_id=update_id, at=at
        )


async def test_text_goes_to_the_newest_open_typed_question(database, nurse):
    given = await _number(database, nurse)
    assert await _waiting(database, nurse) == given.assignment_id
    await _submit(database, nurse, given.assignment_id, "1", update_id=5)
    with pytest.raises(NothingToAnswer):
        await _waiting(database, nurse)
    assert await _waiting(database, nurse, update_id=5) == given.assignment_id


async def test_text_answers_the_question_it_replies_to(database, centre):
    nurse = await add_person(database, centre, 2, position=Position.NURSE)
    typed = []
    for day in range(8):
        await open_round(database, centre, MONDAY + timedelta(days=day), NOW)
        async with database.write() as session:
            for owed in await deliveries.claim(
                session, worker="a", limit=9, lease=timedelta(minutes=1), now=NOW
            ):
                given = await answers.given(
                    session, assignment_id=owed.assignment_id, member_id=owed.member_id
                )
                await deliveries.mark_sent(session, delivery_id=owed.id, message_id=500 + day, now=NOW)
                if given.question.kind == "number":
                    typed.append((owed.assignment_id, 500 + day))
    assert len(typed) == 2
    for assignment_id, message_id in typed:
        assert await _waiting(database, nurse, replied_to=message_id) == assignment_id


def _tally(member_id, credit):
    return Tally(
        member_id=member_id,
        name=f"n{member_id:03}",
        position=Position.NURSE,
        credit=credit,
        answered=10,
        right=0,
    )


def test_equal_points_share_a_rank_and_the_next_rank_is_left_out():
    assert [s.rank for s in ranked([_tally(1, 3), _tally(2, 2), _tally(3, 2), _tally(4, 1)])] == [1, 2, 2, 4]


@given(st.lists(st.integers(0, 40), max_size=30))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_a_rank_is_one_more_than_how_many_have_more_points(credits):
    standing = ranked([_tally(i, c / 4) for i, c in enumerate(credits)])
    for line in standing:
        assert line.rank == 1 + sum(other.points > line.points for other in standing)


async def test_the_board_counts_ranked_answers_of_the_period(database, centre):
    first, second, third = [
        await add_person(database, centre, i, name=n) for i, n in ((1, "甲"), (2, "乙"), (3, "丙"))
    ]
    last_week = NOW - timedelta(days=7)
    await open_round(database, centre, MONDAY - timedelta(days=7), last_week)
    await _wrong_or_right(database, first, right=True, now=last_week, update_id=1)
    await open_round(database, centre)
    await _wrong_or_right(database, first, right=False, update_id=2)
    await _wrong_or_right(database, second, right=True, update_id=3)
    async with database.write() as session:
        assignment_id = await rounds.practise(session, who=third.enrolled(), update_id=4, now=NOW)
    await _submit(database, third, assignment_id, [0], 4)
    async with database.read() as session:
        week = await standings.board(session, centre=centre, period=Period.WEEK, now=NOW)
        everything = await standings.board(session, centre=centre, period=Period.ALL, now=NOW)
    assert week[0].name == "乙"
    assert {s.name: s.answered for s in week} == {"甲": 1, "乙": 1}
    assert {s.name: s.answered for s in everything} == {"甲": 2, "乙": 1}


async def test_the_director_sees_who_took_part_and_nobody_else_does(database, centre):
    director = await add_person(database, centre, 1, name="主任", role=RoleKind.DIRECTOR)
    member = await add_person(database, centre, 2, name="技师")
    await open_round(database, centre)
    await _wrong_or_right(database, member, right=True)
    async with database.write() as session:
        for owed in await deliveries.claim(session, worker="a", limit=9, lease=timedelta(minutes=1), now=NOW):
            await deliveries.mark_sent(session, delivery_id=owed.id, message_id=1, now=NOW)
        taken = await standings.participation(session, by=director, centre=centre)
        with pytest.raises(NotAllowed):
            await standings.participation(session, by=member, centre=centre)
    assert {p.name: p.took_part for p in taken.participants} == {
        "主任": TookPart.NOT_YET,
        "技师": TookPart.ANSWERED,
    }
    assert taken.answered == 1


def test_an_open_day_does_not_break_a_streak_and_a_missed_day_does():
    days = [(MONDAY - timedelta(days=i), answered, i == 0) for i, answered in enumerate([0, 1, 1, 0, 1])]
    assert history.streak([(d, bool(a), o) for d, a, o in days]) == 2
    assert history.streak([]) == 0


async def test_my_record_shows_totals_streak_and_mistakes(database, centre, technologist):
    await _wrong_or_right(database, technologist, right=False)
    async with database.read() as session:
        mine = await history.record(session, person=technologist, now=NOW)
    assert (mine.answered, mine.streak, mine.practised) == (1, 1, 0)
    assert len(mine.mistakes) == 1
