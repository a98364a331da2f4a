"""Moodle's calculated questions: wildcards with listed values, as drawn parameters of the bank.

Moodle uses the values of one row together; the bank draws each parameter by itself. The two agree only where
the key follows from numbers that the stem shows, so anything else becomes a question with its first row.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from math import isclose, prod
from typing import Any

from quizzes.bank import catalogue
from quizzes.bank.drafts import TO_DO
from quizzes.bank.exchange.formulas import from_moodle
from quizzes.bank.exchange.from_questions import CONSTRAINT, SHOWN, SIGNS, VALUE, round_to
from quizzes.bank.exchange.items import Answer, Item
from quizzes.bank.exchange.notes import QuestionRefused
from quizzes.bank.expressions import ExpressionError, parse
from quizzes.bank.number import compute
from quizzes.bank.texts import Text

MOST_ROWS = 1000
MOST_WILDCARDS = 50

_WILDCARD = re.compile(r"\{([^{}=][^{}]{0,59})\}")
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_]")

_SIGNS = {word: sign for sign, word in SIGNS.items()}
_SIGN_WORD = re.compile(r"\b(?:le|ge|lt|gt)\b")

Columns = Mapping[str, tuple[float, ...]]


def drawn(item: Item, right: Answer, others: Sequence[Answer], lost: list[Text]) -> dict[str, Any] | None:
    """The fields of a question with drawn parameters; None if only single rows can be trusted.

    Raises
    ------
    QuestionRefused
        If there are no values, a wildcard has none, or a formula cannot be read.
    """
    columns = _columns(item)
    calculation = from_moodle(right.value, identifier)
    needed = _needed(calculation, columns)
    asked = {identifier(name) for name in _WILDCARD.findall(item.stem.zh if item.stem else "")}
    stem = _templated(item.stem, asked)
    constant = {name for name in needed if len(set(columns[name])) == 1}
    if stem is None or not needed <= asked | constant or not asked <= set(columns):
        return None
    values = _values(item, asked, columns)
    constraints = _constraints(item, columns)
    return {
        "stem": stem,
        "parameters": _parameters(asked | needed, columns, [] if constraints else lost),
        "constraints": constraints,
        "values": values,
        "calculation": calculation,
        "digits": item.digits,
        "rtol": right.tolerance if right.relative else 0.0,
        "atol": 0.0 if right.relative else right.tolerance,
        "mistakes": _mistakes(item, others, asked | {"key", *values}, columns, lost),
        **_told(item, asked, {"key", *values}, lost),
    }


def _parameters(asked: set[str], columns: Columns, lost: list[Text]) -> dict[str, Any]:
    """A parameter for each wildcard that the stem shows."""
    names = sorted(asked)
    values = {name: sorted(set(columns[name])) for name in names}
    if len(set(zip(*(columns[name] for name in names), strict=True))) < prod(map(len, values.values())):
        lost.append(
            Text(
                zh="参数之间的约束不导入，请补上",
                en="constraints between the parameters are not carried; add them",
            )
        )
    return {
        name: {"choices": several} if len(several) > 1 else {"value": several[0]}
        for name, several in values.items()
    }


def _values(item: Item, asked: set[str], columns: Columns) -> dict[str, Any]:
    """The intermediate values whose formulas give the numbers that the file shows."""
    values: dict[str, Any] = {}
    rows = _rows(columns)
    for tag, written in item.tags.items():
        name = tag.removeprefix(VALUE)
        formula, unit, figures = [*written.split("|"), "", ""][:3]
        shown = columns.get(f"{name}{SHOWN}")
        if tag == name or shown is None or name in asked:
            continue
        digits = int(figures) if figures in tuple("12345678") else None
        try:
            computed = [compute(formula, row) for row in rows]
        except ExpressionError:
            continue
        if all(round_to(value, digits) == given for value, given in zip(computed, shown, strict=True)):
            values[name] = {"formula": formula, "unit": unit, "digits": digits}
    return values


def _constraints(item: Item, columns: Columns) -> list[str]:
    """The constraints of the file that each of its rows satisfies."""
    rows = _rows(columns)
    constraints: list[str] = []
    for tag, written in item.tags.items():
        if tag.startswith(CONSTRAINT):
            constraint = _SIGN_WORD.sub(lambda found: _SIGNS[found[0]], written)
            try:
                if all(compute(constraint, row) for row in rows):
                    constraints.append(constraint)
            except ExpressionError:
                continue
    return constraints


def _rows(columns: Columns) -> list[dict[str, float]]:
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _told(item: Item, asked: set[str], values: set[str], lost: list[Text]) -> dict[str, Text | None]:
    """Solution and learning point as templates; None where they show something that is not carried."""
    given = {
        "solution": item.feedback.get("solution") or item.feedback.get(""),
        "learning_point": item.feedback.get("learning-point"),
    }
    told = {name: _templated(text, asked, values) for name, text in given.items()}
    for name, text in given.items():
        if text is not None and told[name] is None:
            lost.append(
                Text(zh=f"{name} 引用了导不进来的数值", en=f"{name} shows values that are not carried")
            )
    return told


def fixed(
    item: Item, right: Sequence[Answer], others: Sequence[Answer], lost: list[Text]
) -> tuple[Item, list[Answer], list[Answer]]:
    """The first row of a calculated question as a plain number question, with its answers."""
    columns = _columns(item)
    row = {name: values[0] for name, values in columns.items()}
    lost.append(
        Text(
            zh="答案取决于题干没有写出的数值，只导入第一组",
            en="the key depends on values that the stem does not show; only the first row is carried",
        )
    )

    def worked(answer: Answer) -> Answer:
        formula = from_moodle(answer.value, identifier)
        try:
            value = compute(formula, row)
        except ExpressionError as error:
            raise QuestionRefused(error.zh, str(error)) from error
        width = answer.tolerance * abs(value) if answer.relative else answer.tolerance
        return replace(answer, value=repr(value), tolerance=width, relative=False)

    def placed(found: re.Match[str]) -> str:
        value = row.get(identifier(found[1]))
        return found[0] if value is None else f"{value:.12g}"

    def shown(text: Text) -> Text:
        return Text(zh=_WILDCARD.sub(placed, text.zh), en=_WILDCARD.sub(placed, text.en))

    feedback = {name: shown(text) for name, text in item.feedback.items()}
    plain = replace(item, kind="number", stem=item.stem and shown(item.stem), feedback=feedback)
    return plain, [worked(answer) for answer in right], [worked(answer) for answer in others]


def identifier(wildcard: str) -> str:
    """The name of a parameter for a wildcard."""
    name = _NOT_IN_NAMES.sub("_", wildcard.strip())[:40]
    return name if name[:1].isalpha() else f"x_{name}"[:40]


def mistake(item: Item, index: int, formula: str, answer: Answer) -> dict[str, Any]:
    """A named mistake of a question."""
    return {
        "name": item.tags.get(f"mistake-{index}", f"mistake-{index}"),
        "formula": formula,
        "credit": answer.fraction,
        "hint": answer.feedback or TO_DO,
    }


def _columns(item: Item) -> Columns:
    columns: dict[str, tuple[float, ...]] = {}
    if len(item.datasets) > MOST_WILDCARDS:
        raise QuestionRefused(f"通配符超过 {MOST_WILDCARDS} 个", f"more than {MOST_WILDCARDS} wildcards")
    for dataset in item.datasets:
        name = identifier(dataset.name)
        if name in columns:
            raise QuestionRefused(f"通配符“{name}”重名", f"two wildcards are called '{name}'")
        columns[name] = dataset.values
    rows = min((len(values) for values in columns.values()), default=0)
    if not rows:
        raise QuestionRefused("计算题没有数据集", "a calculated question has no values for its wildcards")
    return {name: values[: min(rows, MOST_ROWS)] for name, values in columns.items()}


def _needed(formula: str, columns: Columns) -> set[str]:
    """The wildcards that a formula rests on, those of a calculation of the catalogue for its own."""
    needed: set[str] = set()
    for name in parse(formula).names:
        if name not in columns:
            raise QuestionRefused(f"通配符“{name}”没有数据", f"the wildcard '{name}' has no values")
        arguments = catalogue.arguments(name)
        if arguments is not None and _computes(name, columns):
            needed |= {argument for argument in arguments if argument in columns}
        else:
            needed.add(name)
    return needed


def _computes(name: str, columns: Columns) -> bool:
    """True if a calculation of the physics catalogue gives a column's values from the others."""
    others = {other: values for other, values in columns.items() if other != name}
    for index, value in enumerate(columns[name]):
        try:
            computed = compute(name, {other: values[index] for other, values in others.items()})
        except ExpressionError:
            return False
        if not isclose(computed, value, rel_tol=1e-6):
            return False
    return True


