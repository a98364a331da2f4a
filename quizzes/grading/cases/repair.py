"""Repair typing errors by substitutions that keep the length, so that positions survive.

A wrong character that sounds like the right one is the usual slip of a pinyin keyboard (军团君肺炎).
Words that are right as they stand are never touched, nor are the characters that turn a finding round.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from quizzes.grading.cases.lexicon import Lexicon
from quizzes.grading.cases.text import Text, is_cjk

LONGEST = 8
HOMOPHONE, SHORT_HOMOPHONE, NEAR_HOMOPHONE, ONE_CHARACTER = 0.85, 0.75, 0.75, 0.65

#: Never replaced when typed: they carry side, direction, number or denial.
PROTECTED = frozenset(
    "左右双两高低增减大小升降长短多少有无未不非没前后上中下内外一二三四五六七八九十百千万零〇"
)

_LATIN_WORD = re.compile(r"[a-z]{6,}")


@dataclass(frozen=True)
class Repaired:
    """Text after repair with the confidence of each replaced character."""

    text: Text
    doubtful: dict[int, float]

    def confidence(self, start: int, end: int) -> float:
        """Return how sure the reading of a range is: 1 where nothing was replaced."""
        return min(
            (self.doubtful[index] for index in range(start, end) if index in self.doubtful), default=1.0
        )


@cache
def _readings() -> dict[str, frozenset[str]]:
    table = files("quizzes.grading.cases.tables").joinpath("readings.tsv").read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in table.splitlines())
    return {character: frozenset(readings.split()) for character, readings in pairs}


def _blurred(reading: str) -> str:
    """Merge the sounds that southern speakers do not tell apart: zh/z, n/l, -ing/-in."""
    initial = reading.replace("zh", "z", 1).replace("ch", "c", 1).replace("sh", "s", 1)
    initial = "l" + initial[1:] if initial[:1] == "n" else initial
    return initial[:-1] if initial.endswith("ng") else initial


class Repairer:
    """Terms of a lexicon, indexed by what remains when one character is left out."""

    def __init__(self, lexicon: Lexicon, *, base: "Repairer | None" = None) -> None:
        self._lexicon = lexicon
        gaps: dict[tuple[int, str], list[str]] = {}
        for term in lexicon.repairable_terms():
            for index in range(len(term)) if 2 <= len(term) <= LONGEST else ():
                gaps.setdefault((index, term[:index] + "_" + term[index + 1 :]), []).append(term)
        deletions: dict[str, set[str]] = {}
        for word in lexicon.latin_words():
            for short in (word, *_one_less(word)):
                deletions.setdefault(short, set()).add(word)
        self._gaps: list[dict[tuple[int, str], list[str]]] = [gaps, *(base._gaps if base else ())]
        self._deletions: list[dict[str, set[str]]] = [deletions, *(base._deletions if base else ())]

    def repair(self, text: Text) -> Repaired:
        """Return the text with doubtful words replaced by terms of the lexicon."""
        text, doubtful = self._repair_latin(text)
        fixed = self._fixed_positions(text.chars)
        chars = list(text.chars)
        for start, term, index, confidence in self._candidates(text.chars, fixed):
            span = range(start, start + len(term))
            if not any(position in fixed or position in doubtful for position in (start + index,)):
                chars[start + index] = term[index]
                doubtful[start + index] = confidence
                fixed.update(span)
        return Repaired(text.replaced("".join(chars)), doubtful)

    def _fixed_positions(self, chars: str) -> set[int]:
        fixed = {
            index for index, character in enumerate(chars) if character in PROTECTED or not is_cjk(character)
        }
        for hit in self._lexicon.find(chars):
            if hit.end - hit.start >= 2:
                fixed.update(range(hit.start, hit.end))
        for word in self._lexicon.words:
            at = chars.find(word)
            while at >= 0:
                fixed.update(range(at, at + len(word)))
                at = chars.find(word, at + 1)
        return fixed

    def _candidates(self, chars: str, fixed: set[int]) -> list[tuple[int, str, int, float]]:
        """Return (start, term, index, confidence), the longest and surest first."""
        found = []
        for position in range(len(chars)):
            if position in fixed:
                continue
            for start, gapped in self._windows(chars, position):
                key = (position - start, gapped)
                for term in (term for layer in self._gaps for term in layer.get(key, ())):
                    confidence = self._confidence(chars[position], term, position - start)
                    if confidence:
                        found.append((start, term, position - start, confidence))
        return sorted(found, key=lambda one: (-one[3] - 0.05 * len(one[1]), one[0]))

    def _windows(self, chars: str, position: int) -> Iterator[tuple[int, str]]:
        for length in range(LONGEST, 1, -1):
            for start in range(max(0, position - length + 1), min(position, len(chars) - length) + 1):
                yield start, chars[start:position] + "_" + chars[position + 1 : start + length]

    def _confidence(self, typed: str, term: str, index: int) -> float:
        """Return how sure a substitution is; 0 where it must not be made."""
        meant, chinese = term[index], sum(map(is_cjk, term))
        heard, said = _readings().get(typed, frozenset()), _readings().get(meant, frozenset())
        if heard & said:
            return HOMOPHONE if len(term) > 2 else SHORT_HOMOPHONE
        if meant in PROTECTED:
            return 0.0
        if chinese > 2 and set(map(_blurred, heard)) & set(map(_blurred, said)):
            return NEAR_HOMOPHONE
        return ONE_CHARACTER if chinese > 3 else 0.0

    def _repair_latin(self, text: Text) -> tuple[Text, dict[int, float]]:
        chars, last = "", 0
        offsets: list[int] = []
        doubtful: dict[int, float] = {}
        covered = {index for hit in self._lexicon.find(text.chars) for index in range(hit.start, hit.end)}
        for match in _LATIN_WORD.finditer(text.chars):
            meant = None if covered & set(range(*match.span())) else self._meant(match.group())
            if meant is None:
                continue
            chars += text.chars[last : match.start()]
            offsets.extend(text.offsets[last : match.start()])
            own = text.offsets[match.start() : match.end()]
            doubtful.update({len(chars) + shift: NEAR_HOMOPHONE for shift in range(len(meant))})
            chars += meant
            offsets.extend(own[min(shift, len(own) - 1)] for shift in range(len(meant) - 1))
            offsets.append(own[-1])
            last = match.end()
        return Text(chars + text.chars[last:], (*offsets, *text.offsets[last:])), doubtful

    def _meant(self, word: str) -> str | None:
        """Return the one known Latin word at one insertion, deletion, substitution or swap from this one."""
        for short in (word, *_one_less(word)):
            for layer in self._deletions:
                if short in layer:
                    return min(layer[short])
        return None


def _one_less(word: str) -> Iterator[str]:
    return (word[:index] + word[index + 1 :] for index in range(len(word)))
