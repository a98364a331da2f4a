"""Finding the titles of the contents in the body, where they are spelled a little differently."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from quizzes.journal.names import byline
from quizzes.journal.spelling import letters, unbulleted, unmarked

_MOST_JOINED = 4  # lines that one title is broken into
_MOST_CANDIDATES = 8  # places kept for one title
_MOST_LIKE = 20  # titles that one place is compared with
_ALONE = 0.74  # resemblance that is enough by itself
_WITH_BYLINE = 0.55  # and where the right author stands below
_LONGEST_LINE = 90
_SENTENCE_ENDS = ("。", "；", ";")
_PROSE_ENDS = (*_SENTENCE_ENDS, "，", "：", "、", ",", ":")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A title to be found, and what may stand near it."""

    title: str
    centre: str = ""
    author: str = ""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Lines `start` to `end` (indices, the latter exclusive) hold a title."""

    start: int
    end: int
    score: float


def resemblance(one: str, other: str) -> float:
    """How far two texts of bare letters share their pairs of neighbours: 1 the same, 0 nothing (Dice)."""
    if one == other:
        return 1.0 if one else 0.0
    if min(len(one), len(other)) < 4:
        return 0.0
    pairs, others = _pairs(one), _pairs(other)
    return 2 * (pairs & others).total() / (pairs.total() + others.total())


def _pairs(text: str) -> Counter[str]:
    return Counter(map("".join, pairwise(text)))


def is_heading_like(line: str) -> bool:
    """Whether a line could be a title or a part of one: short, and no end of a sentence."""
    return 0 < len(line) <= _LONGEST_LINE and not line.endswith(_PROSE_ENDS) and "\t" not in line


def find_titles(lines: Sequence[str], wanted: Sequence[Wanted], *, start: int) -> list[Place | None]:
    """Where each wanted title stands, behind index `start`; None where it is not found.

    Titles usually come in the order of the contents: the chain in this order with the highest sum of
    resemblances is taken first, titles out of order afterwards.
    """
    candidates = _candidates(lines, wanted, start)
    found = _best_chain(candidates)
    taken = [place for place in found if place]
    for index, place in enumerate(found):
        if place is None:
            free = (
                each
                for each in candidates[index]
                if all(each.end <= other.start or other.end <= each.start for other in taken)
            )
            found[index] = max(free, key=lambda each: (each.score, -each.start), default=None)
            taken += [each for each in [found[index]] if each]
    return found


def first_repetition(
    lines: Sequence[str],
    wanted: Sequence[Wanted],
    known_from: Sequence[int],
    *,
    start: int,
    listed: Callable[[str], bool],
) -> int | None:
    """The first line on which a title stands again behind its entry (`known_from`), outside any list."""
    titles = [letters(each.title) for each in wanted]
    holders = _holders(titles)
    best: Place | None = None
    for first, end, bare in _windows(lines, start, max(map(len, titles), default=0)):
        if best and first >= best.end:
            break
        known = _likely(bare, wanted, titles, holders)
        likeness = max((value for index, value in known if first >= known_from[index]), default=0.0)
        if likeness < max(_ALONE, best.score + 1e-9 if best else 0) or any(map(listed, lines[first:end])):
            continue
        best = Place(start=first, end=end, score=likeness)
    return best.start if best else None


def _holders(titles: Sequence[str]) -> dict[str, set[int]]:
    """For each pair of letters the titles that hold it."""
    holders: dict[str, set[int]] = defaultdict(set)
    for index, title in enumerate(titles):
        for pair in _pairs(title):
            holders[pair].add(index)
    return holders


def _candidates(lines: Sequence[str], wanted: Sequence[Wanted], start: int) -> list[list[Place]]:
    titles = [letters(each.title) for each in wanted]
    holders = _holders(titles)
    places: list[list[Place]] = [[] for _ in wanted]
    likely: dict[str, list[tuple[int, float]]] = {}
    for first, end, bare in _windows(lines, start, max(map(len, titles), default=0)):
        if bare not in likely:
            likely[bare] = _likely(bare, wanted, titles, holders)
        for index, likeness in likely[bare]:
            found = places[index]
            signed = _signed(lines, end, wanted[index])
            if likeness >= _ALONE or signed:
                found.append(Place(start=first, end=end, score=likeness + 0.1 * signed))
                if len(found) > 4 * _MOST_CANDIDATES:
                    found[:] = _best(found)
    return [_best(found) for found in places]


def _likely(
    bare: str, wanted: Sequence[Wanted], titles: Sequence[str], holders: Mapping[str, set[int]]
) -> list[tuple[int, float]]:
    """The titles that a window may hold, with their resemblance to it."""
    shared = Counter(index for pair in _pairs(bare) for index in holders.get(pair, ()))
    near = [index for index, count in shared.most_common(_MOST_LIKE) if count * 3 >= len(titles[index])]
    likeness = [(index, _likeness(bare, wanted[index], titles[index])) for index in near]
    return [each for each in likeness if each[1] >= _WITH_BYLINE]


def _best(found: Sequence[Place]) -> list[Place]:
    return sorted(found, key=lambda place: (-place.score, place.start))[:_MOST_CANDIDATES]


def _windows(lines: Sequence[str], start: int, longest: int) -> Iterator[tuple[int, int, str]]:
    """Runs of one to four lines that could be a title, with their letters."""
    limit = 2 * longest + 20
    for first in range(start, len(lines)):
        bare, joined, index = "", 0, first
        while joined < _MOST_JOINED and index < len(lines) and index - first <= 8:
            line = lines[index]
            index += 1
            if not line:
                if not joined:
                    break
                continue
            if (
                len(line) > _LONGEST_LINE
                or line.endswith(_SENTENCE_ENDS)
                or "\t" in line
                or len(bare) > limit
            ):
                break
            more = letters(unmarked(unbulleted(line)))
            if not more:
                break
            bare += more
            joined += 1
            if is_heading_like(line):
                yield first, index, bare


def _likeness(bare: str, wanted: Wanted, title: str) -> float:
    """Resemblance of a window to a title, with or without the centre before it."""
    centre = letters(wanted.centre)
    spellings = [bare]
    for lead in (f"{centre}中心", centre):
        if centre and bare.startswith(lead):
            spellings.append(bare.removeprefix(lead))
    best = max(resemblance(each, title) for each in spellings)
    shortest = min(spellings, key=len)
    if len(title) >= 6 and any(
        each.startswith(title) and len(each) <= 2.2 * len(title) for each in spellings
    ):
        best = max(best, 0.75)
    if len(shortest) >= 6 and shortest in title and 2 * len(shortest) >= len(title):
        best = max(best, 0.75)
    return best


def _signed(lines: Sequence[str], end: int, wanted: Wanted) -> bool:
    """Whether the wanted author signs within the next few lines."""
    if not wanted.author:
        return False
    following = [line for line in lines[end : end + 10] if line][:4]
    return any((found := byline(line)) and found.author == wanted.author for line in following)


def _best_chain(candidates: Sequence[Sequence[Place]]) -> list[Place | None]:
    """One place for each title at most, in rising order, with the highest sum of scores."""
    flat = sorted(
        ((place, index) for index, places in enumerate(candidates) for place in places),
        key=lambda each: (each[0].start, each[1]),
    )
    best: list[tuple[float, int]] = []  # of the chain that ends with each candidate, and its predecessor
    for number, (place, index) in enumerate(flat):
        before = [
            (best[other][0], other)
            for other in range(number)
            if flat[other][1] < index and flat[other][0].end <= place.start
        ]
        total, previous = max(before, key=lambda each: (each[0], -each[1]), default=(0.0, -1))
        best.append((total + place.score, previous))
    found: list[Place | None] = [None] * len(candidates)
    at = max(range(len(best)), key=lambda n: (best[n][0], -n), default=-1)
    while at >= 0:
        place, index = flat[at]
        found[index] = place
        at = best[at][1]
    return found
