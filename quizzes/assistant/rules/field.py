"""The static field and what follows from it: frequency, waves, chemical shift, stray field, units."""

from collections.abc import Mapping

from physics.catalogue import evaluate
from physics.waves import MUSCLE
from quizzes.assistant.model import Calculation, Parameter, Reading, Result, given, number
from quizzes.assistant.question import View


def _field(view: View) -> float | None:
    view.mentions("B0")
    view.has("pulse", "low_field_magnet")
    return view.value("B0")


def read_wave(view: View) -> Reading | None:
    """Wavelength or penetration depth of the radio-frequency field."""
    length, depth = view.has("wavelength"), view.has("depth")
    if length == depth:
        return None
    field = _field(view)
    epsilon, sigma = view.value("epsilon"), view.value("sigma")
    medium = next((name for name in ("muscle", "water", "free_space") if view.has(name)), None)
    view.has("tissue_in", "lossless", "journal")
    if view.used("lossless") and sigma is None:
        sigma = 0.0
    parameters = given(B0=field, medium=medium, eps_r=epsilon, sigma=sigma)
    if view.used("tissue_in") and medium is None and epsilon is None:
        parameters["medium"] = "muscle"
    if view.used("journal") and epsilon is None:
        parameters |= {"medium": "water", "eps_r": 80.0}
    missing = [] if field is not None else ["B0"]
    if "medium" not in parameters and epsilon is None:
        missing.append("medium")
    return Reading("wavelength" if length else "penetration", parameters, tuple(missing))


def _medium(parameters: Mapping[str, Parameter]) -> tuple[float, float, str]:
    if "eps_r" in parameters:
        return number(parameters, "eps_r"), number(parameters, "sigma", 0.0), "given_medium"
    if parameters["medium"] == "water":
        return 80.0, 0.0, "water_80"
    if parameters["medium"] == "free_space":
        return 1.0, 0.0, "free_space"
    tabled = MUSCLE.get(number(parameters, "B0"))
    if tabled is None:
        raise ValueError("muscle is tabled at 1.5, 3 and 7 T")
    return *tabled, "muscle_gabriel"


def wavelength(parameters: Mapping[str, Parameter]) -> Result:
    epsilon, sigma, assumed = _medium(parameters)
    value = evaluate("rf_wavelength", B0=number(parameters, "B0"), eps_r=epsilon, sigma=sigma)
    return Result(value, "cm", (assumed, "plane_wave"), {"eps": epsilon, "sigma": sigma})


def penetration(parameters: Mapping[str, Parameter]) -> Result:
    epsilon, sigma, assumed = _medium(parameters)
    if sigma == 0:
        raise ValueError("a lossless medium has no penetration depth")
    value = evaluate("rf_penetration_depth", B0=number(parameters, "B0"), eps_r=epsilon, sigma=sigma)
    return Result(value, "cm", (assumed, "plane_wave"), {"eps": epsilon, "sigma": sigma})


def read_larmor(view: View) -> Reading | None:
    if not view.has("larmor") or view.used(
        "fat_water", "fat", "water", "wavelength", "depth", "chemical_shift", "SAR", "SNR", "wrap"
    ):
        return None
    view.has("convert")
    field = _field(view)
    return Reading("larmor", given(B0=field), () if field is not None else ("B0",))


def larmor(parameters: Mapping[str, Parameter]) -> Result:
    return Result(evaluate("larmor_frequency", B0=number(parameters, "B0")), "MHz", ("proton",))


def read_chemical_shift(view: View) -> Reading | None:
    """Fat-water shift in Hz or pixels, opposed and in-phase echo times."""
    opposed, in_phase, both = view.has("opposed"), view.has("in_phase"), view.has("both_phases")
    shift = view.has("fat_water") | view.has("chemical_shift")
    hertz = any("hz" in text or "赫" in text for text in view.ask_texts("amount"))
    shift = (
        view.has("fat") & view.has("water") and (view.has("larmor") | view.has("pixels") | hertz)
    ) or shift
    if not (opposed or in_phase or both or shift) or view.used("SAR", "SNR", "TI") or view.question.changes:
        return None
    view.has("fat", "water", "larmor", "pixels", "gre", "first_echo", "signal", "minimum")
    view.mentions("TE", "bandwidth")
    field, bandwidth, ppm = (
        _field(view),
        view.value("bandwidth") if view.count("bandwidth") else view.value("unit:Hz"),
        view.value("unit:ppm"),
    )
    if (opposed and in_phase) or both:
        return Reading("opposed_phase_te", given(B0=field, ppm=ppm), ("which_phase",))
    intent = "opposed_phase_te" if opposed else "in_phase_te" if in_phase else "fat_water_shift"
    if intent == "fat_water_shift" and (view.used("pixels", "bandwidth") or bandwidth is not None):
        missing = tuple(name for name, value in (("B0", field), ("bw", bandwidth)) if value is None)
        return Reading("chemical_shift_pixels", given(B0=field, bw=bandwidth, ppm=ppm), missing)
    if intent == "fat_water_shift" and not view.used("fat_water", "larmor") and not hertz:
        return Reading("fat_water_shift", given(B0=field, ppm=ppm), ("which_shift",))
    return Reading(intent, given(B0=field, ppm=ppm), () if field is not None else ("B0",))


