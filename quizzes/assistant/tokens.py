"""Cut a question into words and numbers: one pass, longest word first, nothing dropped silently."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import ClassVar

from quizzes.quantities.numerals import read_numeral
from quizzes.quantities.spelling import UNREADABLE, plain

LONGEST = 500
"""Longest question that is read [characters]; a longer one is asked for again in short form."""


@dataclass(frozen=True)
class Number:
    """A number with its unit as typed."""

    value: float
    unit: str
    start: int
    end: int
    kind: ClassVar[str] = "n"
    name: ClassVar[str] = ""
    text: ClassVar[str] = ""


@dataclass(frozen=True)
class Word:
    """A known word (`kind`, `name`), a separator (`kind` "s") or an unknown run (`kind` "?")."""

    kind: str
    name: str
    text: str
    start: int
    end: int


Token = Number | Word

_HALF_HOURS = re.compile("([一二两三四]|[1-9])个半(小时|钟头)")
_ENGLISH_NUMBERS = {
    "two": 2.0,
    "three": 3.0,
    "four": 4.0,
    "five": 5.0,
    "six": 6.0,
    "seven": 7.0,
    "eight": 8.0,
}
_ENGLISH_NUMBERS |= {
    "nine": 9.0,
    "ten": 10.0,
    "twelve": 12.0,
    "sixteen": 16.0,
    "twenty": 20.0,
    "thirty": 30.0,
}
_SPOKEN = (
    (re.compile(r"\bhalf (?:an )?hour\b"), "30 min"),
    (re.compile(r"\b(?:an|one) hour\b"), "1 hour"),
    (re.compile(r"每秒钟?|\bper second\b"), "每1秒"),
    (re.compile(r"(?<=\d) ?[x*] ?(?=\d)"), "×"),
)
_RATIO_OF_TWO = re.compile(r"(\d+(?:\.\d+)?)( +\d+)? ?/ ?(\d+)")
_LARGEST_DENOMINATOR = 16
_COUNTED_PARTS = re.compile("[一二两三四五六1-9][次组批]")
_NUMBER_FOLLOWS = re.compile(r"\s*[=:是为]?\s*[\d.]")
_SHORTEST_SLIP = 5  # a shorter English word is near too many others
_LONG = 7
_LETTERS = re.compile("[a-z]+")
_SEPARATORS = frozenset(",。，.;；?？!！:：、()（）[]【】\"'“”‘’=\n…·《》<>|/\\{}「」『』*#&_`")
_SOFT = frozenset(" =:：\"'“”‘’()（）")


@cache
def _simplified() -> dict[int, str]:
    table = files("quizzes.grading.cases.tables").joinpath("simplified.tsv").read_text(encoding="utf-8")
    return {ord(old): new for old, new in (line.split("\t") for line in table.splitlines())}


@cache
def _readings() -> dict[str, str]:
    table = files("quizzes.grading.cases.tables").joinpath("readings.tsv").read_text(encoding="utf-8")
    return {char: sounds.split()[0] for char, sounds in (line.split("\t") for line in table.splitlines())}


def spelled(text: str) -> str:
    """Return the text half-width, simplified and lower case; arrows become `->`."""
    text = re.sub("[→⇒➡➜⟶]", "->", text).replace("，", "; ")
    text = plain(text).translate(_simplified()).lower().replace("µ", "μ")
    text = text.replace("℃", "°c")
    for pattern, spelling in _SPOKEN:
        text = pattern.sub(spelling, text)
    return _LETTERS.sub(_corrected, text)


@cache
def _entries() -> list[tuple[str, str, str]]:
    """Every word of the lexicon with its kind and name."""
    lexicon = files("quizzes.assistant").joinpath("lexicon.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in lexicon.splitlines() if line and not line.startswith("#"))
    return [
        (word.replace("_", " "), *entry.split(":", 1))  # type: ignore[misc]
        for entry, words in lines
        for word in words.replace("µ", "μ").split()
    ]


@cache
def _words() -> dict[str, list[tuple[str, str, str]]]:
    """Words by first character, longest first."""
    table: dict[str, list[tuple[str, str, str]]] = {}
    for entry in _entries():
        if entry[1] != "unit":
            table.setdefault(entry[0][0], []).append(entry)
    for entries in table.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return table


@cache
def _units() -> dict[str, list[tuple[str, str]]]:
    """Spellings of units with their symbol by first character, longest first."""
    table: dict[str, list[tuple[str, str]]] = {}
    for word, kind, symbol in _entries():
        if kind == "unit":
            table.setdefault(word[0], []).append((word, symbol))
    for spellings in table.values():
        spellings.sort(key=lambda spelling: -len(spelling[0]))
    return table


@cache
def _homophones() -> dict[tuple[str, ...], tuple[str, str, str]]:
    """Chinese parameter words of two to four characters by their sound, for slips of an input method."""
    sounds: dict[tuple[str, ...], tuple[str, str, str]] = {}
    for entries in _words().values():
        for word, kind, name in entries:
            if kind == "l" and 2 <= len(word) <= 4 and all(_is_chinese(char) for char in word):
                sounds.setdefault(tuple(_readings().get(char, char) for char in word), (word, kind, name))
    return sounds


@cache
def _vocabulary() -> frozenset[str]:
    """Every English word of four letters and more that stands in an entry."""
    words = {word for entry in _entries() for word in _LETTERS.findall(entry[0]) if len(word) >= 4}
    return frozenset(words | _ENGLISH_NUMBERS.keys())


@cache
def _near() -> dict[str, set[str]]:
    """Words of the vocabulary by what is left with one letter taken out."""
    near: dict[str, set[str]] = {}
    for word in _vocabulary():
        for left in _deletions(word) if len(word) >= _SHORTEST_SLIP else ():
            near.setdefault(left, set()).add(word)
    return near


def _corrected(found: re.Match[str]) -> str:
    """A word with one letter too many, too few or wrong, or two swapped, as the one word that is near it."""
    typed = found[0]
    if len(typed) < _SHORTEST_SLIP or typed in _vocabulary():
        return typed
    meant = set(_near().get(typed, ()))
    for left in _deletions(typed):
        meant |= {left} & _vocabulary()
        meant |= {
            word
            for word in _near().get(left, ())
            if len(word) == len(typed) and (sorted(word) == sorted(typed) or len(typed) >= _LONG)
        }
    return meant.pop() if len(meant) == 1 else typed


def _deletions(word: str) -> Iterator[str]:
    return (word[:place] + word[place + 1 :] for place in range(len(word)))


def _is_chinese(char: str) -> bool:
    return "一" <= char <= "鿿"


def _bounded(text: str, start: int, end: int) -> bool:
    """An English word starts and ends where the letters do; digits may follow it (ETL16), but not a digit."""
    first, last = text[start], text[end - 1]
    if first.isascii() and first.isalnum() and start and text[start - 1].isascii():
        before = text[start - 1]
        if before.isalpha() or (before.isdigit() and first.isdigit()) or (before == "." and first.isdigit()):
            return False
    if last.isascii() and last.isalnum() and end < len(text) and text[end].isascii():
        after = text[end]
        if after.isalpha() or (
            last.isdigit() and (after.isdigit() or (after == "." and text[end + 1 : end + 2].isdigit()))
        ):
            return False
    return True


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of an already `spelled` text."""
    tokens: list[Token] = []
    place = 0
    while place < len(text):
        token = (
            _longer(_word_at(text, place), _number_at(text, place))
            or _slip_at(text, place)
            or _rest_at(text, place)
        )
        if token is None:
            place += 1
            continue
        tokens.append(token)
        place = token.end
    return _joined(tokens)


