import pytest

from quizzes.journal.sentences import sentences_of
from quizzes.journal.statements import statements_in


def _found(line):
    return [(value, unit) for value, unit, _ in statements_in(line)]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("阈值为 4 W/kg。", [(4.0, "W/kg")]),
        ("波长由 52cm 变为 26cm。", [(52.0, "cm"), (26.0, "cm")]),
        ("场强在 0.2~3.0T 之间。", [(0.2, "T"), (3.0, "T")]),
        ("信号降为原来的 3/4。", [(0.75, "1")]),
        ("系数设置为 1。", [(1.0, "1")]),
        ("白细胞 5.2×10⁹/L。", [(5.2e9, "/L")]),
        ("频率 1.28x10^8 Hz。", [(1.28e8, "Hz")]),
        ("全年 1.2万例，费用降 30%。", [(12000.0, "例"), (30.0, "%")]),
        ("共 12,500 人次。", [(12500.0, "人次")]),
        ("温度在 -20 ℃ 以下。", [(-20.0, "℃")]),
        ("3T 设备", [(3.0, "T")]),
        ("1、180°脉冲", [(180.0, "°")]),
    ],
)
def test_numbers_are_read_with_their_units(line, found):
    assert _found(line) == found


@pytest.mark.parametrize(
    "line",
    [
        "2031年2月18日上午9:30开会。",
        "2031.02.18 复查。",
        "CT680 与 B1、T2 只是名字。",
        "(3) 第三点",
        "图 7 见下页",
        "ALT104U 是型号",
    ],
)
def test_dates_names_and_numbering_state_nothing(line):
    assert _found(line) == []


def test_each_number_comes_with_its_own_sentence():
    line = "首句有 5 例。次句有 7 例！末句没有。"
    assert [(value, sentence) for value, _, sentence in statements_in(line)] == [
        (5.0, "首句有 5 例。"),
        (7.0, "次句有 7 例！"),
    ]


def test_of_an_endless_sentence_only_the_neighbourhood_is_kept():
    sentences = [sentence for _, _, sentence in statements_in("啊" * 5000 + "5 例" + "啊" * 5000)]
    assert [("5 例" in sentence, len(sentence) <= 410) for sentence in sentences] == [(True, True)]


def test_a_closing_quotation_mark_stays_with_its_sentence():
    assert sentences_of("他说：“好。”然后走了。") == ["他说：“好。”然后走了。"]
