"""Items of a file as draft questions; what would make a key wrong or always right is refused."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from quizzes.bank import checks, number
from quizzes.bank.content import from_json
from quizzes.bank.drafts import TO_DO, UNKNOWN_ISSUE, UNSORTED
from quizzes.bank.exchange import numbers_in
from quizzes.bank.exchange.from_questions import FALSE, TRUE
from quizzes.bank.exchange.items import Item
from quizzes.bank.exchange.markup import full_width_braces
from quizzes.bank.exchange.notes import QuestionRefused
from quizzes.bank.expressions import ExpressionError
from quizzes.bank.kinds import Question
from quizzes.bank.loading import explained
from quizzes.bank.number import Number
from quizzes.bank.question import EVERY_POSITION, Variant
from quizzes.bank.texts import Text
from quizzes.bank.topics import topics

Content = dict[str, Any]

MOST_DRAWN = 200
MOST_ANSWERS = 50

_SLUG = re.compile(r"[^a-z0-9]+")
_ROOTS = frozenset({"$course$", "$system$", "$module$", "$cat1$", "top", ""})
_NOT_CARRIED = {
    "essay": Text(zh="问答题不导入（要有评分表）", en="an essay is not carried (it needs a rubric)"),
    "description": Text(zh="说明文字不是题目，不导入", en="a description is no question and is not carried"),
    "other": Text(zh="题库没有这种题型，不导入", en="the bank has no such kind; it is not carried"),
}


def draft(item: Item, ids: "Ids") -> tuple[Question, list[Text]]:
    """A draft question, and what of the item it lost.

    Raises
    ------
    QuestionRefused
        If the item is not carried, or its key is missing, wrong or always right.
    """
    if item.kind in _NOT_CARRIED:
        raise QuestionRefused(_NOT_CARRIED[item.kind].zh, _NOT_CARRIED[item.kind].en)
    if len(item.answers) > MOST_ANSWERS:
        raise QuestionRefused(f"答案超过 {MOST_ANSWERS} 个", f"more than {MOST_ANSWERS} answers")
    if item.stem is None:
        raise QuestionRefused("题干是空的", "the stem is empty")
    lost = list(item.reported)
    content: Content = {"id": ids.new(item), **_common(item, lost)}
    match item.kind:
        case "choice" | "true-false":
            content |= _choice(item, lost)
        case "matching":
            content |= _ordering(item)
        case "short":
            content |= numbers_in.short(item)
        case _:
            content |= numbers_in.numeric(item, lost)
    return proved(content), lost


class Ids:
    """Ids for the questions of one file: slugs of their names, each given once."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def new(self, item: Item) -> str:
        """The item's own id or name as a slug, made from the stem where there is none; numbered if taken."""
        slug = _SLUG.sub("-", (item.tags.get("id") or item.name).lower()).strip("-")[:50].strip("-")
        if len(slug) < 3:
            stem = item.stem.zh if item.stem else ""
            slug = f"imported-{hashlib.sha256(stem.encode()).hexdigest()[:8]}"
        count, own = self._used.get(slug, 0) + 1, slug
        while own in self._used:
            count += 1
            own = f"{slug}-{count}"
        self._used[slug] = count - 1 if own != slug else 0
        self._used.setdefault(own, 0)
        return own


def _common(item: Item, lost: list[Text]) -> Content:
    """The fields that all kinds share; those that the file lacks are marked for the editor."""
    topic = _topic(item.category)
    if topic == UNSORTED and item.category:
        lost.append(Text(zh=f"主题树里没有类别“{item.category}”", en=f"no topic is called '{item.category}'"))
    tags, parts = item.tags, item.feedback
    difficulty = tags.get("difficulty", "")
    named = dict.fromkeys(tags.get("positions", "").split("+"))
    known = [position for position in named if position in EVERY_POSITION]
    content: Content = {
        "topic": topic,
        "difficulty": int(difficulty) if difficulty in ("1", "2", "3", "4", "5") else 3,
        "positions": known or list(EVERY_POSITION),
        "stem": item.stem,
        "solution": parts.get("solution") or parts.get(""),
        "learning_point": parts.get("learning-point"),
        "source": {
            "issue": tags.get("issue", UNKNOWN_ISSUE),
            "article": parts.get("article"),
            "place": parts.get("place"),
        },
        "status": "draft",
    }
    if {"printed", "correction", "reference"} <= set(parts):
        content["journal_errs"] = {
            "printed": parts["printed"],
            "correction": parts["correction"],
            "reference": parts["reference"].zh,
        }
    if "expires" in tags:
        content["expires"] = tags["expires"]
    if "needs-signature" in tags:
        content["needs_signature"] = True
    return content


def _topic(category: str) -> str:
    """The topic that a category's path ends with, or "unsorted"."""
    path = [part.strip().lower() for part in category.split("/")][-4:]
    path = [part for part in path if part not in _ROOTS]
    ends = ("/".join(path[start:]) for start in range(len(path)))
    return next((end for end in ends if end in topics()), UNSORTED)


