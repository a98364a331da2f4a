"""The kinds of question as one union, and the four functions that work on each.

A further kind is a module with a class and its `draw`, `render`, `grade`, `key`, one member of `Question`
and one branch in each function below; mypy points at every branch that is missing.
"""

from collections.abc import Callable, Collection
from typing import Annotated

from pydantic import Field

from quizzes.bank import case, choice, number
from quizzes.bank.case import CaseText
from quizzes.bank.choice import MultipleChoice, SingleChoice
from quizzes.bank.number import Number
from quizzes.bank.question import Explanation, Presentation, Variant, Verdict
from quizzes.bank.texts import Text
from quizzes.grading import cases

Question = Annotated[SingleChoice | MultipleChoice | Number | CaseText, Field(discriminator="kind")]

GRADER_VERSION = f"bank-1/{cases.GRADER_VERSION}"
"""Raised whenever the same response to the same variant may be graded differently."""

_SOURCE = Text(
    zh="来源：《引领》{issue}，{article}，{place}", en="Source: Yinling {issue}, {article}, {place}"
)
_ERRATUM = Text(
    zh="刊物原文：{printed}\n更正：{correction}\n依据：{reference}",
    en="The journal printed: {printed}\nCorrection: {correction}\nReference: {reference}",
)


def draw(question: Question, seed: int) -> Variant:
    """One variant of a question; the same seed gives the same variant.

    Raises
    ------
    ExpressionError
        If a number question's constraints cannot be met or its key cannot be computed.
    """
    match question:
        case SingleChoice() | MultipleChoice():
            return choice.draw(question, seed)
        case Number():
            return number.draw(question, seed)
        case CaseText():
            return Variant(question=question.id, seed=seed)


def render(question: Question, variant: Variant, language: str) -> Presentation:
    """A variant as a member reads it, in "zh" or "en"; plain text."""
    match question:
        case SingleChoice() | MultipleChoice():
            return choice.render(question, variant, language)
        case Number():
            return number.render(question, variant, language)
        case CaseText():
            return case.render(question, language)


def grade(
    question: Question, variant: Variant, response: str | Collection[int], *, terms: cases.Terms = ()
) -> Verdict:
    """Grade a response: typed text, or the positions of the options chosen.

    `terms` are words that markers added to the lexicon of case texts: (concept, term).
    Positions sent to a question without options are invalid with reason `no-text`.
    """
    match question:
        case SingleChoice() | MultipleChoice():
            return choice.grade(question, variant, response)
        case Number() if isinstance(response, str):
            return number.grade(question, variant, response)
        case CaseText() if isinstance(response, str):
            return case.grade(question, response, terms)
    return Verdict(
        outcome="invalid",
        credit=0.0,
        reason="no-text",
        hint=Text(zh="这道题请用文字回复。", en="Please answer this question by typing."),
    )


def explain(question: Question, variant: Variant, language: str) -> Explanation:
    """Worked solution with the member's own numbers, key, source, and what the journal printed if it errs."""
    fill = _filler(question, variant)
    source = question.source
    return Explanation(
        solution=fill(question.solution.in_(language)),
        key=key(question, variant, language),
        source=_SOURCE.in_(language).format(
            issue=source.issue, article=source.article.in_(language), place=source.place.in_(language)
        ),
        journal_errs=_erratum(question, language),
        learning_point=fill(question.learning_point.in_(language)),
    )


def _erratum(question: Question, language: str) -> str | None:
    errs = question.journal_errs
    if errs is None:
        return None
    return _ERRATUM.in_(language).format(
        printed=errs.printed.in_(language),
        correction=errs.correction.in_(language),
        reference=errs.reference,
    )


def key(question: Question, variant: Variant, language: str) -> str:
    """The right answer of a variant as members see it."""
    match question:
        case SingleChoice() | MultipleChoice():
            return choice.key(question, variant, language)
        case Number():
            return number.key(question, variant)
        case CaseText():
            return question.model_answer.in_(language)


def _filler(question: Question, variant: Variant) -> Callable[[str], str]:
    if isinstance(question, Number):
        return lambda template: number.filled(question, variant, template)
    return lambda template: template
