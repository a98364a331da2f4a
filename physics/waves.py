"""Plane radio-frequency waves in tissue: wavelength and depth of penetration."""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from physics.constants import EPSILON0, GAMMA, MU0
from physics.validation import Array, require_between, require_non_negative, require_positive

MUSCLE: Final = {1.5: (72.3, 0.688), 3.0: (63.5, 0.719), 7.0: (58.2, 0.770)}
"""Relative permittivity and conductivity [S/m] of muscle by field [T]; Gabriel et al. (1996)."""

CONDUCTIVITY: Final = {
    "csf": (2.07, 2.14),
    "blood": (1.21, 1.25),
    "muscle": (0.69, 0.72),
    "lung_inflated": (0.29, 0.32),
    "bone_cortical": (0.060, 0.067),
}
"""Conductivity [S/m] at 64 and 128 MHz; Gabriel et al. (1996), Phys. Med. Biol. 41, 2271. Fat: 0.035-0.07."""


def wave_number(*, B0: ArrayLike, eps_r: ArrayLike, sigma: ArrayLike = 0.0) -> NDArray[np.complex128]:
    r"""Complex wave number of a plane wave at the Larmor frequency.

    .. math:: k = \omega \sqrt{\mu_0 (\varepsilon_0 \varepsilon_r - i \sigma/\omega)}

    Parameters
    ----------
    B0
        Static field [T], > 0.
    eps_r
        Relative permittivity, >= 1.
    sigma
        Conductivity [S/m], >= 0.

    Returns
    -------
    :
        Wave number [1/m], the imaginary part negative or 0; NaN where an input is NaN.

    Raises
    ------
    ValueError
        If an argument leaves its range.

    References
    ----------
    Jackson (1999), Classical Electrodynamics, 3rd edition, section 7.5.
    """
    (B0,) = require_positive(B0=B0)
    (eps_r,) = require_between(1, np.inf, eps_r=eps_r)
    (sigma,) = require_non_negative(sigma=sigma)
    omega = GAMMA * B0
    return np.asarray(omega * np.sqrt(MU0 * (EPSILON0 * eps_r - 1j * (sigma / omega))), dtype=np.complex128)


def wavelength(*, B0: ArrayLike, eps_r: ArrayLike, sigma: ArrayLike = 0.0) -> Array:
    """Wavelength in the medium [m]: 2 pi over the real part of the wave number; arguments as there."""
    return np.asarray(2 * np.pi / wave_number(B0=B0, eps_r=eps_r, sigma=sigma).real)[()]


def penetration_depth(*, B0: ArrayLike, eps_r: ArrayLike, sigma: ArrayLike) -> Array:
    """Depth at which the amplitude of a plane wave has fallen to 1/e [m]; infinite without conductivity.

    Arguments as for wave_number.
    """
    with np.errstate(divide="ignore"):
        return np.asarray(1 / np.abs(wave_number(B0=B0, eps_r=eps_r, sigma=sigma).imag))[()]
