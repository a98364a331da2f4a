"""Scan time, acquired phase-encoding lines, and whether the pulses fit into TR."""

import numpy as np
from numpy.typing import ArrayLike

from physics.validation import Array, require_between, require_count, require_non_negative, require_positive


def acquired_lines(
    *,
    matrix_phase: ArrayLike,
    phase_fov: ArrayLike = 1.0,
    oversampling: ArrayLike = 0.0,
    partial_fourier: ArrayLike = 1.0,
    reduction: ArrayLike = 1.0,
    calibration_lines: ArrayLike = 0,
) -> Array:
    r"""Phase-encoding lines that are measured for each average.

    .. math:: N = \lceil M \cdot F (1 + o) P / R \rceil + C

    Counts every calibration line as extra; vendors often reuse the share 1/R that is measured anyway.

    Parameters
    ----------
    matrix_phase
        Lines of the full matrix, a whole number >= 1.
    phase_fov
        Phase over readout field of view, > 0.
    oversampling
        Phase oversampling as a fraction, >= 0.
    partial_fourier
        Measured share of k-space, 0.5 to 1.
    reduction
        Acceleration factor, >= 1.
    calibration_lines
        Auto-calibration lines, >= 0.

    Returns
    -------
    :
        Lines, a whole number; NaN where an input is NaN.

    Raises
    ------
    ValueError
        If an argument leaves its range.

    References
    ----------
    Bernstein, King and Zhou (2004), Handbook of MRI Pulse Sequences, chapter 8.
    """
    (matrix_phase,) = require_count(matrix_phase=matrix_phase)
    (phase_fov,) = require_positive(phase_fov=phase_fov)
    oversampling, calibration_lines = require_non_negative(
        oversampling=oversampling, calibration_lines=calibration_lines
    )
    (partial_fourier,) = require_between(0.5, 1, partial_fourier=partial_fourier)
    (reduction,) = require_between(1, np.inf, reduction=reduction)
    lines = matrix_phase * phase_fov * (1 + oversampling) * partial_fourier / reduction
    return _ceil(lines) + calibration_lines


def scan_time(
    *,
    TR: ArrayLike,
    phase_lines: ArrayLike,
    averages: ArrayLike = 1,
    partitions: ArrayLike = 1,
    slices: ArrayLike = 1,
    elliptical: bool = False,
) -> Array:
    """Scan time [s] with one line per TR: spin echo, 3D, or slice after slice of a 2D gradient echo.

    Parameters
    ----------
    TR
        Repetition time [s], > 0.
    phase_lines
        Acquired phase-encoding lines, a whole number >= 1.
    averages
        Number of signal averages, > 0; partial averages exist.
    partitions
        Lines of the second phase direction (3D), a whole number >= 1.
    slices
        Slices measured one after the other, a whole number >= 1; 1 where slices share TR.
    elliptical
        Leave out the corners of k-space: pi/4 of the lines of a 3D scan.

    Returns
    -------
    :
        Time [s]; NaN where an input is NaN.

    Raises
    ------
    ValueError
        If an argument leaves its range.

    References
    ----------
    Brown et al. (2014), Magnetic Resonance Imaging, 2nd edition, chapter 10.
    """
    TR, averages = require_positive(TR=TR, averages=averages)
    phase_lines, partitions, slices = require_count(
        phase_lines=phase_lines, partitions=partitions, slices=slices
    )
    return TR * phase_lines * averages * partitions * slices * (np.pi / 4 if elliptical else 1.0)


def scan_time_tse(
    *,
    TR: ArrayLike,
    phase_lines: ArrayLike,
    etl: ArrayLike,
    averages: ArrayLike = 1,
    concatenations: ArrayLike = 1,
) -> Array:
    """Scan time [s] of turbo spin echo: TR * ceil(lines / ETL) * averages * concatenations.

    TR in s and averages > 0; lines, ETL and concatenations whole numbers >= 1. NaN in, NaN out; ValueError
    outside the range.
    """
    TR, averages = require_positive(TR=TR, averages=averages)
    phase_lines, etl, concatenations = require_count(
        phase_lines=phase_lines, etl=etl, concatenations=concatenations
    )
    return TR * _ceil(phase_lines / etl) * averages * concatenations


def minimum_TR_tse(
    *,
    slices: ArrayLike,
    etl: ArrayLike,
    echo_spacing: ArrayLike,
    overhead: ArrayLike = 0.0,
    concatenations: ArrayLike = 1,
) -> Array:
    """Shortest TR [s] that holds the echo trains of all slices of one concatenation.

    Parameters
    ----------
    slices, etl, concatenations
        Whole numbers >= 1; slices are spread over the concatenations, the fullest one counts.
    echo_spacing
        Time between echoes [s], > 0.
    overhead
        Time per slice besides the train (preparation, spoilers) [s], >= 0.

    Returns
    -------
    :
        TR [s]; NaN where an input is NaN.

    Raises
    ------
    ValueError
        If an argument leaves its range.
    """
    slices, etl, concatenations = require_count(slices=slices, etl=etl, concatenations=concatenations)
    (echo_spacing,) = require_positive(echo_spacing=echo_spacing)
    (overhead,) = require_non_negative(overhead=overhead)
    return _ceil(slices / concatenations) * (etl * echo_spacing + overhead)


def require_TR_tse(
    *,
    TR: ArrayLike,
    slices: ArrayLike,
    etl: ArrayLike,
    echo_spacing: ArrayLike,
    overhead: ArrayLike = 0.0,
    concatenations: ArrayLike = 1,
) -> None:
    """ValueError that names the shortest TR if TR [s] cannot hold the echo trains; see minimum_TR_tse."""
    (TR,) = require_positive(TR=TR)
    needed = minimum_TR_tse(
        slices=slices, etl=etl, echo_spacing=echo_spacing, overhead=overhead, concatenations=concatenations
    )
    if np.any(needed > TR * (1 + 1e-12)):
        raise ValueError(f"TR must be at least {np.max(needed) * 1e3:g} ms to hold every slice's echo train")


def _ceil(values: Array) -> Array:
    """Round up, but not because of rounding errors in the division."""
    return np.asarray(np.ceil(values * (1 - 1e-12)))[()]
