"""Curves beside an answer: SAR against what can be changed, echoes along the train, SNR against averages.

Numbers only; axes and lines are named elsewhere. A curve of an answer is the calculation of that answer, run
over the range of one parameter, so that the two cannot differ.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import numpy as np

from physics.epg import cpmg_echoes
from physics.protocol import REFOCUSED, TURBO, relative_sar
from physics.sar import TR_for_sar_limit, relative_sar_gre
from physics.tissues import FAT, FLUID, WHITE_MATTER, Tissue
from quizzes import over_limit
from quizzes.assistant.model import Parameter
from quizzes.assistant.reader import CALCULATIONS
from quizzes.over_limit import Settings

Point = tuple[float, float]
Reading = Mapping[str, object]


class Quantity(StrEnum):
    """What an axis shows."""

    REFOCUSING = "refocusing"
    EXCITATION = "excitation"
    TR = "TR"
    ECHO = "echo"
    AVERAGES = "averages"
    SAR = "SAR"
    RELATIVE_SAR = "relative SAR"
    SIGNAL = "signal"
    RELATIVE_SNR = "relative SNR"
    AMBIENT = "ambient"
    LIMIT = "limit"


@dataclass(frozen=True, kw_only=True)
class Curve:
    """One line of a plot; a tissue and a refocusing angle [deg] tell the echo trains apart."""

    points: tuple[Point, ...]
    tissue: str = ""
    angle: float | None = None


@dataclass(frozen=True, kw_only=True)
class Plot:
    """Curves over one quantity, the limit they should stay below, and marks for the settings in question."""

    x: Quantity
    y: Quantity
    curves: tuple[Curve, ...]
    limit: float | None = None
    marks: tuple[Point, ...] = ()


TISSUES: Final = (FLUID, WHITE_MATTER, FAT)
SPACING_MS = 10.0
ECHOES = 16
_SWEEPS: Final[Mapping[tuple[str, str], tuple[Quantity, Quantity]]] = {
    ("relative_sar", "ref_to"): (Quantity.REFOCUSING, Quantity.RELATIVE_SAR),
    ("relative_sar", "fa_to"): (Quantity.EXCITATION, Quantity.RELATIVE_SAR),
    ("relative_sar", "TR_ms_to"): (Quantity.TR, Quantity.RELATIVE_SAR),
    ("snr", "nsa_to"): (Quantity.AVERAGES, Quantity.RELATIVE_SNR),
    ("wb_limit", "ambient_C"): (Quantity.AMBIENT, Quantity.LIMIT),
}
_TRAINS: Final = frozenset({"first_echo_signal", "pseudo_steady_state", "echo_signal"})


def has_curves(reading: Reading) -> bool:
    """Whether there is something to draw for the reading of an answer."""
    return (
        bool(_swept(reading)) or reading.get("intent") in _TRAINS or reading.get("intent") == "tr_for_limit"
    )


def of_reading(reading: Reading) -> tuple[Plot, ...]:
    """The plots for the reading of an answer; none where there is nothing to draw."""
    plots = [_sweep(reading, key) for key in _swept(reading)]
    if reading.get("intent") == "tr_for_limit":
        plots.append(_SAR_over_TR(*(_value(reading, key) for key in ("sar", "limit", "TR_ms"))))
    angle = reading.get("ref_to" if "ref_to" in reading else "ref")
    if isinstance(angle, (int, float)) and ("ref_to" in reading or reading.get("intent") in _TRAINS):
        spacing = _value(reading, "ESP_ms", SPACING_MS)
        echoes = int(_value(reading, "etl", ECHOES))
        if "TE_ms" in reading:
            echoes = max(echoes, round(_value(reading, "TE_ms") / spacing))
        plots.append(_trains((180.0, float(angle)), echoes=echoes, spacing=spacing))
    return tuple(plots)


def of_settings(settings: Settings) -> tuple[Plot, ...]:
    """SAR of an over-limit protocol against its angle and TR, and what a smaller angle costs in signal.

    Raises
    ------
    DoesNotFit
        If the settings contradict each other.
    """
    found = over_limit.advised(settings)
    base = found.protocol
    refocused = base.sequence in REFOCUSED
    present = math.degrees(max(base.refocusing_angles) if refocused else base.excitation_angle)

    def at(degrees: float) -> float:
        angle = math.radians(degrees)
        changed = (
            replace(base, refocusing_angle=angle) if refocused else replace(base, excitation_angle=angle)
        )
        return found.SAR * relative_sar(base, changed)

    angles = (float(angle) for angle in np.linspace(0.3 * present, present, 57))
    over_angle = Curve(points=tuple((angle, at(angle)) for angle in angles))
    plots = [
        Plot(
            x=Quantity.REFOCUSING if refocused else Quantity.EXCITATION,
            y=Quantity.SAR,
            curves=(over_angle,),
            limit=found.limit,
            marks=((present, found.SAR), *_crossing(over_angle, found.limit)),
        ),
        _SAR_over_TR(found.SAR, found.limit, 1000 * base.TR),
    ]
    if base.sequence in TURBO and base.echo_spacing is not None:
        smaller = next((x for x, _y in plots[0].marks[1:]), 0.7 * present)
        shown = (present, 5.0 * math.floor(smaller / 5.0))
        plots.append(_trains(shown, echoes=base.turbo_factor, spacing=1000 * base.echo_spacing))
    return tuple(plots)


def _value(reading: Reading, key: str, default: float | None = None) -> float:
    value = reading.get(key, default)
    assert isinstance(value, (int, float))
    return float(value)


def _swept(reading: Reading) -> list[str]:
    """The parameters of a reading that a curve may run over."""
    intent = str(reading.get("intent")).removesuffix("_reduction")
    if intent == "wb_limit" and reading.get("mode") != "first":
        return []
    return [key for of, key in _SWEEPS if of == intent and isinstance(reading.get(key), (int, float))]


def _sweep(reading: Reading, key: str) -> Plot:
    """The calculation of an answer over the range of one parameter."""
    intent = str(reading["intent"]).removesuffix("_reduction")
    x, y = _SWEEPS[intent, key]
    parameters: dict[str, Parameter] = {
        name: value for name, value in reading.items() if isinstance(value, (int, float, str, bool))
    }
    parameters["want"] = "ratio"

    def at(value: float) -> float:
        result = CALCULATIONS[intent]({**parameters, key: value}).value
        assert result is not None
        return result

    chosen = _value(reading, key)
    before = _value(reading, key.replace("_to", "_from"), chosen)
    marks = tuple((value, at(value)) for value in dict.fromkeys((before, chosen)))
    points = tuple((float(value), at(float(value))) for value in _range(x, before, chosen))
    return Plot(x=x, y=y, curves=(Curve(points=points),), marks=marks)


def _range(x: Quantity, before: float, after: float) -> list[float]:
    """Where a curve begins and ends: around both values, and within what the quantity can be."""
    low, high = min(before, after), max(before, after)
    match x:
        case Quantity.AVERAGES:
            return [float(n) for n in range(1, max(8, math.ceil(high)) + 1)]
        case Quantity.AMBIENT:
            low, high = min(20.0, low), max(36.0, high)
        case Quantity.REFOCUSING:
            low, high = min(60.0, low), 180.0
        case _:
            low, high = 0.6 * low, 1.3 * high
    return [float(value) for value in np.linspace(low, high, 65)]


def _SAR_over_TR(SAR: float, limit: float, TR: float) -> Plot:  # noqa: N802, N803
    needed = float(TR_for_sar_limit(sar=SAR, limit=limit, TR=TR))
    times = np.linspace(0.8 * min(TR, needed), 1.3 * max(TR, needed), 57)
    values = SAR * relative_sar_gre(flip_angle_from=1.0, flip_angle_to=1.0, TR_from=TR, TR_to=times)
    points = tuple((float(time), float(value)) for time, value in zip(times, values, strict=True))
    return Plot(
        x=Quantity.TR,
        y=Quantity.SAR,
        curves=(Curve(points=points),),
        limit=limit,
        marks=((TR, SAR), (needed, limit)),
    )


def _crossing(curve: Curve, limit: float) -> tuple[Point, ...]:
    """Where a rising curve meets the limit, by interpolation; nowhere if it does not."""
    x, y = np.transpose(curve.points)
    return ((float(np.interp(limit, y, x)), limit),) if y[0] < limit < y[-1] else ()


def _trains(angles: Sequence[float], *, echoes: int, spacing: float) -> Plot:
    """Echo amplitudes of three tissues under trains of constant angle."""

    def train(tissue: Tissue, angle: float) -> Curve:
        amplitudes = tissue.PD * cpmg_echoes(
            refocusing=np.full(echoes, math.radians(angle)),
            echo_spacing=spacing / 1000,
            T1=tissue.T1,
            T2=tissue.T2,
        )
        points = tuple((float(n), float(a)) for n, a in enumerate(amplitudes, 1))
        return Curve(points=points, tissue=tissue.name, angle=angle)

    curves = tuple(train(tissue, angle) for tissue in TISSUES for angle in dict.fromkeys(angles))
    return Plot(x=Quantity.ECHO, y=Quantity.SIGNAL, curves=curves)
