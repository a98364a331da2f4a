"""The units of MR work, and how people spell them.

A unit is a factor to SI on a dimension. Degrees Celsius, decibels and Hounsfield units are dimensions of
their own: they convert into nothing else. Percent, ppm and counts (倍, 次, 层) are pure numbers.
"""

import difflib
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from quizzes.quantities.spelling import plain

Dimension = tuple[tuple[str, int], ...]
"""Base and exponent pairs in the order of the base, such as (("m", 2), ("s", -3)) for W/kg."""


@dataclass(frozen=True)
class Unit:
    """A unit of measurement.

    Attributes
    ----------
    symbol
        How it is written to members, such as W/kg; ``1`` for a pure number.
    dimension
        Empty for a pure number.
    factor
        SI units in one of this unit, > 0.
    """

    symbol: str
    dimension: Dimension
    factor: float

    @property
    def is_ratio(self) -> bool:
        """Whether it measures a pure number."""
        return not self.dimension


PURE = Unit("1", (), 1.0)
PERCENT = Unit("%", (), 0.01)


class _Row(NamedTuple):
    symbol: str
    base: str  # dimension, written "kg s-2"
    factor: float
    prefixes: str = ""
    chinese: str = ""
    words: str = ""


# Only prefixes that occur: a megasecond or a megatesla is a slip to ask about, not a reading.
_ROWS = (
    _Row("T", "kg s-2 A-1", 1.0, "mμn", "特斯拉 特", "tesla teslas"),
    _Row("G", "kg s-2 A-1", 1e-4, "kmμ", "高斯", "gauss"),
    _Row("Gs", "kg s-2 A-1", 1e-4, "km"),
    _Row("Hz", "s-1", 1.0, "mkMG", "赫兹 赫", "hertz"),
    _Row("s", "s", 1.0, "mμn", "秒钟 秒", "second seconds sec secs"),
    _Row("min", "s", 60.0, "", "分钟 分", "minute minutes mins"),
    _Row("h", "s", 3600.0, "", "小时 个小时 个钟头", "hour hours hr hrs"),
    _Row("d", "s", 86400.0, "", "天", "day days"),
    _Row("m", "m", 1.0, "kcmμnd", "米", "metre metres meter meters"),
    _Row("km", "m", 1e3, "", "公里"),
    _Row("g", "kg", 1e-3, "kmμ", "克", "gram grams"),
    _Row("kg", "kg", 1.0, "", "公斤", "kilo kilos"),
    _Row("W", "kg m2 s-3", 1.0, "mμkM", "瓦特 瓦", "watt watts"),
    _Row("J", "kg m2 s-2", 1.0, "mμkM", "焦耳 焦", "joule joules"),
    _Row("N", "kg m s-2", 1.0, "mk", "牛顿 牛", "newton newtons"),
    _Row("Pa", "kg m-1 s-2", 1.0, "hkM", "帕斯卡 帕", "pascal pascals"),
    _Row("V", "kg m2 s-3 A-1", 1.0, "mμk", "伏特 伏", "volt volts"),
    _Row("A", "A", 1.0, "mμk", "安培 安", "ampere amperes amp amps"),
    _Row("Ω", "kg m2 s-3 A-2", 1.0, "mkM", "欧姆 欧", "ohm ohms"),
    _Row("S", "kg-1 m-2 s3 A2", 1.0, "mμ", "西门子", "siemens"),
    _Row("L", "m3", 1e-3, "mμd", "升", "litre litres liter liters"),
    _Row("mol", "mol", 1.0, "mμ", "摩尔", "mole moles"),
    _Row("K", "K", 1.0, "m", "开尔文 开", "kelvin"),
    _Row("°", "rad", 0.017453292519943295, "", "度 角度", "deg degs degree degrees"),
    _Row("℃", "℃", 1.0, "", "摄氏度 度", "°C degC ° celsius"),
    _Row("rad", "rad", 1.0, "m", "弧度", "radian radians rads"),
    _Row("dB", "dB", 1.0, "", "分贝", "decibel decibels"),
    _Row("HU", "HU", 1.0),
    _Row("%", "", 1e-2, "", "个百分点 百分点", "percent pct"),
    _Row("‰", "", 1e-3, "", "个千分点 千分点"),
    _Row("ppm", "", 1e-6),
    _Row("ppb", "", 1e-9),
    _Row("1", "", 1.0, "", "倍 次 层 个 幅 帧 组 例 人", "times fold"),
)

