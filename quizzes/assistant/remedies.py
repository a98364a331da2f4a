"""Remedies for an over-limit protocol that a question describes, computed by `physics.advice`."""

import math
from collections.abc import Mapping
from typing import Final

from physics.advice import Remedy, RemedyKind, advise
from physics.protocol import Protocol, Sequence
from quizzes.assistant.model import Parameter, number

_SEQUENCES: Final = {"tse": Sequence.TSE, "se": Sequence.SE, "gre": Sequence.GRE, "bssfp": Sequence.BSSFP}
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "tse": ("B0", "TR_ms", "TE_ms", "ESP_ms", "slices", "etl", "ref"),
    "se": ("B0", "TR_ms", "TE_ms", "slices", "ref"),
    "gre": ("B0", "TR_ms", "TE_ms", "slices", "fa"),
    "bssfp": ("B0", "TR_ms", "TE_ms", "fa"),
}
_MOST = 6
_ANGLES: Final = frozenset(
    {RemedyKind.REFOCUSING_ANGLE, RemedyKind.VARIABLE_REFOCUSING, RemedyKind.EXCITATION_ANGLE}
)


def missing(parameters: Mapping[str, Parameter]) -> tuple[str, ...] | None:
    """What is still needed to compute remedies; None where too little is said to compute anything."""
    if not {"seq", "sar", "limit"} <= parameters.keys():
        return None
    return tuple(name for name in _NEEDED.get(str(parameters["seq"]), ()) if name not in parameters)


def remedies(parameters: Mapping[str, Parameter]) -> list[Remedy]:
    """The first single remedies in their order, without the check of the entries.

    Raises ValueError where the settings contradict each other, such as a TR too short for its slices.
    """
    found = advise(_protocol(parameters), SAR=number(parameters, "sar"), limit=number(parameters, "limit"))
    return [remedy for remedy in found if len(remedy.steps) == 1][:_MOST]


def steps(remedy: Remedy) -> tuple[float, float]:
    """A remedy's setting before and after in the units people use: degrees, ms, a number."""
    step = remedy.steps[0]
    scale = 180 / math.pi if step.kind in _ANGLES else 1000.0 if step.kind is RemedyKind.TR else 1.0
    return scale * step.before, scale * step.after


def _protocol(parameters: Mapping[str, Parameter]) -> Protocol:
    sequence = _SEQUENCES[str(parameters["seq"])]
    refocused = sequence in (Sequence.TSE, Sequence.SE)
    turbo = sequence is Sequence.TSE
    return Protocol(
        sequence=sequence,
        B0=number(parameters, "B0"),
        TR=number(parameters, "TR_ms") / 1000,
        TE=number(parameters, "TE_ms") / 1000,
        excitation_angle=math.radians(90.0 if refocused else number(parameters, "fa")),
        refocusing_angle=math.radians(number(parameters, "ref")) if refocused else None,
        turbo_factor=int(number(parameters, "etl")) if turbo else 1,
        echo_spacing=number(parameters, "ESP_ms") / 1000 if turbo else None,
        slices=int(number(parameters, "slices", 1.0)),
        phase_lines=int(number(parameters, "lines", 256.0)),
        averages=int(number(parameters, "nsa", 1.0)),
    )
