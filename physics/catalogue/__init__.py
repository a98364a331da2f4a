"""Every calculation that people may ask for, under one stable name and in display units.

The assistant, the question bank and the command line compute through ``evaluate`` and hold no formula.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from physics.catalogue import (
    body_entries,
    limit_entries,
    pulse_entries,
    sar_entries,
    scan_entries,
    signal_entries,
)
from physics.catalogue.model import Argument, Calculation
from physics.units import from_si, to_si

__all__ = ["CATALOGUE", "Argument", "Calculation", "evaluate"]

CATALOGUE: Final[Mapping[str, Calculation]] = MappingProxyType(
    {
        entry.name: entry
        for module in (pulse_entries, sar_entries, limit_entries, body_entries, signal_entries, scan_entries)
        for entry in module.ENTRIES
    }
)


def evaluate(name: str, /, **arguments: float | str) -> float:
    """Value of a calculation in its display unit; a yes-or-no result is 1 or 0.

    Parameters
    ----------
    name
        A key of ``CATALOGUE``.
    arguments
        The inputs in display units; those with a default may be left out.

    Returns
    -------
    :
        The result in ``CATALOGUE[name].unit``.

    Raises
    ------
    ValueError
        If the name or an argument is unknown, missing or out of its range, or the inputs contradict
        each other.

    Examples
    --------
    >>> round(evaluate("relative_sar_gre_fa", fa_from=15, fa_to=12), 3)
    0.64
    """
    if name not in CATALOGUE:
        raise ValueError(f"no calculation is called {name!r}")
    calculation = CATALOGUE[name]
    unknown = arguments.keys() - {argument.name for argument in calculation.arguments}
    if unknown:
        raise ValueError(f"{name} does not take {', '.join(sorted(unknown))}")
    values = {
        argument.name: _in_si(argument, arguments.get(argument.name, argument.default))
        for argument in calculation.arguments
    }
    return from_si(float(calculation.function(**values)), calculation.unit)


def _in_si(argument: Argument, value: float | str | None) -> float | str:
    """The value of one argument, checked against its range and converted."""
    if value is None:
        raise ValueError(f"{argument.name} is missing")
    if argument.choices is not None:
        if value not in argument.choices:
            raise ValueError(f"{argument.name} must be one of {', '.join(argument.choices)}, got {value!r}")
        return value
    if isinstance(value, str):
        raise ValueError(f"{argument.name} must be a number, got {value!r}")
    low = -float("inf") if argument.low is None else argument.low
    high = float("inf") if argument.high is None else argument.high
    if not low <= value <= high:
        raise ValueError(
            f"{argument.name} must be between {low:g} and {high:g} {argument.unit}, got {value:g}"
        )
    return to_si(float(value), argument.unit)
