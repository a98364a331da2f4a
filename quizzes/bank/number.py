"""Number questions: parameters are drawn, physics computes the key, the numeric grader reads the answer."""

import random
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from itertools import product
from math import prod
from typing import Annotated, Literal

from pydantic import Field, JsonValue, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from quizzes.bank import catalogue
from quizzes.bank.expressions import Expression, ExpressionError, Value, evaluate, parse
from quizzes.bank.question import Presentation, QuestionBase, Slug, Variant, Verdict
from quizzes.bank.slips import SLIPS
from quizzes.bank.texts import Strict, Text, fill
from quizzes.grading.numbers import NamedMistake, NumberKey, grade_number
from quizzes.quantities import format_quantity

MOST_TRIES = 10_000
MOST_VALUES = 10_000

Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_]\w*$", max_length=40)]
Formula = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Unit = Annotated[str, StringConstraints(min_length=1, max_length=20)]
Digits = Annotated[int, Field(ge=1, le=8)]


class Range(Strict):
    """Evenly spaced values from `low` to `high`, both included; at most 10,000."""

    low: float
    high: float
    step: Annotated[float, Field(gt=0)]

    @model_validator(mode="after")
    def _is_short(self) -> "Range":
        if (self.high - self.low) / self.step >= MOST_VALUES:
            raise PydanticCustomError("range_too_long", "more than {most} values", {"most": MOST_VALUES})
        return self

    def values(self) -> tuple[float, ...]:
        """All values; computed in decimals, so that 0.1 + 0.2 is 0.3."""
        return _spaced(self.low, self.high, self.step)


