"""Fringe field of a magnet as a point dipole.

Only for unshielded magnets: the field of an actively shielded one falls much faster, so the vendor's contours
are what counts on site.
"""

import numpy as np
from numpy.typing import ArrayLike

from physics.constants import MU0
from physics.validation import Array, require_non_negative, require_positive


def dipole_axial_distance(*, moment: ArrayLike, field: ArrayLike) -> Array:
    r"""Distance on the axis of a dipole at which its field has fallen to a level.

    .. math:: z = \left(\frac{\mu_0 m}{2 \pi B}\right)^{1/3}

    Parameters
    ----------
    moment
        Magnetic moment [A m^2], >= 0.
    field
        Level [T], > 0.

    Returns
    -------
    :
        Distance from the centre [m]; NaN where an input is NaN.

    Raises
    ------
    ValueError
        If an argument leaves its range.

    References
    ----------
    Jackson (1999), Classical Electrodynamics, 3rd edition, section 5.6.
    """
    (moment,) = require_non_negative(moment=moment)
    (field,) = require_positive(field=field)
    return np.asarray(np.cbrt(MU0 * moment / (2 * np.pi * field)))[()]


def radial_distance(*, axial_distance: ArrayLike) -> Array:
    """Distance beside a dipole at which the field is that of axial_distance (>= 0): z / 2^(1/3), same unit.

    NaN in, NaN out; ValueError outside the range.
    """
    (axial_distance,) = require_non_negative(axial_distance=axial_distance)
    return np.asarray(axial_distance / np.cbrt(2.0))[()]


def distance_at_level(*, distance: ArrayLike, level_from: ArrayLike, level_to: ArrayLike) -> Array:
    """Distance of another contour of a dipole from a known one: d (level_from / level_to)^(1/3).

    Distance >= 0, levels > 0 in one unit. NaN in, NaN out; ValueError outside the range.
    """
    (distance,) = require_non_negative(distance=distance)
    level_from, level_to = require_positive(level_from=level_from, level_to=level_to)
    return distance * np.cbrt(level_from / level_to)


def distance_ratio_for_field(*, B0_ratio: ArrayLike) -> Array:
    """Distance of one contour of a dipole when the magnet's field changes by a factor (> 0): its cube root.

    NaN in, NaN out; ValueError outside the range.
    """
    (B0_ratio,) = require_positive(B0_ratio=B0_ratio)
    return np.asarray(np.cbrt(B0_ratio))[()]


def fall_off_exponent(
    *, distance_from: ArrayLike, level_from: ArrayLike, distance_to: ArrayLike, level_to: ArrayLike
) -> Array:
    """Exponent n of B ~ 1/d^n through two contours: 3 for a dipole, 5 to 9 for shielded magnets.

    Distances in one unit and levels in another, all > 0; the two distances must differ. NaN in, NaN out;
    ValueError outside the range.
    """
    distance_from, level_from, distance_to, level_to = require_positive(
        distance_from=distance_from, level_from=level_from, distance_to=distance_to, level_to=level_to
    )
    if np.any(distance_from == distance_to):
        raise ValueError("distance_from and distance_to must differ")
    return np.asarray(np.log(level_to / level_from) / np.log(distance_from / distance_to))[()]
