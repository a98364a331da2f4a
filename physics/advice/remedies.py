"""What a remedy is: kinds, steps, costs and conditions. Numbers and stable names only, no text."""

from dataclasses import dataclass
from enum import StrEnum

from physics.protocol import PreparationKind, Protocol


class RemedyKind(StrEnum):
    """What is done; stable names for texts and statistics."""

    CHECK_ENTRIES = "check_entries"
    REFOCUSING_ANGLE = "refocusing_angle"
    VARIABLE_REFOCUSING = "variable_refocusing"
    LONGER_PULSES = "longer_pulses"
    CONCATENATIONS = "concatenations"
    TR = "TR"
    ACCELERATION_AND_TR = "acceleration_and_TR"
    SLICES = "slices"
    TURBO_FACTOR = "turbo_factor"
    EXCITATION_ANGLE = "excitation_angle"
    REMOVE_PREPARATION = "remove_preparation"
    FIRST_LEVEL = "first_level"


class Entry(StrEnum):
    """What to compare with the patient and the room before anything is changed."""

    WEIGHT = "weight"
    HEIGHT = "height"
    ORIENTATION = "orientation"
    COIL = "coil"
    ROOM_TEMPERATURE = "room_temperature"
    CLOTHING = "clothing"


class Condition(StrEnum):
    """What has to hold before the first-level mode is used."""

    SUPERVISED = "medically_supervised"
    NOT_PREGNANT = "not_pregnant"
    THERMOREGULATION = "thermoregulation_unimpaired"
    IMPLANT_LABEL = "implant_label_allows"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One setting before and after: [s], [rad] or a number.

    A variable train is given by the root mean square of its angles, longer pulses by the factor on their
    duration, acceleration by its factor (the new TR is in the protocol), a removed preparation by its energy
    [eu] and kind, and the first level by its limit [W/kg].
    """

    kind: RemedyKind
    before: float
    after: float
    preparation: PreparationKind | None = None


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Changed over present value; 1 is free of charge."""

    time: float = 1.0
    SNR: float = 1.0  #: of the first tissue of the pair
    contrast: float = 1.0  #: of the pair of tissues, as a ratio of their signals
    coverage: float = 1.0  #: number of slices
    train: float = 1.0  #: length of the echo train; longer means more T2 blur
    slice_shift: float = 1.0  #: displacement of fat through the slice, by the duration of the pulses
    energy: float = 1.0  #: absorbed during the scan


@dataclass(frozen=True, kw_only=True)
class Remedy:
    """One or two steps, the SAR they reach [W/kg], whether it is within the limit, and their cost.

    ``protocol`` is the changed one, None where the settings stay. ``entries`` are to be checked for their
    truth, ``conditions`` to be met.
    """

    steps: tuple[Step, ...] = ()
    protocol: Protocol | None = None
    SAR: float
    limit: float
    cost: Cost = Cost()
    entries: tuple[Entry, ...] = ()
    conditions: tuple[Condition, ...] = ()
    kind: RemedyKind

    @property
    def sufficient(self) -> bool:
        """Whether the SAR reached does not exceed the limit."""
        return self.limit >= self.SAR
