"""Questions of the bank as items for GIFT and Moodle XML, and what those formats cannot hold."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from quizzes.bank import number
from quizzes.bank.case import CaseText
from quizzes.bank.choice import MultipleChoice, SingleChoice
from quizzes.bank.exchange.formulas import Inexpressible, to_moodle
from quizzes.bank.exchange.items import Answer, Dataset, Item, Parts
from quizzes.bank.exchange.notes import QuestionRefused
from quizzes.bank.expressions import parse
from quizzes.bank.kinds import Question
from quizzes.bank.number import Number, combinations, compute, every, work_out
from quizzes.bank.ordering import Ordering
from quizzes.bank.question import EVERY_POSITION, Variant
from quizzes.bank.texts import Text, fill
from quizzes.quantities import format_quantity

TRUE = Text(zh="正确", en="True")
FALSE = Text(zh="错误", en="False")

SEED = 0
"""Draws the one variant of a number question that a format without formulas gets."""

MOST_ITEMS = 100
"""Most values that Moodle keeps for a wildcard."""

CATEGORY_ROOT = "$course$/"
LONGEST_TAG = 50
SHOWN = "_shown"
"""Ends the wildcard that holds a value as texts show it; the one without is exact."""
EXACT_KEY = "exact_key"
VALUE = "value-"
CONSTRAINT = "constraint-"
SIGNS = {"<=": "le", ">=": "ge", "<": "lt", ">": "gt"}
_SIGN = re.compile("<=|>=|<|>")


class Outgoing(NamedTuple):
    """An item, and what it lost on the way."""

    item: Item
    lost: list[Text]


def outgoing(question: Question, *, formulas: bool) -> Outgoing:
    """The item of a question; drawn parameters become data sets where the format has `formulas`.

    Raises
    ------
    QuestionRefused
        If the format has nothing like this kind of question.
    """
    match question:
        case SingleChoice() | MultipleChoice():
            made = _choice(question)
        case Number():
            made = _calculated(question) if formulas else _one_variant(question)
            made.lost.extend([] if formulas else _unit_lost(question))
        case CaseText():
            made = _case(question)
        case Ordering():
            made = _ordering(question)
        case _:
            raise QuestionRefused(
                f"这种格式没有对应“{question.kind}”的题型",
                f"this format has nothing like the kind '{question.kind}'",
            )
    return Outgoing(made.item, [*made.lost, *_never_carried(question)])


def _never_carried(question: Question) -> Iterator[Text]:
    if question.picture is not None:
        yield Text(zh="模拟图片不导出", en="the simulated picture is not carried")
    if question.evidence:
        yield Text(zh="原文依据不导出", en="the evidence in the article is not carried")


def _tags(question: Question) -> dict[str, str]:
    tags = {"difficulty": str(question.difficulty), "issue": question.source.issue}
    if question.positions != EVERY_POSITION:
        tags["positions"] = "+".join(question.positions)
    if question.expires:
        tags["expires"] = question.expires.isoformat()
    if question.needs_signature:
        tags["needs-signature"] = "yes"
    return tags


def _feedback(question: Question) -> dict[str, Text]:
    source, errs = question.source, question.journal_errs
    parts = {
        "solution": question.solution,
        "learning-point": question.learning_point,
        "article": source.article,
        "place": source.place,
    }
    if errs:
        parts |= {
            "printed": errs.printed,
            "correction": errs.correction,
            "reference": Text(zh=errs.reference, en=errs.reference),
        }
    return parts


def _choice(question: SingleChoice | MultipleChoice) -> Outgoing:
    single = question.kind == "single"
    correct = max(1, sum(option.correct for option in question.options))
    wrong = 0.0 if single else -1.0 / correct
    answers = tuple(
        Answer(
            text=option.text, fraction=1.0 / correct if option.correct else wrong, feedback=option.feedback
        )
        for option in question.options
    )
    true_false = single and [answer.text for answer in answers] == [TRUE, FALSE]
    if true_false:
        named = zip(("True", "False"), answers, strict=True)
        answers = tuple(Answer(value=name, fraction=a.fraction, feedback=a.feedback) for name, a in named)
    kept = [str(index) for index, option in enumerate(question.options, start=1) if option.last]
    last = {"last": "+".join(kept)} if kept and not true_false else {}
    item = Item(
        kind="true-false" if true_false else "choice",
        name=question.id,
        stem=question.stem,
        answers=answers,
        single=single,
        feedback=_feedback(question),
        tags={**_tags(question), **last},
        category=CATEGORY_ROOT + question.topic,
    )
    return Outgoing(item, [])


def _ordering(question: Ordering) -> Outgoing:
    """Each item to be matched with its place, 1 for the first."""
    item = Item(
        kind="matching",
        name=question.id,
        stem=question.stem,
        answers=tuple(
            Answer(text=text, value=str(place), fraction=1.0)
            for place, text in enumerate(question.items, start=1)
        ),
        feedback=_feedback(question),
        tags=_tags(question),
        category=CATEGORY_ROOT + question.topic,
    )
    return Outgoing(
        item, [Text(zh="排序题成为与序号配对的题", en="it becomes a matching of items with places")]
    )


def _case(question: CaseText) -> Outgoing:
    item = Item(
        kind="essay",
        name=question.id,
        stem=question.stem,
        feedback=_feedback(question),
        tags=_tags(question),
        category=CATEGORY_ROOT + question.topic,
        model_answer=question.model_answer,
    )
    lost = Text(
        zh="评分表不导出，成为由人批改的问答题",
        en="the rubric is not carried; it becomes an essay marked by people",
    )
    return Outgoing(item, [lost])


def _number_item(question: Number, stem: Text, feedback: Parts, answers: tuple[Answer, ...]) -> Item:
    tags = _tags(question) | {"unit-policy": question.unit_policy}
    if question.unit != "1":
        tags["unit"] = question.unit
    if question.rtol:
        tags["rtol"] = repr(question.rtol)
    if question.digits:
        tags["digits"] = str(question.digits)
    for index, mistake in enumerate(question.mistakes, start=1):
        if len(tag := f"mistake-{index}:{mistake.name}") <= LONGEST_TAG:
            tags[f"mistake-{index}"] = tag.partition(":")[2]
    return Item(
        kind="number",
        name=question.id,
        stem=stem,
        answers=answers,
        feedback=feedback,
        tags=tags,
        category=CATEGORY_ROOT + question.topic,
        units=() if question.unit == "1" else ((question.unit, 1.0),),
        unit_required=question.unit_policy == "required",
        digits=question.digits,
    )


def _one_variant(question: Number) -> Outgoing:
    """The variant of seed 0 as a plain number."""
    variant = number.draw(question, SEED)

    def worded(text: Text) -> Text:
        filled = (number.filled(question, variant, words) for words in (text.zh, text.en))
        return Text(zh=next(filled), en=next(filled))

    key = variant.key or 0.0
    values = [number.mistaken(question, variant, mistake) for mistake in question.mistakes]
    answers = (
        Answer(value=repr(key), tolerance=_tolerance(question, key), fraction=1.0),
        *(
            Answer(
                value=repr(value),
                tolerance=_tolerance(question, value),
                fraction=mistake.credit,
                feedback=mistake.hint,
            )
            for mistake, value in zip(question.mistakes, values, strict=True)
        ),
    )
    feedback = {name: worded(text) for name, text in _feedback(question).items()}
    lost = Text(
        zh="参数和算式不导出，只导出一组数值（种子 0）",
        en="parameters and formulas are not carried; one variant (seed 0) is",
    )
    made = _number_item(question, worded(question.stem), feedback, answers)
    return Outgoing(made, [lost])


def _unit_lost(question: Number) -> Iterator[Text]:
    if question.unit_policy != "forbidden" and question.unit != "1":
        yield Text(
            zh=f"GIFT 不判单位：题干注明以 {question.unit} 作答",
            en=f"GIFT grades no units: the stem says to answer in {question.unit}",
        )


def _tolerance(question: Number, value: float) -> float:
    return max(question.rtol * abs(value), question.atol)


def _calculated(question: Number) -> Outgoing:
    """Drawn parameters as data sets, at most 100 variants; the key's formula where Moodle can write it."""
    drawn = [value for parameter in question.parameters.values() for value in parameter.values()]
    if combinations(question) == 1 or any(isinstance(value, str) for value in drawn):
        return _one_variant(question)
    variants, lost = _variants(question)
    sheet = _Sheet(question, variants, {}, lost)
    relative = question.rtol > 0
    if relative and question.atol:
        lost.append(
            Text(zh="绝对误差不导出，只用相对误差", en="of both tolerances only the relative one is carried")
        )
    told: list[tuple[str, str, float, Text | None]] = [(question.calculation, EXACT_KEY, 1.0, None)]
    for index, mistake in enumerate(question.mistakes, start=1):
        told.append((mistake.formula, f"mistake_{index}", mistake.credit, mistake.hint))
    answers = tuple(
        Answer(
            value=sheet.formula(formula, fallback),
            fraction=fraction,
            tolerance=question.rtol if relative else question.atol,
            relative=relative,
            feedback=hint,
        )
        for formula, fallback, fraction, hint in told
    )
    feedback = {name: sheet.wildcards(text) for name, text in _feedback(question).items()}
    item = _number_item(question, sheet.wildcards(question.stem), feedback, answers)
    datasets = tuple(Dataset(name, tuple(values)) for name, values in sheet.columns.items())
    tags = {**item.tags, **_value_tags(question), **_constraint_tags(question, lost)}
    return Outgoing(replace(item, kind="calculated", datasets=datasets, tags=tags), lost)