_PREFIXES = {
    "G": (1e9, ("G",), "吉", "giga"),
    "M": (1e6, ("M",), "兆", "mega"),
    "k": (1e3, ("k",), "千", "kilo"),
    "h": (1e2, ("h",), "百", "hecto"),
    "d": (1e-1, ("d",), "分", "deci"),
    "c": (1e-2, ("c",), "厘", "centi"),
    "m": (1e-3, ("m",), "毫", "milli"),
    "μ": (1e-6, ("μ", "u"), "微", "micro"),
    "n": (1e-9, ("n",), "纳", "nano"),
}
_SHORT_PREFIXED_WORDS = {"msec": "ms", "msecs": "ms", "usec": "μs", "usecs": "μs", "μsec": "μs"}
_MOST_FACTORS = 6
_LARGEST = 1e60  # its fourth power is still a float
_COMPOUNDS = (
    "W/kg",
    "mW/g",
    "mT/m",
    "T/m",
    "G/cm",
    "T/m/s",
    "T/s",
    "S/m",
    "V/m",
    "J/kg",
    "kJ/kg",
    "J/K",
)


def _dimension(written: str) -> Dimension:
    powers = (re.fullmatch(r"(\D+?)(-?\d+)?", base) for base in written.split())
    return tuple(sorted((power[1], int(power[2] or 1)) for power in powers if power))


class _Spellings:
    """Every spelling of a simple unit; a spelling may have several readings (度, S)."""

    def __init__(self) -> None:
        self.symbols: dict[str, list[Unit]] = defaultdict(list)
        self.folded: dict[str, list[Unit]] = defaultdict(list)
        self.words: dict[str, list[Unit]] = defaultdict(list)
        self.chinese: dict[str, list[Unit]] = defaultdict(list)
        for row in _ROWS:
            self._add_row(row)
        for word, symbol in _SHORT_PREFIXED_WORDS.items():
            self.words[word].extend(self.symbols[symbol])
        # Everyone's W/KG is W/kg, though by its letter G it is the kilogauss.
        self.symbols["KG"].append(self.symbols["kg"][0])
        self.longest_chinese = max(map(len, self.chinese))

    def _add_row(self, row: _Row) -> None:
        unit = Unit(row.symbol, _dimension(row.base), row.factor)
        words = row.words.split() + [row.symbol] * (len(row.symbol) > 2)
        self._add(unit, [row.symbol], words, row.chinese.split())
        for prefix in row.prefixes:
            scale, letters, chinese, word = _PREFIXES[prefix]
            # Dividing by a round reciprocal keeps 1 ms at exactly 0.001 s.
            factor = row.factor * scale if scale >= 1 else row.factor / round(1 / scale)
            self._add(
                Unit(prefix + row.symbol, unit.dimension, factor),
                [letter + row.symbol for letter in letters],
                [word + name for name in row.words.split()],
                [chinese + name for name in row.chinese.split() if chinese + name != "分米"],
            )

    def _add(self, unit: Unit, symbols: list[str], words: list[str], chinese: list[str]) -> None:
        for symbol in symbols:
            self.symbols[symbol].append(unit)
            self.folded[_fold(symbol)].append(unit)
        for word in words:
            self.words[word.casefold()].append(unit)
        for name in chinese:
            self.chinese[name].append(unit)

    def latin(self, run: str) -> list[Unit]:
        """Readings of a run of letters or signs, the likeliest first."""
        exact = self.symbols.get(run, [])
        readings = [*exact, *self.folded.get(_fold(run), []), *self.words.get(run.casefold(), [])]
        return list(dict.fromkeys(readings))


def _fold(symbol: str) -> str:
    """Lower the letters whose case says nothing; m/M, t/T and g/G each mean two things."""
    return "".join(char if char in "MTG" else char.lower() for char in symbol)


_SPELLINGS = _Spellings()

_LATIN_ATOM = re.compile(r"° ?[Cc](?![A-Za-z])|[A-Za-zμΩÅ]+|[°%‰]")
_ONE_OVER = re.compile("1 ?(?=/)")
_PER = re.compile(" ?(?:/|每|per(?![A-Za-z])) ?")
_TIMES = re.compile(" ?[·*×] ?| (?=[A-Za-zμΩ])")
_EXPONENT = re.compile(r"(?:\^|\*\*)\(?([+-]?[1-4])\)?(?![0-9.])")
_BARE_EXPONENT = re.compile(r"(?<=[A-Za-zμΩ])(?:([23])(?![0-9.A-Za-z])|(-[1-3])(?![0-9.]))")


def scan_unit(text: str, start: int = 0, *, like: Unit | None = None) -> tuple[Unit, int] | None:
    """Read the longest unit that begins at `start` of plain text.

    Parameters
    ----------
    text
        What `spelling.plain` returned.
    like
        Where a spelling has two readings (度: an angle or a temperature), the one of this dimension is taken.

    Returns
    -------
    :
        The unit and the index behind it, or None where no unit begins or one breaks off (``W/``).
    """
    end, readings, sign = start, [PURE], 1
    if one := _ONE_OVER.match(text, start):
        end = one.end()
    if per := _PER.match(text, end):
        end, sign = per.end(), -1
    for _ in range(_MOST_FACTORS):
        factor = _scan_factor(text, end, like)
        if factor is None:
            return None
        readings = [_product(left, right, sign) for left in readings for right in factor[0]][:8]
        if not all(1 / _LARGEST < unit.factor < _LARGEST for unit in readings):
            return None
        end = factor[1]
        if per := _PER.match(text, end):
            end, sign = per.end(), -1
        elif (times := _TIMES.match(text, end)) and _scan_factor(text, times.end(), like):
            end, sign = times.end(), 1
        else:
            break
    else:
        return None
    same = [unit for unit in readings if like is not None and unit.dimension == like.dimension]
    return (same or readings)[0], end


