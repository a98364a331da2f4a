"""Which numbers a parameter can take: the units people type, and the range that tells it from others."""

from typing import Final

from quizzes.assistant.tokens import Number

# Units a bare number of each parameter may stand in, as factors to the unit of the reading, and its range.
_UNITS: Final[dict[str, tuple[dict[str, float], float, float]]] = {
    "TR": ({"": 1, "ms": 1, "s": 1000}, 0.5, 60_000),
    "TE": ({"": 1, "ms": 1}, 0.01, 2000),
    "TI": ({"": 1, "ms": 1, "s": 1000}, 1, 10_000),
    "ESP": ({"": 1, "ms": 1}, 0.5, 100),
    "T1": ({"": 1, "ms": 1, "s": 1000}, 10, 20_000),
    "T2": ({"": 1, "ms": 1, "s": 1000}, 1, 5000),
    "duration": ({"": 1, "ms": 1, "us": 0.001}, 0.001, 100),
    "overhead": ({"": 1, "ms": 1}, 0, 1000),
    "TBW": ({"": 1}, 1, 30),
    "ETL": ({"": 1, "count": 1}, 1, 1000),
    "NSA": ({"": 1, "times": 1}, 0.5, 256),
    "slices": ({"": 1, "slices": 1}, 1, 2000),
    "partitions": ({"": 1, "partitions": 1, "slices": 1}, 1, 2000),
    "concatenations": ({"": 1, "groups": 1, "times": 1, "count": 1}, 1, 50),
    "acs": ({"": 1, "lines": 1, "count": 1}, 0, 500),
    "thickness": ({"": 1, "mm": 1, "cm": 10}, 0.1, 100),
    "bandwidth": ({"": 1, "Hz": 1, "kHz": 1000}, 1, 2_000_000),
    "matrix": ({"": 1, "lines": 1}, 16, 4096),
    "lines": ({"": 1, "lines": 1}, 16, 4096),
    "FOV": ({"": 1, "mm": 1, "cm": 10}, 30, 1000),
    "phaseFOV": ({"": 1, "mm": 1, "cm": 10, "%": 0.01}, 0.1, 1000),
    "object": ({"": 1, "mm": 1, "cm": 10}, 1, 2000),
    "R": ({"": 1, "x": 1}, 1, 16),
    "g": ({"": 1}, 1, 10),
    "PF": ({"": 1, "%": 0.01}, 0.5, 1),
    "oversampling": ({"": 1, "%": 0.01}, 0, 3),
    "mass": ({"": 1, "kg": 1, "jin": 0.5}, 0.5, 400),
    "true_mass": ({"": 1, "kg": 1, "jin": 0.5}, 0.5, 400),
    "entered": ({"": 1, "kg": 1, "jin": 0.5}, 0.5, 400),
    "height": ({"": 1, "m": 1, "cm": 0.01}, 0.3, 2.5),
    "limit": ({"": 1, "W/kg": 1}, 0.01, 100),
    "SNR": ({"": 1, "%": 0.01, "x": 1}, 0.01, 10),
    "SAR": ({"": 1, "W/kg": 1}, 0.001, 100),
    "shown": ({"": 1, "W/kg": 1}, 0.001, 100),
    "B1": ({"": 1, "uT": 1}, 0.001, 100),
    "B1rms": ({"": 1, "uT": 1}, 0.001, 50),
    "ambient": ({"": 1, "degC": 1, "deg": 1}, 5, 60),
    "ratio": ({"": 1, "%": 0.01, "tenths": 0.1}, 0, 1),
    "B0": ({"": 1, "T": 1, "mT": 0.001, "G": 0.0001}, 0.000_01, 25),
    "time": ({"min": 1, "s": 1 / 60, "h": 60}, 0.001, 1440),
    "coil": ({"m": 1, "cm": 0.01, "mm": 0.001}, 0.05, 2.5),
    "radius": ({"": 1, "cm": 1, "m": 100, "mm": 0.1}, 0.1, 200),
    "epsilon": ({"": 1}, 1, 200),
    "sigma": ({"": 1, "S/m": 1}, 0, 10),
    "heat_capacity": ({"": 1, "J/kg/K": 1, "J/kg": 1}, 500, 6000),
    "k": ({"": 1, "W/kg": 1}, 0.001, 10),
    "voxel": ({"mm3": 1}, 0.001, 100_000),
    "FA": ({"": 1, "deg": 1}, 0, 1000),
    "ref": ({"": 1, "deg": 1}, 0, 360),
    "exc": ({"": 1, "deg": 1}, 0, 360),
}
SLOT_OF_UNIT: Final = {
    "T": "B0",
    "degC": "ambient",
    "kg": "mass",
    "jin": "mass",
    "m": "height",
    "slices": "slices",
    "lines": "lines",
    "times": "NSA",
    "min": "time",
    "h": "time",
    "s": "time",
    "S/m": "sigma",
    "J/kg/K": "heat_capacity",
    "groups": "concatenations",
    "mm3": "voxel",
    "partitions": "partitions",
}


def fits(slot: str, number: Number) -> float | None:
    """The number in the unit of the parameter's reading, None where unit or size cannot be this parameter."""
    units, low, high = _UNITS.get(slot, ({}, 0.0, 0.0))
    if number.unit not in units:
        return None
    value = number.value * units[number.unit]
    if number.unit == "":
        value = _bare(slot, value)
    return value if low <= value <= high else None


def is_height(number: Number) -> bool:
    """Whether a length in centimetres is that of a person."""
    return number.unit == "cm" and 100 <= number.value <= 230


def _bare(slot: str, value: float) -> float:
    """Bare numbers that people type in another unit than the reading's."""
    if slot == "height" and 30 <= value <= 250:
        return value / 100
    if slot in ("PF", "oversampling", "ratio") and 2 < value <= 300:
        return value / 100
    if slot in ("FOV", "object") and value < 60:
        return value * 10
    return value
