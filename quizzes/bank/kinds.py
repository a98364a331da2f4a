"""The kinds of question as one union, and the four functions that work on each.

A further kind is a module with a class and its `draw`, `render`, `grade`, `key`, one member of `Question`
and one branch in each function below; mypy points at every branch that is missing.
"""

import json
from collections.abc import Callable, Collection, Sequence
from typing import Annotated

from pydantic import Field

from quizzes.bank import case, choice, concordance, number, ordering, staged
from quizzes.bank.case import CaseText
from quizzes.bank.choice import MultipleChoice, SingleChoice
from quizzes.bank.concordance import Concordance
from quizzes.bank.number import Number
from quizzes.bank.ordering import Ordering
from quizzes.bank.question import Explanation, Presentation, Variant, Verdict
from quizzes.bank.staged import Staged
from quizzes.bank.texts import Text
from quizzes.grading import cases

Question = Annotated[
    SingleChoice | MultipleChoice | Number | CaseText | Ordering | Concordance | Staged,
    Field(discriminator="kind"),
]
Answer = str | Collection[int]
"""A response: what was typed, or the positions of what was chosen (a sequence where their order counts).

The answer to a staged case is the JSON list of its stages' answers, each as `written` gives it."""

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
        case Ordering():
            return ordering.draw(question, seed)
        case Staged():
            drawn = tuple(draw(part, seed + index) for index, part in enumerate(staged.parts(question)))
            return Variant(question=question.id, seed=seed, parts=drawn)
        case CaseText() | Concordance():
            return Variant(question=question.id, seed=seed)


def parts(question: Question, variant: Variant) -> list[tuple[Question, Variant]]:
    """What is answered one after another: the stages of a staged case, else the question itself."""
    if isinstance(question, Staged):
        return [*zip(staged.parts(question), variant.parts, strict=True)]
    return [(question, variant)]


def render(question: Question, variant: Variant, language: str) -> Presentation:
    """A variant as a member reads it, in "zh" or "en"; plain text."""
    match question:
        case SingleChoice() | MultipleChoice():
            return choice.render(question, variant, language)
        case Number():
            return number.render(question, variant, language)
        case CaseText():
            return case.render(question, language)
        case Ordering():
            return ordering.render(question, variant, language)
        case Concordance():
            return concordance.render(question, language)
        case Staged():
            return staged.render(question, language)


def grade(question: Question, variant: Variant, response: Answer, *, terms: cases.Terms = ()) -> Verdict:
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
        case Ordering() if isinstance(response, str | Sequence):
            return ordering.grade(question, variant, response)
        case Concordance():
            return concordance.grade(question, response)
        case Staged() if isinstance(response, str):
            return _grade_stages(question, variant, response, terms)
    return Verdict(
        outcome="invalid",
        credit=0.0,
        reason="no-text",
        hint=Text(zh="这道题请用文字回复。", en="Please answer this question by typing."),
    )


def _grade_stages(question: Staged, variant: Variant, response: str, terms: cases.Terms) -> Verdict:
    answers = stage_answers(response)
    if answers is None or len(answers) != len(question.stages):
        return staged.INCOMPLETE
    graded = [
        grade(part, drawn, reread(part, answer), terms=terms)
        for (part, drawn), answer in zip(parts(question, variant), answers, strict=True)
    ]
    return staged.combined(question, graded)


def stage_answers(response: str) -> list[str] | None:
    """The answers to the stages in the answer to a staged case; None if it is something else."""
    try:
        answers = json.loads(response)
    except (ValueError, RecursionError):
        return None
    return answers if isinstance(answers, list) and all(isinstance(a, str) for a in answers) else None


def written(question: Question, response: Answer) -> str:
    """A response as it is stored; positions are sorted unless their order counts."""
    if isinstance(response, str):
        return response
    return json.dumps([*response] if isinstance(question, Ordering) else sorted(response))


def reread(question: Question, stored: str) -> Answer:
    """The response that `written` stored."""
    if isinstance(question, Number | CaseText | Staged) or not stored.startswith("["):
        return stored
    positions: list[int] = json.loads(stored)
    return positions


def is_formative(question: Question) -> bool:
    """True if answers are collected and discussed but mark nobody."""
    return isinstance(question, Concordance) and concordance.is_formative(question)


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
        case Ordering():
            return ordering.key(question, variant, language)
        case Concordance():
            return concordance.key(question, language)
        case Staged():
            keys = (key(part, drawn, language) for part, drawn in parts(question, variant))
            return "\n".join(f"({place}) {told}" for place, told in enumerate(keys, 1))


def full_answer(question: Question, variant: Variant, language: str) -> Answer:
    """A response that earns full credit."""
    match question:
        case SingleChoice() | MultipleChoice():
            return [place for place, index in enumerate(variant.order) if question.options[index].correct]
        case Ordering():
            return ordering.right_order(variant)
        case Concordance():
            return [question.panel.index(max(question.panel))]
        case Staged():
            answers = [
                written(part, full_answer(part, drawn, language)) for part, drawn in parts(question, variant)
            ]
            return json.dumps(answers, ensure_ascii=False)
        case Number() | CaseText():
            return key(question, variant, language)


def _filler(question: Question, variant: Variant) -> Callable[[str], str]:
    if isinstance(question, Number):
        return lambda template: number.filled(question, variant, template)
    return lambda template: template
