"""The little language in which a rubric says what earns a point, and its evaluation."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self, cast

from quizzes.grading.cases.anatomy import LOBES, Lobe
from quizzes.grading.cases.lexicon import Concept, Lexicon, LexiconError, concept_from
from quizzes.grading.cases.quantities import quantities_after
from quizzes.grading.cases.reading import Mention, Reading

Span = tuple[int, int]
NUMBER_EVIDENCE = 0.95
_CLEAR = re.compile("清晰|正常|如常|未见|clear|normal")


@dataclass(frozen=True)
class Evidence:
    """What in the normalised text satisfies an expression, and how sure that is (0 to 1)."""

    start: int
    end: int
    confidence: float

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Return evidence that needs all its parts."""
        return cls(
            min(part.start for part in parts),
            max(part.end for part in parts),
            min(part.confidence for part in parts),
        )


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """One concept, with what must be said about it."""

    concepts: frozenset[str]
    pol: Literal["pos", "neg", "any"] = "pos"
    role: Literal["stated", "primary", "diff", "any"] = "stated"
    side: frozenset[str] = frozenset()

    def accepts(self, mention: Mention, *, settled: bool) -> bool:
        """Tell whether a mention satisfies the leaf; `settled` says that a firm diagnosis was given."""
        return (
            mention.concept in self.concepts
            and not mention.disputed
            and (self.pol == "any" or mention.negated == (self.pol == "neg"))
            and (not self.side or (mention.side or "none") in self.side)
            and self._fits_role(mention, settled=settled)
        )

    def _fits_role(self, mention: Mention, *, settled: bool) -> bool:
        if self.role == "any":
            return mention.role != "tested"
        if self.role == "diff":
            return mention.role in ("differential", "general") or (
                mention.role == "asserted" and mention.doubted
            )
        if self.role == "primary":
            return mention.role == "asserted" and not (mention.doubted and settled)
        return mention.role == "asserted" or (
            mention.role == "general" and mention.kind not in ("finding", "dx")
        )


