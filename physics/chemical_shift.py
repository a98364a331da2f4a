"""Fat and water: frequency difference, echo times and displacement."""

import numpy as np
from numpy.typing import ArrayLike

from physics.constants import FAT_WATER_SHIFT
from physics.larmor import larmor_frequency
from physics.validation import Array, require_finite, require_non_negative, require_positive


def fat_water_shift(*, B0: ArrayLike, shift: ArrayLike = FAT_WATER_SHIFT) -> Array:
    """Frequency difference of fat and water [Hz]: shift times the Larmor frequency.

    B0 in T (>= 0), shift dimensionless (3.4e-6 by default; finite, the sign is kept). NaN in, NaN out;
    ValueError outside the range.

    >>> print(fat_water_shift(B0=3.0).round(1))
    434.3
    """
    (shift,) = require_finite(shift=shift)
    return larmor_frequency(B0=B0) * shift


def in_phase_TE(*, B0: ArrayLike, shift: ArrayLike = FAT_WATER_SHIFT) -> Array:
    """First echo time [s] at which fat and water are in phase again: 1 / df; B0 and shift > 0.

    NaN in, NaN out; ValueError outside the range.
    """
    B0, shift = require_positive(B0=B0, shift=shift)
    return 1 / fat_water_shift(B0=B0, shift=shift)


def opposed_phase_TE(*, B0: ArrayLike, shift: ArrayLike = FAT_WATER_SHIFT) -> Array:
    """First echo time [s] at which fat and water are opposed: 1 / (2 df); arguments as for in_phase_TE."""
    return in_phase_TE(B0=B0, shift=shift) / 2


def pixel_shift(
    *, B0: ArrayLike, bandwidth_per_pixel: ArrayLike, shift: ArrayLike = FAT_WATER_SHIFT
) -> Array:
    """Displacement of fat along the readout [pixels]: df over the bandwidth per pixel [Hz, > 0].

    NaN in, NaN out; ValueError outside the range.
    """
    (bandwidth_per_pixel,) = require_positive(bandwidth_per_pixel=bandwidth_per_pixel)
    return fat_water_shift(B0=B0, shift=shift) / bandwidth_per_pixel


def slice_shift(
    *,
    B0: ArrayLike,
    pulse_bandwidth: ArrayLike,
    thickness: ArrayLike = 1.0,
    shift: ArrayLike = FAT_WATER_SHIFT,
) -> Array:
    """Displacement of fat across the slice, in the unit of thickness: thickness * df / pulse bandwidth.

    Pulse bandwidth in Hz (> 0), thickness >= 0; a thickness of 1 gives the share of a slice. NaN in, NaN out;
    ValueError outside the range.
    """
    (pulse_bandwidth,) = require_positive(pulse_bandwidth=pulse_bandwidth)
    (thickness,) = require_non_negative(thickness=thickness)
    return thickness * fat_water_shift(B0=B0, shift=shift) / pulse_bandwidth


def pulse_bandwidth(*, duration: ArrayLike, time_bandwidth: ArrayLike) -> Array:
    """Bandwidth of a slice-selective pulse [Hz]: time-bandwidth product over duration [s], both > 0."""
    duration, time_bandwidth = require_positive(duration=duration, time_bandwidth=time_bandwidth)
    return np.asarray(time_bandwidth / duration)[()]
