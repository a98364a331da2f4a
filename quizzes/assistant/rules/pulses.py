"""Radio-frequency pulses: peak B1, B1+rms, energy, and the label of an implant."""

from collections.abc import Mapping

from physics.catalogue import evaluate
from quizzes.assistant.model import Parameter, Reading, Result, as_wanted, given, number, wanted
from quizzes.assistant.question import View


def _shape(view: View) -> str | None:
    if view.has("rect"):
        return "rect"
    if view.has("gauss_shape"):
        return "gauss_edge1pct"
    if view.has("sinc") | view.mentions("TBW"):
        lobes = view.value("TBW")
        return {2.0: "hann_sinc_tbw2", 4.0: "hann_sinc_tbw4", 6.0: "hann_sinc_tbw6"}.get(lobes or 0.0, "")
    return None


def _angle(view: View) -> float | None:
    for slot in ("FA", "ref", "exc", "unit:deg"):
        if view.count(slot) == 1:
            return view.value(slot)
    return view.value("unit:") if (view.peek("unit:") or 0) >= 10 else None


def duration_of(view: View) -> float | None:
    if view.count("duration") == 1:
        return view.value("duration")
    if view.count("unit:us") == 1:
        return (view.value("unit:us") or 0.0) / 1000
    return view.value("unit:ms")


def read_peak(view: View) -> Reading | None:
    """Peak B1 of one pulse."""
    if not view.mentions("B1") or view.used("SAR", "B1rms", "implant", "SNR"):
        return None
    shape = _shape(view)
    if shape == "":
        return None
    angle, duration = _angle(view), duration_of(view)
    if angle is None and duration is None:
        return None
    view.has("pulse")
    view.mentions("duration", "FA", "B0")
    missing = tuple(
        name for name, value in (("fa", angle), ("dur_ms", duration), ("shape", shape)) if value is None
    )
    return Reading("b1_peak", given(fa=angle, dur_ms=duration, shape=shape), missing)


def peak(parameters: Mapping[str, Parameter]) -> Result:
    pulse = {"flip_angle": number(parameters, "fa"), "duration": number(parameters, "dur_ms")}
    if parameters["shape"] == "rect":
        return Result(evaluate("b1_peak_rect_pulse", **pulse), "µT", ("on_resonance",))
    value = evaluate("b1_peak_shaped_pulse", **pulse, shape=str(parameters["shape"]))
    return Result(value, "µT", ("on_resonance", "hann"))


def read_rms(view: View) -> Reading | None:
    """B1+rms of a train of equal pulses."""
    if not view.mentions("B1rms") or view.used("implant", "label", "SAR", "limit"):
        return None
    shape = _shape(view)
    if shape == "":
        return None
    if view.count("slices") and view.count("ref"):
        return _tse_rms(view, shape)
    count = view.value("unit:count") if view.count("unit:count") else None
    angle = _angle(view) if view.count("unit:deg") or view.count("FA") or view.count("ref") else None
    if count is None:
        count = view.value("unit:") if view.count("unit:") == 1 else view.value("ETL")
    duration, repetition = duration_of(view), view.value("TR")
    if repetition is None and view.count("time"):
        repetition = 60_000 * (view.value("time") or 0)
    view.has("pulse")
    view.mentions("TR", "duration", "time", "ref", "exc")
    required = (
        ("count", count),
        ("fa", angle),
        ("dur_ms", duration),
        ("TR_ms", repetition),
        ("shape", shape),
    )
    if sum(value is not None for _, value in required) < 2:
        return None
    missing = tuple(name for name, value in required if value is None)
    return Reading(
        "b1rms", given(count=count, fa=angle, dur_ms=duration, TR_ms=repetition, shape=shape), missing
    )


def _tse_rms(view: View, shape: str | None) -> Reading:
    view.has("tse", "pulse")
    duration = duration_of(view)
    parameters = given(
        slices=view.value("slices"),
        etl=view.value("ETL"),
        exc=view.value("exc"),
        ref=view.value("ref"),
        dur_ms=duration,
        TR_ms=view.value("TR"),
        shape=shape,
    )
    needed = ("slices", "etl", "ref", "dur_ms", "TR_ms", "shape")
    return Reading("b1rms_tse", parameters, tuple(name for name in needed if name not in parameters))


