"""Units in the spellings that people use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.quantities import PURE, Unit, nearest_unit, parse_unit

TESLA = parse_unit("T")
KILOGRAM = parse_unit("kg")


@pytest.mark.parametrize(
    ("symbol", "spellings"),
    [
        (
            "W/kg",
            ["W/Kg", "w/kg", "瓦/千克", "瓦特每公斤", "W·kg⁻¹", "W kg^-1", "W kg-1", "W*kg^(-1)", "W每kg"],
        ),
        ("W/kg", ["W／ｋｇ", "Ｗ/㎏", "watts per kilogram", "W/KG", "瓦 / 千克", "W/(kg)"]),
        ("mW/g", ["毫瓦/克", "mW g⁻¹", "毫瓦每克"]),
        ("T", ["特斯拉", "特", "Tesla", "TESLA"]),
        ("kG", ["千高斯", "kilogauss"]),
        ("Gs", ["GS", "Gs"]),
        ("G", ["高斯", "Gauss"]),
        ("μT", ["uT", "µT", "μT", "微特", "微特斯拉", "microtesla"]),
        ("MHz", ["MHZ", "Mhz", "兆赫", "兆赫兹", "㎒", "megahertz"]),
        ("ms", ["毫秒", "msec", "milliseconds", "㎳"]),
        ("min", ["分", "分钟", "分鐘", "minutes", "MIN"]),
        ("h", ["小时", "个小时", "H", "hours"]),
        ("mT/m", ["毫特/米", "毫特斯拉每米", "mT·m⁻¹", "mT m^-1"]),
        ("T/m/s", ["T/m/s", "特斯拉每米每秒", "特/米/秒"]),
        ("T/(m·s)", ["T/(m·s)", "T/(m*s)"]),
        ("mm²/s", ["mm2/s", "mm^2/s", "mm²·s⁻¹"]),
        ("s/mm²", ["s/mm2", "秒/mm²"]),
        ("1/s", ["s-1", "s⁻¹", "次/秒", "/秒", "1/s"]),
        ("J/K", ["焦耳每开尔文", "焦/开", "J·K⁻¹"]),
        ("S/m", ["西门子每米", "S·m⁻¹"]),
        ("°", ["deg", "Degrees", "º", "度"]),
        ("℃", ["°C", "° C", "摄氏度", "攝氏度"]),
        ("dB", ["分贝", "分貝", "DB", "db"]),
        ("%", ["％", "percent", "个百分点"]),
        ("1", ["1", "倍", "次", "层", "層"]),
    ],
)
def test_a_unit_has_one_symbol_however_it_is_spelled(symbol, spellings):
    assert {
        spelling: getattr(parse_unit(spelling), "symbol", None) for spelling in spellings
    } == dict.fromkeys(spellings, symbol)


@pytest.mark.parametrize(
    ("one", "factor", "other"),
    [
        ("T", 10_000, "G"),
        ("T", 10_000, "Gs"),
        ("kG", 0.1, "T"),
        ("W/kg", 1, "mW/g"),
        ("kJ/kg", 1000, "J/kg"),
        ("G/cm", 10, "mT/m"),
        ("h", 60, "min"),
        ("T/m/s", 1, "mT/m/ms"),
        ("MHz", 1e6, "1/s"),
        ("L", 1000, "mL"),
        ("%", 10_000, "ppm"),
        ("V", 1, "W/A"),
        ("J", 1, "N·m"),
        ("rad", 57.29577951308232, "°"),
    ],
)
def test_units_of_one_dimension_convert(one, factor, other):
    left, right = parse_unit(one), parse_unit(other)
    assert left.dimension == right.dimension
    assert left.factor / right.factor == pytest.approx(factor, rel=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        "t",
        "ut",
        "mt",
        "MT",
        "MS",
        "cM",
        "特拉斯",
        "豪秒",
        "W/",
        "W//kg",
        "/",
        "lb",
        "W/lb",
        "W kg)",
        "(W",
        "",
        "2",
        "kg^99",
    ],
)
def test_what_is_no_unit_is_not_read_as_one(text):
    assert parse_unit(text) is None


@pytest.mark.parametrize(
    "text", ["(GHz^4·GHz^4)^4", "T/(nm^4·nm^4·nm^4)^4", "(" * 60, "W/" * 30, "W·" * 20 + "W"]
)
def test_a_unit_beyond_all_measure_is_none(text):
    assert parse_unit(text) is None


def test_case_counts_where_it_tells_two_units_apart():
    assert parse_unit("mHz").factor == 1e-3
    assert parse_unit("MHz").factor == 1e6
    assert parse_unit("g").dimension == KILOGRAM.dimension
    assert parse_unit("G").dimension == TESLA.dimension


@pytest.mark.parametrize(
    ("spelling", "like", "symbol"),
    [
        ("度", "℃", "℃"),
        ("度", "deg", "°"),
        ("S", "ms", "s"),
        ("S", "mS", "S"),
        ("KG", "T", "kG"),
        ("KG", "g", "kg"),
    ],
)
def test_the_question_settles_a_spelling_with_two_readings(spelling, like, symbol):
    assert parse_unit(spelling, like=parse_unit(like)).symbol == symbol


def test_degrees_celsius_and_decibels_convert_into_nothing_else():
    assert len({parse_unit(unit).dimension for unit in ("℃", "K", "dB", "1", "deg", "HU")}) == 6


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [("t", "T"), ("MT", "mT"), ("W/kgg", "W/kg"), ("特拉斯", "T"), ("telsa", "T"), ("mT/mm", "mT/m")],
)
def test_the_nearest_unit_is_suggested(typed, nearest):
    assert nearest_unit(typed) == nearest


def test_nothing_is_suggested_for_what_resembles_no_unit():
    assert nearest_unit("苹果") is None


ATOMS = [
    "T",
    "G",
    "Hz",
    "ms",
    "μs",
    "min",
    "W",
    "kg",
    "g",
    "mm",
    "m",
    "J",
    "K",
    "V",
    "S",
    "mol",
    "L",
    "rad",
    "%",
]


@given(
    above=st.lists(st.sampled_from(ATOMS), min_size=1, max_size=3),
    below=st.lists(st.sampled_from(ATOMS), max_size=2),
    powers=st.lists(st.integers(1, 3), min_size=5, max_size=5),
)
def test_the_symbol_of_any_compound_reads_back_as_the_same_unit(above, below, powers):
    raised = [f"{atom}^{power}" for atom, power in zip(above + below, powers, strict=False)]
    text = "·".join(raised[: len(above)]) + "".join(f"/{each}" for each in raised[len(above) :])
    unit = parse_unit(text)
    again = parse_unit(unit.symbol)
    assert again.dimension == unit.dimension
    assert again.factor == pytest.approx(unit.factor, rel=1e-12)


def test_a_pure_number_is_a_ratio():
    assert PURE.is_ratio
    assert not Unit("T", (("kg", 1),), 1.0).is_ratio
