"""SNR after changes of a protocol, and the averages that bring it back."""

from collections.abc import Mapping

from physics.catalogue import evaluate
from quizzes.assistant.model import Parameter, Reading, Result, as_wanted, given, number, wanted
from quizzes.assistant.question import View

_CHANGED = {
    "NSA": "nsa",
    "thickness": "thickness",
    "voxel": "voxel",
    "bandwidth": "bw",
    "matrix": "matrix",
    "lines": "lines",
    "FOV": "fov",
    "phaseFOV": "phase_fov",
    "partitions": "partitions",
    "B0": "B0",
    "R": "R",
    "PF": "pf",
    "oversampling": "os",
}

_ASSUMPTIONS = {
    "R": "g_1",
    "B0": "snr_linear",
    "matrix": "matrix_both",
    "fov": "fov_both",
    "edge": "same_sampling",
    "voxel": "same_sampling",
    "nsa": "time_grows",
    "pf": "zero_filled",
}


def _snr_changes(view: View) -> dict[str, Parameter]:
    parameters: dict[str, Parameter] = {}
    for slot, key in _CHANGED.items():
        kinds = ("to", "than", "and") if slot == "B0" else ("to", "than")
        if change := view.change(slot, kinds=kinds):
            if view.question.changes[slot][0].kind == "and":
                change = min(change), max(change)
            parameters[f"{key}_from"], parameters[f"{key}_to"] = change
        elif (factor := view.factor(slot)) is not None:
            parameters[f"{key}_factor"] = factor
        elif slot in ("R", "PF", "oversampling") and view.count(slot) == 1:
            parameters[key] = view.value(slot) or 0.0
        elif view.count(slot) == 1 and slot != "B0":
            view.value(slot)
        if view.count("B0") == 1:
            view.value("B0")
    if view.used("slices") and (change := view.change("unit:mm")):
        view.mentions("slices")
        parameters["thickness_from"], parameters["thickness_to"] = change
    if "voxel_to" in parameters:
        view.has("isotropic", "pixels", "voxel_size")
    elif view.used("isotropic") and (change := view.change("unit:mm")):
        view.has("isotropic", "voxel_size")
        parameters["edge_from"], parameters["edge_to"] = change
    if view.count("g") == 1:
        parameters["g"] = view.value("g") or 1.0
    if view.has("homodyne"):
        parameters["homodyne"] = True
        if "pf" not in parameters:
            parameters |= given(pf=view.claim(0.5, 1.0))
    return parameters


def _changes_something(parameters: Mapping[str, Parameter]) -> bool:
    return any(key.endswith(("_to", "_factor")) or key in ("R", "pf", "os") for key in parameters)


def read_snr(view: View) -> Reading | None:
    """SNR after changes of a protocol."""
    if not view.mentions("SNR") or view.has("restore_snr"):
        return None
    if view.question.asked_slot() == "NSA":
        return None
    parameters = _snr_changes(view)
    if not _changes_something(parameters):
        return None
    view.mentions("g", "time", "bandwidth", "object") if not view.question.factors.get("time") else None
    view.has("3d", "2d", "tse", "se", "gre", "small_fov", "sampling_dims", "isotropic")
    for slot in ("TR", "TE"):
        view.value(slot)
    if view.used("exponent"):
        return None
    return Reading("snr", {**parameters, "want": wanted(view)})


def _ratio(parameters: Mapping[str, Parameter], key: str) -> float:
    if f"{key}_factor" in parameters:
        return number(parameters, f"{key}_factor")
    if f"{key}_to" in parameters:
        return number(parameters, f"{key}_to") / number(parameters, f"{key}_from")
    return 1.0