def _value_tags(question: Number) -> dict[str, str]:
    """The intermediate values whose formula, unit and digits fit into a tag."""
    tags: dict[str, str] = {}
    for name, value in question.values.items():
        written = f"{value.formula}|{value.unit}|{value.digits or ''}"
        if len(f"{VALUE}{name}:{written}") <= LONGEST_TAG and not set("<>`,") & set(written):
            tags[f"{VALUE}{name}"] = written
    return tags


def _constraint_tags(question: Number, lost: list[Text]) -> dict[str, str]:
    """The constraints that fit into a tag, their signs as words since tags hold none."""
    tags: dict[str, str] = {}
    for index, constraint in enumerate(question.constraints, start=1):
        written = _SIGN.sub(lambda found: f" {SIGNS[found[0]]} ", constraint)
        written = " ".join(written.split())
        if len(f"{CONSTRAINT}{index}:{written}") <= LONGEST_TAG and "," not in written:
            tags[f"{CONSTRAINT}{index}"] = written
        else:
            lost.append(
                Text(zh=f"约束“{constraint}”不导出", en=f"the constraint '{constraint}' is not carried")
            )
    return tags


def _variants(question: Number) -> tuple[list[Variant], list[Text]]:
    if combinations(question) <= number.MOST_VALUES:
        grid = list(every(question))
        if len(grid) <= MOST_ITEMS:
            return [work_out(question, parameters) for parameters in grid], []
    drawn = {str(v.parameters): v for v in (number.draw(question, seed) for seed in range(MOST_ITEMS))}
    lost = Text(zh=f"只导出抽到的 {len(drawn)} 组参数", en=f"only {len(drawn)} drawn variants are carried")
    return list(drawn.values()), [lost]


