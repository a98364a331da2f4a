"""What stands next to a number: the words that join it to another, and the parameter named beside it."""

from typing import Final

from quizzes.assistant.parameters import SLOT_OF_UNIT, fits
from quizzes.assistant.question import Bound
from quizzes.assistant.tokens import Number, Token, Word

ASKED_FOR: Final = frozenset({"SNR", "SAR", "time"})
_STOPS: Final = frozenset(".。?!！")


def joins(tokens: list[Token], first: int, second: int) -> str | None:
    """How the words between two numbers join them, such as "to", "than" or "and"; None if they do not."""
    between = tokens[first + 1 : second]
    kinds = {token.name for token in between if token.kind == "c"}
    for token in between:
        asks = token.kind == "a" and "than" not in kinds
        if isinstance(token, Number) or asks or token.kind in "r?" or token.text in _STOPS:
            return None
    if kinds == {"is"} and any(token.name == "hard" for token in between):
        return None
    return next(
        (kind for kind in ("or", "instead", "than", "to", "times", "is", "and") if kind in kinds), None
    )


def label_next(tokens: list[Token], index: int) -> str | None:
    """The label straight behind a number with a unit (a 320 mm patient)."""
    number, behind = tokens[index], tokens[index + 1] if index + 1 < len(tokens) else None
    own = index + 2 < len(tokens) and isinstance(tokens[index + 2], Number)
    named = isinstance(number, Number) and number.unit and behind is not None and behind.kind == "l"
    return behind.name if named and behind is not None and not own else None


def label_after(tokens: list[Token], index: int) -> str | None:
    """The label straight after a number (16回波链), unless it has a number of its own behind it."""
    for place in range(index + 1, min(index + 4, len(tokens))):
        token = tokens[place]
        if token.kind == "l":
            if token.name in ASKED_FOR:
                return None  # 6/8 SNR
            follower = next((one for one in tokens[place + 1 :] if one.kind not in "wf"), None)
            own = isinstance(follower, Number) and fits(token.name, follower) is not None
            pulses = token.name in ("ref", "exc") and follower is not None and follower.name == "pulse"
            return None if own or pulses else token.name
        if token.kind != "w" or len(token.text) > 2:
            return None
    return None


def scales_parameter(tokens: list[Token], index: int) -> bool:
    """Whether a number multiplies a parameter (TR×1.3) rather than being its value."""
    if index < 2 or (tokens[index - 1].kind, tokens[index - 1].name) != ("c", "times"):
        return False
    return not isinstance(tokens[index - 2], Number)


def is_named(tokens: list[Token], one: Bound) -> bool:
    """Whether a number has a parameter named next to it, or a unit that stands for one."""
    before = tokens[one.index - 1] if one.index else None
    if isinstance(before, Word) and before.name == "soft":
        before = tokens[one.index - 2] if one.index > 1 else None
    return (
        (before is not None and before.kind == "l" and before.name == one.slot)
        or one.number.unit in SLOT_OF_UNIT
        or one.slot in ("exc", "ref")
        or (one.number.unit != "" and one.slot.startswith("unit:"))
        or label_after(tokens, one.index) == one.slot
    )
