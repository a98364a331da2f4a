"""Attach the numbers of a question to parameters, and join them to changes."""

from dataclasses import replace

from quizzes.assistant.parameters import SLOT_OF_UNIT, fits
from quizzes.assistant.question import Bound, Change, Question, label_behind
from quizzes.assistant.tokens import Number, Token, Word

_BREAKS = frozenset({"for", "in", "with", "per", "at", "on", "and", "和", "乘", "×"})
_STOPS = frozenset(".。?!！")
_DOWN = frozenset("降减缩砍")
_UP = frozenset("加增升涨")
_REACHING = ("到", "至", "为", "成", "to")
_ASKED_FOR = frozenset({"SNR", "SAR", "time"})


def bind(text: str, tokens: list[Token]) -> Question:
    """Attach every number to a parameter, join numbers to changes and note what stays unclear."""
    question = Question(text, _with_single_letters(_with_targets_reached(tokens)))
    _bind_numbers(question)
    _find_factors(question)
    _find_changes(question)
    _note_moves(question)
    _note_doubts(question)
    return question


def _with_targets_reached(tokens: list[Token]) -> list[Token]:
    """要降到 asks for a value, unless the value stands behind it: then it joins two numbers."""
    return [
        replace(token, kind="c", name="to")
        if isinstance(token, Word)
        and token.name == "target"
        and token.text.endswith("到")
        and isinstance(after, Number)
        else token
        for token, after in zip(tokens, [*tokens[1:], None], strict=True)
    ]


def _with_single_letters(tokens: list[Token]) -> list[Token]:
    """The letter r is the exposed mass ratio where a number up to 1 follows, otherwise an acceleration."""
    told: list[Token] = []
    for index, token in enumerate(tokens):
        after = next((one for one in tokens[index + 1 :] if one.name != "soft"), None)
        ratio = isinstance(after, Number) and after.value <= 1
        told.append(
            replace(token, name="R") if isinstance(token, Word) and token.text == "r" and not ratio else token
        )
    return told


def _bind_numbers(question: Question) -> None:
    """Give every number the parameter that is named around it, or that its unit stands for."""
    tokens = question.tokens
    label: str | None = None
    for index, token in enumerate(tokens):
        if isinstance(token, Word):
            if token.kind == "l":
                label = token.name
            elif (
                token.name in ("hard", "same")
                or token.text in _BREAKS
                or (token.kind == "a" and token.name != "left")
            ):
                label = None
            continue
        before = question.bound[-1] if question.bound else None
        joined = before.slot if before and joins(tokens, before.index, index) else None
        if _scales(tokens, index):
            slots: tuple[str | None, ...] = ()
        elif joined is not None and label in (None, joined):
            slots = (joined, label)
        else:
            slots = (label, joined)
        bound = next((one for slot in slots if slot and (one := _bound(token, index, slot))), None)
        bound = bound or _bound_alone(token, index, tokens, scales=_scales(tokens, index))
        if bound.slot == label or _follows_label(tokens, index):
            label = None
        question.bound.append(bound)


def _follows_label(tokens: list[Token], index: int) -> bool:
    """Whether a label stands straight before a number, so that it cannot belong to a later one."""
    before = tokens[index - 1] if index else None
    return before is not None and before.kind == "l"


def _bound(number: Number, index: int, slot: str) -> Bound | None:
    value = fits(slot, number)
    return None if value is None else Bound(number, index, slot, value)


def _bound_alone(number: Number, index: int, tokens: list[Token], *, scales: bool) -> Bound:
    """A number without a name before it."""
    bound = None
    if number.unit in SLOT_OF_UNIT:
        bound = _bound(number, index, SLOT_OF_UNIT[number.unit])
    elif not scales and (after := _label_after(tokens, index)):
        bound = _bound(number, index, after)
    if bound is None and not number.unit and index + 1 < len(tokens) and tokens[index + 1].name == "fringe":
        bound = Bound(number, index, "unit:G", number.value)  # the 5 of 5高斯线
    return bound or Bound(number, index, "unit:" + number.unit, number.value)


def _scales(tokens: list[Token], index: int) -> bool:
    """Whether a number multiplies a parameter (TR×1.3) rather than being its value."""
    if index < 2 or (tokens[index - 1].kind, tokens[index - 1].name) != ("c", "times"):
        return False
    return not isinstance(tokens[index - 2], Number)


def _label_after(tokens: list[Token], index: int) -> str | None:
    """The label straight after a number (16回波链), unless it has a number of its own behind it."""
    for place in range(index + 1, min(index + 4, len(tokens))):
        token = tokens[place]
        if token.kind == "l":
            follower = tokens[place + 1] if place + 1 < len(tokens) else None
            own = isinstance(follower, Number) and fits(token.name, follower) is not None
            pulses = token.name in ("ref", "exc") and follower is not None and follower.name == "pulse"
            return None if own or pulses else token.name
        if token.kind != "w" or len(token.text) > 2:
            return None
    return None


