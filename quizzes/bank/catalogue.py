"""The physics catalogue as the formulas of questions call it: names, arguments, values in display units."""

from collections.abc import Mapping

from quizzes.bank.expressions import Value


def arguments(name: str) -> tuple[str, ...] | None:
    """Names of a calculation's arguments; None if the catalogue has no such calculation."""
    from physics.catalogue import CATALOGUE

    entry = CATALOGUE.get(name)
    return None if entry is None else tuple(entry.arguments)


def unit(name: str) -> str:
    """Display unit of a calculation's value."""
    from physics.catalogue import CATALOGUE

    return CATALOGUE[name].unit


def evaluate(name: str, arguments: Mapping[str, Value]) -> float:
    """Value in the display unit; ValueError or TypeError where the catalogue refuses the arguments."""
    from physics.catalogue import evaluate

    return float(evaluate(name, **arguments))
