"""How well markers agree: with each other, and the machine with them. Pure functions on marks of 0 to 100."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Pairs = Sequence[tuple[float, float]]

STEP = 5
"""Marks are compared in steps of five points."""


def exact(pairs: Pairs) -> float | None:
    """The share of pairs that are equal to the step; None without pairs."""
    if not pairs:
        return None
    return sum(_step(one) == _step(other) for one, other in pairs) / len(pairs)


def _step(mark: float) -> int:
    return int(mark / STEP + 0.5)


def weighted_kappa(pairs: Pairs) -> float | None:
    r"""Agreement beyond chance with quadratic weights, in steps of five points.

    .. math:: \kappa_w = 1 - \frac{\sum (x_i - y_i)^2 / n}{\sum_{i,j} (x_i - y_j)^2 / n^2}

    1 is perfect, 0 is chance. Without pairs None; where all marks are one and the same, 1.

    References
    ----------
    Cohen (1968), Psychological Bulletin 70, 213. doi:10.1037/h0026256
    """
    if not pairs:
        return None
    first, second = [_step(one) for one, _ in pairs], [_step(other) for _, other in pairs]
    observed = sum((x - y) ** 2 for x, y in zip(first, second, strict=True)) / len(pairs)
    expected = sum((x - y) ** 2 for x in first for y in second) / len(pairs) ** 2
    return 1.0 if expected == 0 else 1 - observed / expected


def mean_difference(pairs: Pairs) -> float | None:
    """First minus second mark on average, in points; None without pairs."""
    return sum(one - other for one, other in pairs) / len(pairs) if pairs else None


@dataclass(frozen=True, kw_only=True)
class Severity:
    """How one marker's marks lie against others' on the same answers; negative is severe."""

    marker_id: int
    answers: int
    points: float


def severities(opinions: Iterable[tuple[int, int, float]]) -> list[Severity]:
    """Each marker's mean difference from the others' mean, the most severe first.

    ``opinions`` are (answer, marker, mark). An answer that one marker saw says nothing.
    """
    by_answer: dict[int, dict[int, float]] = defaultdict(dict)
    for answer, marker, mark in opinions:
        by_answer[answer][marker] = mark
    differences: dict[int, list[float]] = defaultdict(list)
    for marks in by_answer.values():
        for marker, mark in marks.items():
            others = [other for who, other in marks.items() if who != marker]
            if others:
                differences[marker].append(mark - sum(others) / len(others))
    found = [
        Severity(marker_id=marker, answers=len(each), points=sum(each) / len(each))
        for marker, each in differences.items()
    ]
    return sorted(found, key=lambda severity: (severity.points, severity.marker_id))


@dataclass(frozen=True, kw_only=True)
class Detection:
    """How well the machine finds points that people find: counts over answers and points."""

    both: int = 0
    machine_only: int = 0
    person_only: int = 0

    @classmethod
    def of(cls, pairs: Iterable[tuple[Mapping[str, bool], Mapping[str, bool]]]) -> "Detection":
        """Count over (machine's points, person's points) of many answers."""
        both = machine_only = person_only = 0
        for machine, person in pairs:
            for point, ticked in person.items():
                found = machine.get(point, False)
                both += found and ticked
                machine_only += found and not ticked
                person_only += ticked and not found
        return cls(both=both, machine_only=machine_only, person_only=person_only)

    @property
    def precision(self) -> float | None:
        """How often a point that the machine found is there."""
        found = self.both + self.machine_only
        return self.both / found if found else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall."""
        weight = 2 * self.both + self.machine_only + self.person_only
        return 2 * self.both / weight if weight else None
