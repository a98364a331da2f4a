"""A protocol as it is set up at the console, and what follows from it: SAR and time against another protocol.

Nothing here knows an absolute SAR: it comes from the scanner, and a protocol only says how it scales.
"""

import math
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from physics.exposure import absorbed_energy
from physics.limits import MODES
from physics.pulses import Pulse, pulse_shape
from physics.sar import field_ratio
from physics.sar import relative_sar as relative_sar_of_pulses
from physics.snr import field_snr_ratio, snr_ratio
from physics.timing import acquired_lines, scan_time_tse
from physics.timing import scan_time as scan_time_line_by_line


class Sequence(StrEnum):
    """Kinds of sequence. In a 3D sequence ``slices`` counts the partitions of one slab."""

    SE = "SE"
    TSE = "TSE"
    GRE = "GRE"
    BSSFP = "bSSFP"
    GRE_3D = "3D GRE"
    TSE_3D = "3D TSE"


TURBO: Final = frozenset({Sequence.TSE, Sequence.TSE_3D})
REFOCUSED: Final = TURBO | {Sequence.SE}
THREE_D: Final = frozenset({Sequence.GRE_3D, Sequence.TSE_3D})


class PreparationKind(StrEnum):
    """Pulses played around the excitation for a purpose of their own."""

    SATURATION_BAND = "saturation band"
    FAT_SATURATION = "fat saturation"
    SPAIR = "SPAIR"
    INVERSION = "inversion"
    MAGNETISATION_TRANSFER = "magnetisation transfer"
    RESTORE = "restore"


@dataclass(frozen=True, kw_only=True)
class PulseForm:
    """Shape (a name that `physics.pulses.pulse_shape` knows) and duration [s] of a pulse, up to 0.1 s."""

    shape: str = "hann_sinc_tbw4"
    duration: float = 3e-3

    def __post_init__(self) -> None:
        pulse_shape(self.shape)
        _require(self, {"duration": Range(0.0, 0.1, "s")})


@dataclass(frozen=True, kw_only=True)
class Preparation:
    """One preparation pulse, played once for every slice in every TR (once per TR in 3D and bSSFP).

    An adiabatic pulse has no energy that follows from its angle: give its energy instead of the angle.
    Raises ValueError unless exactly one of the two is given, and an inversion has its inversion time.
    """

    kind: PreparationKind
    flip_angle: float | None = None  #: [rad], above 0 and up to 4 pi
    energy: float | None = None  #: [eu], > 0; 1 eu is a rectangular 180 degree pulse of 1 ms
    form: PulseForm = field(default_factory=PulseForm)
    inversion_time: float | None = None  #: [s], > 0; of an inversion only

    def __post_init__(self) -> None:
        if (self.flip_angle is None) is (self.energy is None):
            raise ValueError("give a preparation either flip_angle or energy, not both")
        if (self.kind is PreparationKind.INVERSION) is (self.inversion_time is None):
            raise ValueError("inversion_time belongs to an inversion, and every inversion needs one")
        _require(
            self,
            {
                "flip_angle": Range(0.0, 4 * math.pi, "rad"),
                "energy": Range(0.0, 1e4, "eu"),
                "inversion_time": Range(0.0, 60.0, "s"),
            },
        )

    def pulse(self, count: float) -> Pulse:
        """The pulse played count times, an energy as the rectangular pulse that has it."""
        if self.flip_angle is not None:
            return _pulse(self.flip_angle, self.form, count)
        assert self.energy is not None
        return _pulse(math.pi * math.sqrt(self.energy), PulseForm(shape="rect", duration=1e-3), count)


@dataclass(frozen=True)
class Range:
    """Values from low to high in a unit; low itself only where ``from_low``."""

    low: float
    high: float
    unit: str = ""
    from_low: bool = False
    whole: bool = False

    def check(self, name: str, value: float) -> None:
        """ValueError that names the argument and the range unless the value is inside."""
        inside = self.low < value <= self.high or (self.from_low and value == self.low)
        if not inside or (self.whole and value != int(value)):
            lower = "from" if self.from_low else "above"
            number = "a whole number " if self.whole else ""
            unit = f" {self.unit}" if self.unit else ""
            raise ValueError(
                f"{name} must be {number}{lower} {self.low:g} to {self.high:g}{unit}, got {value:g}"
            )


def _count(high: int) -> Range:
    return Range(1, high, from_low=True, whole=True)


