"""Grading numbers: what is right, what is wrong and why, what must be asked again."""

import pytest

from quizzes.grading.numbers import NamedMistake, NumberKey, grade_number

SAR = NumberKey(key="3.2 W/kg", rtol=0.02)
FIELD = NumberKey(key="7 T", rtol=0.01)
LARMOR = NumberKey(key="63.87 MHz", rtol=0.005)
B1 = NumberKey(key="2.8 uT", rtol=0.02)
RATIO = NumberKey(key="0.36 1", rtol=0.01, unit="optional")
PERCENT = NumberKey(key="60 %", atol="1 %", unit="optional")
LEVEL = NumberKey(key="-6 dB", atol="0.3 dB")
NOTHING = NumberKey(key="0 ppm", atol="0.1 ppm", unit="optional")
TINY = NumberKey(key="2.5e-7 T", rtol=0.01, unit="optional")
DELAY = NumberKey(key="2300 ms", rtol=0.01)
SCAN = NumberKey(key="200 s", rtol=0.01)
ANGLE = NumberKey(key="150 deg", rtol=0.01, unit="optional")
WARMTH = NumberKey(key="39 ℃", atol="0.2 ℃", unit="optional")
BARE = NumberKey(key="128 MHz", rtol=0.01, unit="forbidden")
COUNT = NumberKey(key="9 1", unit="forbidden")
SLEW = NumberKey(key="150 T/m/s", rtol=0.01)
WEIGHT = NumberKey(key="65 kg", rtol=0.01)


def outcome(key, response):
    verdict = grade_number(key, response)
    return verdict.outcome if verdict.reason is None else f"{verdict.outcome} {verdict.reason}"


@pytest.mark.parametrize(
    ("key", "responses"),
    [
        (
            SAR,
            "3.2 W/kg|3.2瓦/公斤|3200mW/kg|3.2 mW/g|0.0032 kW/kg|３.２Ｗ／ＫＧ|3.2 W/KG|16/5 W/kg",
        ),
        (
            SAR,
            "三点二瓦每千克|每公斤3.2瓦|3.2（W/kg）|约3.2 W/kg左右|3.2 W kg⁻¹|3.2 J/kg/s|3。2 W/kg",
        ),
        (SAR, "SAR≈3.2 w/kg|3.2E0 W/kg|3.136 W/kg|3.264 W/kg|3.2 W/kg = 3200 mW/kg"),
        (FIELD, "7T|70000 G|70kGs|7万高斯|七万高斯|7×10⁴ G|7x10^4 Gs"),
        (FIELD, "七特斯拉|7000 mT|7.0 tesla|B0=7T|70 KG|70,000 gauss|6.93 T|7.07 T"),
        (LARMOR, "63.87 MHz|6.387×10⁷ Hz|6.387e7Hz|6387万赫兹|63,870 kHz|63.87兆赫|63870千赫|63.87MHZ"),
        (LARMOR, "0.6387亿赫兹|6.387乘以10的7次方赫兹|6.387*10**7 Hz|0.06387GHz"),
        (B1, "2.8μT|2.8µT|2.8 微特|0.0028 mT|2.8×10⁻⁶ T|28 mG|0.028高斯|B1+rms = 2.8 uT"),
        (RATIO, "0.36|36%|百分之三十六|三成六|3.6成|9/25|二十五分之九|0.36倍|零点三六|360‰|９／２５|.36"),
        (PERCENT, "60|60%|六成|百分之六十|六十|0.6倍|3/5|五分之三|59%|61 ％"),
        (LEVEL, "-6dB|−6 dB|负六分贝|－6ｄＢ|-6.3 dB|ー6分贝"),
        (NOTHING, "0|零|0 ppm|0.1|-0.1ppm|0.00001%|1e-999"),
        (TINY, "2.5e-7|2.5×10^-7 T|0.25 μT|2.5毫高斯"),
        (DELAY, "2.3 s|2.3秒|2,300 ms|两千三百毫秒|2300msec|2.3S|TI=2300毫秒|2300000微秒|2千3百毫秒"),
        (SCAN, "3分20秒|3min20s|3 min 20 s|三分二十秒|200秒|3.333分钟|0小时3分20秒"),
        (ANGLE, "150|150°|150度|一百五十度|150 deg|2.618 rad"),
        (WARMTH, "39|39℃|39度|39 °C|39°|三十九摄氏度|39.2"),
        (BARE, "128|127|一百二十八|约128|1.28×10²"),
        (COUNT, "9|九|9.0|18/2"),
        (SLEW, "150 T/m/s|150 mT/m/ms|150 T·m⁻¹·s⁻¹|150 特斯拉/米/秒|150 T/(m·s)"),
        (WEIGHT, "65kg|65公斤|65千克|65 KG|65000克"),
    ],
)
def test_right_answers(key, responses):
    graded = {response: outcome(key, response) for response in responses.split("|")}
    assert graded == dict.fromkeys(graded, "right")


