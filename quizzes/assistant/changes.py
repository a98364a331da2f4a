"""Join the numbers of a question to changes and factors of its parameters."""

from dataclasses import replace
from itertools import pairwise
from typing import Final

from quizzes.assistant.parameters import fits
from quizzes.assistant.proximity import ASKED_FOR, is_named, joins, scales_parameter
from quizzes.assistant.question import Bound, Change, Question, label_behind
from quizzes.assistant.tokens import Number, Token, Word

_PARTING: Final = frozenset(",;.。?!")
_DOWN: Final = frozenset("降减缩砍")
_UP: Final = frozenset("加增升涨")
_FALLING: Final = (*_DOWN, "drop", "cut", "reduce", "lower", "down")
_RISING: Final = (*_UP, "raise", "up")
_REACHING: Final = ("到", "至", "为", "成", "to")


def join_numbers(question: Question) -> None:
    """Find every change and factor; the longest patterns first."""
    _find_sides(question)
    _find_factors(question)
    _find_changes(question)
    _find_reached(question)
    _drop_repeated_factors(question)


def _find_sides(question: Question) -> None:
    """A setting of several parameters against another: TR4000 ETL16 改成 TR5000 ETL12.

    A parameter with the same value on both sides is held, not changed.
    """
    for place, token in enumerate(question.tokens):
        if token.kind not in "cf" or token.name not in ("to", "than", "and", "or"):
            continue
        left = [one for one in question.bound if one.index < place]
        right = [one for one in question.bound if one.index > place]
        clause = [one for one in right if not _parted(question.tokens, place, one.index)]
        pairs = _paired(question, left, right) or _paired(question, left, clause)
        loose = token.name in ("and", "or")
        if pairs is None or (loose and not all(is_named(question.tokens, new) for _, new in pairs)):
            continue
        for old, new in pairs:
            new.role = "used"
            if old.value == new.value:
                continue
            old.role = "used"
            first, second = (new, old) if token.name == "than" else (old, new)
            change = Change(first.value, second.value, token.name)
            question.changes.setdefault(old.slot, []).append(change)
        return


def _parted(tokens: list[Token], first: int, second: int) -> bool:
    """Whether a comma or a full stop stands between two places."""
    return any(token.text in _PARTING for token in tokens[first:second])


def _paired(question: Question, left: list[Bound], right: list[Bound]) -> list[tuple[Bound, Bound]] | None:
    """Each number on the right with the one on the left that it replaces; None unless all find one."""
    if min(len(left), len(right)) < 2 or _joins_any(question, left) or _joins_any(question, right):
        return None
    pairs: list[tuple[Bound, Bound]] = []
    open_left, named = list(left), [one for one in right if is_named(question.tokens, one)]
    for new in named:
        same = [old for old in open_left if old.slot == new.slot]
        if len(same) != 1:
            return None
        open_left.remove(same[0])
        pairs.append((same[0], new))
    for new in (one for one in right if one not in named):
        fitting = [old for old in open_left if _value_in(old.slot, new) is not None]
        if not fitting:
            return None
        old = fitting[0]
        open_left.remove(old)
        pairs.append((old, new))
    if len({old.slot for old, _ in pairs}) < len(pairs):
        return None
    for old, new in pairs:
        new.slot, new.value = old.slot, _value_in(old.slot, new) or 0.0
    return pairs


def _joins_any(question: Question, side: list[Bound]) -> bool:
    """Whether numbers of one side are joined to a change among themselves."""
    return any(joins(question.tokens, one.index, other.index) for one, other in pairwise(side))


def _value_in(slot: str, one: Bound) -> float | None:
    """A number's value as this parameter."""
    return one.number.value if slot == "unit:" + one.number.unit else fits(slot, one.number)


def _find_changes(question: Question) -> None:
    _give_roles(question)
    for before, after in pairwise(question.bound):
        kind = joins(question.tokens, before.index, after.index)
        if "used" in (before.role, after.role):
            factors = after.number.unit in ("x", "%")
            if kind in ("to", "than", "or") and after.slot in (before.slot, "unit:") and not factors:
                question.doubts.append("chain")  # 4000改3000再改2000
            continue
        if kind is None and {before.role, after.role} == {"from", "to"}:
            kind = "to" if before.role == "from" else "instead"
        if kind is not None:
            _share_unit(before, after)
        if kind is None or not _same_slot(before, after) or (kind == "times" and before.slot != "unit:"):
            continue
        change = _change(before, after, kind)
        if change.kind == "to" and _contradicts(question, before, after, change):
            question.doubts.append("direction")
        before.role = after.role = "used"
        question.changes.setdefault(before.slot, []).append(change)


