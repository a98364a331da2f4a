"""Questions answered with a sentence: common misunderstandings, and what to do when SAR is over its limit."""

from collections.abc import Mapping

from quizzes.assistant import remedies
from quizzes.assistant.model import Calculation, Parameter, Reading, Result
from quizzes.assistant.question import View


def read_radius_or_area(view: View) -> Reading | None:
    """Whether A of the printed SAR formula is an area or a radius."""
    area, radius = view.has("area"), view.mentions("radius")
    if not (area and (radius or view.has("formula_A"))) or view.question.bound:
        return None
    view.has("formula_A", "journal", "uncertain", "cylinder", "only", "or")
    view.mentions("SAR", "diameter")
    return Reading("formula_radius")


def read_slices_and_coverage(view: View) -> Reading | None:
    """Whether fewer slices irradiate less of the body."""
    if not view.has("coverage") or not (view.mentions("slices") or view.has("pulse")) or view.question.bound:
        return None
    view.mentions("SAR", "object")
    view.has("pulse", "journal", "whole_body")
    return Reading("slices_coverage")


def read_temperature_and_sar(view: View) -> Reading | None:
    """Whether a warm room lowers SAR: it lowers the limit."""
    if (
        not (view.mentions("ambient") and view.mentions("SAR"))
        or view.question.bound
        or view.used("limit", "maximum", "whole_body", "core_temp")
    ):
        return None
    if not (view.move("ambient") or view.move("SAR")):
        return None
    view.has("journal")
    return Reading("ambient_and_sar")


def read_false_weight(view: View) -> Reading | None:
    """Typing a higher weight to pass the limit: never."""
    if not view.has("lie") or view.question.bound:
        return None
    if not view.mentions("mass") and not view.mentions("SAR"):
        return None
    view.mentions("mass", "SAR", "limit", "entered", "height")
    view.has("over", "what_now", "can_scan", "negation", "weight_error")
    return Reading("false_weight")


def read_pregnant(view: View) -> Reading | None:
    if not view.has("pregnant"):
        return None
    first = view.has("mode_first", "mode_normal", "mode_second")
    view.mentions("SAR", "limit")
    view.has("can_scan", "cannot_scan", "whole_body", "maximum")
    return Reading("pregnant") if (first or view.asked("yes_no")) and not view.question.bound else None


def read_local_from_whole(view: View) -> Reading | None:
    """Whether whole-body SAR within its limit says anything about local SAR."""
    if not (view.has("local") and view.has("whole_body") and view.asked("yes_no")) or view.question.bound:
        return None
    view.mentions("SAR", "limit")
    view.has("over", "valid", "negation", "can_scan")
    return Reading("local_from_whole")


def read_boundary_safe(view: View) -> Reading | None:
    """Whether outside the five-gauss line is safe."""
    if not view.has("fringe") or not view.asked("yes_no") or view.question.changes:
        return None
    if view.peek("unit:G") == 5:
        view.value("unit:G")
    view.has("journal", "except")
    return Reading("five_gauss") if not view.question.doubts else None


# Subjects that are explained and not computed, by topic; the first that is spoken of counts.
_EXPLAINED = ("fda", "humidity", "multiband", "epi")


def read_explained(view: View) -> Reading | None:
    """FDA limits, humidity, multiband and EPI: a sentence, whatever else is asked."""
    subject = next((topic for topic in _EXPLAINED if view.has(topic)), None)
    if subject is None or not (
        view.mentions("SAR") or view.mentions("limit") or view.has("can_scan", "energy")
    ):
        return None
    view.accept_all()
    return None if view.question.changes else Reading(subject)


_SETTINGS = {
    "B0": "B0", "TR": "TR_ms", "TE": "TE_ms", "ESP": "ESP_ms", "slices": "slices", "ETL": "etl",
    "ref": "ref", "FA": "fa", "SAR": "sar", "limit": "limit", "lines": "lines", "NSA": "nsa",
}  # fmt: skip


def read_advice(view: View) -> Reading | None:
    """What to do when SAR is over its limit: in general, or computed where the protocol is described."""
    over, how = view.has("over"), view.has("what_now")
    stated = over and view.question.text.rstrip("?。! ").endswith("超了")
    if not view.mentions("SAR") or not (how or stated):
        return None
    view.mentions("time", "mass", "height", "shown")
    view.has("3d", "whole_body", "stout", "pulse", "image_quality", "contrast", "head", "mode_normal")
    parameters: dict[str, Parameter] = {
        key: value for slot, key in _SETTINGS.items() if (value := view.value(slot)) is not None
    }
    view.mentions(*_SETTINGS)
    for name in ("bssfp", "gre", "tse", "se"):
        if view.has(name):
            parameters["seq"] = name
    return Reading("advice", parameters, remedies.missing(parameters) or ())


def _sentence(value: float | None = None, unit: str | None = None) -> Calculation:
    def calculate(parameters: Mapping[str, Parameter]) -> Result:
        return Result(value, unit)

    return calculate


RULES = (
    read_radius_or_area,
    read_slices_and_coverage,
    read_temperature_and_sar,
    read_false_weight,
    read_local_from_whole,
    read_pregnant,
    read_boundary_safe,
    read_explained,
    read_advice,
)
CALCULATIONS = {
    "formula_radius": _sentence(),
    "slices_coverage": _sentence(),
    "ambient_and_sar": _sentence(1.0, "1"),
    "false_weight": _sentence(),
    "pregnant": _sentence(),
    "local_from_whole": _sentence(),
    "local_volume_coil": _sentence(),
    "second_level": _sentence(),
    "five_gauss": _sentence(),
    "advice": _sentence(),
    **{subject: _sentence() for subject in _EXPLAINED},
}
