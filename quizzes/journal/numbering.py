"""The numbers and bullets that Word sets before items of lists and headings, and keeps out of their text."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

_DIGITS = "零一二三四五六七八九"
_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "ideographTraditional",
    "japaneseCounting",
    "taiwaneseCountingThousand",
}
_BULLET = "- "


@dataclass(frozen=True)
class _Level:
    form: str  # as Word calls it: decimal, chineseCounting, bullet, …
    text: str  # with %1 for the number of the first level
    start: int


class Lists:
    """The lists of a document; their numbers go on from paragraph to paragraph."""

    def __init__(self, document: Any) -> None:
        self._levels = _levels(document)
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)

    def marker(self, number: str, depth: int) -> str:
        """What stands before the next item of list `number` at a level (from 0), with a blank; or nothing."""
        levels = self._levels.get(number, {})
        if depth not in levels:
            return ""
        counts = self._counts[number]
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [each for each in counts if each > depth]:
            del counts[deeper]
        if levels[depth].form == "bullet":
            return _BULLET
        if levels[depth].form == "none":
            return ""

        def value(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            level = levels.get(at, levels[depth])
            return _written(counts.get(at, level.start), level.form)

        text = re.sub("%([1-9])", value, levels[depth].text)
        return f"{text} " if text[-1:].isalnum() or text.endswith((".", ")")) else text


def _levels(document: Any) -> Mapping[str, dict[int, _Level]]:
    """The levels of each list by its number."""
    try:
        root = document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
    except KeyError:
        return {}
    forms = {
        each.get(qn("w:abstractNumId")): {
            int(level.get(qn("w:ilvl"))): _level(level) for level in each.findall(qn("w:lvl"))
        }
        for each in root.findall(qn("w:abstractNum"))
    }
    return {
        each.get(qn("w:numId")): forms.get(each.find(qn("w:abstractNumId")).get(qn("w:val")), {})
        for each in root.findall(qn("w:num"))
    }


def _level(level: Any) -> _Level:
    def value(name: str, default: str) -> str:
        found = level.find(qn(name))
        return default if found is None else str(found.get(qn("w:val"), default))

    return _Level(value("w:numFmt", "decimal"), value("w:lvlText", ""), int(value("w:start", "1")))


def _written(number: int, form: str) -> str:
    """A number up to 99 in the form of a list; others are decimal."""
    if form in _CHINESE and 0 < number < 100:
        tens, ones = divmod(number, 10)
        before = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
        return before + (_DIGITS[ones] if ones else "")
    if form.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    if form in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        letter = chr(ord("a") + number - 1)
        return letter if form == "lowerLetter" else letter.upper()
    return str(number)