def _find_reached(question: Question) -> None:
    """A new value whose old one stands further off (180 refocusing, ETL 12, drop to 140).

    It belongs to the one parameter that it fits and that the verb's direction leaves.
    """
    open_ = [one for one in question.bound if one.role != "used"]
    reached = [one for one in open_ if one.role == "to" and one.slot.startswith("unit:")]
    if len(reached) != 1:
        return
    new = reached[0]
    olds = [
        one
        for one in open_
        if one.index < new.index
        and not one.slot.startswith("unit:")
        and (value := fits(one.slot, new.number)) is not None
        and _goes(question, new, value - one.value)
    ]
    if len(olds) == 1:
        old = olds[0]
        new.slot, new.value = old.slot, fits(old.slot, new.number) or 0.0
        old.role = new.role = "used"
        question.changes.setdefault(old.slot, []).append(Change(old.value, new.value, "to"))


def _goes(question: Question, new: Bound, step: float) -> bool:
    """Whether the verb before a number says that its parameter goes the way of the step."""
    before = question.tokens[max(0, new.index - 2) : new.index]
    verbs = [token for token in before if token.kind in "uc"]
    down = any(verb.name == "down" or verb.text.startswith(_FALLING) for verb in verbs)
    up = any(verb.name == "up" or verb.text.startswith(_RISING) for verb in verbs)
    return (down and step < 0) or (up and step > 0)


def _drop_repeated_factors(question: Question) -> None:
    """ETL减半，16到8 says the same twice."""
    for slot, factor in list(question.factors.items()):
        said = question.changes.get(slot, [])
        if len(said) == 1 and said[0].first and abs(said[0].second / said[0].first - factor) < 1e-6:
            del question.factors[slot]


def _change(before: Bound, after: Bound, kind: str) -> Change:
    """The two values in order: old and new, or reference and other."""
    if kind == "instead" or (kind == "to" and (before.role, after.role) == ("to", "from")):
        return Change(after.value, before.value, "to")
    if kind in ("than", "is"):
        return Change(after.value, before.value, "than")
    return Change(before.value, after.value, kind)


def _same_slot(before: Bound, after: Bound) -> bool:
    """Whether two numbers can be of one parameter; a bare one takes the other's."""
    if before.slot == after.slot:
        return True
    for bare, labelled in ((before, after), (after, before)):
        if (
            bare.slot == f"unit:{bare.number.unit}"
            and (value := fits(labelled.slot, bare.number)) is not None
        ):
            bare.slot, bare.value = labelled.slot, value
            return True
        asked = bare.number.unit == "" and bare.slot in ASKED_FOR and labelled.number.unit
        if asked and (value := fits(labelled.slot, bare.number)) is not None:
            bare.slot, bare.value = labelled.slot, value  # SNR from 5 to 2.5 mm slices
            return True
        if bare.slot == "unit:" and labelled.slot == f"unit:{labelled.number.unit}":
            bare.slot = labelled.slot
            return True
    return False


def _share_unit(before: Bound, after: Bound) -> None:
    """TR 3→6 s are two times in seconds, where the bare number can be one."""
    unit = before.number.unit or after.number.unit
    for one in (before, after):
        if one.number.unit or not unit or one.slot.startswith("unit:") or before.slot != after.slot:
            continue
        if (value := fits(one.slot, replace(one.number, unit=unit))) is not None:
            one.value = value


def _give_roles(question: Question) -> None:
    """Mark the numbers that words such as 从 and 改成 announce as old or new."""
    for one in question.bound:
        if one.role == "used":
            continue
        for token in reversed(question.tokens[: one.index]):
            if token.kind == "f" or (token.kind, token.name) == ("c", "to"):
                one.role = token.name
            elif token.kind in "wl" or token.name == "soft":
                continue
            break


