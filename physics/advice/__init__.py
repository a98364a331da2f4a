"""Ways to bring an over-limit protocol back under its SAR limit, ranked, each with what it costs.

Every figure is worked out on the protocol itself. Nothing here is text: a remedy names its kind and numbers,
and words are found elsewhere. No remedy touches the patient's entries other than by asking for the true
ones: a false weight only hides SAR.

The order follows the practice for each kind of sequence: small refocusing angles cost a turbo spin echo
hardly any signal, TR costs a T1-weighted image its contrast, and a preparation pulse can dwarf everything
else in a gradient echo.
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from typing import Literal

from physics.advice.changes import (
    Change,
    Excess,
    Rule,
    acceleration_and_TR,
    concatenations,
    fewer_slices,
    longer_pulses,
    longer_TR,
    refocusing_to,
    removable,
    removal,
    smaller_excitation,
    smaller_turbo_factor,
    variable_refocusing,
)
from physics.advice.remedies import Condition, Cost, Entry, Remedy, RemedyKind, Step
from physics.contrast import signal
from physics.limits import binding_whole_body_equivalent, head_limit, partial_body_limit
from physics.protocol import REFOCUSED, TURBO, Protocol, Sequence, relative_sar, relative_snr, scan_time
from physics.tissues import FLUID, GREY_MATTER, WHITE_MATTER, Tissue
from physics.validation import require_between

__all__ = [
    "Condition",
    "Cost",
    "Entry",
    "Remedy",
    "RemedyKind",
    "Step",
    "Weighting",
    "advise",
    "weighting",
]


class Weighting(StrEnum):
    T1 = "T1"
    PD = "PD"
    T2 = "T2"


def weighting(protocol: Protocol) -> Weighting:
    """Weighting by common bounds: T2 from TE 60 ms, otherwise T1 up to TR 1 s, otherwise proton density.

    A gradient echo counts as T1-weighted and bSSFP as T2-weighted.
    """
    if protocol.sequence is Sequence.BSSFP:
        return Weighting.T2
    if protocol.sequence not in REFOCUSED:
        return Weighting.T1
    if protocol.TE >= 0.060:
        return Weighting.T2
    return Weighting.T1 if protocol.TR <= 1.0 else Weighting.PD


def advise(
    protocol: Protocol,
    *,
    SAR: float,
    limit: float,
    limited_by: Literal["whole body", "partial body", "head"] = "whole body",
    exposed_mass_ratio: float | None = None,
    ambient: float = 25.0,
    first_level_possible: bool = True,
    g_factor: float = 1.1,
    tissues: tuple[Tissue, Tissue] | None = None,
) -> tuple[Remedy, ...]:
    """Ranked remedies for a protocol whose predicted SAR is above its limit; none if it is not.

    First the check of the entries, then each single remedy in the order that suits the sequence and its
    weighting, then up to three pairs of remedies that are too weak alone and enough together, last the
    first-level mode. Settings are rounded to practical steps on the safe side.

    Parameters
    ----------
    SAR, limit
        Predicted SAR and its limit [W/kg], > 0, of the kind that ``limited_by`` names.
    exposed_mass_ratio
        Exposed over total body mass, 0 to 1: how far the first level raises the limit depends on it, and
        without it the first level is not offered. The limit of the head is the same in both modes.
    ambient
        Room temperature [degC], which lowers the first-level limit.
    first_level_possible
        False where the conditions of the first level are known not to be met.
    g_factor
        Assumed noise amplification of the acceleration that is proposed, >= 1.
    tissues
        Whose contrast counts, the first over the second; by default fluid over white matter, in T1-weighted
        images white over grey matter.

    Raises
    ------
    ValueError
        If an argument leaves its range, or one of the tissues gives no signal under the protocol.
    """
    for name, value in (("SAR", SAR), ("limit", limit)):
        if not 0.0 < value < math.inf:
            raise ValueError(f"{name} must be above 0 W/kg and finite, got {value:g}")
    require_between(1, math.inf, g_factor=g_factor)
    if limit >= SAR:
        return ()
    if tissues is None:
        tissues = (
            (WHITE_MATTER, GREY_MATTER) if weighting(protocol) is Weighting.T1 else (FLUID, WHITE_MATTER)
        )
    present = [signal(protocol, tissue) for tissue in tissues]
    for tissue, amplitude in zip(tissues, present, strict=True):
        if amplitude <= 0.0:
            raise ValueError(f"tissues must give signal under the protocol, {tissue.name} does not")

    def remedy(steps: list[Step], changed: Protocol) -> Remedy:
        ratios = [signal(changed, tissue) / before for tissue, before in zip(tissues, present, strict=True)]
        return _remedy(excess, steps, changed, signals=ratios)

    excess = Excess(protocol=protocol, SAR=SAR, limit=limit, g_factor=g_factor)
    rules = _order(protocol)
    singles = list(_singles(excess, rules))
    remedies = [
        Remedy(kind=RemedyKind.CHECK_ENTRIES, SAR=SAR, limit=limit, entries=tuple(Entry)),
        *(remedy([step], changed) for step, changed in singles),
        *(remedy(steps, changed) for steps, changed in _pairs(excess, rules, singles)),
    ]
    if first_level_possible and exposed_mass_ratio is not None and protocol.mode == "normal":
        normal, first = (
            _limit(limited_by, mode, exposed_mass_ratio, ambient) for mode in ("normal", "first")
        )
        if first > normal:
            remedies.append(_first_level(excess, raised=limit * first / normal))
    return tuple(remedies)


def _order(protocol: Protocol) -> tuple[Rule, ...]:
    """Rules from the most to the least advisable for this sequence and weighting."""
    removals = tuple(removal(preparation) for preparation in removable(protocol))
    if protocol.sequence is Sequence.BSSFP:
        return (smaller_excitation, longer_TR, longer_pulses, *removals)
    if protocol.sequence not in REFOCUSED:
        return (*removals, smaller_excitation, longer_TR, longer_pulses, concatenations, fewer_slices)
    if weighting(protocol) is Weighting.T1:
        return (
            refocusing_to(150), fewer_slices, concatenations, refocusing_to(120), longer_pulses,
            longer_TR, smaller_turbo_factor, *removals,
        )  # fmt: skip
    return (
        refocusing_to(150), variable_refocusing, refocusing_to(120), longer_pulses, concatenations,
        longer_TR, acceleration_and_TR, fewer_slices, smaller_turbo_factor, *removals,
    )  # fmt: skip


def _singles(excess: Excess, rules: tuple[Rule, ...]) -> Iterator[Change]:
    """The changes that the rules propose, each once and only if it lowers SAR."""
    seen: set[Protocol] = set()
    for rule in rules:
        change = rule(excess)
        if change and change[1] not in seen and excess.reached(change[1]) < excess.SAR:
            seen.add(change[1])
            yield change


_SAME_PULSES = frozenset({RemedyKind.REFOCUSING_ANGLE, RemedyKind.VARIABLE_REFOCUSING})


def _pairs(
    excess: Excess, rules: tuple[Rule, ...], singles: list[Change], most: int = 3
) -> Iterator[tuple[list[Step], Protocol]]:
    """Pairs of different kinds, each too weak alone; the second only as strong as still needed."""
    weak = {step.kind: (step, changed) for step, changed in singles if not excess.enough(changed)}
    found: set[frozenset[RemedyKind]] = set()
    for first, changed in weak.values():
        rest = replace(excess, protocol=changed, SAR=excess.reached(changed))
        for second, both in _singles(rest, rules):
            pair = frozenset({first.kind, second.kind})
            if (
                len(pair) == 2
                and pair != _SAME_PULSES
                and second.kind in weak
                and pair not in found
                and excess.enough(both)
            ):
                found.add(pair)
                yield [first, second], both
                if len(found) == most:
                    return


def _remedy(excess: Excess, steps: list[Step], changed: Protocol, *, signals: list[float]) -> Remedy:
    """A remedy with its cost; ``signals`` of the two tissues are given as ratios, changed over present."""
    base = excess.protocol
    time = scan_time(changed) / scan_time(base)
    cost = Cost(
        time=time,
        SNR=relative_snr(base, changed, signal=signals[0]),
        contrast=signals[0] / signals[1],
        coverage=changed.slices / base.slices,
        train=changed.train_duration / base.train_duration if base.sequence in TURBO else 1.0,
        slice_shift=changed.excitation.duration / base.excitation.duration,
        energy=time * relative_sar(base, changed),
    )
    return Remedy(
        kind=steps[0].kind,
        steps=tuple(steps),
        protocol=changed,
        SAR=excess.reached(changed),
        limit=excess.limit,
        cost=cost,
    )


def _limit(limited_by: str, mode: str, exposed_mass_ratio: float, ambient: float) -> float:
    """Limit of a mode [W/kg]; that of the whole body where the first of it and the partial body's binds."""
    if limited_by == "head":
        return head_limit(mode=mode)
    if limited_by == "partial body":
        return float(partial_body_limit(mode=mode, exposed_mass_ratio=exposed_mass_ratio))
    return float(
        binding_whole_body_equivalent(mode=mode, exposed_mass_ratio=exposed_mass_ratio, ambient=ambient)
    )


def _first_level(excess: Excess, *, raised: float) -> Remedy:
    """The same settings against the limit of the first-level mode."""
    return Remedy(
        kind=RemedyKind.FIRST_LEVEL,
        steps=(Step(kind=RemedyKind.FIRST_LEVEL, before=excess.limit, after=raised),),
        protocol=replace(excess.protocol, mode="first"),
        SAR=excess.SAR,
        limit=raised,
        conditions=tuple(Condition),
    )