def _longer(word: Word | None, number: Number | None) -> Token | None:
    """一级 is a word, 一点五 and 百分之二十 are numbers."""
    if word and number:
        return number if number.end > word.end and (word.kind == "w" or word.text == "百分之") else word
    return word or number


def _word_at(text: str, place: int) -> Word | None:
    for word, kind, name in _words().get(text[place], ()):
        end = place + len(word)
        if text.startswith(word, place) and _bounded(text, place, end):
            return Word(kind, name, word, place, end)
    return None


def _number_at(text: str, place: int) -> Number | None:
    start, negative = place, False
    if text[place] in "+-" and re.match(r"[\d.]", text[place + 1 : place + 2]):
        previous = text[place - 1 : place]
        if previous.isalnum() and not _is_chinese(previous):
            return None
        negative, place = text[place] == "-", place + 1
    if halves := _HALF_HOURS.match(text, place):
        hours = read_numeral(halves[1])
        return Number(hours.value + 0.5, "h", start, halves.end()) if hours else None
    if text[place] in "0123456789.零一二两三四五六七八九十百千半":
        number = _numeral(text, start, place)
    elif (found := _LETTERS.match(text, place)) and found[0] in _ENGLISH_NUMBERS:
        number = _with_unit(text, Number(_ENGLISH_NUMBERS[found[0]], "", start, found.end()))
    else:
        return None
    return replace(number, value=-number.value) if number and negative else number


def _numeral(text: str, start: int, place: int) -> Number | None:
    """A number in digits or Chinese; a vague or broken one gets the unit "?", which fits no parameter."""
    numeral = read_numeral(text[: _end_before_pair(text, place)], place)
    if numeral is not None and numeral.problem is not None:
        # 256×160 and 60多少 are numbers of a question, though not one number.
        typed = re.match(r"\d+(?:\.\d+)?", text[place:])
        end = place + typed.end() if typed else numeral.end - 1
        numeral = read_numeral(text[:end], place) if _stands_alone(text, end) else numeral
    if numeral is None or (text[place] == "." and numeral.value == 0):
        return None
    if text[place : numeral.end] == "半":
        number = _with_unit(text, Number(0.5, "", start, numeral.end))
        return number if number.unit else None
    value, end = numeral.value, numeral.end
    if numeral.problem or not math.isfinite(value):
        return Number(0.0, "?", start, end)
    if numeral.form == "percent":
        return Number(value, "%", start, end)
    return _with_unit(text, Number(value, "", start, end))


