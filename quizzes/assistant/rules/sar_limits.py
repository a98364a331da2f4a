"""What brings SAR under a limit, and absolute SAR from the scanner's own figures."""

from collections.abc import Mapping

from physics.catalogue import evaluate
from quizzes.assistant.model import Parameter, Reading, Result, as_wanted, given, number, wanted
from quizzes.assistant.question import View
from quizzes.assistant.rules.sar import sequence_of

_KEYS = {"TR": "TR_ms", "slices": "slices"}


def _over(view: View) -> tuple[float | None, float | None]:
    """Predicted SAR and its limit; 超了30% and 降到一半 give their ratio."""
    view.has(
        "over",
        "predicted",
        "whole_body",
        "maximum",
        "can_scan",
        "mode_normal",
        "mode_first",
        "restore_snr",
        "valid",
        "minimum",
    )
    if change := view.change("SAR"):
        return change
    if view.question.factors.get("SAR", 0) > 1:  # by how much it is over; without that word nobody knows
        percent = any(one.number.unit == "%" for one in view.question.bound)
        return (view.factor("SAR"), 1.0) if view.used("over") and percent else (None, None)
    if "SAR" in view.question.factors and view.asked("target", "amount") and not view.used("over"):
        return 1.0, view.factor("SAR")
    if view.count("unit:%") == 1 and view.used("over"):
        return 1 + (view.value("unit:%") or 0) / 100, 1.0
    if view.count("SAR") == 2 and view.used("limit"):
        return None, None
    sar = view.value("SAR", "shown")
    if sar is None and view.count("limit") == 1:
        sar = view.claim(0.1, 20)
    return sar if sar is not None or not view.used("predicted") else view.value("unit:W/kg"), view.value(
        "limit"
    )


def read_for_limit(view: View) -> Reading | None:
    """TR, flip angle or number of slices at which SAR meets its limit."""
    asked = view.question.asked_slot()
    if not (view.mentions("SAR") | view.mentions("limit") | view.used("over")) or view.used(
        "implant", "label"
    ):
        return None
    sar, limit = _over(view)
    if sar is None or limit is None or view.used("what_now"):
        return None
    view.mentions("limit", "shown")
    sequence = sequence_of(view)
    target = asked if asked in ("TR", "slices", "ref", "FA") else _only_given(view)
    if target is None:
        return Reading("tr_for_limit", {"sar": sar, "limit": limit}, ("what_to_change",))
    parameters: dict[str, Parameter] = {"sar": sar, "limit": limit}
    if target in ("TR", "slices"):
        key = _KEYS[target]
        missing = () if view.count(target) == 1 else (key,)
        parameters |= given(**{key: view.value(target)})
        for slot in ("TR", "slices", "ETL", "FA", "ref", "exc"):
            view.value(slot)
        return Reading("tr_for_limit" if target == "TR" else "slices_for_limit", parameters, missing)
    return _flip_for_limit(view, sequence, parameters)


def _only_given(view: View) -> str | None:
    present = [slot for slot in ("TR", "slices", "ref", "FA") if view.count(slot) == 1]
    named = [
        slot for slot in ("TR", "slices", "ref", "FA") if view.used(slot) and slot not in view.question.same
    ]
    options = present if len(present) == 1 else named
    return options[0] if len(options) == 1 else None


def _flip_for_limit(view: View, sequence: str | None, parameters: dict[str, Parameter]) -> Reading:
    angle = (
        view.value("ref")
        if view.count("ref")
        else view.value("FA")
        if view.count("FA")
        else view.value("unit:deg")
    )
    view.mentions("ref", "FA")
    train = view.used("ref") or sequence in ("tse", "se")
    parameters |= given(etl=view.value("ETL"), exc=view.value("exc"), seq=sequence)
    for slot in ("TR", "slices"):
        view.value(slot)
    if train:
        if sequence == "se":
            parameters["etl"] = 1.0
        parameters |= given(ref=angle)
        return Reading("fa_for_limit", parameters, () if angle is not None else ("ref",))
    parameters |= given(fa=angle)
    if angle is not None and sequence is None and angle > 90:
        return Reading("fa_for_limit", parameters, ("sequence",))
    return Reading("fa_for_limit", parameters, () if angle is not None else ("fa",))


def tr_for_limit(parameters: Mapping[str, Parameter]) -> Result:
    value = evaluate(
        "tr_needed_for_sar_limit",
        predicted_sar=number(parameters, "sar"),
        limit=number(parameters, "limit"),
        TR=number(parameters, "TR_ms"),
    )
    return Result(value, "ms", ("rest_fixed", "round_up"))


def slices_for_limit(parameters: Mapping[str, Parameter]) -> Result:
    value = evaluate(
        "slices_allowed_for_sar_limit",
        predicted_sar=number(parameters, "sar"),
        limit=number(parameters, "limit"),
        slices=number(parameters, "slices"),
    )
    return Result(value, "slices", ("rest_fixed", "round_down"))


