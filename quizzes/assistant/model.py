"""What a rule hands on: the reading of a question, and the result of computing it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from quizzes.assistant.question import View

Parameter = float | str | bool


@dataclass(frozen=True)
class Reading:
    """A question in terms of parameters; `missing` names what has to be asked for before computing."""

    intent: str
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """Value in its unit, the assumptions made (keys of the wording) and further figures for the text."""

    value: float | None
    unit: str | None = None
    assumptions: tuple[str, ...] = ()
    facts: Mapping[str, float] = field(default_factory=dict)


Rule = Callable[[View], Reading | None]
Calculation = Callable[[Mapping[str, Parameter]], Result]


def given(**parameters: Parameter | None) -> dict[str, Parameter]:
    """The parameters that are there."""
    return {name: value for name, value in parameters.items() if value is not None}


def number(parameters: Mapping[str, Parameter], name: str, default: float | None = None) -> float:
    """A numeric parameter, or its default."""
    value = parameters.get(name, default)
    if value is None or isinstance(value, str):
        raise ValueError(f"{name} must be a number")
    return float(value)


def wanted(view: View) -> str:
    """How a ratio is asked for: as a ratio, in percent, or as what was saved or added."""
    percent = view.asked("percent")
    if view.asked("amount") and view.question.text.isascii() and "how much" in view.question.text:
        moved = view.move("SAR", "SNR", "time")
        if moved:
            return "saved" if moved == "down" else "risen"
    if view.asked("times"):
        return "ratio"
    parts = view.asked("tenths", "fraction")
    if (percent or parts) and (moved := view.question.moved_by_ask()):
        share = "" if percent else "_share"
        return ("saved" if moved == "down" else "risen") + share
    if view.asked("saved"):
        return (
            "saved_share"
            if parts or any(text.endswith("成") for text in view.ask_texts("saved"))
            else "saved"
        )
    if view.asked("risen"):
        return "risen_share" if any(text.endswith("成") for text in view.ask_texts("risen")) else "risen"
    return "percent" if percent else "ratio"


def as_wanted(ratio: float, want: str, assumptions: tuple[str, ...] = (), **facts: float) -> Result:
    """A ratio in the form asked for."""
    value, unit = {
        "ratio": (ratio, "1"),
        "percent": (100 * ratio, "%"),
        "saved": (100 * (1 - ratio), "%"),
        "saved_share": (1 - ratio, "1"),
        "risen": (100 * (ratio - 1), "%"),
        "risen_share": (ratio - 1, "1"),
    }[want]
    return Result(value, unit, assumptions, {"ratio": ratio, **facts})
