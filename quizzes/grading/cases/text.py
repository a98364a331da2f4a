"""Bring what people type into one form, and remember where each character came from."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

SENTENCE_ENDS = "。!?;"
_SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-", strict=True))
_PUNCTUATION = {"\n": "。", "\r": "。", "､": "、", "⁄": "/", "÷": "/", "∶": ":", "–": "-", "—": "-", "−": "-"}
#: After a Chinese character, between Latin words, or before a space; not in "S. aureus" or the item "1."
_FULL_STOP = re.compile(
    r"(?<=[一-鿿)])\."
    r"|(?<=[a-z]{2})\.(?=[a-z]{2})"
    r"|(?<!\b[a-z])(?<!^\d)(?<![:;,、。( ]\d)\.(?=\s|$|[^\x00-\x7f])"
)


def is_cjk(character: str) -> bool:
    """Tell whether a character is a Chinese one of the basic block."""
    return "一" <= character <= "鿿"


@dataclass(frozen=True)
class Text:
    """Normalised characters with the index of the original character behind each of them."""

    chars: str
    offsets: tuple[int, ...]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the half-open range in the original text for a range of normalised characters."""
        return self.offsets[start], self.offsets[end - 1] + 1

    def shortened(self, length: int) -> "Text":
        """Return at most `length` characters; one ligature can stand for eighteen."""
        return Text(self.chars[:length], self.offsets[:length])

    def replaced(self, chars: str) -> "Text":
        """Return the same offsets under other characters of the same number."""
        if len(chars) != len(self.offsets):
            raise ValueError("a repair must keep the number of characters")
        return Text(chars, self.offsets)


@cache
def _simplified() -> dict[str, str]:
    table = files("quizzes.grading.cases.tables").joinpath("simplified.tsv").read_text(encoding="utf-8")
    return dict(line.split("\t") for line in table.splitlines())


def normalise(original: str) -> Text:
    """Fold width, case, script and spacing; superscripts become `^` and digits.

    Full stops of an English sentence become `。`, so that a point is left only in numbers and in names
    such as "S. aureus". Spaces between Chinese words become commas, spaces between single characters go.
    """
    chars: list[str] = []
    offsets: list[int] = []
    for index, character in enumerate(original):
        for folded in _folded(character, after=chars[-1] if chars else ""):
            chars.append(folded)
            offsets.append(index)
    kept = _respaced("".join(chars))
    text = "".join(character for character, _ in kept)
    return Text(_FULL_STOP.sub("。", text), tuple(offsets[index] for _, index in kept))


def folded_term(term: str) -> str:
    """Return a term of the lexicon in the form in which it appears in normalised text."""
    return normalise(term).chars


def _folded(character: str, *, after: str) -> str:
    if character in _SUPERSCRIPTS:
        digit = _SUPERSCRIPTS[character]
        return digit if after == "^" or (after == "-" and digit != "-") else "^" + digit
    if character in _PUNCTUATION:
        return _PUNCTUATION[character]
    folded = unicodedata.normalize("NFKC", character).lower()
    table = _simplified()
    kept = (one for one in folded if unicodedata.category(one) not in ("Cf", "Mn", "Cc", "Cs"))
    return "".join(" " if one.isspace() else table.get(one, one) for one in kept)


def _respaced(chars: str) -> list[tuple[str, int]]:
    """Decide for every run of spaces whether it separates words or was only put between characters."""
    kept: list[tuple[str, int]] = []
    words = [(match.group(), match.start()) for match in re.finditer(r"[^ ]+", chars)]
    ends = [start + len(word) for word, start in words]
    gaps = [start - end for (_, start), end in zip(words[1:], ends, strict=False)]
    for number, (word, start) in enumerate(words):
        if number:
            separator = _separator(words[number - 1][0], word, wide=gaps[number - 1] > min(gaps))
            if separator:
                kept.append((separator, start - 1))
        kept.extend((character, start + shift) for shift, character in enumerate(word))
    return kept


def _separator(before: str, after: str, *, wide: bool) -> str:
    left, right = is_cjk(before[-1]), is_cjk(after[0])
    if len(before) == len(after) == 1:
        return ("," if left or right else " ") if wide else ""
    if left and right:
        single = _lone_character(before, -1) or _lone_character(after, 0)
        return "" if single else ","
    if left or right:
        return ""
    return " "


def _lone_character(word: str, end: int) -> bool:
    """Tell whether the Chinese run at one end of a word is a single character."""
    run = re.search(r"[一-鿿]+$" if end else r"^[一-鿿]+", word)
    return run is not None and len(run.group()) == 1
