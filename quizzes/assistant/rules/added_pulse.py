"""SAR with a preparation pulse added: MT, saturation bands, fat saturation, inversion."""

from collections.abc import Mapping

from physics.catalogue import evaluate
from quizzes.assistant.model import Parameter, Reading, Result, as_wanted, given, number, wanted
from quizzes.assistant.question import View
from quizzes.assistant.rules.pulses import duration_of


def read_added_pulse(view: View) -> Reading | None:
    """SAR with a preparation pulse added."""
    kinds = {"mt": "mt", "satband": "satband", "fatsat": "fatsat", "ir": "inversion"}
    present = [kind for topic, kind in kinds.items() if view.has(topic)]
    if len(present) != 1 or not view.mentions("SAR"):
        return None
    sequence = "gre" if view.has("gre") else "tse" if view.has("tse") else None
    view.value("unit:count")
    view.has("pulse")
    angle = view.value("FA", "ref") if sequence == "gre" else view.value("ref", "FA")
    view.mentions("FA", "ref")
    if present[0] == "mt":
        if sequence == "tse":
            return None
        added = _added_settings(view)
        lasts = (view.value("duration") or 2.0) if added else duration_of(view)
        parameters = given(kind="mt", seq="gre", fa=angle, dur_ms=lasts, **added)
        return Reading(
            "added_pulse",
            {**parameters, "want": wanted(view)},
            tuple(k for k in ("fa", "dur_ms") if k not in parameters),
        )
    if sequence == "gre":
        return None
    parameters = given(
        kind=present[0],
        seq="tse",
        etl=view.value("ETL"),
        exc=view.value("exc"),
        ref=angle,
        dur_ms=duration_of(view),
    )
    missing = ("ref",) if angle is None else ()
    return Reading("added_pulse", {**parameters, "want": wanted(view)}, missing)


def _added_settings(view: View) -> dict[str, Parameter]:
    """Angle and duration typed behind the name of the added pulse (MT 500度 8ms)."""
    tokens = view.question.tokens
    place = next((i for i, token in enumerate(tokens) if token.name == "mt"), len(tokens))
    behind = [one for one in view.question.bound if one.index > place and one.role != "used"]
    angle = [one for one in behind if one.slot == "unit:deg"]
    lasts = [one for one in behind if one.slot == "unit:ms"]
    if len(angle) != 1 or len(lasts) != 1 or view.count("unit:deg") != 1 or view.count("unit:ms") != 1:
        return {}
    return given(added_fa=view.value("unit:deg"), added_ms=view.value("unit:ms"))


def added_pulse(parameters: Mapping[str, Parameter]) -> Result:
    kind, want = str(parameters["kind"]), str(parameters["want"])
    if kind == "mt":
        ratio = evaluate(
            "relative_sar_add_mt",
            flip_angle=number(parameters, "fa"),
            duration=number(parameters, "dur_ms"),
            added_flip_angle=number(parameters, "added_fa", 500.0),
            added_duration=number(parameters, "added_ms", 8.0),
        )
        return as_wanted(ratio, want, ("mt_gauss" if "added_fa" in parameters else "mt_500_8", "sinc_tbw4"))
    assumed = [
        code
        for key, code in (("etl", "etl_16"), ("exc", "exc_90"), ("dur_ms", "pulse_3ms"))
        if key not in parameters
    ]
    ratio = evaluate(
        f"relative_sar_add_{kind}",
        etl=number(parameters, "etl", 16.0),
        excitation=number(parameters, "exc", 90.0),
        refocusing=number(parameters, "ref"),
        duration=number(parameters, "dur_ms", 3.0),
    )
    return as_wanted(ratio, want, (*assumed, f"added_{kind}", "sinc_tbw4"))


RULES = (read_added_pulse,)
CALCULATIONS = {"added_pulse": added_pulse}
