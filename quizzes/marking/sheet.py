"""What a marker ticks for one answer and what it comes to: pure functions on a question and a verdict."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pydantic import JsonValue

from quizzes import bank
from quizzes.bank.case import CaseText, missed, outcome_of, rubric
from quizzes.grading.cases.grading import COPY_PENALTY, SHOTGUN_PENALTY

FULL = 100
_GUARDS = {
    "many-diagnoses": (-SHOTGUN_PENALTY, bank.Text(zh="诊断列得过多", en="Too many diagnoses")),
    "stem-copy": (-COPY_PENALTY, bank.Text(zh="照抄题干", en="Copied from the question")),
}
_WHOLE = (
    ("full", FULL, bank.Text(zh="算对", en="Accept as right")),
    ("half", FULL // 2, bank.Text(zh="给一半分", en="Half of the marks")),
)


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing to tick: points give ``weight`` marks of 100; forbidden claims and guards take them.

    ``span`` is where in the answer the machine found it (half-open), ``evidence`` how sure it was.
    """

    id: str
    kind: Literal["point", "forbidden", "whole"]
    label: bank.Text
    weight: int
    span: tuple[int, int] | None = None
    evidence: float = 0.0


def items(question: bank.Question, verdict: bank.Verdict) -> list[Item]:
    """Everything that can be ticked for an answer to a question; a case by its rubric, others as a whole."""
    if not isinstance(question, CaseText):
        return [Item(id=name, kind="whole", label=label, weight=weight) for name, weight, label in _WHOLE]
    by = rubric(question)
    found = _mapping(verdict.details.get("points"))
    points = [
        Item(
            id=point.id,
            kind="point",
            label=bank.Text(zh=point.label.zh, en=point.label.en),
            weight=point.weight,
            span=_span(found.get(point.id)),
            evidence=_evidence(found.get(point.id)),
        )
        for point in by.points
    ]
    claims = [
        Item(
            id=rule.id,
            kind="forbidden",
            label=bank.Text(zh=rule.label.zh, en=rule.label.en),
            weight=-rule.penalty,
        )
        for rule in by.forbidden
    ]
    guards = [
        Item(id=flag, kind="forbidden", label=label, weight=weight)
        for flag, (weight, label) in _GUARDS.items()
        if flag in flags(verdict)
    ]
    return [*points, *claims, *guards]


def _mapping(value: JsonValue) -> dict[str, JsonValue]:
    return value if isinstance(value, dict) else {}


def _span(point: JsonValue) -> tuple[int, int] | None:
    match _mapping(point).get("span"):
        case [int(start), int(end)]:
            return start, end
    return None


def _evidence(point: JsonValue) -> float:
    evidence = _mapping(point).get("evidence")
    return float(evidence) if isinstance(evidence, int | float) else 0.0


def flags(verdict: bank.Verdict) -> tuple[str, ...]:
    """What made the machine send an answer to a person."""
    found = verdict.details.get("flags")
    return tuple(flag for flag in found if isinstance(flag, str)) if isinstance(found, list) else ()


def ticks(question: bank.Question, verdict: bank.Verdict) -> frozenset[str]:
    """What a verdict ticks already."""
    if not isinstance(question, CaseText):
        worth = {1.0: "full", 0.5: "half"}.get(verdict.credit)
        return frozenset({worth} if worth else ())
    points = _mapping(verdict.details.get("points"))
    made = verdict.details.get("violations")
    violations = [name for name in made if isinstance(name, str)] if isinstance(made, list) else []
    guards = [flag for flag in flags(verdict) if flag in _GUARDS]
    return frozenset([name for name, point in points.items() if _mapping(point).get("hit") is True]) | {
        *violations,
        *guards,
    }


def toggled(of: Sequence[Item], ticked: frozenset[str], name: str) -> frozenset[str]:
    """Ticks after a tap; of the marks for a whole answer only one holds at a time."""
    if any(item.id == name and item.kind == "whole" for item in of):
        return frozenset() if name in ticked else frozenset({name})
    return ticked ^ {name}


def total(of: Sequence[Item], ticked: Collection[str]) -> int:
    """Marks of 0 to 100."""
    return min(FULL, max(0, sum(item.weight for item in of if item.id in ticked)))


def opinion(question: bank.Question, before: bank.Verdict, ticked: frozenset[str]) -> bank.Verdict:
    """A person's verdict. Where they tick what the machine ticked, its credit stands as it was."""
    if ticked == ticks(question, before):
        return _confirmed(before)
    of = items(question, before)
    credit = total(of, ticked) / FULL
    if not isinstance(question, CaseText):
        outcome: Literal["right", "partly", "wrong"]
        outcome = "right" if credit == 1 else "partly" if credit else "wrong"
        return replace(before, outcome=outcome, credit=credit, reason=None)
    return _by_rubric(question, before, of, ticked, credit)


def _confirmed(before: bank.Verdict) -> bank.Verdict:
    return replace(before, details={**before.details, "review": False}) if before.details else before


def _by_rubric(
    question: CaseText, before: bank.Verdict, of: Sequence[Item], ticked: frozenset[str], credit: float
) -> bank.Verdict:
    claims = [item.id for item in of if item.kind == "forbidden" and item.id in ticked]
    points: dict[str, JsonValue] = {
        item.id: {
            "hit": item.id in ticked,
            "span": [*item.span] if item.span and item.id in ticked else None,
            "evidence": 1.0 if item.id in ticked else 0.0,
        }
        for item in of
        if item.kind == "point"
    }
    guards = [flag for flag in flags(before) if flag in ticked or flag not in _GUARDS]
    return bank.Verdict(
        outcome=outcome_of(credit),
        credit=credit,
        read=before.read,
        hint=missed(rubric(question), ticked, claims),
        details={
            "points": points,
            "violations": [name for name in claims if name not in _GUARDS],
            "flags": [*guards],
            "review": False,
        },
    )


def average(question: bank.Question, first: bank.Verdict, second: bank.Verdict) -> bank.Verdict:
    """The verdict half-way between two opinions; a point counts as made where both saw it."""
    both = ticks(question, first) & ticks(question, second)
    credit = (first.credit + second.credit) / 2
    told = opinion(question, first, both) if isinstance(question, CaseText) else first
    outcome: Literal["right", "partly", "wrong"]
    if isinstance(question, CaseText):
        outcome = outcome_of(credit)
    else:
        outcome = "right" if credit == 1 else "partly" if credit else "wrong"
    return replace(told, outcome=outcome, credit=credit)