@pytest.mark.parametrize(
    ("key", "reason", "responses"),
    [
        (SAR, "", "3.1 W/kg|3.265 W/kg|3.135 W/kg|1.6 W/kg|0 W/kg|-32 W/kg"),
        (SAR, "dimension", "3.2 T|3.2 W|3.2 J/kg|3.2 %|3.2 W/m|320%|3.2 dB|3.2 W kg|3.2 kg/W"),
        (SAR, "sign", "-3.2 W/kg|负3.2瓦/千克|−3200 mW/kg"),
        (SAR, "power-of-ten", "32 W/kg|0.32 W/kg|320 W/kg|3.2 mW/kg|3.2 kW/kg|3.2e5 W/kg|3.2 MW/kg"),
        (FIELD, "power-of-ten", "700 G|7 mT|7 G|0.7 T|7毫特|7高斯"),
        (FIELD, "dimension", "7 T/m|7 g|7 Hz"),
        (FIELD, "", "3 T|1/7 T"),
        (LARMOR, "power-of-ten", "63.87 kHz|63.87 mHz|63.87毫赫|63.87 Hz|638.7 MHz|63.87 s⁻¹"),
        (B1, "power-of-ten", "2.8 mT|2.8 nT|2.8 G|28 μT"),
        (RATIO, "percent", "36|0.36%|三十六"),
        (RATIO, "power-of-ten", "3.6|0.036|360|3.6%"),
        (RATIO, "inverted", "2.78|25/9|2.78倍|278%|九分之二十五"),
        (RATIO, "sign", "-0.36|-36%"),
        (RATIO, "", "0.64|64%|2/3|0"),
        (RATIO, "dimension", "0.36 T|0.36 dB"),
        (PERCENT, "percent", "0.6|6000%|60倍"),
        (PERCENT, "power-of-ten", "6|6%|600"),
        (PERCENT, "inverted", "1.667倍|5/3|166.7%"),
        (PERCENT, "", "62%|58%|40"),
        (LEVEL, "sign", "6 dB|6.3分贝"),
        (LEVEL, "", "-6.31 dB|-3 dB|3 dB"),
        (LEVEL, "dimension", "-6%|-6倍"),
        (NOTHING, "", "0.11|1|-2 ppm|0.1%"),
        (NOTHING, "dimension", "0 Hz"),
        (TINY, "", "0|1"),
        (TINY, "power-of-ten", "2.5|2.5e7|0.25 mT"),
        (DELAY, "power-of-ten", "2300 s|2.3 ms|2300 μs"),
        (SCAN, "", "3分2秒|3.2分"),
        (ANGLE, "dimension", "150℃|150摄氏度|150 ms"),
        (ANGLE, "", "150 rad|120"),
        (WARMTH, "dimension", "312 K|39 deg|39 T"),
        (BARE, "power-of-ten", "12.8|128000000"),
        (COUNT, "inverted", "1/9|九分之一"),
        (COUNT, "percent", "900|0.09"),
        (COUNT, "", "8|10|9.001"),
        (WEIGHT, "dimension", "65 G|65 kG"),
    ],
)
def test_wrong_answers_say_why_where_they_can(key, reason, responses):
    graded = {response: outcome(key, response) for response in responses.split("|")}
    assert graded == dict.fromkeys(graded, f"wrong {reason}".strip())


@pytest.mark.parametrize(
    ("key", "expected", "responses"),
    [
        (SAR, "invalid empty", " |　|\u200b"),
        (
            SAR,
            "invalid no-number",
            "不会|W/kg|nan W/kg|inf W/kg|3_2 W/kg|3.2.1 W/kg|٣ W/kg|③ W/kg|?|3.2e W/kg",
        ),
        (SAR, "invalid unit-missing", "3.2|约3.2|三点二|16/5|3½|0|-3.2|SAR=3.2|3.2×10⁰"),
        (SAR, "invalid unit-unknown", "3.2 W/lb|3.2 瓦/磅|3.2 w/kgg|3.2 foo|3.2 W/|3.2 瓦特每"),
        (SAR, "invalid comma", "3,2 W/kg|3，2 W/kg|3,20 W/kg|3,2000 W/kg|0,320 W/kg"),
        (SAR, "invalid range", "3~3.4 W/kg|3.0-3.4 W/kg|3到3.4瓦/千克|3.2±0.1 W/kg|3 W/kg至4 W/kg"),
        (SAR, "invalid inequality", "<3.2 W/kg|≥3.2 W/kg|小于3.2 W/kg|不超过3.2|3.2 W/kg以下|至多3.2 W/kg"),
        (SAR, "invalid not-finite", "1e999 W/kg|-1e400 W/kg|3/0 W/kg"),
        (
            LARMOR,
            "ambiguous lost-superscript",
            "6.387×107 Hz|6.387x107Hz|6.387*10 7 Hz|6.387·107|6.387×10-7 Hz",
        ),
        (TINY, "ambiguous lost-superscript", "2.5×10-7|2.5x10−7 T"),
        (SAR, "ambiguous", "3.2 W/kg 4 W/kg|3.2或4 W/kg|3.2 W/kg（7 T）|3 200 mW/kg"),
        (FIELD, "invalid unit-unknown", "7 t|7 特拉斯|7 MT|7 mt|7 teslla"),
        (DELAY, "invalid unit-unknown", "2300 MS|2300豪秒|2300 m/"),
        (PERCENT, "invalid unit-unknown", "60 foo"),
        (BARE, "invalid unit-forbidden", "128 MHz|128兆赫|128 foo|128%|128 T"),
        (COUNT, "invalid unit-forbidden", "9倍|9次|900%|九成"),
    ],
)
def test_what_cannot_be_graded_is_asked_again(key, expected, responses):
    graded = {response: outcome(key, response) for response in responses.split("|")}
    assert graded == dict.fromkeys(graded, expected)


