"""Grade one answer against a rubric: points, violations, flags and whether a person must look."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quizzes.grading.cases import guards
from quizzes.grading.cases.expressions import Evidence, evaluate
from quizzes.grading.cases.pairs import PAIR_EVIDENCE
from quizzes.grading.cases.reading import Mention, Reading, read
from quizzes.grading.cases.text import Text, normalise

if TYPE_CHECKING:
    from quizzes.grading.cases.rubric import Rubric

GRADER_VERSION = "cases-1"

SHOTGUN_PENALTY, COPY_PENALTY, BAG_CAP = 10, 20, 10
SURE, BORDER, UNEXPLAINED = 0.8, 5, 8

_RUN = re.compile(r"[一-鿿]+|[a-z]{4,}(?: [a-z]{3,})+")


@dataclass(frozen=True, kw_only=True)
class PointResult:
    """One point of a rubric: was it made, where in the original text, and how sure is that (0 to 1)."""

    hit: bool
    span: tuple[int, int] | None
    evidence: float


@dataclass(frozen=True, kw_only=True)
class CaseVerdict:
    """The mark for one answer, 0 to 100, with everything needed to explain it."""

    total: int
    points: Mapping[str, PointResult]
    violations: tuple[str, ...]
    flags: tuple[str, ...]
    review: bool


def grade_case(rubric: "Rubric", text: str) -> CaseVerdict:
    """Grade an answer in Chinese or English; only its first 500 characters count.

    Flags are `empty`, `too-long`, `injection`, `keyword-list`, `stem-copy`, `many-diagnoses` and
    `contradiction`; each sends the answer to a person.
    """
    flags = ["too-long"] if len(text) > guards.LONGEST_ANSWER else []
    answer = text[: guards.LONGEST_ANSWER]
    normal = normalise(answer).shortened(guards.LONGEST_NORMAL)
    if not any(map(str.isalnum, normal.chars)):
        return _void(rubric, ["empty", *flags], total=0)
    if guards.is_injection(normal.chars):
        return _void(rubric, ["injection", *flags], total=0)
    repaired = rubric.repairer.repair(normal)
    reading = read(repaired, rubric.lexicon)
    found = {point.id: evaluate(rubric.expression(point.id), reading) for point in rubric.points}
    if guards.is_keyword_bag(answer, normal.chars, rubric.lexicon):
        earned = sum(point.weight for point in rubric.points if found[point.id])
        return _void(rubric, ["keyword-list", *flags], total=min(BAG_CAP, earned))

    flags += _flags(rubric, reading)
    found.update(dict.fromkeys(_withheld(rubric, reading, found, flags)))
    violations = _violations(rubric, reading, found, shotgun="many-diagnoses" in flags)
    total = sum(point.weight for point in rubric.points if found[point.id])
    total -= sum(rule.penalty for rule in rubric.forbidden if rule.id in violations)
    total -= SHOTGUN_PENALTY * ("many-diagnoses" in flags) + COPY_PENALTY * ("stem-copy" in flags)
    total = max(0, total)
    points = {name: _result(repaired.text, evidence) for name, evidence in found.items()}
    return CaseVerdict(
        total=total,
        points=points,
        violations=violations,
        flags=tuple(flags),
        review=bool(flags or violations) or _needs_a_person(rubric, reading, points, total),
    )


def _withheld(
    rubric: "Rubric", reading: Reading, found: Mapping[str, Evidence | None], flags: list[str]
) -> list[str]:
    """Return diagnoses among too many others, and conclusions that are only a quotation of the question."""
    names = [point.id for point in rubric.points if point.dx and "many-diagnoses" in flags]
    for point in rubric.points:
        evidence = found[point.id]
        if point.interprets and evidence and "stem-copy" in flags:
            quoted = reading.chars[evidence.start : evidence.end] in rubric.normal_stem
            names += [point.id] if quoted else []
    return names


def _void(rubric: "Rubric", flags: list[str], *, total: int) -> CaseVerdict:
    missed = PointResult(hit=False, span=None, evidence=0.0)
    points = {point.id: missed for point in rubric.points}
    return CaseVerdict(total=total, points=points, violations=(), flags=tuple(flags), review=True)


def _flags(rubric: "Rubric", reading: Reading) -> list[str]:
    flags = []
    if guards.is_copy(reading.chars, rubric.normal_stem):
        flags.append("stem-copy")
    if rubric.diagnoses and _names_too_many(rubric, reading):
        flags.append("many-diagnoses")
    either_way = next(reading.cues_named("either_way"), None)
    if either_way or any(mention.disputed for mention in reading.mentions):
        flags.append("contradiction")
    return flags


def _names_too_many(rubric: "Rubric", reading: Reading) -> bool:
    asked = rubric.concepts_asked
    return guards.is_shotgun(reading, rubric.lexicon, rubric.diagnoses, asked=asked)


def _violations(
    rubric: "Rubric", reading: Reading, found: Mapping[str, Evidence | None], *, shotgun: bool
) -> tuple[str, ...]:
    """Return the forbidden claims that the answer makes with exact or pattern evidence."""
    right = [evidence.start for point in rubric.points if point.dx and (evidence := found[point.id])]
    sure = replace(reading, mentions=tuple(one for one in reading.mentions if _punishable(reading, one)))
    made = []
    for rule in rubric.forbidden:
        evidence = evaluate(rubric.expression(rule.id), sure)
        if evidence is None or evidence.confidence < PAIR_EVIDENCE:
            continue
        if rule.diagnosis and (shotgun or any(start < evidence.start for start in right)):
            continue
        made.append(rule.id)
    return tuple(made)


def _punishable(reading: Reading, mention: Mention) -> bool:
    """What is only doubted, said in general, or one of a list of possibilities costs no marks."""
    return (
        not mention.doubted and mention.role != "general" and not reading.in_sentence(mention, "everything")
    )


def _result(text: Text, evidence: Evidence | None) -> PointResult:
    if evidence is None:
        return PointResult(hit=False, span=None, evidence=0.0)
    span = text.original_span(evidence.start, evidence.end)
    return PointResult(hit=True, span=span, evidence=evidence.confidence)


def _needs_a_person(
    rubric: "Rubric", reading: Reading, points: Mapping[str, PointResult], total: int
) -> bool:
    """A new question, a doubtful reading, words nobody explained, or a mark near the border."""
    doubtful = any(point.hit and point.evidence < SURE for point in points.values())
    missing = not all(point.hit for point in points.values())
    border = abs(total - rubric.pass_mark) <= BORDER
    return rubric.new or doubtful or border or (missing and _has_unexplained_words(reading))


def _has_unexplained_words(reading: Reading) -> bool:
    covered = bytearray(len(reading.chars))
    spans = [(one.start, one.end) for one in reading.mentions] + [
        (one.start, one.end) for one in reading.lobes
    ]
    spans += [(hit.start, hit.end) for hit in (*reading.cues, *reading.parts)]
    for start, end in spans:
        covered[start:end] = b"\x01" * (end - start)
    left = "".join(" " if used else character for character, used in zip(reading.chars, covered, strict=True))
    return any(len(run) >= UNEXPLAINED for run in _RUN.findall(left))
