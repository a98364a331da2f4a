"""Conversion between display units and SI, for the edges of the library: catalogue, question bank, tests."""

from typing import Final

_UNITS: Final[dict[str, dict[str, float]]] = {
    "number": {"1": 1.0, "%": 1e-2, "ppm": 1e-6, "bool": 1.0, "lines": 1.0, "slices": 1.0, "pixel": 1.0,
               "eu": 1.0, "M0": 1.0},
    "angle": {"rad": 1.0, "deg": 0.017453292519943295},
    "time": {"s": 1.0, "us": 1e-6, "ms": 1e-3, "min": 60.0, "h": 3600.0},
    "length": {"m": 1.0, "um": 1e-6, "mm": 1e-3, "cm": 1e-2},
    "area": {"m^2": 1.0, "cm^2": 1e-4, "mm^2": 1e-6},
    "mass": {"kg": 1.0, "g": 1e-3},
    "field": {"T": 1.0, "mT": 1e-3, "uT": 1e-6, "nT": 1e-9, "G": 1e-4, "mG": 1e-7},
    "frequency": {"Hz": 1.0, "kHz": 1e3, "MHz": 1e6},
    "power": {"W": 1.0, "mW": 1e-3, "kW": 1e3},
    "specific power": {"W/kg": 1.0, "mW/kg": 1e-3, "mW/g": 1.0},
    "specific power per squared field": {"W/kg/T^2": 1.0, "W/kg/uT^2": 1e12},
    "specific energy": {"J/kg": 1.0, "kJ/kg": 1e3},
    "specific heat": {"J/kg/K": 1.0, "kJ/kg/K": 1e3},
    "density": {"kg/m3": 1.0, "g/cm3": 1e3},
    "conductivity": {"S/m": 1.0, "mS/m": 1e-3},
    "Celsius temperature": {"degC": 1.0},
    "temperature difference": {"K": 1.0, "mK": 1e-3},
}  # fmt: skip
_DIMENSION: Final = {unit: dimension for dimension, units in _UNITS.items() for unit in units}
_FACTOR: Final = {unit: factor for units in _UNITS.values() for unit, factor in units.items()}
_SIGNS: Final = str.maketrans({"µ": "u", "μ": "u", "²": "^2", "³": "^3", "℃": "degC", "°": "deg"})
_SPELLINGS: Final = {
    "": "1",
    "Gs": "G",
    "gauss": "G",
    "sec": "s",
    "degree": "deg",
    "degrees": "deg",
    "kg/m^3": "kg/m3",
    "g/cm^3": "g/cm3",
    "m2": "m^2",
    "pixels": "pixel",
    "px": "pixel",
}


def to_si(value: float, unit: str) -> float:
    """Value in the SI unit of its dimension (room temperature: degC); ValueError for an unknown unit."""
    return value * _FACTOR[canonical(unit)]


def from_si(value: float, unit: str) -> float:
    """Value of an SI quantity in a display unit; ValueError for an unknown unit."""
    return value / _FACTOR[canonical(unit)]


def convert(value: float, *, unit_from: str, unit_to: str) -> float:
    """Value in another unit of the same dimension.

    Raises ValueError if a unit is unknown or the dimensions differ.

    >>> round(convert(5.0, unit_from="G", unit_to="mT"), 12)
    0.5
    """
    if dimension(unit_from) != dimension(unit_to):
        raise ValueError(
            f"{unit_from} is a unit of {dimension(unit_from)}, {unit_to} of {dimension(unit_to)}"
        )
    return value if unit_from == unit_to else from_si(to_si(value, unit_from), unit_to)


def dimension(unit: str) -> str:
    """Name of the quantity a unit measures; ValueError for an unknown unit."""
    return _DIMENSION[canonical(unit)]


def canonical(unit: str) -> str:
    """The spelling of a unit that this module uses: "W/kg/µT²" is "W/kg/uT^2"; ValueError if unknown."""
    spelling = unit.strip().translate(_SIGNS)
    spelling = _SPELLINGS.get(spelling, spelling)
    if spelling not in _DIMENSION:
        raise ValueError(f"unit {unit!r} is unknown")
    return spelling
