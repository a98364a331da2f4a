"""Short case texts: the member writes a few sentences, a rubric marks what they say."""

import json
from collections.abc import Container, Sequence
from functools import lru_cache
from typing import Literal

from pydantic import JsonValue

from quizzes.bank.question import Presentation, QuestionBase, Verdict
from quizzes.bank.texts import Text, join
from quizzes.grading.cases import CaseVerdict, Rubric, grade_case, load_rubrics
from quizzes.grading.cases.lexicon import Terms
from quizzes.grading.cases.rubric import Bilingual

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


def rubric(question: CaseText, terms: Terms = ()) -> Rubric:
    """The rubric, with the question's own stem, so that a pasted stem earns nothing.

    `terms` are words added to concepts of the lexicon since it was packaged.

    Raises
    ------
    KeyError
        If there is no packaged rubric of that name.
    pydantic.ValidationError
        If the rubric has a fault.
    """
    if isinstance(question.rubric, str):
        return _built(question.rubric, terms)
    content = {"id": question.id, "stem": question.stem.model_dump(), **question.rubric}
    return _built(json.dumps(content, sort_keys=True), terms)


@lru_cache(maxsize=256)
def _built(name_or_content: str, terms: Terms) -> Rubric:
    if terms:
        return _built(name_or_content, ()).with_terms(terms)
    if name_or_content.startswith("{"):
        return Rubric.model_validate_json(name_or_content)
    return load_rubrics()[name_or_content]


def grade(question: CaseText, response: str, terms: Terms = ()) -> Verdict:
    """Mark what the answer says against the rubric; credit is the share of the points.

    `details` holds the points (hit, span and evidence), violations, flags, and whether a person has to
    confirm the mark (`review`).
    """
    marking = rubric(question, terms)
    verdict = grade_case(marking, response)
    if "empty" in verdict.flags:
        return Verdict(outcome="invalid", credit=0.0, reason="empty", hint=_EMPTY)
    credit = verdict.total / 100
    return Verdict(
        outcome=outcome_of(credit),
        credit=credit,
        reason=verdict.flags[0] if verdict.flags else verdict.violations[0] if verdict.violations else None,
        hint=missed(
            marking, {name for name, point in verdict.points.items() if point.hit}, verdict.violations
        ),
        details=_details(verdict),
    )


def outcome_of(credit: float) -> Literal["right", "partly", "wrong"]:
    """What a share of the points counts as."""
    return "right" if credit >= RIGHT_FROM else "wrong" if credit < WRONG_BELOW else "partly"


_EMPTY = Text(zh="没有收到内容，请用几句话回答。", en="Nothing arrived; answer in a few sentences.")


def missed(marking: Rubric, hits: Container[str], violations: Container[str]) -> Text | None:
    """The points that were not made and the claims that cost marks."""
    absent = [point.label for point in marking.points if point.id not in hits]
    wrong = [rule.label for rule in marking.forbidden if rule.id in violations]
    lines = []
    if absent:
        lines.append(_listed(Text(zh="没有读到：", en="Not found: "), absent))
    if wrong:
        lines.append(_listed(Text(zh="扣分：", en="Marks lost for: "), wrong))
    return join(lines)


def _listed(heading: Text, labels: Sequence[Bilingual]) -> Text:
    return Text(
        zh=heading.zh + "；".join(label.zh for label in labels),
        en=heading.en + " " + "; ".join(label.en for label in labels),
    )


def _details(verdict: CaseVerdict) -> dict[str, JsonValue]:
    points: dict[str, JsonValue] = {
        name: {
            "hit": point.hit,
            "span": None if point.span is None else [*point.span],
            "evidence": point.evidence,
        }
        for name, point in verdict.points.items()
    }
    return {
        "points": points,
        "violations": [*verdict.violations],
        "flags": [*verdict.flags],
        "review": verdict.review,
    }
