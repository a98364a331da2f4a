"""Answer a question: read it, compute it through the catalogue, say it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from quizzes.assistant import remedies, wording
from quizzes.assistant.choices import Choice, choices_of_missing, next_steps
from quizzes.assistant.follow_up import followed_up
from quizzes.assistant.model import Reading, Result
from quizzes.assistant.reader import CALCULATIONS, Unread, question_of, read
from quizzes.assistant.tokens import LONGEST

Language = Literal["zh", "en"]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the assistant says.

    `value` is None where it asks back, declines or answers in words; `unit` is the unit of `value` ("1" for a
    ratio, "bool" for a comparison). `reading` is JSON-serialisable and repeats the question when handed on as
    `previous`. `assumptions` are in the language of `text`.
    """

    intent: str
    value: float | None
    unit: str | None
    reading: Mapping[str, object]
    assumptions: tuple[str, ...]
    text: str
    choices: tuple[Choice, ...] = field(default=())


def answer(
    text: str, *, language: Language | None = None, previous: Mapping[str, object] | None = None
) -> Answer:
    """Answer a technologist's question in Chinese or English.

    Parameters
    ----------
    text
        The question as typed, at most 500 characters; longer ones are asked for in short form.
    language
        Language of the answer; by default that of the question.
    previous
        The reading of the answer before, which a follow-up ("那 150 呢") changes.

    Returns
    -------
    :
        An answer for any text; never raises on what people type.
    """
    spoken = language or _language_of(text, previous)
    if len(text) > LONGEST:
        return _in_words("unclear", "too_long", spoken)
    if not text.strip():
        return _in_words("unclear", "empty", spoken)
    question = question_of(text)
    reading = read(question)
    if previous is not None and not (isinstance(reading, Reading) and not reading.missing):
        reading = followed_up(question, previous) or reading
    if isinstance(reading, Unread):
        return _not_read(reading, spoken)
    return _answered(reading, text, spoken)


def _language_of(text: str, previous: Mapping[str, object] | None) -> Language:
    if any("一" <= char <= "鿿" for char in text):
        return "zh"
    spoken = previous.get("language") if previous else None
    words = sum(char.isalpha() for char in text)
    return "zh" if spoken == "zh" and words < 8 else "en"


def _in_words(intent: str, key: str, language: Language) -> Answer:
    return Answer(
        intent=intent, value=None, unit=None, reading={}, assumptions=(), text=wording.sentence(key, language)
    )


def _not_read(unread: Unread, language: Language) -> Answer:
    if unread.foreign:
        return _in_words("out_of_scope", "out_of_scope", language)
    return _in_words("unclear", "unclear", language)


def _answered(reading: Reading, text: str, language: Language) -> Answer:
    parameters = reading.parameters
    kept = {"intent": reading.intent, **parameters, "language": language}
    if reading.missing:
        return Answer(
            intent=reading.intent,
            value=None,
            unit=None,
            reading=kept | {"missing": list(reading.missing)},
            assumptions=(),
            text=wording.ask_text(parameters, reading.missing, language),
            choices=choices_of_missing(reading, text, language),
        )
    if reading.intent == "advice":
        return _advised(reading, kept, language)
    try:
        result = CALCULATIONS[reading.intent](parameters)
    except (ValueError, KeyError):  # the catalogue refuses values out of range or contradicting each other
        return _in_words(reading.intent, "not_computable", language)
    if result.value is None or not wording.is_computed(reading.intent):
        spoken = wording.sentence(reading.intent, language)
        return Answer(intent=reading.intent, value=None, unit=None, reading=kept, assumptions=(), text=spoken)
    return _computed(reading, result, kept, language)


def _advised(reading: Reading, kept: Mapping[str, object], language: Language) -> Answer:
    """The general order of remedies, or those computed on the protocol that was described."""
    text = wording.sentence("advice", language)
    if remedies.missing(reading.parameters) == ():
        try:
            found = remedies.remedies(reading.parameters)
        except ValueError:  # the protocol refuses settings that contradict each other
            return _in_words("advice", "not_computable", language)
        text = wording.remedies_text(reading.parameters, found, language)
    return Answer(intent="advice", value=None, unit=None, reading=kept, assumptions=(), text=text)


def _computed(reading: Reading, result: Result, kept: Mapping[str, object], language: Language) -> Answer:
    assert result.value is not None
    unit = result.unit or "1"
    return Answer(
        intent=reading.intent,
        value=result.value,
        unit=unit,
        reading=kept,
        assumptions=wording.assumed(result.assumptions, language),
        text=wording.answer_text(
            reading.intent, result.value, unit, reading.parameters, result.assumptions, result.facts, language
        ),
        choices=next_steps(reading, language),
    )


def question_of_reading(reading: Mapping[str, object], *, language: Language = "zh") -> str | None:
    """A full question that repeats a reading; None where the reading has no such form."""
    parameters = {
        key: value for key, value in reading.items() if key not in ("intent", "language", "missing")
    }
    return wording.question(str(reading.get("intent")), parameters, language)
