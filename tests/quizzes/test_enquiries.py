"""Questions to the assistant as they are stored: follow-ups, buttons, and what counts as a question."""

from datetime import timedelta

import pytest

from quizzes import enquiries
from quizzes.errors import NotYours
from tests.quizzes.conftest import MONDAY_8AM, add_person

RATIO = "TSE 重聚角 180 改 120，ETL16，SAR 剩多少？"


@pytest.mark.parametrize("text", [RATIO, "3T的拉莫尔频率是多少", "超SAR了怎么办", "over SAR, what now?"])
def test_a_question_is_told_from_an_answer(text):
    assert enquiries.asks(text)


@pytest.mark.parametrize(
    "text", ["0.45", "1.5 W/kg", "SAR=0.45", "剩 45%", "约 4000 ms", "今天吃什么", "", "?" * 600]
)
def test_an_answer_is_no_question(text):
    assert not enquiries.asks(text)


async def test_the_same_update_is_answered_once_and_the_same(database, centre):
    person = await add_person(database, centre, 1)
    async with database.write() as session:
        asked = {"person": person, "text": RATIO, "update_id": 5, "now": MONDAY_8AM}
        first = await enquiries.enquire(session, **asked)
        again = await enquiries.enquire(session, **asked)
    assert first == again
    assert first.answer.value == pytest.approx(0.453, rel=1e-3)


async def test_a_follow_up_counts_for_half_an_hour(database, centre):
    person = await add_person(database, centre, 1)
    async with database.write() as session:
        await enquiries.enquire(session, person=person, text=RATIO, update_id=5, now=MONDAY_8AM)
        soon, late = MONDAY_8AM + timedelta(minutes=29), MONDAY_8AM + timedelta(minutes=90)
        follow_up = {"person": person, "text": "那 150 呢？"}
        first = await enquiries.enquire(session, **follow_up, update_id=6, now=soon)
        second = await enquiries.enquire(session, **follow_up, update_id=7, now=late)
    assert first.answer.value == pytest.approx(0.699, rel=1e-3)
    assert second.answer.value is None


@pytest.mark.parametrize(
    ("text", "follows"),
    [("那 150 呢？", True), ("ETL 8 呢", True), ("0.9", False), ("150", False), ("苹果呢", False)],
)
async def test_a_follow_up_is_told_by_its_wording(database, centre, text, follows):
    person = await add_person(database, centre, 1)
    async with database.write() as session:
        asked = {"person": person, "text": text, "now": MONDAY_8AM}
        assert not await enquiries.follows(session, **asked)
        await enquiries.enquire(session, person=person, text=RATIO, update_id=5, now=MONDAY_8AM)
        assert await enquiries.follows(session, **asked) is follows


async def test_offers_and_readings_are_their_members_own(database, centre):
    one, other = await add_person(database, centre, 1), await add_person(database, centre, 2)
    async with database.write() as session:
        kept = await enquiries.enquire(session, person=one, text=RATIO, update_id=5, now=MONDAY_8AM)
        mine = {"person": one, "enquiry_id": kept.enquiry_id}
        assert "150" in await enquiries.offered(session, **mine, place=0)
        assert (await enquiries.reading(session, **mine))["ref_to"] == 120.0
        for stolen in ({**mine, "person": other}, {**mine, "enquiry_id": 10**12}):
            with pytest.raises(NotYours):
                await enquiries.offered(session, **stolen, place=0)
            with pytest.raises(NotYours):
                await enquiries.reading(session, **stolen)
        with pytest.raises(NotYours):
            await enquiries.offered(session, **mine, place=99)
