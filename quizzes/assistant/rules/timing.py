"""Scan time, shortest TR, phase lines, wrap."""

from collections.abc import Mapping

from physics.catalogue import evaluate
from quizzes.assistant.model import Parameter, Reading, Result, as_wanted, given, number, wanted
from quizzes.assistant.question import View


def _asks_time(view: View) -> bool:
    long = any(
        asked in text
        for text in view.ask_texts("amount")
        for asked in ("时间", "久", "长", "分钟", "秒", "how long", "minutes", "seconds")
    )
    longer = "how much longer" in view.ask_texts("risen")
    if view.used("duration") and not view.count("duration") and view.count("lines"):
        return view.mentions("duration")  # of the scan, not of a pulse
    return view.mentions("time") or long or longer


def _lines(view: View) -> tuple[float | None, float | None]:
    """Phase lines, and partitions where the question multiplies two numbers (256×160)."""
    product = view.change("unit:", "matrix", "lines", kinds=("times",))
    if product:
        return product
    lines = view.value("lines") if view.count("lines") else view.value("matrix")
    return lines, view.value("partitions")


def read_scan_time(view: View) -> Reading | None:
    """Duration of a scan."""
    if not _asks_time(view) or view.used("SAR", "SNR"):
        return None
    volume = view.has("3d")
    turbo = view.has("tse")
    spin, gradient = view.has("se"), view.has("gre") | view.has("bssfp")
    sequential = view.has("sequential") | view.has("2d")
    tr_ms = view.value("TR")
    if tr_ms is None and view.count("unit:ms") == 1 and not view.count("time"):
        tr_ms = view.value("unit:ms")
    lines, partitions = _lines(view)
    if tr_ms is None and turbo:
        tr_ms = view.claim(1025, 20_000)
    if (tr_ms is None and lines is None) or view.question.factors:
        return None
    etl, nsa, slices = view.value("ETL"), view.value("NSA"), view.value("slices")
    if volume and partitions is None and slices is not None:
        partitions, slices = slices, None
    if lines is None:
        lines = view.claim(65, 1024)
    if turbo and etl is None:
        etl = view.claim(2, 64)
    parameters = given(TR_ms=tr_ms, lines=lines, nsa=nsa, **_line_options(view))
    parameters |= given(
        conc=view.value("concatenations"), elliptical=True if view.has("elliptical") else None
    )
    if partitions is not None or volume:
        parameters |= {"seq": "3D", **given(partitions=partitions, etl=etl)}
        missing = [name for name in ("TR_ms", "lines", "partitions") if name not in parameters]
    elif turbo or (etl is not None and not gradient):
        parameters |= {"seq": "TSE", **given(etl=etl)}
        missing = [name for name in ("TR_ms", "lines", "etl") if name not in parameters]
    elif gradient and (sequential or slices is not None):
        parameters |= {"seq": "GRE", **given(slices=slices, sequential=sequential or None)}
        missing = [name for name in ("TR_ms", "lines", "slices") if name not in parameters] + (
            [] if sequential or (tr_ms or _ONE_BY_ONE) < _ONE_BY_ONE else ["order"]
        )
    else:
        plain = spin or gradient or (tr_ms or _TRAINS) < _TRAINS
        parameters |= {"seq": "GRE" if gradient and not spin else "SE"}
        missing = [name for name in ("TR_ms", "lines") if name not in parameters]
        missing += [] if plain else ["scan_sequence"]
    view.mentions("time", "TR")
    if any(unit in text for text in view.ask_texts("amount") for unit in _IN_MINUTES):
        parameters["want"] = "minutes"
    return Reading("scan_time", parameters, tuple(missing))


# Below these TR [ms] slices cannot be interleaved, and protocols seldom play echo trains.
_ONE_BY_ONE = 50.0
_TRAINS = 1000.1
_IN_MINUTES = ("几分钟", "多少分钟", "minutes")


def _line_options(view: View) -> dict[str, Parameter]:
    """Settings that change the number of acquired lines."""
    return given(R=view.value("R"), pf=view.value("PF"), os=view.value("oversampling"), acs=view.value("acs"))


def _acquired(parameters: Mapping[str, Parameter]) -> float:
    lines = number(parameters, "lines")
    if not {"R", "pf", "os", "acs"} & parameters.keys():
        return lines
    return evaluate(
        "acquired_lines",
        matrix_phase=lines,
        phase_oversampling=number(parameters, "os", 0.0),
        partial_fourier=number(parameters, "pf", 1.0),
        R=number(parameters, "R", 1.0),
        acs=number(parameters, "acs", 0.0),
    )


