"""SAR against SAR: changes of a protocol, fields, and what brings SAR under a limit."""

from collections.abc import Mapping

from physics.catalogue import evaluate
from quizzes.assistant.model import Parameter, Reading, Result, as_wanted, given, number, wanted
from quizzes.assistant.question import View

# Parameters that change time or signal, but not SAR as long as TR and the pulses stay.
NEUTRAL = (
    "NSA",
    "R",
    "PF",
    "oversampling",
    "lines",
    "FOV",
    "phaseFOV",
    "matrix",
    "bandwidth",
    "TE",
    "ESP",
    "thickness",
)
_CHANGED = ("ref", "FA", "exc", "ETL", "slices", "TR", "duration", "concatenations")
_KEYS = {
    "ref": "ref",
    "FA": "fa",
    "exc": "exc",
    "ETL": "etl",
    "slices": "slices",
    "TR": "TR_ms",
    "duration": "dur_ms",
    "concatenations": "conc",
}


def sequence_of(view: View) -> str | None:
    """Kind of sequence named in the question."""
    for name in ("bssfp", "gre", "tse", "se"):
        if view.has(name):
            return name
    return None


def read_field_ratio(view: View) -> Reading | None:
    """SAR at another field."""
    change = view.change("B0", kinds=("to", "than", "and"))
    if change is None or not (view.mentions("SAR") or view.has("energy")):
        return None
    first, second = change
    if view.question.changes["B0"][0].kind == "and":
        first, second = min(change), max(change)
    view.has("low_field_magnet", "pulse", "over", "easier")
    view.mentions("B0")
    sequence_of(view)
    return Reading("field_ratio", {"B0_from": first, "B0_to": second, "want": wanted(view)})


def field_ratio(parameters: Mapping[str, Parameter]) -> Result:
    ratio = evaluate(
        "sar_field_ratio_quasistatic",
        B0_from=number(parameters, "B0_from"),
        B0_to=number(parameters, "B0_to"),
    )
    return as_wanted(ratio, str(parameters["want"]), ("quasi_static", "same_protocol"))


def read_relative(view: View) -> Reading | None:
    """SAR after changes of the protocol."""
    if not (view.mentions("SAR") | view.has("energy") or _saves_by_angle(view)):
        return None
    sequence = sequence_of(view)
    parameters: dict[str, Parameter] = {}
    for slot in _CHANGED:
        _take_change(view, slot, parameters)
    if not parameters and view.count("concatenations") == 1:
        parameters |= {"conc_from": 1.0, "conc_to": view.value("concatenations") or 1.0}
    if unclear := _take_angles(view, sequence, parameters):
        return unclear
    neutral = _take_neutral(view)
    if not view.asked("target", "amount"):
        view.factor("SAR")  # the claim to be judged
    view.mentions("T1", "T2")
    if not parameters and not neutral:
        return None
    view.has("3d", "2d", "pulse", "predicted", "over", "only_ref", "whole_body", "easier")
    view.mentions("time", "limit") if neutral else None
    _take_context(view, sequence, parameters)
    if view.used("only_ref"):
        parameters["exc"] = 0.0
    if not any(key.endswith(("_to", "_factor")) for key in parameters):
        return Reading("relative_sar", {"neutral": neutral, "want": wanted(view)}) if neutral else None
    if neutral and len(parameters) > 4:
        return None
    missing = _missing(parameters)
    want = wanted(view)
    intent = "relative_sar_reduction" if want in ("saved", "saved_share") else "relative_sar"
    return Reading(intent, {**given(seq=sequence), **parameters, "want": want}, missing)


def _saves_by_angle(view: View) -> bool:
    """A smaller angle saves nothing but SAR (翻转角50降到40能省多少)."""
    saves = any(text.startswith(("省", "能省", "节省", "save")) for text in view.ask_texts("saved"))
    return (
        saves
        and not view.used("SNR", "time", "signal")
        and bool({"ref", "FA"} & view.question.changes.keys())
    )