@pytest.mark.parametrize(
    ("key", "response", "read"),
    [
        (SAR, "约３.２瓦/千克左右", "3.2 W/kg"),
        (RATIO, "9/25", "0.36"),
        (RATIO, "三成六", "36%"),
        (PERCENT, "60", "60%"),
        (SCAN, "3分20秒", "200 s"),
        (LARMOR, "6.387×10⁷ Hz", "6.387×10⁷ Hz"),
        (FIELD, "7万高斯", "70000 G"),
        (ANGLE, "150", "150°"),
        (WARMTH, "39度", "39 ℃"),
        (FIELD, "7 t", None),
    ],
)
def test_the_reading_is_echoed(key, response, read):
    assert grade_number(key, response).read == read


def test_an_unknown_unit_is_answered_with_the_nearest():
    assert grade_number(FIELD, "7 t").suggestion == "T"
    assert grade_number(SAR, "3.2 W/kgg").suggestion == "W/kg"
    assert grade_number(BARE, "128 MHzz").suggestion is None


def test_the_larger_tolerance_holds_not_their_sum():
    key = NumberKey(key="100 ms", rtol=0.02, atol="3 ms")
    assert grade_number(key, "103 ms").outcome == "right"
    assert grade_number(key, "103.1 ms").outcome == "wrong"
    assert grade_number(NumberKey(key="100 ms", rtol=0.05, atol="3 ms"), "104.9 ms").outcome == "right"


def test_the_absolute_tolerance_may_be_in_another_unit():
    key = NumberKey(key="2 s", atol="50 ms")
    assert grade_number(key, "2050 ms").outcome == "right"
    assert grade_number(key, "2051 ms").outcome == "wrong"


def test_an_exact_key_accepts_itself_in_any_unit():
    key = NumberKey(key="2.1 ms")
    assert grade_number(key, "2100 μs").outcome == "right"
    assert grade_number(key, "0.0021 s").outcome == "right"
    assert grade_number(key, "2.1001 ms").outcome == "wrong"


SQUARED = NumberKey(
    key="4 1",
    rtol=0.02,
    unit="optional",
    mistakes=(
        NamedMistake(name="not-squared", value=2.0, credit=0.5, hint="square"),
        NamedMistake(name="tenfold", value="40 1"),
    ),
)


def test_a_named_mistake_keeps_its_credit_and_its_name():
    verdict = grade_number(SQUARED, "2倍")
    assert (verdict.outcome, verdict.reason, verdict.credit) == ("wrong", "not-squared", 0.5)


def test_a_named_mistake_goes_before_a_general_one():
    assert grade_number(SQUARED, "40").reason == "tenfold"
    assert grade_number(SQUARED, "400").reason == "percent"


def test_a_mistake_never_takes_credit_from_the_key():
    key = NumberKey(key="4 T", mistakes=(NamedMistake(name="same", value="4 T"),))
    assert grade_number(key, "4 T").credit == 1.0


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ({"key": "0 mT/m"}, "zero key needs an atol"),
        ({"key": "3 apples"}, "not a quantity"),
        ({"key": "many T"}, "not a quantity"),
        ({"key": "nan T"}, "not a quantity"),
        ({"key": "3 T", "rtol": -0.1}, "rtol"),
        ({"key": "3 T", "rtol": float("nan")}, "rtol"),
        ({"key": "3 T", "atol": "1 s"}, "no quantity in T"),
        ({"key": "3 T", "atol": "-1 T"}, "atol"),
        ({"key": "3 T", "unit": "maybe"}, "required, optional or forbidden"),
        ({"key": "3 T", "mistakes": (NamedMistake(name="slip", value="2 s"),)}, "no quantity in T"),
    ],
)
def test_a_key_that_cannot_be_met_is_refused(key, message):
    with pytest.raises(ValueError, match=message):
        NumberKey(**key)