def _choice(item: Item, lost: list[Text]) -> Content:
    if item.kind == "true-false":
        texts: list[Text | None] = [TRUE, FALSE]
    else:
        texts = [answer.text for answer in item.answers]
    if None in texts:
        raise QuestionRefused("有空的选项", "an option is empty")
    rights = _rights(item, lost)
    last = item.tags.get("last", "").split("+")
    options: list[Content] = []
    for index, (answer, text, right) in enumerate(zip(item.answers, texts, rights, strict=True), start=1):
        option: Content = {"text": text}
        if right:
            option["correct"] = True
        if answer.feedback or not right:
            option["feedback"] = answer.feedback or TO_DO
        if item.kind == "true-false" or str(index) in last:
            option["last"] = True
        options.append(option)
    return {"kind": "multiple" if sum(rights) > 1 else "single", "options": options}


def _ordering(item: Item) -> Content:
    """Items that are matched with their places 1, 2, …; the bank has no other matching."""
    places = {answer.value.strip(): answer.text for answer in item.answers}
    in_order = [places.get(str(place)) for place in range(1, len(item.answers) + 1)]
    if not in_order or None in in_order:
        raise QuestionRefused(
            "题库没有配对题，只有与序号 1、2、3……配对的能成为排序题",
            "the bank has no matching; only items matched with places 1, 2, 3 … become an ordering",
        )
    return {"kind": "ordering", "items": in_order}


def _rights(item: Item, lost: list[Text]) -> list[bool]:
    """Which options are right; weights that no marking could mean are refused, others are reported."""
    weights = [answer.fraction for answer in item.answers]
    single = item.single or item.kind == "true-false"
    rights = [weight == 1 if single else weight > 0 for weight in weights]
    if not any(rights):
        raise QuestionRefused("没有正确的选项", "no option is right")
    if all(rights):
        raise QuestionRefused(
            "所有选项都是正确的，怎样答都对", "every option is right, so any answer would be"
        )
    if single and sum(rights) > 1:
        raise QuestionRefused(
            f"单选题有 {sum(rights)} 个满分选项", f"a single choice has {sum(rights)} options with full marks"
        )
    positive = sum(weight for weight in weights if weight > 0)
    if not single and abs(positive - 1) > 0.01:
        raise QuestionRefused(
            f"正确选项的得分合计 {100 * positive:.5g}%，应为 100%",
            f"the weights of the right options sum to {100 * positive:.5g}%, not 100%",
        )
    expected = [1 / sum(rights) if right else 0 if single else -1 / sum(rights) for right in rights]
    if any(abs(weight - usual) > 0.001 for weight, usual in zip(weights, expected, strict=True)):
        message = Text(
            zh="选项的得分比例不导入：题库的多选题每错选一项抵一项，单选题没有部分分",
            en="weights are not carried: a wrong choice cancels a right one, a single one is all or nothing",
        )
        lost.append(message)
    return rights


def proved(content: Content) -> Question:
    """The draft that `bank check` accepts.

    Raises
    ------
    QuestionRefused
        If the content is no question, its key accepts too much or too little, or `bank check` objects.
    """
    try:
        question = from_json(json.dumps(_completed(content)))
    except ValidationError as error:
        message = explained(error.errors(include_url=False)[0])
        raise QuestionRefused(message.zh, message.en) from error
    if isinstance(question, Number):
        numbers_in.require_discerning(question, _variants(question))
    for flaw in checks.check(question):
        where = ".".join(map(str, flaw.path))
        raise QuestionRefused(f"{where}：{flaw.message.zh}", f"{where}: {flaw.message.en}")
    return question


def _variants(question: Number) -> Iterator[Variant]:
    """Every variant where they can be listed, else two hundred drawn ones."""
    try:
        if number.combinations(question) <= number.MOST_VALUES:
            for parameters in number.every(question):
                yield number.work_out(question, parameters)
        else:
            for seed in range(MOST_DRAWN):
                yield number.draw(question, seed)
    except ExpressionError as error:
        raise QuestionRefused(error.zh, str(error)) from error


def _completed(content: Content) -> Content:
    """The content with a mark wherever the editor still has to write something."""
    whole: Content = {
        "topic": UNSORTED,
        "difficulty": 3,
        "solution": TO_DO,
        "learning_point": TO_DO,
        "status": "draft",
        **{key: value for key, value in content.items() if value is not None or key == "digits"},
    }
    if whole.get("kind") == "number" and whole["solution"] is TO_DO:
        whole["solution"] = numbers_in.SOLUTION
    source = {"issue": UNKNOWN_ISSUE, "article": TO_DO, "place": TO_DO}
    given = whole.get("source") or {}
    whole["source"] = source | {key: value for key, value in given.items() if value is not None}
    templates = ("stem", "solution", "learning_point") if whole.get("kind") == "number" else ()
    return {key: _plain(value, template=key in templates) for key, value in whole.items()}


def _plain(value: Any, *, template: bool = False) -> Any:
    """JSON of a part; only a template keeps its braces."""
    match value:
        case Text():
            return (value if template else full_width_braces(value)).model_dump()
        case Mapping():
            return {key: _plain(each) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
    return value
