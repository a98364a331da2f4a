"""A follow-up changes one thing of the question before: 那 150 呢, 3T 呢, ETL 8 呢, and at 7T?"""

from collections.abc import Mapping

from quizzes.assistant import remedies
from quizzes.assistant.model import Parameter, Reading
from quizzes.assistant.question import Bound, Question
from quizzes.assistant.reader import CALCULATIONS
from quizzes.assistant.tokens import Word

# Keys of a reading that a number bound to a parameter may change, first match first.
_KEYS: Mapping[str, tuple[str, ...]] = {
    "TR": ("TR_ms_to", "TR_ms"),
    "TE": ("TE_ms",),
    "ESP": ("ESP_ms",),
    "TI": (),
    "T1": ("T1_ms",),
    "T2": ("T2_ms",),
    "duration": ("dur_ms_to", "dur_ms"),
    "ETL": ("etl_to", "etl"),
    "NSA": ("nsa_to", "nsa"),
    "slices": ("slices_to", "slices", "partitions"),
    "partitions": ("partitions_to", "partitions"),
    "concatenations": ("conc_to", "conc"),
    "thickness": ("thickness_to",),
    "bandwidth": ("bw_to", "bw"),
    "matrix": ("matrix_to", "lines"),
    "lines": ("lines_to", "lines"),
    "FOV": ("fov_to", "fov"),
    "object": ("object",),
    "R": ("R_to", "R", "sense"),
    "g": ("g",),
    "PF": ("pf_to", "pf"),
    "oversampling": ("os_to", "os", "setting"),
    "mass": ("m", "mass"),
    "height": ("h", "height"),
    "limit": ("limit", "label"),
    "SAR": ("sar", "shown"),
    "B1rms": ("B1rms_to", "B1rms"),
    "ambient": ("ambient_C",),
    "ratio": ("exposed_ratio",),
    "B0": ("B0_to", "B0"),
    "time": ("minutes",),
    "coil": ("L", "coil_L_m"),
    "sigma": ("sigma",),
    "epsilon": ("eps_r",),
    "FA": ("fa_to", "ref_to", "fa", "ref"),
    "ref": ("ref_to", "ref"),
    "exc": ("exc",),
    "unit:deg": ("ref_to", "fa_to", "ref", "fa", "ambient_C"),
    "unit:ms": ("dur_ms_to", "dur_ms", "TR_ms"),
    "unit:uT": ("B1rms_to", "B1rms"),
    "unit:W/kg": ("sar", "shown"),
    "unit:cm": ("L", "coil_L_m"),
    "unit:G": ("gauss",),
    "unit:mT": ("mT", "level_mT"),
    "unit:Hz": ("bw",),
    "unit:mm": ("thickness_to", "fov_to", "fov"),
    "unit:ppm": ("ppm",),
    "entered": ("m_entered",),
    "true_mass": ("m_true",),
    "shown": ("shown",),
}
# Keys that a question of an intent understands although the question before left them at their default.
_OPTIONAL: Mapping[str, frozenset[str]] = {
    "local_limit": frozenset({"edition"}),
    "short_term_limit": frozenset({"edition"}),
    "advice": frozenset(
        {
            "seq",
            "B0",
            "TR_ms",
            "TE_ms",
            "ESP_ms",
            "slices",
            "etl",
            "ref",
            "fa",
            "sar",
            "limit",
            "lines",
            "nsa",
        }
    ),
    "relative_sar": frozenset({"etl", "exc"}),
    "relative_sar_reduction": frozenset({"etl", "exc"}),
    "wb_limit": frozenset({"ambient_C"}),
    "binding_limit": frozenset({"ambient_C"}),
    "fa_for_limit": frozenset({"etl", "exc"}),
    "scan_time": frozenset({"nsa", "conc", "R", "acs"}),
    "snr": frozenset({"g"}),
    "ti_null": frozenset({"TR_ms"}),
    "exposed_ratio": frozenset({"L"}),
    "patient_geometry": frozenset({"coil_L_m"}),
    "min_tr": frozenset({"overhead_ms", "conc"}),
    "sense_effective_R": frozenset({"sense"}),
}
_TOPICS: Mapping[str, tuple[str, Parameter]] = {
    "tse": ("seq", "tse"),
    "se": ("seq", "se"),
    "gre": ("seq", "gre"),
    "bssfp": ("seq", "bssfp"),
    "mode_normal": ("mode", "normal"),
    "mode_first": ("mode", "first"),
    "head": ("region", "head"),
    "trunk": ("region", "trunk"),
    "extremity": ("region", "extremities"),
    "muscle": ("medium", "muscle"),
    "water": ("medium", "water"),
    "free_space": ("medium", "free_space"),
    "rect": ("shape", "rect"),
    "gauss_shape": ("shape", "gauss_edge1pct"),
    "edition2": ("edition", "2"),
    "edition3": ("edition", "3"),
    "sphere": ("body", "sphere"),
    "cylinder": ("body", "cylinder"),
    "journal": ("journal", True),
    "bottomley": ("source", "bottomley"),
}
_TISSUES = ("white_matter", "gray_matter", "csf", "blood", "liver", "muscle", "fat")
# The parameter a bare number means, by intent.
_MAIN: Mapping[str, tuple[str, ...]] = {
    "relative_sar": ("ref_to", "fa_to", "etl_to", "slices_to", "TR_ms_to", "dur_ms_to", "conc_to"),
    "snr": ("nsa_to", "thickness_to", "bw_to", "matrix_to", "lines_to", "fov_to", "R", "B0_to"),
    "time_ratio": ("nsa_to", "TR_ms_to", "etl_to", "lines_to", "R"),
    "field_ratio": ("B0_to",),
    "pulse_energy_ratio": ("fa_to",),
    "wb_limit": ("ambient_C",),
    "first_echo_signal": ("ref",),
    "pseudo_steady_state": ("ref",),
    "echo_signal": ("ref",),
    "partial_body_limit": ("exposed_ratio",),
    "binding_limit": ("exposed_ratio",),
    "larmor": ("B0",),
    "wavelength": ("B0",),
    "penetration": ("B0",),
    "fat_water_shift": ("B0",),
    "opposed_phase_te": ("B0",),
    "in_phase_te": ("B0",),
    "b1_peak": ("fa",),
    "tr_for_limit": ("sar",),
    "ti_null": ("T1_ms",),
    "unit": ("gauss", "mT", "tesla"),
}
_RANGES: Mapping[str, tuple[float, float]] = {
    "ref_to": (20, 180),
    "ref": (20, 180),
    "fa_to": (1, 180),
    "fa": (1, 360),
    "etl_to": (1, 400),
    "B0_to": (0.01, 15),
    "B0": (0.01, 15),
    "exposed_ratio": (0, 1),
    "ambient_C": (10, 50),
    "nsa_to": (1, 64),
    "R": (1, 16),
    "thickness_to": (0.2, 30),
    "TR_ms_to": (1, 30_000),
}
_MEANT_BY_A_FOLLOW_UP = frozenset({"SAR", "SNR", "limit", "time", "B1", "ambient", "signal", "pulse"})


