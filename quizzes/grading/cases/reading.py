"""Read an answer: which concepts it names, and whether it asserts, denies, doubts or compares them."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from quizzes.grading.cases.anatomy import LobeMention, find_lobes
from quizzes.grading.cases.lexicon import Hit, Kind, Lexicon
from quizzes.grading.cases.pairs import Found, find_concepts, width
from quizzes.grading.cases.repair import Repaired

Role = Literal["asserted", "differential", "tested", "general"]
Side = Literal["L", "R", "both"]

REACH = 30  #: characters over which a negation holds at most
_BREAK = re.compile(r"[,。;:!?()→]")
#: A numbered item after a semicolon goes on with the sentence: 鉴别诊断:1.甲;2.乙
_SENTENCE = re.compile(r"[。!?]|;(?! ?\(?\d{1,2}[.、)])")
_LIST = re.compile(r"[、/ ,]|以及|及|和|与|或|and|or|均|都|也|皆|亦|,and|的|区")
_TOGETHER_WITH = re.compile(r"与|和|同|跟")
_BACKWARD = frozenset({"鉴别", "鉴别诊断", "区别", "区分", "相区别", "相鉴别"})
_STRONG = re.compile(
    r"考虑|诊断|符合|倾向|判断|判定|结论|印象|确诊|拟诊|diagnos|likely|consistent|compatible|favo"
)
_LINKS = re.compile(r"则|提示|支持|倾向|考虑|多为|多见|suggest|favo|indicat")
_SIDES: dict[str, Side] = {"left": "L", "right": "R", "both": "both"}


@dataclass(frozen=True, kw_only=True)
class Mention:
    """A concept in the answer with what the answer says about it."""

    concept: str
    kind: Kind
    start: int
    end: int
    evidence: float
    negated: bool = False
    doubted: bool = False
    firm: bool = False
    role: Role = "asserted"
    side: Side | None = None
    disputed: bool = False  #: said and denied in one answer


@dataclass(frozen=True)
class Reading:
    """All that was read from one answer."""

    chars: str
    mentions: tuple[Mention, ...]
    lobes: tuple[LobeMention, ...]
    cues: tuple[Hit, ...]
    parts: tuple[Hit, ...]
    breaks: tuple[int, ...]
    stops: tuple[int, ...]

    def clause(self, position: int) -> tuple[int, int]:
        """Return the clause around a position, half-open."""
        return _between(self.breaks, position, len(self.chars))

    def sentence(self, position: int) -> tuple[int, int]:
        """Return the sentence around a position, half-open."""
        return _between(self.stops, position, len(self.chars))

    def in_sentence(self, mention: Mention, name: str) -> bool:
        """Tell whether the sentence of a mention holds a cue of a class."""
        start, end = self.sentence(mention.start)
        return any(start <= cue.start < end for cue in self.cues_named(name))

    def cues_named(self, *names: str) -> Iterator[Hit]:
        """Return the cues of some classes, in order."""
        return (cue for cue in self.cues if cue.name in names)


def read(repaired: Repaired, lexicon: Lexicon) -> Reading:
    """Read normalised and repaired text with a lexicon."""
    chars = repaired.text.chars
    hits = lexicon.find(chars)
    cues = tuple(hit for hit in hits if hit.role == "cue")
    parts = tuple(hit for hit in hits if hit.role == "part")
    breaks = {match.start() for match in _BREAK.finditer(chars)}
    breaks |= {cue.start for cue in cues if cue.name == "contrasts"}
    stops = tuple(match.start() for match in _SENTENCE.finditer(chars))
    empty = Reading(chars, (), tuple(find_lobes(chars)), cues, parts, tuple(sorted(breaks)), stops)
    found = find_concepts(chars, hits, lexicon)
    mentions = [
        Mention(
            concept=one.concept,
            kind=lexicon.concepts[one.concept].kind,
            start=one.start,
            end=one.end,
            evidence=min(one.evidence, repaired.confidence(one.start, one.end)),
            negated=one.denied,
            side=_side(empty, one),
        )
        for one in found
    ]
    for apply in (_deny, _doubt, _compare, _mark_tests, _mark_general, _mark_firm):
        mentions = apply(empty, mentions)
    mentions = _mark_other_diseases(empty, mentions, lexicon)
    return replace(empty, mentions=tuple(_dispute(empty, mentions, lexicon)))


def _between(marks: Sequence[int], position: int, length: int) -> tuple[int, int]:
    index = bisect_right(marks, position)
    start = marks[index - 1] + 1 if index else 0
    # A contrast such as 但 is a mark and a word: the clause may begin on the mark itself.
    return min(start, position), marks[index] if index < len(marks) else length


def _side(reading: Reading, found: Found) -> Side | None:
    """Nearest side before the end of the concept in its clause, else after it, else in the clause before."""
    sides = list(reading.cues_named("left", "right", "both", "other_side"))
    start, end = reading.clause(found.start)
    end = max(end, found.end)
    before = [
        cue for cue in sides if start <= cue.start and cue.end <= found.end and cue.name != "other_side"
    ]
    if before:
        return _SIDES[before[-1].name]
    after = [
        cue
        for cue in sides
        if found.end <= cue.start < end and width(reading.chars[found.end : cue.start]) <= 8
    ]
    if not after and reading.chars[found.end : found.end + 1] == "(":
        after = [cue for cue in sides if cue.start == found.end + 1]
    if after and after[0].name != "other_side":
        return _SIDES[after[0].name]
    first, _ = reading.sentence(found.start)
    earlier = [cue for cue in sides if first <= cue.start < start and cue.name != "other_side"]
    return _SIDES[earlier[-1].name] if earlier else None


def _deny(reading: Reading, mentions: list[Mention]) -> list[Mention]:
    denied: set[int] = set()
    for cue in reading.cues_named("negates", "negates_before"):
        forward = _forward(reading, mentions, cue, asserts_end=True)
        if forward:
            denied.update(forward)
        elif cue.name == "negates" and reading.clause(cue.start)[1] - cue.end <= 2:
            denied.update(_backward(reading, mentions, cue))
    for cue in reading.cues_named("negates_after"):
        denied.update(_backward(reading, mentions, cue))
    return [replace(one, negated=True) if index in denied else one for index, one in enumerate(mentions)]


def _doubt(reading: Reading, mentions: list[Mention]) -> list[Mention]:
    doubted: set[int] = set()
    for cue in reading.cues_named("doubts"):
        forward = _forward(reading, mentions, cue, asserts_end=True)
        doubted.update(forward or _backward(reading, mentions, cue))
    for cue in reading.cues_named("doubts_after"):
        doubted.update(_backward(reading, mentions, cue))
    return [replace(one, doubted=True) if index in doubted else one for index, one in enumerate(mentions)]


def _forward(reading: Reading, mentions: list[Mention], cue: Hit, *, asserts_end: bool) -> list[int]:
    """Return the mentions that a cue before them governs."""
    begin = cue.end
    if _BREAK.match(reading.chars, begin):
        opens, _ = reading.clause(cue.start)
        if reading.chars[begin] not in ",:" or any(opens <= one.start < cue.start for one in mentions):
            return []
        begin += 1
    _, end = reading.clause(begin)
    end = min(end, cue.end + REACH)
    governed: list[int] = []
    ends = [other.start for other in reading.cues_named("asserts", "firmly") if other.start >= cue.end + 2]
    for index, mention in enumerate(mentions):
        if not begin <= mention.start < end:
            continue
        if asserts_end and any(other <= mention.start for other in ends):
            break
        if governed:
            last = max(mentions[one].end for one in governed)
            if "的" in reading.chars[last : mention.start]:
                break
            if mention.kind == "dx" and all(mentions[one].kind != "dx" for one in governed):
                break
        governed.append(index)
    return governed


def _backward(reading: Reading, mentions: list[Mention], cue: Hit) -> list[int]:
    """Return the mention before a cue and the list that it closes (胸腔积液、心包积液均未见)."""
    start, _ = reading.clause(max(cue.start - 1, 0))
    governed: list[int] = []
    edge = cue.start
    for index in range(len(mentions) - 1, -1, -1):
        mention = mentions[index]
        if mention.end > cue.start:
            continue
        if mention.start < start:
            break
        gap = reading.chars[mention.end : edge]
        if cue.name == "negates_after" and any(
            mention.end <= part.start < cue.start for part in reading.parts
        ):
            break
        near = width(gap) <= 4 if not governed else not _LIST.sub("", gap)
        if not near:
            break
        governed.append(index)
        edge = min(edge, mention.start)
    return governed


def _compare(reading: Reading, mentions: list[Mention]) -> list[Mention]:
    compared: set[int] = set()
    for cue in reading.cues_named("compares"):
        word = reading.chars[cue.start : cue.end]
        if word.startswith(("vs", "versus")):
            start, end = reading.clause(cue.start)
            compared.update(index for index, one in enumerate(mentions) if start <= one.start < end)
            continue
        behind = set(_before_comparison(reading, mentions, cue)) if word in _BACKWARD else set()
        compared |= behind
        if not behind or reading.chars[cue.end : cue.end + 1] in (":", "("):
            compared.update(_after_comparison(reading, mentions, cue))
    return [
        replace(one, role="differential") if index in compared and one.kind == "dx" else one
        for index, one in enumerate(mentions)
    ]


def _before_comparison(reading: Reading, mentions: list[Mention], cue: Hit) -> Iterator[int]:
    """需与甲、乙鉴别: the diagnoses between the preposition and the cue."""
    for start, _ in (reading.clause(cue.start), reading.sentence(cue.start)):
        preposition = _TOGETHER_WITH.search(reading.chars, start, cue.start)
        if preposition:
            begin = preposition.end()
            return (i for i, one in enumerate(mentions) if begin <= one.start and one.end <= cue.start)
    start, _ = reading.clause(cue.start)
    if reading.sentence(cue.start)[1] - cue.end <= 1:
        return (i for i, one in enumerate(mentions) if start <= one.start and one.end <= cue.start)
    return iter(())


def _after_comparison(reading: Reading, mentions: list[Mention], cue: Hit) -> Iterator[int]:
    """鉴别诊断:甲、乙: the diagnoses up to the end of the sentence or the next firm statement."""
    _, end = reading.sentence(cue.end - 1)
    if end <= cue.end and reading.chars[cue.end : cue.end + 1] in (":", "。"):
        _, end = reading.sentence(cue.end + 1)
    last: int | None = None
    strong = [
        hit.start
        for hit in reading.cues_named("asserts", "firmly")
        if hit.name == "firmly" or _STRONG.match(reading.chars[hit.start : hit.end])
    ]
    for index, mention in enumerate(mentions):
        if mention.start < cue.end or mention.start >= end or mention.kind != "dx":
            continue
        if last is not None and any(last < start <= mention.start for start in strong):
            return
        last = mention.end
        yield index


def _mark_tests(reading: Reading, mentions: list[Mention]) -> list[Mention]:
    """军团菌抗体阴性 speaks of a test, not of the disease."""
    exams = [one for one in mentions if one.kind == "exam"]
    marked = []
    for mention in mentions:
        if mention.kind == "dx" and any(_names_test(reading, mention, exam) for exam in exams):
            mention = replace(mention, role="tested", negated=False)
        marked.append(mention)
    return marked


def _names_test(reading: Reading, mention: Mention, exam: Mention) -> bool:
    gap = reading.chars[mention.end : exam.start]
    if exam.start < mention.end or len(gap) > 8 or _BREAK.search(gap) or "、" in gap:
        return False
    between = any(
        mention.end <= cue.start < exam.start for cue in reading.cues_named("asserts", "doubts", "negates")
    )
    return exam.concept.endswith("_test") and not between and width(gap) <= 4


def _mark_general(reading: Reading, mentions: list[Mention]) -> list[Mention]:
    general: set[int] = set()
    for cue in reading.cues_named("generally"):
        general.update(_forward(reading, mentions, cue, asserts_end=False))
        general.update(index for index in _backward(reading, mentions, cue) if mentions[index].kind == "dx")
    for cue in reading.cues_named("cautions"):
        forward = _forward(reading, mentions, cue, asserts_end=False)
        governed = forward or _backward(reading, mentions, cue)
        general.update(index for index in governed if mentions[index].kind == "finding")
    return [replace(one, role="general") if index in general else one for index, one in enumerate(mentions)]


def _mark_firm(reading: Reading, mentions: list[Mention]) -> list[Mention]:
    firm: set[int] = set()
    for cue in reading.cues_named("firmly"):
        ahead = [i for i in _forward(reading, mentions, cue, asserts_end=False) if mentions[i].kind == "dx"]
        behind = [i for i in _backward(reading, mentions, cue) if mentions[i].kind == "dx"]
        firm.update(ahead[:1] or behind[:1])
    return [
        replace(one, firm=True, role="asserted") if index in firm and one.role != "tested" else one
        for index, one in enumerate(mentions)
    ]


def leading_diagnosis(mentions: Sequence[Mention]) -> Mention | None:
    """Return the diagnosis that the answer puts first: a firm one, else the first asserted one."""
    asserted = [one for one in mentions if one.kind == "dx" and one.role == "asserted" and not one.negated]
    settled = [one for one in asserted if not one.doubted]
    return next((one for one in settled if one.firm), settled[0] if settled else None)


def _mark_other_diseases(reading: Reading, mentions: list[Mention], lexicon: Lexicon) -> list[Mention]:
    """坏死多呈低灌注 describes the necrosis, not this patient's lesion."""
    lead = leading_diagnosis(mentions)
    others = [
        one
        for one in mentions
        if one.kind == "dx" and lead and one.concept != lead.concept and not one.negated
    ]
    marked = []
    for mention in mentions:
        opposed = mention.kind == "finding" and lexicon.concepts[mention.concept].opposites
        if opposed and any(_describes(reading, mention, other) for other in others):
            mention = replace(mention, role="general")
        marked.append(mention)
    return marked


