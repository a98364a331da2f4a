"""What the assistant says: the sentences of `wording.yaml`, put together in Chinese or English."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any, Final, Literal

import yaml

from physics.advice import Remedy
from quizzes.assistant.remedies import steps

Language = Literal["zh", "en"]
Values = Mapping[str, object]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDING: Final[dict[str, dict[str, Any]]] = yaml.load(
    files("quizzes.assistant").joinpath("wording.yaml").read_text(encoding="utf-8"), Loader=_LOADER
)
_NOT_READ_BACK = frozenset({"mode_assumed", "T1_looked_up", "example", "claimed", "prep", "want"})


def _say(section: str, key: str, language: Language) -> str:
    """One entry of the wording; empty where there is none."""
    pair = _WORDING[section].get(key, ("", ""))
    return str(pair[0 if language == "zh" else 1])


def sentence(key: str, language: Language) -> str:
    """A fixed sentence."""
    return _say("sentences", key, language)


def is_computed(intent: str) -> bool:
    """Whether an intent has a figure to state."""
    return intent in _WORDING["results"] or intent in ("implant_label", "wrap")


# Results that are known exactly, or limits: their significant digits. Others are estimates and get three.
_DIGITS: Final[Mapping[str, int]] = {
    "unit": 8,
    "larmor": 5,
    "scan_time": 5,
    "acquired_lines": 5,
    "tr_for_limit": 5,
    "tr_for_label": 5,
    "fa_for_limit": 4,
    "min_tr": 5,
    "wb_limit": 4,
    "partial_body_limit": 4,
    "binding_limit": 4,
    "sae": 4,
    "fat_water_shift": 4,
    "opposed_phase_te": 4,
    "in_phase_te": 4,
}


def figure(value: float, digits: int = 3) -> str:
    """A number with the digits that make sense: three significant or as given, four above a thousand."""
    rounded = float(f"{value:.{max(digits, 4 if abs(value) >= 1000 else 3)}g}")
    return f"{rounded:.10f}".rstrip("0").rstrip(".")


def exact(value: object) -> str:
    """A parameter as it was typed."""
    return f"{value:.10g}" if isinstance(value, (int, float)) else str(value)


def phrases(parameters: Values, language: Language) -> list[str]:
    """The parameters of a reading in words."""
    shown = {
        key: value for key, value in parameters.items() if key not in _NOT_READ_BACK and value is not False
    }
    written = (_phrase(key, value, shown, language) for key, value in shown.items())
    return [phrase for phrase in written if phrase]


def _phrase(key: str, value: object, parameters: Values, language: Language) -> str:
    base, _, end = key.rpartition("_")
    if end == "from":
        return ""
    if end == "to" and f"{base}_from" in parameters:
        return _change(base, parameters[f"{base}_from"], value, language)
    if end == "factor":
        name = (
            _say("changed", f"factor_{base}", language)
            or _say("phrases", base, language).partition("{}")[0].strip()
        )
        return _say("changed", "factor", language).format(name=name, factor=exact(value))
    if base in ("m", "h") and end in ("1", "2"):
        return _builds(base, parameters, language) if end == "1" else ""
    if key == "neutral":
        return _say("changed", "neutral", language).format(_say("neutral", str(value), language))
    return _say("phrases", key, language).format(_say("names", str(value), language) or exact(value))


def _change(base: str, before: object, after: object, language: Language) -> str:
    own = _say("changed", base, language)
    if own:
        return own.format(before=exact(before), after=exact(after))
    name, _, unit = _say("phrases", base, language).partition("{}")
    template = _say("changed", "other", language)
    return template.format(name=name.strip(), before=exact(before), after=exact(after), unit=unit)


def _builds(base: str, parameters: Values, language: Language) -> str:
    first, second = exact(parameters[f"{base}_1"]), exact(parameters[f"{base}_2"])
    return _say("builds", base if first == second else f"both_{base}", language).format(first, second)


def question(intent: str, parameters: Values, language: Language) -> str | None:
    """A full question that is read as these parameters again; None for an intent that has no such form."""
    asked = _say("questions", intent, language)
    if not asked:
        return None
    want = str(parameters.get("want", "ratio"))
    if (intent, want) == ("oversampling", "percent"):
        asked = _say("wants", intent, language)
    elif want in _WORDING["wants"]:
        subject = intent if intent in _WORDING["want_subjects"] else "other"
        asked = _say("want_subjects", subject, language) + _say("wants", want, language)
    return _say("pieces", "comma", language).join([*phrases(parameters, language), asked])


def answer_text(
    intent: str,
    value: float,
    unit: str,
    parameters: Values,
    assumptions: tuple[str, ...],
    facts: Mapping[str, float],
    language: Language,
) -> str:
    """The whole answer: what was read, the value, why, what was assumed, and who decides."""
    lines = [_read_back(parameters, language), _result(intent, value, unit, parameters, facts, language)]
    if "neutral" in parameters:
        neutral = _say("neutral", str(parameters["neutral"]), language)
        lines.append(_say("pieces", "neutral_why", language).format(neutral))
    else:
        lines.append(_say("why", intent, language))
    if assumptions:
        joined = _say("pieces", "semicolon", language).join(assumed(assumptions, language))
        lines.append(_say("pieces", "assumed", language).format(joined))
    lines.append(_say("pieces", "monitor", language))
    return "\n".join(line for line in lines if line)


def assumed(codes: tuple[str, ...], language: Language) -> tuple[str, ...]:
    """Assumptions in words."""
    return tuple(_say("assumptions", code, language) for code in codes)


def ask_text(parameters: Values, missing: tuple[str, ...], language: Language) -> str:
    """What was read so far and the question for what is missing."""
    asks = " ".join(_say("asks", name, language) for name in missing[:3])
    return "\n".join(line for line in (_read_back(parameters, language), asks) if line)


def remedies_text(parameters: Values, found: Sequence[Remedy], language: Language) -> str:
    """Computed remedies, one on each line, with the SAR reached and what they cost."""
    lines = [_read_back(parameters, language)]
    lines.append(_say("pieces", "remedies" if found else "no_remedy", language))
    for rank, remedy in enumerate(found, 1):
        before, after = (figure(value) for value in steps(remedy))
        step = _say("remedies", str(remedy.kind), language).format(before=before, after=after)
        cost = _say("pieces", "remedy", language).format(
            rank=rank,
            step=step,
            sar=figure(remedy.SAR),
            time=f"{100 * (remedy.cost.time - 1):+.0f}",
            snr=f"{100 * (remedy.cost.SNR - 1):+.0f}",
        )
        lines.append(cost)
    lines.append(_say("pieces", "remedies_last", language))
    lines.append(_say("pieces", "monitor", language))
    return "\n".join(line for line in lines if line)


def choices(missing: str, language: Language) -> list[tuple[str, str]]:
    """Buttons for a missing parameter: label and the words that supply it."""
    side = 0 if language == "zh" else 1
    return [(option["label"][side], option["words"][side]) for option in _WORDING["choices"].get(missing, ())]


def _read_back(parameters: Values, language: Language) -> str:
    read = phrases(parameters, language)
    return (
        _say("pieces", "read", language).format(_say("pieces", "comma", language).join(read)) if read else ""
    )


def _result(
    intent: str, value: float, unit: str, parameters: Values, facts: Mapping[str, float], language: Language
) -> str:
    """The value with its name, and what else the figures say."""
    if intent == "implant_label":
        key = "label_within" if value == 1 else "label_exceeded"
        return _say("pieces", key, language).format(
            shown=exact(parameters["B1rms"]),
            label=exact(parameters["label"]),
            quotient=figure(facts["quotient"]),
        )
    if intent == "wrap":
        return _say("pieces", "wraps" if value else "no_wrap", language)
    symbol = _say("units", unit, language) if unit in _WORDING["units"] else unit
    name = _say("results", intent, language)
    line = _say("pieces", "result", language).format(
        name=name, value=figure(value, _DIGITS.get(intent, 3)), unit=symbol
    )
    line = line.rstrip()
    remark, further = _besides(intent, value, unit, facts)
    figures = {key: figure(number) for key, number in further.items()}
    return line + _say("pieces", remark, language).format(*figures.values(), **figures)


def _besides(
    intent: str, value: float, unit: str, facts: Mapping[str, float]
) -> tuple[str, Mapping[str, float]]:
    """Which further remark follows the figure of an intent, and its figures."""
    if intent == "scan_time" and facts["seconds"] >= 60:
        seconds = round(facts["seconds"])
        return "minutes", {"minutes": seconds // 60, "seconds": seconds % 60}
    if intent == "wb_limit" and abs(facts.get("journal", value) - value) > 0.001:
        return "journal_limit", {"journal": facts["journal"]}
    if intent == "binding_limit":
        return "partial_binds" if facts["partial_binds"] else "whole_binds", facts
    if intent == "patient_geometry":
        return "builds", facts
    if intent == "t1" and facts:
        return "t1", facts
    if intent == "oversampling":
        percent = {"displayed": 100 * facts["displayed"], "strict": 100 * facts["strict"]}
        return "oversampling", percent | {"time": facts["time"]}
    if intent == "min_tr" and "TR" in facts:
        return "TR_fits" if facts["TR"] >= value else "TR_short", {"TR": facts["TR"]}
    if "ratio" in facts and intent != "nsa_restore" and unit in ("1", "%"):
        return _ratio_besides(facts["ratio"], unit)
    return "", {}


def _ratio_besides(ratio: float, unit: str) -> tuple[str, Mapping[str, float]]:
    if abs(ratio - 1) < 1e-9:
        return "unchanged", {}
    if unit == "%":
        return "as_ratio", {"ratio": ratio}
    return "less" if ratio < 1 else "more", {"percent": 100 * abs(1 - ratio)}