def _snr_ratio(parameters: Mapping[str, Parameter]) -> tuple[float, list[str]]:
    """SNR ratio of all changes together, and what was assumed."""
    fov, matrix, lines = (_ratio(parameters, key) for key in ("fov", "matrix", "lines"))
    sampled = (
        matrix * lines * _ratio(parameters, "phase_fov") * _oversampled(parameters) * _partial(parameters)
    )
    ratio = evaluate(
        "snr_ratio",
        dx=fov / matrix,
        dy=fov / matrix / lines,
        dz=_ratio(parameters, "thickness") * _ratio(parameters, "voxel") * _ratio(parameters, "edge") ** 3,
        nsa=_ratio(parameters, "nsa"),
        lines=sampled,
        partitions=_ratio(parameters, "partitions"),
        bw=_ratio(parameters, "bw"),
    )
    if parameters.get("homodyne"):
        ratio *= evaluate("snr_ratio_partial_fourier_homodyne", partial_fourier=number(parameters, "pf"))
    if "B0_to" in parameters:
        fields = {"B0_from": number(parameters, "B0_from"), "B0_to": number(parameters, "B0_to")}
        ratio *= evaluate("snr_ratio_field", **fields)
    return ratio * _parallel(parameters), _assumed(parameters)


def _oversampled(parameters: Mapping[str, Parameter]) -> float:
    if "os_to" in parameters:
        return (1 + number(parameters, "os_to")) / (1 + number(parameters, "os_from"))
    return 1 + number(parameters, "os", 0.0)


def _partial(parameters: Mapping[str, Parameter]) -> float:
    """Share of lines under partial Fourier with zero filling; homodyne reconstruction has its own formula."""
    if parameters.get("homodyne"):
        return 1.0
    return _ratio(parameters, "pf") if "pf_to" in parameters else number(parameters, "pf", 1.0)


def _parallel(parameters: Mapping[str, Parameter]) -> float:
    if not {"R", "R_to"} & parameters.keys():
        return 1.0
    reached = number(parameters, "R_to" if "R_to" in parameters else "R")
    before = evaluate("snr_ratio_parallel_imaging", R=number(parameters, "R_from", 1.0))
    return evaluate("snr_ratio_parallel_imaging", R=reached, g=number(parameters, "g", 1.0)) / before


def _assumed(parameters: Mapping[str, Parameter]) -> list[str]:
    changed = {key.removesuffix("_to").removesuffix("_factor") for key in parameters}
    if "g" in parameters:
        changed.discard("R")
    if parameters.get("homodyne"):
        changed.discard("pf")
    return ["rest_fixed", *(code for key, code in _ASSUMPTIONS.items() if key in changed)]


def snr(parameters: Mapping[str, Parameter]) -> Result:
    ratio, assumed = _snr_ratio(parameters)
    return as_wanted(ratio, str(parameters["want"]), tuple(assumed))


def read_restore(view: View) -> Reading | None:
    """Averages that bring SNR back after a change."""
    restore = view.has("restore_snr") | view.holds("SNR")
    averages = view.question.asked_slot() == "NSA" or (
        view.asked("times")
        and view.used("NSA")
        and ("SNR" in view.question.factors or view.count("SNR") == 1)
    )
    if not view.mentions("SNR") or not (restore or averages):
        return None
    parameters: dict[str, Parameter] = {}
    change = view.change("SNR")
    factor = change[1] / change[0] if change else view.factor("SNR") or view.value("SNR")
    if factor is not None:
        if factor > 1 and restore:
            return None  # nothing was lost that could be brought back
        parameters["snr_ratio"] = min(factor, 1 / factor)
    current = view.value("NSA") if view.count("NSA") == 1 else None
    if "NSA" in view.question.changes or "NSA" in view.question.factors:
        return None
    changes = {key: value for key, value in _snr_changes(view).items() if not key.startswith("nsa")}
    view.mentions("NSA", "time", "g")
    if not changes and not parameters:
        return None
    if changes and parameters:
        return None
    return Reading("nsa_restore", {**parameters, **changes, **given(nsa=current)})


def restore(parameters: Mapping[str, Parameter]) -> Result:
    if "snr_ratio" in parameters:
        ratio, assumed = number(parameters, "snr_ratio"), ["rest_fixed"]
    else:
        ratio, assumed = _snr_ratio(parameters)
    factor = evaluate("nsa_to_restore_snr", snr_ratio=ratio)
    return Result(
        factor * number(parameters, "nsa", 1.0),
        "x" if "nsa" not in parameters else "1",
        tuple(assumed),
        {"ratio": ratio},
    )


RULES = (read_restore, read_snr)
CALCULATIONS = {"snr": snr, "nsa_restore": restore}