def rms(parameters: Mapping[str, Parameter]) -> Result:
    value = evaluate(
        "b1rms",
        count=number(parameters, "count"),
        flip_angle=number(parameters, "fa"),
        duration=number(parameters, "dur_ms"),
        shape=str(parameters["shape"]),
        TR=number(parameters, "TR_ms"),
    )
    return Result(value, "µT", ("steady",))


def tse_rms(parameters: Mapping[str, Parameter]) -> Result:
    value = evaluate(
        "b1rms_tse",
        slices=number(parameters, "slices"),
        etl=number(parameters, "etl"),
        excitation=number(parameters, "exc", 90.0),
        refocusing=number(parameters, "ref"),
        duration=number(parameters, "dur_ms"),
        shape=str(parameters["shape"]),
        TR=number(parameters, "TR_ms"),
    )
    return Result(value, "µT", ("steady",) if "exc" in parameters else ("steady", "exc_90"))


def read_label(view: View) -> Reading | None:
    """B1+rms against an implant's label: a comparison, never a clearance."""
    implant = view.has("implant")
    label = view.has("label")
    limited = (
        view.mentions("B1rms")
        and (view.used("limit", "over") or "B1rms" in view.question.changes)
        and view.count("TR") == 1
    )
    if not (implant or label or (limited and not view.used("SAR"))):
        return None
    view.mentions("B1rms", "B1", "limit", "SAR", "coil", "TR", "shown")
    view.has(
        "can_scan",
        "cannot_scan",
        "over",
        "predicted",
        "head",
        "maximum",
        "valid",
        "minimum",
        "inequality",
        "mode_normal",
        "mode_first",
    )
    view.value("B0")
    measured, allowed = _two_figures(view)
    if (
        measured is not None
        and allowed is not None
        and view.count("TR") == 1
        and view.asked("target", "amount")
    ):
        return Reading(
            "tr_for_label", {"B1rms": measured, "label": allowed, "TR_ms": view.value("TR") or 0.0}
        )
    missing = tuple(name for name, value in (("B1rms", measured), ("label", allowed)) if value is None)
    return Reading("implant_label", given(B1rms=measured, label=allowed), missing)


def _two_figures(view: View) -> tuple[float | None, float | None]:
    """The scanner's B1+rms and the label's; the figure named label or limit is the label's."""
    slots = ("B1rms", "B1", "unit:uT", "unit:")
    if change := view.change(*slots, kinds=("to", "than", "and")):
        return (change[1], change[0]) if view.question.changes and _is_than(view) else change
    figures = [
        one
        for one in view.question.bound
        if one.number.unit == "uT" or (one.slot in ("B1rms", "B1", "limit", "shown"))
    ]
    for one in figures:
        view.values(one.slot)
    bare = [one for one in view.question.bound if one.slot == "unit:" and one.role != "used"]
    if len(figures) < 2 and bare:
        view.values("unit:")
        figures = sorted(figures + bare, key=lambda one: one.index)
    if len(figures) != 2:
        return (
            (figures[0].value, None)
            if len(figures) == 1 and not view.used("label", "limit")
            else (None, None)
        )
    labels = [view.question.labelled_before(figure, ("label", "limit", "maximum")) for figure in figures]
    if labels[0] == labels[1]:
        return None, None
    if labels[0]:
        figures.reverse()
    return figures[0].value, figures[1].value


def _is_than(view: View) -> bool:
    return any(change.kind == "than" for changes in view.question.changes.values() for change in changes)


def label_check(parameters: Mapping[str, Parameter]) -> Result:
    measured, allowed = number(parameters, "B1rms"), number(parameters, "label")
    value = evaluate("b1rms_label_check", b1rms=measured, label_limit=allowed)
    return Result(value, "bool", ("numbers_only",), {"quotient": measured / allowed})


def tr_for_label(parameters: Mapping[str, Parameter]) -> Result:
    value = evaluate(
        "b1rms_TR_scale_to_limit",
        b1rms=number(parameters, "B1rms"),
        label_limit=number(parameters, "label"),
        TR=number(parameters, "TR_ms"),
    )
    return Result(value, "ms", ("steady", "numbers_only"))


