"""Attach the numbers of a question to parameters, and join them to changes."""

from dataclasses import replace
from itertools import pairwise

from quizzes.assistant.parameters import SLOT_OF_UNIT, fits
from quizzes.assistant.question import Bound, Change, Question, label_behind
from quizzes.assistant.tokens import Number, Token, Word

_BREAKS = frozenset({"for", "in", "with", "per", "at", "on", "and", "和", "乘", "×"})
_PARTING = frozenset(",;.。?!")
_STOPS = frozenset(".。?!！")
_DOWN = frozenset("降减缩砍")
_UP = frozenset("加增升涨")
_FALLING = (*_DOWN, "drop", "cut", "reduce", "lower", "down")
_RISING = (*_UP, "raise", "up")
_REACHING = ("到", "至", "为", "成", "to")
_PARTS = frozenset({"head", "trunk", "extremity"})
_ADDED = frozenset({"mt", "satband", "fatsat", "ir", "spair", "restore", "we"})
_ASKED_FOR = frozenset({"SNR", "SAR", "time"})


def bind(text: str, tokens: list[Token]) -> Question:
    """Attach every number to a parameter, join numbers to changes and note what stays unclear."""
    question = Question(text, _with_words_settled(_with_targets_reached(_with_square_matrices(tokens))))
    _bind_numbers(question)
    _name_pulse_pairs(question)
    _find_sides(question)
    _find_factors(question)
    _find_changes(question)
    _find_reached(question)
    _drop_repeated_factors(question)
    _note_moves(question)
    _note_doubts(question)
    return question


def _with_square_matrices(tokens: list[Token]) -> list[Token]:
    """矩阵256×256 is one number, unless a TR stands by: then it counts lines and partitions."""
    names = {token.name for token in tokens}
    if "matrix" not in names or "TR" in names:
        return tokens
    joined: list[Token] = []
    for token in tokens:
        first, sign = joined[-2:] if len(joined) > 1 else (None, None)
        same = isinstance(first, Number) and isinstance(token, Number) and first.value == token.value
        if same and sign is not None and sign.name == "times":
            joined.pop()
        else:
            joined.append(token)
    return joined


def _with_targets_reached(tokens: list[Token]) -> list[Token]:
    """要降到 asks for a value, unless the value stands behind it: then it joins two numbers.

    The other way round, "TR3000 →?" asks.
    """
    tokens = [
        replace(token, kind="a", name="target")
        if isinstance(token, Word) and token.text in ("->", "=>") and after is not None and after.text == "?"
        else token
        for token, after in zip(tokens, [*tokens[1:], None], strict=False)
    ]
    return [
        replace(token, kind="c", name="to")
        if isinstance(token, Word)
        and token.name == "target"
        and token.text.endswith("到")
        and isinstance(after, Number)
        else token
        for token, after in zip(tokens, [*tokens[1:], None], strict=False)
    ]


def _with_words_settled(tokens: list[Token]) -> list[Token]:
    """Words whose meaning hangs on what stands around them.

    The letter r is the exposed mass ratio where a number up to 1 follows, otherwise an acceleration; 因子 is
    the turbo factor of a TSE, 加 before a preparation pulse joins no numbers, and 分2次 divides the slices
    instead of averaging.
    """
    turbo = any(token.name == "tse" for token in tokens) and not any(token.name == "R" for token in tokens)
    told: list[Token] = []
    for index, token in enumerate(tokens):
        after = next((one for one in tokens[index + 1 :] if one.name != "soft"), None)
        if isinstance(token, Word) and token.text == "r":
            ratio = isinstance(after, Number) and after.value <= 1
            token = token if ratio else replace(token, name="R")
        elif isinstance(token, Word) and token.name == "factor":
            token = replace(token, name="ETL" if turbo else "R")
        elif token.text == "线" and not isinstance(after, Number):
            contour = bool(told) and isinstance(told[-1], Number) and told[-1].unit in ("mT", "G")
            token = Word(
                "t" if contour else "w", "fringe" if contour else "filler", "线", token.start, token.end
            )
        elif token.name == "small_fov" and isinstance(after, Number):
            token = Word("l", "FOV", token.text, token.start, token.end)
        elif isinstance(token, Word) and token.text == "加" and after is not None and after.name in _ADDED:
            token = replace(token, kind="u", name="use")
        elif token.name in _PARTS and isinstance(after, Number) and _measures_field_of_view(tokens, after):
            token = Word("l", "object", token.text, token.start, token.end)
        elif token.text == "ratio" and isinstance(after, Number) and after.value <= 1:
            token = Word("l", "ratio", token.text, token.start, token.end)
        elif (
            token.text in ("对比", "对")
            and isinstance(after, Number)
            and any(isinstance(t, Number) for t in told)
        ):
            token = Word("c", "than", token.text, token.start, token.end)
        elif isinstance(token, Number) and token.unit == "times" and told and told[-1].text == "分":
            token = replace(token, unit="groups")
        told.append(token)
    return told