def _describes(reading: Reading, finding: Mention, other: Mention) -> bool:
    start, end = reading.clause(finding.start)
    if other.end <= finding.start and other.start >= start:
        return True
    if finding.end <= other.start < end:
        return _LINKS.search(reading.chars, finding.end, other.start) is not None
    return False


def _dispute(reading: Reading, mentions: list[Mention], lexicon: Lexicon) -> Iterator[Mention]:
    """Mark what is said and denied, or said with its opposite, unless time or place tells them apart."""
    for mention in mentions:
        opposites = lexicon.concepts[mention.concept].opposites
        against = (
            other
            for other in mentions
            if mention.kind in ("finding", "action")
            and mention.role == other.role == "asserted"
            and (
                (other.concept == mention.concept and other.negated != mention.negated)
                or (other.concept in opposites and not other.negated and not mention.negated)
            )
            and _same_side(mention, other)
        )
        careless = mention.kind == "action" and reading.in_sentence(mention, "either_way")
        if careless or any(not _told_apart(reading, mention, other) for other in against):
            mention = replace(mention, disputed=True)
        yield mention


def _same_side(one: Mention, other: Mention) -> bool:
    return one.side == other.side or not {one.side, other.side} <= {"L", "R"}


def _told_apart(reading: Reading, one: Mention, other: Mention) -> bool:
    """Tell whether the second statement has its own time or place, or the first was about the beginning."""
    first, second = sorted((one, other), key=lambda mention: mention.start)
    start, _ = reading.clause(first.start)
    later = any(first.end <= cue.start <= second.end for cue in reading.cues_named("times", "elsewhere"))
    return later or any(start <= cue.start <= second.end for cue in reading.cues_named("early"))
