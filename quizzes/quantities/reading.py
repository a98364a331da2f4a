"""Reading the one quantity of an answer, or saying why it cannot be read.

A doubtful answer is never guessed at: 1,5 and 1.277×108 come back with a reason, so that the member can be
asked again.
"""

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from math import isclose, isfinite
from typing import Literal

from quizzes.quantities.numerals import STARTS, Numeral, read_numeral
from quizzes.quantities.spelling import LONGEST, UNREADABLE, plain
from quizzes.quantities.units import PERCENT, Unit, nearest_unit, parse_unit, scan_unit

Reason = Literal[
    "empty", "no-number", "unit-unknown", "comma", "range", "inequality", "not-finite", "lost-superscript"
]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A quantity as typed.

    Attributes
    ----------
    value
        Finite, in `unit`.
    unit
        None where only a number was typed.
    fraction
        The number states a proportion by itself: 4/9, 四分之三, 一半.
    digits
        Its digits as typed (see `Numeral.digits`), None where they say nothing of precision.
    start, end
        Where it stands in the plain text.
    """

    value: float
    unit: Unit | None
    fraction: bool = False
    digits: str | None = None
    start: int = 0
    end: int = 0


@dataclass(frozen=True, kw_only=True)
class Unreadable:
    """Why an answer is no quantity.

    `ambiguous` where several readings are possible; two different quantities have no `reason` beside that.
    `suggestion` is the symbol of the nearest unit where the unit is unknown.
    """

    reason: Reason | None
    ambiguous: bool = False
    suggestion: str | None = None


@dataclass(frozen=True, kw_only=True)
class _Found:
    """A number in plain text with what follows it."""

    numeral: Numeral
    value: float
    unit: Unit | None
    unknown: str | None  # what stands in the unit's place and is none
    start: int
    end: int
    part_of_word: bool = False  # a Chinese numeral as in 一般 or 统一

    @property
    def si(self) -> float:
        return self.value * (self.unit.factor if self.unit else 1.0)


_MOST_NUMBERS = 12
_MOST_TRIES = 32  # more numerals than this make prose, not an answer
_TIME = (("s", 1),)

_LABEL = (
    r"(?<![A-Za-z0-9])(?:[BTR][0-3](?![0-9.])[*+']*(?:rms|RMS)?|[A-Za-z]{1,6}[0-9]{1,2}(?= ?[=:≈是为]))"
    r"|零下|零(?=[0-9])|第[0-9一二三四五六七八九十]{1,3}[题问]"
)
_START = re.compile(f"(?P<label>{_LABEL})|(?<![^ ]),(?=[0-9])|(?<![.])[.]+(?=[0-9])|[{STARTS}]|[百千万]分之")

_SIGN = re.compile(r"([-+]|负的?|零下|(?<![A-Za-z])minus) ?$")
_PER = re.compile("每([^ 每]{1,6}) ?$")
# What a number may follow at once: punctuation, Chinese but no numeral, arrows and emoji.
_OPENER = re.compile(
    r"[ =:≈≅≒~,;。、!?()\[\]{}\"'“”‘’「」『』【】《》<>≤≥≦≧±…|*"
    "\u2190-\u21ff\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
    "|(?![零一二两三四五六七八九十百千万亿点几半])[\u3400-\u9fff]"
)
_LATIN_LEAD = re.compile("(?:^|[^A-Za-z])(?:[A-Z]{2,8}|[Aa]bout|[Aa]pprox|[Cc]a|[Ss]ar)$")
# A Chinese numeral is a word's part behind any character but these: 是三特斯拉, not 统一.
_CHINESE_WORD = re.compile(
    "[^\\W是为约等于答案值有到达近剩余占减加增降升得概果和或及至取用共即比的a-zA-Z0-9]$"
)

_FILLER = (
    "左右|上下|附近|[吧啊哦呢呀啦嘛哈的了整多余或和与到至及即约是为]|以[上下内外]|之间|等于"
    r"|(?:or|and|to|is|about)(?![A-Za-z])"
)
_BREAK = rf" ?(?:$|(?!\.\w)[^\w /°%‰Ω^\\*+×·÷√-]|{_FILLER}|-(?= ?[{STARTS}.]))"
_BEHIND_NUMBER = re.compile(rf"{_BREAK}| [{STARTS}.]")
_BEHIND_UNIT = re.compile(rf"{_BREAK}| ?[{STARTS}.]| (?=[\u3400-\u9fff])")
_AROUND = re.compile(" ?(?:左右|上下)(?=[^。,;!])")
_UNKNOWN = re.compile(r" ?([^\s,;:!?。、()\[\]]{1,24})")

_CLAUSE_END = re.compile("[,;。!?]")
_NEGATION = re.compile(r"不[是对为]|不等于|并非|[≠≉]|\bnot\b|n't\b")
_RANGE_AROUND = re.compile("±|介于|之间|between")
_BETWEEN = re.compile(r" ?(?:-+|~+|到|至|to|零) ?")
_RANGE_BETWEEN = re.compile(r" ?(?:-+|~+|到|至|to) ?")
_INEQUALITY = re.compile(
    "[<>≤≥≦≧⩽⩾≪≫]|[大小高低多少]于|[大高低]过|超[过出]|不足|[不未]到|不止|[至最][少多]|以[上下内外]"
    r"|\b(?:(?:more|less|greater|fewer|higher|lower) than|at (?:least|most)|over|under|above|below|up to)\b"
)
_SAME = re.compile("[=≈≅≒约即]|等于")


def read_quantity(text: str, *, like: Unit | None = None) -> Reading | Unreadable:
    """Read the one quantity of an answer.

    Parameters
    ----------
    text
        What somebody typed; anything goes. Longer than `LONGEST` characters it is not read.
    like
        Unit of the quantity that is asked for; settles spellings with two readings, such as 度.
    """
    if not text or text.isspace():
        return Unreadable(reason="empty")
    if len(text) > LONGEST:
        return Unreadable(reason="no-number")
    spelled = plain(text)
    if not spelled:
        return Unreadable(reason="empty")
    if UNREADABLE in spelled or len(spelled) > LONGEST:
        return Unreadable(reason="no-number")
    found = _find(spelled, like)
    return _refusal(spelled, found, like) or _one(spelled, found)


def quantities_in(text: str, *, like: Unit | None = None) -> list[Reading]:
    """Every quantity that can be read in a sentence, in order; `start` and `end` count in `plain` text.

    Numbers that cannot be read are passed over, and so is everything behind the twelfth number.
    """
    return [
        _reading(each)
        for each in _find(plain(text[:LONGEST]), like)
        if not (each.numeral.problem or each.part_of_word or each.unknown is not None)
        and isfinite(each.value)
    ]


def _find(text: str, like: Unit | None) -> list[_Found]:
    """All numbers with their units; the parts of a time (2分40秒) make one."""
    found: list[_Found] = []
    words: list[_Found] = []
    position = floor = 0
    for _ in range(_MOST_TRIES):
        start = _START.search(text, position)
        if start is None or len(found) > _MOST_NUMBERS:
            break
        position = start.end()
        numeral = None if start["label"] else read_numeral(text, start.start())
        if numeral is None:
            continue
        each = _found(text, floor, start.start(), numeral, like)
        position = max(position, numeral.end)
        stuck = bool(found) and each.start == floor
        if each.part_of_word and not stuck:
            words.append(each)
            continue
        if found and (whole := _time(found[-1], each, text)):
            found[-1] = whole
        else:
            found.append(_malformed(each) if stuck else each)
        position = floor = max(each.end, position)
    return found or words[:1]


def _found(text: str, floor: int, start: int, numeral: Numeral, like: Unit | None) -> _Found:
    """A number with its sign and unit."""
    value, unit, end, unknown = _with_unit(text, numeral, like)
    lead = text[max(floor, start - 16) : start]
    if unit and (per := _PER.search(lead)) and (below := parse_unit(per[1])):
        unit, lead = parse_unit(f"{unit.symbol}/{below.symbol}", like=like), ""
    joined = floor and _BETWEEN.fullmatch(text, floor, start)
    if not joined and (sign := _SIGN.search(lead)):
        lead = lead[: sign.start()]
        value = value if sign[1] == "+" else -value
    chinese = text[start] not in "0123456789.,"
    found = _Found(
        numeral=numeral,
        value=value,
        unit=PERCENT if numeral.form == "percent" and unit is None else unit,
        unknown=unknown,
        start=start,
        end=end,
        part_of_word=chinese and (unknown is not None or _CHINESE_WORD.search(lead) is not None),
    )
    return found if joined or _may_follow(lead) else _malformed(found)


def _malformed(found: _Found) -> _Found:
    return replace(found, numeral=replace(found.numeral, problem=found.numeral.problem or "malformed"))


def _may_follow(lead: str) -> bool:
    """Whether a number may stand behind this text: in SAR1.5, not in √1.5."""
    before = lead.rstrip()
    if not before or (before != lead and before[-1].isalnum()):
        return True
    return bool(_OPENER.match(before[-1]) or _LATIN_LEAD.search(before[-9:]))


def _with_unit(text: str, numeral: Numeral, like: Unit | None) -> tuple[float, Unit | None, int, str | None]:
    """Value, unit, index behind them, and what stands in the unit's place if it is no unit."""
    value, end = numeral.value, numeral.end
    if text.startswith("个半", end):
        value, end = value + 0.5, end + 2
    around = _AROUND.match(text, end)
    place = around.end() if around else end
    place += text.startswith(" ", place)
    bracket = text.startswith(("(", "["), place)
    scanned = scan_unit(text, place + bracket, like=like)
    if scanned and bracket and text.startswith((")", "]"), scanned[1]):
        return value, scanned[0], scanned[1] + 1, None
    if scanned and not bracket:
        unit, behind = scanned
        if text.startswith("半", behind):
            return value + 0.5, unit, behind + 1, None
        if _BEHIND_UNIT.match(text, behind):
            return value, unit, behind, None
    elif _BEHIND_NUMBER.match(text, end):
        return value, None, end, None
    unknown = _UNKNOWN.match(text, place)
    return value, None, unknown.end() if unknown else place, unknown[1] if unknown else ""


