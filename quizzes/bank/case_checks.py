"""Checks of case texts: a rubric that can be read, and a model answer that it marks in full."""

from collections.abc import Iterator

from pydantic import ValidationError

from quizzes.bank.boxes import MOST_IN_BOXES
from quizzes.bank.case import RIGHT_FROM, CaseText, grade, rubric
from quizzes.bank.question import Flaw
from quizzes.bank.texts import LANGUAGES, Text
from quizzes.grading.cases import load_rubrics


def check(question: CaseText) -> list[Flaw]:
    """Flaws of a case."""
    if isinstance(question.rubric, str):
        flaw = _packaged(question.rubric, question.items)
        if flaw is not None:
            return [flaw]
    elif question.items:
        message = Text(
            zh="items 只用于随产品发布的评分表",
            en="items choose from a packaged rubric; this one is written here",
        )
        return [Flaw(("items",), message)]
    try:
        rubric(question)
    except ValidationError as error:
        return [_fault(str(one["msg"]), one["loc"]) for one in error.errors(include_url=False)]
    return [*_boxes(question), *_model_answer(question)]


def _packaged(name: str, items: tuple[str, ...]) -> Flaw | None:
    whole = load_rubrics().get(name)
    if whole is None:
        message = Text(zh=f"没有评分表“{name}”", en=f"there is no packaged rubric '{name}'")
        return Flaw(("rubric",), message)
    points = {point.id for point in whole.points}
    for index, item in enumerate(items):
        if item not in points | {rule.id for rule in whole.forbidden}:
            message = Text(zh=f"评分表 {name} 没有“{item}”", en=f"rubric {name} has no item '{item}'")
            return Flaw(("items", index), message)
        if item in items[:index]:
            return Flaw(("items", index), Text(zh=f"“{item}”写了两次", en=f"'{item}' is given twice"))
    if items and not points & set(items):
        return Flaw(("items",), Text(zh="至少要有一个得分点", en="at least one item must be a point"))
    return None


def _boxes(question: CaseText) -> Iterator[Flaw]:
    total = sum((question.boxes or {}).values())
    if total > MOST_IN_BOXES:
        message = Text(
            zh=f"各框字数合计 {total}，超过 {MOST_IN_BOXES}",
            en=f"the boxes take {total} characters together, more than {MOST_IN_BOXES}",
        )
        yield Flaw(("boxes",), message)


def _fault(said: str, where: tuple[int | str, ...]) -> Flaw:
    return Flaw(("rubric", *where), Text(zh=f"评分表有误：{said}", en=f"the rubric is faulty: {said}"))


def _model_answer(question: CaseText) -> Iterator[Flaw]:
    for language in LANGUAGES:
        verdict = grade(question, question.model_answer.in_(language))
        missed = verdict.hint or Text(zh="写法不合要求", en="not as an answer should be")
        if verdict.credit < RIGHT_FROM or verdict.details["violations"] or verdict.details["flags"]:
            message = Text(
                zh=f"标准答案只得 {verdict.credit:.0%}：{missed.zh}",
                en=f"the model answer earns only {verdict.credit:.0%}: {missed.en}",
            )
            yield Flaw(("model_answer", language), message)
