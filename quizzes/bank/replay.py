"""What a member saw, graded by another version of the question: their numbers, their order of options."""

from collections.abc import Sequence

from quizzes.bank import choice, number, ordering, staged
from quizzes.bank.choice import MultipleChoice, SingleChoice
from quizzes.bank.expressions import ExpressionError
from quizzes.bank.kinds import Question, draw
from quizzes.bank.number import Number
from quizzes.bank.ordering import Ordering
from quizzes.bank.question import Variant
from quizzes.bank.staged import Staged


def replay(seen: Question, judged_by: Question, seed: int) -> Variant | None:
    """The variant of `judged_by` that shows what a member saw of `seen` under a seed.

    None where the two cannot be compared: another kind of question, other parameters, options that were
    not shown.
    """
    if seen == judged_by:
        return draw(seen, seed)
    match seen, judged_by:
        case Number(), Number():
            return _same_numbers(seen, judged_by, seed)
        case SingleChoice() | MultipleChoice(), SingleChoice() | MultipleChoice():
            return _same_options(seen, judged_by, seed)
        case Ordering(), Ordering():
            order = _mapped([item.zh for item in seen.items], [item.zh for item in judged_by.items])
            shown = ordering.draw(seen, seed).order
            return _variant(judged_by, seed, [order[index] for index in shown]) if order else None
        case Staged(), Staged():
            return _same_stages(seen, judged_by, seed)
    return draw(judged_by, seed) if seen.kind == judged_by.kind else None


def _variant(question: Question, seed: int, order: Sequence[int]) -> Variant:
    return Variant(question=question.id, seed=seed, order=tuple(order))


def _same_numbers(seen: Number, judged_by: Number, seed: int) -> Variant | None:
    if seen.parameters.keys() != judged_by.parameters.keys():
        return None
    try:
        return number.work_out(judged_by, number.draw_parameters(seen, seed), seed=seed)
    except ExpressionError:
        return None


def _same_options(
    seen: SingleChoice | MultipleChoice, judged_by: SingleChoice | MultipleChoice, seed: int
) -> Variant | None:
    places = _mapped([o.text.zh for o in seen.options], [o.text.zh for o in judged_by.options])
    if places is None:
        return None
    order = [places[index] for index in choice.draw(seen, seed).order]
    return (
        _variant(judged_by, seed, order) if any(judged_by.options[index].correct for index in order) else None
    )


def _mapped(before: Sequence[str], after: Sequence[str]) -> list[int] | None:
    """Where each text stands now. With one text gone and one new, that one was reworded; else None."""
    places = {text: index for index, text in enumerate(after)}
    gone = [text for text in before if text not in places]
    new = [index for index, text in enumerate(after) if text not in before]
    if gone and not len(gone) == len(new) == 1:
        return None
    return [places.get(text, new[0] if new else 0) for text in before]


def _same_stages(seen: Staged, judged_by: Staged, seed: int) -> Variant | None:
    before, after = staged.parts(seen), staged.parts(judged_by)
    if len(before) != len(after):
        return None
    drawn = [
        replay(one, other, seed + index) for index, (one, other) in enumerate(zip(before, after, strict=True))
    ]
    parts = tuple(variant for variant in drawn if variant is not None)
    return Variant(question=judged_by.id, seed=seed, parts=parts) if len(parts) == len(drawn) else None
