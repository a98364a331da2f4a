"""The rules: how one setting of an over-limit protocol can be changed to lower SAR, in practical steps.

A rule takes the mildest practical value that brings SAR within the limit, otherwise the strongest that is
still reasonable, and nothing if it does not apply.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from physics.advice.remedies import RemedyKind, Step
from physics.protocol import (
    THREE_D,
    TURBO,
    Preparation,
    PreparationKind,
    Protocol,
    PulseForm,
    Sequence,
    relative_sar,
    scan_time,
)
from physics.sar import TR_for_sar_limit, slices_for_sar_limit

_DEGREE = math.pi / 180


@dataclass(frozen=True, kw_only=True)
class Excess:
    """A protocol with its SAR and limit [W/kg]: what each remedy starts from."""

    protocol: Protocol
    SAR: float
    limit: float
    g_factor: float

    def reached(self, changed: Protocol) -> float:
        """SAR of a changed protocol [W/kg]."""
        # twelve digits keep a TR of exactly SAR / limit from missing the limit by a rounding error
        return float(f"{self.SAR * relative_sar(self.protocol, changed):.12g}")

    def enough(self, changed: Protocol) -> bool:
        """Whether the changed protocol is within the limit."""
        return self.limit >= self.reached(changed)


Change = tuple[Step, Protocol]
Rule = Callable[[Excess], Change | None]


def _changed(protocol: Protocol, **settings: Any) -> Protocol | None:
    """The protocol with other settings, None where they do not fit together."""
    try:
        return replace(protocol, **settings)
    except ValueError:
        return None


def _mildest(
    excess: Excess, kind: RemedyKind, before: float, candidates: Iterable[tuple[float, Protocol | None]]
) -> Change | None:
    """The first, mildest candidate that is enough, otherwise the last that is possible."""
    chosen = None
    for after, changed in candidates:
        if changed is not None:
            chosen = (Step(kind=kind, before=before, after=after), changed)
            if excess.enough(changed):
                break
    return chosen


def _angle_steps(start: float, floor: float) -> Iterator[float]:
    """Practical angles below a start, down to a floor [rad]: every 5 degrees, below 30 every degree."""
    angle = math.ceil(start / _DEGREE - 1e-9) - 1
    while angle >= floor / _DEGREE - 1e-9:
        if angle < 30 or angle % 5 == 0:
            yield angle * _DEGREE
        angle -= 1


def refocusing_to(floor: int) -> Rule:
    """A smaller refocusing angle, not below the floor [deg]; a variable train shrinks as a whole."""

    def rule(excess: Excess) -> Change | None:
        protocol = excess.protocol
        angles = protocol.refocusing_angle
        largest = max(protocol.refocusing_angles)

        def scaled(angle: float) -> Protocol | None:
            if isinstance(angles, tuple):
                return _changed(protocol, refocusing_angle=tuple(a * angle / largest for a in angles))
            return _changed(protocol, refocusing_angle=angle)

        return _mildest(
            excess,
            RemedyKind.REFOCUSING_ANGLE,
            largest,
            ((a, scaled(a)) for a in _angle_steps(largest, floor * _DEGREE)),
        )

    return rule


def variable_train(*, echoes: int, centre: int, low: float, high: float = math.pi) -> tuple[float, ...]:
    """Refocusing angles [rad] that start and peak high and are low where the edge of k-space is read.

    Falls from 150 degrees over the first echoes to keep the echoes smooth, rises to ``high`` at the echo of
    the middle of k-space (from 1) and falls again. Raises ValueError unless centre is one of the echoes.

    References
    ----------
    Hennig, Weigel and Scheffler (2003), Magn. Reson. Med. 49, 527 (TRAPS).
    """
    if not 1 <= centre <= echoes:
        raise ValueError(f"centre must be from 1 to {echoes}, got {centre}")
    width = max(2.0, echoes / 4)

    def angle(echo: int) -> float:
        near = max(0.0, 1.0 - abs(echo - centre) / width)
        start = max(0.0, 1.0 - (echo - 1) / 3)
        peak = low + (high - low) * math.sin(0.5 * math.pi * near) ** 2
        return max(peak, low + max(0.0, 150 * _DEGREE - low) * start)

    return tuple(angle(echo) for echo in range(1, echoes + 1))


def variable_refocusing(excess: Excess) -> Change | None:
    """High angles only where the middle of k-space is read, the rest down to 60 degrees."""
    protocol = excess.protocol
    if protocol.sequence not in TURBO or protocol.turbo_factor < 6:
        return None
    if isinstance(protocol.refocusing_angle, tuple):
        return None
    high = protocol.refocusing_angles[0]

    def trains() -> Iterator[tuple[float, Protocol | None]]:
        for low in range(140, 50, -10):
            if low * _DEGREE < high:
                train = variable_train(
                    echoes=protocol.turbo_factor,
                    centre=protocol.effective_echo,
                    low=low * _DEGREE,
                    high=high,
                )
                train = tuple(min(angle, high) for angle in train)
                mean_square = sum(angle**2 for angle in train) / len(train)
                yield math.sqrt(mean_square), _changed(protocol, refocusing_angle=train)

    return _mildest(excess, RemedyKind.VARIABLE_REFOCUSING, high, trains())


def smaller_excitation(excess: Excess) -> Change | None:
    """A smaller excitation angle, down to half of it."""
    angle = excess.protocol.excitation_angle
    return _mildest(
        excess,
        RemedyKind.EXCITATION_ANGLE,
        angle,
        ((a, _changed(excess.protocol, excitation_angle=a)) for a in _angle_steps(angle, 0.5 * angle)),
    )


def longer_pulses(excess: Excess) -> Change | None:
    """Pulses 1.5 or 2 times as long, if TR has room; echo spacing and TE grow with them, and TR of bSSFP."""
    protocol = excess.protocol

    def stretched(factor: float) -> Protocol | None:
        excitation, refocusing = (
            PulseForm(shape=form.shape, duration=form.duration * factor)
            for form in (protocol.excitation, protocol.refocusing)
        )
        added = (factor - 1.0) * (
            protocol.refocusing if protocol.refocusing_angle else protocol.excitation
        ).duration
        settings: dict[str, Any] = {"excitation": excitation, "refocusing": refocusing}
        if protocol.echo_spacing is not None:
            settings["echo_spacing"] = protocol.echo_spacing + added
            settings["TE"] = protocol.effective_echo * settings["echo_spacing"]
        elif protocol.sequence is Sequence.BSSFP:
            settings["TR"] = protocol.TR + added
            settings["TE"] = 0.5 * settings["TR"]
        else:
            settings["TE"] = protocol.TE + 0.5 * added
        return _changed(protocol, **settings)

    return _mildest(
        excess, RemedyKind.LONGER_PULSES, 1.0, ((factor, stretched(factor)) for factor in (1.5, 2.0))
    )


def concatenations(excess: Excess) -> Change | None:
    """Slices over one or two more passes."""
    protocol = excess.protocol
    if protocol.slices_per_TR == 1:
        return None
    present = protocol.concatenations
    return _mildest(
        excess,
        RemedyKind.CONCATENATIONS,
        present,
        ((n, _changed(protocol, concatenations=n)) for n in (present + 1, present + 2)),
    )


def _practical_TR(TR: float, *, up: bool) -> float:
    """TR rounded to 50 ms from 1 s, to 10 ms from 100 ms, to 1 ms from 20 ms, otherwise to 0.1 ms."""
    per_second = 20 if TR >= 1.0 else 100 if TR >= 0.1 else 1000 if TR >= 0.02 else 10000
    steps = TR * per_second
    return (math.ceil(steps - 1e-9) if up else math.floor(steps + 1e-9)) / per_second


def _with_TR(protocol: Protocol, TR: float) -> Protocol | None:
    """The protocol with another TR; bSSFP keeps its echo in the middle."""
    TE = 0.5 * TR if protocol.sequence is Sequence.BSSFP else protocol.TE
    return _changed(protocol, TR=TR, TE=TE)


def longer_TR(excess: Excess) -> Change | None:
    """A longer TR, up to twice; in bSSFP, where it brings banding closer, up to half as long again."""
    protocol = excess.protocol
    longest = protocol.TR * (1.5 if protocol.sequence is Sequence.BSSFP else 2.0)
    needed = float(TR_for_sar_limit(sar=excess.SAR, limit=excess.limit, TR=protocol.TR))
    TR = min(_practical_TR(needed, up=True), _practical_TR(longest, up=False))
    changed = _with_TR(protocol, TR)
    return _mildest(excess, RemedyKind.TR, protocol.TR, [(TR, changed)])


def acceleration_and_TR(excess: Excess) -> Change | None:
    """One more step of acceleration, up to 3, the time it saves spent on a longer TR."""
    protocol = excess.protocol
    factor = math.floor(protocol.acceleration) + 1.0
    faster = _changed(protocol, acceleration=factor, g_factor=max(protocol.g_factor, excess.g_factor))
    if faster is None or factor > 3:
        return None
    longest = protocol.TR * scan_time(protocol) / scan_time(faster)
    changed = _with_TR(faster, _practical_TR(longest, up=False))
    before = protocol.acceleration
    return _mildest(excess, RemedyKind.ACCELERATION_AND_TR, before, [(factor, changed)])


def fewer_slices(excess: Excess) -> Change | None:
    """Fewer slices at the same TR, down to half; partitions of a slab are no pulses."""
    protocol = excess.protocol
    if protocol.slices_per_TR == 1 or protocol.sequence in THREE_D:
        return None
    allowed = protocol.concatenations * int(
        slices_for_sar_limit(sar=excess.SAR, limit=excess.limit, slices=protocol.slices_per_TR)
    )
    slices = max(min(allowed, protocol.slices - 1), math.ceil(protocol.slices / 2), protocol.concatenations)
    changed = _changed(protocol, slices=slices)
    return _mildest(excess, RemedyKind.SLICES, protocol.slices, [(slices, changed)])


def smaller_turbo_factor(excess: Excess) -> Change | None:
    """A shorter train, down to half, that still holds the effective echo."""
    protocol = excess.protocol
    if protocol.sequence not in TURBO:
        return None
    present, angles = protocol.turbo_factor, protocol.refocusing_angle

    def shortened(factor: int) -> Protocol | None:
        kept = angles[:factor] if isinstance(angles, tuple) else angles
        return _changed(protocol, turbo_factor=factor, refocusing_angle=kept)

    shorter = range(present - 1, max(math.ceil(present / 2), protocol.effective_echo) - 1, -1)
    return _mildest(
        excess, RemedyKind.TURBO_FACTOR, present, ((factor, shortened(factor)) for factor in shorter)
    )


_INDISPENSABLE: Final = frozenset({PreparationKind.INVERSION})  # it makes the contrast


def removable(protocol: Protocol) -> list[Preparation]:
    """Preparations that can be left out, the one of most energy first."""
    removable = [p for p in protocol.preparations if p.kind not in _INDISPENSABLE]
    return sorted(removable, key=lambda p: float(p.pulse(1).energy), reverse=True)


def removal(preparation: Preparation) -> Rule:
    """Leave out one preparation."""

    def rule(excess: Excess) -> Change | None:
        if preparation not in excess.protocol.preparations:
            return None
        kept = list(excess.protocol.preparations)
        kept.remove(preparation)
        changed = _changed(excess.protocol, preparations=tuple(kept))
        step = Step(
            kind=RemedyKind.REMOVE_PREPARATION,
            before=float(preparation.pulse(1).energy),
            after=0.0,
            preparation=preparation.kind,
        )
        return None if changed is None else (step, changed)

    return rule
