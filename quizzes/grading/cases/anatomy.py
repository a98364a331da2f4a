"""Read the lobes of the lungs, also in shared forms such as 右肺上、中叶 and 右上、右中、左下肺."""

import re
from dataclasses import dataclass
from typing import Literal

Lobe = Literal["RUL", "RML", "RLL", "LUL", "LLL"]
LOBES: tuple[Lobe, ...] = ("RUL", "RML", "RLL", "LUL", "LLL")

_LEVELS = {"上": "U", "中": "M", "下": "L"}
_CHINESE = re.compile(
    r"(?P<side>[左右双两])(?:侧)?(?:肺)?(?:野|部)?(?P<levels>[上中下](?:肺)?(?:叶)?(?:(?:[、和及与,/]|以及)*[上中下](?:肺)?(?:叶)?)*)"
    r"(?:部)?(?P<tail>肺叶|肺|叶|野)?"
)
_SHARED_LEVEL = re.compile(r"[上中下]")
_ALL_LOBES = re.compile(
    r"(?P<side>[左右双两全])(?:侧)?肺?(?:各|所有|全部|五个|5个)(?:肺)?叶|(?:五|5)个?肺叶|all (?:five )?lobes"
)
_ENGLISH_SHORT = re.compile(r"(?<![a-z])(rul|rml|rll|lul|lll)(?![a-z])")
_ENGLISH = re.compile(
    r"(?<![a-z])(?P<side>right|left|bilateral|both)(?: lung)? "
    r"(?P<levels>(?:upper|middle|lower)(?:(?:,? and |/|, ?| & |-)(?:upper|middle|lower))*)"
    r"(?: lobes?| zones?)?(?![a-z])"
)
_ENGLISH_LEVEL = re.compile(r"upper|middle|lower")
_LIMBS = re.compile(r"[左右双两](?:侧)?(?:上肢|下肢|下腹|上腹|下肢体)")


@dataclass(frozen=True)
class LobeMention:
    """A lobe named in normalised text, half-open."""

    lobe: Lobe
    start: int
    end: int


def find_lobes(chars: str) -> list[LobeMention]:
    """Return every lobe that the text names, in order."""
    found = [
        LobeMention(_lobe(match.group().upper()), *match.span()) for match in _ENGLISH_SHORT.finditer(chars)
    ]
    limbs = [match.span() for match in _LIMBS.finditer(chars)]
    for match in _CHINESE.finditer(chars):
        levels = _SHARED_LEVEL.findall(match["levels"])
        named = "肺" in match.group() or "叶" in match.group() or _in_a_list_of_lobes(chars, match.end())
        if named and not any(start <= match.start() < end for start, end in limbs):
            found += _mentions(match["side"], [_LEVELS[level] for level in levels], match.span())
    for match in _ENGLISH.finditer(chars):
        levels = [level[0].upper() for level in _ENGLISH_LEVEL.findall(match["levels"])]
        found += _mentions(match["side"], levels, match.span())
    for match in _ALL_LOBES.finditer(chars):
        found += _mentions(match["side"] or "all", ["U", "M", "L"], match.span())
    return sorted(found, key=lambda mention: (mention.start, mention.lobe))


def _in_a_list_of_lobes(chars: str, end: int) -> bool:
    """Tell whether 右上 is short for 右上叶 because a list such as 右上、右中、左下肺 goes on after it."""
    following = chars[end : end + 14]
    return bool(
        re.match(
            r"(?:(?:[、,/]|和|及|与)?[左右][上中下])*(?:[、,/]|和|及|与)?[左右]?(?:肺)?[上中下]?[肺叶]",
            following,
        )
        or re.match(r"(?:大片|片状|多发)?(?:实变|炎)", following)
    )


def _mentions(side: str, levels: list[str], span: tuple[int, int]) -> list[LobeMention]:
    both = side in ("双", "两", "全", "bilateral", "both", "all")
    sides = ["R", "L"] if both else ["L" if side in ("左", "left") else "R"]
    names = [f"{one}{level}L" for one in sides for level in levels]
    return [LobeMention(_lobe(name), *span) for name in names if name in LOBES]


def _lobe(name: str) -> Lobe:
    return next(lobe for lobe in LOBES if lobe == name)
