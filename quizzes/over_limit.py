"""An over-limit protocol as a technologist knows it: settings one by one, and then its remedies.

Settings are kept as people type them (ms, degrees, W/kg). What nobody reads off at the console, such as the
length of a pulse, is assumed to a usual value that fits the rest, and the assumptions are handed on.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from physics.advice import Remedy, RemedyKind, advise
from physics.limits import head_limit, whole_body_limit
from physics.patient import exposed_mass_ratio
from physics.protocol import Preparation, PreparationKind, Protocol, PulseForm, Sequence, relative_sar

Setting = float | str
Settings = Mapping[str, Setting]

TYPICAL_HEIGHT = 1.70
LONGEST_TR_ONE_BY_ONE = 40.0
"""A gradient echo with a TR [ms] below this measures slice after slice."""
SHORTEST_SPACING = 3e-3
LONGEST_PULSE = 3e-3


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What a setting may be: a number in a range and unit, or one of some words; and what is usual."""

    unit: str = ""
    low: float = 0.0
    high: float = 0.0
    whole: bool = False
    words: tuple[str, ...] = ()
    usual: tuple[Setting, ...] = ()

    def takes(self, value: Setting) -> bool:
        """Whether a value, which may come from a button somebody forged, is possible."""
        if isinstance(value, str):
            return value in self.words
        return self.low <= value <= self.high and (not self.whole or value == int(value))


SEQUENCES: Final = {s.value: s for s in (Sequence.TSE, Sequence.SE, Sequence.GRE, Sequence.BSSFP)}
PREPARATIONS: Final[Mapping[str, tuple[Preparation, ...]]] = {
    "none": (),
    "fat_saturation": (
        Preparation(
            kind=PreparationKind.FAT_SATURATION,
            flip_angle=math.radians(110),
            form=PulseForm(shape="gauss_edge1pct", duration=8e-3),
        ),
    ),
    "saturation_band": (Preparation(kind=PreparationKind.SATURATION_BAND, flip_angle=math.radians(90)),),
    "magnetisation_transfer": (
        Preparation(
            kind=PreparationKind.MAGNETISATION_TRANSFER,
            flip_angle=math.radians(500),
            form=PulseForm(shape="gauss_edge1pct", duration=8e-3),
        ),
    ),
}
KINDS: Final[Mapping[str, Kind]] = {
    "sequence": Kind(words=tuple(SEQUENCES), usual=tuple(SEQUENCES)),
    "B0": Kind(unit="T", low=0.1, high=12, usual=(1.5, 3.0)),
    "SAR": Kind(unit="W/kg", low=0.05, high=40, usual=(2.2, 2.6, 3.0, 3.6, 4.5)),
    "limit": Kind(
        unit="W/kg", low=0.1, high=20, words=("normal", "first", "head"), usual=("normal", "head", "first")
    ),
    "TR": Kind(unit="ms", low=1, high=30_000),
    "slices": Kind(low=1, high=300, whole=True, usual=(15.0, 20.0, 24.0, 30.0, 40.0)),
    "refocusing": Kind(unit="°", low=20, high=180, usual=(180.0, 160.0, 150.0, 120.0)),
    "excitation": Kind(unit="°", low=1, high=180),
    "turbo_factor": Kind(low=2, high=300, whole=True, usual=(8.0, 12.0, 16.0, 20.0, 24.0)),
    "preparation": Kind(words=tuple(PREPARATIONS), usual=tuple(PREPARATIONS)),
    "TE": Kind(unit="ms", low=0.5, high=1000, usual=(10.0, 30.0, 80.0, 100.0)),
    "ESP": Kind(unit="ms", low=2, high=40, usual=(6.0, 8.0, 10.0, 12.0)),
    "exposed": Kind(low=0.05, high=1, usual=(0.2, 0.3, 0.4, 0.6, 0.7)),
    "concatenations": Kind(low=1, high=20, whole=True, usual=(1.0, 2.0, 3.0)),
    "lines": Kind(low=16, high=4096, whole=True, usual=(256.0, 320.0, 384.0)),
    "averages": Kind(low=1, high=64, whole=True, usual=(1.0, 2.0, 3.0)),
    "acceleration": Kind(low=1, high=8, usual=(1.0, 2.0, 3.0)),
    "ambient": Kind(unit="℃", low=10, high=45, usual=(22.0, 25.0, 28.0, 30.0)),
    "mode": Kind(words=("normal", "first")),
    "region": Kind(words=("whole body", "head")),
}
_USUAL: Final[Mapping[tuple[str, str], tuple[Setting, ...]]] = {
    ("TSE", "TR"): (3000.0, 4000.0, 5000.0, 6000.0),
    ("SE", "TR"): (400.0, 500.0, 600.0, 700.0),
    ("GRE", "TR"): (5.0, 30.0, 100.0, 150.0),
    ("bSSFP", "TR"): (3.0, 3.5, 4.0, 5.0),
    ("GRE", "excitation"): (15.0, 25.0, 60.0, 70.0),
    ("bSSFP", "excitation"): (45.0, 50.0, 60.0, 70.0),
    ("TSE", "excitation"): (90.0, 80.0),
    ("SE", "excitation"): (90.0, 70.0),
}
BEGINNING: Final = ("sequence", "B0", "SAR", "limit")
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "TSE": ("TR", "slices", "refocusing", "turbo_factor"),
    "SE": ("TR", "slices", "refocusing"),
    "GRE": ("TR", "slices", "excitation", "preparation"),
    "bSSFP": ("TR", "excitation"),
}
_OPTIONAL: Final[Mapping[str, tuple[str, ...]]] = {
    "TSE": ("excitation", "TE", "ESP", "preparation", "concatenations", "exposed"),
    "SE": ("excitation", "TE", "preparation", "concatenations", "exposed"),
    "GRE": ("TE", "concatenations", "exposed"),
    "bSSFP": ("exposed",),
}


