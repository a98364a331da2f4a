"""Attach the numbers of a question to parameters, and note what stays unclear."""

from itertools import pairwise

from quizzes.assistant.changes import join_numbers, label_near
from quizzes.assistant.parameters import SLOT_OF_UNIT, fits, is_height
from quizzes.assistant.proximity import ASKED_FOR, joins, label_after, label_next, scales_parameter
from quizzes.assistant.question import Bound, Question
from quizzes.assistant.senses import settled
from quizzes.assistant.tokens import Number, Token, Word

_BREAKS = frozenset({"for", "in", "with", "per", "at", "on", "and", "和", "乘", "×"})


def bind(text: str, tokens: list[Token]) -> Question:
    """Attach every number to a parameter, join numbers to changes and note what stays unclear."""
    question = Question(text, settled(tokens))
    _bind_numbers(question)
    _name_pulse_pairs(question)
    join_numbers(question)
    _note_moves(question)
    _note_doubts(question)
    return question


def _bind_numbers(question: Question) -> None:
    """Give every number the parameter that is named around it, or that its unit stands for."""
    tokens = question.tokens
    label: str | None = None
    for index, token in enumerate(tokens):
        if isinstance(token, Word):
            if token.kind == "l":
                label = token.name
            elif (
                token.name == "hard"
                or (token.name == "same" and token.text not in ("都", "都是"))
                or token.text in _BREAKS
                or (token.kind == "a" and token.name != "left")
            ):
                label = None
            continue
        before = question.bound[-1] if question.bound else None
        joined = before.slot if before and joins(tokens, before.index, index) else None
        if scales_parameter(tokens, index):
            slots: tuple[str | None, ...] = ()
        elif joined is not None and label in (None, joined):
            apart = before is not None and joins(tokens, before.index, index) in ("and", "or")
            slots = (label_next(tokens, index) if apart else None, joined, label)
        else:
            slots = (label, joined)
        bound = next((one for slot in slots if slot and (one := _bound(token, index, slot))), None)
        bound = bound or _bound_alone(token, index, tokens, scales=scales_parameter(tokens, index))
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
    if number.unit in ("kg", "jin") and (after := label_next(tokens, index)):
        bound = _bound(number, index, after)  # 90 kg typed
    if bound is not None:
        return bound
    if number.unit in SLOT_OF_UNIT:
        bound = _bound(number, index, SLOT_OF_UNIT[number.unit])
    elif is_height(number) and not any(token.name in ("FOV", "phaseFOV") for token in tokens):
        bound = _bound(number, index, "height")
    elif _counts_pulses(tokens, index):
        bound = Bound(number, index, "unit:count", number.value)
    elif not scales and (after := label_after(tokens, index)):
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


def _name_pulse_pairs(question: Question) -> None:
    """90/180 are the excitation and the refocusing of a spin echo."""
    for before, after in pairwise(question.bound):
        between = question.tokens[before.index + 1 : after.index]
        if [token.text for token in between] != ["/"]:
            continue
        plain = {before.slot, after.slot} <= {"unit:", "unit:deg"}
        if plain and 45 <= before.value <= 120 and 20 <= after.value <= 180:
            before.slot, after.slot = "exc", "ref"


def _note_moves(question: Question) -> None:
    """Note what grows or falls without a number, and what stays."""
    for index, token in enumerate(question.tokens):
        if token.kind == "u" and token.name in ("up", "down") and (slot := label_near(question, index)):
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
            if token.name in ASKED_FOR and held and not joined:
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
        if after.name == "soft":
            continue
        if after.kind not in "wlcf" or (after.kind == "l" and after.name in ASKED_FOR):
            return True
    return True
