"""Grading a number with a unit, and saying what went wrong.

An answer that cannot be read for certain is `invalid` or `ambiguous` and uses up no attempt. A wrong one
names its slip where one explains it: the unit's dimension, a named mistake of the question, the sign, a
factor 100 between ratio and percentage, a power of ten, the reciprocal.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from math import floor, isfinite, log10
from typing import Literal

from quizzes.quantities import (
    PURE,
    Reading,
    Unit,
    Unreadable,
    format_quantity,
    read_quantity,
)

Outcome = Literal["right", "wrong", "invalid", "ambiguous"]
UnitPolicy = Literal["required", "optional", "forbidden"]

ROUNDING = 1e-12
"""Relative error that unit conversion may add; the edge of the tolerance belongs to it."""


@dataclass(frozen=True, kw_only=True)
class NamedMistake:
    """A known way to go wrong.

    Attributes
    ----------
    name
        Becomes the verdict's reason.
    value
        Where it leads: a quantity ("0.75 W/kg"), or a number in the key's unit.
    credit
        What it keeps, 0 to 1.
    hint
        Key of the text that tells the member what to reconsider.
    """

    name: str
    value: str | float
    credit: float = 0.0
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class NumberKey:
    """The right answer and how near one must come.

    Attributes
    ----------
    key
        Number and unit, "1.5 W/kg"; the unit ``1`` for a pure number.
    rtol
        Accepted relative error, ≥ 0.
    atol
        Accepted absolute error, as a quantity ("0.1 W/kg") or a number in the key's unit; the larger of
        both tolerances holds. A zero key needs one.
    unit
        Whether an answer must, may or must not name its unit.
    mistakes
        Named mistakes, the likeliest first.

    Raises
    ------
    ValueError
        If key, tolerance or a mistake is no quantity, or no answer could ever be accepted.
    """

    key: str
    rtol: float = 0.0
    atol: str | None = None
    unit: UnitPolicy = "required"
    mistakes: tuple[NamedMistake, ...] = ()

    def __post_init__(self) -> None:
        if self.unit not in ("required", "optional", "forbidden"):
            raise ValueError(f"unit must be required, optional or forbidden, not {self.unit!r}")
        if not (isfinite(self.rtol) and self.rtol >= 0):
            raise ValueError(f"rtol must be zero or more, not {self.rtol}")
        if self.absolute < 0:
            raise ValueError(f"atol must be zero or more, not {self.atol}")
        if self.value == 0 and self.absolute == 0:
            raise ValueError("a zero key needs an atol")
        for mistake in self.mistakes:
            _in_unit(mistake.value, self.measure)

    @cached_property
    def _parts(self) -> tuple[float, Unit]:
        return _quantity(self.key)

    @property
    def value(self) -> float:
        """The right number in the key's unit."""
        return self._parts[0]

    @property
    def measure(self) -> Unit:
        """The key's unit."""
        return self._parts[1]

    @cached_property
    def absolute(self) -> float:
        """The absolute tolerance in the key's unit, 0 if there is none."""
        return 0.0 if self.atol is None else _in_unit(self.atol, self.measure)

    def accepts(self, value: float, target: float | None = None) -> bool:
        """Whether a value in the key's unit lies within the tolerance of the key, or of another target."""
        aim = self.value if target is None else target
        tolerance = max(self.rtol * abs(aim), self.absolute)
        return isfinite(value) and abs(value - aim) <= tolerance + ROUNDING * max(abs(value), abs(aim))


@dataclass(frozen=True, kw_only=True)
class NumberVerdict:
    """The grade of one response.

    `credit` lies in 0–1. `read` echoes how the response was understood ("1.5 W/kg"); `reason` is one word of
    the contract or the name of a mistake; `suggestion` the nearest unit where the unit is unknown.
    """

    outcome: Outcome
    credit: float = 0.0
    read: str | None = None
    reason: str | None = None
    suggestion: str | None = None


def grade_number(key: NumberKey, response: str) -> NumberVerdict:
    """Grade what somebody typed. Any text is a valid response."""
    reading = read_quantity(response, like=key.measure)
    if isinstance(reading, Unreadable):
        return _unread(key, reading)
    unit = reading.unit or _implied(key, reading)
    if unit is None:
        return NumberVerdict(outcome="invalid", reason="unit-missing")
    if reading.unit is not None and key.unit == "forbidden":
        return NumberVerdict(outcome="invalid", reason="unit-forbidden")
    read = format_quantity(reading.value, unit)
    if unit.dimension != key.measure.dimension:
        return NumberVerdict(outcome="wrong", read=read, reason="dimension")
    value = reading.value * (unit.factor / key.measure.factor) if unit != key.measure else reading.value
    if key.accepts(value):
        return NumberVerdict(outcome="right", credit=1.0, read=read)
    for mistake in key.mistakes:
        if key.accepts(value, _in_unit(mistake.value, key.measure)):
            return NumberVerdict(outcome="wrong", credit=mistake.credit, read=read, reason=mistake.name)
    return NumberVerdict(outcome="wrong", read=read, reason=_slip(key, value))