def _take_change(view: View, slot: str, parameters: dict[str, Parameter]) -> None:
    key = _KEYS[slot]
    if change := view.change(slot, kinds=("to", "than")):
        parameters[f"{key}_from"], parameters[f"{key}_to"] = change
    elif (factor := view.factor(slot)) is not None:
        parameters[f"{key}_factor"] = factor


def _take_angles(view: View, sequence: str | None, parameters: dict[str, Parameter]) -> Reading | None:
    """Settle which pulse a bare angle belongs to; ask where that changes the answer."""
    bare = view.change("unit:deg", "unit:", kinds=("to",))
    flip = (parameters.pop("fa_from", None), parameters.pop("fa_to", None)) if "fa_to" in parameters else bare
    if flip is None:
        return None
    before, after = float(flip[0] or 0), float(flip[1] or 0)
    degrees = bool(view.question.changes.get("unit:deg")) or flip is not bare
    named_ref = view.used("ref", "only_ref") or (
        view.used("tse", "se") and (degrees or min(before, after) >= 40)
    )
    view.mentions("ref", "FA")
    if named_ref and "ref_to" not in parameters:
        parameters["ref_from"], parameters["ref_to"] = before, after
    elif sequence in ("gre", "bssfp") or (degrees and max(before, after) <= 90 and sequence is None):
        parameters["fa_from"], parameters["fa_to"] = before, after
    else:
        return Reading("relative_sar", {"angle_from": before, "angle_to": after}, ("sequence",))
    return None


def _take_context(view: View, sequence: str | None, parameters: dict[str, Parameter]) -> None:
    """Values that stay: echo train, excitation, refocusing, TR, slices."""
    for slot in ("ETL", "exc", "ref"):
        if view.count(slot) == 1 and f"{_KEYS[slot]}_to" not in parameters:
            parameters[_KEYS[slot]] = view.value(slot) or 0.0
    if {"etl_to", "etl_factor"} & parameters.keys() and not {"ref", "ref_to"} & parameters.keys():
        parameters |= given(ref=view.value("unit:deg") or view.claim(30, 180))
    if (
        view.count("FA") == 1
        and sequence in ("tse", "se")
        and "ref" not in parameters
        and "ref_to" not in parameters
    ):
        parameters["ref"] = view.value("FA") or 0.0
    held = [
        slot for slot in ("FA", "TR", "slices", "concatenations", "TE", "ESP", "B0") if view.count(slot) == 1
    ]
    for slot in held:
        view.value(slot)
    if "默认" in view.question.text or "default" in view.question.text:
        view.mentions("ETL", "exc")
    if sequence == "se":
        parameters.setdefault("etl", 1.0)


def _take_neutral(view: View) -> str:
    """A parameter without effect on SAR that the question changes, or ""."""
    found = ""
    for slot in NEUTRAL:
        named = (
            view.asked("yes_no")
            and slot not in view.question.same
            and view.used(slot)
            and not view.count(slot)
        )
        changed = (
            view.change(slot, kinds=("to", "than")) is not None
            or view.factor(slot) is not None
            or view.move(slot)
            or named
        )
        if (
            changed
            or (slot in ("R", "PF", "oversampling") and view.count(slot) == 1)
            or (slot in ("R", "oversampling") and view.used(slot))
        ):
            view.value(slot)
            view.mentions(slot)
            found = found or slot
    return found


def _missing(parameters: Mapping[str, Parameter]) -> tuple[str, ...]:
    if "exc_to" in parameters and "ref" not in parameters and "ref_to" not in parameters:
        return ("ref",)
    return ()