def fa_for_limit(parameters: Mapping[str, Parameter]) -> Result:
    train = "ref" in parameters
    assumed = ["rest_fixed", "round_down"]
    if train:
        assumed += [code for key, code in (("exc", "exc_90"), ("etl", "etl_16")) if key not in parameters]
    value = evaluate(
        "fa_needed_for_sar_limit",
        predicted_sar=number(parameters, "sar"),
        limit=number(parameters, "limit"),
        etl=number(parameters, "etl", 16.0) if train else 1,
        excitation=number(parameters, "exc", 90.0) if train else 0.0,
        refocusing=number(parameters, "ref" if train else "fa"),
    )
    return Result(value, "deg", tuple(assumed))


def read_calibrated(view: View) -> Reading | None:
    """SAR at another B1+rms, from the scanner's own pair."""
    if not view.mentions("SAR") or view.used("what_now", "implant"):
        return None
    sequence_of(view)
    view.has("calibrate", "predicted")
    rms = view.change("B1rms")
    if rms is None and (factor := view.factor("B1rms")) is not None:
        rms = 1.0, factor
    if rms is None and view.count("B1rms") == 2 and view.count("SAR") == 1:
        rms = view.values("B1rms")[0], view.values("B1rms")[1]
    if rms is None:
        return None
    sar = view.value("SAR")
    if sar is None and view.asked("times", "left", "saved", "risen", "percent", "fraction", "tenths"):
        return Reading("b1rms_sar_ratio", {"B1rms_from": rms[0], "B1rms_to": rms[1], "want": wanted(view)})
    return Reading(
        "calibrated_sar", given(sar=sar, B1rms_from=rms[0], B1rms_to=rms[1]), () if sar else ("sar",)
    )


def read_factor_k(view: View) -> Reading | None:
    """SAR = k B1+rms squared, either way round."""
    if view.count("k") != 1 or not view.mentions("B1rms"):
        return None
    view.mentions("SAR")
    view.has("whole_body", "predicted")
    k = view.value("k")
    if view.count("B1rms") == 1:
        return Reading("sar_from_b1rms", given(k=k, B1rms=view.value("B1rms")))
    view.has("maximum")
    limit = view.value("limit", "SAR")
    return Reading("b1rms_at_limit", given(k=k, limit=limit)) if limit is not None else None


def read_absolute(view: View) -> Reading | None:
    """Absolute SAR is not computed from parameters."""
    if not (view.mentions("SAR") | view.mentions("k")) or view.used("what_now", "implant"):
        return None
    sequence = sequence_of(view)
    absolute = view.used("B1rms", "B1", "TR", "B0", "ref", "FA", "mass") or sequence is not None
    plain = view.asked("amount") and not view.asked(
        "left", "times", "saved", "risen", "percent", "fraction", "tenths"
    )
    if (
        absolute
        and plain
        and not view.question.changes
        and not view.question.factors
        and not view.question.doubts
    ):
        view.accept_all()
        return Reading("absolute_sar", {}, ("calibration",))
    return None


def sar_from_b1rms(parameters: Mapping[str, Parameter]) -> Result:
    value = evaluate(
        "wb_sar_from_b1rms", k_per_uT2=number(parameters, "k"), b1rms=number(parameters, "B1rms")
    )
    return Result(value, "W/kg", ("same_setup",))


def b1rms_at_limit(parameters: Mapping[str, Parameter]) -> Result:
    value = evaluate(
        "b1rms_at_wb_limit", k_per_uT2=number(parameters, "k"), limit=number(parameters, "limit")
    )
    return Result(value, "µT", ("same_setup",))


def b1rms_sar_ratio(parameters: Mapping[str, Parameter]) -> Result:
    before, after = (
        evaluate("wb_sar_from_b1rms", k_per_uT2=1.0, b1rms=number(parameters, name))
        for name in ("B1rms_from", "B1rms_to")
    )
    return as_wanted(after / before, str(parameters["want"]), ("same_setup",))


def calibrated_sar(parameters: Mapping[str, Parameter]) -> Result:
    k = evaluate(
        "k_from_calibration_pair", sar=number(parameters, "sar"), b1rms=number(parameters, "B1rms_from")
    )
    value = evaluate("wb_sar_from_b1rms", k_per_uT2=k, b1rms=number(parameters, "B1rms_to"))
    return Result(value, "W/kg", ("same_setup",))


RULES = (read_for_limit, read_calibrated, read_factor_k, read_absolute)
CALCULATIONS = {
    "tr_for_limit": tr_for_limit,
    "slices_for_limit": slices_for_limit,
    "fa_for_limit": fa_for_limit,
    "sar_from_b1rms": sar_from_b1rms,
    "b1rms_at_limit": b1rms_at_limit,
    "calibrated_sar": calibrated_sar,
    "b1rms_sar_ratio": b1rms_sar_ratio,
}