def scan_time(parameters: Mapping[str, Parameter]) -> Result:
    seconds, assumed = _seconds(parameters)
    if parameters.get("want") == "minutes":
        return Result(seconds / 60, "min", tuple(assumed), {"seconds": seconds})
    return Result(seconds, "s", tuple(assumed), {"seconds": seconds})


def _seconds(parameters: Mapping[str, Parameter]) -> tuple[float, list[str]]:
    common = {
        "TR": number(parameters, "TR_ms"),
        "phase_lines": _acquired(parameters),
        "NSA": number(parameters, "nsa", 1.0),
    }
    assumed = [] if "nsa" in parameters else ["nsa_1"]
    if "R" in parameters and "acs" not in parameters:
        assumed.append("no_acs")
    sequence = parameters["seq"]
    if sequence == "3D":
        if "etl" in parameters:
            raise ValueError("a 3D echo train orders its lines in ways that differ between vendors")
        name = "scan_time_3d_elliptical" if parameters.get("elliptical") else "scan_time_3d"
        return evaluate(name, **common, partitions=number(parameters, "partitions")), assumed
    if parameters.get("elliptical"):
        raise ValueError("elliptical scanning is computed for 3D")
    if sequence == "TSE":
        value = evaluate(
            "scan_time_tse",
            **common,
            etl=number(parameters, "etl"),
            concatenations=number(parameters, "conc", 1.0),
        )
        return value, assumed if "conc" in parameters else [*assumed, "one_package"]
    if sequence == "GRE" and "slices" in parameters:
        value = evaluate("scan_time_gre_2d_sequential", **common, slices=number(parameters, "slices"))
        return value, [*assumed, "sequential"]
    return evaluate("scan_time_se", **common) * number(parameters, "conc", 1.0), assumed


_TIME_FACTORS = {
    "TR": "TR_ms",
    "NSA": "nsa",
    "lines": "lines",
    "ETL": "etl",
    "R": "R",
    "PF": "pf",
    "oversampling": "os",
    "partitions": "partitions",
    "concatenations": "conc",
    "phaseFOV": "phase_fov",
}


def read_time_ratio(view: View) -> Reading | None:
    """Scan time after a change, against before."""
    if not _asks_time(view) or view.used("SAR", "SNR"):
        return None
    parameters: dict[str, Parameter] = {}
    for slot, key in _TIME_FACTORS.items():
        if change := view.change(slot, kinds=("to", "than")):
            parameters[f"{key}_from"], parameters[f"{key}_to"] = change
        elif (factor := view.factor(slot)) is not None:
            parameters[f"{key}_factor"] = factor
        elif slot in ("R", "PF", "oversampling") and view.count(slot) == 1:
            parameters[key] = view.value(slot) or 0.0
    if not parameters or ("etl_to" in parameters and view.count("lines")):
        return None
    view.mentions("time", "slices")
    view.has("tse", "se", "gre", "3d", "2d")
    return Reading("time_ratio", {**parameters, "want": wanted(view)})


def time_ratio(parameters: Mapping[str, Parameter]) -> Result:
    ratio, assumed = 1.0, ["rest_fixed"]
    inverse = {"etl", "R"}
    for key in _TIME_FACTORS.values():
        if f"{key}_factor" in parameters:
            step = number(parameters, f"{key}_factor")
        elif f"{key}_to" in parameters:
            before, after = number(parameters, f"{key}_from"), number(parameters, f"{key}_to")
            step = (1 + after) / (1 + before) if key == "os" else after / before
        elif key in parameters:
            step = (
                evaluate("scan_time_factor_oversampling", phase_oversampling=number(parameters, key))
                if key == "os"
                else number(parameters, key)
            )
        else:
            continue
        ratio *= 1 / step if key in inverse else step
        assumed += [code for name, code in (("R", "no_acs"), ("etl", "lines_divide")) if name == key]
    return as_wanted(ratio, str(parameters["want"]), tuple(assumed))


def read_minimum_tr(view: View) -> Reading | None:
    """Shortest TR that holds all echo trains."""
    minimum, valid = view.has("minimum"), view.has("valid")
    if not view.mentions("TR") or not (minimum or valid) or view.used("SAR", "SNR"):
        return None
    slices, etl, spacing = view.value("slices"), view.value("ETL"), view.value("ESP")
    tr_ms = view.value("TR")
    view.has("tse", "over")
    view.mentions("ESP")
    parameters = given(
        slices=slices,
        etl=etl,
        ESP_ms=spacing,
        overhead_ms=view.value("overhead"),
        conc=view.value("concatenations"),
        TR_ms=tr_ms,
    )
    if len(parameters) < 2:
        return None
    return Reading(
        "min_tr", parameters, tuple(name for name in ("slices", "etl", "ESP_ms") if name not in parameters)
    )


