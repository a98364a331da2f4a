"""What can be applied to stored answers, and who may."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from quizzes.errors import CannotRegrade, NotAllowed
from quizzes.people import Person, RoleKind
from quizzes.synonyms import Overlay, overlay
from quizzes.tables import QuestionVersion, Regrading, Round

Kind = Literal["version", "grader", "void", "full", "replace", "restore"]
ITEM_STATES: tuple[Kind, ...] = ("void", "full", "replace", "restore")


@dataclass(frozen=True, kw_only=True)
class Change:
    """What is to be applied, and to which answers.

    ``version``: answers to older versions of a question are judged by ``target_id``. ``grader``: answers
    are graded again by today's grader and words. The others are states of an item, a question version in
    one round or in all: ``void``, ``full`` marks for all who answered, ``replace``\\ d by ``target_id``, or
    ``restore``\\ d to what it was before.
    """

    key: str
    kind: Kind
    question_id: str | None = None
    version_id: int | None = None
    round_id: int | None = None
    target_id: int | None = None
    overlay: Overlay = field(default_factory=Overlay)


async def to_version(session: AsyncSession, *, question_id: str, number: int | None = None) -> Change:
    """Judge answers to older versions of a question by a version, the newest if none is named.

    Raises
    ------
    CannotRegrade
    """
    target = await _version(session, question_id, number)
    return Change(
        key=f"version:{target.id}",
        kind="version",
        question_id=question_id,
        target_id=target.id,
        overlay=await overlay(session),
    )


async def by_grader(session: AsyncSession, *, question_id: str | None = None) -> Change:
    """Grade answers (of one question, or all) again by today's grader and lexicon."""
    words = await overlay(session)
    return Change(
        key=f"grader:{words.grader_version}:{question_id or '*'}",
        kind="grader",
        question_id=question_id,
        overlay=words,
    )


async def item_state(
    session: AsyncSession,
    *,
    question_id: str,
    number: int | None,
    state: Kind,
    round_id: int | None = None,
    replaced_by: int | None = None,
) -> Change:
    """Give an item, a version of a question in one round or in all, a state. Answers stay as they are.

    Raises
    ------
    CannotRegrade
        ``unknown`` question, version or round; ``change`` if the item is in that state already.
    """
    version = await _version(session, question_id, number)
    if round_id is not None and await session.get(Round, round_id) is None:
        raise CannotRegrade("unknown")
    target = await _version(session, question_id, replaced_by) if state == "replace" else None
    newest = (await session.exec(_item_states(version.id, round_id).limit(1))).first()
    target_id = target.id if target else None
    if newest is None and state == "restore":
        raise CannotRegrade("change")
    if newest is not None and (newest.kind, newest.target_version_id) == (state, target_id):
        key = newest.key  # applied before, or interrupted: the same one
    else:
        key = f"item:{version.id}:{round_id or '*'}:{state}:{newest.id if newest else 0}"
    return Change(
        key=key,
        kind=state,
        question_id=question_id,
        version_id=version.id,
        round_id=round_id,
        target_id=target_id,
        overlay=await overlay(session),
    )


async def round_of(session: AsyncSession, *, centre_id: int, day: date) -> int:
    """The round of a centre's day.

    Raises
    ------
    CannotRegrade
        ``unknown`` if there was none.
    """
    statement = select(Round.id).where(Round.centre_id == centre_id, Round.local_date == day)
    found = (await session.exec(statement)).first()
    if found is None:
        raise CannotRegrade("unknown")
    return found


def _item_states(version_id: int | None, round_id: int | None) -> SelectOfScalar[Regrading]:
    return (
        select(Regrading)
        .where(
            col(Regrading.kind).in_(ITEM_STATES),
            Regrading.question_version_id == version_id,
            Regrading.round_id == round_id,
        )
        .order_by(col(Regrading.id).desc())
    )


async def _version(session: AsyncSession, question_id: str, number: int | None) -> QuestionVersion:
    statement = select(QuestionVersion).where(QuestionVersion.question_id == question_id)
    if number is not None:
        statement = statement.where(QuestionVersion.number == number)
    found = (await session.exec(statement.order_by(col(QuestionVersion.number).desc()).limit(1))).first()
    if found is None:
        raise CannotRegrade("unknown")
    return found


async def require_rights(session: AsyncSession, by: Person | None, change: Change) -> None:
    """Refuse who may not: a round belongs to its centre's director, everything else to editors.

    ``by`` is None for the server's command line.

    Raises
    ------
    NotAllowed
    """
    if by is None or by.may_regrade:
        return
    if change.kind in ITEM_STATES and change.round_id is not None:
        of = await session.get(Round, change.round_id)
        if of is not None and by.may_direct(of.centre_id):
            return
    raise NotAllowed(RoleKind.EDITOR)
