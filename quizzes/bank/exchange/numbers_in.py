"""Accepted numbers of a file as number questions whose key tells right from wrong."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from quizzes.bank.drafts import TO_DO
from quizzes.bank.exchange import wildcards_in
from quizzes.bank.exchange.items import Answer, Item
from quizzes.bank.exchange.markup import full_width_braces
from quizzes.bank.exchange.notes import QuestionRefused
from quizzes.bank.exchange.numerals import exact, significant
from quizzes.bank.number import Number
from quizzes.bank.question import Variant
from quizzes.bank.texts import Text
from quizzes.grading.numbers import ROUNDING
from quizzes.quantities import Reading, Unreadable, format_quantity, parse_unit, read_quantity

SOLUTION = Text(zh=f"{TO_DO.zh}答案：{{key}}", en=f"{TO_DO.en} Answer: {{key}}")

ZERO_WITHIN = 1.0
"""Widest tolerance around a key of zero, which gives no scale of its own."""

_ANSWER = "answer"
_BAND = Text(
    zh="其他范围内的部分得分不导入：题库的部分得分只给某个错误值",
    en="part credit for a wider range is not carried: here it belongs to one mistaken value",
)


def require_discerning(question: Number, variants: Iterable[Variant]) -> None:
    """Refuse a key that no typed answer could meet, or that almost any would.

    Raises
    ------
    QuestionRefused
        If in some variant an inexact key has no tolerance, or the tolerance reaches the key's own size.
    """
    for variant in variants:
        key = variant.key or 0.0
        tolerance = max(question.rtol * abs(key), question.atol)
        if tolerance == 0 and (key == 0 or not key.is_integer()):
            raise QuestionRefused(
                f"答案 {key:g} 不是整数或为零，误差却是 0，请写明误差",
                f"the key {key:g} is zero or not a whole number, yet its tolerance is 0; give one",
            )
        if tolerance >= (abs(key) or ZERO_WITHIN * (1 + ROUNDING)):
            raise QuestionRefused(
                f"误差 {tolerance:g} 不小于答案 {key:g}，几乎怎样答都对",
                f"the tolerance {tolerance:g} is not smaller than the key {key:g}: almost anything is right",
            )


def short(item: Item) -> dict[str, Any]:
    """A short answer whose accepted words all say the same number.

    Raises
    ------
    QuestionRefused
        If one of them accepts anything, has part of the marks, or is not that number.
    """
    readings: list[Reading | Unreadable] = []
    for answer in item.answers:
        if "*" in answer.value and answer.fraction > 0:
            raise QuestionRefused("通配符“*”会让任何回答都对", "the wildcard '*' would accept any answer")
        readings.append(read_quantity(answer.value))
    said = {(r.value, r.unit) if isinstance(r, Reading) else None for r in readings}
    if len(said) != 1 or None in said or any(answer.fraction != 1 for answer in item.answers):
        raise QuestionRefused(
            "简答题不导入：题库没有按词判分的题型，只有所有答案都是同一个数时才能成为数值题",
            "a short answer is not carried: nothing here is marked by single words; only one number can be",
        )
    reading = next(r for r in readings if isinstance(r, Reading))
    unit = ((reading.unit.symbol, 1.0),) if reading.unit else ()
    number = replace(item.answers[0], value=repr(reading.value))
    return numeric(replace(item, answers=(number,), units=unit, unit_required=bool(unit)), [])


def numeric(item: Item, lost: list[Text]) -> dict[str, Any]:
    """The fields of a number question; `lost` takes what they cannot hold."""
    answers = _accepted(item, lost)
    right = [answer for answer in answers if answer.fraction == 1]
    if not right:
        raise QuestionRefused("没有满分的答案", "no answer has full marks")
    if len({(answer.value, answer.tolerance) for answer in right}) > 1:
        raise QuestionRefused(
            "有几个满分的答案，题库只能有一个", "several answers have full marks; the bank takes one"
        )
    others = [answer for answer in answers if answer.fraction < 1]
    content = _unit(item, lost)
    if item.kind == "calculated":
        drawn = wildcards_in.drawn(item, right[0], others, lost)
        if drawn is not None:
            if drawn["solution"]:
                drawn["solution"] = with_key(drawn["solution"], "{key")
            return content | drawn
        item, right, others = wildcards_in.fixed(item, right, others, lost)
    return content | _fixed(item, right[0], others, lost, content["unit"])


def _accepted(item: Item, lost: list[Text]) -> list[Answer]:
    accepted: list[Answer] = []
    for answer in item.answers:
        if answer.value.strip() in ("*", ""):
            if answer.fraction > 0:
                raise QuestionRefused("“*”会让任何数都得分", "'*' would give marks to any number")
            lost.append(
                Text(zh="“其他答案”的反馈不导入", en="the feedback for any other answer is not carried")
            )
        elif not 0 <= answer.fraction <= 1 or answer.tolerance < 0:
            raise QuestionRefused("得分比例或误差是负的", "a weight or a tolerance is negative")
        else:
            accepted.append(answer)
    return accepted


def _unit(item: Item, lost: list[Text]) -> dict[str, Any]:
    """Unit and policy; a unit is carried only if it would be graded as the file says."""
    named = [(item.tags["unit"], 1.0)] if "unit" in item.tags else list(item.units)
    base = next((name for name, multiplier in named if multiplier == 1), None)
    unit = parse_unit(base) if base else None
    for name, multiplier in named if unit else ():
        other = parse_unit(name)
        if other is None or unit is None or other.dimension != unit.dimension:
            lost.append(Text(zh=f"单位“{name}”不导入", en=f"the unit '{name}' is not carried"))
        elif abs(unit.factor / other.factor - multiplier) > 1e-6 * abs(multiplier):
            raise QuestionRefused(
                f"单位“{name}”的倍数 {multiplier:g} 不对",
                f"the multiplier {multiplier:g} of the unit '{name}' is wrong",
            )
    if unit is None:
        if named:
            lost.append(
                Text(
                    zh=f"不认识单位“{named[0][0]}”，按纯数导入",
                    en=f"unknown unit '{named[0][0]}': taken as a number",
                )
            )
        return {"kind": "number", "unit": "1", "unit_policy": "optional"}
    usual = "required" if item.unit_required and unit.symbol != "1" else "optional"
    return {"kind": "number", "unit": base, "unit_policy": item.tags.get("unit-policy", usual)}


def _fixed(
    item: Item, right: Answer, others: Sequence[Answer], lost: list[Text], unit: str
) -> dict[str, Any]:
    """A number question with one variant."""
    written = exact(right.value)
    key = float(written)
    rtol = _relative(item, key, right.tolerance, others)
    atol = 0.0 if rtol else right.tolerance
    tagged = item.tags.get("digits", "")
    digits = int(tagged) if tagged in tuple("12345678") else significant(written)
    content: dict[str, Any] = {
        "parameters": {_ANSWER: {"value": key}},
        "calculation": _ANSWER,
        "digits": digits,
        "rtol": rtol,
        "atol": atol,
        "mistakes": _mistakes(item, key, rtol, right, others, lost),
    }
    texts = {"stem": item.stem, "learning_point": item.feedback.get("learning-point")}
    content |= {name: full_width_braces(text) for name, text in texts.items() if text}
    solution = item.feedback.get("solution") or item.feedback.get("")
    if solution:
        shown = format_quantity(key, unit, digits=digits)
        content["solution"] = with_key(full_width_braces(solution), shown)
    return content


def with_key(solution: Text, shown: str) -> Text:
    """A solution that shows the key, added where it does not."""
    return Text(
        zh=solution.zh if shown in solution.zh else f"{solution.zh}\n答案：{{key}}",
        en=solution.en if shown in solution.en else f"{solution.en}\nAnswer: {{key}}",
    )


def _relative(item: Item, key: float, tolerance: float, others: Sequence[Answer]) -> float:
    """The relative tolerance that a file's absolute ones come from; 0 if they do not."""
    tagged = float(exact(item.tags["rtol"])) if "rtol" in item.tags else 0.0
    ratio = tagged or (tolerance / abs(key) if key and others else 0.0)
    pairs = [(key, tolerance), *((float(exact(each.value)), each.tolerance) for each in others)]
    fits = all(abs(ratio * abs(value) - width) <= 1e-6 * width for value, width in pairs)
    return round(ratio, 12) if fits and 0 < ratio < 0.5 else 0.0


def _mistakes(
    item: Item, key: float, rtol: float, right: Answer, others: Sequence[Answer], lost: list[Text]
) -> list[dict[str, Any]]:
    """Partly right numbers as named mistakes; one that cannot be told from an earlier number is lost."""
    taken = [key]
    mistakes: list[dict[str, Any]] = []
    for index, answer in enumerate(others, start=1):
        value = float(exact(answer.value))
        width = max(rtol * abs(value), 0.0 if rtol else right.tolerance)
        if any(abs(value - other) <= max(width, rtol * abs(other)) for other in taken):
            lost.append(_BAND)
            continue
        if abs(width - answer.tolerance) > 1e-6 * max(width, answer.tolerance):
            lost.append(_BAND)
        taken.append(value)
        mistakes.append(wildcards_in.mistake(item, index, repr(value), answer))
    return mistakes
