"""The physics catalogue as the formulas of questions call it: names, arguments, values in display units."""

from collections.abc import Mapping

from physics import catalogue
from quizzes.bank.expressions import Value
from quizzes.quantities import parse_unit


def arguments(name: str) -> tuple[str, ...] | None:
    """Names of a calculation's arguments; None if the catalogue has no such calculation."""
    entry = catalogue.CATALOGUE.get(name)
    return None if entry is None else tuple(argument.name for argument in entry.arguments)


def unit(name: str) -> str:
    """Display unit of a calculation's value; a count (slices, pixels) is a pure number."""
    own = catalogue.CATALOGUE[name].unit
    return own if parse_unit(own) else "1"


def evaluate(name: str, given: Mapping[str, Value]) -> float:
    """Value in the display unit; ValueError where the catalogue refuses the arguments."""
    return catalogue.evaluate(name, **given)
