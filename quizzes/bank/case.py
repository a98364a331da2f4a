"""Short case texts: the member writes a few sentences, a rubric marks what they say.

A case may ask for its answer in boxes (findings, first diagnosis, differential, next step); see `boxes`.
"""

import json
from collections.abc import Container, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, JsonValue

from quizzes.bank.boxes import Box, Cap
from quizzes.bank.question import Presentation, QuestionBase, Verdict
from quizzes.bank.texts import Strict, Text, join
from quizzes.grading.cases import CaseVerdict, Rubric, grade_case, load_rubrics
from quizzes.grading.cases.lexicon import Terms
from quizzes.grading.cases.rubric import Bilingual

RIGHT_FROM = 0.9
"""Credit from which an answer counts as right; below WRONG_BELOW it counts as wrong."""
WRONG_BELOW = 0.3


class CaseFields(Strict):
    """What makes a case text; `model_answer` is a full answer that the rubric must mark so.

    `rubric` is the rubric itself, in the form of `quizzes.grading.cases`, or the id of a packaged one; of a
    packaged one `items` may name the points and forbidden claims that count here, rescaled to 100.
    `boxes` are the boxes to be filled in, in order, with the most characters each takes.
    """

    kind: Literal["case"]
    rubric: str | dict[str, JsonValue]
    items: tuple[str, ...] = ()
    boxes: Annotated[dict[Box, Cap], Field(min_length=1)] | None = None
    model_answer: Text


class CaseText(CaseFields, QuestionBase):
    """A case answered in a few sentences or in boxes; see `CaseFields`."""

    needs_signature: bool


def render(question: CaseText, language: str) -> Presentation:
    """The case and how to answer."""
    hint = _IN_BOXES if question.boxes else _IN_SENTENCES
    return Presentation(stem=question.stem.in_(language), hint=hint.in_(language))


_IN_SENTENCES = Text(
    zh="请用几句话回答，不超过 500 字；写出判断和依据。",
    en="Answer in a few sentences, 500 characters at most, with your reasons.",
)
_IN_BOXES = Text(
    zh="请按下列各框逐一回复，提交前都可以修改。",
    en="Fill in the boxes one after another; each can be changed until you send.",
)


def rubric(question: CaseText, terms: Terms = ()) -> Rubric:
    """The rubric, with the question's own stem, so that a pasted stem earns nothing.

    `terms` are words added to concepts of the lexicon since it was packaged.

    Raises
    ------
    KeyError
        If there is no packaged rubric of that name, or it has no such item.
    pydantic.ValidationError
        If the rubric has a fault.
    """
    if isinstance(question.rubric, str):
        return _built(question.rubric, terms, question.items, question.stem if question.items else None)
    content = {"id": question.id, "stem": question.stem.model_dump(), **question.rubric}
    return _built(json.dumps(content, sort_keys=True), terms)


@lru_cache(maxsize=256)
def _built(
    name_or_content: str, terms: Terms, items: tuple[str, ...] = (), stem: Text | None = None
) -> Rubric:
    if terms:
        return _built(name_or_content, (), items, stem).with_terms(terms)
    if name_or_content.startswith("{"):
        return Rubric.model_validate_json(name_or_content)
    whole = load_rubrics()[name_or_content]
    return _restricted(whole, items, stem) if stem else whole


def _restricted(whole: Rubric, items: Sequence[str], stem: Text) -> Rubric:
    """The rubric with only these points and claims, rescaled to 100, for what a member was shown."""
    points = {point.id: point for point in whole.points}
    forbidden = {rule.id: rule for rule in whole.forbidden}
    chosen = [points[item] for item in items if item not in forbidden]
    total = sum(point.weight for point in chosen)
    edges = [round(100 * sum(p.weight for p in chosen[:n]) / total) for n in range(len(chosen) + 1)]
    content: dict[str, Any] = whole.model_dump()
    content["points"] = [
        {**point.model_dump(), "weight": after - before}
        for point, (before, after) in zip(chosen, pairwise(edges), strict=True)
    ]
    content["forbidden"] = [forbidden[item].model_dump() for item in items if item in forbidden]
    content |= {"examples": [], "stem": stem.model_dump(), "ask": stem.model_dump()}
    return Rubric.model_validate(content)


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


class Marked(NamedTuple):
    """One point of the rubric and what became of it: the words that met it, or None if it was missed."""

    label: Text
    words: str | None
    learn: Text | None


def marked(question: CaseText, answer: str, verdict: Verdict) -> list[Marked]:
    """The points of a graded answer, each with the words of the answer that met it.

    `answer` is the text that was graded. Points that the verdict does not speak of are left out.
    """
    points = verdict.details.get("points")
    found = points if isinstance(points, dict) else {}
    return [
        Marked(
            label=_text(point.label),
            words=_words(answer, found[point.id]),
            learn=_text(point.learn) if point.learn else None,
        )
        for point in rubric(question).points
        if point.id in found
    ]


def lost(question: CaseText, verdict: Verdict) -> list[Text]:
    """The claims of a graded answer that cost marks."""
    violations = verdict.details.get("violations")
    made = violations if isinstance(violations, list) else []
    return [_text(rule.label) for rule in rubric(question).forbidden if rule.id in made]


def _text(both: Bilingual) -> Text:
    return Text(zh=both.zh, en=both.en)


def _words(answer: str, point: JsonValue) -> str | None:
    if not isinstance(point, dict) or point.get("hit") is not True:
        return None
    match point.get("span"):
        case [int(start), int(end)]:
            return answer[start:end]
    return ""


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
