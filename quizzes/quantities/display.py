"""How quantities are written to members; what is printed here reads back as the same quantity."""

from math import isfinite

from quizzes.quantities.units import Unit, parse_unit

_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_WITHOUT_SPACE = frozenset({"°", "%", "‰"})


def format_quantity(value: float, unit: Unit | str, *, digits: int | None = None) -> str:
    """Write a quantity as members see it: ``1.5 W/kg``, ``120°``, ``1.38×10⁻²³ J/K``.

    Parameters
    ----------
    value
        Finite, in `unit`.
    unit
        The unit or a spelling of it; a pure number (``1``) is written without.
    digits
        Significant digits, ≥ 1, trailing zeros kept. Left out: as many as it takes, at most six.

    Raises
    ------
    ValueError
        If the value is not finite or the unit is not known.
    """
    if isinstance(unit, str):
        known = parse_unit(unit)
        if known is None:
            raise ValueError(f"unknown unit {unit!r}")
        unit = known
    number = format_number(value, digits=digits)
    if unit.symbol == "1":
        return number
    return f"{number}{'' if unit.symbol in _WITHOUT_SPACE else ' '}{unit.symbol}"


def format_number(value: float, *, digits: int | None = None) -> str:
    """Write a number; powers of ten from 10⁷ up and below 10⁻⁴. See `format_quantity`."""
    if not isfinite(value):
        raise ValueError(f"not a finite number: {value}")
    if value == 0:
        return "0"
    # Rounding first: 9.996 in three digits is 10.0.
    mantissa, exponent = f"{value:.{(digits or 6) - 1}e}".split("e")
    power = int(exponent)
    if digits is None:
        mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    if not -4 <= power < 7:
        return f"{mantissa}×10{str(power).translate(_SUPERSCRIPT)}"
    decimals = len(mantissa.lstrip("-").replace(".", "")) - 1 - power
    return f"{float(f'{mantissa}e{power}'):.{max(decimals, 0)}f}"
