"""Settle words whose meaning hangs on what stands around them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from quizzes.assistant.tokens import Number, Token, Word

_NOW: Final = ("现在", "目前", "now", "如今")
_THAN: Final = ("比", "相比", "比较", "比起来")
_PARTS: Final = frozenset({"head", "trunk", "extremity"})
_ADDED: Final = frozenset({"mt", "satband", "fatsat", "ir", "spair", "restore", "we"})


_SEQUENCES: Final = frozenset({"tse", "se", "gre", "bssfp", "flair", "3d", "2d"})
_LIMITED: Final = frozenset({"SAR", "limit", "maximum", "ratio", "binds", "partial_body"})


@dataclass(frozen=True)
class _Place:
    """A word with what was settled before it and what stands behind it."""

    word: Word
    before: list[Token]
    behind: list[Token]
    names: frozenset[str]

    @property
    def next(self) -> Token | None:
        """The token behind, blanks and the like left out."""
        return next((token for token in self.behind if token.name != "soft"), None)

    @property
    def number(self) -> Number | None:
        """The number straight behind."""
        return self.next if isinstance(self.next, Number) else None

    def after_number(self) -> bool:
        """Whether a number stands anywhere before."""
        return any(isinstance(token, Number) for token in self.before)

    def means(self, kind: str, name: str) -> Word:
        """The word with this meaning."""
        return replace(self.word, kind=kind, name=name)


def settled(tokens: list[Token]) -> list[Token]:
    """The tokens with every word of several meanings settled to one."""
    tokens = _compared(_with_square_matrices(tokens))
    names = frozenset(token.name for token in tokens)
    told: list[Token] = []
    for index, token in enumerate(tokens):
        if isinstance(token, Word):
            place = _Place(token, told, tokens[index + 1 :], names)
            token = next((meant for sense in _SENSES if (meant := sense(place))), token)
        elif token.unit == "times" and told and told[-1].text == "分":
            token = replace(token, unit="groups")  # 分2次采集
        told.append(token)
    return told


def _with_square_matrices(tokens: list[Token]) -> list[Token]:
    """矩阵256×256 is one number, unless a TR stands by: then it counts lines and partitions."""
    names = {token.name for token in tokens}
    if "matrix" not in names or "TR" in names:
        return tokens
    joined: list[Token] = []
    for token in tokens:
        first, sign = joined[-2:] if len(joined) > 1 else (None, None)
        same = isinstance(first, Number) and isinstance(token, Number) and first.value == token.value
        if same and sign is not None and sign.name == "times":
            joined.pop()
        else:
            joined.append(token)
    return joined


def _compared(tokens: list[Token]) -> list[Token]:
    """A跟B比 sets A against B."""
    told = list(tokens)
    for place in range(1, len(told) - 2):
        sign, number, behind = told[place], told[place + 1], told[place + 2]
        two = isinstance(number, Number) and isinstance(told[place - 1], Number)
        if two and isinstance(sign, Word) and sign.name == "and" and behind.text in _THAN:
            told[place] = replace(sign, name="than")
            told[place + 2] = Word("s", "hard", behind.text, behind.start, behind.end)
    return told


def _target(place: _Place) -> Word | None:
    """要降到 asks for a value, unless the value stands behind it; the other way round, "TR3000 →?" asks."""
    if place.word.text in ("->", "=>") and place.next is not None and place.next.text == "?":
        return place.means("a", "target")
    if place.word.name == "target" and place.word.text.endswith("到") and place.number:
        return place.means("c", "to")
    return None


def _letter_r(place: _Place) -> Word | None:
    """The exposed mass ratio where a number up to 1 follows, otherwise an acceleration."""
    if place.word.text == "r" and not (place.number and place.number.value <= 1):
        return place.means("l", "R")
    if place.word.text == "ratio" and place.number and place.number.value <= 1:
        return place.means("l", "ratio")
    return None


def _factor(place: _Place) -> Word | None:
    """因子 is the turbo factor of a TSE, otherwise an acceleration."""
    if place.word.name != "factor":
        return None
    return place.means("l", "ETL" if "tse" in place.names and "R" not in place.names else "R")


def _line(place: _Place) -> Word | None:
    """线256 counts phase lines, 层96 slices; the 线 of "0.9 mT线" is a contour of the stray field."""
    if place.word.text not in ("线", "层") or place.number:
        return None
    number = place.before[-1] if place.before else None
    contour = place.word.text == "线" and isinstance(number, Number) and number.unit in ("mT", "G")
    return place.means("t", "fringe") if contour else place.means("w", "filler")


def _width(place: _Place) -> Word | None:
    """小视野150 is a field of view; with one, 躯干350 is the width of the body."""
    if place.number and place.word.name == "small_fov":
        return place.means("l", "FOV")
    wide = place.number is not None and place.number.value >= 60 and {"FOV", "phaseFOV"} & place.names
    return place.means("l", "object") if wide and place.word.name in _PARTS else None


def _thickness(place: _Place) -> Word | None:
    """A slice that goes from 5 to 3 mm is a thickness; so are 3 mm slices."""
    if (place.word.kind, place.word.name) != ("l", "slices"):
        return None
    number = place.before[-1] if place.before else None
    if isinstance(number, Number) and number.unit == "mm":
        return place.means("l", "thickness")
    for token in place.behind:
        if isinstance(token, Number) and token.unit:
            return place.means("l", "thickness") if token.unit == "mm" else None
        if token.kind in "las" and token.name != "soft":
            return None
    return None


def _repeated(place: _Place) -> Word | None:
    """每500ms is a TR."""
    timed = place.number is not None and place.number.unit in ("ms", "s")
    return place.means("l", "TR") if timed and place.word.text in ("每", "per", "every") else None


def _entered_weight(place: _Place) -> Word | None:
    """输入体重100 is the weight entered."""
    twice = place.word.name == "mass" and place.before and place.before[-1].name in ("entered", "true_mass")
    return place.means("w", "filler") if twice else None


def _trailing_not(place: _Place) -> Word | None:
    """还能扫不 asks."""
    ends = place.next is None or place.next.name == "hard" or place.next.kind == "l"
    return place.means("a", "yes_no") if place.word.text == "不" and place.before and ends else None


def _normal(place: _Place) -> Word | None:
    """正常 is an operating mode where a limit is spoken of (头晕正常吗 is none)."""
    if place.word.text not in ("正常", "normal") or _LIMITED & place.names:
        return None
    return place.means("w", "filler")


def _weighting(place: _Place) -> Word | None:
    """T2 before the name of a sequence is its weighting."""
    sequence = place.next is not None and place.next.name in _SEQUENCES
    return place.means("w", "filler") if sequence and place.word.name in ("T1", "T2") else None


def _added(place: _Place) -> Word | None:
    """加 before a preparation pulse joins no numbers."""
    added = place.word.text == "加" and place.next is not None and place.next.name in _ADDED
    return place.means("u", "use") if added else None


def _joining(place: _Place) -> Word | None:
    """120对180 sets one against the other; 原来32层现在24层 is a change."""
    if not place.number:
        return None
    if place.word.text in ("对比", "对", "相当于") and place.after_number():
        return place.means("c", "than")
    started = any(token.name == "from" for token in place.before)
    return place.means("f", "to") if started and place.word.text in _NOW else None


_Sense = Callable[[_Place], Word | None]
_SENSES: Final[tuple[_Sense, ...]] = (
    _target, _letter_r, _factor, _line, _width, _thickness, _repeated, _entered_weight, _trailing_not, _added,
    _joining, _normal, _weighting,
)  # fmt: skip
