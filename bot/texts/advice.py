"""An over-limit protocol in words: what is known, what is asked for, and the remedies with their costs."""

import math
from collections.abc import Iterable

from bot.language import Translate
from bot.texts.markup import bold, italic, plain, stacked
from physics.advice import Condition, Entry, Remedy, RemedyKind, Step
from quizzes import over_limit
from quizzes.advising import Conversation
from quizzes.over_limit import Advised, Setting, Settings

SAME_TIME = 1.005
"""A scan longer by up to this factor counts as no longer."""
DEGREES = 180 / math.pi
SENTENCE = {
    "zh": "3T TSE 预测2.6 限值2 TR4000 20层 ETL16 180度",
    "en": "3T TSE predicted 2.6 limit 2 TR 4000 20 slices ETL 16 180 deg",
}


def setting_name(name: str, _: Translate) -> str:
    """What a setting is called."""
    return {
        "sequence": _("Sequence"),
        "B0": _("Field strength"),
        "SAR": _("Predicted SAR"),
        "limit": _("SAR limit"),
        "slices": _("Slices"),
        "refocusing": _("Refocusing angle"),
        "excitation": _("Excitation angle"),
        "turbo_factor": _("Turbo factor (ETL)"),
        "preparation": _("Preparation pulse"),
        "ESP": _("Echo spacing"),
        "exposed": _("Exposed mass ratio r"),
        "concatenations": _("Concatenations"),
    }.get(name, name)


def _word(value: str, _: Translate) -> str:
    """A setting that is a word rather than a number."""
    return {
        "normal": _("normal mode, whole body"),
        "first": _("first level, whole body"),
        "head": _("head"),
        "none": _("none"),
        "fat_saturation": _("fat saturation"),
        "saturation_band": _("saturation band"),
        "magnetisation_transfer": _("magnetisation transfer"),
    }.get(value, value)


def _valued(name: str, value: Setting, _: Translate) -> str:
    if isinstance(value, str):
        return _word(value, _)
    unit = over_limit.KINDS[name].unit
    return f"{value:.6g}{'' if unit in ('', '°') else ' '}{unit}"


def offered(name: str, value: Setting, settings: Settings, _: Translate) -> str:
    """The label of a button: the bare figure where the question names the unit; a limit with its figure."""
    if not isinstance(value, str):
        return (
            f"{value:g}" if name != "B0" and over_limit.KINDS[name].unit != "°" else _valued(name, value, _)
        )
    if name != "limit":
        return _word(value, _)
    limit = over_limit.limit_of(over_limit.with_setting(settings, "limit", value))
    return f"{_word(value, _)} {limit:g}"


def short(name: str, settings: Settings, _: Translate) -> str | None:
    """A known setting as people at the console write it; None where it is unknown."""
    if name == "limit":
        return _short_limit(settings, _)
    if name not in settings:
        return None
    template = {
        "sequence": "{value}",
        "B0": "{value}",
        "SAR": _("predicted {value}"),
        "slices": _("{value} slices"),
        "refocusing": _("refocusing {value}"),
        "excitation": _("excitation {value}"),
        "turbo_factor": "ETL {value}",
        "preparation": _("preparation pulse: {value}"),
        "exposed": "r {value}",
        "concatenations": _("{value} concatenations"),
    }.get(name, name + " {value}")
    return template.format(value=_valued(name, settings[name], _))


def _short_limit(settings: Settings, _: Translate) -> str | None:
    limit = over_limit.limit_of(settings)
    if limit is None:
        return None
    where = ""
    if settings.get("region") == "head":
        where = _(" (head)")
    elif over_limit.mode(settings) == "first":
        where = _(" (first level)")
    return _("limit {value} W/kg").format(value=f"{limit:g}") + where


def _known(settings: Settings, _: Translate) -> str:
    """The case on one line, the protocol on another."""
    names = over_limit.changeable(settings)
    case = [name for name in names if name in over_limit.BEGINNING]
    parts = ([short(name, settings, _) for name in line] for line in (case, names[len(case) :]))
    return "\n".join(filter(None, (" · ".join(filter(None, line)) for line in parts)))


