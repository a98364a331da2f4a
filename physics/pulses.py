"""Radio-frequency pulses: shape, peak amplitude, energy, and B1+rms of a train.

Energy is counted in *energy units* (eu): 1 eu is the energy of one rectangular 180 degree pulse of 1 ms.
Amplitude-modulated pulses on resonance only: an adiabatic pulse has no energy that follows from its flip
angle, so enter its measured energy instead.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from physics.constants import GAMMA
from physics.validation import Array, require_count, require_finite, require_non_negative, require_positive

SHAPES: Final = ("rect", "gauss_edge1pct", "hann_sinc_tbw2", "hann_sinc_tbw4", "hann_sinc_tbw6",
                 "hamming_sinc_tbw2.7")  # fmt: skip
"""Shapes offered by name; any other edge or time-bandwidth product can be spelled in the same way."""

_SINC = re.compile(r"(hann|hamming)_sinc_tbw(\d+(?:\.\d+)?)")
_GAUSS = re.compile(r"gauss_edge(\d+(?:\.\d+)?)pct")
_WINDOW_PEDESTAL = {"hann": 0.5, "hamming": 0.54}
_SAMPLES = 2**14 + 1


@dataclass(frozen=True, kw_only=True)
class PulseShape:
    """Moments of a normalised envelope b(t), peak 1, averaged over the pulse."""

    name: str
    Sa: float  #: mean of b: the share of a rectangular pulse's flip angle at the same peak
    Sp: float  #: mean of b squared: the share of its energy at the same peak
    mean_magnitude: float  #: mean of abs(b)

    @property
    def eta(self) -> float:
        """Energy against a rectangular pulse of the same flip angle and duration, >= 1."""
        return self.Sp / self.Sa**2

    @property
    def verse_energy_ratio(self) -> float:
        """Least energy VERSE can reach at the same duration, as a share of the original.

        The bound is a constant amplitude during the whole pulse; gradient limits are ignored.
        """
        return self.mean_magnitude**2 / self.Sp


@lru_cache(maxsize=64)
def pulse_shape(name: str) -> PulseShape:
    """Shape of a pulse from its name.

    Parameters
    ----------
    name
        "rect"; "gauss_edge1pct" (a Gaussian cut where it has fallen to 1 %); "hann_sinc_tbw4" or
        "hamming_sinc_tbw2.7" (a windowed sinc with that time-bandwidth product).

    Raises
    ------
    ValueError
        If the name follows none of these patterns.

    References
    ----------
    Bernstein, King and Zhou (2004), Handbook of MRI Pulse Sequences, chapter 2.

    Examples
    --------
    >>> round(pulse_shape("hann_sinc_tbw4").eta, 3)
    3.105
    """
    b = _envelope(name, np.linspace(-0.5, 0.5, _SAMPLES))
    mean_magnitude = np.trapezoid(np.abs(b), dx=1 / (_SAMPLES - 1))
    Sa, Sp = (np.trapezoid(moment, dx=1 / (_SAMPLES - 1)) for moment in (b, b**2))
    return PulseShape(name=name, Sa=float(Sa), Sp=float(Sp), mean_magnitude=float(mean_magnitude))


def _envelope(name: str, x: Array) -> Array:
    """Normalised envelope at x, the time from the centre over the duration."""
    if name == "rect":
        return np.ones_like(x)
    if gauss := _GAUSS.fullmatch(name):
        edge = float(gauss[1]) / 100
        if not 0 < edge < 1:
            raise ValueError(f"the edge of {name!r} must lie between 0 and 100 %")
        return np.asarray(edge ** (4 * x**2))
    if sinc := _SINC.fullmatch(name):
        pedestal = _WINDOW_PEDESTAL[sinc[1]]
        window = pedestal + (1 - pedestal) * np.cos(2 * np.pi * x)
        return np.asarray(window * np.sinc(float(sinc[2]) * x))
    raise ValueError(f"pulse shape {name!r} is unknown, known are {', '.join(SHAPES)}")


@dataclass(frozen=True, kw_only=True, eq=False)
class Pulse:
    """Equal pulses of a sequence, played ``count`` times per TR. Numbers may be arrays.

    Raises ValueError if the duration is not > 0, the count is negative or the flip angle infinite.
    """

    flip_angle: ArrayLike  #: [rad]; its sign carries the phase, energy ignores it
    duration: ArrayLike = 1e-3  #: [s], > 0
    shape: str = "rect"  #: a name that pulse_shape knows
    count: ArrayLike = 1.0  #: pulses per TR, >= 0

    def __post_init__(self) -> None:
        require_finite(flip_angle=self.flip_angle)
        require_positive(duration=self.duration)
        require_non_negative(count=self.count)

    @property
    def squared_field_time(self) -> Array:
        """Integral of B1 squared over all the pulses [T^2 s]."""
        angle, duration, count = (
            np.asarray(x, dtype=np.float64) for x in (self.flip_angle, self.duration, self.count)
        )
        return count * (angle / GAMMA) ** 2 * pulse_shape(self.shape).eta / duration

    @property
    def energy(self) -> Array:
        """Energy of all the pulses [eu]."""
        return self.squared_field_time / ((np.pi / GAMMA) ** 2 / 1e-3)


def tse_pulses(
    *,
    slices: ArrayLike,
    etl: ArrayLike,
    excitation: ArrayLike,
    refocusing: ArrayLike,
    duration: ArrayLike,
    shape: str,
) -> tuple[Pulse, Pulse]:
    """Pulses that a 2D (turbo) spin echo plays per TR, excitation and refocusing of one shape and duration.

    slices and etl whole numbers >= 1, angles in rad, duration in s (> 0); ValueError outside the range.
    """
    slices, etl = require_count(slices=slices, etl=etl)
    return (
        Pulse(flip_angle=excitation, duration=duration, shape=shape, count=slices),
        Pulse(flip_angle=refocusing, duration=duration, shape=shape, count=slices * etl),
    )


def b1_peak(*, flip_angle: ArrayLike, duration: ArrayLike, shape: str = "rect") -> Array:
    r"""Peak amplitude of the transmit field of a pulse.

    .. math:: B_1 = \frac{\alpha}{\gamma \tau S_a}

    On resonance, in a uniform transmit field.

    Parameters
    ----------
    flip_angle
        Flip angle [rad], >= 0.
    duration
        Duration of the pulse [s], > 0.
    shape
        Name of the shape, see pulse_shape.

    Returns
    -------
    :
        Peak B1+ [T]; NaN where an input is NaN.

    Raises
    ------
    ValueError
        If the flip angle is negative, the duration not positive or the shape unknown.

    References
    ----------
    Bernstein, King and Zhou (2004), Handbook of MRI Pulse Sequences, chapter 2.

    Examples
    --------
    >>> print((b1_peak(flip_angle=np.pi, duration=1e-3) * 1e6).round(3))
    11.743
    """
    (flip_angle,) = require_non_negative(flip_angle=flip_angle)
    (duration,) = require_positive(duration=duration)
    return flip_angle / (GAMMA * duration * pulse_shape(shape).Sa)


def b1_rms(*, pulses: Iterable[Pulse], averaging_time: ArrayLike) -> Array:
    r"""Root-mean-square transmit field of a pulse train, the B1+rms of an implant label.

    .. math:: B_{1,rms} = \sqrt{\frac{1}{T} \sum_i n_i B_{1,i}^2 S_{p,i} \tau_i}

    Parameters
    ----------
    pulses
        Every pulse played during the averaging time.
    averaging_time
        TR of a steady sequence, otherwise the worst 10 s [s], > 0.

    Returns
    -------
    :
        B1+rms [T]; NaN where an input is NaN.

    Raises
    ------
    ValueError
        If the averaging time is not positive.

    References
    ----------
    IEC 60601-2-33:2010, definition of B1+rms; McRobbie (2020), Essentials of MRI Safety, eq. 1.9-1.10.
    """
    (averaging_time,) = require_positive(averaging_time=averaging_time)
    total = sum((pulse.squared_field_time for pulse in pulses), start=np.float64(0))
    return np.asarray(np.sqrt(total / averaging_time))[()]


def total_energy(*, pulses: Iterable[Pulse]) -> Array:
    """Energy of pulses together [eu]; an empty list has none."""
    return np.asarray(sum((pulse.energy for pulse in pulses), start=np.float64(0)))[()]


def pulse_energy_ratio(
    *,
    flip_angle_from: ArrayLike,
    flip_angle_to: ArrayLike,
    duration_from: ArrayLike = 1e-3,
    duration_to: ArrayLike = 1e-3,
) -> Array:
    r"""Energy of a pulse against another of the same shape, and so the ratio of their SAR.

    .. math:: \frac{E_2}{E_1} = \left(\frac{\alpha_2}{\alpha_1}\right)^2 \frac{\tau_1}{\tau_2}

    At one flip angle the longer pulse has less energy.

    Parameters
    ----------
    flip_angle_from, flip_angle_to
        Flip angles [rad]; the first > 0, the second >= 0.
    duration_from, duration_to
        Durations [s], > 0.

    Returns
    -------
    :
        Ratio second to first; NaN where an input is NaN.

    Raises
    ------
    ValueError
        If an argument leaves its range.

    References
    ----------
    Brown et al. (2014), Magnetic Resonance Imaging, 2nd edition, section 27.5.
    """
    flip_angle_from, duration_from, duration_to = require_positive(
        flip_angle_from=flip_angle_from, duration_from=duration_from, duration_to=duration_to
    )
    (flip_angle_to,) = require_non_negative(flip_angle_to=flip_angle_to)
    return np.square(flip_angle_to / flip_angle_from) * (duration_from / duration_to)


def multiband_energy(*, energy: ArrayLike, bands: ArrayLike) -> Array:
    """Energy of a pulse that excites several slices at once: ``bands`` times the single-slice energy.

    The peak amplitude grows up to ``bands`` times and the peak power up to its square.
    Raises ValueError if the energy is negative or bands is not a whole number >= 1.
    Source: Barth et al. (2016), Magn. Reson. Med. 75, 63.
    """
    (energy,) = require_non_negative(energy=energy)
    (bands,) = require_count(bands=bands)
    return energy * bands
