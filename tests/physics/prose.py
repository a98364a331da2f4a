"""Read the short prose in which golden vectors describe protocols and exposures."""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from physics import units
from physics.pulses import Pulse

_NUMBER = r"(\d+(?:\.\d+)?)"
_SHAPE = re.compile(rf"\b(rect|gauss_edge[\d.]+pct|(?:hann|hamming)_sinc_tbw{_NUMBER})\b")
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "a": 1, "an": 1}
_COUNTS = {
    "slices": rf"{_NUMBER}\s*sl(?:ices?)?\b",
    "etl": rf"\b(?:ETL|turbo factor)\s*=?\s*{_NUMBER}",
    "concatenations": rf"{_NUMBER}\s*conc",
}
_ANGLES = {
    "excitation": rf"\bexc(?:itation)?\s*=?\s*{_NUMBER}",
    "refocusing": rf"\bref(?:ocusing)?\s*=?\s*{_NUMBER}",
    "restore": rf"\brestore\s*=?\s*{_NUMBER}",
    "flip_angle": rf"\bFA\s*=?\s*{_NUMBER}|{_NUMBER}\s*deg",
}


def read_sequence(inputs: Mapping[str, Any]) -> tuple[tuple[Pulse, ...], float]:
    """Pulses per TR and TR [s] from prose and plain inputs; TR is 1 s where none is given.

    Prose wins over plain inputs. An excitation with refocusing pulses makes a spin-echo train; otherwise all
    pulses are equal. Pulses without a stated shape or duration are rectangular and last 1 ms.
    """
    text = " ".join(str(inputs[key]) for key in ("sequence", "pulse") if key in inputs)
    text = text.replace("\N{DEGREE SIGN}", " deg")
    values = {key: _plain(inputs[key], unit) for key, unit in _PLAIN.items() if key in inputs}
    for patterns in (_COUNTS, _ANGLES):
        for key, pattern in patterns.items():
            if found := re.search(pattern, text, re.IGNORECASE):
                values[key] = float(next(group for group in found.groups() if group))
    if both := re.search(rf"\b{_NUMBER}\s*/\s*{_NUMBER}\b", text):
        values["excitation"], values["refocusing"] = float(both[1]), float(both[2])
    if TR := re.search(rf"\bTR\s*=?\s*{_NUMBER}\s*(ms|s)?", text):
        values["TR"] = units.to_si(float(TR[1]), TR[2] or "ms")
        text = text.replace(TR[0], "")
    if duration := re.search(rf"{_NUMBER}\s*(ms|us)\b", text):
        values["duration"] = units.to_si(float(duration[1]), duration[2])
    shape = _SHAPE.search(text) or _SHAPE.search(str(inputs.get("shape", "")))
    repeats = re.match(rf"\s*(?:(one|two|three|four|an?)|{_NUMBER}\s*x)\s", text, re.IGNORECASE)
    if repeats:
        values["count"] = float(repeats[2] or _WORDS[repeats[1].lower()])
    return _pulses(values, shape[1] if shape else "rect"), values.get("TR", 1.0)


_PLAIN = {
    "slices": "1",
    "etl": "1",
    "count": "1",
    "concatenations": "1",
    "excitation": "deg",
    "refocusing": "deg",
    "flip_angle": "deg",
    "restore": "deg",
    "duration": "s",
    "TR": "s",
}


def _plain(value: Any, unit: str) -> float:
    if isinstance(value, Mapping):
        return units.convert(float(value["value"]), unit_from=value["unit"], unit_to=unit)
    return units.convert(float(value), unit_from="ms", unit_to="s") if unit == "s" else float(value)


def _pulses(values: Mapping[str, float], shape: str) -> tuple[Pulse, ...]:
    slices = values.get("slices", 1.0) / values.get("concatenations", 1.0)
    if "refocusing" in values:
        played = [
            (values.get("excitation", 90.0), 1.0),
            (values["refocusing"], values.get("etl", 1.0)),
            (values.get("restore", 0.0), 1.0),
        ]
    else:
        played = [(values["flip_angle"], values.get("count", 1.0))]
    return tuple(
        Pulse(
            flip_angle=np.deg2rad(angle),
            duration=values.get("duration", 1e-3),
            shape=shape,
            count=slices * count,
        )
        for angle, count in played
    )


def read_train(train: Any) -> list[float]:
    """Refocusing angles [deg] from a list, or from prose such as "16 x 180" or "150, 120x7"."""
    if not isinstance(train, str):
        return [float(angle) for angle in train]
    angles: list[float] = []
    for first, times, second in re.findall(rf"(-?\d+(?:\.\d+)?)\s*(?:([x×*])\s*{_NUMBER})?", train):
        if not times:
            angles.append(float(first))
        else:
            repeats, angle = sorted((float(first), float(second)))  # angles exceed the length of a group
            angles += [angle] * int(repeats)
    return angles


def read_timeline(text: str) -> tuple[list[float], list[float]]:
    """Durations [s] and SAR [W/kg] from prose such as "180 s at 3.0, then 2 min at 0.5 W/kg"."""
    stretches = re.findall(rf"{_NUMBER}\s*(s|min)\s+(?:at|of|@)\s+{_NUMBER}", text)
    return [units.to_si(float(n), unit) for n, unit, _ in stretches], [float(v) for *_, v in stretches]
