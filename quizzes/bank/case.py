"""Short case texts: the member writes a few sentences, a rubric marks what they say."""

from typing import Literal

from pydantic import JsonValue

from quizzes.bank.question import Presentation, QuestionBase, Verdict
from quizzes.bank.texts import Text

RIGHT_FROM = 0.9
"""Credit from which an answer counts as right; below WRONG_BELOW it counts as wrong."""
WRONG_BELOW = 0.3


class CaseText(QuestionBase):
    """A case with a question; `model_answer` is a full answer that the rubric must mark so.

    `rubric` is the rubric itself, in the form of `quizzes.grading.cases`, or the id of a packaged one.
    """

    kind: Literal["case"]
    rubric: str | dict[str, JsonValue]
    model_answer: Text
    needs_signature: bool


def render(question: CaseText, language: str) -> Presentation:
    """The case and how to answer."""
    hint = Text(
        zh="请用几句话回答，不超过 500 字；写出判断和依据。",
        en="Answer in a few sentences, 500 characters at most, with your reasons.",
    )
    return Presentation(stem=question.stem.in_(language), hint=hint.in_(language))


def grade(question: CaseText, response: str) -> Verdict:
    """Mark what the answer says against the rubric; credit is the share of the points."""
    from quizzes.grading.cases import Rubric, grade_case

    verdict = grade_case(Rubric(**question.rubric), response)
    credit = verdict.total / 100
    return Verdict(
        outcome="right" if credit >= RIGHT_FROM else "wrong" if credit < WRONG_BELOW else "partly",
        credit=credit,
    )