def heading(_: Translate) -> str:
    """The title of every message of the dialogue."""
    return bold(_("SAR over the limit"))


def asking(conversation: Conversation, *, language: str, _: Translate) -> str:
    """What is known and what is asked for next; how to answer is said once, at the beginning."""
    settings, name = conversation.settings, conversation.asked
    known = _known(settings, _)
    so_far = plain(_("Known: {settings}").format(settings=known)) if known else None
    if name is None:
        how = _("Tap one, or type the new values, for example: TR 5000, ETL 12")
        return stacked([_lines(heading(_), so_far), _lines(bold(_("Which one shall change?")), plain(how))])
    unit = over_limit.KINDS[name].unit
    wanted = bold(setting_name(name, _) + (f" ({unit})" if unit else "") + _("?"))
    needed = over_limit.needed(settings)
    if not conversation.step and "sequence" in settings:
        wanted += f" {needed.index(name) + 1}/{len(needed)}"
    how = _("Tap one or type it.")
    if not known:
        how = _("Tap one or type it. Everything in one line works too:\n{example}")
    return stacked(
        [_lines(heading(_), so_far), _lines(wanted, plain(how.format(example=SENTENCE[language])))]
    )


def _lines(*parts: str | None) -> str:
    return "\n".join(part for part in parts if part)


def misfit(settings: Settings, _: Translate) -> str:
    """The settings cannot be played together."""
    text = _(
        "These values do not go together: TR cannot hold so many slices and echoes, or TE lies outside the "
        "echo train. Please correct one; with several passes, give the number of concatenations."
    )
    return stacked([heading(_) + "\n" + plain(_known(settings, _)), plain(text)])


def advice(conversation: Conversation, found: Advised, _: Translate) -> str:
    """The remedies with what they reach and cost, those that are enough first."""
    head = _lines(heading(_), plain(_known(conversation.settings, _)), _trial(conversation, _))
    if not found.remedies:
        text = _("The prediction is within the limit; nothing has to change.")
        return stacked([head, plain(text), plain(monitor(_))])
    aim = _("SAR has to come down to {share} % ({SAR} → {limit} W/kg).").format(
        share=math.floor(100 * found.limit / found.SAR), SAR=f"{found.SAR:g}", limit=f"{found.limit:g}"
    )
    return stacked(
        [
            head + "\n" + plain(aim),
            _entries(found.remedies[0], _),
            *_ranked(found, keep_time=conversation.keep_time, _=_),
            _first_level(found, _),
            plain(_assumed(found, _) + "\n" + monitor(_)),
        ],
        keep_last=5,
    )


def _trial(conversation: Conversation, _: Translate) -> str | None:
    """That the prediction was recomputed for settings that are tried out."""
    if conversation.told is None:
        return None
    text = _("Prediction recomputed for the new settings: {told} → {SAR} W/kg.")
    told, tried = conversation.told["SAR"], conversation.settings["SAR"]
    return italic(text.format(told=f"{told:.4g}", SAR=f"{tried:.4g}"))


def monitor(_: Translate) -> str:
    """Who decides."""
    return _("The scanner's own monitor decides.")


def _entries(remedy: Remedy, _: Translate) -> str:
    words = {
        Entry.WEIGHT: _("weight"),
        Entry.HEIGHT: _("height"),
        Entry.ORIENTATION: _("position (head or feet first)"),
        Entry.COIL: _("coil"),
        Entry.ROOM_TEMPERATURE: _("room at most 25 ℃"),
        Entry.CLOTHING: _("light clothing"),
    }
    text = _("{entries}. Enter true values only; a false weight hides SAR.").format(
        entries=_(", ").join(words[entry] for entry in remedy.entries)
    )
    return bold("🔎 " + _("Check first")) + "\n" + plain(text)


