"""Read laboratory values such as 血钠126, Na 129.3mmol/L and 血钠一百二十九点三."""

import re
from dataclasses import dataclass

_DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_SCALES = {"十": 10, "百": 100, "千": 1000}
_CHINESE = r"[零〇一二两三四五六七八九十百千]+(?:点[零〇一二三四五六七八九]+)?"
_NUMBER = re.compile(rf"(?<![\d.])(\d+(?:\.\d+)?)|({_CHINESE})")
_NEAR = 14
_STOP = re.compile(r"[,。;!?、()]|\b(?:and|but)\b")


@dataclass(frozen=True)
class Quantity:
    """A number in normalised text, half-open."""

    value: float
    start: int
    end: int


def chinese_number(written: str) -> float:
    """Return the value of a Chinese numeral below ten thousand, such as 一百二十九点三.

    Raises ValueError if a character is not part of a numeral.
    """
    whole, _, fraction = written.partition("点")
    total, digit = 0, 0
    for character in whole:
        if character in _SCALES:
            total += (digit or 1) * _SCALES[character]
            digit = 0
        elif character in _DIGITS:
            digit = digit * 10 + _DIGITS[character]
        else:
            raise ValueError(f"not a Chinese numeral: {written}")
    decimals = "".join(str(_DIGITS[character]) for character in fraction)
    return float(f"{total + digit}.{decimals or 0}")


def quantities_after(chars: str, end: int) -> list[Quantity]:
    """Return the numbers that follow a word ending at `end`, up to the next stop."""
    window = chars[end : end + _NEAR + 8]
    stop = _STOP.search(window)
    limit = end + (stop.start() if stop else len(window))
    found = []
    for match in _NUMBER.finditer(chars, end, limit):
        value = float(match[1]) if match[1] else chinese_number(match[2])
        found.append(Quantity(value, *match.span()))
    return found
