"""SAR limits of IEC 60601-2-33 as figures, and the comparison of B1+rms with an implant's label.

The standard itself was not read: the figures come from published tables and manufacturers' training
material, and ``CERTAINTY`` says how well each is confirmed. Edition 3 stands for 2010 with both amendments.
The scanner's own monitor decides; nothing here clears a patient or an implant.
"""

from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from physics.validation import (
    Array,
    require_between,
    require_choice,
    require_non_negative,
    require_positive,
)

Mode = Literal["normal", "first"]
Region = Literal["head", "trunk", "extremities"]
Edition = Literal["2", "3"]
Certainty = Literal["high", "medium"]

MODES: Final[tuple[str, ...]] = get_args(Mode)
REGIONS: Final[tuple[str, ...]] = get_args(Region)
EDITIONS: Final[tuple[str, ...]] = get_args(Edition)

CERTAINTY: Final[dict[str, Certainty]] = {
    "whole_body": "high",
    "partial_body": "high",
    "head": "high",
    "local": "medium",
}
"""high: read in at least one public source; medium: recalled, confirm against the standard before relying."""

_WHOLE_BODY = {"normal": 2.0, "first": 4.0}
_PARTIAL_BODY_SLOPE = {"normal": 8.0, "first": 6.0}
_HEAD = {"normal": 3.2, "first": 3.2}
_LOCAL = {"head": 10.0, "trunk": 10.0, "extremities": 20.0}
_SHORT_TERM_FACTOR = {"2": 3.0, "3": 2.0}
_FLOOR = 2.0
_THRESHOLD = 25.0  # degC above which the first-level limit is derated


def whole_body_limit(*, mode: str, ambient: ArrayLike = 25.0) -> Array:
    """Limit of whole-body SAR averaged over 6 minutes.

    Normal mode 2 W/kg. First level 4 W/kg, less 0.25 W/kg for each degree of room temperature above 25,
    never below 2 W/kg, which is reached at 33 degC. The temperature lowers the limit, not the SAR.

    Parameters
    ----------
    mode
        Operating mode, "normal" or "first"; the second level has no general figure.
    ambient
        Room temperature [degC], 0 to 60.

    Returns
    -------
    :
        Limit [W/kg]; NaN where ambient is NaN.

    Raises
    ------
    ValueError
        If the mode is unknown or the temperature out of range.

    References
    ----------
    IEC 60601-2-33:2010, as tabulated in public teaching material (MRI Questions, JIS Z4951 Q&A).
    """
    require_choice(MODES, mode=mode)
    (ambient,) = require_between(0, 60, ambient=ambient)
    derating = 0.25 * np.maximum(ambient - _THRESHOLD, 0.0)
    return np.asarray(np.maximum(_WHOLE_BODY[mode] - derating, _FLOOR))[()]


def journal_whole_body_limit(*, ambient: ArrayLike) -> Array:
    """First-level whole-body limit [W/kg] by the rule of the operational journal, issue 2022-10.

    Falls in a straight line from 4 at 25 degC to 2 at 32 degC, where the standard reaches 2 at 33 degC:
    stricter than the standard in between. Kept for comparison only. Ambient in degC, 0 to 60; NaN in,
    NaN out; ValueError outside the range.
    """
    (ambient,) = require_between(0, 60, ambient=ambient)
    return np.asarray(np.clip(4.0 - 2.0 / 7.0 * (ambient - _THRESHOLD), 2.0, 4.0))[()]


def partial_body_limit(*, mode: str, exposed_mass_ratio: ArrayLike) -> Array:
    """Limit of partial-body SAR [W/kg] over 6 minutes: 10 - 8 r in normal mode, 10 - 6 r at first level.

    r is the exposed over the total body mass, 0 to 1; the exposed part takes about 95 % of the power.
    NaN in, NaN out; ValueError outside the range or for an unknown mode. Source: IEC 60601-2-33:2010.
    """
    require_choice(MODES, mode=mode)
    (exposed_mass_ratio,) = require_between(0, 1, exposed_mass_ratio=exposed_mass_ratio)
    return 10.0 - _PARTIAL_BODY_SLOPE[mode] * exposed_mass_ratio