def round_to(value: float, digits: int | None) -> float:
    """A value with the digits that texts show."""
    return float(f"{value:.{(digits or 6) - 1}e}")


class _Sheet(NamedTuple):
    """The columns of a calculated question: a wildcard's value for each variant."""

    question: Number
    variants: list[Variant]
    columns: dict[str, list[float]]
    lost: list[Text]

    def formula(self, formula: str, fallback: str) -> str:
        """A formula in Moodle's form; its values alone, as `fallback`, where there is no such form."""
        try:
            written = to_moodle(formula)
        except Inexpressible:
            self.columns[fallback] = [self._value(formula, each) for each in self.variants]
            self.lost.append(
                Text(
                    zh=f"算式“{formula}”只导出数值", en=f"of the formula '{formula}' only values are carried"
                )
            )
            return f"{{{fallback}}}"
        for name in sorted(parse(formula).names):
            self.columns.setdefault(name, [self._value(name, each) for each in self.variants])
        return written

    def wildcards(self, text: Text) -> Text:
        """A text with its places as wildcards, units written out."""
        return Text(zh=fill(text.zh, self._wildcard), en=fill(text.en, self._wildcard))

    def _value(self, formula: str, variant: Variant) -> float:
        return compute(formula, {**variant.parameters, **variant.values, "key": variant.key or 0.0})

    def _wildcard(self, name: str, with_unit: bool) -> str:
        wildcard, unit, digits = name, "1", None
        if name in self.question.parameters:
            unit = self.question.parameters[name].unit
        else:
            wildcard = f"{name}{SHOWN}"
            intermediate = self.question if name == "key" else self.question.values[name]
            unit, digits = intermediate.unit, intermediate.digits
        rounded = [round_to(self._value(name, each), digits) for each in self.variants]
        self.columns.setdefault(wildcard, rounded)
        return f"{{{wildcard}}}{format_quantity(0.0, unit).removeprefix('0') if with_unit else ''}"
