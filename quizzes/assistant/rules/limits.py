"""SAR limits, exposure and heating."""

from collections.abc import Mapping

from physics.catalogue import evaluate
from quizzes.assistant.model import Parameter, Reading, Result, given, number
from quizzes.assistant.question import View

_CORE_RISE = {"normal": 0.5, "first": 1.0}  # IEC 60601-2-33:2010, rise of core temperature [degC]


def mode_of(view: View) -> str | None:
    """Operating mode named in the question; both named, as in 正常切一级, means the one switched to."""
    first, normal = view.has("mode_first"), view.has("mode_normal")
    return "first" if first else "normal" if normal else None


def _asks_limit(view: View) -> bool:
    if not view.count("NSA"):
        view.mentions("NSA")  # 平均 of SAR over the body or over time
    return view.mentions("limit") | view.has("maximum")


def _claimed(view: View) -> float | None:
    """A figure the question holds against the limit (头部能到4吗)."""
    if view.change("limit", "unit:", kinds=("or", "and")):
        view.has("or")  # 4还是2
        return None
    if not view.asked("yes_no"):
        return None
    bare = [one for one in view.question.bound if one.slot == "unit:"]
    if len(bare) == 1 and (
        len(view.question.bound) == 1 or view.question.labelled_before(bare[0], ("maximum", "limit"))
    ):
        return view.value("unit:")
    return view.value("SAR", "limit", "unit:W/kg")


def _ambient(view: View, *, scan: bool) -> float | None:
    ambient = view.value("ambient")
    if ambient is None and view.count("unit:deg") == 1 and (scan or view.used("ambient", "mode_first")):
        return view.value("unit:deg") if 5 <= (view.peek("unit:deg") or 0) <= 60 else None
    return ambient


def read_whole_body(view: View) -> Reading | None:
    """Whole-body limit by mode and room temperature; 不能扫了吗 asks for it as well."""
    scan = view.has("cannot_scan") | view.has("can_scan")
    asks = _asks_limit(view)
    ambient = _ambient(view, scan=scan)
    mode = mode_of(view)
    whole = view.has("whole_body")
    view.mentions("SAR", "ambient")
    view.has("iec", "over", "predicted")
    if not (asks or (scan and ambient is not None) or (whole and mode)):
        return None
    if view.has("pregnant"):
        mode = mode or "normal"
        if mode == "first" and view.asked("yes_no"):
            return None
    if not (whole or ambient is not None or mode) or view.used("implant", "label", "ratio"):
        return None
    if view.has("mode_second"):
        return Reading("second_level", {})
    journal = view.has("journal")
    if journal:
        view.has("formula_A")
    claimed = _claimed(view)
    if mode is None and (scan or journal) and ambient is not None:
        return Reading(
            "wb_limit",
            given(
                mode="first", ambient_C=ambient, mode_assumed=True, journal=journal or None, claimed=claimed
            ),
        )
    missing = () if mode else ("mode",)
    if mode == "first" and ambient is None and view.used("ambient"):
        missing = ("ambient_C",)
    return Reading(
        "wb_limit", given(mode=mode, ambient_C=ambient, journal=journal or None, claimed=claimed), missing
    )


def whole_body(parameters: Mapping[str, Parameter]) -> Result:
    ambient = number(parameters, "ambient_C", 25.0)
    assumed: list[str] = []
    if "ambient_C" not in parameters and parameters["mode"] == "first":
        assumed.append("room_25")
    if parameters.get("mode_assumed"):
        assumed.append("mode_first")
    if parameters["mode"] == "normal":
        return Result(evaluate("wb_sar_limit_normal", ambient=ambient), "W/kg", (*assumed, "iec"))
    journal = evaluate("wb_sar_limit_first_level_journal_rule", ambient=ambient)
    if parameters.get("journal"):
        return Result(journal, "W/kg", (*assumed, "journal_rule"))
    value = evaluate("wb_sar_limit_first_level_IEC", ambient=ambient)
    return Result(value, "W/kg", (*assumed, "iec"), {"journal": journal})