def _templated(text: Text | None, asked: set[str], values: Collection[str] = ()) -> Text | None:
    """A text with places for wildcards; None if it shows something that has no place."""
    if text is None:
        return None

    def placed(found: re.Match[str]) -> str:
        name = identifier(found[1])
        if name in asked:
            return f"{{{name}:n}}"
        value = name.removesuffix(SHOWN)
        return f"{{{value}:n}}" if value != name and value in values else found[0]

    made = Text(zh=_WILDCARD.sub(placed, text.zh), en=_WILDCARD.sub(placed, text.en))
    left = re.sub(r"\{\w+:n\}", "", made.zh + made.en)
    return None if "{" in left or "}" in left else made


def _mistakes(
    item: Item, others: Sequence[Answer], known: set[str], columns: Columns, lost: list[Text]
) -> list[dict[str, Any]]:
    mistakes: list[dict[str, Any]] = []
    for index, answer in enumerate(others, start=1):
        formula = from_moodle(answer.value, identifier)
        names = parse(formula).names
        computed = {name for name in names - known if name in columns and _computes(name, columns)}
        if names - known - computed:
            lost.append(
                Text(
                    zh=f"部分得分的算式“{formula}”不导入",
                    en=f"the formula '{formula}' with part of the marks is not carried",
                )
            )
            continue
        mistakes.append(mistake(item, index, formula, answer))
    return mistakes
