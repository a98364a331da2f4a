"""Specific absorption rate of sequences: ratios, calibration with a scanner's own figures, inverse questions.

SAR is the energy of all pulses per TR over the mass. Averages, phase steps, parallel imaging and partial
Fourier change the scan time, not SAR. Without a calibration pair only ratios can be given.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from physics.pulses import Pulse, total_energy
from physics.validation import Array, require_count, require_finite, require_non_negative, require_positive

_EU_DURATION = 1e-3  # one energy unit is the reference pulse's peak power during 1 ms


def field_ratio(*, B0_from: ArrayLike, B0_to: ArrayLike) -> Array:
    r"""SAR at another field for the same pulses, timing and body: an upper bound.

    .. math:: \frac{SAR_2}{SAR_1} = \left(\frac{B_{0,2}}{B_{0,1}}\right)^2

    Quasi-static. Whole-body simulations at equal B1+rms find 1.7 to 1.9, not 4, between 1.5 and 3 T.

    Parameters
    ----------
    B0_from, B0_to
        Static fields [T], > 0.

    Returns
    -------
    :
        Ratio; NaN where an input is NaN.

    Raises
    ------
    ValueError
        If a field is not positive.

    References
    ----------
    Bottomley and Andrew (1978), Phys. Med. Biol. 23, 630.
    """
    B0_from, B0_to = require_positive(B0_from=B0_from, B0_to=B0_to)
    return np.square(B0_to / B0_from)


def relative_sar(
    *, pulses_from: Iterable[Pulse], TR_from: ArrayLike, pulses_to: Iterable[Pulse], TR_to: ArrayLike
) -> Array:
    """SAR of one sequence against another in the same body at the same field.

    Parameters
    ----------
    pulses_from, pulses_to
        Every pulse played in one TR, all slices included.
    TR_from, TR_to
        Repetition times [s], > 0.

    Returns
    -------
    :
        Ratio second to first; NaN where an input is NaN.

    Raises
    ------
    ValueError
        If a TR is not positive or the first sequence plays no pulse.
    """
    TR_from, TR_to = require_positive(TR_from=TR_from, TR_to=TR_to)
    (energy_from,) = require_positive(energy_from=total_energy(pulses=pulses_from))
    return total_energy(pulses=pulses_to) / energy_from * (TR_from / TR_to)


def relative_sar_with_added(*, base: Iterable[Pulse], added: Iterable[Pulse]) -> Array:
    """SAR with further pulses per TR (saturation, inversion, MT) against without them, TR kept.

    Raises ValueError if the base plays no pulse. Water excitation replaces the excitation instead of adding
    to it: compare two sequences with relative_sar.
    """
    (energy,) = require_positive(base=total_energy(pulses=base))
    return 1 + total_energy(pulses=added) / energy


def train_flip_square(
    *, excitation: ArrayLike, refocusing: ArrayLike, etl: ArrayLike = 1, restore: ArrayLike = 0.0
) -> Array:
    """Sum of squared flip angles of one echo train [rad^2]: the energy per slice for equal pulses.

    Parameters
    ----------
    excitation, refocusing
        Flip angles [rad], finite.
    etl
        Echo train length, a whole number >= 1.
    restore
        Flip angle of a closing restore pulse [rad]; 0 for none.

    Returns
    -------
    :
        Sum of squares [rad^2]; NaN where an input is NaN.

    Raises
    ------
    ValueError
        If an angle is infinite or etl is not a whole number >= 1.
    """
    excitation, refocusing, restore = require_finite(
        excitation=excitation, refocusing=refocusing, restore=restore
    )
    (etl,) = require_count(etl=etl)
    return np.square(excitation) + etl * np.square(refocusing) + np.square(restore)


def relative_sar_tse(
    *,
    excitation_from: ArrayLike = np.pi / 2,
    excitation_to: ArrayLike = np.pi / 2,
    refocusing_from: ArrayLike = np.pi,
    refocusing_to: ArrayLike = np.pi,
    etl_from: ArrayLike = 1,
    etl_to: ArrayLike = 1,
    slices_from: ArrayLike = 1,
    slices_to: ArrayLike = 1,
    TR_from: ArrayLike = 1.0,
    TR_to: ArrayLike = 1.0,
) -> Array:
    r"""SAR of a (turbo) spin-echo protocol against another with pulses of the same shape and duration.

    .. math:: \frac{N_2 (e_2^2 + ETL_2 \alpha_2^2) / TR_2}{N_1 (e_1^2 + ETL_1 \alpha_1^2) / TR_1}

    Parameters
    ----------
    excitation_from, excitation_to, refocusing_from, refocusing_to
        Flip angles [rad], finite.
    etl_from, etl_to, slices_from, slices_to
        Echo train lengths and slices per TR, whole numbers >= 1. A conventional spin echo has ETL 1.
    TR_from, TR_to
        Repetition times in one unit, > 0.

    Returns
    -------
    :
        Ratio second to first, broadcast over all arguments; NaN where an input is NaN.

    Raises
    ------
    ValueError
        If an argument leaves its range or the first protocol plays no pulse.
    """
    TR_from, TR_to = require_positive(TR_from=TR_from, TR_to=TR_to)
    slices_from, slices_to = require_count(slices_from=slices_from, slices_to=slices_to)
    before = train_flip_square(excitation=excitation_from, refocusing=refocusing_from, etl=etl_from)
    after = train_flip_square(excitation=excitation_to, refocusing=refocusing_to, etl=etl_to)
    (before,) = require_positive(energy_from=before)
    return (after / before) * (slices_to / slices_from) * (TR_from / TR_to)


def relative_sar_flip_trains(*, excitation: ArrayLike, train_from: ArrayLike, train_to: ArrayLike) -> Array:
    """SAR of a refocusing train against another: the sum of squared angles counts, not the mean angle.

    Parameters
    ----------
    excitation
        Flip angle [rad], finite.
    train_from, train_to
        Refocusing angles [rad] along the last axis, finite; the trains may differ in length.

    Returns
    -------
    :
        Ratio second to first, of the shape the leading axes broadcast to; NaN where an input is NaN.

    Raises
    ------
    ValueError
        If an angle is infinite or the first train and its excitation are all zero.
    """
    excitation, train_from, train_to = require_finite(
        excitation=excitation, train_from=train_from, train_to=train_to
    )
    before, after = (
        np.square(excitation) + np.sum(np.square(train), axis=-1) for train in (train_from, train_to)
    )
    (before,) = require_positive(energy_from=before)
    return np.asarray(after / before)[()]


def relative_sar_gre(
    *,
    flip_angle_from: ArrayLike,
    flip_angle_to: ArrayLike,
    TR_from: ArrayLike = 1.0,
    TR_to: ArrayLike = 1.0,
) -> Array:
    """SAR of a gradient-echo or balanced steady-state sequence against another with the same pulse.

    Flip angles in rad (the first > 0, the second >= 0), TRs in one unit (> 0); ratio (a2/a1)^2 TR1/TR2.
    NaN where an input is NaN; ValueError if an argument leaves its range.
    """
    flip_angle_from, TR_from, TR_to = require_positive(
        flip_angle_from=flip_angle_from, TR_from=TR_from, TR_to=TR_to
    )
    (flip_angle_to,) = require_non_negative(flip_angle_to=flip_angle_to)
    return np.square(flip_angle_to / flip_angle_from) * (TR_from / TR_to)


def TR_for_sar_limit(*, sar: ArrayLike, limit: ArrayLike, TR: ArrayLike) -> Array:
    """TR at which a sequence meets a SAR limit, everything else kept; in the unit of TR.

    SAR and limit in W/kg, all > 0. SAR goes as 1/TR, so the answer is TR * SAR / limit: shorter than TR where
    SAR is already below the limit. Enter the result rounded up. NaN in, NaN out; ValueError out of range.
    """
    sar, limit, TR = require_positive(sar=sar, limit=limit, TR=TR)
    return TR * sar / limit


def refocusing_angle_for_sar_limit(
    *, sar: ArrayLike, limit: ArrayLike, etl: ArrayLike, excitation: ArrayLike, refocusing: ArrayLike
) -> Array:
    r"""Largest refocusing angle at which a TSE sequence meets a SAR limit, everything else kept.

    .. math:: \alpha_2^2 = \frac{(\alpha_e^2 + ETL \alpha_1^2) L/SAR - \alpha_e^2}{ETL}

    Parameters
    ----------
    sar, limit
        Predicted SAR and limit [W/kg], > 0.
    etl
        Echo train length, a whole number >= 1.
    excitation, refocusing
        Present flip angles [rad], finite.

    Returns
    -------
    :
        Angle [rad], at most pi. Enter it rounded down. NaN where an input is NaN.

    Raises
    ------
    ValueError
        If an argument leaves its range, or the excitation pulses alone exceed the limit.
    """
    sar, limit = require_positive(sar=sar, limit=limit)
    present = train_flip_square(excitation=excitation, refocusing=refocusing, etl=etl)
    (etl,) = require_count(etl=etl)
    square = (present * (limit / sar) - np.square(excitation)) / etl
    if np.any(square < 0):
        raise ValueError("limit is exceeded by the excitation pulses alone; change TR or slices instead")
    return np.asarray(np.minimum(np.sqrt(square), np.pi))[()]


def slices_for_sar_limit(*, sar: ArrayLike, limit: ArrayLike, slices: ArrayLike) -> Array:
    """Most slices that meet a SAR limit at the same TR: floor(slices * limit / SAR), possibly 0.

    SAR and limit in W/kg, > 0; slices a whole number >= 1. NaN in, NaN out; ValueError outside the range.
    Fewer slices lower SAR because fewer pulses are played per TR, not because less body is exposed.
    """
    sar, limit = require_positive(sar=sar, limit=limit)
    (slices,) = require_count(slices=slices)
    return np.asarray(np.floor(slices * limit / sar * (1 + 1e-12)))[()]  # 15 must not become 14.999


def sar_from_b1_rms(*, k: ArrayLike, b1_rms: ArrayLike) -> Array:
    """Whole-body SAR [W/kg] from B1+rms [T] and a scanner's constant k [W/kg/T^2], both >= 0.

    SAR = k B1+rms^2. Published k of adult models: 0.13-0.18 (64 MHz), 0.24-0.58 (128 MHz) W/kg/uT^2.
    NaN in, NaN out; ValueError if negative.
    """
    k, b1_rms = require_non_negative(k=k, b1_rms=b1_rms)
    return k * np.square(b1_rms)


def k_from_calibration(*, sar: ArrayLike, b1_rms: ArrayLike) -> Array:
    """Scanner constant k [W/kg/T^2] from a displayed pair of SAR [W/kg, >= 0] and B1+rms [T, > 0].

    Holds for that patient position and coil only. NaN in, NaN out; ValueError outside the range.
    """
    (sar,) = require_non_negative(sar=sar)
    (b1_rms,) = require_positive(b1_rms=b1_rms)
    return sar / np.square(b1_rms)


def b1_rms_at_sar_limit(*, k: ArrayLike, limit: ArrayLike) -> Array:
    """B1+rms [T] at which SAR reaches a limit [W/kg, >= 0] for a scanner constant k [W/kg/T^2, > 0].

    NaN in, NaN out; ValueError outside the range.
    """
    (k,) = require_positive(k=k)
    (limit,) = require_non_negative(limit=limit)
    return np.asarray(np.sqrt(limit / k))[()]


def sar_from_reference_pulse(
    *, reference_power: ArrayLike, pulses: Iterable[Pulse], TR: ArrayLike, mass: ArrayLike
) -> Array:
    """Whole-body SAR from the peak power absorbed from one rectangular 180 degree pulse of 1 ms.

    Parameters
    ----------
    reference_power
        Absorbed peak power of the reference pulse [W], >= 0; about 1.5 kW for an adult at 1.5 T.
    pulses
        Every pulse played in one TR.
    TR
        Repetition time [s], > 0.
    mass
        Body mass [kg], > 0.

    Returns
    -------
    :
        SAR [W/kg]; NaN where an input is NaN.

    Raises
    ------
    ValueError
        If an argument leaves its range.
    """
    (reference_power,) = require_non_negative(reference_power=reference_power)
    TR, mass = require_positive(TR=TR, mass=mass)
    return reference_power * _EU_DURATION * total_energy(pulses=pulses) / (TR * mass)


def sar_with_true_mass(*, sar_shown: ArrayLike, mass_entered: ArrayLike, mass_true: ArrayLike) -> Array:
    """SAR [W/kg] a patient receives when another body mass was entered: shown * entered / true.

    SAR shown in W/kg (>= 0), masses in kg (> 0). Entering too much hides SAR. NaN in, NaN out; ValueError
    outside the range. Holds while the absorbed power does not depend on the entered mass.
    """
    (sar_shown,) = require_non_negative(sar_shown=sar_shown)
    mass_entered, mass_true = require_positive(mass_entered=mass_entered, mass_true=mass_true)
    return sar_shown * mass_entered / mass_true