class DoesNotFit(ValueError):
    """The settings contradict each other: what is to be played does not fit into TR."""


@dataclass(frozen=True, kw_only=True)
class Advised:
    """The remedies for settings, the protocol they were computed on, and what was assumed for it."""

    protocol: Protocol
    SAR: float
    limit: float
    region: str
    remedies: tuple[Remedy, ...]
    assumed: Mapping[str, float]


def needed(settings: Settings) -> tuple[str, ...]:
    """The settings that have to be known, in the order in which they are asked for."""
    return BEGINNING + _NEEDED.get(str(settings.get("sequence")), ())


def changeable(settings: Settings) -> tuple[str, ...]:
    """The settings that can be given, those that are needed first."""
    return needed(settings) + _OPTIONAL.get(str(settings.get("sequence")), ())


def missing(settings: Settings) -> str | None:
    """The first setting to ask for; None where everything needed is known."""
    known = set(settings) | ({"limit"} if limit_of(settings) is not None else set())
    return next((name for name in needed(settings) if name not in known), None)


def usual(name: str, settings: Settings) -> tuple[Setting, ...]:
    """Values to offer for a setting."""
    return _USUAL.get((str(settings.get("sequence")), name), KINDS[name].usual)


def with_setting(settings: Settings, name: str, value: Setting) -> dict[str, Setting]:
    """The settings with one more or another value.

    The words for a limit stand for the limit of a mode or of the head. Another sequence keeps what is said of
    the patient and drops what is said of the pulses.

    Raises
    ------
    ValueError
        If there is no such setting, or it cannot have this value.
    """
    if name not in KINDS or not KINDS[name].takes(value):
        raise ValueError(f"{name} cannot be {value!r}")
    changed = dict(settings)
    if name == "limit" and isinstance(value, str):
        changed.pop("limit", None)
        changed["mode"] = "first" if value == "first" else "normal"
        changed["region"] = "head" if value == "head" else "whole body"
        return changed
    if name in ("mode", "region"):
        changed.pop("limit", None)
    if name == "sequence" and "sequence" in settings and settings["sequence"] != value:
        kept = {*BEGINNING, "mode", "region", "exposed", "ambient"}
        changed = {key: one for key, one in changed.items() if key in kept}
    changed[name] = value
    return changed


def limit_of(settings: Settings) -> float | None:
    """The limit as given, otherwise that of the mode or region that is named [W/kg]."""
    if "limit" in settings:
        return _number(settings, "limit")
    if settings.get("region") == "head":
        return head_limit(mode=mode(settings))
    if "mode" in settings:
        ambient = _number(settings, "ambient", 25.0)
        return float(whole_body_limit(mode=str(settings["mode"]), ambient=ambient))
    return None


def advised(settings: Settings) -> Advised:
    """Remedies for a complete set of settings.

    Raises
    ------
    DoesNotFit
        If no such protocol can be played, most often since TR is too short for its slices and trains.
    """
    limit = limit_of(settings)
    assert limit is not None
    ratio = _number(settings, "exposed", float(exposed_mass_ratio(height=TYPICAL_HEIGHT)))
    try:
        protocol, assumed = _protocol(settings)
        remedies = advise(
            protocol,
            SAR=_number(settings, "SAR"),
            limit=limit,
            limited_by="head" if settings.get("region") == "head" else "whole body",
            exposed_mass_ratio=ratio,
            ambient=_number(settings, "ambient", 25.0),
        )
    except ValueError as error:
        raise DoesNotFit from error
    if any(remedy.kind is RemedyKind.FIRST_LEVEL for remedy in remedies) and "exposed" not in settings:
        assumed |= {"exposed": ratio}
    region = str(settings.get("region", "whole body"))
    return Advised(
        protocol=protocol,
        SAR=_number(settings, "SAR"),
        limit=limit,
        region=region,
        remedies=remedies,
        assumed=assumed,
    )


