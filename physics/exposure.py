"""SAR over an examination: exact sliding means, the check against the limits, absorbed energy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from physics import limits
from physics.validation import Array, require_non_negative, require_positive

LONG_WINDOW: Final = 360.0
"""Averaging time of every SAR limit [s]."""

SHORT_WINDOW: Final = 10.0
"""Averaging time of the short-term limits [s]."""


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A stretch of constant SAR; a quantity that was not recorded is None."""

    duration: float  #: [s], > 0
    whole_body: float | None = None  #: [W/kg], >= 0
    partial_body: float | None = None  #: [W/kg], >= 0
    head: float | None = None  #: [W/kg], >= 0
    local: float | None = None  #: [W/kg] in 10 g, >= 0, local transmit coils only


@dataclass(frozen=True, kw_only=True)
class Finding:
    """The worst mean of one quantity in one window, beside its limit."""

    quantity: str  #: a key of physics.limits.CERTAINTY
    window: float  #: [s]
    sar: float  #: [W/kg]
    limit: float  #: [W/kg]
    certainty: limits.Certainty

    @property
    def ratio(self) -> float:
        """Share of the limit that is used."""
        return self.sar / self.limit

    @property
    def within(self) -> bool:
        """Whether the limit holds; a limit may be used up exactly, to rounding."""
        return self.ratio <= 1 + 1e-9


def worst_mean(*, durations: ArrayLike, sar: ArrayLike, window: float) -> float:
    """Largest mean SAR in any window, exactly; nothing is absorbed before and after the segments.

    The absorbed energy is piecewise linear in time, so the largest mean lies where an edge of the window
    meets an edge of a segment; the other edge is interpolated.

    Parameters
    ----------
    durations
        Duration of each segment in order [s], > 0, one axis.
    sar
        SAR of each segment [W/kg], >= 0, same shape.
    window
        Averaging time [s], > 0.

    Returns
    -------
    :
        Largest mean [W/kg]; NaN where an input is NaN.

    Raises
    ------
    ValueError
        If an argument leaves its range, or the shapes differ or are empty.
    """
    durations, _ = require_positive(durations=durations, window=window)
    (sar,) = require_non_negative(sar=sar)
    if durations.ndim != 1 or durations.size == 0 or durations.shape != sar.shape:
        raise ValueError("durations and sar must list the same segments, at least one")
    edges = np.concatenate([[0.0], np.cumsum(durations)])
    energy = np.concatenate([[0.0], np.cumsum(durations * sar)])
    starts = np.concatenate([edges, edges - window])
    absorbed = np.interp(starts + window, edges, energy) - np.interp(starts, edges, energy)
    return float(np.max(absorbed) / window)


def check_exposure(
    *,
    segments: Sequence[Segment],
    mode: str,
    ambient: float = 25.0,
    exposed_mass_ratio: float | None = None,
    region: str | None = None,
    edition: str = "3",
) -> tuple[Finding, ...]:
    """Compare an examination with every SAR limit that its figures allow, the tightest first.

    Parameters
    ----------
    segments
        The examination in order of time. A quantity is checked where every segment gives it.
    mode
        Operating mode, "normal" or "first".
    ambient
        Room temperature [degC], 0 to 60.
    exposed_mass_ratio
        Exposed over total mass, 0 to 1; needed for partial-body SAR.
    region
        "head", "trunk" or "extremities"; needed for local SAR.
    edition
        Edition of IEC 60601-2-33, "2" or "3".

    Returns
    -------
    :
        Two findings for each quantity: 6 minutes and 10 seconds.

    Raises
    ------
    ValueError
        If an argument leaves its range or is missing, or no quantity is given by every segment.
    """
    found = []
    for quantity in ("whole_body", "partial_body", "head", "local"):
        values = [getattr(segment, quantity) for segment in segments]
        if not values or None in values:
            continue
        limit = _limit(quantity, mode, ambient, exposed_mass_ratio, region, edition)
        short = float(limits.short_term_limit(limit_6min=limit, edition=edition))
        for window, bound in ((LONG_WINDOW, limit), (SHORT_WINDOW, short)):
            worst = worst_mean(durations=[s.duration for s in segments], sar=values, window=window)
            found.append(
                Finding(
                    quantity=quantity,
                    window=window,
                    sar=worst,
                    limit=bound,
                    certainty=limits.CERTAINTY[quantity],
                )
            )
    if not found:
        raise ValueError("segments must all give one quantity: whole_body, partial_body, head or local")
    return tuple(sorted(found, key=lambda finding: -finding.ratio))


def _limit(
    quantity: str,
    mode: str,
    ambient: float,
    exposed_mass_ratio: float | None,
    region: str | None,
    edition: str,
) -> float:
    match quantity:
        case "whole_body":
            return float(limits.whole_body_limit(mode=mode, ambient=ambient))
        case "partial_body":
            if exposed_mass_ratio is None:
                raise ValueError("exposed_mass_ratio is needed to check partial-body SAR")
            return float(limits.partial_body_limit(mode=mode, exposed_mass_ratio=exposed_mass_ratio))
        case "head":
            return limits.head_limit(mode=mode)
        case _:
            if region is None:
                raise ValueError("region is needed to check local SAR")
            return limits.local_limit(region=region, mode=mode, edition=edition)


def absorbed_energy(*, sar: ArrayLike, time: ArrayLike) -> Array:
    """Specific absorbed energy [J/kg] of a SAR [W/kg] during a time [s], both >= 0.

    NaN in, NaN out; ValueError if negative. The standard gives no limit, it asks the manufacturer for one.
    """
    sar, time = require_non_negative(sar=sar, time=time)
    return sar * time


def adiabatic_temperature_rise(*, sar: ArrayLike, time: ArrayLike, specific_heat: ArrayLike) -> Array:
    """Upper bound of the warming [K]: no heat leaves the body.

    SAR in W/kg and time in s (>= 0), specific heat in J/kg/K (> 0; 3470 for a body). 1 W/kg during an hour
    gives 1.04 K. NaN in, NaN out; ValueError outside the range.
    """
    (specific_heat,) = require_positive(specific_heat=specific_heat)
    return absorbed_energy(sar=sar, time=time) / specific_heat
