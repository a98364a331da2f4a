"""The patient: build, exposed mass, a wrong weight."""

from collections.abc import Mapping

from physics.catalogue import evaluate
from quizzes.assistant.model import Parameter, Reading, Result, as_wanted, given, number, wanted
from quizzes.assistant.question import View


def read_two_builds(view: View) -> Reading | None:
    """SAR of two patients at equal B1."""
    heights = view.change("height", kinds=("to", "than", "and", "or"))
    masses = view.change("mass", kinds=("to", "than", "and", "or"))
    tall = list(heights) if heights else view.values("height")
    heavy = list(masses) if masses else view.values("mass")
    if not (heights or masses) and not view.shared_first("mass", "height"):
        return None
    if max(len(tall), len(heavy)) != 2 or not tall or not heavy:
        return None
    view.mentions("SAR", "mass", "height", "coil")
    view.has("easier", "over", "stout", "partial_body", "whole_body", "cylinder")
    if not (view.used("SAR", "over", "easier")):
        return None
    coil = view.value("coil")
    part = view.used("partial_body")
    view.value("unit:count")  # 两个80公斤
    tall, heavy = (tall * 2)[:2], (heavy * 2)[:2]
    parameters = {
        "m_1": heavy[0],
        "h_1": tall[0],
        "m_2": heavy[1],
        "h_2": tall[1],
        **given(coil_L_m=coil, partial=part or None),
    }
    return Reading("patient_geometry", parameters)


def two_builds(parameters: Mapping[str, Parameter]) -> Result:
    builds = {
        f"{name}_{n}": number(parameters, f"{letter}_{n}")
        for name, letter in (("mass", "m"), ("height", "h"))
        for n in (1, 2)
    }
    coil = {"coil_effective_length": number(parameters, "coil_L_m")} if "coil_L_m" in parameters else {}
    whole = evaluate("whole_body_sar_ratio_same_B1", **builds, **coil)
    part = evaluate("partial_body_sar_ratio_same_B1", **builds)
    flipped = float(whole < 1)
    whole, part = max(whole, 1 / whole), max(part, 1 / part)
    assumed = ("cylinder", "equal_b1") if coil else ("cylinder", "equal_b1", "coil_05")
    journal = evaluate("journal_r5_over_m_ratio", **builds)
    facts = {"whole": whole, "partial": part, "second_lower": flipped, "journal": max(journal, 1 / journal)}
    return Result(part if parameters.get("partial") else whole, "1", assumed, facts)


def read_exposed_ratio(view: View) -> Reading | None:
    """Exposed over total mass from the height."""
    if (
        not view.mentions("ratio")
        or view.count("ratio")
        or view.used("limit", "binds", "partial_body", "mode_first", "mode_normal")
    ):
        return None
    height = view.value("height")
    coil = view.value("coil")
    if height is None and (view.peek("unit:cm") or 0) >= 30:
        height = (view.value("unit:cm") or 0) / 100
    for slot in ("mass",):
        view.value(slot)
    view.has("child", "cylinder", "stout")
    view.mentions("coil", "height", "mass")
    return Reading("exposed_ratio", given(h=height, L=coil), () if height is not None else ("h",))


def exposed_ratio(parameters: Mapping[str, Parameter]) -> Result:
    coil = {"coil_effective_length": number(parameters, "L")} if "L" in parameters else {}
    value = evaluate("exposed_mass_ratio", height=number(parameters, "h"), **coil)
    return Result(value, "1", ("cylinder",) if coil else ("cylinder", "coil_05"))


def read_radius(view: View) -> Reading | None:
    """SAR or absorbed power when the radius changes."""
    factor = view.factor("radius", "diameter")
    change = view.change("radius")
    if factor is None and change is None:
        return None
    ratio = factor if factor is not None else change[1] / change[0] if change else 1.0
    power = view.has("power")
    sar = view.mentions("SAR")
    body = "sphere" if view.has("sphere") else "cylinder" if view.has("cylinder") else None
    view.has("stout", "whole_body", "journal_r5")
    view.mentions("object", "radius", "diameter")
    if (power and sar) or not (power or sar):
        return None
    if power:
        return Reading(
            "power_scaling", given(ratio=ratio, body=body, want=wanted(view)), () if body else ("body",)
        )
    return Reading("radius_scaling", {"ratio": ratio, "want": wanted(view)})


def radius(parameters: Mapping[str, Parameter]) -> Result:
    ratio = number(parameters, "ratio")
    value = evaluate("sar_average_radius_scaling", radius_ratio=ratio)
    power = evaluate("absorbed_power_sphere_radius_scaling", radius_ratio=ratio)
    return as_wanted(value, str(parameters["want"]), ("homogeneous", "equal_b1"), power=power)


def power(parameters: Mapping[str, Parameter]) -> Result:
    name = (
        "absorbed_power_sphere_radius_scaling"
        if parameters["body"] == "sphere"
        else "absorbed_power_cylinder_fixed_length_radius_scaling"
    )
    value = evaluate(name, radius_ratio=number(parameters, "ratio"))
    return as_wanted(value, str(parameters["want"]), ("homogeneous", "equal_b1"))


def read_cylinder_radius(view: View) -> Reading | None:
    if not (view.mentions("radius") and view.count("mass") == 1 and view.count("height") == 1) or view.used(
        "SAR"
    ):
        return None
    view.has("cylinder", "stout", "child")
    view.mentions("object", "mass", "height")
    return Reading("cylinder_radius", {"m": view.value("mass") or 0.0, "h": view.value("height") or 0.0})


def cylinder_radius(parameters: Mapping[str, Parameter]) -> Result:
    return Result(
        evaluate("cylinder_radius", mass=number(parameters, "m"), height=number(parameters, "h")),
        "cm",
        ("cylinder",),
    )


def read_wrong_weight(view: View) -> Reading | None:
    """True SAR behind the one shown for a wrong weight."""
    entered_word = view.mentions("entered") | view.has("weight_error")
    if not entered_word:
        return None
    view.mentions("mass", "true_mass", "shown", "SAR", "entered")
    view.has("whole_body", "over", "predicted", "lie")
    shown = view.value("shown") if view.count("shown") else view.value("SAR", "unit:W/kg")
    change = view.change("mass", "entered", "true_mass", "unit:")
    true, entered = change or (view.value("true_mass", "mass"), view.value("entered"))
    if entered is None and true is None:
        return None
    missing = tuple(name for name, value in (("m_true", true), ("m_entered", entered)) if value is None)
    if shown is None and missing:
        missing = (*missing, "shown")
    return Reading("weight_display", given(shown=shown, m_true=true, m_entered=entered), missing)


def wrong_weight(parameters: Mapping[str, Parameter]) -> Result:
    masses = {"mass_entered": number(parameters, "m_entered"), "mass_true": number(parameters, "m_true")}
    shown = number(parameters, "shown", 1.0)
    value = evaluate("sar_with_true_weight", sar_shown=shown, **masses)
    return Result(
        value, "W/kg" if "shown" in parameters else "1", ("never_false_weight",), {"ratio": value / shown}
    )


RULES = (read_wrong_weight, read_two_builds, read_exposed_ratio, read_radius, read_cylinder_radius)
CALCULATIONS = {
    "patient_geometry": two_builds,
    "exposed_ratio": exposed_ratio,
    "radius_scaling": radius,
    "power_scaling": power,
    "cylinder_radius": cylinder_radius,
    "weight_display": wrong_weight,
}
