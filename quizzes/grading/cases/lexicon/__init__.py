"""The shared lexicon: concepts, classes of words and cues, and where they occur in a text."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import ahocorasick
import yaml

from quizzes.grading.cases.text import folded_term, is_cjk

Kind = Literal["finding", "dx", "action", "exam", "fact"]
KINDS: tuple[Kind, ...] = ("finding", "dx", "action", "exam", "fact")
Role = Literal["concept", "part", "cue"]
Meanings = tuple[tuple[Role, str], ...]
Terms = tuple[tuple[str, str], ...]
"""Words added to concepts: (name of the concept, term)."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two classes of words (or concepts) that mean a concept when they stand near each other."""

    first: str
    second: str
    gap: int  #: widest distance between them: one per Chinese character, two per Latin word


@dataclass(frozen=True, kw_only=True)
class Concept:
    """One idea of radiology with all the ways in which people write it."""

    name: str
    kind: Kind
    label: Mapping[str, str] = field(default_factory=dict)
    terms: tuple[str, ...] = ()
    pairs: tuple[Pair, ...] = ()
    opposites: tuple[str, ...] = ()
    repair_short: bool = False  #: two-character names may be repaired too; off for diagnoses that sound alike
    group: str | None = None  #: diagnoses of one group do not compete with each other


@dataclass(frozen=True, order=True)
class Hit:
    """A term of the lexicon in normalised text, half-open."""

    start: int
    end: int
    role: Role
    name: str


class LexiconError(ValueError):
    """A lexicon or a rubric names something that does not exist, or twice."""


class Lexicon:
    """Concepts, parts and cues with an automaton over all their terms.

    A lexicon with a `base` adds to it and shares its automaton: a question with words of its own is cheap.
    """

    def __init__(
        self,
        concepts: Mapping[str, Concept],
        parts: Mapping[str, tuple[str, ...]],
        cues: Mapping[str, tuple[str, ...]],
        *,
        once: frozenset[str] = frozenset(),
        words: tuple[str, ...] = (),
        base: "Lexicon | None" = None,
    ) -> None:
        self._own = _meanings(concepts, parts, cues)
        self.concepts: dict[str, Concept] = {**(base.concepts if base else {}), **concepts}
        self.parts: dict[str, tuple[str, ...]] = {**(base.parts if base else {}), **parts}
        self.cues: dict[str, tuple[str, ...]] = {**(base.cues if base else {}), **cues}
        self.once = once  #: parts of which one word can belong to one pair only: "reduced", "longer"
        self.words = words  #: valid words that typo repair leaves alone
        self._check(concepts.values())
        self._matchers: tuple[_Matcher, ...] = ((*base._matchers,) if base else ()) + (_Matcher(self._own),)

    def with_concepts(self, extra: Iterable[Concept]) -> "Lexicon":
        """Return a lexicon that also knows the concepts of one question."""
        added = {concept.name: concept for concept in extra}
        if not added:
            return self
        if known := added.keys() & self.concepts.keys():
            raise LexiconError(f"concepts defined twice: {', '.join(sorted(known))}")
        return Lexicon(added, {}, {}, once=self.once, words=self.words, base=self)

    def with_terms(self, extra: Terms) -> "Lexicon":
        """Return a lexicon that knows further terms of its concepts; other concepts are passed over.

        In the concepts of the new lexicon, `terms` are the added ones; its automata find both.
        """
        terms: dict[str, list[str]] = {}
        for concept, term in extra:
            if concept in self.concepts:
                terms.setdefault(concept, []).append(folded_term(term))
        added = {name: replace(self.concepts[name], terms=tuple(own)) for name, own in terms.items()}
        return Lexicon(added, {}, {}, once=self.once, words=self.words, base=self) if added else self

    def repairable_terms(self) -> list[str]:
        """Return own terms with Chinese characters into which a typing error may be repaired.

        Cues never are, but for the harmless ones; nor are two-character names of diagnoses.
        """
        harmless = set(self.cues.get("plain", ()))
        return [
            term
            for term, meanings in self._own.items()
            if any(map(is_cjk, term))
            and not term.endswith("*")
            and (term in harmless or not any(role == "cue" for role, _ in meanings))
            and (len(term) > 2 or all(self._repairs_short(role, name) for role, name in meanings))
        ]

    def _repairs_short(self, role: Role, name: str) -> bool:
        return role != "concept" or self.concepts[name].repair_short

    def latin_words(self) -> frozenset[str]:
        """Return own Latin words of six letters and more."""
        terms = (term for term in self._own if term.isascii())
        return frozenset(word for term in terms for word in term.rstrip("*").split() if len(word) >= 6)

    def find(self, chars: str) -> list[Hit]:
        """Return hits in order; a term inside a longer one is hidden by it."""
        found = {occurrence for matcher in self._matchers for occurrence in matcher.occurrences(chars)}
        hits: list[Hit] = []
        reach, outer = 0, (-1, -1)
        for start, end, meanings in sorted(found, key=lambda one: (one[0], -one[1], one[2])):
            if end <= reach and (start, end) != outer:
                continue
            if end > reach:
                reach, outer = end, (start, end)
            hits.extend(Hit(start, end, role, name) for role, name in meanings)
        return list(dict.fromkeys(hits))

    def _check(self, added: Iterable[Concept]) -> None:
        for concept in added:
            named = {name for pair in concept.pairs for name in (pair.first, pair.second)}
            if unknown := named - self.parts.keys() - self.concepts.keys():
                raise LexiconError(f"{concept.name}: unknown words in a pair: {', '.join(sorted(unknown))}")
            if strange := set(concept.opposites) - self.concepts.keys():
                raise LexiconError(f"{concept.name}: unknown opposites: {', '.join(sorted(strange))}")