def followed_up(question: Question, previous: Mapping[str, object]) -> Reading | None:
    """The question before with what the follow-up changes, or None where the text is no follow-up of it."""
    intent = str(previous.get("intent"))
    if intent not in CALCULATIONS or question.doubts or question.factors or question.changes:
        return None
    before = {key: value for key, value in previous.items() if key not in ("intent", "missing", "language")}
    missing = _names(previous.get("missing"))
    known = {key: value for key, value in before.items() if isinstance(value, (int, float, str, bool))}
    parameters: dict[str, Parameter] = dict(known)
    changed = _numbers(question, intent, parameters, missing)
    topics = _topics(question, intent, parameters, missing)
    if changed is None or topics is None or not (changed or topics):
        return None
    if "T1_ms" in changed:
        parameters.pop("tissue", None)
    if "mode" in topics:
        parameters.pop("mode_assumed", None)
    if intent == "advice":
        return Reading(intent, parameters, remedies.missing(parameters) or ())
    return Reading(intent, parameters, tuple(name for name in missing if name not in parameters))


def _names(value: object) -> tuple[str, ...]:
    return tuple(str(name) for name in value) if isinstance(value, (list, tuple)) else ()


def _numbers(
    question: Question, intent: str, parameters: dict[str, Parameter], missing: tuple[str, ...]
) -> list[str] | None:
    """Put every number where it belongs; None where one has no place."""
    changed: list[str] = []
    for one in question.bound:
        key = _key_of(one, intent, parameters, missing)
        if key is None or key in changed:
            return None
        low, high = _RANGES.get(key, (0.0, 1e9))
        if not low <= one.value <= high:
            return None
        parameters[key] = one.value / 100 if one.slot == "unit:cm" else one.value
        changed.append(key)
    return changed


def _key_of(
    one: Bound, intent: str, parameters: Mapping[str, Parameter], missing: tuple[str, ...]
) -> str | None:
    understood = set(parameters) | set(missing) | _OPTIONAL.get(intent, frozenset())
    if one.slot == "unit:":
        candidates = (*missing, *_MAIN.get(intent.removesuffix("_reduction"), ()))
        return next((key for key in candidates if key in understood), None)
    return next((key for key in _KEYS.get(one.slot, ()) if key in understood), None)


def _topics(
    question: Question, intent: str, parameters: dict[str, Parameter], missing: tuple[str, ...]
) -> list[str] | None:
    """Apply words such as 一级 or 肌肉; None where a word has no place in the question before."""
    changed: list[str] = []
    understood = set(parameters) | set(missing) | _OPTIONAL.get(intent, frozenset())
    bound = {one.slot for one in question.bound}
    for token in question.tokens:
        if not isinstance(token, Word) or token.kind not in "tl" or token.name in bound:
            continue
        key, value = _TOPICS.get(token.name, ("", ""))
        if token.name in _TISSUES and "tissue" in understood and intent == "t1":
            key, value = "tissue", token.name
        if key and key in understood:
            parameters[key] = value
            changed.append(key)
        elif token.name not in _MEANT_BY_A_FOLLOW_UP and not _same_sequence(token, parameters):
            return None
    return changed


def _same_sequence(token: Word, parameters: Mapping[str, Parameter]) -> bool:
    return str(parameters.get("seq", "")).lower() == token.name