def read_energy_ratio(view: View) -> Reading | None:
    """Energy of one pulse against another by flip angle."""
    change = view.change("unit:deg", "FA", "unit:", kinds=("than", "and"))
    if change is None and view.has("pulse"):
        change = view.change("unit:deg", "FA")
    if change is None or not (view.mentions("SAR") | view.has("energy")):
        return None
    first, second = change
    if any(one.kind == "and" for changes in view.question.changes.values() for one in changes):
        first, second = min(change), max(change)
    if min(change) < 1 or not (
        view.has("pulse") | view.mentions("FA") | bool(view.question.changes.get("unit:deg"))
    ):
        return None
    view.has("rect", "easier")
    if view.used("tse", "ref"):
        return None
    lengths = view.change("duration", "unit:ms", kinds=("to", "than")) or (None, None)
    if lengths == (None, None) and view.count("unit:ms") == 1:
        view.value("unit:ms")  # the same for both
    durations = given(dur_ms_from=lengths[0], dur_ms_to=lengths[1])
    return Reading(
        "pulse_energy_ratio", {"fa_from": first, "fa_to": second, **durations, "want": wanted(view)}
    )


def energy_ratio(parameters: Mapping[str, Parameter]) -> Result:
    ratio = evaluate(
        "pulse_energy_ratio",
        flip_angle_1=number(parameters, "fa_from"),
        flip_angle_2=number(parameters, "fa_to"),
        **(
            {
                "duration_1": number(parameters, "dur_ms_from"),
                "duration_2": number(parameters, "dur_ms_to"),
            }
            if "dur_ms_to" in parameters
            else {}
        ),
    )
    assumed = "same_shape" if "dur_ms_to" in parameters else "same_shape_duration"
    return as_wanted(ratio, str(parameters["want"]), (assumed,))


def read_duration_effect(view: View) -> Reading | None:
    """SAR when the pulse gets longer or shorter at one flip angle."""
    if not (view.mentions("SAR") | view.has("energy")) or view.used("time") or view.used("TR", "ESP"):
        return None
    view.has("pulse", "rect", "low_sar_rf", "sinc")
    view.mentions("FA", "B1")
    ms = view.change("duration", "unit:ms", "unit:us")
    factor = view.factor("duration")
    pulse = view.used("duration", "pulse")
    if ms is None and factor is None and pulse:
        move = view.move("duration")
        if move is None and view.used("pulse") and not view.question.changes and not view.question.factors:
            move = view.question.move_of_pulse()
        if move is None or view.question.bound:
            return None
        ratio = 2.0 if move == "up" else 0.5
        return Reading("duration_effect", {"duration_ratio": ratio, "example": True, "want": "ratio"})
    if (
        (ms is None and factor is None)
        or not pulse
        or sum(map(len, view.question.changes.values())) + len(view.question.factors) > 1
    ):
        return None
    ratio = factor if factor is not None else ms[1] / ms[0] if ms else 1.0
    return Reading("duration_effect", {"duration_ratio": ratio, "want": wanted(view)})


def duration_effect(parameters: Mapping[str, Parameter]) -> Result:
    ratio = evaluate("relative_sar_pulse_duration", duration_ratio=number(parameters, "duration_ratio"))
    assumed = ("same_flip_shape", "twice_as_example") if parameters.get("example") else ("same_flip_shape",)
    return as_wanted(ratio, str(parameters["want"]), assumed)


def read_verse(view: View) -> Reading | None:
    """Lowest energy VERSE can reach."""
    if not view.has("verse"):
        return None
    view.mentions("SAR", "duration")
    view.has("energy", "pulse", "minimum", "sinc", "tbw", "maximum")
    shape = _shape(view) or None
    return Reading("verse", given(shape=shape, want=wanted(view)), () if shape else ("tbw",))


def verse(parameters: Mapping[str, Parameter]) -> Result:
    ratio = evaluate("verse_min_energy_ratio_same_duration", shape=str(parameters["shape"]))
    return as_wanted(ratio, str(parameters["want"]), ("verse_bound",))


RULES = (
    read_label,
    read_verse,
    read_peak,
    read_rms,
    read_energy_ratio,
    read_duration_effect,
)
CALCULATIONS = {
    "b1_peak": peak,
    "b1rms": rms,
    "b1rms_tse": tse_rms,
    "implant_label": label_check,
    "tr_for_label": tr_for_label,
    "pulse_energy_ratio": energy_ratio,
    "duration_effect": duration_effect,
    "verse": verse,
}
