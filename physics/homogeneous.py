"""Quasi-static SAR of uniform bodies in a radio-frequency field.

Holds where the radius is much smaller than the wavelength over 2 pi: not for the trunk at 3 T or the head
at 7 T. ``B1`` is the peak amplitude of a linear field; a circular field of that amplitude doubles SAR.
"""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from physics.constants import BODY_DENSITY, GAMMA
from physics.validation import (
    Array,
    require_between,
    require_choice,
    require_non_negative,
    require_positive,
)

POLARISATIONS: Final = ("linear", "circular")

_GEOMETRY = {"sphere": 20.0, "cylinder_axial": 16.0, "cylinder_transverse": 8.0, "surface": 8.0}
BODIES: Final = tuple(_GEOMETRY)
"""Averages of a sphere, of a cylinder along B1 and of a long cylinder across B1 (an upper bound);
surface: the local SAR at the radius of a sphere or of a cylinder along B1."""

_POWER_EXPONENT = {"sphere": 5, "cylinder": 4}


def uniform_body_sar(
    *,
    body: str,
    sigma: ArrayLike,
    B0: ArrayLike,
    B1: ArrayLike,
    radius: ArrayLike,
    duty_cycle: ArrayLike = 1.0,
    density: ArrayLike = BODY_DENSITY,
    polarisation: str = "linear",
) -> Array:
    r"""SAR of a uniform body.

    .. math:: SAR = \frac{\sigma \omega^2 B_1^2 r^2 D}{g \rho}

    g is 20 (sphere), 16 (cylinder along the field) or 8 (long cylinder across it, and local at the surface).

    Parameters
    ----------
    body
        One of ``BODIES``.
    sigma
        Conductivity [S/m], >= 0.
    B0
        Static field [T], >= 0; gives the angular frequency.
    B1
        Peak amplitude of the transmit field [T], >= 0.
    radius
        Radius [m], >= 0: a length, not a cross-section.
    duty_cycle
        Share of time with full amplitude, 0 to 1.
    density
        Density [kg/m^3], > 0.
    polarisation
        "linear", or "circular" for twice the SAR.

    Returns
    -------
    :
        SAR [W/kg]; NaN where an input is NaN.

    Raises
    ------
    ValueError
        If an argument leaves its range.

    References
    ----------
    Bottomley and Andrew (1978), Phys. Med. Biol. 23, 630.
    """
    require_choice(BODIES, body=body)
    require_choice(POLARISATIONS, polarisation=polarisation)
    sigma, B0, B1, radius = require_non_negative(sigma=sigma, B0=B0, B1=B1, radius=radius)
    (duty_cycle,) = require_between(0, 1, duty_cycle=duty_cycle)
    (density,) = require_positive(density=density)
    turns = 2.0 if polarisation == "circular" else 1.0
    field = GAMMA * B0 * B1 * radius
    return turns * sigma * np.square(field) * duty_cycle / (_GEOMETRY[body] * density)


def sar_radius_scaling(*, radius_ratio: ArrayLike) -> Array:
    """Average SAR of a uniform body whose radius changes by a factor (> 0): the square of the factor.

    NaN in, NaN out; ValueError outside the range. The fourth and fifth powers belong to the absorbed power.
    """
    (radius_ratio,) = require_positive(radius_ratio=radius_ratio)
    return np.square(radius_ratio)


def power_radius_scaling(*, body: str, radius_ratio: ArrayLike) -> Array:
    """Absorbed power when the radius changes by a factor (> 0): r^5 for a sphere, r^4 for a cylinder.

    body is "sphere" or "cylinder" (of fixed length). NaN in, NaN out; otherwise ValueError.
    """
    require_choice(tuple(_POWER_EXPONENT), body=body)
    (radius_ratio,) = require_positive(radius_ratio=radius_ratio)
    return radius_ratio ** _POWER_EXPONENT[body]
