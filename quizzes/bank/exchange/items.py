"""A question as GIFT and Moodle XML both see it: the form between a file and the bank."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from quizzes.bank.texts import Text

ItemKind = Literal[
    "choice", "true-false", "number", "calculated", "short", "essay", "description", "matching", "other"
]

Parts = Mapping[str, Text]
"""Texts by the name of their section; the section "" is what stands outside of any."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One option, accepted number, formula or word.

    `fraction` is the share of the mark, 1.0 for a full one. `tolerance` belongs to numbers and formulas;
    it is a share of the value where `relative`.
    """

    text: Text | None = None
    value: str = ""
    fraction: float
    tolerance: float = 0.0
    relative: bool = False
    feedback: Text | None = None


@dataclass(frozen=True)
class Dataset:
    """The values that a wildcard of a calculated question takes, one for each variant."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Item:
    """One question of a file.

    `feedback` are the sections of the general feedback; `tags` hold fields that the format has no place
    for; `units` pairs each unit with its multiplier (Moodle: how many of it make one of the first).
    `reported` says what reading has already lost.
    """

    kind: ItemKind
    name: str
    line: int | None = None
    stem: Text | None
    answers: tuple[Answer, ...] = ()
    single: bool = True
    feedback: Parts = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    category: str = ""
    units: tuple[tuple[str, float], ...] = ()
    unit_required: bool = False
    digits: int | None = None
    datasets: tuple[Dataset, ...] = ()
    model_answer: Text | None = None
    reported: tuple[Text, ...] = ()
