"""Checks of case texts: a rubric that can be read, and a model answer that it marks in full."""

from collections.abc import Iterator

from pydantic import ValidationError

from quizzes.bank.case import RIGHT_FROM, CaseText, grade, rubric
from quizzes.bank.question import Flaw
from quizzes.bank.texts import LANGUAGES, Text


def check(question: CaseText) -> list[Flaw]:
    """Flaws of a case."""
    try:
        rubric(question)
    except KeyError:
        message = Text(
            zh=f"没有评分表“{question.rubric}”", en=f"there is no packaged rubric '{question.rubric}'"
        )
        return [Flaw(("rubric",), message)]
    except ValidationError as error:
        return [_fault(str(one["msg"]), one["loc"]) for one in error.errors(include_url=False)]
    return [*_model_answer(question)]


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
