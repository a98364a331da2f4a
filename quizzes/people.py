"""People: who belongs to which centre, what they may do, and how they leave."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from quizzes.calendar import Hours
from quizzes.errors import BadName, NotEnrolled
from quizzes.tables import Centre, Member, Membership, Role

NAME_LENGTH = 20


class Position(StrEnum):
    """What somebody does in a centre (岗位)."""

    CHIEF = "chief"
    RADIOLOGIST = "radiologist"
    ASSISTANT = "assistant"
    TECHNOLOGIST = "technologist"
    NURSE = "nurse"

    @property
    def audience(self) -> str:
        """The audience whose questions suit this position: physicians of every rank share theirs."""
        return (
            "radiologist"
            if self in (Position.CHIEF, Position.RADIOLOGIST, Position.ASSISTANT)
            else self.value
        )


class RoleKind(StrEnum):
    """What somebody may do beyond answering."""

    DIRECTOR = "director"
    EDITOR = "editor"
    MARKER = "marker"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, kw_only=True)
class CentreInfo:
    """A centre as others see it."""

    id: int
    name: str
    name_en: str
    hours: Hours

    def title(self, language: str) -> str:
        """The centre's name in a language."""
        return self.name if language == "zh" else self.name_en


@dataclass(frozen=True, kw_only=True)
class Person:
    """A member as the rest of the product sees one; a value, never a row."""

    id: int
    telegram_id: int
    name: str
    language: str
    centre: CentreInfo | None = None
    position: Position | None = None
    directs: frozenset[int] = frozenset()
    edits: frozenset[int] = frozenset()
    marks: frozenset[int] = frozenset()
    administrates: bool = False

    def enrolled(self) -> "Enrolled":
        """The same person with their place in a centre.

        Raises
        ------
        NotEnrolled
            If they belong to no centre.
        """
        if self.centre is None or self.position is None:
            raise NotEnrolled
        return Enrolled(person=self, centre=self.centre, position=self.position)

    def may_direct(self, centre_id: int) -> bool:
        """Whether they may see and manage a centre's people."""
        return self.administrates or centre_id in self.directs

    def may_mark(self, centre_id: int) -> bool:
        """Whether they may mark a centre's answers: its director, or somebody appointed."""
        return self.may_direct(centre_id) or centre_id in self.marks

    @property
    def may_mark_somewhere(self) -> bool:
        """Whether there is any centre whose answers they may mark."""
        return self.administrates or bool(self.directs | self.marks)

    @property
    def may_regrade(self) -> bool:
        """Whether they may change what counts in every centre: keys, words of the lexicon, items."""
        return self.administrates or bool(self.edits)


@dataclass(frozen=True, kw_only=True)
class Enrolled:
    """A person who belongs to a centre."""

    person: Person
    centre: CentreInfo
    position: Position


def clean_name(text: str) -> str:
    """A name fit for a board: one line, no control or direction characters, at most 20 characters.

    Raises
    ------
    BadName
        If nothing readable remains.
    """
    visible = "".join(
        c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp")
    )
    name = re.sub(r"\s+", " ", visible).strip()[:NAME_LENGTH].strip()
    if not any(unicodedata.category(c)[0] in "LN" for c in name):
        raise BadName
    return name


def centre_info(centre: Centre) -> CentreInfo:
    """The value of a centre's row."""
    assert centre.id is not None
    hours = Hours(
        timezone=centre.timezone,
        asks_at=centre.asks_at,
        closes_at=centre.closes_at,
        every_day=centre.asks_every_day,
    )
    return CentreInfo(id=centre.id, name=centre.name, name_en=centre.name_en, hours=hours)


async def find_person(
    session: AsyncSession, *, telegram_id: int, administrators: frozenset[int] = frozenset()
) -> Person | None:
    """The member behind a Telegram account, with centre and roles; None for a stranger.

    ``administrators`` are accounts that administrate by configuration.
    """
    found = await find_people(session, telegram_ids=[telegram_id], administrators=administrators)
    return found.get(telegram_id)


async def find_people(
    session: AsyncSession, *, telegram_ids: Collection[int], administrators: frozenset[int] = frozenset()
) -> dict[int, Person]:
    """The members behind Telegram accounts; strangers are left out."""
    statement = (
        select(Member, Membership, Centre, Role)
        .join(
            Membership,
            (col(Membership.member_id) == col(Member.id)) & col(Membership.left_at).is_(None),
            isouter=True,
        )
        .join(Centre, col(Centre.id) == col(Membership.centre_id), isouter=True)
        .join(Role, (col(Role.member_id) == col(Member.id)) & col(Role.revoked_at).is_(None), isouter=True)
        .where(col(Member.telegram_id).in_(telegram_ids))
    )
    roles: dict[int, list[Role]] = defaultdict(list)
    members = {}
    for member, membership, centre, role in (await session.exec(statement)).all():  # a row for each role
        members[member.telegram_id] = (member, membership, centre)
        if role is not None:
            roles[member.telegram_id].append(role)
    return {
        account: _person(*rows, roles=roles[account], configured=account in administrators)
        for account, rows in members.items()
    }


def _person(
    member: Member,
    membership: Membership | None,
    centre: Centre | None,
    *,
    roles: Sequence[Role],
    configured: bool,
) -> Person:
    assert member.id is not None
    return Person(
        id=member.id,
        telegram_id=member.telegram_id,
        name=member.name,
        language=member.language,
        centre=centre_info(centre) if centre else None,
        position=Position(membership.position) if membership else None,
        directs=_centres(roles, RoleKind.DIRECTOR),
        edits=_centres(roles, RoleKind.EDITOR),
        marks=_centres(roles, RoleKind.MARKER),
        administrates=configured or any(r.kind == RoleKind.ADMINISTRATOR for r in roles),
    )


