"""The body as a uniform cylinder: how build changes SAR.

A cylinder spreads the mass evenly along the height, so the exposed share of a trunk is underestimated.
"""

import numpy as np
from numpy.typing import ArrayLike

from physics.constants import BODY_DENSITY, COIL_LENGTH
from physics.validation import Array, require_positive


def cylinder_radius(*, mass: ArrayLike, height: ArrayLike, density: ArrayLike = BODY_DENSITY) -> Array:
    r"""Radius of a uniform cylinder of a person's mass and height.

    .. math:: R = \sqrt{\frac{m}{\pi \rho h}}

    Parameters
    ----------
    mass
        Body mass [kg], > 0.
    height
        Body height [m], > 0.
    density
        Density [kg/m^3], > 0.

    Returns
    -------
    :
        Radius [m]; NaN where an input is NaN.

    Raises
    ------
    ValueError
        If an argument is not positive.

    References
    ----------
    Volume of a cylinder; the body model is an assumption.
    """
    mass, height, density = require_positive(mass=mass, height=height, density=density)
    return np.asarray(np.sqrt(mass / (np.pi * density * height)))[()]


def exposed_mass_ratio(*, height: ArrayLike, coil_length: ArrayLike = COIL_LENGTH) -> Array:
    """Share of the body mass inside the transmit coil: min(1, coil length / height), both in m, > 0.

    The effective coil length of 0.5 m is an assumption. NaN in, NaN out; ValueError outside the range.
    """
    height, coil_length = require_positive(height=height, coil_length=coil_length)
    return np.asarray(np.minimum(coil_length / height, 1.0))[()]


def partial_body_sar_ratio(
    *, mass_from: ArrayLike, height_from: ArrayLike, mass_to: ArrayLike, height_to: ArrayLike
) -> Array:
    """SAR of the exposed part of one person against another at the same B1: R^2, so mass over height.

    Masses in kg, heights in m, all > 0. NaN in, NaN out; ValueError outside the range.
    """
    radius_from = cylinder_radius(mass=mass_from, height=height_from)
    return np.square(cylinder_radius(mass=mass_to, height=height_to) / radius_from)


def whole_body_sar_ratio(
    *,
    mass_from: ArrayLike,
    height_from: ArrayLike,
    mass_to: ArrayLike,
    height_to: ArrayLike,
    coil_length: ArrayLike = COIL_LENGTH,
) -> Array:
    """Whole-body SAR of one person against another at the same B1: R^2 times the exposed share of the mass.

    Masses in kg, heights and coil length in m, all > 0. NaN in, NaN out; ValueError outside the range.
    """
    exposed_from = exposed_mass_ratio(height=height_from, coil_length=coil_length)
    exposed_to = exposed_mass_ratio(height=height_to, coil_length=coil_length)
    partial = partial_body_sar_ratio(
        mass_from=mass_from, height_from=height_from, mass_to=mass_to, height_to=height_to
    )
    return partial * exposed_to / exposed_from


def journal_build_ratio(
    *, mass_from: ArrayLike, height_from: ArrayLike, mass_to: ArrayLike, height_to: ArrayLike
) -> Array:
    """SAR ratio of two builds by the rule printed in the operational journal 2022-10: r^5 over mass.

    Kept to show the size of the disagreement; absorbed power of a sphere goes as r^5, SAR as r^2.
    Masses in kg, heights in m, all > 0. NaN in, NaN out; ValueError outside the range.
    """
    radius_from = cylinder_radius(mass=mass_from, height=height_from)
    ratio = cylinder_radius(mass=mass_to, height=height_to) / radius_from
    return ratio**5 * np.divide(mass_from, mass_to)