def read_partial_or_binding(view: View) -> Reading | None:
    """Partial-body limit 10 - 8 r or 10 - 6 r, or the whole-body SAR at which a limit binds first."""
    binds = view.has("binds") | (view.used("whole_body") and view.has("effective"))
    partial = view.has("partial_body")
    ratio = view.value("ratio")
    if not (binds or partial or ratio is not None) or view.used("local_coil"):
        return None
    asks = _asks_limit(view)
    view.mentions("SAR")
    view.has("iec", "over", "head") if binds else view.has("iec")
    mode = mode_of(view)
    whole = view.has("whole_body")
    if not (binds or asks or mode):
        return None
    height = view.value("height") if ratio is None else None
    if height is not None:
        coil = view.value("coil")
        length = {} if coil is None else {"coil_effective_length": coil}
        ratio = evaluate("exposed_mass_ratio", height=height, **length)
    binding = binds or (whole and not partial)
    ambient = view.value("ambient") if binding else None
    missing = tuple(name for name, value in (("mode", mode), ("exposed_ratio", ratio)) if value is None)
    if not binding and partial == whole:
        missing = (*missing, "which_limit")
    intent = "binding_limit" if binding else "partial_body_limit"
    return Reading(intent, given(mode=mode, exposed_ratio=ratio, ambient_C=ambient), missing)


def partial_body(parameters: Mapping[str, Parameter]) -> Result:
    value = evaluate(
        f"partial_body_limit_{parameters['mode']}", exposed_mass_ratio=number(parameters, "exposed_ratio")
    )
    return Result(value, "W/kg", ("iec",))


def binding(parameters: Mapping[str, Parameter]) -> Result:
    ratio, mode = number(parameters, "exposed_ratio"), parameters["mode"]
    room = {"ambient": number(parameters, "ambient_C", 25.0)} if mode == "first" else {}
    value = evaluate(f"binding_whole_body_equivalent_limit_{mode}", exposed_mass_ratio=ratio, **room)
    whole = (
        evaluate("wb_sar_limit_first_level_IEC", **room)
        if mode == "first"
        else evaluate("wb_sar_limit_normal")
    )
    partial = evaluate(f"partial_body_limit_{mode}", exposed_mass_ratio=ratio)
    assumed = (
        ("power_in_exposed",)
        if "ambient_C" in parameters or mode == "normal"
        else ("power_in_exposed", "room_25")
    )
    return Result(
        value, "W/kg", assumed, {"whole": whole, "partial": partial, "partial_binds": float(value < whole)}
    )


def read_head(view: View) -> Reading | None:
    """Head limit: 3.2 W/kg in both modes."""
    if not view.has("head") or view.used(
        "local", "local_coil", "ratio", "implant", "TR", "whole_body", "partial_body"
    ):
        return None
    mode = mode_of(view)
    asks = _asks_limit(view)
    view.mentions("SAR")
    view.has("iec", "volume_coil", "can_scan", "over")
    claimed = _claimed(view)
    if not (asks or mode):
        return None
    return Reading("head_limit", given(mode=mode or "normal", claimed=claimed))


def head(parameters: Mapping[str, Parameter]) -> Result:
    return Result(evaluate("head_sar_limit", mode=str(parameters["mode"])), "W/kg", ("iec", "volume_coil"))


def read_local(view: View) -> Reading | None:
    """Local SAR in 10 g, for local transmit coils."""
    local, coil = view.has("local"), view.has("local_coil")
    if not (local or coil):
        return None
    asks = _asks_limit(view)
    mode = mode_of(view)
    view.mentions("SAR")
    view.has("iec", "edition3")
    if view.has("volume_coil"):
        return Reading("local_volume_coil", {})
    if not (asks or mode):
        return None
    region = (
        "extremities"
        if view.has("extremity")
        else "head"
        if view.has("head")
        else "trunk"
        if view.has("trunk")
        else None
    )
    edition = "2" if view.has("edition2") else None
    claimed = _claimed(view)
    missing = tuple(name for name, value in (("region", region), ("mode", mode)) if value is None)
    return Reading("local_limit", given(region=region, mode=mode, edition=edition, claimed=claimed), missing)


def local(parameters: Mapping[str, Parameter]) -> Result:
    value = evaluate(
        "local_sar_limit_local_transmit_coil",
        region=str(parameters["region"]),
        mode=str(parameters["mode"]),
        edition=str(parameters.get("edition", "3")),
    )
    return Result(value, "W/kg", ("local_transmit", "recalled"))