@dataclass(frozen=True, kw_only=True)
class Protocol:
    """Settings of one sequence in SI units, angles in rad.

    Raises ValueError for an impossible value, naming the argument and its range; for a TR shorter than
    what is played in it, naming the shortest possible TR; and for settings that contradict each other.
    """

    sequence: Sequence
    B0: float  #: [T]
    TR: float  #: [s]
    TE: float  #: [s]; effective echo time of a turbo sequence, taken at the nearest echo
    excitation_angle: float = math.pi / 2
    refocusing_angle: float | tuple[float, ...] | None = None  #: one angle, or one for each echo of the train
    turbo_factor: int = 1
    echo_spacing: float | None = None  #: [s], turbo sequences only
    slices: int = 1  #: partitions in 3D
    concatenations: int = 1  #: passes over which the slices are spread, up to one slice a pass
    averages: int = 1
    phase_lines: int = 256  #: lines of the displayed field of view, before the four settings that change them
    read_points: int = 256
    FOV: tuple[float, float] = (0.25, 0.25)  #: (phase, readout) [m]
    slice_thickness: float = 5e-3  #: [m]
    bandwidth: float = 200.0  #: per pixel [Hz]
    acceleration: float = 1.0
    calibration_lines: int = 0  #: measured on top of the accelerated lines
    g_factor: float = 1.0  #: noise amplification of the acceleration
    partial_fourier: float = 1.0
    oversampling: float = 0.0  #: in the phase direction, as a share
    preparations: tuple[Preparation, ...] = ()
    excitation: PulseForm = field(default_factory=PulseForm)
    refocusing: PulseForm = field(default_factory=PulseForm)
    mode: str = "normal"  #: operating mode, "normal" or "first"

    def __post_init__(self) -> None:
        _require(self, _RANGES)
        for name, size in zip(("phase FOV", "readout FOV"), self.FOV, strict=True):
            Range(0.0, 2.0, "m").check(name, size)
        for angle in self.refocusing_angles:
            Range(0.0, math.pi, "rad").check("refocusing_angle", angle)
        if self.mode not in MODES:
            raise ValueError(f"mode must be one of {', '.join(MODES)}, got {self.mode!r}")
        if self.concatenations > self.slices:
            raise ValueError(
                f"concatenations must be from 1 to {self.slices} slices, got {self.concatenations}"
            )
        self._require_consistent_train()
        shortest = self.shortest_TR
        if shortest > self.TR * (1 + 1e-9):
            raise ValueError(
                f"TR {self.TR * 1e3:.4g} ms is too short for what is played in it; the shortest possible TR "
                f"is {math.ceil(shortest * 1e5 - 1e-6) / 1e2:.2f} ms"
            )

    def _require_consistent_train(self) -> None:
        angles = self.refocusing_angle
        if (self.sequence in REFOCUSED) is (angles is None):
            raise ValueError(f"refocusing_angle belongs to SE and TSE and to no other, got {angles}")
        if isinstance(angles, tuple) and len(angles) != self.turbo_factor:
            raise ValueError(f"refocusing_angle must list turbo_factor = {self.turbo_factor} angles")
        if self.sequence not in TURBO:
            if self.turbo_factor != 1 or self.echo_spacing is not None:
                raise ValueError("turbo_factor and echo_spacing belong to TSE sequences only")
            return
        if self.echo_spacing is None:
            raise ValueError("echo_spacing is needed by TSE sequences")
        shortest = self.refocusing.duration + 1.0 / self.bandwidth
        if self.echo_spacing < shortest * (1 - 1e-9):
            raise ValueError(
                f"echo_spacing must be at least {shortest * 1e3:.4g} ms to hold a refocusing pulse and a "
                f"readout, got {self.echo_spacing * 1e3:.4g} ms"
            )
        last = self.turbo_factor * self.echo_spacing
        if not 0.5 * self.echo_spacing < self.TE < last + 0.5 * self.echo_spacing:
            raise ValueError(
                f"TE must be from one echo_spacing to the last echo at {last * 1e3:.4g} ms, "
                f"got {self.TE * 1e3:.4g} ms"
            )

    @property
    def refocusing_angles(self) -> tuple[float, ...]:
        """One angle for each refocusing pulse of an excitation; none without refocusing."""
        if self.refocusing_angle is None:
            return ()
        if isinstance(self.refocusing_angle, tuple):
            return self.refocusing_angle
        return (self.refocusing_angle,) * self.turbo_factor

    @property
    def effective_echo(self) -> int:
        """Number of the echo that is read in the middle of k-space, from 1."""
        return round(self.TE / self.echo_spacing) if self.echo_spacing else 1

    @property
    def slices_per_TR(self) -> int:
        """Excitations in one TR."""
        if self.sequence in THREE_D or self.sequence is Sequence.BSSFP:
            return 1
        return math.ceil(self.slices / self.concatenations)

    @property
    def passes(self) -> int:
        """How often all the lines are run through to cover every slice."""
        if self.sequence in THREE_D:
            return 1
        return self.slices if self.sequence is Sequence.BSSFP else self.concatenations

    @property
    def train_duration(self) -> float:
        """From the middle of the excitation to the last echo [s]."""
        return self.turbo_factor * self.echo_spacing if self.echo_spacing else self.TE

    @property
    def shortest_TR(self) -> float:
        """Time that the pulses and readouts of one TR take [s]; spoilers and vendor's pauses come on top."""
        preparation = sum(p.form.duration for p in self.preparations)
        played = 0.5 * self.excitation.duration + self.train_duration + 0.5 / self.bandwidth
        waiting = max((p.inversion_time or 0.0 for p in self.preparations), default=0.0)
        return max(self.slices_per_TR * (preparation + played), waiting + played)

    @property
    def acquired_lines(self) -> int:
        """Phase-encoding lines measured for each average and partition."""
        return int(
            acquired_lines(
                matrix_phase=self.phase_lines,
                oversampling=self.oversampling,
                partial_fourier=self.partial_fourier,
                reduction=self.acceleration,
                calibration_lines=self.calibration_lines,
            )
        )

    @cached_property
    def pulses(self) -> tuple[Pulse, ...]:
        """Everything played in one TR."""
        count = self.slices_per_TR
        train: dict[float, int] = {}
        for angle in self.refocusing_angles:
            train[angle] = train.get(angle, 0) + count
        return (
            _pulse(self.excitation_angle, self.excitation, count),
            *(_pulse(angle, self.refocusing, played) for angle, played in train.items()),
            *(preparation.pulse(count) for preparation in self.preparations),
        )


