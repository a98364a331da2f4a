"""What the assistant reads, computes and refuses."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.assistant import answer, question_of_reading
from tests.quizzes.assistant.question_sets import follow_ups, hostile, questions


def test_at_least_98_of_100_questions_of_the_set_are_answered_rightly() -> None:
    expected = questions()
    wrong = [one.text for one in expected if not one.matches(answer(one.text))]
    assert len(expected) >= 300
    assert len(wrong) <= 0.02 * len(expected), wrong


def test_no_question_of_the_set_gets_a_wrong_number() -> None:
    got = [(one, answer(one.text)) for one in questions()]
    assert [one.text for one, given_ in got if given_.value is not None and not one.matches(given_)] == []


def test_no_hostile_text_gets_a_number() -> None:
    texts = hostile()
    assert len(texts) >= 60
    assert [text for text in texts if answer(text).value is not None] == []


@pytest.mark.parametrize(("chain", "value", "unit"), follow_ups(), ids=lambda part: str(part)[:40])
def test_a_follow_up_changes_the_question_before(chain: list[str], value: float, unit: str) -> None:
    previous = None
    for text in chain:
        last = answer(text, previous=previous)
        previous = json.loads(json.dumps(last.reading))
    assert last.value == pytest.approx(value, rel=0.01)
    assert last.unit == unit


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_reading_is_enough_to_ask_the_question_again(language: str) -> None:
    for one in questions():
        first = answer(one.text)
        repeated = question_of_reading(first.reading, language=language)  # type: ignore[arg-type]
        if first.value is None or repeated is None:
            continue
        again = answer(repeated)
        assert (again.value, again.unit) == (pytest.approx(first.value, rel=1e-4), first.unit), (
            one.text,
            repeated,
        )


def test_every_choice_is_a_question_that_can_be_asked() -> None:
    for text in [one.text for one in questions()] + hostile():
        for choice in answer(text).choices:
            chosen = answer(choice.question)
            assert chosen.intent not in ("unclear", "out_of_scope"), (text, choice)
            assert (
                chosen.reading.get("missing") != answer(text).reading.get("missing")
                or chosen.value is not None
            ), choice


def test_every_text_says_what_was_read_and_stays_short() -> None:
    for one in questions():
        for language in ("zh", "en"):
            said = answer(one.text, language=language)  # type: ignore[arg-type]
            assert 0 < len(said.text) < 1000, (one.text, len(said.text))
            assert "{" not in said.text, said.text


def test_every_computed_answer_says_that_the_monitor_decides() -> None:
    assert "监测为准" in answer("TSE重聚角180改120 ETL16 SAR剩多少").text
    assert "monitor decides" in answer("TSE refocusing 180 to 120 ETL 16 SAR left?").text


def test_defaults_are_said_where_they_are_used() -> None:
    assert answer("TSE重聚角180改120 SAR剩多少").assumptions == (
        "脉冲形状和时长、其他参数不变",
        "激发角 90°（默认）",
        "ETL 16（默认）",
    )


def test_an_english_question_is_answered_in_english() -> None:
    said = answer("whole-body SAR limit in normal mode?")
    assert said.text.isascii()


def test_a_chinese_question_is_answered_in_english_where_asked() -> None:
    assert answer("正常模式全身SAR限值", language="en").text.startswith("Read: normal mode")


def test_a_missing_parameter_is_asked_for_with_choices() -> None:
    said = answer("室温30度全身SAR限值多少")
    assert said.value is None
    assert [choice.label for choice in said.choices] == ["正常模式", "一级模式"]
    assert answer(said.choices[1].question).value == pytest.approx(2.75)


def test_an_implant_is_never_cleared() -> None:
    for text in ("植入物B1+rms 1.8µT 标签2.0µT 能不能扫", "implant B1+rms 1.8 uT label 2.0 uT can I scan"):
        said = answer(text)
        assert said.value == 1.0
        assert "负责医师" in said.text or "responsible physician" in said.text


def test_what_to_do_is_ranked_in_general_and_then_computed_on_the_protocol() -> None:
    general = answer("超SAR了怎么办")
    assert general.value is None
    assert "重聚角 180→150" in general.text
    partial = answer("3T TSE TR4000 20层 ETL16 重聚角180 预测SAR 2.6 限值2.0", previous=general.reading)
    assert partial.reading["missing"] == ["TE_ms", "ESP_ms"]
    computed = answer("TE 80 ESP 10", previous=partial.reading)
    assert computed.value is None
    assert "TR 4000→5200 ms：2 W/kg，时间 +30 %" in computed.text


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("3T拉莫尔频率多少", "127.73 MHz"),
        ("GRE TR8ms 192线 20层 逐层 扫多久", "30.72 s"),
        ("1.5特斯拉等于多少高斯", "15000 G"),
        ("28.5度一级全身SAR限值", "3.125 W/kg"),
    ],
)
def test_an_exactly_known_result_keeps_its_figures(text: str, figure: str) -> None:
    assert figure in answer(text).text


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("湿度70% SAR限值降多少", "humidity"),
        ("多频带因子2 SAR变几倍", "multiband"),
        ("EPI序列SAR高吗", "epi"),
        ("FDA全身SAR限值", "fda"),
    ],
)
def test_what_is_not_computed_is_explained(text: str, intent: str) -> None:
    said = answer(text)
    assert (said.intent, said.value) == (intent, None)
    assert len(said.text) > 60


def test_a_number_behind_the_question_is_not_taken_for_what_is_missing() -> None:
    assert answer("TSE TR4000 320线 16 NSA2 扫描时间").value == pytest.approx(160)
    assert answer("TSE TR4000 320线 NSA2 扫描时间 16").value is None


def test_settings_that_contradict_each_other_are_not_computed() -> None:
    said = answer("3T TSE 超SAR怎么办 TR1000 TE80 ESP10 40层 ETL16 重聚角180 预测SAR 2.6 限值2.0")
    assert said.value is None
    assert "互相矛盾" in said.text


def test_absolute_sar_is_refused_without_the_scanners_own_pair() -> None:
    said = answer("3T TSE TR4000 ETL16 SAR是多少W/kg")
    assert said.value is None
    assert "SAR 和 B1+rms" in said.text


def test_a_text_of_more_than_500_characters_is_asked_for_in_short_form() -> None:
    said = answer("重聚角180改120 SAR剩多少 " * 40)
    assert said.value is None
    assert "500" in said.text


@given(st.text(max_size=520))
def test_no_text_makes_it_raise(text: str) -> None:
    said = answer(text)
    assert json.loads(json.dumps(said.reading)) == dict(said.reading)


_PIECES = [
    *"改层℃半½×.点万不%从到呢倍的-0",
    "TSE",
    "ETL",
    "180",
    "SAR",
    "剩多少",
    "1e9",
    "TR",
    "一半",
    "3/0",
    "T²",
    "µT",
]


@given(st.lists(st.sampled_from(_PIECES), max_size=14))
def test_no_shuffled_question_makes_it_raise(words: list[str]) -> None:
    first = answer("".join(words))
    answer(" ".join(words), previous=first.reading)