def _measures_field_of_view(tokens: list[Token], number: Number) -> bool:
    """Whether a number behind a part of the body is its width (FOV150 躯干350)."""
    return number.value >= 60 and any(token.name in ("FOV", "phaseFOV") for token in tokens)


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
            apart = before is not None and joins(tokens, before.index, index) in ("and", "or")
            slots = (_label_next(tokens, index) if apart else None, joined, label)
        else:
            slots = (label, joined)
        bound = next((one for slot in slots if slot and (one := _bound(token, index, slot))), None)
        bound = bound or _bound_alone(token, index, tokens, scales=_scales(tokens, index))
        if bound.slot == label or _follows_label(tokens, index):
            label = None
        question.bound.append(bound)


def _label_next(tokens: list[Token], index: int) -> str | None:
    """The label straight behind a number with a unit (a 320 mm patient)."""
    number, behind = tokens[index], tokens[index + 1] if index + 1 < len(tokens) else None
    own = index + 2 < len(tokens) and isinstance(tokens[index + 2], Number)
    named = isinstance(number, Number) and number.unit and behind is not None and behind.kind == "l"
    return behind.name if named and behind is not None and not own else None


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
    if number.unit in ("kg", "jin") and (after := _label_next(tokens, index)):
        bound = _bound(number, index, after)  # 90 kg typed
    if bound is not None:
        return bound
    if number.unit in SLOT_OF_UNIT:
        bound = _bound(number, index, SLOT_OF_UNIT[number.unit])
    elif _counts_pulses(tokens, index):
        bound = Bound(number, index, "unit:count", number.value)
    elif not scales and (after := _label_after(tokens, index)):
        bound = _bound(number, index, after)
    if bound is None and not number.unit and index + 1 < len(tokens) and tokens[index + 1].name == "fringe":
        bound = Bound(number, index, "unit:G", number.value)  # the 5 of 5高斯线
    return bound or Bound(number, index, "unit:" + number.unit, number.value)


def _counts_pulses(tokens: list[Token], index: int) -> bool:
    """The 20 of "20 refocusing pulses of 180 deg", where the angle is typed apart."""
    number, behind = tokens[index], tokens[index + 1] if index + 1 < len(tokens) else None
    if not isinstance(number, Number) or number.unit or behind is None or not behind.text.endswith("pulses"):
        return False
    return any(isinstance(token, Number) and token.unit == "deg" for token in tokens)


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
            if token.name in _ASKED_FOR:
                return None  # 6/8 SNR
            follower = next((one for one in tokens[place + 1 :] if one.kind not in "wf"), None)
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


def _name_pulse_pairs(question: Question) -> None:
    """90/180 are the excitation and the refocusing of a spin echo."""
    for before, after in pairwise(question.bound):
        between = question.tokens[before.index + 1 : after.index]
        if [token.text for token in between] != ["/"]:
            continue
        plain = {before.slot, after.slot} <= {"unit:", "unit:deg"}
        if plain and 45 <= before.value <= 120 and 20 <= after.value <= 180:
            before.slot, after.slot = "exc", "ref"


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
        if pairs is None or (loose and not all(_named(question.tokens, new) for _, new in pairs)):
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
    open_left, named = list(left), [one for one in right if _named(question.tokens, one)]
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


def _named(tokens: list[Token], one: Bound) -> bool:
    """Whether a number has a parameter named next to it, or a unit that stands for one."""
    before = tokens[one.index - 1] if one.index else None
    if isinstance(before, Word) and before.name == "soft":
        before = tokens[one.index - 2] if one.index > 1 else None
    return (
        (before is not None and before.kind == "l" and before.name == one.slot)
        or one.number.unit in SLOT_OF_UNIT
        or one.slot in ("exc", "ref")
        or (one.number.unit != "" and one.slot.startswith("unit:"))
        or _label_after(tokens, one.index) == one.slot
    )


def _find_changes(question: Question) -> None:
    _give_roles(question)
    for before, after in pairwise(question.bound):
        kind = joins(question.tokens, before.index, after.index)
        if "used" in (before.role, after.role):
            if kind in ("to", "than", "or") and after.slot in (before.slot, "unit:"):
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


def _drop_repeated_factors(question: Question) -> None:
    """ETL减半，16到8 says the same twice."""
    for slot, factor in list(question.factors.items()):
        said = question.changes.get(slot, [])
        if len(said) == 1 and said[0].first and abs(said[0].second / said[0].first - factor) < 1e-6:
            del question.factors[slot]


def _goes(question: Question, new: Bound, step: float) -> bool:
    """Whether the verb before a number says that its parameter goes the way of the step."""
    before = question.tokens[max(0, new.index - 2) : new.index]
    verbs = [token for token in before if token.kind in "uc"]
    down = any(verb.name == "down" or verb.text.startswith(_FALLING) for verb in verbs)
    up = any(verb.name == "up" or verb.text.startswith(_RISING) for verb in verbs)
    return (down and step < 0) or (up and step > 0)


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
        if token.kind == "r" and not _scales_value(question, index, float(token.name)):
            _add_factor(question, index, float(token.name))
    for one in question.bound:
        relative = one.number.unit in ("x", "%") or _scales(question.tokens, one.index)
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
    previous = question.tokens[index - 1] if index else None
    if (
        previous is not None
        and previous.name in _ASKED_FOR
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
    held = joined = False
    for token in reversed(question.tokens[:index]):
        if token.kind == "l":
            if token.name in _ASKED_FOR and held and not joined:
                return  # SAR TR不变
            question.same.add(token.name)
            held, joined = True, False
        elif (token.kind, token.name) == ("c", "and"):
            joined = True
        elif token.kind != "w":
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
