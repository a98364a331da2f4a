"""Signal of echo trains, Ernst angle, inversion and T1."""

from collections.abc import Mapping

from physics.catalogue import evaluate
from physics.relaxation import T1_TABLE
from quizzes.assistant.model import Parameter, Reading, Result, as_wanted, given, number, wanted
from quizzes.assistant.question import View

TISSUES = ("white_matter", "gray_matter", "csf", "blood", "liver", "muscle", "fat")


def tissue_of(view: View) -> str | None:
    found = [tissue for tissue in TISSUES if view.has(tissue)]
    return found[0] if len(found) == 1 else None


def read_echo_signal(view: View) -> Reading | None:
    """Signal of an echo train at reduced refocusing angles."""
    signal = view.has("signal") | view.mentions("SNR")
    first, plateau = view.has("first_echo"), view.has("plateau")
    change = view.change("ref", "unit:deg", "FA", "unit:", kinds=("to", "than", "and", "is"))
    if change is None and view.count("ref") == 1 and view.peek("ref") != 180:
        view.claim(180, 180)  # what the signal is compared with
    angle = (
        min(change)
        if change
        else view.value("ref", "FA", "unit:deg")
        if not view.count("unit:")
        else view.value("unit:")
    )
    train = view.mentions("ref") | view.mentions("ESP") | view.has("tse") | first | plateau
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
        view.has("water")
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


RULES = (read_ernst, read_null, read_echo_signal, read_signal_equation, read_t1)
CALCULATIONS = {
    "first_echo_signal": first_echo,
    "pseudo_steady_state": plateau,
    "echo_signal": echo_signal,
    "ernst": ernst,
    "ti_null": null,
    "t1": t1,
    "spgr_signal": spgr_signal,
    "se_signal": se_signal,
}
