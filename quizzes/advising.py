"""The dialogue about an over-limit protocol: settings typed or tapped in any order, and kept."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from quizzes import over_limit
from quizzes.assistant.question import Question
from quizzes.assistant.reader import question_of
from quizzes.assistant.tokens import LONGEST, Word
from quizzes.errors import NotYours
from quizzes.over_limit import Setting, Settings
from quizzes.people import Person
from quizzes.storage.rows import LARGEST_ID, insert_new
from quizzes.tables import Assignment, Dialogue, Enquiry

KIND = "over_limit"
OPEN_FOR = timedelta(minutes=30)
CHOOSING = "choose"
"""The step in which the member says which setting to change."""


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """One dialogue as it stands: what is known, and the setting that is asked for, if one is."""

    dialogue_id: int
    settings: Settings
    step: str
    keep_time: bool
    told: Settings | None = None  #: what the prediction was told for, where ``settings`` are a trial

    @property
    def asked(self) -> str | None:
        """The setting that a bare number now means; None where advice can be given or a setting is chosen."""
        if self.step:
            return self.step if self.step in over_limit.KINDS else None
        return over_limit.missing(self.settings)

    @property
    def complete(self) -> bool:
        """Whether it is time for advice."""
        return not self.step and over_limit.missing(self.settings) is None


_SLOTS: Final = {
    "B0": "B0",
    "TR": "TR",
    "TE": "TE",
    "ESP": "ESP",
    "ETL": "turbo_factor",
    "slices": "slices",
    "concatenations": "concatenations",
    "NSA": "averages",
    "lines": "lines",
    "R": "acceleration",
    "SAR": "SAR",
    "shown": "SAR",
    "limit": "limit",
    "ambient": "ambient",
    "ratio": "exposed",
    "ref": "refocusing",
    "exc": "excitation",
}
_BY_UNIT: Final = {"unit:W/kg": ("SAR", "limit"), "unit:ms": ("TR", "TE", "ESP")}
_WORDS: Final[dict[str, tuple[str, Setting]]] = {
    "tse": ("sequence", "TSE"),
    "se": ("sequence", "SE"),
    "gre": ("sequence", "GRE"),
    "bssfp": ("sequence", "bSSFP"),
    "mode_normal": ("mode", "normal"),
    "mode_first": ("mode", "first"),
    "head": ("region", "head"),
    "whole_body": ("region", "whole body"),
    "fatsat": ("preparation", "fat_saturation"),
    "satband": ("preparation", "saturation_band"),
    "mt": ("preparation", "magnetisation_transfer"),
}
_PASSED_OVER: Final = frozenset({"over", "what_now", "predicted", "2d", "pulse", "FA", "T1", "T2", *_SLOTS})
_PAIRS: Final = (
    (re.compile(r"(?<![\d.])(\d{2,3}) ?[°度]? ?/ ?(\d{2,3})(?![\d.]) ?[°度]?"), r" 激发角 \1 重聚角 \2 "),
    (re.compile(r"(?<![\d.])(\d+\.\d+) ?/ ?(\d+(?:\.\d+)?)"), r" SAR \1 限值 \2 "),
)
"""What people write with a slash: 90/180 for the angles, 2.6/2.0 for SAR and its limit."""
_FRACTION: Final = re.compile(r"\d ?/ ?\d")
_ELSEWHERE: Final = frozenset("axr")  # asking words, other subjects, factors


def settings_in(text: str, *, known: Settings, asked: str | None = None) -> dict[str, Setting] | None:
    """The known settings with those that a text adds or changes; None where the text says anything else.

    A question, a word of another subject or a number without a place make a text no list of settings: it is
    left to whoever else can read it. A bare number is the setting ``asked`` for.
    """
    question = _question(text)
    if question is None or question.doubts or question.moves or _FRACTION.search(question.text):
        return None
    if any(token.kind in _ELSEWHERE for token in question.tokens):
        return None
    settings, left = _placed(question, known, asked)
    return settings if settings is not None and not left else None


def gathered(text: str) -> dict[str, Setting]:
    """What a text about a SAR over its limit says of the protocol; the rest of it is passed over."""
    question = _question(text)
    settings = _placed(question, {}, None)[0] if question else None
    return settings or {}


def speaks_of_excess(text: str) -> bool:
    """Whether a text that could not be read is at least about something over its limit."""
    question = _question(text)
    if question is None:
        return False
    topics = question.names("t")
    return "over" in topics and ("what_now" in topics or "sar" in question.text)


def _question(text: str) -> Question | None:
    if not text.strip() or len(text) > LONGEST:
        return None
    for pattern, spelling in _PAIRS:
        text = pattern.sub(spelling, text)
    return question_of(text)


def _placed(question: Question, known: Settings, asked: str | None) -> tuple[dict[str, Setting] | None, bool]:
    """The settings with what a question says (None if it says none), and whether anything had no place."""
    settings, placed, left = dict(known), False, False
    for read in (_named, _measured):
        for name, value in read(question, settings, asked):
            try:
                settings, placed = over_limit.with_setting(settings, name, value), True
            except ValueError:
                left = True
    return (settings if placed else None), left


_NOWHERE = ""
"""The name of what is no setting."""


def _named(question: Question, settings: Settings, asked: str | None) -> Iterator[tuple[str, Setting]]:
    """Settings that are words."""
    for token in question.tokens:
        if not isinstance(token, Word) or token.kind not in "tl" or token.name in _PASSED_OVER:
            continue
        if token.name in ("negation", "off") and asked == "preparation":
            yield "preparation", "none"
        else:
            yield _WORDS.get(token.name, (_NOWHERE, token.name))


def _measured(question: Question, settings: Settings, asked: str | None) -> Iterator[tuple[str, Setting]]:
    """Settings that are numbers; of a change the new value."""
    for slot, changes in question.changes.items():
        once = len(changes) == 1 and changes[0].kind == "to"
        yield _place(slot, settings, asked) if once else _NOWHERE, changes[0].second
    for one in question.bound:
        if one.role != "used":
            yield _place(one.slot, settings, asked), one.value


def _place(slot: str, settings: Settings, asked: str | None) -> str:
    """The setting that a number of a parameter or of a bare unit is."""
    if slot == "unit:" and asked is not None:
        return asked
    if slot in ("FA", "unit:deg"):
        usual = "excitation" if settings.get("sequence") in ("GRE", "bSSFP") else "refocusing"
        return asked if asked in ("excitation", "refocusing") else usual
    if asked in _BY_UNIT.get(slot, ()):
        return str(asked)
    if slot == "unit:W/kg" and "SAR" not in settings:
        return "SAR"
    return _SLOTS.get(slot, _NOWHERE)


def begins(text: str) -> dict[str, Setting] | None:
    """Settings of a text that states a SAR and its limit, and so asks for advice without saying so."""
    settings = settings_in(text, known={})
    if settings is None or not {"sequence", "SAR"} <= settings.keys():
        return None
    return settings if over_limit.limit_of(settings) is not None else None


async def begin(
    session: AsyncSession, *, person: Person, settings: Settings, update_id: int, now: datetime
) -> Conversation:
    """Start a dialogue; the same update handled again finds the one it started."""
    row = {
        "member_id": person.id,
        "kind": KIND,
        "update_id": update_id,
        "step": "",
        "data": _stored(settings, keep_time=False, told=None),
        "changed_at": now,
    }
    await insert_new(session, Dialogue, [row])
    started = (await session.exec(select(Dialogue).where(Dialogue.update_id == update_id))).one()
    return _conversation(started)


async def latest(session: AsyncSession, *, person: Person, at: datetime) -> Conversation | None:
    """The dialogue that a message may continue: of the last half hour, with nothing else asked since."""
    statement = (
        select(Dialogue)
        .where(Dialogue.member_id == person.id, Dialogue.kind == KIND, Dialogue.changed_at > at - OPEN_FOR)
        .order_by(col(Dialogue.id).desc())
        .limit(1)
    )
    row = (await session.exec(statement)).first()
    if row is None:
        return None
    for newer in (
        select(Enquiry.id).where(Enquiry.member_id == person.id, Enquiry.asked_at > row.changed_at),
        select(Assignment.id).where(
            Assignment.member_id == person.id, Assignment.assigned_at > row.changed_at
        ),
    ):
        if (await session.exec(newer.limit(1))).first() is not None:
            return None
    return _conversation(row)


async def owned(session: AsyncSession, *, person: Person, dialogue_id: int) -> Conversation:
    """One of the member's own dialogues, however old.

    Raises
    ------
    NotYours
    """
    return _conversation(await _row(session, person=person, dialogue_id=dialogue_id))


async def change(
    session: AsyncSession,
    *,
    person: Person,
    dialogue_id: int,
    settings: Settings | None = None,
    step: str = "",
    keep_time: bool | None = None,
    now: datetime,
) -> Conversation:
    """Write down new settings, the step that comes next, or whether the scan may take longer.

    Once advice was given, another TR, angle or train is a trial: the prediction follows it.

    Raises
    ------
    NotYours
    """
    row = await _row(session, person=person, dialogue_id=dialogue_id)
    before = _conversation(row)
    known, told = before.settings, before.told
    if settings is not None:
        known, told = _tried(before, settings)
    row.data = _stored(known, keep_time=before.keep_time if keep_time is None else keep_time, told=told)
    row.step, row.changed_at = step, now
    session.add(row)
    return _conversation(row)


def _tried(before: Conversation, settings: Settings) -> tuple[Settings, Settings | None]:
    """The new settings with the prediction that belongs to them, and those that it was told for.

    A setting that was not known before was part of the protocol all along; only known ones are tried out.
    """
    old = before.settings
    if over_limit.missing(old) is not None or any(old[k] != settings.get(k) for k in ("sequence", "SAR")):
        return settings, None
    told = {**settings, **old, **(before.told or {})}
    try:
        trial = {**settings, "SAR": over_limit.rescaled(told, settings)}
    except over_limit.DoesNotFit:
        return settings, None
    return trial, told if trial["SAR"] != told["SAR"] else None


async def _row(session: AsyncSession, *, person: Person, dialogue_id: int) -> Dialogue:
    row = await session.get(Dialogue, dialogue_id) if dialogue_id <= LARGEST_ID else None
    if row is None or row.member_id != person.id or row.kind != KIND:
        raise NotYours
    return row


def _stored(settings: Settings, *, keep_time: bool, told: Settings | None) -> str:
    return json.dumps({"settings": dict(settings), "keep_time": keep_time, "told": told and dict(told)})


def _conversation(row: Dialogue) -> Conversation:
    assert row.id is not None
    return Conversation(dialogue_id=row.id, step=row.step, **json.loads(row.data))