def minimum_tr(parameters: Mapping[str, Parameter]) -> Result:
    value = evaluate(
        "min_tr_tse",
        slices=number(parameters, "slices"),
        etl=number(parameters, "etl"),
        esp=number(parameters, "ESP_ms"),
        overhead_per_slice=number(parameters, "overhead_ms", 0.0),
        concatenations=number(parameters, "conc", 1.0),
    )
    assumed = () if "overhead_ms" in parameters else ("no_overhead",)
    facts = {"TR": number(parameters, "TR_ms")} if "TR_ms" in parameters else {}
    return Result(value, "ms", assumed, facts)


def read_acquired_lines(view: View) -> Reading | None:
    """Phase lines that are really acquired."""
    if view.question.asked_slot() != "lines" and not any(
        "线" in text or "条" in text or text == "实采" for text in view.ask_texts("amount")
    ):
        return None
    lines = view.value("matrix") if view.count("matrix") else view.value("lines")
    options = _line_options(view)
    view.mentions("lines", "matrix", "true_mass")
    if lines is None or not options:
        return None
    return Reading("acquired_lines", {"lines": lines, **options})


def acquired_lines(parameters: Mapping[str, Parameter]) -> Result:
    return Result(
        _acquired(parameters), "lines", () if "acs" in parameters or "R" not in parameters else ("no_acs",)
    )


def read_oversampling(view: View) -> Reading | None:
    """Oversampling that avoids wrap, or its cost."""
    if not (view.has("wrap") | view.mentions("oversampling")) or view.used("SAR", "SNR", "time"):
        return None
    fov = view.value("FOV") if view.count("FOV") else view.value("phaseFOV")
    size = view.value("object", "unit:mm")
    displayed = view.has("displayed_only")
    setting = view.value("oversampling")
    view.mentions("FOV", "phaseFOV", "object")
    view.has("small_fov", "minimum", "can_scan", "valid", "sampling_dims")
    if fov is None and size is None:
        return None
    missing = tuple(name for name, value in (("fov", fov), ("object", size)) if value is None)
    parameters = given(fov=fov, object=size, displayed_only=displayed or None, setting=setting)
    if setting is not None:
        return Reading("wrap", parameters, missing)
    return Reading("oversampling", {**parameters, "want": wanted(view)}, missing)


def oversampling(parameters: Mapping[str, Parameter]) -> Result:
    fov, size = number(parameters, "fov"), number(parameters, "object")
    displayed = evaluate("oversampling_needed_displayed_only", fov_phase=fov, object=size)
    strict = evaluate("oversampling_needed_strict", fov_phase=fov, object=size)
    value = displayed if parameters.get("displayed_only") else strict
    facts = {
        "displayed": displayed,
        "strict": strict,
        "time": evaluate("scan_time_factor_oversampling", phase_oversampling=value),
    }
    result = as_wanted(value, "percent" if parameters["want"] == "percent" else "ratio", ("centred",))
    return Result(result.value, result.unit, result.assumptions, facts)


def wrap(parameters: Mapping[str, Parameter]) -> Result:
    value = evaluate(
        "wrap_in_displayed_fov",
        fov_phase=number(parameters, "fov"),
        object=number(parameters, "object"),
        phase_oversampling=number(parameters, "setting"),
    )
    return Result(value, "bool", ("centred",))


def read_effective_reduction(view: View) -> Reading | None:
    """Acceleration hidden in a small field of view under SENSE."""
    fov, size = view.value("FOV", "phaseFOV"), view.value("object", "unit:mm")
    if not view.mentions("R") or fov is None or size is None or view.used("SAR", "SNR", "time"):
        return None
    view.has("effective", "small_fov", "wrap")
    view.mentions("FOV", "object", "oversampling")
    factor = view.value("R")
    return Reading(
        "sense_effective_R",
        given(fov=fov, object=size, sense=factor),
        () if factor is not None else ("sense",),
    )


def effective_reduction(parameters: Mapping[str, Parameter]) -> Result:
    value = evaluate(
        "sense_effective_reduction",
        object=number(parameters, "object"),
        fov_phase=number(parameters, "fov"),
        sense_factor=number(parameters, "sense"),
    )
    return Result(value, "1", ("centred",))


RULES = (
    read_minimum_tr,
    read_effective_reduction,
    read_oversampling,
    read_acquired_lines,
    read_scan_time,
    read_time_ratio,
)
CALCULATIONS = {
    "scan_time": scan_time,
    "time_ratio": time_ratio,
    "min_tr": minimum_tr,
    "acquired_lines": acquired_lines,
    "oversampling": oversampling,
    "wrap": wrap,
    "sense_effective_R": effective_reduction,
}