class _Matcher:
    """An automaton over terms, with open endings and word boundaries of Latin terms."""

    def __init__(self, meanings: Mapping[str, Meanings]) -> None:
        self._automaton = ahocorasick.Automaton()
        self._open = {term[:-1] for term in meanings if term.endswith("*")}
        for term, entry in meanings.items():
            self._automaton.add_word(term.rstrip("*"), (term.rstrip("*"), entry))
        self._automaton.make_automaton()

    def occurrences(self, chars: str) -> Iterator[tuple[int, int, Meanings]]:
        if not self._automaton:
            return
        for last, (term, meanings) in self._automaton.iter(chars):
            start, end = last - len(term) + 1, last + 1
            if _starts_a_word(chars, start):
                if term in self._open:
                    while end < len(chars) and "a" <= chars[end] <= "z":
                        end += 1
                    yield start, end, meanings
                elif _ends_a_word(chars, end):
                    yield start, end, meanings


def _meanings(
    concepts: Mapping[str, Concept], parts: Mapping[str, tuple[str, ...]], cues: Mapping[str, tuple[str, ...]]
) -> dict[str, Meanings]:
    """Return what each term stands for."""
    collected: dict[str, list[tuple[Role, str]]] = {}
    sources: tuple[tuple[Role, Mapping[str, tuple[str, ...]]], ...] = (
        ("concept", {name: concept.terms for name, concept in concepts.items()}),
        ("part", parts),
        ("cue", cues),
    )
    for role, entries in sources:
        for name, terms in entries.items():
            for term in terms:
                collected.setdefault(term, []).append((role, name))
    for term in [term for term in collected if term.endswith("*") and term[:-1] in collected]:
        collected[term] += collected.pop(term[:-1])
    return {term: tuple(dict.fromkeys(entry)) for term, entry in collected.items()}


def _starts_a_word(chars: str, start: int) -> bool:
    """Python's word boundary does not see the step from Chinese to Latin, so look by hand."""
    first, before = chars[start], chars[start - 1] if start else " "
    if first.isdigit():
        return not (before.isascii() and (before.isdigit() or before == "."))
    return not (first.isascii() and first.isalpha() and before.isascii() and before.isalpha())


def _ends_a_word(chars: str, end: int) -> bool:
    last, after = chars[end - 1], chars[end : end + 2]
    if last.isdigit():
        return not after[:1].isdigit() and not (after[:1] == "." and after[1:].isdigit())
    if not (last.isascii() and last.isalpha()):
        return True
    if after[:1] == "s" and not (after[1:].isascii() and after[1:].isalpha()):
        return True
    return not (after[:1].isascii() and after[:1].isalpha())


def concept_from(name: str, entry: Mapping[str, Any]) -> Concept:
    """Build a concept from a mapping of the lexicon's YAML."""
    kind, opposite = entry.get("kind", "finding"), entry.get("opposite", ())
    if kind not in KINDS:
        raise LexiconError(f"{name}: kind must be one of {', '.join(KINDS)}")
    return Concept(
        name=name,
        kind=kind,
        label=entry.get("label", {}),
        terms=_terms(entry.get("terms", [])),
        pairs=tuple(Pair(first=one, second=two, gap=gap) for one, two, gap in entry.get("pairs", [])),
        opposites=(opposite,) if isinstance(opposite, str) else tuple(opposite),
        group=entry.get("group"),
        repair_short=entry.get("repair_short", kind != "dx"),
    )


def _terms(listed: Iterable[Any]) -> tuple[str, ...]:
    flat = [term for entry in listed for term in (entry if isinstance(entry, list) else [entry])]
    folded = (folded_term(str(term)) for term in flat)
    return tuple(dict.fromkeys(term for term in folded if term.strip("*")))


@cache
def shared_lexicon() -> Lexicon:
    """Load the packaged lexicon once."""
    concepts: dict[str, Concept] = {}
    parts: dict[str, tuple[str, ...]] = {}
    cues: dict[str, tuple[str, ...]] = {}
    once: set[str] = set()
    words: list[str] = []
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for path in sorted(files(__name__).iterdir(), key=lambda path: path.name):
        if not path.name.endswith(".yaml"):
            continue
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
        for name, entry in content.get("concepts", {}).items():
            if name in concepts:
                raise LexiconError(f"concept defined twice: {name}")
            concepts[name] = concept_from(name, entry)
        for name, entry in content.get("parts", {}).items():
            parts[name] = _terms(entry["terms"])
            if entry.get("once"):
                once.add(name)
        words.extend(_terms(content.get("words", [])))
        cues.update({name: _terms(terms) for name, terms in content.get("cues", {}).items()})
    return Lexicon(concepts, parts, cues, once=frozenset(once), words=tuple(words))