def joins(tokens: list[Token], first: int, second: int) -> str | None:
    """How the words between two numbers join them, such as "to", "than" or "and"; None if they do not."""
    between = tokens[first + 1 : second]
    kinds = {token.name for token in between if token.kind == "c"}
    for token in between:
        asks = token.kind == "a" and "than" not in kinds
        if isinstance(token, Number) or asks or token.kind in "r?" or token.text in _STOPS:
            return None
    return next(
        (kind for kind in ("or", "instead", "than", "to", "times", "is", "and") if kind in kinds), None
    )


def _find_changes(question: Question) -> None:
    _give_roles(question)
    for before, after in zip(question.bound, question.bound[1:], strict=False):
        kind = joins(question.tokens, before.index, after.index)
        if "used" in (before.role, after.role):
            if kind in ("to", "than", "or") and after.slot in (before.slot, "unit:"):
                question.doubts.append("chain")  # 4000改3000再改2000
            continue
        if kind is None and {before.role, after.role} == {"from", "to"}:
            kind = "to" if before.role == "from" else "instead"
        if kind is None or not _same_slot(before, after) or (kind == "times" and before.slot != "unit:"):
            continue
        change = _change(before, after, kind)
        if change.kind == "to" and _contradicts(question, before, after, change):
            question.doubts.append("direction")
        before.role = after.role = "used"
        question.changes.setdefault(before.slot, []).append(change)


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
    return False


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
        if token.kind == "r":
            _add_factor(question, index, float(token.name))
    for one in question.bound:
        relative = one.number.unit in ("x", "%") or _scales(question.tokens, one.index)
        if relative and one.slot.startswith("unit:"):
            factor = _share(question, one) if one.number.unit == "%" else _multiple(question, one)
            if factor is not None and _add_factor(question, one.index, factor):
                one.role = "used"


def _share(question: Question, one: Bound) -> float | None:
    """延长30% is a factor of 1.3, 降到70% of 0.7; a percentage without a verb is none."""
    before = question.tokens[max(0, one.index - 4) : one.index]
    share = one.number.value / 100
    if before and before[-1].text.endswith(_REACHING):
        return share
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
    slot = _label_near(question, index)
    if slot is None or question.factors.get(slot, factor) != factor:
        question.doubts.append("factor")
        return False
    question.factors[slot] = factor
    return True


def _label_near(question: Question, index: int) -> str | None:
    """The parameter a factor or a move belongs to: named before it in the same clause, or else after it.

    An English verb (doubling NSA, halve the thickness) has its object behind it.
    """
    verb = question.tokens[index]
    if verb.text.isascii() and not verb.text.endswith(("ed", "es", "er")) and isinstance(verb, Word):
        behind = label_behind(question.tokens, index)
        if behind:
            return behind
    lasts = bool({"长", "短"} & set(verb.text)) or "long" in verb.text
    for token in reversed(question.tokens[:index]):
        if (
            isinstance(token, Number)
            or token.name == "hard"
            or (token.kind == "a" and token.name != "yes_no")
        ):
            break
        if token.kind == "l":
            return token.name
        if token.name == "pulse" and lasts:
            return "duration"
        if token.kind == "c" and token.name not in ("to", "times"):
            break
    return label_behind(question.tokens, index)


def _note_moves(question: Question) -> None:
    """Note what grows or falls without a number, and what stays."""
    for index, token in enumerate(question.tokens):
        if token.kind == "u" and token.name in ("up", "down") and (slot := _label_near(question, index)):
            question.moves.setdefault(slot, token.name)
        if token.name == "same" and not token.text.startswith(_THE_REST):
            _note_same(question, index)


_THE_REST = ("其", "别", "参数", "同参数", "everything", "all else", "other")


def _note_same(question: Question, index: int) -> None:
    """FOV和每像素带宽不变 holds both; so do TR、层数不变 and "at the same TR"."""
    after = question.tokens[index + 1 : index + 2]
    if (
        after
        and after[0].kind == "l"
        and question.tokens[index].text.startswith(("同", "相同", "same", "at", "the", "fixed", "constant"))
    ):
        question.same.add(after[0].name)
        return
    for token in reversed(question.tokens[:index]):
        if token.kind == "l":
            question.same.add(token.name)
        elif token.kind != "w" and (token.kind, token.name) != ("c", "and"):
            return


def _note_doubts(question: Question) -> None:
    """Doubt a question with too many unknown words, or with a change that leads nowhere."""
    unknown = [token.name for token in question.tokens if token.kind == "?"]
    chinese, english = unknown.count("other"), unknown.count("english")
    if "mark" in unknown or chinese > 2 or english > 1:
        question.doubts.append("words")
    if any(one.slot in question.changes and one.role != "used" for one in question.bound):
        question.doubts.append("twice")
    if any(_dangles(question.tokens, index) for index in range(1, len(question.tokens))):
        question.doubts.append("change")


def _dangles(tokens: list[Token], index: int) -> bool:
    """Whether a number is said to change, but not to what (矩阵256改 SNR)."""
    token = tokens[index]
    if (token.kind, token.name) != ("c", "to") or token.text[0] not in "改换变降减":
        return False
    if not isinstance(tokens[index - 1], Number):
        return False
    for after in tokens[index + 1 :]:
        if isinstance(after, Number) or after.kind in "aru":
            return False
        if after.kind not in "wlcf" or (after.kind == "l" and after.name in _ASKED_FOR):
            return True
    return True
