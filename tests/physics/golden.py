"""Evaluate a file of golden vectors: ``python -m tests.physics.golden FILE``.

The file holds ``{"vectors": [{"quantity", "inputs", "expected", "unit", "rel_tol"}, …]}``. Inputs are bare
numbers, numbers with a unit, lists, words or short prose about a protocol; all of them are computed. Each
vector becomes one JSON line; the exit code is 1 if one of them differs. The expected value "INVALID" means
that the library refuses the inputs with a ValueError.
"""

import argparse
import json
import math
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from physics import epg, exposure, pulses, relaxation, sar, timing, units
from physics.catalogue import CATALOGUE, Argument, evaluate
from tests.physics.prose import read_sequence, read_timeline, read_train

Inputs = Mapping[str, Any]

_ALIASES = {
    "r": "radius",
    "b1": "B1_amplitude",
    "conductivity": "sigma",
    "permittivity": "eps_r",
    "l": "coil_effective_length",
    "m": "mass",
    "h": "height",
    "temperature": "ambient",
    "ipat": "R",
    "reduction": "R",
    "oversampling": "phase_oversampling",
    "averages": "NSA",
    "lines": "phase_lines",
    "pf": "partial_fourier",
    "part": "partitions",
    "fov": "fov_phase",
    "echo_spacing": "esp",
    "fa": "flip_angle",
    "overhead": "overhead_per_slice",
    "sar_6min": "limit_6min",
}
_EDITION_OF_YEAR = {"2002": "2", "2010": "3", "2013": "3", "2015": "3"}


def main() -> int:
    """Evaluate the file named on the command line."""
    parser = argparse.ArgumentParser(description="Evaluate a file of golden vectors.")
    parser.add_argument("file", type=Path)
    vectors = json.loads(parser.parse_args().file.read_text(encoding="utf-8"))["vectors"]
    right = True
    for vector in vectors:
        line = check(vector)
        right = right and line["ok"]
        print(json.dumps(line, ensure_ascii=False))
    return 0 if right else 1


def check(vector: Mapping[str, Any]) -> dict[str, Any]:
    """The vector's inputs evaluated and compared with what it expects."""
    try:
        value = evaluate_vector(vector)
    except ValueError as refusal:
        value, reason = "INVALID", str(refusal)
    except LookupError as missing:  # one vector that cannot be read must not end the run
        value, reason = None, f"cannot read the inputs: {missing}"
    else:
        reason = None
    line = {key: vector[key] for key in ("quantity", "inputs", "expected")}
    line |= {"value": value, "ok": _agrees(value, vector["expected"], vector.get("rel_tol", 0))}
    return line if reason is None else line | {"reason": reason}


def _agrees(value: Any, expected: Any, rel_tol: float) -> bool:
    if isinstance(expected, list):
        return (
            isinstance(value, list)
            and len(value) == len(expected)
            and all(_agrees(v, e, rel_tol) for v, e in zip(value, expected, strict=True))
        )
    if value is None or isinstance(value, str) or isinstance(expected, str):
        return bool(value == expected)
    return math.isclose(value, expected, rel_tol=max(rel_tol, 1e-12), abs_tol=1e-12)


def evaluate_vector(vector: Mapping[str, Any]) -> Any:
    """Value of one vector in its own unit; ValueError where the library refuses the inputs."""
    quantity, inputs, unit = vector["quantity"], vector["inputs"], vector.get("unit", "")
    for pattern, function in _SPECIAL:
        if match := re.fullmatch(pattern, quantity):
            return function(inputs, unit, *match.groups())
    return from_catalogue(quantity, inputs, unit)


def from_catalogue(name: str, inputs: Inputs, unit: str, **further: float | str) -> Any:
    """A calculation of the catalogue with the inputs it knows, in the unit wanted."""
    if name not in CATALOGUE:
        raise LookupError(f"no calculation is called {name!r}")
    calculation = CATALOGUE[name]
    known = {argument.name: argument for argument in calculation.arguments}
    folded = {key.lower(): key for key in known}
    arguments = dict(further)
    for key, value in inputs.items():
        plain = key.strip("_").split()[-1].lower()
        argument = folded.get(plain) or _ALIASES.get(plain)
        if argument in known:
            arguments[argument] = _for_argument(known[argument], value)
    value = evaluate(name, **arguments)
    if "bool" in (unit, calculation.unit):
        return bool(value)
    return units.convert(value, unit_from=calculation.unit, unit_to=unit or calculation.unit)


def _for_argument(argument: Argument, value: Any) -> float | str:
    """The input in the display unit of the argument, or the word that it means."""
    if argument.choices is not None:
        return _choice(argument, str(value))
    return number(value, argument.unit)