def read_short_term(view: View) -> Reading | None:
    """Limit in any 10 s."""
    spans = [minutes for minutes in view.values("time") if minutes != 6]  # the limit itself is over 6 min
    seconds = spans[0] if len(spans) == 1 else None
    short = view.has("short_term")
    if not short and (seconds is None or abs(seconds * 60 - 10) > 1e-9):
        return None
    asks = _asks_limit(view)
    mode = mode_of(view)
    view.mentions("SAR", "time")
    view.has("whole_body", "iec", "edition3")
    if not (asks or short or mode):
        return None
    limit = view.value("limit") if view.count("limit") else view.value("SAR", "unit:W/kg")
    if mode and limit is not None:
        return None
    edition = "2" if view.has("edition2") else None
    if view.asked("times") and mode is None and limit is None:
        return Reading("short_term_limit", given(times=True, edition=edition))
    missing = () if mode or limit is not None else ("mode",)
    return Reading("short_term_limit", given(mode=mode, limit=limit, edition=edition), missing)


def short_term(parameters: Mapping[str, Parameter]) -> Result:
    edition = str(parameters.get("edition", "3"))
    if parameters.get("times"):
        return Result(evaluate("short_term_limit_10s", limit_6min=1.0, edition=edition), "1", ("iec",))
    limit = (
        number(parameters, "limit")
        if "limit" in parameters
        else whole_body({"mode": parameters["mode"]}).value
    )
    return Result(
        evaluate("short_term_limit_10s", limit_6min=limit or 0.0, edition=edition), "W/kg", ("iec",)
    )


def read_core_temperature(view: View) -> Reading | None:
    if not view.has("core_temp"):
        return None
    mode = mode_of(view)
    _asks_limit(view)
    view.mentions("ambient")
    view.has("heating", "iec")
    return Reading("core_temperature", given(mode=mode), () if mode else ("mode",))


def core_temperature(parameters: Mapping[str, Parameter]) -> Result:
    return Result(_CORE_RISE[str(parameters["mode"])], "℃", ("iec",))


def _exposure(view: View) -> tuple[float | None, float | None]:
    view.mentions("SAR", "time")
    view.has("whole_body")
    return view.value("SAR") if view.count("SAR") else view.value("unit:W/kg"), view.value("time")


def read_energy(view: View) -> Reading | None:
    """Specific absorbed energy of SAR over time."""
    exposure = view.count("time") == 1 and (view.count("SAR") or view.count("unit:W/kg")) == 1
    if not view.has("sae") and not (exposure and view.has("energy")):
        return None
    sar, minutes = _exposure(view)
    missing = tuple(name for name, value in (("sar", sar), ("minutes", minutes)) if value is None)
    return Reading("sae", given(sar=sar, minutes=minutes), missing)


def energy(parameters: Mapping[str, Parameter]) -> Result:
    value = evaluate("sae", sar=number(parameters, "sar"), time=number(parameters, "minutes"))
    return Result(value, "kJ/kg", ("constant_sar",))


def read_heating(view: View) -> Reading | None:
    """Temperature rise without heat loss, an upper bound."""
    degrees = any(text in ("几度", "多少度") for text in view.ask_texts("amount"))
    heating = view.has("heating") | view.has("adiabatic_heat")
    if not heating and not (degrees and view.count("time")):
        return None
    sar, minutes = _exposure(view)
    capacity = view.value("heat_capacity") if view.count("heat_capacity") else None
    view.mentions("heat_capacity", "ambient")
    if view.used("adiabatic_heat"):
        view.has("core_temp", "spair")
    if sar is None and minutes is None:
        return None
    missing = tuple(name for name, value in (("sar", sar), ("minutes", minutes)) if value is None)
    return Reading("adiabatic_dT", given(sar=sar, minutes=minutes, c=capacity), missing)


def heating(parameters: Mapping[str, Parameter]) -> Result:
    value = evaluate(
        "adiabatic_temperature_rise_bound",
        sar=number(parameters, "sar"),
        time=number(parameters, "minutes"),
        specific_heat=number(parameters, "c", 3470.0),
    )
    return Result(value, "℃", ("no_heat_loss",) if "c" in parameters else ("no_heat_loss", "c_3470"))


RULES = (
    read_core_temperature,
    read_energy,
    read_heating,
    read_short_term,
    read_local,
    read_partial_or_binding,
    read_head,
    read_whole_body,
)
CALCULATIONS = {
    "wb_limit": whole_body,
    "partial_body_limit": partial_body,
    "binding_limit": binding,
    "head_limit": head,
    "local_limit": local,
    "short_term_limit": short_term,
    "core_temperature": core_temperature,
    "sae": energy,
    "adiabatic_dT": heating,
}