def _ranked(found: Advised, *, keep_time: bool, _: Translate) -> list[str | None]:
    """Single steps that are enough, those that are not, and pairs; numbered through."""
    steps = [r for r in found.remedies if r.steps and r.kind is not RemedyKind.FIRST_LEVEL]
    if keep_time:
        steps = [remedy for remedy in steps if remedy.cost.time <= SAME_TIME]
    enough = [r for r in steps if r.sufficient and len(r.steps) == 1]
    weak = [r for r in steps if not r.sufficient]
    pairs = [r for r in steps if len(r.steps) > 1]
    numbered = {id(remedy): number for number, remedy in enumerate((*enough, *weak, *pairs), 1)}

    def section(title: str, remedies: list[Remedy]) -> str | None:
        lines = [_remedy(numbered[id(remedy)], remedy, _) for remedy in remedies]
        return "\n".join([bold(title), *lines]) if lines else None

    within = _(" without a longer scan") if keep_time else ""
    nothing = None
    if not enough and not pairs:
        nothing = plain(
            _(
                "None of these is enough, nor two of them. Combine three, use a gradient echo or EPI, "
                "or scan at 1.5 T."
            )
        )
    return [
        section("✅ " + _("One step is enough") + within, enough),
        section("➖ " + _("Not enough alone") + within, weak),
        section("➕ " + _("Two steps together") + within, pairs),
        nothing,
    ]


def _remedy(number: int, remedy: Remedy, _: Translate) -> str:
    steps = " + ".join(_step(step, remedy, _) for step in remedy.steps)
    reached = plain(f"{number}. {steps}" + _(": ")) + bold(f"{remedy.SAR:.3g} W/kg")
    return reached + "\n    " + plain(" · ".join(_costs(remedy, _)))


def _step(step: Step, remedy: Remedy, _: Translate) -> str:
    """A setting before and after, as it is set at the console."""
    protocol = remedy.protocol
    assert protocol is not None
    angles = {RemedyKind.REFOCUSING_ANGLE, RemedyKind.EXCITATION_ANGLE}
    scale = DEGREES if step.kind in angles else 1000.0 if step.kind is RemedyKind.TR else 1.0
    values = {"before": f"{scale * step.before:.6g}", "after": f"{scale * step.after:.6g}"}
    match step.kind:
        case RemedyKind.REFOCUSING_ANGLE:
            text = _("refocusing {before}° → {after}°")
        case RemedyKind.VARIABLE_REFOCUSING:
            text = _("variable refocusing ({high}° at the centre of k-space, down to {low}° at its edge)")
            values["high"] = f"{DEGREES * max(protocol.refocusing_angles):.0f}"
            values["low"] = f"{DEGREES * min(protocol.refocusing_angles):.0f}"
        case RemedyKind.LONGER_PULSES:
            text = _("low-SAR RF pulses (×{after} as long)")
        case RemedyKind.CONCATENATIONS:
            text = _("concatenations {before} → {after}")
        case RemedyKind.TR:
            text = "TR {before} → {after} ms"
        case RemedyKind.ACCELERATION_AND_TR:
            text = _("acceleration {before} → {after}, its time spent on TR {TR} ms")
            values["TR"] = f"{1000 * protocol.TR:.6g}"
        case RemedyKind.SLICES:
            text = _("slices {before} → {after}")
        case RemedyKind.TURBO_FACTOR:
            text = "ETL {before} → {after}"
        case RemedyKind.EXCITATION_ANGLE:
            text = _("excitation {before}° → {after}°")
        case _other:
            text = _("leave out: {pulse}")
            kind = step.preparation.value.replace(" ", "_") if step.preparation else ""
            values["pulse"] = _word(kind, _)
    return text.format(**values)


def _percent(ratio: float) -> str:
    return f"{100 * (ratio - 1):+.0f} %".replace("-", "−")


def _costs(remedy: Remedy, _: Translate) -> Iterable[str]:
    """What a remedy costs or brings, changes below one percent left out; time always."""
    cost = remedy.cost
    same = abs(cost.time - 1) < SAME_TIME - 1
    yield _("same time") if same else _("time {change}").format(change=_percent(cost.time))
    for template, ratio in (
        (_("SNR {change}"), cost.SNR),
        (_("contrast {change}"), cost.contrast),
        (_("coverage {change}"), cost.coverage),
        (_("echo train {change}"), cost.train),
        (_("fat shift {change}"), cost.slice_shift),
    ):
        if abs(ratio - 1) >= 0.01:
            yield template.format(change=_percent(ratio))


