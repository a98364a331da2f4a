"""Fold-over in the phase direction: how much oversampling a small field of view needs.

The object is centred. Lengths of one call share any unit.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from physics.validation import Array, require_non_negative, require_positive


def oversampling_for_no_wrap(*, fov_phase: ArrayLike, object_size: ArrayLike) -> Array:
    """Phase oversampling (a fraction) with which nothing folds: FOV (1 + os) = object, never below 0.

    FOV and object > 0. NaN in, NaN out; ValueError outside the range.
    """
    fov_phase, object_size = require_positive(fov_phase=fov_phase, object_size=object_size)
    return np.asarray(np.maximum(object_size / fov_phase - 1, 0.0))[()]


def oversampling_for_clean_display(*, fov_phase: ArrayLike, object_size: ArrayLike) -> Array:
    """Phase oversampling (a fraction) with which only the part that is cut away shows fold-over.

    FOV (1 + os) = (FOV + object) / 2: half of what oversampling_for_no_wrap asks; arguments as there.
    """
    return oversampling_for_no_wrap(fov_phase=fov_phase, object_size=object_size) / 2


def wraps_into_display(
    *, fov_phase: ArrayLike, object_size: ArrayLike, oversampling: ArrayLike = 0.0
) -> NDArray[np.bool_]:
    """Whether fold-over reaches the displayed field of view; oversampling a fraction >= 0.

    ValueError outside the range. False where an input is NaN.
    """
    (oversampling,) = require_non_negative(oversampling=oversampling)
    needed = oversampling_for_clean_display(fov_phase=fov_phase, object_size=object_size)
    return np.asarray(oversampling + 1e-12 < needed)


def oversampling_time_factor(*, oversampling: ArrayLike) -> Array:
    """Scan time with phase oversampling (a fraction >= 0) over without: 1 + os; SNR grows by its square root.

    NaN in, NaN out; ValueError outside the range.
    """
    (oversampling,) = require_non_negative(oversampling=oversampling)
    return 1 + oversampling


def sense_reduction(*, object_size: ArrayLike, fov_phase: ArrayLike, sense_factor: ArrayLike = 1.0) -> Array:
    """Number of points that parallel imaging really has to unfold: object / (FOV / factor), at least 1.

    A factor of 1 with a small field of view is therefore not "no acceleration". All > 0; NaN in, NaN out;
    ValueError outside the range. Source: Pruessmann et al. (1999), Magn. Reson. Med. 42, 952.
    """
    object_size, fov_phase, sense_factor = require_positive(
        object_size=object_size, fov_phase=fov_phase, sense_factor=sense_factor
    )
    return np.asarray(np.maximum(object_size * sense_factor / fov_phase, 1.0))[()]
