"""Checks of number questions, over all variants: keys, displays, mistakes and neighbours."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from quizzes.bank import catalogue
from quizzes.bank.expressions import Expression, ExpressionError, Value, parse
from quizzes.bank.number import (
    Mistake,
    Number,
    combinations,
    draw,
    every,
    filled,
    key,
    mistaken,
    number_key,
    work_out,
)
from quizzes.bank.question import Flaw, Variant
from quizzes.bank.texts import LANGUAGES, Text
from quizzes.grading.numbers import NumberKey, grade_number
from quizzes.quantities import format_quantity

MOST_VARIANTS = 1000
MOST_COMBINATIONS = 20_000


def names(question: Number) -> frozenset[str]:
    """Names that the texts of a question may show."""
    return frozenset({*question.parameters, *question.values, "key"})


def check(question: Number) -> tuple[list[Flaw], list[Variant]]:
    """Flaws of the definition; if there are none, flaws of the variants, and those variants."""
    flaws = [*_definition(question)]
    if flaws:
        return flaws, []
    try:
        variants = _variants(question)
    except _Unworkable as error:
        return [error.flaw], []
    if not variants:
        message = Text(zh="没有一组参数满足全部约束", en="no parameters satisfy the constraints")
        return [Flaw(("constraints",) if question.constraints else ("parameters",), message)], []
    found: dict[tuple[object, ...], Flaw] = {}
    for variant in variants:
        for flaw in _variant(question, variant):
            found.setdefault((flaw.path, flaw.message.en.split(":")[0]), flaw)
    for flaw in _neighbours(question, variants):
        found.setdefault((flaw.path, "neighbour"), flaw)
    return list(found.values()), variants


class _Unworkable(Exception):
    def __init__(self, flaw: Flaw) -> None:
        super().__init__()
        self.flaw = flaw


def _definition(question: Number) -> Iterator[Flaw]:
    yield from _parameters(question)
    yield from _formulas(question)
    yield from _units(question)
    mistakes = [mistake.name for mistake in question.mistakes]
    for index, name in enumerate(mistakes):
        if name in mistakes[:index]:
            yield Flaw(
                ("mistakes", index, "name"),
                Text(zh=f"错误名“{name}”重复", en=f"mistake '{name}' is named twice"),
            )


def _parameters(question: Number) -> Iterator[Flaw]:
    for name, parameter in question.parameters.items():
        path = ("parameters", name)
        given = [way for way in (parameter.value, parameter.choices, parameter.range) if way is not None]
        if len(given) != 1:
            yield Flaw(
                path,
                Text(
                    zh=f"参数“{name}”要在 value、choices、range 中恰好写一个",
                    en=f"parameter '{name}' needs exactly one of value, choices and range",
                ),
            )
        elif not parameter.values():
            yield Flaw(path, Text(zh=f"参数“{name}”的范围是空的", en=f"the range of '{name}' is empty"))
        elif len(set(parameter.values())) < len(parameter.values()):
            yield Flaw(path, Text(zh=f"参数“{name}”有重复取值", en=f"'{name}' has a value twice"))
        if name in question.values or name == "key":
            yield Flaw(path, Text(zh=f"名称“{name}”已被占用", en=f"the name '{name}' is taken"))


def _formulas(question: Number) -> Iterator[Flaw]:
    """Formulas that cannot be read, or name what they may not."""
    known = set(question.parameters)
    for index, constraint in enumerate(question.constraints):
        yield from _formula(("constraints", index), constraint, known)
    problem = list(_formula(("calculation",), question.calculation, known))
    yield from problem
    imported = question.status == "draft"  # a key from elsewhere has yet to be tied to physics
    if not problem and not imported and not _calculations(parse(question.calculation)):
        yield Flaw(
            ("calculation",),
            Text(
                zh="答案要由物理目录中的计算得出",
                en="the key must come from a calculation of the physics catalogue",
            ),
        )
    known.add("key")
    for name, intermediate in question.values.items():
        yield from _formula(("values", name, "formula"), intermediate.formula, known)
        known.add(name)
    for index, mistake in enumerate(question.mistakes):
        yield from _formula(("mistakes", index, "formula"), mistake.formula, known)


def _formula(path: tuple[str | int, ...], text: str, known: set[str]) -> Iterator[Flaw]:
    try:
        expression = parse(text)
    except ExpressionError as error:
        yield Flaw(path, Text(zh=error.zh, en=str(error)))
        return
    for name in sorted((expression.names | expression.calls) - known):
        expected = catalogue.arguments(name)
        if expected is None:
            yield Flaw(
                path,
                Text(
                    zh=f"“{name}”既不是参数，也不是物理目录中的计算",
                    en=f"'{name}' is neither a parameter nor a calculation of the catalogue",
                ),
            )


def _calculations(expression: Expression) -> set[str]:
    return {name for name in expression.names | expression.calls if catalogue.arguments(name) is not None}


def _units(question: Number) -> Iterator[Flaw]:
    """Units that nobody knows, and a bare calculation shown in a unit that is not its own."""
    units: list[tuple[tuple[str | int, ...], str]] = [(("unit",), question.unit)]
    units += [(("parameters", name, "unit"), each.unit) for name, each in question.parameters.items()]
    units += [(("values", name, "unit"), each.unit) for name, each in question.values.items()]
    for path, unit in units:
        try:
            format_quantity(1.0, unit)
        except ValueError:
            yield Flaw(path, Text(zh=f"不认识单位“{unit}”", en=f"unknown unit '{unit}'"))
    calculation = question.calculation.strip()
    if catalogue.arguments(calculation) is not None and catalogue.unit(calculation) != question.unit:
        own = catalogue.unit(calculation)
        yield Flaw(
            ("unit",), Text(zh=f"{calculation} 的单位是 {own}", en=f"the unit of {calculation} is {own}")
        )
    if question.unit_policy == "required" and question.unit == "1":
        yield Flaw(
            ("unit_policy",), Text(zh="纯数的答案不能要求写单位", en="a pure number cannot require a unit")
        )


def _variants(question: Number) -> list[Variant]:
    """All variants, or 1,000 drawn ones."""
    if combinations(question) > MOST_COMBINATIONS:
        return [_drawn(question, seed) for seed in range(MOST_VARIANTS)]
    try:
        all_parameters = list(every(question))
    except ExpressionError as error:
        raise _Unworkable(Flaw(("constraints",), Text(zh=error.zh, en=str(error)))) from error
    if len(all_parameters) > MOST_VARIANTS:
        return [_drawn(question, seed) for seed in range(MOST_VARIANTS)]
    return [_worked_out(question, parameters) for parameters in all_parameters]


def _drawn(question: Number, seed: int) -> Variant:
    try:
        return draw(question, seed)
    except ExpressionError as error:
        raise _Unworkable(Flaw(("calculation",), Text(zh=error.zh, en=str(error)))) from error


def _worked_out(question: Number, parameters: dict[str, Value]) -> Variant:
    try:
        return work_out(question, parameters)
    except ExpressionError as error:
        flaw = Flaw(("calculation",), Text(zh=error.zh, en=str(error)), parameters)
        raise _Unworkable(flaw) from error


def _variant(question: Number, variant: Variant) -> Iterator[Flaw]:
    worthless = [*_worthless_mistakes(question, variant)]
    if worthless:
        yield from worthless
        return
    answers = number_key(question, variant)
    shown = key(question, variant)
    if grade_number(answers, shown).outcome != "right":
        message = Text(
            zh=f"显示的答案 {shown} 自己判不对：{variant.key}",
            en=f"the key as shown is not graded right: {shown} for {variant.key}",
        )
        yield Flaw(("digits",), message, dict(variant.parameters))
    for language in LANGUAGES:
        if shown not in filled(question, variant, question.solution.in_(language)):
            message = Text(zh=f"解答没有写出答案 {shown}", en=f"the solution does not show the key: {shown}")
            yield Flaw(("solution", language), message, dict(variant.parameters))
    for index, mistake in enumerate(question.mistakes):
        yield from _mistake(question, variant, answers, ("mistakes", index), mistake)


def _worthless_mistakes(question: Number, variant: Variant) -> Iterator[Flaw]:
    for index, mistake in enumerate(question.mistakes):
        try:
            mistaken(question, variant, mistake)
        except ExpressionError as error:
            path = ("mistakes", index, "formula")
            yield Flaw(path, Text(zh=error.zh, en=str(error)), dict(variant.parameters))


def _mistake(
    question: Number, variant: Variant, answers: NumberKey, path: tuple[str | int, ...], mistake: Mistake
) -> Iterator[Flaw]:
    """A mistake must be told from the key and from every other explanation."""
    value = mistaken(question, variant, mistake)
    with_unit = question.unit_policy != "forbidden" and question.unit != "1"
    verdict = grade_number(answers, f"{value!r} {question.unit}" if with_unit else repr(value))
    if verdict.outcome == "right":
        yield Flaw(path, _collides(mistake, "答案", "the key"), dict(variant.parameters))
    elif verdict.reason != mistake.name:
        other = verdict.reason or verdict.outcome
        yield Flaw(path, _collides(mistake, f"“{other}”", f"'{other}'"), dict(variant.parameters))


def _collides(mistake: Mistake, zh: str, en: str) -> Text:
    return Text(
        zh=f"错误“{mistake.name}”与{zh}分不开", en=f"mistake '{mistake.name}' cannot be told from {en}"
    )


def _neighbours(question: Number, variants: list[Variant]) -> Iterator[Flaw]:
    """Variants next to each other in one parameter whose keys differ, but by less than the tolerance."""
    for name in question.parameters:
        lines: dict[tuple[tuple[str, Value], ...], list[Variant]] = defaultdict(list)
        for variant in variants:
            rest = tuple((other, value) for other, value in variant.parameters.items() if other != name)
            lines[rest].append(variant)
        for line in lines.values():
            for one, other in pairwise(line):
                if _taken_for(question, one, other):
                    message = Text(
                        zh=f"相邻取值的答案也会判对：{key(question, other)} 与 {key(question, one)}",
                        en=f"a neighbour's key is graded right: {key(question, other)}, {key(question, one)}",
                    )
                    yield Flaw(("parameters", name), message, dict(one.parameters))


def _taken_for(question: Number, one: Variant, other: Variant) -> bool:
    """True if the keys differ but each is graded right for the other."""
    if one.key is None or other.key is None or abs(one.key - other.key) <= 1e-9 * abs(one.key):
        return False
    return abs(one.key - other.key) <= max(question.rtol * abs(one.key), question.atol)