def _choice(argument: Argument, text: str) -> str:
    assert argument.choices is not None
    if argument.name == "edition":
        digits = re.search(r"\d+", text)
        text = digits[0] if digits else text
        return _EDITION_OF_YEAR.get(text, text)
    if text in argument.choices:
        return text
    return next((word for word in argument.choices if word[:5] == text.lower()[:5]), text)


def number(value: Any, unit: str, default: float | None = None) -> float:
    """A number of the file in a unit: bare, with its own unit, or the word for infinity.

    LookupError where it cannot be read, so that a reader's failure is not taken for the library's refusal.
    """
    if value is None and default is not None:
        return default
    try:
        if isinstance(value, Mapping):
            return units.convert(float(value["value"]), unit_from=value["unit"], unit_to=unit)
        if isinstance(value, str) and (written := re.fullmatch(r"\s*([-+.\deE]+)\s*([^\d\s].*)", value)):
            return units.convert(float(written[1]), unit_from=written[2], unit_to=unit)
        return float(value)
    except (TypeError, ValueError) as error:
        raise LookupError(f"{value!r} is no number in {unit}") from error


def _echoes(inputs: Inputs, unit: str) -> list[float]:
    """Amplitudes of an echo train given by one angle and its length, or by every angle."""
    if "refocusing_train" in inputs:
        train = read_train(inputs["refocusing_train"])
    else:
        train = [number(inputs["refocusing"], "deg")] * int(number(inputs.get("etl"), "1"))
    amplitudes = epg.cpmg_echoes(
        refocusing=np.deg2rad(train),
        excitation=np.deg2rad(number(inputs.get("excitation"), "deg", 90.0)),
        echo_spacing=number(inputs.get("esp"), "ms", 10.0),
        T1=number(inputs.get("T1"), "ms", np.inf),
        T2=number(inputs.get("T2"), "ms", np.inf),
        b1_scale=number(inputs.get("b1_scale"), "1", 1.0),
    )
    return [float(amplitude) for amplitude in amplitudes]


def _echo_ratio(inputs: Inputs, unit: str, ref_to: str, ref_from: str, echo: str) -> Any:
    if "TE_eff" in inputs:
        echo = str(round(number(inputs["TE_eff"], "ms") / number(inputs["esp"], "ms")))
    return from_catalogue(
        "tse_signal_ratio_at_echo",
        {"T1": np.inf, "T2": np.inf, "esp": 10.0} | dict(inputs),
        unit,
        ref_from=float(ref_from),
        ref_to=float(ref_to),
        echo=float(echo),
    )


def _first_echo_ratio(inputs: Inputs, unit: str, ref_to: str) -> Any:
    return from_catalogue("tse_signal_ratio_first_echo", {"refocusing": float(ref_to)} | dict(inputs), unit)


def _b1_rms(inputs: Inputs, unit: str) -> float:
    played, TR = read_sequence(inputs)
    value = pulses.b1_rms(pulses=played, averaging_time=TR)
    return units.from_si(float(value), unit)


def _reference_pulse(inputs: Inputs, unit: str) -> float:
    played, TR = read_sequence(inputs)
    power = next(value for key, value in inputs.items() if "power" in key)
    mass = inputs.get("body_mass", inputs.get("mass"))
    value = sar.sar_from_reference_pulse(
        reference_power=number(power, "W"), pulses=played, TR=TR, mass=number(mass, "kg")
    )
    return units.from_si(float(value), unit)


def _relative_sar(inputs: Inputs, unit: str, name: str) -> Any:
    """A ratio given by two protocols, by a protocol and what is added, or by plain numbers."""
    if "from" in inputs and "to" in inputs and isinstance(inputs["from"], str):
        common = {key: value for key, value in inputs.items() if key not in ("from", "to")}
        before = read_sequence({"sequence": inputs["from"]} | common)
        after = read_sequence({"sequence": inputs["to"]} | common)
        value = sar.relative_sar(pulses_from=before[0], TR_from=before[1], pulses_to=after[0], TR_to=after[1])
    elif "base" in inputs and "added" in inputs:
        base, _ = read_sequence({"sequence": inputs["base"]})
        per_slice = float(np.max(base[0].count)) if "per slice" in inputs["added"] else 1.0
        added, _ = read_sequence({"sequence": inputs["added"], "slices": per_slice})
        value = sar.relative_sar_with_added(base=base, added=added)
    elif "train" in inputs:
        value = sar.relative_sar_flip_trains(
            excitation=number(inputs.get("excitation"), "deg", 90.0),
            train_from=read_train(inputs["reference"]),
            train_to=read_train(inputs["train"]),
        )
    else:
        return from_catalogue(f"relative_sar{name}", inputs, unit)
    return units.convert(float(value), unit_from="1", unit_to=unit)


def _sliding_mean(inputs: Inputs, unit: str, length: str, unit_of_length: str) -> float:
    durations, values = read_timeline(inputs["timeline"])
    window = units.to_si(float(length), unit_of_length)
    return units.from_si(exposure.worst_mean(durations=durations, sar=values, window=window), unit)


