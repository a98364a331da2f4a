"""Find the two halves of a statement: a verb with its object, an artery with its stenosis."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizzes.grading.cases.lexicon import Hit, Lexicon, Pair

WIDE = 13  #: from this gap on a pair may reach over a comma
PAIR_EVIDENCE = 0.95

_WORDS = re.compile(r"[一-鿿]|[a-z]+|\d+")
_CLAUSE_ENDS = re.compile(r"[,。;:!?()→]")
_SENTENCE_ENDS = re.compile(r"[。;!?]")
_LIST_SIGNS = re.compile(r"[、/+]|\b(?:and|or)\b")


@dataclass(frozen=True)
class Found:
    """A concept at a place of the normalised text, before anything is known about its polarity."""

    concept: str
    start: int
    end: int
    evidence: float
    denied: bool = False  #: a negation stands between the halves of a pair


@dataclass(frozen=True)
class _Candidate:
    concept: str
    first: Hit
    second: Hit
    width: int
    denied: bool

    @property
    def halves(self) -> tuple[Hit, Hit]:
        return self.first, self.second


def find_concepts(chars: str, hits: Sequence[Hit], lexicon: Lexicon) -> list[Found]:
    """Return concepts named outright and concepts put together from pairs, in order of the text."""
    found = [Found(hit.name, hit.start, hit.end, 1.0) for hit in hits if hit.role == "concept"]
    for candidate in _assigned(chars, hits, lexicon):
        start = min(half.start for half in candidate.halves)
        end = max(half.end for half in candidate.halves)
        inside = any(
            start < one.end and one.start < end and one.concept == candidate.concept for one in found
        )
        if not inside:
            found.append(Found(candidate.concept, start, end, PAIR_EVIDENCE, candidate.denied))
    actions = [one for one in found if one.evidence < 1 and lexicon.concepts[one.concept].kind == "action"]
    kept = (one for one in found if not any(_used_up(one, action, lexicon) for action in actions))
    return sorted(kept, key=lambda one: (one.start, one.end))


def _used_up(one: Found, action: Found, lexicon: Lexicon) -> bool:
    """In 把体重改小 the weight belongs to what is done and is no finding of its own."""
    inside = action.start <= one.start and one.end <= action.end
    return inside and lexicon.concepts[one.concept].kind == "fact"


def width(between: str) -> int:
    """Return the distance that a reader feels: one a Chinese character or number, two a Latin word."""
    return sum(2 if word[0].isascii() and word[0].isalpha() else 1 for word in _WORDS.findall(between))


def _assigned(chars: str, hits: Sequence[Hit], lexicon: Lexicon) -> Iterator[_Candidate]:
    """Give each word that may be used once to its nearest partner; a verb prefers what follows it."""
    candidates = sorted(
        _candidates(chars, hits, lexicon),
        key=lambda one: (one.width, one.first.start < one.second.start, one.first),
    )
    taken: dict[tuple[int, int], str] = {}
    for candidate in candidates:
        spans = [(half.start, half.end) for half in candidate.halves]
        exclusive = any(half.name in lexicon.once for half in candidate.halves)
        if exclusive and any(taken.get(span, candidate.concept) != candidate.concept for span in spans):
            continue
        if exclusive:
            taken.update(dict.fromkeys(spans, candidate.concept))
        yield candidate


def _candidates(chars: str, hits: Sequence[Hit], lexicon: Lexicon) -> Iterator[_Candidate]:
    places: dict[str, list[Hit]] = {}
    for hit in hits:
        if hit.role != "cue":
            places.setdefault(hit.name, []).append(hit)
    denials = [hit for hit in hits if hit.role == "cue" and hit.name in ("negates", "negates_before")]
    for concept in lexicon.concepts.values():
        for pair in concept.pairs:
            for first in places.get(pair.first, ()):
                near = (
                    _joined(chars, first, second, pair, lexicon) for second in places.get(pair.second, ())
                )
                partners = sorted((found for found in near if found), key=lambda found: found[0])[:2]
                for felt, second in partners:
                    low, high = sorted((first, second))
                    denied = pair.gap < WIDE and any(
                        low.end <= cue.start and cue.end <= high.start for cue in denials
                    )
                    yield _Candidate(concept.name, first, second, felt, denied)


def _joined(chars: str, first: Hit, second: Hit, pair: Pair, lexicon: Lexicon) -> tuple[int, Hit] | None:
    low, high = sorted((first, second))
    if high.start < low.end or high.start - low.end > 6 * pair.gap:
        return None
    between = chars[low.end : high.start]
    stops = _SENTENCE_ENDS if pair.gap >= WIDE else _CLAUSE_ENDS
    exclusive = {pair.first, pair.second} & lexicon.once
    if stops.search(between) or (exclusive and _LIST_SIGNS.search(between)):
        return None
    felt = width(between)
    return (felt, second) if felt <= pair.gap else None