def _time(hours: _Found, minutes: _Found, text: str) -> _Found | None:
    """Two parts of one time joined in the smaller unit, None where they are none."""
    if not (hours.unit and minutes.unit and hours.unit.dimension == minutes.unit.dimension == _TIME):
        return None
    gap = text[hours.end : minutes.start].strip()
    if gap not in ("", "又", "零") or minutes.value < 0 or hours.numeral.problem or minutes.numeral.problem:
        return None
    if minutes.si >= hours.unit.factor or not hours.value.is_integer():
        return None
    step = hours.unit.factor / minutes.unit.factor
    more = minutes.value if hours.value >= 0 else -minutes.value
    numeral = replace(minutes.numeral, digits=None)
    return replace(minutes, numeral=numeral, value=hours.value * step + more, start=hours.start)


def _refusal(text: str, found: list[_Found], like: Unit | None) -> Unreadable | None:
    """The first reason in the order of the contract why the answer is no quantity."""
    if not found:
        return Unreadable(reason="no-number")
    if found[0].part_of_word:
        suggestion = nearest_unit(found[0].unknown or "", like=like)
        return Unreadable(reason="unit-unknown" if suggestion else "no-number", suggestion=suggestion)
    ends = [0, *(each.end for each in found)]
    starts = [*(each.start for each in found), len(text)]
    around = [text[end:start] for end, start in zip(ends, starts, strict=True)]
    before, behind = _CLAUSE_END.split(around[0])[-1], _CLAUSE_END.split(around[-1])[0]
    outside = "\n".join([before, *around[1:-1], behind])
    problems = {each.numeral.problem for each in found}
    if "malformed" in problems or _NEGATION.search(outside):
        return Unreadable(reason="no-number")
    if "comma" in problems:
        return Unreadable(reason="comma")
    between = any(_RANGE_BETWEEN.fullmatch(gap) for gap in around[1:-1])
    if "range" in problems or between or _RANGE_AROUND.search(outside):
        return Unreadable(reason="range")
    if "inequality" in problems or _INEQUALITY.search(outside):
        return Unreadable(reason="inequality")
    if not all(isfinite(each.value) for each in found):
        return Unreadable(reason="not-finite")
    if "lost-superscript" in problems:
        return Unreadable(reason="lost-superscript", ambiguous=True)
    unknown = [each.unknown for each in found if each.unknown is not None]
    if unknown:
        return Unreadable(reason="unit-unknown", suggestion=nearest_unit(unknown[0], like=like))
    return None


def _one(text: str, found: list[_Found]) -> Reading | Unreadable:
    """The quantity that all numbers agree on, the first one where they are spelled differently."""
    for one, other in pairwise(found):
        stated = _SAME.search(text, one.end, other.start) is not None
        if not _agree(one, other, rtol=5e-3 if stated else 1e-9):
            return Unreadable(reason=None, ambiguous=True)
    return _reading(next((each for each in found if each.unit), found[0]))


def _agree(one: _Found, other: _Found, *, rtol: float) -> bool:
    """Whether two spellings name one quantity: 4/9 ≈ 44.4%, 3 T (30000 G)."""
    if one.unit and other.unit and one.unit.dimension != other.unit.dimension:
        return False
    in_si = isclose(one.si, other.si, rel_tol=rtol)
    if one.unit is None or other.unit is None:
        unit = one.unit or other.unit
        return isclose(one.value, other.value, rel_tol=rtol) or (in_si and (unit is None or unit.is_ratio))
    return in_si


def _reading(found: _Found) -> Reading:
    return Reading(
        value=found.value,
        unit=found.unit,
        fraction=found.numeral.form == "fraction",
        digits=found.numeral.digits,
        start=found.start,
        end=found.end,
    )
