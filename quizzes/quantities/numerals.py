"""Numbers as people write them: 1,500, 1.277×10^8, 4/9, 三点五, 3万5, 四分之三, 七成五, 一半.

Works on plain text (see `spelling`). Values stay decimal until the end, so that 4.44 stays 4.44.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal, DecimalException
from typing import Literal

Problem = Literal["malformed", "comma", "range", "inequality", "lost-superscript"]


@dataclass(frozen=True)
class Numeral:
    """A number found in text.

    Attributes
    ----------
    value
        The number as a float; infinite where it is too large for one.
    end
        Index behind it.
    form
        ``fraction`` for a stated proportion (4/9, 四分之三, 一半), ``percent`` where `value` is in
        percent (百分之五十, 五成).
    digits
        The digits as typed, without thousands separators and power of ten; None where none can be counted.
    problem
        Why it cannot be taken as a number, None if it can.
    """

    value: float
    end: int
    form: Literal["number", "fraction", "percent"] = "number"
    digits: str | None = None
    problem: Problem | None = None


@dataclass(frozen=True)
class _Core:
    """A number before powers, fractions and 成."""

    value: Decimal
    end: int
    digits: str | None = None
    problem: Problem | None = None


_CHINESE_DIGIT = {char: digit for digit, char in enumerate("零一二三四五六七八九")} | {"两": 2}
_LONGEST_CHINESE = 24
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_HUNDREDS = {"百分之": Decimal(1), "千分之": Decimal("0.1"), "万分之": Decimal("0.01")}
_KILO_UNIT = re.compile("千[克瓦赫高焦米帕伏欧牛]")

STARTS = "0-9零一二两三四五六七八九十半"
"""Characters that a numeral can begin with, for a regular expression; also 百分之, 千分之 and 万分之."""

_BLOB = re.compile(r"[.,]{0,4}[0-9][0-9.,_'’]*")
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_CHINESE = re.compile("([零一二两三四五六七八九]+|[0-9]+)|点([0-9零一二三四五六七八九]+)|([十百千])|([万亿])")

_E = re.compile(r" ?[eE]([+-]?[0-9]+)")
_E_BROKEN = re.compile(r"[eE](?![A-Za-z])")
_TIMES_TEN = re.compile(r" ?[×xX*·] ?10 ?(?:\^|\*\*) ?[({]? ?([+-]?) ?([0-9]+) ?[)}]?")
_TIMES_TEN_LOST = re.compile(r" ?[×xX*·] ?10 ?[eE(]? ?[+-]? ?[0-9]+\)?")
_POWER = re.compile(r" ?(?:\^|\*\*) ?[({]? ?([+-]?) ?([0-9]+) ?[)}]?")
_OVER = re.compile(r" ?[/÷] ?(?=[0-9.])")
_MIXED = re.compile(r" +([0-9]{1,6})/([0-9]{1,6})(?![0-9./])")
_ARITHMETIC = re.compile(r" ?(?:[×xX*·+÷^:/π√]|\*\*) ?[(0-9π.√]|\.[0-9]|[_'’][0-9]|\s*π|\u20e3")
_TENTHS = re.compile("成([一二三四五六七八九1-9半])?")


def read_numeral(text: str, start: int = 0) -> Numeral | None:
    """Read the longest number that begins at `start` of plain text.

    Returns None where no number begins there. A number that must not be guessed (1,5 or 1.277×108) is
    returned with its `problem`.
    """
    core = _half(text, start) or _per_hundred(text, start)
    if core is not None:
        return core
    number = _core(text, start)
    if number is None:
        return None
    numeral = _scaled(text, number)
    if numeral.problem is None and _ARITHMETIC.match(text, numeral.end):
        return replace(numeral, problem="malformed")
    if text.startswith(("几", "多", "余"), numeral.end) and numeral.problem is None:
        vague: Problem = "range" if text[numeral.end] == "几" else "inequality"
        return replace(numeral, end=numeral.end + 1, problem=vague)
    return numeral


def _half(text: str, start: int) -> Numeral | None:
    if text.startswith(("一半", "半"), start):
        return Numeral(0.5, start + (2 if text[start] == "一" else 1), "fraction")
    return None


def _per_hundred(text: str, start: int) -> Numeral | None:
    percent_each = _HUNDREDS.get(text[start : start + 3])
    number = _core(text, start + 3) if percent_each else None
    if percent_each is None or number is None:
        return None
    return Numeral(float(number.value * percent_each), number.end, "percent", number.digits, number.problem)


def _core(text: str, start: int) -> _Core | None:
    """Arabic digits, Chinese numerals or a mixture of both."""
    blob = _BLOB.match(text, start)
    if blob is None:
        return _chinese(text, start, None)
    typed = blob[0].rstrip(".,'’") or blob[0]
    end = start + len(typed)
    if typed[0] == "," and typed.strip(","):
        return _Core(Decimal(0), end, problem="comma")
    if not _PLAIN.fullmatch(typed) and not _THOUSANDS.fullmatch(typed):
        comma = "," in typed and not set("_'’") & set(typed)
        return _Core(Decimal(0), end, problem="comma" if comma else "malformed")
    digits = typed.replace(",", "")
    number = _Core(Decimal(digits), end, digits)
    return _chinese(text, end, number) or number


def _chinese(text: str, start: int, arabic: _Core | None) -> _Core | None:
    """Read 一千五百, 三点五, 二〇; after Arabic digits what continues them, as in 3万5 or 1.277亿."""
    count = _Count(pending=arabic.value if arabic else None)
    position = start
    problem: Problem | None = None
    while position < start + _LONGEST_CHINESE and (token := _CHINESE.match(text, position)):
        digits, fraction, small, large = token.groups()
        if digits and count.pending is None:
            problem = problem or ("range" if _names_a_range(digits) else None)
            count.add_digits(digits)
        elif fraction and (arabic or position > start) and not count.after_point:
            count.add_fraction(fraction)
        elif small and (count.pending is not None or count.unit or small == "十"):
            if not count.unit and _KILO_UNIT.match(text, position):
                break  # 70千克: the prefix belongs to the unit
            count.add_small(_SMALL[small])
        elif large and (count.pending is not None or count.unit):
            count.add_large(_LARGE[large])
        else:
            break
        position = token.end()
    return _Core(count.value(), position, None, problem) if position > start else None


def _names_a_range(digits: str) -> bool:
    """Whether neighbouring digits mean about so many, as 两三 does."""
    return len(digits) == 2 and not digits.isascii() and "零" not in digits


@dataclass
class _Count:
    """A Chinese numeral while it is read: 亿 and 万 part, part below 万, digits that wait for their unit."""

    total: Decimal = Decimal(0)
    section: Decimal = Decimal(0)
    pending: Decimal | None = None
    unit: int = 0
    single: bool = False
    after_point: bool = False

    def add_digits(self, digits: str) -> None:
        self.pending, self.single = Decimal(_arabic(digits)), len(digits) == 1

    def add_fraction(self, digits: str) -> None:
        whole = self.total + self.section + (self.pending or 0)
        self.total = self.section = Decimal(0)
        self.pending = whole + Decimal(f"0.{_arabic(digits)}")
        self.single, self.after_point = False, True

    def add_small(self, unit: int) -> None:
        self.section += (1 if self.pending is None else self.pending) * unit
        self.pending, self.unit = None, unit

    def add_large(self, unit: int) -> None:
        section = self.section + (self.pending or 0)
        # 一万二千亿: 亿 multiplies all before it, 万 only its own four digits.
        self.total = (self.total + section) * unit if unit > 10_000 else self.total + section * unit
        self.section, self.pending, self.unit = Decimal(0), None, unit

    def value(self) -> Decimal:
        """The number; a single digit behind a unit counts tenths of it: 三万五 is 35000."""
        last = self.pending or 0
        if self.single and self.unit > 10:
            last *= self.unit // 10
        return self.total + self.section + last


def _arabic(digits: str) -> str:
    return "".join(str(_CHINESE_DIGIT.get(digit, digit)) for digit in digits)


def _scaled(text: str, number: _Core) -> Numeral:
    """What stands behind the number: a power of ten, a denominator, 分之, 成."""
    value, end, digits = number.value, number.end, number.digits
    if number.problem:
        return Numeral(float(value), end, problem=number.problem)
    if power := _E.match(text, end) or _TIMES_TEN.match(text, end):
        exponent = "".join(power.groups())
        return Numeral(_times_ten_to(value, exponent), power.end(), digits=digits)
    if lost := _TIMES_TEN_LOST.match(text, end):
        return Numeral(float(value), lost.end(), problem="lost-superscript")
    if (power := _POWER.match(text, end)) and value == 10:
        return Numeral(_times_ten_to(Decimal(1), "".join(power.groups())), power.end())
    if digits and _E_BROKEN.match(text, end):
        return Numeral(float(value), end, problem="malformed")
    if tenths := _TENTHS.match(text, end):
        more = Decimal("0.5") if tenths[1] == "半" else Decimal(_arabic(tenths[1] or "0")) / 10
        return Numeral(float((value + more) * 10), tenths.end(), "percent", digits)
    return _fraction(text, number) or Numeral(float(value), end, digits=digits)


def _fraction(text: str, number: _Core) -> Numeral | None:
    """4/9, 1 1/2, 四分之三, 一又四分之三."""
    value, end = number.value, number.end
    if over := _OVER.match(text, end):
        below = _core(text, over.end())
        return _quotient(value, below) if below else None
    part: Numeral | None = None
    if (mixed := _MIXED.match(text, end)) and value == int(value):
        part = _quotient(Decimal(mixed[1]), _Core(Decimal(mixed[2]), mixed.end()))
    elif text.startswith("又", end) and (below := _core(text, end + 1)):
        part = _parts_of(text, below)
    else:
        return _parts_of(text, number)
    return replace(part, value=float(value) + part.value) if part else None


def _parts_of(text: str, below: _Core) -> Numeral | None:
    """四分之三: the denominator is spoken first."""
    above = _core(text, below.end + 2) if text.startswith("分之", below.end) else None
    if above is None:
        return None
    return _quotient(above.value, replace(below, end=above.end, problem=below.problem or above.problem))


def _quotient(above: Decimal, below: _Core) -> Numeral:
    if below.problem:
        return Numeral(0.0, below.end, problem=below.problem)
    value = float(above / below.value) if below.value else float("inf")
    return Numeral(value, below.end, "fraction")


def _times_ten_to(value: Decimal, exponent: str) -> float:
    power = int(exponent) if len(exponent) <= 6 else (-99_999 if exponent[0] == "-" else 99_999)
    try:
        return float(value.scaleb(power))
    except DecimalException:  # far outside of floats on either side
        return 0.0 if power < 0 or not value else float("inf")