def _contradicts(question: Question, before: Bound, after: Bound, change: Change) -> bool:
    """Whether the verb between two numbers says down and the numbers go up, or the other way round."""
    words = question.tokens[before.index + 1 : after.index]
    verbs = {word.text[0] for word in words if (word.kind, word.name) == ("c", "to")}
    moves = {word.name for word in words if word.kind == "u"}
    if (verbs & _DOWN or "down" in moves) and change.second > change.first:
        return True
    return bool((verbs & _UP or "up" in moves) and change.second < change.first)


def _find_factors(question: Question) -> None:
    """Factors without two values: 翻倍, 减半, ×1.3, 延长30%."""
    for index, token in enumerate(question.tokens):
        again = any(one.text in ("再", "又", "again") for one in question.tokens[max(0, index - 2) : index])
        if token.kind == "r" and again:
            question.doubts.append("chain")  # 减半再减半
        elif token.kind == "r" and not _scales_value(question, index, float(token.name)):
            _add_factor(question, index, float(token.name))
    for one in question.bound:
        relative = one.number.unit in ("x", "%") or scales_parameter(question.tokens, one.index)
        if relative and one.slot.startswith("unit:"):
            factor = _share(question, one) if one.number.unit == "%" else _multiple(question, one)
            if factor is not None and _add_factor(question, one.index, factor):
                one.role = "used"


def _scales_value(question: Question, index: int, factor: float) -> bool:
    """翻转角30减半 is a change from 30 to 15."""
    one = next((one for one in question.bound if one.index == index - 1), None)
    if one is None or one.slot.startswith("unit:") or one.role == "used":
        return False
    one.role = "used"
    question.changes.setdefault(one.slot, []).append(Change(one.value, one.value * factor, "to"))
    return True


def _share(question: Question, one: Bound) -> float | None:
    """延长30% is a factor of 1.3, 降到70% of 0.7; a percentage without a verb is none."""
    before = question.tokens[max(0, one.index - 4) : one.index]
    before = before[
        max((place + 1 for place, token in enumerate(before) if isinstance(token, Number)), default=0) :
    ]
    share = one.number.value / 100
    said = [token for token in before if token.kind != "w"]
    if said and said[-1].text.endswith(_REACHING):
        return share  # 降到原来的80%
    around = [*before, *question.tokens[one.index + 1 : one.index + 2]]
    verbs = [word for word in around if word.kind == "u" or (word.kind, word.name) == ("c", "to")]
    for verb in reversed(verbs):
        if verb.name == "down" or verb.text[0] in _DOWN:
            return 1 - share
        if verb.name == "up" or verb.text[0] in _UP:
            return 1 + share
    return None


def _multiple(question: Question, one: Bound) -> float | None:
    """变成1.5倍; but 增加2倍 may mean two times or three."""
    verb = question.tokens[one.index - 1].text if one.index else ""
    if verb in ("增加", "提高", "加", "增", "延长", "涨", "升高", "增大"):
        question.doubts.append("factor")
        return None
    return one.number.value if one.number.value > 0 else None


def _add_factor(question: Question, index: int, factor: float) -> bool:
    slot = label_near(question, index)
    if slot is None or question.factors.get(slot, factor) != factor:
        question.doubts.append("factor")
        return False
    question.factors[slot] = factor
    return True


def label_near(question: Question, index: int) -> str | None:
    """The parameter a factor or a move belongs to: named before it in the same clause, or else after it.

    An English verb (doubling NSA, halve the thickness) has its object behind it.
    """
    verb = question.tokens[index]
    previous = question.tokens[index - 1] if index else None
    if (
        previous is not None
        and previous.name in ASKED_FOR
        and verb.text in ("drop", "rise", "fall", "change")
    ):
        return previous.name  # how much does SAR drop
    if verb.text.isascii() and not verb.text.endswith(("ed", "es", "er")) and isinstance(verb, Word):
        behind = label_behind(question.tokens, index)
        if behind:
            return behind
    said = verb.text + (previous.text if previous is not None and previous.name == "to" else "")
    lasts = bool({"长", "短"} & set(said)) or "long" in said
    for token in reversed(question.tokens[:index]):
        if (
            isinstance(token, Number)
            or token.name == "hard"
            or (token.kind == "a" and token.name not in ("yes_no", "left"))
        ):
            break
        if token.kind == "l":
            return token.name
        if token.name == "pulse" and lasts:
            return "duration"
        if token.kind == "c" and token.name not in ("to", "times"):
            break
    return label_behind(question.tokens, index)
