"""Buttons under an answer: values for what is missing, and the same question with another value."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from quizzes.assistant import wording
from quizzes.assistant.model import Parameter, Reading

Language = Literal["zh", "en"]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A button: its label and the full question it stands for."""

    label: str
    question: str


# What changes how the typed numbers are read, so that the choice goes before the text as typed.
_SETTLES_THE_READING = frozenset({"sequence", "which_limit", "which_echo"})

# For each intent the parameter that people try next, and its usual values.
_NEXT: Mapping[str, tuple[str, tuple[Parameter, ...]]] = {
    "relative_sar": ("ref_to", (150.0, 120.0, 90.0)),
    "relative_sar_reduction": ("ref_to", (150.0, 120.0, 90.0)),
    "first_echo_signal": ("ref", (150.0, 120.0, 90.0)),
    "pseudo_steady_state": ("ref", (150.0, 120.0, 90.0)),
    "wb_limit": ("ambient_C", (28.0, 30.0, 33.0)),
    "head_limit": ("mode", ("normal", "first")),
    "partial_body_limit": ("mode", ("normal", "first")),
    "binding_limit": ("mode", ("normal", "first")),
    "local_limit": ("mode", ("normal", "first")),
    "field_ratio": ("B0_to", (1.5, 3.0, 7.0)),
    "wavelength": ("B0", (1.5, 3.0, 7.0)),
    "larmor": ("B0", (1.5, 3.0, 7.0)),
    "fat_water_shift": ("B0", (1.5, 3.0, 7.0)),
    "opposed_phase_te": ("B0", (1.5, 3.0)),
    "in_phase_te": ("B0", (1.5, 3.0)),
}


def choices_of_missing(reading: Reading, text: str, language: Language) -> tuple[Choice, ...]:
    """The question with each usual value of the first thing that is missing."""
    repeated = wording.question(reading.intent, reading.parameters, language) if reading.parameters else None
    typed = text.strip().rstrip("?？。.!！")
    base = typed if repeated is None or reading.missing[0] in _SETTLES_THE_READING else repeated
    comma = "，" if language == "zh" else ", "
    return tuple(
        Choice(label=label, question=f"{words}{comma}{base}")
        for label, words in wording.choices(reading.missing[0], language)
    )


def next_steps(reading: Reading, language: Language) -> tuple[Choice, ...]:
    """The same question with each other usual value of the parameter that people try next."""
    key, values = _NEXT.get(reading.intent, ("", ()))
    parameters = reading.parameters
    if key not in parameters and (reading.intent != "wb_limit" or parameters["mode"] == "normal"):
        return ()
    taken = (parameters.get(key), parameters.get(key.replace("_to", "_from")))
    return tuple(
        Choice(
            label=wording.phrases({key.removesuffix("_to"): value}, language)[0],
            question=wording.question(reading.intent, {**parameters, key: value}, language) or "",
        )
        for value in values
        if value not in taken
    )