def binding_whole_body_equivalent(
    *, mode: str, exposed_mass_ratio: ArrayLike, ambient: ArrayLike = 25.0
) -> Array:
    """Whole-body SAR at which the first of the whole-body and partial-body limits is met.

    Assumes that all power falls into the exposed mass, so that partial-body SAR is whole-body SAR over r.
    At 25 degC the partial-body limit binds below r = 1/4 (normal) and r = 2/3 (first level).

    Parameters
    ----------
    mode
        Operating mode, "normal" or "first".
    exposed_mass_ratio
        Exposed over total mass, 0 to 1.
    ambient
        Room temperature [degC], 0 to 60.

    Returns
    -------
    :
        Whole-body SAR [W/kg]; NaN where an input is NaN.

    Raises
    ------
    ValueError
        If an argument leaves its range.

    References
    ----------
    Derived from the two limits of IEC 60601-2-33:2010.
    """
    (exposed_mass_ratio,) = require_between(0, 1, exposed_mass_ratio=exposed_mass_ratio)
    partial = exposed_mass_ratio * partial_body_limit(mode=mode, exposed_mass_ratio=exposed_mass_ratio)
    return np.asarray(np.minimum(whole_body_limit(mode=mode, ambient=ambient), partial))[()]


def partial_body_binds(
    *, mode: str, exposed_mass_ratio: ArrayLike, ambient: ArrayLike = 25.0
) -> NDArray[np.bool_]:
    """Whether the partial-body limit is met before the whole-body limit; arguments as for the binding SAR."""
    equivalent = binding_whole_body_equivalent(
        mode=mode, exposed_mass_ratio=exposed_mass_ratio, ambient=ambient
    )
    return np.asarray(equivalent < whole_body_limit(mode=mode, ambient=ambient))


def head_limit(*, mode: str) -> float:
    """Limit of head SAR [W/kg] over 6 minutes with a volume coil: 3.2 in both modes; ValueError otherwise."""
    require_choice(MODES, mode=mode)
    return _HEAD[mode]


def local_limit(*, region: str, mode: str, edition: str = "3") -> float:
    """Limit of local SAR [W/kg] in 10 g over 6 minutes, for local transmit coils only.

    Normal mode 10 (head, trunk) and 20 (extremities); first level twice that in edition 3, the same in
    edition 2. Volume coils have no local limit. ValueError for an unknown region, mode or edition.
    Source: IEC 60601-2-33, recalled; see ``CERTAINTY``.
    """
    require_choice(REGIONS, region=region)
    require_choice(MODES, mode=mode)
    require_choice(EDITIONS, edition=edition)
    return _LOCAL[region] * (2.0 if mode == "first" and edition == "3" else 1.0)


def short_term_limit(*, limit_6min: ArrayLike, edition: str = "3") -> Array:
    """Limit [W/kg] in any 10 s from the 6-minute limit [W/kg, > 0]: twice (edition 3) or 3 times (edition 2).

    NaN in, NaN out; ValueError outside the range or for an unknown edition.
    Source: JIS Z4951:2017, which follows IEC 60601-2-33:2015; the factor of edition 2 is recalled.
    """
    (limit_6min,) = require_positive(limit_6min=limit_6min)
    require_choice(EDITIONS, edition=edition)
    return _SHORT_TERM_FACTOR[edition] * limit_6min


def within_label(*, b1_rms: ArrayLike, label_limit: ArrayLike) -> NDArray[np.bool_]:
    """Whether B1+rms does not exceed the figure on an implant's label; both in one unit.

    Compares two numbers and clears nobody: the device's label and the responsible physician decide.
    B1+rms >= 0, label > 0, otherwise ValueError. NaN is never within.
    """
    (b1_rms,) = require_non_negative(b1_rms=b1_rms)
    (label_limit,) = require_positive(label_limit=label_limit)
    return np.asarray(b1_rms <= label_limit)


def TR_for_label(*, b1_rms: ArrayLike, label_limit: ArrayLike, TR: ArrayLike) -> Array:
    """TR at which B1+rms meets an implant's label, in the unit of TR: TR (B1+rms / label)^2.

    B1+rms and label in one unit; all > 0, otherwise ValueError. NaN in, NaN out. Holds where the averaging
    time is TR, that is for a steady sequence.
    """
    b1_rms, label_limit, TR = require_positive(b1_rms=b1_rms, label_limit=label_limit, TR=TR)
    return TR * np.square(b1_rms / label_limit)