def _centres(roles: Iterable[Role], kind: RoleKind) -> frozenset[int]:
    return frozenset(r.centre_id for r in roles if r.kind == kind and r.centre_id is not None)


async def meet(session: AsyncSession, *, telegram_id: int, name: str, language: str, now: datetime) -> int:
    """The id of the member behind an account, who becomes known now if nobody met them before.

    A name that cannot be shown becomes the account's number; they can change it.
    """
    member = (await session.exec(select(Member).where(Member.telegram_id == telegram_id))).first()
    if member is None:
        try:
            shown = clean_name(name)
        except BadName:
            shown = f"#{telegram_id}"
        member = Member(telegram_id=telegram_id, name=shown, language=language, created_at=now)
        session.add(member)
        await session.flush()
    assert member.id is not None
    return member.id


async def belongs(session: AsyncSession, *, member_id: int, centre_id: int | None) -> bool:
    """Whether a member is in a centre now."""
    statement = select(Membership.id).where(
        Membership.member_id == member_id,
        Membership.centre_id == centre_id,
        col(Membership.left_at).is_(None),
    )
    return (await session.exec(statement)).first() is not None


async def join(
    session: AsyncSession, *, member_id: int, centre_id: int, position: str, now: datetime
) -> None:
    """Make a member belong to a centre in a position; ends the stay they were in, if it was another."""
    current = (
        await session.exec(
            select(Membership)
            .where(Membership.member_id == member_id, col(Membership.left_at).is_(None))
            .with_for_update()
        )
    ).first()
    if current is not None and (current.centre_id, current.position) == (centre_id, position):
        return
    if current is not None:
        moved = current.centre_id != centre_id
        await _end(session, current, now=now, give_up_roles=moved)
    session.add(Membership(member_id=member_id, centre_id=centre_id, position=position, joined_at=now))
    await session.flush()


async def _end(session: AsyncSession, membership: Membership, *, now: datetime, give_up_roles: bool) -> None:
    membership.left_at = now
    session.add(membership)
    if give_up_roles:
        await session.exec(
            update(Role)
            .where(
                col(Role.member_id) == membership.member_id,
                col(Role.centre_id) == membership.centre_id,
                col(Role.revoked_at).is_(None),
            )
            .values(revoked_at=now)
        )
    await session.flush()


async def leave(session: AsyncSession, *, member_id: int, now: datetime) -> None:
    """End a member's stay in their centre, with the roles they held there. Their answers remain.

    Raises
    ------
    NotEnrolled
        If they belong to no centre.
    """
    current = (
        await session.exec(
            select(Membership).where(Membership.member_id == member_id, col(Membership.left_at).is_(None))
        )
    ).first()
    if current is None:
        raise NotEnrolled
    await _end(session, current, now=now, give_up_roles=True)


async def grant(
    session: AsyncSession, *, member_id: int, kind: RoleKind, centre_id: int | None, now: datetime
) -> None:
    """Give a member a role; giving it twice changes nothing."""
    held = await session.exec(
        select(Role.id).where(
            Role.member_id == member_id,
            Role.kind == kind.value,
            Role.centre_id == centre_id,
            col(Role.revoked_at).is_(None),
        )
    )
    if held.first() is None:
        session.add(Role(member_id=member_id, kind=kind.value, centre_id=centre_id, granted_at=now))
        await session.flush()


async def revoke(
    session: AsyncSession, *, member_id: int, kind: RoleKind, centre_id: int | None, now: datetime
) -> None:
    """Take a role back; taking back what is not held changes nothing."""
    await session.exec(
        update(Role)
        .where(
            col(Role.member_id) == member_id,
            col(Role.kind) == kind.value,
            col(Role.centre_id) == centre_id,
            col(Role.revoked_at).is_(None),
        )
        .values(revoked_at=now)
    )


async def add_centre(
    session: AsyncSession, *, name: str, name_en: str, hours: Hours, now: datetime
) -> CentreInfo:
    """A new centre."""
    centre = Centre(
        name=name,
        name_en=name_en,
        timezone=hours.timezone,
        asks_at=hours.asks_at,
        closes_at=hours.closes_at,
        asks_every_day=hours.every_day,
        created_at=now,
    )
    session.add(centre)
    await session.flush()
    return centre_info(centre)


async def centres(session: AsyncSession) -> list[CentreInfo]:
    """All centres, oldest first."""
    return [centre_info(row) for row in (await session.exec(select(Centre).order_by(col(Centre.id)))).all()]


async def rename(session: AsyncSession, *, member_id: int, name: str) -> str:
    """Change the name shown on boards; returns it cleaned.

    Raises
    ------
    BadName
        If nothing readable remains of it.
    """
    shown = clean_name(name)
    await session.exec(update(Member).where(col(Member.id) == member_id).values(name=shown))
    return shown


async def speak(session: AsyncSession, *, member_id: int, language: str) -> None:
    """Change the language a member reads; ``zh`` or ``en``."""
    await session.exec(update(Member).where(col(Member.id) == member_id).values(language=language))


async def mark_reachable(session: AsyncSession, *, telegram_id: int, since: datetime | None) -> None:
    """Note that an account blocked the bot at ``since``, or (None) that it can be written to again."""
    await session.exec(
        update(Member).where(col(Member.telegram_id) == telegram_id).values(unreachable_since=since)
    )
