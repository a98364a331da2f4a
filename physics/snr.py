"""Signal-to-noise ratio of one protocol against another."""

import numpy as np
from numpy.typing import ArrayLike

from physics.validation import Array, require_between, require_finite, require_non_negative, require_positive


def snr_ratio(
    *,
    dx: ArrayLike = 1.0,
    dy: ArrayLike = 1.0,
    dz: ArrayLike = 1.0,
    averages: ArrayLike = 1.0,
    lines: ArrayLike = 1.0,
    partitions: ArrayLike = 1.0,
    bandwidth: ArrayLike = 1.0,
    g: ArrayLike = 1.0,
    signal: ArrayLike = 1.0,
) -> Array:
    r"""SNR after a change over SNR before it; every argument is a ratio after to before.

    .. math:: \frac{SNR_2}{SNR_1} = \Delta x\,\Delta y\,\Delta z
       \sqrt{\frac{N_{avg} N_{lines} N_{part}}{BW}} \frac{S}{g}

    Magnitude images well above the noise floor. Readout samples at fixed bandwidth per pixel do not count.

    Parameters
    ----------
    dx, dy, dz
        Voxel edges, > 0.
    averages, partitions
        Averages and 3D partitions, > 0.
    lines
        Acquired phase lines, > 0: 1 + oversampling, partial Fourier, phase FOV at the same voxel, or 1/R.
    bandwidth
        Bandwidth per pixel, > 0.
    g
        Noise amplification of parallel imaging, > 0 (against a protocol without it: >= 1).
    signal
        Signal of the tissue by its signal equation, >= 0.

    Returns
    -------
    :
        Ratio; NaN where an input is NaN.

    Raises
    ------
    ValueError
        If an argument leaves its range.

    References
    ----------
    Edelstein et al. (1986), Magn. Reson. Med. 3, 604; Parker and Gullberg (1990), Med. Phys. 17, 250;
    Pruessmann et al. (1999), Magn. Reson. Med. 42, 952.
    """
    dx, dy, dz, averages, lines, partitions, bandwidth, g = require_positive(
        dx=dx, dy=dy, dz=dz, averages=averages, lines=lines, partitions=partitions, bandwidth=bandwidth, g=g
    )
    (signal,) = require_non_negative(signal=signal)
    return dx * dy * dz * np.sqrt(averages * lines * partitions / bandwidth) / g * signal


def parallel_imaging_snr(*, reduction: ArrayLike, g: ArrayLike = 1.0) -> Array:
    """SNR left by parallel imaging: 1 / (g sqrt(R)), with R >= 1 and g >= 1; NaN in, NaN out.

    ValueError outside the range. Source: Pruessmann et al. (1999), Magn. Reson. Med. 42, 952.
    """
    reduction, g = require_between(1, np.inf, reduction=reduction, g=g)
    return np.asarray(1 / (g * np.sqrt(reduction)))[()]


def field_snr_ratio(*, B0_from: ArrayLike, B0_to: ArrayLike, exponent: ArrayLike = 1.0) -> Array:
    """SNR at another field at equal relaxation: (B0_to / B0_from)^p, fields in T (> 0).

    p is about 1 in bodies between 0.5 and 3 T and up to 1.9 above. Longer T1 at the higher field takes part
    of it back. NaN in, NaN out; ValueError for a field that is not positive or an infinite exponent. Sources:
    Edelstein et al. (1986), Magn. Reson. Med. 3, 604; Pohmann et al. (2016), Magn. Reson. Med. 75, 801.
    """
    B0_from, B0_to = require_positive(B0_from=B0_from, B0_to=B0_to)
    (exponent,) = require_finite(exponent=exponent)
    return (B0_to / B0_from) ** exponent


def homodyne_snr(*, partial_fourier: ArrayLike) -> Array:
    r"""SNR left by partial Fourier with homodyne weights: 1/sqrt(3 - 2 PF), PF between 0.5 and 1.

    The weights double the unpaired lines with their noise, so it is less than the plain sqrt(PF).
    NaN in, NaN out; ValueError outside the range. Source: Noll et al. (1991), IEEE Trans. Med. Im. 10, 154.
    """
    (partial_fourier,) = require_between(0.5, 1, partial_fourier=partial_fourier)
    return np.asarray(1 / np.sqrt(3 - 2 * partial_fourier))[()]


def averages_to_restore_snr(*, snr_ratio: ArrayLike) -> Array:
    """Factor on the averages that brings SNR back after it fell to snr_ratio (> 0): 1 / ratio^2.

    Scan time grows by the same factor. NaN in, NaN out; ValueError if the ratio is not positive.
    """
    (snr_ratio,) = require_positive(snr_ratio=snr_ratio)
    return 1 / np.square(snr_ratio)