@dataclass(frozen=True, kw_only=True)
class Located:
    """A finding in every one of some lobes."""

    lobes: tuple[Lobe, ...]
    leaf: Leaf


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A number after the name of an analyte, `least` to `most` inclusive."""

    names: frozenset[str]
    least: float
    most: float


@dataclass(frozen=True, kw_only=True)
class Group:
    """At least `count` of some expressions; within one sentence if `together`."""

    members: tuple["Expression", ...]
    count: int
    together: bool = False


Expression = Leaf | Located | Measured | Group


def evaluate(expression: Expression, reading: Reading, *, within: Span | None = None) -> Evidence | None:
    """Return the surest evidence for an expression in a range of the text, or None."""
    within = within or (0, len(reading.chars))
    if isinstance(expression, Leaf):
        return _surest(_as_evidence(mention) for mention in _accepted(expression, reading, within))
    if isinstance(expression, Located):
        return _located(expression, reading, within)
    if isinstance(expression, Measured):
        return _measured(expression, reading, within)
    if expression.together:
        sentences = {reading.sentence(mention.start) for mention in reading.mentions}
        inner = Group(members=expression.members, count=expression.count)
        return _surest(evaluate(inner, reading, within=sentence) for sentence in sorted(sentences))
    parts = [
        evidence for member in expression.members if (evidence := evaluate(member, reading, within=within))
    ]
    if len(parts) < expression.count:
        return None
    return Evidence.joined(sorted(parts, key=lambda part: -part.confidence)[: expression.count])


def _surest(found: Iterable[Evidence | None]) -> Evidence | None:
    return max((one for one in found if one), key=lambda one: (one.confidence, -one.start), default=None)


def _as_evidence(mention: Mention) -> Evidence:
    return Evidence(mention.start, mention.end, mention.evidence)


def _accepted(leaf: Leaf, reading: Reading, within: Span) -> list[Mention]:
    settled = any(
        one.kind == "dx" and one.role == "asserted" and not one.doubted and not one.negated
        for one in reading.mentions
    )
    start, end = within
    return [
        one for one in reading.mentions if start <= one.start < end and leaf.accepts(one, settled=settled)
    ]


def _located(expression: Located, reading: Reading, within: Span) -> Evidence | None:
    parts = [_finding_in(lobe, expression.leaf, reading, within) for lobe in expression.lobes]
    found = [part for part in parts if part]
    return Evidence.joined(found) if len(found) == len(parts) else None


def _finding_in(lobe: Lobe, leaf: Leaf, reading: Reading, within: Span) -> Evidence | None:
    """Return a lobe with an accepted finding in its sentence, unless its own clause calls it free of that."""
    options = []
    for place in reading.lobes:
        if place.lobe != lobe or not within[0] <= place.start < within[1]:
            continue
        start, end = reading.clause(place.start)
        accepted = _accepted(leaf, reading, reading.sentence(place.start))
        own = any(start <= one.start < end for one in accepted)
        denied = any(start <= one.start < end and one.concept in leaf.concepts for one in reading.mentions)
        if accepted and (own or not (denied or _CLEAR.search(reading.chars, start, end))):
            nearest = min(accepted, key=lambda one: abs(one.start - place.end))
            options.append(Evidence.joined([_as_evidence(nearest), Evidence(place.start, place.end, 1.0)]))
    return _surest(options)


def _measured(expression: Measured, reading: Reading, within: Span) -> Evidence | None:
    names = [(hit.start, hit.end) for hit in reading.parts if hit.name in expression.names]
    for start, end in names:
        if not within[0] <= start < within[1]:
            continue
        for quantity in quantities_after(reading.chars, end):
            _, clause_end = reading.clause(quantity.start)
            called_normal = any(
                quantity.end <= cue.start < clause_end for cue in reading.cues_named("negates_after")
            )
            if expression.least <= quantity.value <= expression.most and not called_normal:
                return Evidence(start, quantity.end, NUMBER_EVIDENCE)
    return None


class Compiler:
    """Turns the YAML of one rubric into expressions; words written out become concepts of its own."""

    def __init__(self, lexicon: Lexicon, concepts: Mapping[str, Any]) -> None:
        self._lexicon = lexicon.with_concepts(concept_from(name, entry) for name, entry in concepts.items())
        self._own: dict[tuple[str, ...], Concept] = {}

    def lexicon(self) -> Lexicon:
        """Return the lexicon with everything that the rubric added."""
        return self._lexicon.with_concepts(self._own.values())

    def compile(self, entry: Any) -> Expression:
        """Compile one expression; raises LexiconError if it names something unknown."""
        if isinstance(entry, str):
            return self._words([entry])
        if isinstance(entry, list):
            return self._words(entry)
        if not isinstance(entry, Mapping):
            raise LexiconError(f"not an expression: {entry!r}")
        if "num" in entry:
            return self._measured(entry)
        if "loc" in entry:
            lobes = tuple(entry["loc"])
            if unknown := set(lobes) - set(LOBES):
                raise LexiconError(f"unknown lobes: {', '.join(sorted(unknown))}")
            return Located(lobes=lobes, leaf=self._leaf(entry))
        if "c" in entry or "terms" in entry:
            return self._leaf(entry)
        return self._group(entry)

    def _group(self, entry: Mapping[str, Any]) -> Group:
        operators = entry.keys() & {"any", "all", "together", "atleast"}
        if len(operators) != 1 or entry.keys() - operators - {"of"}:
            raise LexiconError(f"unknown operator in {dict(entry)!r}")
        [operator] = operators
        listed = entry["of"] if operator == "atleast" else entry[operator]
        members = tuple(self.compile(one) for one in listed)
        count = {"any": 1, "atleast": entry.get("atleast")}.get(operator, len(members))
        if not isinstance(count, int) or not 1 <= count <= len(members):
            raise LexiconError(f"atleast must lie between 1 and {len(members)}")
        return Group(members=members, count=count, together=operator == "together")

    def _leaf(self, entry: Mapping[str, Any]) -> Leaf:
        if unknown := entry.keys() - {"c", "terms", "pol", "role", "side", "loc"}:
            raise LexiconError(f"unknown keys: {', '.join(sorted(unknown))}")
        names = _listed(entry.get("c", []))
        if missing := [name for name in names if name not in self._lexicon.concepts]:
            raise LexiconError(f"unknown concepts: {', '.join(missing)}")
        if "terms" in entry:
            names += self._words(entry["terms"]).concepts
        leaf = Leaf(
            concepts=frozenset(names),
            pol=entry.get("pol", "pos"),
            role=entry.get("role", "stated"),
            side=frozenset(_listed(entry.get("side", []))),
        )
        if leaf.pol not in ("pos", "neg", "any") or leaf.role not in ("stated", "primary", "diff", "any"):
            raise LexiconError(f"unknown pol or role in {dict(entry)!r}")
        if unknown_sides := leaf.side - {"L", "R", "both", "none"}:
            raise LexiconError(f"unknown sides: {', '.join(sorted(unknown_sides))}")
        return leaf

    def _words(self, words: Iterable[Any]) -> Leaf:
        key = tuple(str(word) for word in words)
        name = "own:" + "|".join(key)
        self._own.setdefault(key, concept_from(name, {"kind": "fact", "terms": list(key)}))
        if not self._own[key].terms:
            raise LexiconError("an expected word is empty")
        return Leaf(concepts=frozenset({name}))

    def _measured(self, entry: Mapping[str, Any]) -> Measured:
        names = frozenset(_listed(entry["num"]))
        if missing := names - self._lexicon.parts.keys():
            raise LexiconError(f"unknown analytes: {', '.join(sorted(missing))}")
        return Measured(names=names, least=float(entry["min"]), most=float(entry["max"]))


def _listed(entry: Any) -> list[str]:
    return [entry] if isinstance(entry, str) else list(cast(Iterable[str], entry))
