"""Quantities as people type and read them: units, numerals, reading and display."""

from quizzes.quantities.display import format_number, format_quantity
from quizzes.quantities.numerals import Numeral, read_numeral
from quizzes.quantities.reading import Reading, Unreadable, quantities_in, read_quantity
from quizzes.quantities.spelling import plain
from quizzes.quantities.units import PURE, Unit, nearest_unit, parse_unit

__all__ = [
    "PURE",
    "Numeral",
    "Reading",
    "Unit",
    "Unreadable",
    "format_number",
    "format_quantity",
    "nearest_unit",
    "parse_unit",
    "plain",
    "quantities_in",
    "read_numeral",
    "read_quantity",
]
