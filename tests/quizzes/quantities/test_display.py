"""Quantities as members see them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.quantities import Reading, format_quantity, parse_unit, read_quantity


@pytest.mark.parametrize(
    ("value", "unit", "digits", "shown"),
    [
        (3.2, "W/kg", None, "3.2 W/kg"),
        (3.2, "W/kg", 3, "3.20 W/kg"),
        (7.0, "T", None, "7 T"),
        (180.0, "deg", 3, "180°"),
        (30.0, "%", None, "30%"),
        (-6.0206, "dB", 3, "-6.02 dB"),
        (0.375, "1", None, "0.375"),
        (1 / 3, "1", None, "0.333333"),
        (1 / 3, "1", 3, "0.333"),
        (9.996, "ms", 3, "10.0 ms"),
        (12_345.0, "ms", 3, "12300 ms"),
        (0.0, "mT/m", 3, "0 mT/m"),
        (-0.0, "mT/m", None, "0 mT/m"),
        (2.675e8, "rad/s/T", None, "2.675×10⁸ rad/s/T"),
        (1.38e-23, "J/K", 3, "1.38×10⁻²³ J/K"),
        (0.0001, "T", None, "0.0001 T"),
        (0.00001, "T", None, "1×10⁻⁵ T"),
        (37.0, "℃", 2, "37 ℃"),
        (13.5, "uT", None, "13.5 μT"),
    ],
)
def test_display(value, unit, digits, shown):
    assert format_quantity(value, unit, digits=digits) == shown


@pytest.mark.parametrize(("value", "unit"), [(1.0, "apples"), (float("nan"), "T"), (float("inf"), "T")])
def test_what_is_no_quantity_is_not_shown(value, unit):
    with pytest.raises(ValueError, match=r"unknown unit|not a finite number"):
        format_quantity(value, unit)


UNITS = [
    "W/kg",
    "T",
    "mT/m",
    "μT",
    "MHz",
    "ms",
    "°",
    "dB",
    "%",
    "1",
    "℃",
    "J/K",
    "mm²/s",
    "1/s",
    "T/m/s",
    "L/(mmol·s)",
]


@given(
    value=st.floats(1e-30, 1e30) | st.floats(-1e30, -1e-30) | st.just(0.0),
    unit=st.sampled_from(UNITS),
    digits=st.none() | st.integers(1, 15),
)
def test_what_is_shown_reads_back_to_its_last_digit(value, unit, digits):
    reading = read_quantity(format_quantity(value, unit, digits=digits))
    assert isinstance(reading, Reading)
    assert reading.value == pytest.approx(value, rel=0.5001 * 10 ** (1 - (digits or 6)))
    assert (reading.unit.symbol if reading.unit else "1") == parse_unit(unit).symbol