@lru_cache(maxsize=1024)
def _spaced(low: float, high: float, step: float) -> tuple[float, ...]:
    first, last, gap = (Decimal(str(each)) for each in (low, high, step))
    return tuple(float(first + gap * index) for index in range(int((last - first) // gap) + 1))


class Parameter(Strict):
    """A number (or word) that the stem states: exactly one of `value`, `choices` and `range`."""

    value: float | str | None = None
    choices: Annotated[tuple[float | str, ...], Field(min_length=1)] | None = None
    range: Range | None = None
    unit: Unit = "1"

    def values(self) -> tuple[Value, ...]:
        """Every value that may be drawn."""
        if self.choices is not None:
            return self.choices
        if self.range is not None:
            return self.range.values()
        return () if self.value is None else (self.value,)


class Intermediate(Strict):
    """A value that the worked solution shows on the way to the key."""

    formula: Formula
    unit: Unit = "1"
    digits: Digits | None = 3


class Mistake(Strict):
    """A known way to go wrong: the value it leads to, the credit it keeps, and what to say."""

    name: Slug
    formula: Formula
    credit: Annotated[float, Field(ge=0, lt=1)] = 0.0
    hint: Text


class NumberFields(Strict):
    """What makes a number question: the answer is a number with a unit.

    `calculation`, the formulas of `values` and of `mistakes` are expressions (see `expressions`); a bare
    catalogue name takes the parameters named like its arguments. Values and mistakes may also use `key`.
    `digits` are the significant digits shown, null for as many as it takes; the tolerance is the larger of
    `rtol` (relative) and `atol` (in `unit`).
    """

    kind: Literal["number"]
    parameters: Annotated[dict[Name, Parameter], Field(min_length=1)]
    constraints: tuple[Formula, ...] = ()
    calculation: Formula
    values: dict[Name, Intermediate] = {}
    unit: Unit
    unit_policy: Literal["required", "optional", "forbidden"] = "required"
    digits: Digits | None = 3
    rtol: Annotated[float, Field(ge=0, lt=0.5)] = 0.02
    atol: Annotated[float, Field(ge=0)] = 0.0
    mistakes: tuple[Mistake, ...] = ()


class Number(NumberFields, QuestionBase):
    """The answer is a number with a unit; see `NumberFields`."""


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Expression:
    return parse(text)


def compute(formula: str, values: Mapping[str, Value]) -> float:
    """Value of a formula of a question; ExpressionError if it has none."""
    return evaluate(_parsed(formula), values, catalogue)


def draw(question: Number, seed: int) -> Variant:
    """Parameters that satisfy the constraints, with the key and the values of the worked solution.

    Raises
    ------
    ExpressionError
        If no parameters satisfy the constraints or the key cannot be computed.
    """
    return work_out(question, draw_parameters(question, seed), seed=seed)


def draw_parameters(question: Number, seed: int) -> dict[str, Value]:
    """The parameters of a seed's variant; ExpressionError if none satisfy the constraints."""
    rng = random.Random(seed)
    grid = {name: parameter.values() for name, parameter in question.parameters.items()}
    for _ in range(MOST_TRIES):
        parameters = {name: rng.choice(values) for name, values in grid.items()}
        if _satisfies(question, parameters):
            return parameters
    raise ExpressionError("没有一组参数满足全部约束", "no parameters satisfy the constraints")


def combinations(question: Number) -> int:
    """How many sets of parameters there are before the constraints."""
    return prod(len(parameter.values()) for parameter in question.parameters.values())


def every(question: Number) -> Iterator[dict[str, Value]]:
    """Every set of parameters that satisfies the constraints."""
    names = list(question.parameters)
    for chosen in product(*(question.parameters[name].values() for name in names)):
        parameters = dict(zip(names, chosen, strict=True))
        if _satisfies(question, parameters):
            yield parameters


def _satisfies(question: Number, parameters: Mapping[str, Value]) -> bool:
    return all(compute(constraint, parameters) for constraint in question.constraints)


def work_out(question: Number, parameters: Mapping[str, Value], *, seed: int = 0) -> Variant:
    """Key and intermediate values for given parameters."""
    key = compute(question.calculation, parameters)
    known: dict[str, Value] = {**parameters, "key": key}
    values: dict[str, float] = {}
    for name, intermediate in question.values.items():
        known[name] = values[name] = compute(intermediate.formula, known)
    return Variant(question=question.id, seed=seed, parameters=dict(parameters), values=values, key=key)


def mistaken(question: Number, variant: Variant, mistake: Mistake) -> float:
    """The value that a named mistake leads to in this variant."""
    return compute(mistake.formula, {**variant.parameters, **variant.values, "key": _key(variant)})


def _key(variant: Variant) -> float:
    if variant.key is None:
        raise ValueError(f"the variant of {variant.question} has no key")
    return variant.key


def shown(question: Number, variant: Variant, name: str, with_unit: bool) -> str:
    """A parameter, a value of the solution or the key, as texts show it."""
    if name in variant.parameters:
        value: Value = variant.parameters[name]
        unit, digits = question.parameters[name].unit, None
    elif name in variant.values:
        value, unit, digits = variant.values[name], question.values[name].unit, question.values[name].digits
    elif name == "key":
        value, unit, digits = _key(variant), question.unit, question.digits
    else:
        raise KeyError(name)
    if isinstance(value, str):
        return value
    return format_quantity(value, unit if with_unit else "1", digits=digits)


def filled(question: Number, variant: Variant, template: str) -> str:
    """A text with the numbers of a variant."""
    return fill(template, lambda name, with_unit: shown(question, variant, name, with_unit))


def key(question: Number, variant: Variant) -> str:
    """The key as shown to members."""
    return shown(question, variant, "key", True)


def render(question: Number, variant: Variant, language: str) -> Presentation:
    """Stem with the drawn numbers, and how to answer."""
    unit = {
        "required": Text(zh="请回复数值和单位", en="Reply with a number and its unit"),
        "optional": Text(zh="请回复数值，单位可写可不写", en="Reply with a number; the unit may be left out"),
        "forbidden": Text(zh="请只回复数值，不写单位", en="Reply with a number only, without a unit"),
    }[question.unit_policy]
    tolerance = Text(zh="。", en=".")
    if question.rtol:
        percent = f"{100 * question.rtol:g}%"
        tolerance = Text(zh=f"，误差不超过 {percent} 算对。", en=f"; within {percent} counts as right.")
    return Presentation(
        stem=filled(question, variant, question.stem.in_(language)),
        hint=unit.in_(language) + tolerance.in_(language),
    )


def number_key(question: Number, variant: Variant) -> NumberKey:
    """What the numeric grader needs to know about a variant."""
    return NumberKey(
        key=f"{_key(variant)!r} {question.unit}",
        rtol=question.rtol,
        atol=f"{question.atol!r} {question.unit}",
        unit=question.unit_policy,
        mistakes=tuple(
            NamedMistake(
                name=mistake.name,
                value=mistaken(question, variant, mistake),
                credit=mistake.credit,
                hint=mistake.name,
            )
            for mistake in question.mistakes
        ),
    )


def grade(question: Number, variant: Variant, response: str) -> Verdict:
    """Read and judge a typed answer; a named mistake keeps its credit and gives its hint."""
    verdict = grade_number(number_key(question, variant), response)
    hints = {**SLIPS, **{mistake.name: mistake.hint for mistake in question.mistakes}}
    details: dict[str, JsonValue] = {}
    if verdict.suggestion is not None:
        details["suggestion"] = verdict.suggestion
    return Verdict(
        outcome="partly" if verdict.outcome == "wrong" and verdict.credit > 0 else verdict.outcome,
        credit=verdict.credit,
        read=verdict.read,
        reason=verdict.reason,
        hint=hints.get(verdict.reason or ""),
        details=details,
    )