def _shift(calculation: str, unit: str) -> Calculation:
    def calculate(parameters: Mapping[str, Parameter]) -> Result:
        extra = {"bandwidth_per_pixel": number(parameters, "bw")} if "bw" in parameters else {}
        ppm = number(parameters, "ppm", 3.4)
        value = evaluate(calculation, B0=number(parameters, "B0"), ppm=ppm, **extra)
        return Result(value, unit, () if "ppm" in parameters else ("ppm_34",))

    return calculate


def read_unit(view: View) -> Reading | None:
    """Gauss, millitesla and tesla."""
    if view.used("SAR", "SNR", "larmor", "wavelength", "distance", "time", "B0") or view.question.changes:
        return None
    words = " ".join(view.ask_texts("amount"))
    text = view.question.text
    source = "mT" if view.count("unit:mT") else "G" if view.count("unit:G") else "T"
    target = next(
        (
            unit
            for unit, names in _UNIT_NAMES.items()
            if unit != source and any(name in words or name in text for name in names)
        ),
        None,
    )
    view.has("convert", "fringe")
    for slot, unit in (("unit:G", "G"), ("unit:mT", "mT")):
        if view.count(slot) == 1 and len(view.question.bound) == 1:
            value = view.value(slot) or 0.0
            return Reading(
                "unit",
                {"gauss" if unit == "G" else "mT": value, "to": target or ("mT" if unit == "G" else "G")},
            )
    if view.count("B0") == 1 and len(view.question.bound) == 1 and target in ("G", "mT"):
        return Reading("unit", {"tesla": view.value("B0") or 0.0, "to": target})
    return None


_UNIT_NAMES = {
    "mT": (
        "毫特",
        "in mt",
        "to mt",
        "多少mt",
        "millitesla",
        "几mt",
        "=?mt",
        "成mt",
        "是mt",
        "合mt",
        "mt是",
        "等于mt",
    ),
    "G": ("多少高斯", "多少g", "几高斯", "in gauss", "to gauss", "成高斯", "in g", "to g", "等于高斯"),
    "T": ("多少特", "多少t", "几特", "in tesla", "to tesla", "in t"),
}


def convert(parameters: Mapping[str, Parameter]) -> Result:
    if "gauss" in parameters:
        milli = evaluate("unit_conversion_gauss", value=number(parameters, "gauss"))
    else:
        milli = number(parameters, "mT") if "mT" in parameters else 1000 * number(parameters, "tesla")
    target = str(parameters["to"])
    value = (
        milli
        if target == "mT"
        else milli / 1000
        if target == "T"
        else evaluate("unit_conversion_tesla", value=milli)
    )
    return Result(value, target)


def read_stray_field(view: View) -> Reading | None:
    """How far a contour of the stray field reaches, by the dipole law."""
    fringe = view.has("fringe")
    if not fringe or view.used("SAR", "SNR"):
        return None
    view.has("dipole", "axial", "radial", "distance", "easier", "low_field_magnet")
    view.mentions("B0")
    if view.peek("unit:G") == 5:
        view.value("unit:G")
    fields = view.change("B0", kinds=("to", "than", "and"))
    if fields is None and view.count("B0") == 2:
        fields = view.values("B0")[0], view.values("B0")[1]
    if fields:
        return Reading("stray_field_ratio", {"B0_from": min(fields), "B0_to": max(fields)})
    distance = view.value("height") if view.count("height") == 1 else view.value("unit:m")
    level = view.value("unit:mT")
    if level is None and view.count("unit:G"):
        others = [gauss for gauss in view.values("unit:G") if gauss != 5]  # the 5 G line is where it starts
        level = others[0] / 10 if len(others) == 1 else None
    if distance is not None and level is not None and abs(level - 0.5) > 1e-9:
        return Reading("stray_field_level", {"axial_m": distance, "level_mT": level})
    if distance is not None and view.used("radial"):
        return Reading("stray_field_radial", {"axial_m": distance})
    return None


def stray_field_ratio(parameters: Mapping[str, Parameter]) -> Result:
    ratio = number(parameters, "B0_to") / number(parameters, "B0_from")
    return Result(evaluate("dipole_distance_field_ratio", B0_ratio=ratio), "1", ("unshielded",))


def stray_field_level(parameters: Mapping[str, Parameter]) -> Result:
    value = evaluate(
        "dipole_distance_other_level",
        axial_distance=number(parameters, "axial_m"),
        level=number(parameters, "level_mT"),
    )
    return Result(value, "m", ("unshielded",))


def stray_field_radial(parameters: Mapping[str, Parameter]) -> Result:
    return Result(
        evaluate("dipole_distance_radial", axial_distance=number(parameters, "axial_m")), "m", ("unshielded",)
    )


RULES = (read_wave, read_chemical_shift, read_larmor, read_stray_field, read_unit)
CALCULATIONS = {
    "wavelength": wavelength,
    "penetration": penetration,
    "larmor": larmor,
    "fat_water_shift": _shift("fat_water_shift", "Hz"),
    "opposed_phase_te": _shift("opposed_phase_te", "ms"),
    "in_phase_te": _shift("in_phase_te", "ms"),
    "chemical_shift_pixels": _shift("chemical_shift_pixels", "pixel"),
    "unit": convert,
    "stray_field_ratio": stray_field_ratio,
    "stray_field_level": stray_field_level,
    "stray_field_radial": stray_field_radial,
}
