"""Signal and contrast: SNR, averages, echo trains, Ernst angle, inversion, T1."""

from collections.abc import Mapping

from physics.catalogue import evaluate
from physics.relaxation import T1_TABLE
from quizzes.assistant.model import Parameter, Reading, Result, as_wanted, given, number, wanted
from quizzes.assistant.question import View

_CHANGED = {
    "NSA": "nsa",
    "thickness": "thickness",
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
TISSUES = ("white_matter", "gray_matter", "csf", "blood", "liver", "muscle", "fat")


def tissue_of(view: View) -> str | None:
    found = [tissue for tissue in TISSUES if view.has(tissue)]
    return found[0] if len(found) == 1 else None


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
    if view.count("g") == 1:
        parameters["g"] = view.value("g") or 1.0
    if view.has("homodyne"):
        parameters["homodyne"] = True
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
    if view.used("isotropic", "exponent"):
        return None
    return Reading("snr", {**parameters, "want": wanted(view)})


def _ratio(parameters: Mapping[str, Parameter], key: str) -> float:
    if f"{key}_factor" in parameters:
        return number(parameters, f"{key}_factor")
    if f"{key}_to" in parameters:
        return number(parameters, f"{key}_to") / number(parameters, f"{key}_from")
    return 1.0


def _snr_ratio(parameters: Mapping[str, Parameter]) -> tuple[float, list[str]]:
    fov, phase, matrix = (
        _ratio(parameters, "fov"),
        _ratio(parameters, "phase_fov"),
        _ratio(parameters, "matrix"),
    )
    lines, oversampling = _ratio(parameters, "lines"), 1 + number(parameters, "os", 0.0)
    if "os_to" in parameters:
        oversampling = (1 + number(parameters, "os_to")) / (1 + number(parameters, "os_from"))
    ratio = evaluate(
        "snr_ratio",
        dx=fov / matrix,
        dy=fov / matrix / lines,
        dz=_ratio(parameters, "thickness"),
        nsa=_ratio(parameters, "nsa"),
        lines=matrix
        * lines
        * phase
        * oversampling
        * (1.0 if parameters.get("homodyne") else _partial(parameters)),
        partitions=_ratio(parameters, "partitions"),
        bw=_ratio(parameters, "bw"),
    )
    assumed = ["rest_fixed"]
    if parameters.get("homodyne"):
        ratio *= evaluate("snr_ratio_partial_fourier_homodyne", partial_fourier=number(parameters, "pf"))
    if "R" in parameters or "R_to" in parameters:
        g = number(parameters, "g", 1.0)
        before = evaluate("snr_ratio_parallel_imaging", R=number(parameters, "R_from", 1.0))
        ratio *= (
            evaluate(
                "snr_ratio_parallel_imaging",
                R=number(parameters, "R_to" if "R_to" in parameters else "R"),
                g=g,
            )
            / before
        )
        assumed += [] if "g" in parameters else ["g_1"]
    if "B0_to" in parameters:
        ratio *= evaluate(
            "snr_ratio_field", B0_from=number(parameters, "B0_from"), B0_to=number(parameters, "B0_to")
        )
        assumed.append("snr_linear")
    for key, code in (
        ("matrix", "matrix_both"),
        ("fov", "fov_both"),
        ("nsa", "time_grows"),
        ("pf", "zero_filled"),
    ):
        if any(name == key or name.startswith(key + "_") for name in parameters) and not (
            key == "pf" and parameters.get("homodyne")
        ):
            assumed.append(code)
    return ratio, assumed


def _partial(parameters: Mapping[str, Parameter]) -> float:
    if "pf_to" in parameters:
        return _ratio(parameters, "pf")
    return number(parameters, "pf", 1.0)


def snr(parameters: Mapping[str, Parameter]) -> Result:
    ratio, assumed = _snr_ratio(parameters)
    return as_wanted(ratio, str(parameters["want"]), tuple(assumed))


def read_restore(view: View) -> Reading | None:
    """Averages that bring SNR back after a change."""
    restore = view.has("restore_snr") | view.holds("SNR")
    if not view.mentions("SNR") or not (restore or view.question.asked_slot() == "NSA"):
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


def read_echo_signal(view: View) -> Reading | None:
    """Signal of an echo train at reduced refocusing angles."""
    signal = view.has("signal") | view.mentions("SNR")
    first, plateau = view.has("first_echo"), view.has("plateau")
    change = view.change("ref", "unit:deg", "FA", "unit:", kinds=("to", "than", "and", "is"))
    angle = (
        min(change)
        if change
        else view.value("ref", "FA", "unit:deg")
        if not view.count("unit:")
        else view.value("unit:")
    )
    train = view.mentions("ref") | view.has("tse") | first | plateau
    if not train or (not signal and not first and not plateau):
        return None
    view.mentions("FA", "ETL", "TE", "ESP", "T1", "T2")
    view.has("no_relaxation", "pulse", "contrast")
    if (change and max(change) != 180) or (angle is not None and not 10 <= angle <= 180):
        return None
    if view.count("ref") + view.count("FA") + view.count("unit:deg") + view.count("unit:") > (
        0 if change else 1
    ):
        return None
    want = wanted(view)
    if first and not plateau:
        view.value("ETL")
        return Reading(
            "first_echo_signal", given(ref=angle, want=want), () if angle is not None else ("ref",)
        )
    if plateau and not first:
        view.value("ETL")
        return Reading(
            "pseudo_steady_state", given(ref=angle, want=want), () if angle is not None else ("ref",)
        )
    return _signal_at_echo(view, angle, want)


def _signal_at_echo(view: View, angle: float | None, want: str) -> Reading:
    view.value("ETL")
    tissue = tissue_of(view)
    parameters = given(
        ref=angle,
        TE_ms=view.value("TE"),
        ESP_ms=view.value("ESP"),
        T1_ms=view.value("T1"),
        T2_ms=view.value("T2"),
        want=want,
    )
    if tissue in _T2:
        parameters.setdefault("T1_ms", 1000 * T1_TABLE[tissue].literature[1])
        parameters.setdefault("T2_ms", _T2[tissue])
        parameters["tissue"] = tissue
    if not {"TE_ms", "ESP_ms", "T1_ms", "T2_ms"} & parameters.keys():
        return Reading("echo_signal", parameters, ("which_echo",))
    missing = tuple(name for name in ("ref", "TE_ms", "ESP_ms", "T1_ms", "T2_ms") if name not in parameters)
    return Reading("echo_signal", parameters, missing)


_T2 = {"white_matter": 69.0, "csf": 2000.0, "fat": 68.0}  # at 3 T, as in physics.tissues


def first_echo(parameters: Mapping[str, Parameter]) -> Result:
    ratio = evaluate("tse_signal_ratio_first_echo", refocusing=number(parameters, "ref"))
    plateau_ratio = evaluate("tse_pseudo_steady_state_asymptote", refocusing=number(parameters, "ref"))
    return as_wanted(ratio, str(parameters["want"]), ("exc_90", "ideal_profile"), plateau=plateau_ratio)


def plateau(parameters: Mapping[str, Parameter]) -> Result:
    ratio = evaluate("tse_pseudo_steady_state_asymptote", refocusing=number(parameters, "ref"))
    return as_wanted(ratio, str(parameters["want"]), ("no_relaxation", "ideal_profile"))


def echo_signal(parameters: Mapping[str, Parameter]) -> Result:
    spacing = number(parameters, "ESP_ms")
    echo = number(parameters, "TE_ms") / spacing
    if abs(echo - round(echo)) > 0.01:
        raise ValueError("TE must be a multiple of the echo spacing")
    ratio = evaluate(
        "tse_signal_ratio_at_echo",
        ref_to=number(parameters, "ref"),
        echo=round(echo),
        esp=spacing,
        T1=number(parameters, "T1_ms"),
        T2=number(parameters, "T2_ms"),
    )
    return as_wanted(ratio, str(parameters["want"]), ("ideal_profile", "exc_90"))


def read_ernst(view: View) -> Reading | None:
    """Ernst angle."""
    if not view.has("ernst"):
        return None
    view.has("gre", "signal", "bssfp", "maximum")
    tissue = tissue_of(view)
    t1_ms, tr_ms = view.value("T1"), view.value("TR")
    field = view.value("B0")
    view.mentions("FA", "T1", "TR")
    if t1_ms is None and tissue and field in (1.5, 3.0):
        t1_ms = 1000 * T1_TABLE[tissue].literature[0 if field == 1.5 else 1]
    missing = tuple(name for name, value in (("TR_ms", tr_ms), ("T1_ms", t1_ms)) if value is None)
    return Reading("ernst", given(TR_ms=tr_ms, T1_ms=t1_ms, tissue=tissue), missing)


def ernst(parameters: Mapping[str, Parameter]) -> Result:
    value = evaluate("ernst_angle", TR=number(parameters, "TR_ms"), T1=number(parameters, "T1_ms"))
    return Result(value, "deg", ("spoiled",))


def read_null(view: View) -> Reading | None:
    """Inversion time that nulls a tissue."""
    asks = view.mentions("TI")
    if not asks or view.count("TI"):
        return None
    nulls = view.has("null") | view.has("stir") | view.has("flair") | view.has("ir") | view.has("fatsat")
    tissue = tissue_of(view)
    t1_ms, tr_ms, field = view.value("T1"), view.value("TR"), view.value("B0")
    view.mentions("T1", "TR")
    view.has("signal", "tse")
    if tissue is None and view.used("flair"):
        tissue = "csf"
    if tissue is None and view.used("stir"):
        tissue = "fat"
    if not (nulls or tissue or t1_ms):
        return None
    looked_up = None
    if t1_ms is None and tissue and field in (1.5, 3.0):
        t1_ms = 1000 * T1_TABLE[tissue].literature[0 if field == 1.5 else 1]
        looked_up = True
    if t1_ms is not None:
        return Reading("ti_null", given(T1_ms=t1_ms, TR_ms=tr_ms, tissue=tissue, T1_looked_up=looked_up))
    return Reading("ti_null", given(tissue=tissue, TR_ms=tr_ms), ("B0",) if tissue else ("T1_ms",))


def null(parameters: Mapping[str, Parameter]) -> Result:
    repetition = {"TR": number(parameters, "TR_ms")} if "TR_ms" in parameters else {}
    value = evaluate("ti_null", T1=number(parameters, "T1_ms"), **repetition)
    assumed = [] if repetition else ["TR_long"]
    return Result(
        value,
        "ms",
        (*assumed, "perfect_inversion", *(("T1_literature",) if parameters.get("T1_looked_up") else ())),
    )


def read_t1(view: View) -> Reading | None:
    """T1 of a tissue at a field."""
    if not view.mentions("T1") or view.count("T1") or view.used("TI", "ernst", "SNR", "SAR", "TR"):
        return None
    tissue = tissue_of(view)
    if tissue is None:
        return None
    field = view.value("B0")
    source = "bottomley" if view.has("bottomley") else "journal" if view.has("journal") else None
    view.has("literature", "formula_A")
    view.mentions("B0")
    return Reading("t1", given(tissue=tissue, B0=field, source=source), () if field is not None else ("B0",))


def t1(parameters: Mapping[str, Parameter]) -> Result:
    tissue, field = str(parameters["tissue"]), number(parameters, "B0")
    if parameters.get("source") == "bottomley":
        return Result(evaluate("t1_bottomley1984_power_law", tissue=tissue, B0=field), "ms", ("bottomley",))
    if field in (1.5, 3.0):
        column = 0 if field == 1.5 else 1
        table = T1_TABLE[tissue]
        facts = {"journal": 1000 * table.journal[column], "literature": 1000 * table.literature[column]}
        source = "journal" if parameters.get("source") == "journal" else "literature"
        return Result(facts[source], "ms", (f"T1_{source}",), facts)
    if tissue in ("white_matter", "gray_matter", "blood"):
        return Result(evaluate("t1_rooney2007_power_law", tissue=tissue, B0=field), "ms", ("rooney",))
    if tissue == "csf":
        return Result(1000 * T1_TABLE["csf"].literature[1], "ms", ("T1_literature",))
    raise ValueError("no measured T1 is at hand for this field")


def read_signal_equation(view: View) -> Reading | None:
    """Signal of a spin echo or a spoiled gradient echo."""
    if not view.has("signal") or view.question.changes or view.used("ref", "tse", "SAR", "SNR"):
        return None
    tr_ms, t1_ms = view.value("TR"), view.value("T1")
    if tr_ms is None or t1_ms is None:
        return None
    view.mentions("FA")
    if view.has("gre"):
        flip = view.value("FA") if view.count("FA") else view.value("unit:deg")
        return Reading(
            "spgr_signal", given(fa=flip, TR_ms=tr_ms, T1_ms=t1_ms), () if flip is not None else ("fa",)
        )
    te_ms, t2_ms = view.value("TE"), view.value("T2")
    if view.has("se") and te_ms is not None and t2_ms is not None:
        return Reading("se_signal", {"TR_ms": tr_ms, "TE_ms": te_ms, "T1_ms": t1_ms, "T2_ms": t2_ms})
    return None


def spgr_signal(parameters: Mapping[str, Parameter]) -> Result:
    value = evaluate(
        "spgr_signal",
        FA=number(parameters, "fa"),
        TR=number(parameters, "TR_ms"),
        T1=number(parameters, "T1_ms"),
    )
    return Result(value, "M0", ("spoiled",))


def se_signal(parameters: Mapping[str, Parameter]) -> Result:
    value = evaluate(
        "se_signal",
        TR=number(parameters, "TR_ms"),
        TE=number(parameters, "TE_ms"),
        T1=number(parameters, "T1_ms"),
        T2=number(parameters, "T2_ms"),
    )
    return Result(value, "M0", ("exc_90",))


RULES = (read_ernst, read_null, read_restore, read_snr, read_echo_signal, read_signal_equation, read_t1)
CALCULATIONS = {
    "snr": snr,
    "nsa_restore": restore,
    "first_echo_signal": first_echo,
    "pseudo_steady_state": plateau,
    "echo_signal": echo_signal,
    "ernst": ernst,
    "ti_null": null,
    "t1": t1,
    "spgr_signal": spgr_signal,
    "se_signal": se_signal,
}