def relative(parameters: Mapping[str, Parameter]) -> Result:
    want = str(parameters["want"])
    if "neutral" in parameters:
        return as_wanted(1.0, want, ("same_TR_pulses",))
    ratio, assumed = 1.0, ["same_pulse"]
    for key, name in (("TR_ms", "TR"), ("slices", "slices"), ("conc", "concatenations")):
        ratio *= _simple_ratio(parameters, key, name)
    if "dur_ms_to" in parameters or "dur_ms_factor" in parameters:
        longer = _factor(parameters, "dur_ms")
        ratio *= evaluate("relative_sar_pulse_duration", duration_ratio=longer)
    if "fa_to" in parameters or "fa_factor" in parameters:
        before, after = _pair(parameters, "fa", 10.0)
        ratio *= evaluate("relative_sar_gre_fa", fa_from=before, fa_to=after)
        assumed.append("single_pulse")
    if any(f"{key}{end}" in parameters for key in ("ref", "etl", "exc") for end in ("_to", "_factor")):
        ratio *= _train_ratio(parameters, assumed)
    return as_wanted(ratio, want, tuple(assumed))


def _factor(parameters: Mapping[str, Parameter], key: str) -> float:
    if f"{key}_factor" in parameters:
        return number(parameters, f"{key}_factor")
    return number(parameters, f"{key}_to") / number(parameters, f"{key}_from")


def _pair(parameters: Mapping[str, Parameter], key: str, base: float) -> tuple[float, float]:
    """The values before and after; a factor is put on a base that cancels or is assumed."""
    if f"{key}_factor" in parameters:
        base = number(parameters, key, base)
        return base, base * number(parameters, f"{key}_factor")
    if f"{key}_to" in parameters:
        return number(parameters, f"{key}_from"), number(parameters, f"{key}_to")
    fixed = number(parameters, key, base)
    return fixed, fixed


def _simple_ratio(parameters: Mapping[str, Parameter], key: str, name: str) -> float:
    if f"{key}_to" not in parameters and f"{key}_factor" not in parameters:
        return 1.0
    if (
        f"{key}_factor" in parameters and name == "slices"
    ):  # half the slices in TR are the same slices in twice the TR
        return evaluate("relative_sar_tr", TR_from=1000.0 * _factor(parameters, key), TR_to=1000.0)
    before, after = _pair(parameters, key, {"TR": 1000.0, "concatenations": 1.0}.get(name, 1.0))
    calculation = {
        "TR": "relative_sar_tr",
        "slices": "relative_sar_slices",
        "concatenations": "relative_sar_concatenations",
    }[name]
    return evaluate(calculation, **{f"{name}_from": before, f"{name}_to": after})


def _train_ratio(parameters: Mapping[str, Parameter], assumed: list[str]) -> float:
    if "exc_to" in parameters or "exc_factor" in parameters:
        if parameters.get("etl") != 1.0:
            raise ValueError("a change of the excitation is computed for a spin echo only")
        exc_from, exc_to = _pair(parameters, "exc", 90.0)
        ref_from, ref_to = _pair(parameters, "ref", 180.0)
        return evaluate(
            "relative_sar_se",
            excitation_from=exc_from,
            excitation_to=exc_to,
            ref_from=ref_from,
            ref_to=ref_to,
            TR_from=1000.0,
            TR_to=1000.0,
            slices_from=1,
            slices_to=1,
        )
    for key, code in (("exc", "exc_90"), ("etl", "etl_16"), ("ref", "ref_180")):
        if not any(f"{key}{end}" in parameters for end in ("", "_to")):
            assumed.append(code)
    if parameters.get("exc") == 0.0:
        assumed.append("only_refocusing")
    etl_from, etl_to = _pair(parameters, "etl", 16.0)
    ref_from, ref_to = _pair(parameters, "ref", 180.0)
    return evaluate(
        "relative_sar_tse_change_set",
        TR_from=1000.0,
        TR_to=1000.0,
        slices_from=1,
        slices_to=1,
        etl_from=etl_from,
        etl_to=etl_to,
        ref_from=ref_from,
        ref_to=ref_to,
        excitation=number(parameters, "exc", 90.0),
    )


RULES = (read_field_ratio, read_relative)
CALCULATIONS = {
    "field_ratio": field_ratio,
    "relative_sar": relative,
    "relative_sar_reduction": relative,
}
