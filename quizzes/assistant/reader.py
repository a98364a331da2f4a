"""From text to a reading: the first rule that accounts for everything in the question."""

from collections.abc import Mapping
from dataclasses import dataclass

from quizzes.assistant.binding import bind
from quizzes.assistant.model import Calculation, Reading, Rule
from quizzes.assistant.question import Question, View
from quizzes.assistant.rules import (
    added_pulse,
    contrast,
    field,
    knowledge,
    limits,
    patient,
    pulses,
    sar,
    sar_limits,
    snr,
    timing,
)
from quizzes.assistant.tokens import Word, spelled, tokens_of

_SUBJECTS = (knowledge, patient, added_pulse, pulses, limits, sar_limits, sar, snr, contrast, timing, field)
RULES: tuple[Rule, ...] = tuple(rule for subject in _SUBJECTS for rule in subject.RULES)
CALCULATIONS: Mapping[str, Calculation] = {
    intent: calculation for subject in _SUBJECTS for intent, calculation in subject.CALCULATIONS.items()
}


@dataclass(frozen=True)
class Unread:
    """A question that was not read.

    `foreign` where it is of another subject; `left` names what the `nearest` reading could not place.
    """

    foreign: bool
    left: tuple[str, ...] = ()
    nearest: Reading | None = None


def question_of(text: str) -> Question:
    """The question in a text of at most `tokens.LONGEST` characters."""
    plain = spelled(text)
    return bind(plain, tokens_of(plain))


def read(question: Question) -> Reading | Unread:
    """Read a question, or say why not."""
    if question.names("x") or any(one.number.unit == "foreign" for one in question.bound):
        return Unread(foreign=True)
    incomplete: Reading | None = None
    unplaced: list[Unread] = []
    for rule in RULES:
        view = View(question)
        reading = rule(view)
        if reading is None:
            continue
        left = set(view.untaken())
        if left:
            unplaced.append(Unread(foreign=False, left=tuple(sorted(left)), nearest=reading))
        elif not reading.missing:
            return reading
        else:
            incomplete = incomplete or reading
    if incomplete:
        return incomplete
    return _only_reading(unplaced) or (
        unplaced[0] if unplaced else Unread(foreign=not _of_this_subject(question))
    )


# Words around a question that change no result where every number has found its place.
_HARMLESS = frozenset(
    {
        "child", "stout", "weight_error", "vendor", "pulse", "predicted", "minimum", "can_scan",
        "over", "valid", "effective", "whole_body", "tissue_in", "image_quality", "low_field_magnet",
        "easier",
        "calibrate", "small_fov", "volume_coil", "iec", "coil", "object",
    }
)  # fmt: skip


def _only_reading(unplaced: list[Unread]) -> Reading | None:
    """The one reading that leaves out nothing but harmless words; none where two such readings differ."""
    found = [one.nearest for one in unplaced if one.nearest and set(one.left) <= _HARMLESS]
    complete = [reading for reading in found if not reading.missing]
    return complete[0] if len({reading.intent for reading in complete}) == 1 and len(found) == 1 else None


def _of_this_subject(question: Question) -> bool:
    """Whether anything of magnetic resonance is spoken of."""
    if "sar" in question.text or any(
        one.slot in ("B0", "unit:G", "unit:mT", "unit:uT") for one in question.bound
    ):
        return True
    plain = {
        "negation",
        "only",
        "except",
        "inequality",
        "uncertain",
        "convert",
        "distance",
        "area",
        "power",
        "energy",
        "vendor",
        "over",
        "what_now",
    }
    named = {token.name for token in question.tokens if isinstance(token, Word) and token.kind in "tl"}
    return bool(
        named
        - plain
        - {"time", "object", "height", "mass", "limit", "shown", "true_mass", "entered", "radius", "ambient"}
    )
