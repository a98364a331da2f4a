"""The dialogue about an over-limit protocol: what is read from text, and what is kept."""

from datetime import timedelta

import pytest

from quizzes import advising, enquiries
from quizzes.advising import begins, settings_in
from quizzes.errors import NotYours
from tests.quizzes.conftest import MONDAY_8AM, add_person

SPINE = {
    "sequence": "TSE",
    "B0": 3.0,
    "SAR": 2.6,
    "limit": 2.0,
    "TR": 4000.0,
    "slices": 20.0,
    "refocusing": 180.0,
    "turbo_factor": 16.0,
}


@pytest.mark.parametrize(
    "text",
    [
        "3T TSE TR4000 20层 ETL16 180度 预测2.6 限值2",
        "超SAR了怎么办，3T TSE，TR 4000，20层，ETL 16，180度，预测2.6，限值2",
        "限值2 预测2.6 180度 ETL16 20层 TR4000 TSE 3T",
        "3.0T，t2 tse，tr 4000，层数20，回波链16，翻转角180，预计2.6，限2",
        "3T FSE 2.6/2.0 TR 4秒 20层 turbo factor 16 重聚角180",
        "3T T2 TSE 预测2.6 W/kg 限值2 W/kg TR4000ms 20层 ETL16 180度",
        "3T TSE predicted 2.6 limit 2 TR 4000 20 slices ETL 16 180 deg",
    ],
)
def test_everything_can_be_said_in_one_sentence_in_any_order(text):
    assert settings_in(text, known={}) == SPINE


@pytest.mark.parametrize(
    ("text", "asked", "said"),
    [
        ("4000", "TR", {"TR": 4000.0}),
        ("2.6 W/kg", "SAR", {"SAR": 2.6}),
        ("2", "limit", {"limit": 2.0}),
        ("3", "B0", {"B0": 3.0}),
        ("20层", "turbo_factor", {"slices": 20.0}),
        ("90/180", "refocusing", {"excitation": 90.0, "refocusing": 180.0}),
        ("一级模式 室温28度", "limit", {"mode": "first", "ambient": 28.0}),
        ("头部", "limit", {"region": "head"}),
        ("没有", "preparation", {"preparation": "none"}),
        ("加了压脂", "preparation", {"preparation": "fat_saturation"}),
    ],
)
def test_a_bare_answer_is_the_setting_that_was_asked_for(text, asked, said):
    assert settings_in(text, known={}, asked=asked) == said


@pytest.mark.parametrize("text", ["TR改5000", "TR 5000 呢？", "那 TR 改成 5000 呢", "TR 4000改5000"])
def test_a_setting_that_is_known_can_be_changed(text):
    assert settings_in(text, known=SPINE) == SPINE | {"TR": 5000.0}


@pytest.mark.parametrize(
    "text",
    [
        "3T的拉莫尔频率是多少",
        "TSE 重聚角 180 改 120，SAR 剩多少",
        "4000",
        "今天食堂吃什么",
        "TR 加倍",
        "体重输大一点",
        "320/256",
        "TR 90000000",
        "",
        "20" * 400,
    ],
)
def test_what_is_no_setting_is_left_to_others(text):
    assert settings_in(text, known=SPINE) is None


def test_a_sequence_with_its_prediction_and_limit_asks_for_advice_without_saying_so():
    assert begins("3T TSE 预测2.6 限值2") == {"sequence": "TSE", "B0": 3.0, "SAR": 2.6, "limit": 2.0}
    assert begins("3T TSE TR 4000") is None
    assert begins("SAR 2.6 限值2，TR 4000 要加到多少") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("超SAR怎么破", {}),
        ("患者160斤，TSE超了怎么弄，预测 2.3", {"sequence": "TSE", "SAR": 2.3}),
        ("胖子 3T TSE 老是超SAR TR4000", {"sequence": "TSE", "B0": 3.0, "TR": 4000.0}),
    ],
)
def test_a_complaint_about_the_limit_is_heard_with_what_it_says_of_the_protocol(text, said):
    assert advising.speaks_of_excess(text)
    assert advising.gathered(text) == said


@pytest.mark.parametrize("text", ["今天天气", "超声怎么预约", "SAR 是什么", ""])
def test_other_texts_are_no_complaint(text):
    assert not advising.speaks_of_excess(text)


async def test_a_dialogue_is_kept_and_belongs_to_one_member(database, centre):
    one = await add_person(database, centre, 1)
    other = await add_person(database, centre, 2)
    async with database.write() as session:
        begun = await advising.begin(session, person=one, settings={}, update_id=7, now=MONDAY_8AM)
        again = await advising.begin(session, person=one, settings={}, update_id=7, now=MONDAY_8AM)
        assert (begun, begun.asked) == (again, "sequence")
        changed = await advising.change(
            session, person=one, dialogue_id=begun.dialogue_id, settings=SPINE, now=MONDAY_8AM
        )
        assert changed.complete
        assert changed.settings == SPINE
    async with database.read() as session:
        found = await advising.latest(session, person=one, at=MONDAY_8AM)
        assert found == changed
        assert await advising.latest(session, person=other, at=MONDAY_8AM) is None
        with pytest.raises(NotYours):
            await advising.owned(session, person=other, dialogue_id=begun.dialogue_id)
        with pytest.raises(NotYours):
            await advising.owned(session, person=one, dialogue_id=10**12)


async def test_a_message_continues_what_was_asked_last(database, centre):
    person = await add_person(database, centre, 1)
    later = MONDAY_8AM + timedelta(minutes=1)
    async with database.write() as session:
        await advising.begin(session, person=person, settings=SPINE, update_id=7, now=MONDAY_8AM)
        assert await advising.latest(session, person=person, at=later) is not None
        assert await advising.latest(session, person=person, at=MONDAY_8AM + timedelta(hours=1)) is None
        await enquiries.enquire(session, person=person, text="3T的拉莫尔频率", update_id=8, now=later)
        assert await advising.latest(session, person=person, at=later) is None


async def test_the_step_says_what_a_bare_number_means(database, centre):
    person = await add_person(database, centre, 1)
    async with database.write() as session:
        begun = await advising.begin(session, person=person, settings=SPINE, update_id=7, now=MONDAY_8AM)
        assert (begun.asked, begun.complete) == (None, True)
        dialogue = {"session": session, "person": person, "dialogue_id": begun.dialogue_id, "now": MONDAY_8AM}
        asking = await advising.change(**dialogue, step="TR")
        assert (asking.asked, asking.complete) == ("TR", False)
        choosing = await advising.change(**dialogue, step=advising.CHOOSING)
        assert (choosing.asked, choosing.complete) == (None, False)
        quick = await advising.change(**dialogue, keep_time=True)
        assert (quick.keep_time, quick.complete) == (True, True)
