"""What holds for every key and for every text."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.grading.numbers import NumberKey, grade_number
from quizzes.quantities import format_quantity

UNITS = [
    "W/kg",
    "T",
    "mT/m",
    "uT",
    "MHz",
    "ms",
    "s",
    "deg",
    "rad",
    "dB",
    "℃",
    "%",
    "ppm",
    "kg",
    "S/m",
    "V",
    "J/K",
    "T/m/s",
    "1/s",
    "mm^2/s",
]
POLICIES = ("required", "optional", "forbidden")
OUTCOMES = {"right", "wrong", "invalid", "ambiguous"}
INVALID = {
    *("empty", "no-number", "unit-missing", "unit-unknown", "unit-forbidden"),
    *("comma", "range", "inequality", "not-finite"),
}
WRONG = {None, "dimension", "sign", "percent", "power-of-ten", "inverted"}
values = st.floats(1e-12, 1e12) | st.floats(-1e12, -1e-12)


@given(value=values, unit=st.sampled_from(UNITS), digits=st.integers(1, 8))
def test_the_key_as_shown_is_graded_right(value, unit, digits):
    rtol = 0.5001 * 10 ** (1 - digits)
    for policy in ("required", "optional"):
        key = NumberKey(key=f"{value!r} {unit}", rtol=rtol, unit=policy)
        assert grade_number(key, format_quantity(value, unit, digits=digits)).outcome == "right"
    bare = NumberKey(key=f"{value!r} {unit}", rtol=rtol, unit="forbidden")
    assert grade_number(bare, format_quantity(value, "1", digits=digits)).outcome == "right"


@given(value=values, unit=st.sampled_from(UNITS), rtol=st.floats(1e-6, 0.2), off=st.floats(0.0, 3.0))
def test_an_answer_is_right_exactly_within_the_tolerance(value, unit, rtol, off):
    key = NumberKey(key=f"{value!r} {unit}", rtol=rtol)
    right = grade_number(key, f"{value * (1 + off * rtol)!r} {unit}").outcome == "right"
    if abs(off - 1) > 1e-6:
        assert right == (off < 1)


@given(value=st.floats(0.011, 0.089), exponent=st.integers(-9, 9).filter(bool))
def test_a_slip_of_a_power_of_ten_is_named(value, exponent):
    key = NumberKey(key=f"{value!r} T", rtol=0.01)
    assert grade_number(key, f"{value!r}e{exponent} T").reason == "power-of-ten"


@given(value=st.floats(0.02, 0.9))
def test_ratio_and_percentage_mixed_up_is_named_so_and_not_as_a_power_of_ten(value):
    assert grade_number(NumberKey(key=f"{value!r} 1", rtol=0.001), f"{value * 100!r}").reason == "percent"
    percent = NumberKey(key=f"{value * 100!r} %", rtol=0.001, unit="optional")
    assert grade_number(percent, f"{value!r}").reason == "percent"
    assert grade_number(percent, f"{value!r} 倍").outcome == "right"


def check(verdict):
    """A verdict keeps the contract."""
    assert verdict.outcome in OUTCOMES
    if verdict.outcome == "right":
        assert (verdict.credit, verdict.reason) == (1.0, None)
    elif verdict.outcome == "wrong":
        assert verdict.credit == 0.0
        assert verdict.reason in WRONG
    elif verdict.outcome == "ambiguous":
        assert verdict.reason in {None, "lost-superscript"}
    else:
        assert verdict.reason in INVALID
    assert (verdict.read is None) == (verdict.outcome in {"invalid", "ambiguous"})


KEYS = [
    NumberKey(key="3.2 W/kg", rtol=0.02),
    NumberKey(key="0.36 1", rtol=0.01, unit="optional"),
    NumberKey(key="60 %", atol="1 %", unit="optional"),
    NumberKey(key="0 mT/m", atol="0.1 mT/m", unit="optional"),
    NumberKey(key="9 1", unit="forbidden"),
    NumberKey(key="1e-300 J", rtol=0.01, unit="optional"),
    NumberKey(key="1e300 Hz", rtol=0.01, unit="optional"),
]


@given(key=st.sampled_from(KEYS), response=st.text(max_size=60))
def test_any_text_gets_a_verdict(key, response):
    check(grade_number(key, response))


def test_ten_thousand_random_texts_get_a_verdict():
    rng = random.Random(20)
    for index in range(10_000):
        text = "".join(chr(rng.randrange(0x110000)) for _ in range(rng.randrange(1, 40)))
        check(grade_number(KEYS[index % len(KEYS)], text))


PIECES = [
    *"01.,^⁸/%°WTs一三十百千万亿点半成又几零度秒分时-+~<() （μ½①٣👍\u0301=:约每π√±\ud800\x00",
    *("3.2", "e5", "e999", "×10", "/kg", "ms", "m2", "分之", "不是", "乘以", "的次方"),
]


@given(key=st.sampled_from(KEYS), pieces=st.lists(st.sampled_from(PIECES), max_size=12))
def test_any_jumble_of_what_numbers_are_made_of_gets_a_verdict(key, pieces):
    check(grade_number(key, "".join(pieces)))


@pytest.mark.parametrize(
    "piece",
    [
        "1 ",
        "9",
        "一亿",
        "一又",
        "1/",
        "W·",
        "KG·",
        "(",
        ".",
        "1,",
        "⁸",
        "×10",
        "B1=",
        "ﷺ",
        "\u05b0\u0591",
        "第一",
        "1分",
    ],
)
@pytest.mark.parametrize("key", KEYS[:2])
def test_a_message_as_long_as_telegram_allows_gets_a_verdict(key, piece):
    check(grade_number(key, (piece * 4096)[:4096]))
    check(grade_number(key, ("3.2 " + piece * 4096)[:4096]))


def test_a_longer_text_is_not_read():
    assert grade_number(KEYS[0], "3.2 W/kg" + " " * 4096).reason == "no-number"


@given(
    text=st.text(st.characters(exclude_categories=["N", "Lo"], exclude_characters="0123456789"), max_size=30)
)
def test_nothing_without_a_number_is_ever_right(text):
    for key in KEYS:
        assert grade_number(key, text).outcome == "invalid"


@given(
    response=st.sampled_from(["3.2 W/kg", "3200 mW/kg", "三点二瓦/千克", "3.2e0 W/kg", "SAR=3.2 W/kg"]),
    junk=st.sampled_from(["_", "^", "√", "π", "/", "\\", "#", "٣", "①", "₂", "²", "̶", "'", "0x", "π∕"]),
    place=st.integers(0, 12),
)
def test_a_stray_sign_inside_the_number_never_passes(response, junk, place):
    start = next(index for index, char in enumerate(response) if char in "3三")
    end = start + len("3.2")
    position = start + place % (end - start)
    verdict = grade_number(KEYS[0], response[:position] + junk + response[position:])
    assert verdict.outcome != "right" or (junk == "'" and position == start)