def _first_level(found: Advised, _: Translate) -> str | None:
    """The first-level mode: how far it raises the limit, and its conditions."""
    remedy = next((r for r in found.remedies if r.kind is RemedyKind.FIRST_LEVEL), None)
    if remedy is None:
        if found.region == "head":
            return plain(_("The limit of the head is 3.2 W/kg in the first level too."))
        return None
    words = {
        Condition.SUPERVISED: _("medical supervision"),
        Condition.NOT_PREGNANT: _("not pregnant"),
        Condition.THERMOREGULATION: _("normal heat regulation"),
        Condition.IMPLANT_LABEL: _("an implant's label allows it"),
    }
    verdict = _("enough") if remedy.sufficient else _("not enough here")
    raised = _("raises the limit from {before} to {after} W/kg: {verdict}").format(
        before=f"{remedy.steps[0].before:g}", after=f"{remedy.steps[0].after:.3g}", verdict=verdict
    )
    conditions = _("Only with: {conditions}.").format(
        conditions=_(", ").join(words[c] for c in remedy.conditions)
    )
    return bold("⚠️ " + _("Last: first level")) + " " + plain(raised + "\n" + conditions)


def _assumed(found: Advised, _: Translate) -> str:
    templates = {
        "TE": "TE {value} ms",
        "ESP": "ESP {value} ms",
        "excitation": _("excitation {value}°"),
        "pulse": _("pulses of {value} ms"),
        "exposed": _("exposed mass ratio r {value}"),
    }
    values = (templates[name].format(value=f"{value:.2g}") for name, value in found.assumed.items())
    text = _("Assumed: {values}. SNR and contrast by published T1 and T2.")
    return text.format(values=_(", ").join(values))


def explanation(found: Advised, _: Translate) -> str:
    """Why each remedy works and what it is paid with, one line for each."""
    reasons = {
        RemedyKind.REFOCUSING_ANGLE: _(
            "Refocusing angle: SAR goes with its square. Stimulated echoes keep most of the signal; "
            "fluid loses a little against tissue."
        ),
        RemedyKind.VARIABLE_REFOCUSING: _(
            "Variable angles: high only where the middle of k-space is read, which makes the contrast."
        ),
        RemedyKind.LONGER_PULSES: _(
            "Low-SAR pulses: at one angle the energy goes as 1/duration. "
            "Fat shifts further through the slice."
        ),
        RemedyKind.CONCATENATIONS: _(
            "Concatenations: fewer slices in each TR, so fewer pulses; every pass takes its own time."
        ),
        RemedyKind.TR: _(
            "TR: the same pulses over a longer time. Takes longer, and T1 weighting fades, "
            "so not for T1 images."
        ),
        RemedyKind.ACCELERATION_AND_TR: _(
            "Acceleration does not lower SAR by itself; the time it saves, spent on TR, does. It costs SNR."
        ),
        RemedyKind.SLICES: _("Slices: fewer pulses at the same TR. The exposed volume stays the same."),
        RemedyKind.TURBO_FACTOR: _("ETL: fewer refocusing pulses for each excitation, so more excitations."),
        RemedyKind.EXCITATION_ANGLE: _("Excitation angle: SAR goes with its square; the contrast changes."),
        RemedyKind.REMOVE_PREPARATION: _("Preparation pulse: its energy goes, and so does what it was for."),
        RemedyKind.FIRST_LEVEL: _(
            "First level: the whole-body limit rises to 4 W/kg, but where only a part r of the body is "
            "exposed the partial-body limit binds first; SAR itself stays."
        ),
    }
    kinds = dict.fromkeys(step.kind for remedy in found.remedies for step in remedy.steps)
    lines = ["• " + plain(reasons[kind]) for kind in kinds if kind in reasons]
    return stacked([bold(_("Why these work")), "\n".join(lines), plain(monitor(_))], keep_last=2)