def _unread(key: NumberKey, unreadable: Unreadable) -> NumberVerdict:
    if unreadable.reason == "unit-unknown" and key.unit == "forbidden":
        return NumberVerdict(outcome="invalid", reason="unit-forbidden")
    return NumberVerdict(
        outcome="ambiguous" if unreadable.ambiguous else "invalid",
        reason=unreadable.reason,
        suggestion=unreadable.suggestion,
    )


def _implied(key: NumberKey, reading: Reading) -> Unit | None:
    """Unit of an answer that names none, None where one is required.

    4/9 and 一半 are ratios even where percent is asked for.
    """
    if reading.fraction and key.measure.is_ratio:
        return PURE
    return key.measure if key.unit != "required" or key.measure == PURE else None


def _slip(key: NumberKey, value: float) -> str | None:
    """The one slip that would turn the value into the key."""
    if not (value and key.value and isfinite(value)):
        return None
    if key.accepts(-value):
        return "sign"
    if key.measure.symbol in ("1", "%") and (key.accepts(value / 100) or key.accepts(value * 100)):
        return "percent"
    exponent = log10(abs(value)) - log10(abs(key.value))
    for power in (floor(exponent), floor(exponent) + 1):
        if power and key.accepts(float(Decimal(repr(value)).scaleb(-power))):
            return "power-of-ten"
    ratio = value * key.measure.factor
    if key.measure.is_ratio and ratio and key.accepts(1 / ratio / key.measure.factor):
        return "inverted"
    return None


def _in_unit(quantity: str | float, unit: Unit) -> float:
    """A key's own quantity in a unit; a bare number is in that unit already."""
    value, own = _quantity(str(quantity), like=unit)
    if own.dimension != unit.dimension:
        raise ValueError(f"{quantity!r} is no quantity in {unit.symbol}")
    return value if own == unit else value * (own.factor / unit.factor)


def _quantity(text: str, *, like: Unit = PURE) -> tuple[float, Unit]:
    """Number and unit of an author's quantity; without a unit it is in `like`."""
    pure = text.endswith(" 1")
    reading = read_quantity(text.removesuffix(" 1"), like=like)
    if isinstance(reading, Unreadable):
        raise ValueError(f"not a quantity: {text!r}")
    return reading.value, reading.unit or (PURE if pure else like)


@dataclass(frozen=True, kw_only=True)
class FiguresVerdict:
    """Whether an answer was written with the right number of significant figures.

    Trailing zeros of a whole number may or may not count: 300 has `fewest` 1 and `most` 3 figures. Both are
    None where there is nothing to count (三点五, 4/9).
    """

    right: bool
    credit: float
    fewest: int | None = None
    most: int | None = None


def check_figures(
    response: str, *, figures: int, weight: float = 1.0, strict: bool = False, like: Unit = PURE
) -> FiguresVerdict:
    """Judge how precisely an answer is written, apart from whether its value is right.

    Parameters
    ----------
    figures
        Significant figures asked for, ≥ 1.
    weight
        Credit for having them.
    strict
        Only where figures are what is taught: 300 then has one figure, and an answer without digits fails.
        Otherwise a count that is possible is accepted.
    like
        The key's unit.
    """
    reading = read_quantity(response, like=like)
    if isinstance(reading, Unreadable):
        return FiguresVerdict(right=False, credit=0.0)
    if reading.digits is None:
        return FiguresVerdict(right=not strict, credit=0.0 if strict else weight)
    fewest, most = _count_figures(reading.digits)
    right = fewest == figures if strict else fewest <= figures <= most
    return FiguresVerdict(right=right, credit=weight if right else 0.0, fewest=fewest, most=most)


def _count_figures(digits: str) -> tuple[int, int]:
    """Fewest and most significant figures that typed digits can mean."""
    significant = digits.replace(".", "").lstrip("0")
    if not significant:
        return 1, max(1, len(digits.partition(".")[2]) + 1)
    fewest = len(significant) if "." in digits else len(significant.rstrip("0"))
    return fewest, len(significant)
