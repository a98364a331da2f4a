"""Ordering: items to be put in order. Credit is the share of pairs that stand in the right order."""

import random
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Annotated, Literal

from pydantic import Field

from quizzes.bank.choice import letter, letters
from quizzes.bank.question import Flaw, Presentation, QuestionBase, ShownOption, Variant, Verdict
from quizzes.bank.texts import LANGUAGES, Text


class Ordering(QuestionBase):
    """`items` stand in the right order; members see them shuffled."""

    kind: Literal["ordering"]
    items: Annotated[tuple[Text, ...], Field(min_length=3, max_length=7)]


def draw(question: Ordering, seed: int) -> Variant:
    """A shuffled order, never the right one."""
    order = list(range(len(question.items)))
    random.Random(seed).shuffle(order)
    if order == sorted(order):
        order = [*order[1:], order[0]]
    return Variant(question=question.id, seed=seed, order=tuple(order))


def render(question: Ordering, variant: Variant, language: str) -> Presentation:
    """Stem, items in the order drawn, and how to answer."""
    hint = Text(
        zh="排序：依次点选，从第一项到最后一项；顺序对的两两配对越多，得分越高。",
        en="Tap the items in turn, from the first to the last; every pair in the right order earns credit.",
    )
    return Presentation(
        stem=question.stem.in_(language),
        options=tuple(
            ShownOption(position, question.items[index].in_(language))
            for position, index in enumerate(variant.order)
        ),
        hint=hint.in_(language),
    )


def right_order(variant: Variant) -> list[int]:
    """The positions shown, in the right order."""
    return sorted(range(len(variant.order)), key=lambda position: variant.order[position])


def key(question: Ordering, variant: Variant, language: str) -> str:
    """The items in the right order with the letters that the member saw."""
    return " → ".join(
        f"{letter(position)} {question.items[variant.order[position]].in_(language)}"
        for position in right_order(variant)
    )


def grade(question: Ordering, variant: Variant, response: str | Sequence[int]) -> Verdict:
    """Mark positions in the order chosen, or typed letters such as "BCA"; each item must be there once."""
    chosen = letters(response) if isinstance(response, str) else list(response)
    if chosen is None or sorted(chosen) != list(range(len(question.items))):
        return Verdict(outcome="invalid", credit=0.0, reason="incomplete", hint=_EVERY_ITEM)
    pairs = list(combinations((variant.order[position] for position in chosen), 2))
    right = sum(first < second for first, second in pairs)
    outcome: Literal["right", "partly", "wrong"]
    outcome = "right" if right == len(pairs) else "partly" if right else "wrong"
    return Verdict(
        outcome=outcome,
        credit=right / len(pairs),
        read="".join(letter(position) for position in chosen),
        reason=None if outcome == "right" else "order",
        hint=None if outcome == "right" else _pairs(right, len(pairs)),
        details={"chosen": [*chosen], "correct": [*right_order(variant)], "pairs": [right, len(pairs)]},
    )


_EVERY_ITEM = Text(
    zh="每一项都要排进去，且只排一次。", en="Put every item into the order, each of them once."
)


def _pairs(right: int, pairs: int) -> Text:
    return Text(
        zh=f"{pairs} 个两两先后关系中对了 {right} 个。",
        en=f"Pairs in the right order: {right} of {pairs}.",
    )


def check(question: Ordering) -> Iterator[Flaw]:
    """Items that read the same: their order could not be told."""
    for language in LANGUAGES:
        seen: dict[str, int] = {}
        for index, item in enumerate(question.items):
            first = seen.setdefault(" ".join(item.in_(language).casefold().split()), index)
            if first != index:
                message = Text(
                    zh=f"第 {index + 1} 项与第 {first + 1} 项相同",
                    en=f"item {index + 1} repeats item {first + 1}",
                )
                yield Flaw(("items", index, language), message)
