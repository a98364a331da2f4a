"""Relaxation times over the field, and the signal equations built on them."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from physics.constants import GAMMA_BAR
from physics.validation import Array, require_between, require_finite, require_non_negative, require_positive

BOTTOMLEY_1984: Final = {
    "muscle": (4.55e-4, 0.4203),
    "liver": (5.34e-4, 0.3799),
    "gray_matter": (3.62e-3, 0.3082),
    "white_matter": (1.52e-3, 0.3477),
    "fat": (1.13e-2, 0.1743),
}
"""A and B of T1 = A f^B, f in Hz and T1 in s; fitted from 1 to 100 MHz, so 3 T is an extrapolation.

Bottomley et al. (1984), Med. Phys. 11, 425; coefficients recalled."""

ROONEY_2007: Final = {"white_matter": (0.583, 0.382), "gray_matter": (0.857, 0.376), "blood": (1.35, 0.340)}
"""a and b of T1 = a B0^b, B0 in T and T1 in s, measured from 0.2 to 7 T.

Rooney et al. (2007), Magn. Reson. Med. 57, 308; coefficients recalled."""

CSF_T1: Final = 4.3
"""T1 of cerebrospinal fluid [s], nearly independent of the field (Rooney et al. 2007, recalled)."""


@dataclass(frozen=True, kw_only=True)
class TissueT1:
    """T1 [s] at 1.5 and 3 T as the operational journal 2022-10 prints it, beside measured values."""

    journal: tuple[float, float]
    literature: tuple[float, float]
    source: str
    remark: str


T1_TABLE: Final = {
    "gray_matter": TissueT1(
        journal=(0.920, 1.200),
        literature=(1.124, 1.820),
        source="Stanisz et al. (2005), Magn. Reson. Med. 54, 507; recalled",
        remark="the printed 3 T value is 1.30 times the 1.5 T value and too low",
    ),
    "white_matter": TissueT1(
        journal=(0.780, 1.010),
        literature=(0.884, 1.084),
        source="Stanisz et al. (2005), Magn. Reson. Med. 54, 507; recalled",
        remark="acceptable; published 3 T values spread from 0.6 to 1.1 s",
    ),
    "csf": TissueT1(
        journal=(2.400, 3.120),
        literature=(4.300, 4.300),
        source="Rooney et al. (2007), Magn. Reson. Med. 57, 308; recalled",
        remark="wrong: T1 of CSF is 4.2 to 4.5 s at either field",
    ),
    "fat": TissueT1(
        journal=(0.252, 0.292),
        literature=(0.343, 0.382),
        source="de Bazelaire et al. (2004), Radiology 230, 652",
        remark="low; the printed 3 T value is an extrapolation",
    ),
    "blood": TissueT1(
        journal=(1.200, 1.550),
        literature=(1.441, 1.932),
        source="Stanisz et al. (2005), Magn. Reson. Med. 54, 507; recalled",
        remark="low",
    ),
    "liver": TissueT1(
        journal=(0.500, 0.641),
        literature=(0.586, 0.809),
        source="de Bazelaire et al. (2004), Radiology 230, 652",
        remark="low; the printed 3 T value is an extrapolation",
    ),
    "muscle": TissueT1(
        journal=(0.870, 1.161),
        literature=(0.856, 0.898),
        source="de Bazelaire et al. (2004), Radiology 230, 652",
        remark="disputed: Stanisz et al. (2005) measured 1.008 and 1.412 s",
    ),
}
"""What the journal prints for T1, and what was measured."""


def T1_from_frequency(*, A: ArrayLike, B: ArrayLike, B0: ArrayLike) -> Array:
    """T1 [s] by the power law A f^B of the Larmor frequency f in Hz.

    A > 0 and B finite from ``BOTTOMLEY_1984``, B0 in T (> 0). The fit covers 1 to 100 MHz; beyond 2.35 T it
    extrapolates. NaN in, NaN out; ValueError outside the range.
    """
    A, B0 = require_positive(A=A, B0=B0)
    (B,) = require_finite(B=B)
    return np.asarray(A * (GAMMA_BAR * B0) ** B)[()]


def T1_from_field(*, a: ArrayLike, b: ArrayLike, B0: ArrayLike) -> Array:
    """T1 [s] by the power law a B0^b with a > 0 and b finite from ``ROONEY_2007``, B0 in T (> 0).

    NaN in, NaN out; ValueError outside the range.
    """
    a, B0 = require_positive(a=a, B0=B0)
    (b,) = require_finite(b=b)
    return np.asarray(a * B0**b)[()]


def ernst_angle(*, TR: ArrayLike, T1: ArrayLike) -> Array:
    r"""Flip angle that gives the largest spoiled gradient-echo signal.

    .. math:: \alpha_E = \arccos\left(e^{-TR/T_1}\right)

    Holds for perfect spoiling and a longitudinal steady state.

    Parameters
    ----------
    TR
        Repetition time [s], > 0.
    T1
        Longitudinal relaxation time [s], > 0.

    Returns
    -------
    :
        Ernst angle [rad], between 0 and pi/2; NaN where an input is NaN.

    Raises
    ------
    ValueError
        If TR or T1 is zero or negative.

    References
    ----------
    Ernst and Anderson (1966), Rev. Sci. Instrum. 37, 93. doi:10.1063/1.1719961

    Examples
    --------
    >>> print(np.rad2deg(ernst_angle(TR=0.010, T1=1.0)).round(2))
    8.09
    """
    TR, T1 = require_positive(TR=TR, T1=T1)
    return np.asarray(np.arccos(np.exp(-TR / T1)))[()]


def spgr_signal(*, flip_angle: ArrayLike, TR: ArrayLike, T1: ArrayLike, M0: ArrayLike = 1.0) -> Array:
    r"""Signal of a spoiled gradient echo at TE = 0.

    .. math:: S = M_0 \sin\alpha \frac{1 - E_1}{1 - E_1 \cos\alpha}, \quad E_1 = e^{-TR/T_1}

    Holds for perfect spoiling and a longitudinal steady state.

    Parameters
    ----------
    flip_angle
        Flip angle [rad], 0 to pi.
    TR, T1
        Repetition and longitudinal relaxation time [s], > 0.
    M0
        Equilibrium magnetisation, >= 0.

    Returns
    -------
    :
        Signal in units of M0; NaN where an input is NaN.

    Raises
    ------
    ValueError
        If an argument leaves its range.

    References
    ----------
    Ernst and Anderson (1966), Rev. Sci. Instrum. 37, 93. doi:10.1063/1.1719961
    """
    (flip_angle,) = require_between(0, np.pi * (1 + 1e-12), flip_angle=flip_angle)
    TR, T1 = require_positive(TR=TR, T1=T1)
    (M0,) = require_non_negative(M0=M0)
    recovered = -np.expm1(-TR / T1)
    return np.asarray(M0 * np.sin(flip_angle) * recovered / (1 - (1 - recovered) * np.cos(flip_angle)))[()]


def se_signal(*, TR: ArrayLike, TE: ArrayLike, T1: ArrayLike, T2: ArrayLike, M0: ArrayLike = 1.0) -> Array:
    r"""Signal of a 90-180 spin echo.

    .. math:: S = M_0 \left(1 - e^{-TR/T_1}\right) e^{-TE/T_2}

    Holds for TE much shorter than TR and perfect pulses.

    Parameters
    ----------
    TR
        Repetition time [s], > 0.
    TE
        Echo time [s], >= 0.
    T1, T2
        Relaxation times [s], > 0; T2 at most 2 T1.
    M0
        Equilibrium magnetisation, >= 0.

    Returns
    -------
    :
        Signal in units of M0; NaN where an input is NaN.

    Raises
    ------
    ValueError
        If an argument leaves its range.

    References
    ----------
    Brown et al. (2014), Magnetic Resonance Imaging, 2nd edition, chapter 8.
    """
    TR, T1, T2 = require_positive(TR=TR, T1=T1, T2=T2)
    TE, M0 = require_non_negative(TE=TE, M0=M0)
    if np.any(T2 > 2 * T1):
        raise ValueError("T2 must not exceed 2 T1")
    return M0 * -np.expm1(-TR / T1) * np.exp(-TE / T2)


def inversion_null_time(*, T1: ArrayLike, TR: ArrayLike = np.inf) -> Array:
    r"""Inversion time at which a tissue gives no signal.

    .. math:: TI = T_1 \ln\frac{2}{1 + e^{-TR/T_1}}

    Perfect inversion, and a 90 degree excitation that leaves nothing along the field.

    Parameters
    ----------
    T1
        Longitudinal relaxation time [s], > 0.
    TR
        Repetition time [s], > 0; infinite gives T1 ln 2.

    Returns
    -------
    :
        Inversion time [s]; NaN where an input is NaN.

    Raises
    ------
    ValueError
        If TR or T1 is not positive.

    References
    ----------
    Bydder and Young (1985), J. Comput. Assist. Tomogr. 9, 659.
    """
    T1, TR = require_positive(T1=T1, TR=TR)
    return T1 * np.log(2 / (1 + np.exp(-TR / T1)))