def _end_before_pair(text: str, place: int) -> int:
    """90/180 and "ETL 16 1/2" are two numbers; 7/8 is one."""
    pair = _RATIO_OF_TWO.match(text, place)
    return pair.end(1) if pair and (pair[2] or int(pair[3]) > _LARGEST_DENOMINATOR) else len(text)


def _stands_alone(text: str, end: int) -> bool:
    return text[end : end + 1] in (",", "×", "*", "x", " ") or text.startswith(
        ("多少", "多大", "多久", "几"), end
    )


def _with_unit(text: str, number: Number) -> Number:
    place = number.end
    while place < len(text) and text[place] == " ":
        place += 1
    for word, symbol in _units().get(text[place : place + 1], ()):
        end = place + len(word)
        if not text.startswith(word, place):
            continue
        if (
            word[-1].isascii()
            and word[-1].isalnum()
            and end < len(text)
            and text[end].isascii()
            and text[end].isalnum()
        ):
            continue
        if word == "分" and _COUNTED_PARTS.match(text, end):
            continue  # NSA1 分2次采集
        if _starts_longer_word(text, place, end) or _names_the_next(
            text, word, end, apart=place > number.end
        ):
            continue
        return replace(number, unit=symbol, end=end)
    if place == number.end and text[place : place + 1].isascii() and text[place : place + 1].isalpha():
        known = _word_at(text, place)
        return number if known else replace(number, unit="?")
    return number


def _names_the_next(text: str, word: str, end: int, *, apart: bool) -> bool:
    """Whether a unit is the name of the number behind it: NEX 2, or the 线 of "TR2500 线256"."""
    if word.isascii():
        return _is_label(word) and _NUMBER_FOLLOWS.match(text, end) is not None
    return apart and text[end : end + 1].isdigit()


def _is_label(word: str) -> bool:
    """NEX and g are units after their number, but names of the number that follows."""
    return any(entry[0] == word and entry[1] == "l" for entry in _words().get(word[0], ()))


def _starts_longer_word(text: str, place: int, end: int) -> bool:
    """The 层 of 层厚 and the g of "g factor" are not units."""
    word = _word_at(text, place)
    return word is not None and word.end > end


def _slip_at(text: str, place: int) -> Word | None:
    """A word typed with another character of the same sound."""
    if _is_chinese(text[place]):
        sounds = tuple(_readings().get(char, char) for char in text[place : place + 4])
        for length in range(len(sounds), 1, -1):
            if found := _homophones().get(sounds[:length]):
                return Word(found[1], found[2], text[place : place + length], place, place + length)
    return None


def _rest_at(text: str, place: int) -> Word | None:
    char = text[place]
    if char == "-" and text[place - 1 : place] in ("", " ") and text[place + 1 : place + 2] in ("", " "):
        return Word("s", "hard", char, place, place + 1)
    if char in _SOFT:
        return Word("s", "soft", char, place, place + 1) if char != " " else None
    if char in _SEPARATORS:
        return Word("s", "hard", char, place, place + 1)
    if char.isascii() and char.isalpha() and (run := _LETTERS.match(text, place)):
        return Word("?", "english", run[0], place, run.end())
    if char.isspace():
        return Word("s", "hard", char, place, place + 1)
    return Word("?", "mark" if char == UNREADABLE or char.isdigit() else "other", char, place, place + 1)


def _joined(tokens: list[Token]) -> list[Token]:
    """Join 1米6 to 1.6 m, 2分40秒 to one time and 1×1×3 to the volume of a voxel."""
    joined: list[Token] = []
    for token in tokens:
        if isinstance(token, Number) and (volume := _volume(joined[-4:], token)):
            joined[-4:] = [volume]
            continue
        before = joined[-1] if joined else None
        if isinstance(token, Number) and isinstance(before, Number) and before.end == token.start:
            if (
                before.unit == "m"
                and token.unit in ("", "m")
                and token.value == int(token.value)
                and 0 < token.value < 100
            ):
                digits = 10 if token.value < 10 else 100
                joined[-1] = replace(before, value=before.value + token.value / digits, end=token.end)
                continue
            if (before.unit, token.unit) in (("min", "s"), ("h", "min")):
                joined[-1] = Number(before.value * 60 + token.value, token.unit, before.start, token.end)
                continue
        joined.append(token)
    return joined


def _volume(before: list[Token], last: Number) -> Number | None:
    """Three lengths in millimetres joined by ×."""
    if len(before) < 4 or any(token.name != "times" for token in before[1::2]):
        return None
    first, second = before[0], before[2]
    if not (isinstance(first, Number) and isinstance(second, Number)):
        return None
    if any(one.unit not in ("", "mm") for one in (first, second, last)):
        return None
    return Number(first.value * second.value * last.value, "mm3", first.start, last.end)
