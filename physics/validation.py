"""Checks shared by every formula: they convert to arrays of float and refuse what cannot exist.

NaN passes every check, so that an unknown stays unknown instead of becoming an error.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def require_positive(**values: ArrayLike) -> tuple[Array, ...]:
    """Return the values as arrays of float; ValueError unless all are > 0."""
    return _require(values, "must be greater than 0", lambda x: x <= 0)


def require_non_negative(**values: ArrayLike) -> tuple[Array, ...]:
    """Return the values as arrays of float; ValueError unless all are >= 0."""
    return _require(values, "must be 0 or greater", lambda x: x < 0)


def require_finite(**values: ArrayLike) -> tuple[Array, ...]:
    """Return the values as arrays of float; ValueError where one is infinite."""
    return _require(values, "must be finite", np.isinf)


def require_between(low: float, high: float, /, **values: ArrayLike) -> tuple[Array, ...]:
    """Return the values as arrays of float; ValueError outside low to high, both inclusive."""
    return _require(values, f"must be between {low:g} and {high:g}", lambda x: (x < low) | (x > high))


def require_count(**values: ArrayLike) -> tuple[Array, ...]:
    """Return the values as arrays of float; ValueError unless all are whole numbers >= 1."""
    return _require(
        values, "must be a whole number of at least 1", lambda x: (x < 1) | np.isinf(x) | (np.floor(x) < x)
    )


def require_choice(known: tuple[str, ...], /, **values: str) -> None:
    """ValueError unless every value is one of the known names."""
    for name, value in values.items():
        if value not in known:
            raise ValueError(f"{name} must be one of {', '.join(known)}, got {value!r}")


def _require(
    values: dict[str, ArrayLike], rule: str, breaks: Callable[[Array], NDArray[np.bool_]]
) -> tuple[Array, ...]:
    arrays = {name: np.asarray(value, dtype=np.float64) for name, value in values.items()}
    for name, array in arrays.items():
        bad = breaks(array)
        if bad.any():
            raise ValueError(f"{name} {rule}, got {array[bad].flat[0]:g}")
    return tuple(arrays.values())