def rescaled(before: Settings, after: Settings) -> float:
    """Predicted SAR [W/kg] once the pulses, TR or field of a complete set of settings have changed.

    Both protocols get pulses of the same length, since only the settings that were named have changed.

    Raises
    ------
    DoesNotFit
        If either cannot be played.
    """
    try:
        pulse = min(_protocol(settings)[0].excitation.duration for settings in (before, after))
        base, changed = (_protocol(settings, longest_pulse=pulse)[0] for settings in (before, after))
    except ValueError as error:
        raise DoesNotFit from error
    return float(f"{_number(before, 'SAR') * relative_sar(base, changed):.4g}")


def _number(settings: Settings, name: str, default: float | None = None) -> float:
    value = settings.get(name, default)
    assert value is not None
    return float(value)


def mode(settings: Settings) -> Literal["normal", "first"]:
    """The operating mode: first level where it is said, or where the whole-body limit is above 2 W/kg."""
    above = settings.get("region") != "head" and _number(settings, "limit", 0.0) > 2.0
    return "first" if above or settings.get("mode") == "first" else "normal"


def _protocol(
    settings: Settings, *, longest_pulse: float = LONGEST_PULSE
) -> tuple[Protocol, dict[str, float]]:
    """The protocol in SI units, and the values that were assumed for it [ms, degrees]."""
    sequence = SEQUENCES[str(settings["sequence"])]
    repetition = _number(settings, "TR") / 1000
    slices = int(_number(settings, "slices", 1.0))
    one_by_one = sequence is Sequence.GRE and repetition * 1000 < LONGEST_TR_ONE_BY_ONE
    concatenations = int(_number(settings, "concatenations", slices if one_by_one else 1.0))
    preparations = PREPARATIONS[str(settings.get("preparation", "none"))]
    each = repetition / (1 if sequence is Sequence.BSSFP else math.ceil(slices / max(1, concatenations)))
    each -= sum(preparation.form.duration for preparation in preparations)
    turbo = int(_number(settings, "turbo_factor", 1.0)) if sequence is Sequence.TSE else 1
    spacing = _spacing(settings, each / (turbo + 0.5)) if sequence is Sequence.TSE else None
    room = spacing if spacing is not None else each
    echo = _echo_time(settings, sequence, repetition=repetition, each=each, spacing=spacing, turbo=turbo)
    if room <= 0:
        raise DoesNotFit
    refocused = sequence in (Sequence.TSE, Sequence.SE)
    pulse = PulseForm(duration=min(longest_pulse, 0.3 * room if sequence is Sequence.TSE else 0.1 * room))
    protocol = Protocol(
        sequence=sequence,
        B0=_number(settings, "B0"),
        TR=repetition,
        TE=echo,
        excitation_angle=math.radians(_number(settings, "excitation", 90.0)),
        refocusing_angle=math.radians(_number(settings, "refocusing")) if refocused else None,
        turbo_factor=turbo,
        echo_spacing=spacing,
        slices=slices,
        concatenations=concatenations,
        averages=int(_number(settings, "averages", 1.0)),
        phase_lines=int(_number(settings, "lines", 256.0)),
        acceleration=_number(settings, "acceleration", 1.0),
        bandwidth=max(200.0, 1 / (0.6 * room) if sequence is Sequence.TSE else 2.5 / room),
        preparations=preparations,
        excitation=pulse,
        refocusing=pulse,
        mode=mode(settings),
    )
    found = {"TE": echo * 1000, "pulse": pulse.duration * 1000}
    if spacing is not None:
        found["ESP"] = spacing * 1000
    if refocused:
        found["excitation"] = 90.0
    return protocol, {name: value for name, value in found.items() if name not in settings}


def _spacing(settings: Settings, longest: float) -> float:
    """Echo spacing [s]: as said, otherwise 10 ms or what TR leaves room for."""
    if "ESP" in settings:
        return _number(settings, "ESP") / 1000
    if longest < SHORTEST_SPACING:
        raise DoesNotFit
    return min(10e-3, longest)


def _echo_time(
    settings: Settings,
    sequence: Sequence,
    *,
    repetition: float,
    each: float,
    spacing: float | None,
    turbo: int,
) -> float:
    """Echo time [s]: as said, otherwise by the weighting that TR suggests, as far as there is room."""
    if "TE" in settings:
        return _number(settings, "TE") / 1000
    if sequence is Sequence.BSSFP:
        return 0.5 * repetition
    if sequence is Sequence.GRE:
        return min(4e-3, 0.6 * each)
    if spacing is None:
        return min(80e-3 if repetition >= 1.5 else 15e-3, 0.7 * each)
    echo = min(turbo, max(1, round(80e-3 / spacing))) if repetition >= 1.5 else 1
    return echo * spacing
