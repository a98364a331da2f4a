"""When the machine's mark of a case question may stand without a person: computed from stored marks.

The conditions are demanded of each question version anew, because a changed rubric is a changed instrument.
They compare the machine's first grading, made before anybody marked, with people's opinions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from quizzes import bank
from quizzes.agreement import Detection, Pairs, weighted_kappa
from quizzes.marks import VERDICTS
from quizzes.tables import Assignment, Mark, Response

ANSWERS, PRECISION, F1, KAPPA = 30, 0.95, 0.90, 0.80
KAPPA_BELOW_PEOPLE = 0.10
NEAR, NEAR_SHARE, FAR, FAR_SHARE = 10, 0.95, 20, 0.01


@dataclass(frozen=True, kw_only=True)
class Twice:
    """One answer that two people marked: totals of 0 to 100 and points."""

    machine: float
    machine_points: Mapping[str, bool]
    review: bool
    people: tuple[float, float]
    people_points: tuple[Mapping[str, bool], Mapping[str, bool]]
    settled: float


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One thing that has to hold: its value (None: nothing to compute it from) and the bound."""

    name: str
    value: float | None
    bound: float
    holds: bool


def conditions(answers: Sequence[Twice]) -> list[Condition]:
    """Everything that automatic release of a question demands, with what was found."""
    points = Detection.of((one.machine_points, person) for one in answers for person in one.people_points)
    machine: Pairs = [(one.machine, one.settled) for one in answers]
    kappa, people = weighted_kappa(machine), weighted_kappa([one.people for one in answers])
    behind = None if kappa is None or people is None else people - kappa
    alone = [abs(one.machine - one.settled) for one in answers if not one.review]
    near = sum(gap <= NEAR for gap in alone) / len(alone) if alone else None
    far = sum(gap > FAR for gap in alone) / len(alone) if alone else None
    return [
        _at_least("answers", float(len(answers)), ANSWERS),
        _at_least("precision", points.precision, PRECISION),
        _at_least("f1", points.f1, F1),
        _at_least("kappa", kappa, KAPPA),
        _at_most("behind-people", behind, KAPPA_BELOW_PEOPLE),
        _at_least("near", near, NEAR_SHARE),
        _at_most("far", far, FAR_SHARE),
    ]


def _at_least(name: str, value: float | None, bound: float) -> Condition:
    return Condition(name=name, value=value, bound=bound, holds=value is not None and value >= bound)


def _at_most(name: str, value: float | None, bound: float) -> Condition:
    return Condition(name=name, value=value, bound=bound, holds=value is not None and value <= bound + 1e-9)


def points_of(verdict: bank.Verdict) -> dict[str, bool]:
    """Which points of a rubric a verdict ticks."""
    points = verdict.details.get("points")
    if not isinstance(points, dict):
        return {}
    return {name: isinstance(point, dict) and bool(point.get("hit")) for name, point in points.items()}


async def marked_twice(session: AsyncSession, *, question_version_id: int) -> list[Twice]:
    """Every answer to a question version that two people marked and that is settled."""
    statement = (
        select(Response, Mark)
        .join(Assignment, col(Assignment.id) == col(Response.assignment_id))
        .join(Mark, col(Mark.response_id) == col(Response.id))
        .where(
            Assignment.question_version_id == question_version_id,
            Response.grader_version.startswith(bank.GRADER_VERSION),
            col(Mark.script_id).is_not(None),
        )
        .order_by(col(Response.id), col(Mark.number))
    )
    found: dict[int, tuple[Response, dict[str, Mark]]] = {}
    for response, mark in (await session.exec(statement)).all():
        assert response.id is not None
        found.setdefault(response.id, (response, {}))[1].setdefault(mark.kind, mark)
    return [
        _twice(response, kinds)
        for response, kinds in found.values()
        if {"person", "second"} <= kinds.keys() and {"average", "adjudication"} & kinds.keys()
    ]


def _twice(response: Response, kinds: Mapping[str, Mark]) -> Twice:
    machine = VERDICTS.validate_json(response.verdict, strict=False)
    first, second = kinds["person"], kinds["second"]
    settled = kinds.get("adjudication") or kinds["average"]
    return Twice(
        machine=100 * response.credit,
        machine_points=points_of(machine),
        review=needs_a_person(machine),
        people=(100 * first.credit, 100 * second.credit),
        people_points=(_ticked(first), _ticked(second)),
        settled=100 * settled.credit,
    )


def _ticked(mark: Mark) -> dict[str, bool]:
    return points_of(VERDICTS.validate_json(mark.verdict, strict=False)) if mark.verdict else {}


async def released(session: AsyncSession, *, question_version_id: int) -> bool:
    """Whether the machine's mark of a question version may stand where nothing speaks against it."""
    answers = await marked_twice(session, question_version_id=question_version_id)
    return len(answers) >= ANSWERS and all(condition.holds for condition in conditions(answers))


def needs_a_person(verdict: bank.Verdict) -> bool:
    """Whether something in an answer speaks against releasing the machine's mark."""
    return verdict.details.get("review", True) is not False
