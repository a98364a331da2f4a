"""Single and multiple choice: shuffled options, marked by position.

Marks of a multiple choice: credit = max(0, (hits − false alarms) / number of correct options); *right*
only if exactly the correct options are chosen, *partly* if some credit is left.
"""

import random
import re
from collections.abc import Collection, Iterator
from typing import Annotated, Literal

from pydantic import Field

from quizzes.bank.question import Flaw, Presentation, QuestionBase, ShownOption, Variant, Verdict
from quizzes.bank.texts import LANGUAGES, Strict, Text, join

LETTERS = "ABCDEFGH"

_SEPARATORS = re.compile(r"[\s,，、;；/和与及＋+.。]+|答案|选项|是|我?选|and|is|[:：]", re.IGNORECASE)


class Option(Strict):
    """One option; `last` keeps it at the end (such as "all of the above")."""

    text: Text
    correct: bool = False
    feedback: Text | None = None
    last: bool = False


Options = Annotated[tuple[Option, ...], Field(min_length=2, max_length=len(LETTERS))]


class SingleFields(Strict):
    """What makes a single choice."""

    kind: Literal["single"]
    options: Options


class MultipleFields(Strict):
    """What makes a multiple choice."""

    kind: Literal["multiple"]
    options: Options


class SingleChoice(SingleFields, QuestionBase):
    """Exactly one option is correct."""


class MultipleChoice(MultipleFields, QuestionBase):
    """Every correct option, and no other, is to be chosen."""


Choice = SingleChoice | MultipleChoice


def letter(position: int) -> str:
    """Letter under which a position is shown: 0 is A."""
    return LETTERS[position]


def draw(question: Choice, seed: int) -> Variant:
    """Order of the options; those marked `last` stay at the end."""
    free = [index for index, option in enumerate(question.options) if not option.last]
    kept = [index for index, option in enumerate(question.options) if option.last]
    random.Random(seed).shuffle(free)
    return Variant(question=question.id, seed=seed, order=(*free, *kept))


def render(question: Choice, variant: Variant, language: str) -> Presentation:
    """Stem, options in the order drawn, and how to answer."""
    how = {
        "single": Text(zh="单选：选一项。", en="Choose one option."),
        "multiple": Text(
            zh="多选：选出所有正确项，选错会抵分。",
            en="Choose every correct option; a wrong one costs marks.",
        ),
    }
    return Presentation(
        stem=question.stem.in_(language),
        options=tuple(
            ShownOption(position, question.options[index].text.in_(language))
            for position, index in enumerate(variant.order)
        ),
        hint=how[question.kind].in_(language),
    )


def key(question: Choice, variant: Variant, language: str) -> str:
    """The correct options with the letters that the member saw."""
    return "\n".join(
        f"{letter(position)}. {question.options[index].text.in_(language)}"
        for position, index in enumerate(variant.order)
        if question.options[index].correct
    )


def grade(question: Choice, variant: Variant, response: str | Collection[int]) -> Verdict:
    """Mark the chosen positions, or typed letters such as "B" or "A、C"."""
    if isinstance(response, str):
        typed = letters(response)
        chosen = None if typed is None else set(typed)
    else:
        chosen = set(response)
    reason = _unreadable(question, chosen)
    if chosen is None or reason is not None:
        return Verdict(outcome="invalid", credit=0.0, reason=reason, hint=_HOW_TO_FIX[reason or "no-option"])
    correct = {position for position, index in enumerate(variant.order) if question.options[index].correct}
    false_alarms = chosen - correct
    credit = max(0.0, (len(chosen & correct) - len(false_alarms)) / len(correct))
    exact = chosen == correct
    hints = [question.options[variant.order[position]].feedback for position in sorted(false_alarms)]
    missed = len(correct - chosen)
    if missed and question.kind == "multiple":
        hints.append(Text(zh=f"还有 {missed} 个正确项没有选。", en=f"Correct options not chosen: {missed}."))
    return Verdict(
        outcome="right" if exact else "partly" if credit > 0 else "wrong",
        credit=1.0 if exact else credit,
        read="".join(letter(position) for position in sorted(chosen)),
        reason=None if exact else "false-alarm" if false_alarms else "missed",
        hint=join([hint for hint in hints if hint]),
        details={
            "chosen": [*sorted(chosen)],
            "correct": [*sorted(correct)],
            "options": [*sorted(variant.order[position] for position in chosen)],
        },
    )


_HOW_TO_FIX = {
    "empty": Text(
        zh="还没有选。请点选项，或回复选项字母。",
        en="Nothing chosen. Tap an option or reply with its letter.",
    ),
    "no-option": Text(
        zh="没有这个选项。请回复列出的字母，如 B。",
        en="There is no such option. Reply with a listed letter, such as B.",
    ),
    "one-option": Text(zh="这是单选题，请只选一项。", en="This question has one answer; choose one option."),
}


def letters(response: str) -> list[int] | None:
    """Positions of typed letters in the order typed; None if anything else is typed."""
    typed = _SEPARATORS.sub("", response.translate(_HALF_WIDTH)).upper()
    return [LETTERS.index(one) for one in typed] if set(typed) <= set(LETTERS) else None


_HALF_WIDTH = {ord("Ａ") + step: ord("A") + step for step in range(26)} | {
    ord("ａ") + step: ord("a") + step for step in range(26)
}


def _unreadable(question: Choice, chosen: set[int] | None) -> str | None:
    if chosen is None or any(not 0 <= position < len(question.options) for position in chosen):
        return "no-option"
    if not chosen:
        return "empty"
    return "one-option" if question.kind == "single" and len(chosen) > 1 else None


def check(question: Choice) -> list[Flaw]:
    """Wrong number of correct options, options that read the same, wrong options without feedback."""
    return [*_correct(question), *_repeated(question), *_without_feedback(question)]


def _correct(question: Choice) -> Iterator[Flaw]:
    correct = sum(option.correct for option in question.options)
    if question.kind == "single" and correct != 1:
        message = Text(
            zh=f"单选题要有且只有 1 个正确项，现在有 {correct} 个",
            en=f"a single choice needs exactly 1 correct option, not {correct}",
        )
        yield Flaw(("options",), message)
    if question.kind == "multiple" and not 2 <= correct < len(question.options):
        message = Text(
            zh=f"多选题要有至少 2 个正确项和至少 1 个错误项，现在正确项有 {correct} 个",
            en=f"a multiple choice needs at least 2 correct options and 1 wrong one; {correct} are correct",
        )
        yield Flaw(("options",), message)


def _repeated(question: Choice) -> Iterator[Flaw]:
    for language in LANGUAGES:
        seen: dict[str, int] = {}
        for index, option in enumerate(question.options):
            text = option.text.in_(language)
            first = seen.setdefault(" ".join(text.casefold().split()).rstrip(".。"), index)
            if first != index:
                message = Text(
                    zh=f"选项 {index + 1} 与选项 {first + 1} 相同",
                    en=f"option {index + 1} repeats option {first + 1}",
                )
                yield Flaw(("options", index, "text", language), message)


def _without_feedback(question: Choice) -> Iterator[Flaw]:
    for index, option in enumerate(question.options):
        if not option.correct and option.feedback is None:
            message = Text(
                zh=f"错误选项 {index + 1} 没有反馈", en=f"wrong option {index + 1} has no feedback"
            )
            yield Flaw(("options", index), message)