def _limit_check(inputs: Inputs, unit: str, mode: str | None = None) -> bool:
    durations, values = read_timeline(inputs["timeline"])
    findings = exposure.check_exposure(
        segments=[
            exposure.Segment(duration=duration, whole_body=value)
            for duration, value in zip(durations, values, strict=True)
        ],
        mode=(mode or inputs["mode"]).split("_")[0],
        ambient=number(inputs.get("ambient"), "degC", 22.0),
    )
    return all(finding.within for finding in findings)


def _printed_formula(inputs: Inputs, unit: str) -> bool:
    """The printed SAR formula asks for a length: refuse a quantity in a unit of area."""
    unit_of_A = re.search(r"\(([^)]*)\)", str(inputs["A"]))
    units.convert(1.0, unit_from=unit_of_A[1] if unit_of_A else str(inputs["A"]), unit_to="m")
    return True


def _tr_validity(inputs: Inputs, unit: str) -> bool:
    timing.require_TR_tse(
        TR=number(inputs["TR"], "ms") / 1e3,
        slices=number(inputs["slices"], "1"),
        etl=number(inputs["etl"], "1"),
        echo_spacing=number(inputs["esp"], "ms") / 1e3,
        overhead=number(inputs.get("overhead_per_slice"), "ms", 0.0) / 1e3,
        concatenations=number(inputs.get("concatenations"), "1", 1.0),
    )
    return True


def _field_and_T1(inputs: Inputs, unit: str) -> Any:
    """Keys carry the field, as in ``T1_1.5T``; the fields stand in ``B0`` as "1.5->3 T"."""
    fields = [float(field) for field in re.findall(r"[\d.]+", str(inputs["B0"]))]
    arguments: dict[str, Any] = {"B0_from": fields[0], "B0_to": fields[1]}
    for key, value in inputs.items():
        if at_field := re.fullmatch(r"T1_([\d.]+)T", key):
            side = "from" if float(at_field[1]) == fields[0] else "to"
            arguments[f"T1_{side}"] = value
        elif key != "B0":
            arguments[key.removesuffix("_both")] = value
    return from_catalogue("snr_ratio_field_with_T1", arguments, unit)


def _power_law(inputs: Inputs, unit: str) -> Any:
    if "A" not in inputs:
        return from_catalogue("t1_bottomley1984_power_law", inputs, unit)
    value = relaxation.T1_from_frequency(A=inputs["A"], B=inputs["B"], B0=number(inputs["B0"], "T"))
    return units.from_si(float(value), unit)


def _contours(inputs: Inputs) -> list[tuple[float, float]]:
    """Distance [m] and level [mT] of inputs whose key ends in the level, as ``z_0.5mT``."""
    found = []
    for key, value in inputs.items():
        if level := re.fullmatch(r".*_([\d.]+)\s*(mT|T|G|uT)", key):
            field = units.convert(float(level[1]), unit_from=level[2], unit_to="mT")
            found.append((number(value, "m"), field))
    return found


def _dipole(inputs: Inputs, unit: str, name: str) -> Any:
    contours = _contours(inputs)
    if len(contours) == 2:
        (z1, level1), (z2, level2) = contours
        inputs = {"distance_1": z1, "level_1": level1, "distance_2": z2, "level_2": level2}
    elif contours:
        inputs = {"axial_distance": contours[0][0], "level_from": contours[0][1]} | dict(inputs)
    return from_catalogue(name, inputs, unit)


def _unit_conversion(inputs: Inputs, unit: str) -> float:
    return number(inputs["value"], unit)


_SPECIAL: tuple[tuple[str, Callable[..., Any]], ...] = (
    (r"tse_echo_amplitudes\w*|hyperecho_amplitude\w*", _echoes),
    (r"tse_signal_ratio_(\d+)_vs_(\d+)_at_echo(\d+)", _echo_ratio),
    (r"tse_signal_ratio_(\d+)_vs_180_first_echo", _first_echo_ratio),
    (r"b1rms", _b1_rms),
    (r"wb_sar_reference_pulse_calibration", _reference_pulse),
    (r"relative_sar(_\w+)", _relative_sar),
    (r"rolling_(\d+)(min|s)_max", _sliding_mean),
    (r"limit_check(?:_(\w+))?", _limit_check),
    (r"sar_printed_formula_unit_check", _printed_formula),
    (r"tr_validity", _tr_validity),
    (r"snr_ratio_field_with_T1", _field_and_T1),
    (r"t1_bottomley1984_power_law", _power_law),
    (r"(dipole_distance_\w+|fringe_exponent\w*)", _dipole),
    (r"unit_conversion_\w+", _unit_conversion),
)

if __name__ == "__main__":
    sys.exit(main())
