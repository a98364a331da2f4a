"""Who marks for a centre: its director appoints and dismisses."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from quizzes import people
from quizzes.errors import NotAllowed, NotYours
from quizzes.people import Person, RoleKind
from quizzes.tables import Member, Membership, Role


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A member of a centre, and whether they are appointed to mark."""

    member_id: int
    name: str
    appointed: bool


async def candidates(session: AsyncSession, *, by: Person, centre_id: int) -> list[Candidate]:
    """The members of a centre, by name.

    Raises
    ------
    NotAllowed
    """
    if not by.may_direct(centre_id):
        raise NotAllowed(RoleKind.DIRECTOR)
    statement = (
        select(Member.id, Member.name, Role.id)
        .join(Membership, col(Membership.member_id) == col(Member.id))
        .join(
            Role,
            (col(Role.member_id) == col(Member.id))
            & (col(Role.kind) == RoleKind.MARKER.value)
            & (col(Role.centre_id) == centre_id)
            & col(Role.revoked_at).is_(None),
            isouter=True,
        )
        .where(Membership.centre_id == centre_id, col(Membership.left_at).is_(None))
        .order_by(col(Member.name))
    )
    return [
        Candidate(member_id=member_id or 0, name=name, appointed=role is not None)
        for member_id, name, role in (await session.exec(statement)).all()
    ]


async def appoint(
    session: AsyncSession, *, by: Person, centre_id: int, member_id: int, appointed: bool, now: datetime
) -> list[Candidate]:
    """Let a member of the centre mark, or no longer; the candidates afterwards.

    Raises
    ------
    NotAllowed
    NotYours
        If they do not belong to the centre.
    """
    known = {one.member_id for one in await candidates(session, by=by, centre_id=centre_id)}
    if member_id not in known:
        raise NotYours
    change = people.grant if appointed else people.revoke
    await change(session, member_id=member_id, kind=RoleKind.MARKER, centre_id=centre_id, now=now)
    return await candidates(session, by=by, centre_id=centre_id)
