"""Numbers in Arabic, Chinese and mixed writing."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.quantities import plain, read_numeral


def whole(text):
    """The numeral that takes up all of a text."""
    spelled = plain(text)
    numeral = read_numeral(spelled)
    return numeral if numeral and numeral.end == len(spelled) else None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("007", 7),
        (".25", 0.25),
        ("１２．５", 12.5),
        ("2。5", 2.5),
        ("4,096", 4096),
        ("63,870,000", 63_870_000),
        ("1，024.5", 1024.5),
        ("6.4e7", 6.4e7),
        ("6.4E+7", 6.4e7),
        ("6.4 e7", 6.4e7),
        ("2.5e−3", 2.5e-3),
        ("6.387×10⁷", 6.387e7),
        ("6.387x10^7", 6.387e7),
        ("6.387 X 10 ^ 7", 6.387e7),
        ("6.387*10**7", 6.387e7),
        ("6.387·10⁷", 6.387e7),
        ("6.387⋅10^{7}", 6.387e7),
        ("2.5×10^(-3)", 2.5e-3),
        ("2.5×10^－3", 2.5e-3),
        ("10⁷", 1e7),
        ("10²", 100),
        ("10^-2", 0.01),
        ("6.387乘以10的7次方", 6.387e7),
        ("六点三八七乘十的七次方", 6.387e7),
        ("2.5×10的负3次方", 2.5e-3),
        ("1×10的十二次方", 1e12),
    ],
)
def test_arabic_numbers(text, value):
    assert whole(text).value == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("零", 0),
        ("〇", 0),
        ("两", 2),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("六十四", 64),
        ("一百零八", 108),
        ("一百八", 180),
        ("一百八十", 180),
        ("两百五", 250),
        ("三千零二十", 3020),
        ("四千零九十六", 4096),
        ("二万五", 25_000),
        ("二万零五百", 20_500),
        ("十二万八千", 128_000),
        ("一亿两千七百七十三万", 127_730_000),
        ("两亿三", 230_000_000),
        ("一百二十八万", 1_280_000),
        ("三万亿", 3e12),
        ("一万二千亿", 1.2e12),
        ("二〇四八", 2048),
        ("三点一四一六", 3.1416),
        ("零点零五", 0.05),
        ("十二点五", 12.5),
        ("六点四万", 64_000),
        ("貳拾伍", 25),
        ("壹萬伍仟", 15_000),
        ("兩億", 2e8),
    ],
)
def test_chinese_numerals(text, value):
    assert whole(text).value == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2万5", 25_000),
        ("2万5千", 25_000),
        ("2 万".replace(" ", ""), 20_000),
        ("6.387千万", 63_870_000),
        ("1,277万", 12_770_000),
        ("1.28亿", 1.28e8),
        ("1亿2800万", 1.28e8),
        ("127.7百万", 127_700_000),
        ("3点5", 3.5),
        ("12千", 12_000),
    ],
)
def test_digits_with_chinese_units_of_counting(text, value):
    assert whole(text).value == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3/8", 0.375),
        ("3 / 8", 0.375),
        ("3／8", 0.375),
        ("3÷8", 0.375),
        ("37.5/100", 0.375),
        ("八分之三", 0.375),
        ("8分之3", 0.375),
        ("一又八分之三", 1.375),
        ("1 3/8", 1.375),
        ("1⅜", 1.375),
        ("一半", 0.5),
        ("半", 0.5),
    ],
)
def test_fractions_state_a_proportion(text, value):
    numeral = whole(text)
    assert numeral.form == "fraction"
    assert numeral.value == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("百分之六十", 60),
        ("百分之62.5", 62.5),
        ("百分之六十二点五", 62.5),
        ("百分之一百二十", 120),
        ("千分之三", 0.3),
        ("万分之五", 0.05),
        ("六成", 60),
        ("6成", 60),
        ("六成二", 62),
        ("六成半", 65),
        ("6.25成", 62.5),
    ],
)
def test_spoken_percentages(text, percent):
    numeral = whole(text)
    assert numeral.form == "percent"
    assert numeral.value == pytest.approx(percent, rel=1e-14)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2,5", "comma"),
        ("2,50", "comma"),
        ("25,0000", "comma"),
        ("2500,000", "comma"),
        ("0,375", "comma"),
        ("1.234,5", "comma"),
        ("2_5", "malformed"),
        ("1'500", "malformed"),
        ("2.5.1", "malformed"),
        ("..5", "malformed"),
        ("2.5e", "malformed"),
        ("0x1F", "malformed"),
        ("2×0.75", "malformed"),
        ("256×256", "malformed"),
        ("3:8", "malformed"),
        ("1/2/3", "malformed"),
        ("2^3", "malformed"),
        ("2π", "malformed"),
        ("6.387×107", "lost-superscript"),
        ("6.387x10 7", "lost-superscript"),
        ("2.5×10-3", "lost-superscript"),
        ("2.5×10e7", "lost-superscript"),
        ("两三", "range"),
        ("二三十", "range"),
        ("十几", "range"),
        ("100多", "inequality"),
    ],
)
def test_a_number_that_must_not_be_guessed_says_why(text, problem):
    assert read_numeral(plain(text)).problem == problem


@pytest.mark.parametrize("text", ["", "abc", "千", "百", "万", "点五", "分之三", "e7", "-", "."])
def test_where_no_number_begins_there_is_none(text):
    assert read_numeral(plain(text)) is None


@pytest.mark.parametrize(
    ("text", "value"), [("1e999", inf), ("9×10^99999999", inf), ("1/0", inf), ("1e-999", 0), ("9" * 400, inf)]
)
def test_numbers_beyond_floats_become_infinite_or_zero(text, value):
    assert read_numeral(plain(text)).value == value


@pytest.mark.parametrize(
    ("text", "rest"), [("70千克", "千克"), ("3千瓦", "千瓦"), ("5 kg", " kg"), ("2 1/s", " 1/s")]
)
def test_the_unit_is_left_alone(text, rest):
    assert text[read_numeral(text).end :] == rest


def spoken(number):
    """A whole number below a hundred million in Chinese, the long way."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        return spoken(high) + "万" + (("零" if low < 1000 else "") + spoken(low) if low else "")
    text, gap = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            text += ("零" if gap and text else "") + "一二三四五六七八九"[digit - 1] + unit
        gap = not digit
    return text or "零"


@given(st.integers(0, 99_999_999))
def test_every_whole_number_spoken_in_full_reads_back(number):
    assert whole(spoken(number)).value == number


@given(st.floats(1e-300, 1e300))
def test_every_float_reads_back(value):
    assert whole(repr(value)).value == value