_RANGES: Final = {
    "B0": Range(0.0, 25.0, "T"),
    "TR": Range(0.0, 60.0, "s"),
    "TE": Range(0.0, 10.0, "s"),
    "excitation_angle": Range(0.0, math.pi, "rad"),
    "turbo_factor": _count(1024),
    "echo_spacing": Range(0.0, 1.0, "s"),
    "slices": _count(1024),
    "concatenations": _count(1024),
    "averages": _count(1024),
    "phase_lines": _count(8192),
    "read_points": _count(8192),
    "slice_thickness": Range(0.0, 1.0, "m"),
    "bandwidth": Range(0.0, 1e6, "Hz"),
    "acceleration": Range(1.0, 32.0, from_low=True),
    "calibration_lines": Range(0, 8192, from_low=True, whole=True),
    "g_factor": Range(1.0, 100.0, from_low=True),
    "partial_fourier": Range(0.5, 1.0),
    "oversampling": Range(0.0, 10.0, from_low=True),
}


def _require(settings: Any, ranges: dict[str, Range]) -> None:
    """Check those fields of a dataclass that have a range and a value."""
    for each in fields(settings):
        value = getattr(settings, each.name)
        if each.name in ranges and value is not None:
            ranges[each.name].check(each.name, value)


def _pulse(flip_angle: float, form: PulseForm, count: float) -> Pulse:
    return Pulse(flip_angle=flip_angle, duration=form.duration, shape=form.shape, count=count)


def scan_time(protocol: Protocol) -> float:
    """Measuring time without preparation scans and pauses [s]."""
    partitions = protocol.slices if protocol.sequence in THREE_D else 1
    if protocol.sequence in TURBO:
        time = scan_time_tse(
            TR=protocol.TR,
            phase_lines=protocol.acquired_lines * partitions,
            etl=protocol.turbo_factor,
            averages=protocol.averages,
            concatenations=protocol.passes,
        )
    else:
        time = scan_time_line_by_line(
            TR=protocol.TR,
            phase_lines=protocol.acquired_lines,
            averages=protocol.averages,
            partitions=partitions,
            slices=protocol.passes,
        )
    return float(time)


def relative_sar(base: Protocol, changed: Protocol) -> float:
    """SAR of a changed protocol over that of the base, in the same body and coil.

    Between fields it goes with the square of B0, which is an upper bound. Averages, phase lines,
    acceleration and partial Fourier do not enter: they change the time over which SAR is deposited.
    """
    ratio = relative_sar_of_pulses(
        pulses_from=base.pulses, TR_from=base.TR, pulses_to=changed.pulses, TR_to=changed.TR
    )
    return float(ratio * field_ratio(B0_from=base.B0, B0_to=changed.B0))


def energy_dose(protocol: Protocol, *, SAR: float) -> float:
    """Specific absorbed energy of the whole scan [J/kg] at a SAR [W/kg], >= 0."""
    return float(absorbed_energy(sar=SAR, time=scan_time(protocol)))


def relative_snr(base: Protocol, changed: Protocol, *, signal: float = 1.0) -> float:
    """SNR of a changed protocol over that of the base.

    Voxel size, acquired lines, averages, partitions, bandwidth, g-factor and B0 (to the first power, right
    for bodies between 0.5 and 3 T) enter; ``signal`` adds a tissue's signal ratio, see `physics.contrast`.
    """
    partitions = [p.slices if p.sequence in THREE_D else 1 for p in (base, changed)]
    ratio = snr_ratio(
        dx=changed.FOV[1] / changed.read_points / (base.FOV[1] / base.read_points),
        dy=changed.FOV[0] / changed.phase_lines / (base.FOV[0] / base.phase_lines),
        dz=changed.slice_thickness / base.slice_thickness,
        averages=changed.averages / base.averages,
        lines=changed.acquired_lines / base.acquired_lines,
        partitions=partitions[1] / partitions[0],
        bandwidth=changed.bandwidth / base.bandwidth,
        g=changed.g_factor / base.g_factor,
        signal=signal,
    )
    return float(ratio * field_snr_ratio(B0_from=base.B0, B0_to=changed.B0))