def _scan_factor(text: str, start: int, like: Unit | None) -> tuple[list[Unit], int] | None:
    """One unit with its exponent, or a product in brackets."""
    if text.startswith("(", start):
        inner = scan_unit(text, start + 1, like=like) if not text.startswith("(", start + 1) else None
        if inner is None or not text.startswith(")", inner[1]):
            return None
        readings, end = [inner[0]], inner[1] + 1
    elif atom := _LATIN_ATOM.match(text, start):
        readings, end = _SPELLINGS.latin(atom[0].replace(" ", "")), atom.end()
    else:
        readings, end = _chinese_atom(text, start)
    if not readings:
        return None
    exponent = _EXPONENT.match(text, end) or _bare_exponent(text, start, end)
    if exponent is None:
        return readings, end
    power = int(next(filter(None, exponent.groups())))
    return [_power(unit, power) for unit in readings], exponent.end()


def _bare_exponent(text: str, start: int, end: int) -> re.Match[str] | None:
    """The -1 in "W kg-1"; none in "1 s-2 s", which is a range."""
    exponent = _BARE_EXPONENT.match(text, end)
    again = exponent and text[exponent.end() : exponent.end() + 9].lstrip().startswith(text[start:end])
    return None if again else exponent


def _chinese_atom(text: str, start: int) -> tuple[list[Unit], int]:
    for length in range(_SPELLINGS.longest_chinese, 0, -1):
        if readings := _SPELLINGS.chinese.get(text[start : start + length]):
            return readings, min(start + length, len(text))
    return [], start


def _power(unit: Unit, exponent: int) -> Unit:
    dimension = tuple((base, power * exponent) for base, power in unit.dimension)
    raised = _superscript(exponent)
    symbol = f"({unit.symbol}){raised}" if re.search("[/·]", unit.symbol) else unit.symbol + raised
    if exponent < 0:
        return Unit(_quotient("1", _power(unit, -exponent).symbol), dimension, unit.factor**exponent)
    return Unit(symbol, dimension, unit.factor**exponent)


def _superscript(exponent: int) -> str:
    return "" if exponent == 1 else str(exponent).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _product(left: Unit, right: Unit, sign: int) -> Unit:
    """Left times right (sign 1) or left over right (sign -1)."""
    powers = dict(left.dimension)
    for base, power in right.dimension:
        powers[base] = powers.get(base, 0) + sign * power
    dimension = tuple(sorted((base, power) for base, power in powers.items() if power))
    if sign < 0:
        return Unit(_quotient(left.symbol, right.symbol), dimension, left.factor / right.factor)
    return Unit(_times(left.symbol, right.symbol), dimension, left.factor * right.factor)


def _quotient(above: str, below: str) -> str:
    if below.startswith("1/"):
        return _times(above, below[2:])
    return above if below == "1" else f"{above}/({below})" if re.search("[/·]", below) else f"{above}/{below}"


def _times(left: str, right: str) -> str:
    """Join two symbols, factors first and divisors last."""
    above_left, slash_left, below_left = left.partition("/")
    above_right, slash_right, below_right = right.partition("/")
    above = "·".join(part for part in (above_left, above_right) if part != "1") or "1"
    return above + slash_left + below_left + slash_right + below_right


@lru_cache(maxsize=512)
def parse_unit(text: str, *, like: Unit | None = None) -> Unit | None:
    """Read a unit that is the whole text, as people spell it: W/Kg, 瓦每千克, kg⁻¹; ``1`` is a pure number.

    Returns None where the text is no unit known here.
    """
    spelled = plain(text[:64]).strip()
    if spelled == "1":
        return PURE
    scanned = scan_unit(spelled, like=like)
    return scanned[0] if scanned and scanned[1] == len(spelled) else None


def nearest_unit(text: str, *, like: Unit | None = None) -> str | None:
    """Symbol of the known unit whose spelling is closest, None where nothing is near.

    `like` settles a tie: the unit that the question is about is looked at first.
    """
    text = text[:24].casefold()
    known = {unit.symbol.casefold(): unit.symbol for unit in ([like] if like else []) if unit.symbol != "1"}
    for table in (_SPELLINGS.symbols, _SPELLINGS.words, _SPELLINGS.chinese):
        for spelling, units in table.items():
            known.setdefault(spelling.casefold(), units[0].symbol)
    for symbol in _COMPOUNDS:
        known.setdefault(symbol.casefold(), symbol)
    known = {spelling: symbol for spelling, symbol in known.items() if symbol != "1"}
    close = difflib.get_close_matches(text, known, n=1, cutoff=0.6)
    return known[close[0]] if close else None
