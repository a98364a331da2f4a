"""The steps before a rubric: normal form, typo repair, lobes and numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.grading.cases.anatomy import find_lobes
from quizzes.grading.cases.lexicon import shared_lexicon
from quizzes.grading.cases.quantities import chinese_number, quantities_after
from quizzes.grading.cases.repair import Repairer
from quizzes.grading.cases.text import Text, normalise

REPAIRER = Repairer(shared_lexicon())


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("左 肺 上 叶 實 變", "左肺上叶实变"),
        ("实变 磨玻璃 树芽", "实变,磨玻璃,树芽"),
        ("5.7×10⁹/Ｌ", "5.7×10^9/l"),
        ("10⁻³", "10^-3"),
        ("S. aureus. No TB.", "s. aureus。 no tb。"),
        ("M R A  A S L", "mra asl"),
        ("1.实变；2.空洞", "1.实变;2.空洞"),
        ("实\u200b变\ufeff", "实变"),
    ],
)
def test_writing_is_brought_into_one_form(typed: str, normal: str) -> None:
    assert normalise(typed).chars == normal


@given(st.text(max_size=80))
def test_every_normal_character_comes_from_a_place_in_the_original(typed: str) -> None:
    text = normalise(typed)
    assert len(text.chars) == len(text.offsets)
    assert list(text.offsets) == sorted(text.offsets)
    assert all(0 <= offset < len(typed) for offset in text.offsets)


def test_a_repair_must_keep_the_number_of_characters() -> None:
    with pytest.raises(ValueError, match="number of characters"):
        normalise("实变").replaced("实")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("大脑中动脉侠窄", "大脑中动脉狭窄"),
        ("支源体肺炎", "支原体肺炎"),
        ("抵灌注", "低灌注"),
        ("4陪", "4倍"),
        ("legionela", "legionella"),
        ("tigecicline", "tigecycline"),
    ],
)
def test_a_slip_is_repaired_to_the_term(typed: str, meant: str) -> None:
    repaired = REPAIRER.repair(normalise(typed))
    assert repaired.text.chars == meant
    assert repaired.confidence(0, len(meant)) < 1


@pytest.mark.parametrize(
    "good", ["肺炎", "肺癌", "高灌注", "右侧", "周围见水肿", "显示变化", "未见", "时间窗内", "region"]
)
def test_what_is_right_as_it_stands_is_left_alone(good: str) -> None:
    repaired = REPAIRER.repair(normalise(good))
    assert (repaired.text.chars, repaired.doubtful) == (good, {})


def test_repair_shows_the_place_of_the_word_as_typed() -> None:
    text: Text = REPAIRER.repair(normalise("no legionela here")).text
    start = text.chars.index("legionella")
    assert text.original_span(start, start + len("legionella")) == (3, 12)


@pytest.mark.parametrize(
    ("written", "lobes"),
    [
        ("右肺上叶和中叶、左肺下叶", {"RUL", "RML", "LLL"}),
        ("右上、右中、左下肺", {"RUL", "RML", "LLL"}),
        ("右肺中上叶", {"RUL", "RML"}),
        ("RML和LLL", {"RML", "LLL"}),
        ("right upper and middle lobes, left lower lobe", {"RUL", "RML", "LLL"}),
        ("双肺上叶", {"RUL", "LUL"}),
        ("两肺各叶", {"RUL", "RML", "RLL", "LUL", "LLL"}),
        ("右侧上肢", set()),
        ("左上腹", set()),
    ],
)
def test_lobes_are_read_in_all_their_short_forms(written: str, lobes: set[str]) -> None:
    assert {mention.lobe for mention in find_lobes(normalise(written).chars)} == lobes


@pytest.mark.parametrize(
    ("written", "value"),
    [("一百二十九点三", 129.3), ("十二", 12), ("一二六", 126), ("四百三十九", 439), ("三千零五", 3005)],
)
def test_chinese_numerals_have_their_value(written: str, value: float) -> None:
    assert chinese_number(written) == pytest.approx(value)


def test_a_word_that_is_no_numeral_has_no_value() -> None:
    with pytest.raises(ValueError, match="not a Chinese numeral"):
        chinese_number("一百元")


def test_a_number_belongs_to_the_word_before_it_up_to_the_next_stop() -> None:
    chars = normalise("血钠129.3mmol/L，ALT 439").chars
    assert [quantity.value for quantity in quantities_after(chars, 2)] == [129.3]
