"""Resonance frequency of the proton."""

from numpy.typing import ArrayLike

from physics.constants import GAMMA_BAR
from physics.validation import Array, require_non_negative


def larmor_frequency(*, B0: ArrayLike) -> Array:
    r"""Proton resonance frequency.

    .. math:: f_0 = \frac{\gamma}{2\pi} B_0

    Holds for the free proton; water-shielded protons resonate 26 ppm lower.

    Parameters
    ----------
    B0
        Static field [T], >= 0. A "3 T" class may really be 2.89 T.

    Returns
    -------
    :
        Frequency [Hz]; NaN where B0 is NaN.

    Raises
    ------
    ValueError
        If B0 is negative.

    References
    ----------
    CODATA 2018, proton gyromagnetic ratio over 2 pi.

    Examples
    --------
    >>> print((larmor_frequency(B0=1.5) / 1e6).round(3))
    63.866
    """
    (B0,) = require_non_negative(B0=B0)
    return GAMMA_BAR * B0
