"""Invitations: codes that bring people into a centre, with an expiry and a number of uses."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from quizzes import people
from quizzes.errors import InvitationSpent, InvitationUnknown, NotAllowed
from quizzes.tables import Centre, Invitation, Redemption

CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without 0/O and 1/I: codes are read out and typed
CODE_LENGTH = 10


@dataclass(frozen=True, kw_only=True)
class InvitationInfo:
    """An invitation that can be handed out."""

    id: int
    code: str
    centre: people.CentreInfo
    position: people.Position
    role: people.RoleKind | None
    uses_allowed: int
    uses_left: int
    expires_at: datetime


async def redeem(session: AsyncSession, *, code: str, member_id: int, now: datetime) -> people.CentreInfo:
    """Enrol a member by an invitation's code; moves them if they belong to another centre.

    Redeeming the same code again changes nothing while they still belong there: it gives back neither an
    earlier position nor a role that was taken away. Who left comes back by it without a new use, until it
    expires.

    Raises
    ------
    InvitationUnknown, InvitationSpent
    """
    invitation = (
        await session.exec(select(Invitation).where(Invitation.code == code.upper()).with_for_update())
    ).first()
    if invitation is None:
        raise InvitationUnknown
    assert invitation.id is not None
    before = (
        await session.exec(
            select(Redemption).where(
                Redemption.invitation_id == invitation.id, Redemption.member_id == member_id
            )
        )
    ).first()
    centre = await session.get_one(Centre, invitation.centre_id)
    if before is not None and await people.belongs(session, member_id=member_id, centre_id=centre.id):
        return people.centre_info(centre)
    used = await _uses(session, invitation.id) if before is None else 0
    _require_usable(invitation, used=used, now=now)
    if before is None:
        session.add(Redemption(invitation_id=invitation.id, member_id=member_id, redeemed_at=now))
    await people.join(
        session, member_id=member_id, centre_id=invitation.centre_id, position=invitation.position, now=now
    )
    if invitation.role is not None:
        await people.grant(
            session,
            member_id=member_id,
            kind=people.RoleKind(invitation.role),
            centre_id=invitation.centre_id,
            now=now,
        )
    return people.centre_info(centre)


def _require_usable(invitation: Invitation, *, used: int, now: datetime) -> None:
    if invitation.revoked_at is not None:
        raise InvitationSpent("revoked")
    if now >= invitation.expires_at:
        raise InvitationSpent("expired")
    if used >= invitation.uses_allowed:
        raise InvitationSpent("used-up")


async def _uses(session: AsyncSession, invitation_id: int) -> int:
    statement = select(func.count()).select_from(Redemption).where(Redemption.invitation_id == invitation_id)
    return (await session.exec(statement)).one()


async def invite(
    session: AsyncSession,
    *,
    by: people.Person | None,
    centre_id: int,
    position: people.Position,
    role: people.RoleKind | None = None,
    uses: int = 20,
    valid_for: timedelta = timedelta(days=7),
    now: datetime,
) -> InvitationInfo:
    """A new invitation into a centre. ``by`` is None only for the server's own command line.

    Raises
    ------
    NotAllowed
        If the person does not direct the centre, or hands out a role without being an administrator.
    ValueError
        If uses or validity are out of range (1 to 500 uses, an hour to 90 days).
    """
    if by is not None and not by.may_direct(centre_id):
        raise NotAllowed(people.RoleKind.DIRECTOR)
    if by is not None and role is not None and not by.administrates:
        raise NotAllowed(people.RoleKind.ADMINISTRATOR)
    if not 1 <= uses <= 500 or not timedelta(hours=1) <= valid_for <= timedelta(days=90):
        raise ValueError("an invitation has 1 to 500 uses and lasts an hour to 90 days")
    invitation = Invitation(
        code="".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH)),
        centre_id=centre_id,
        position=position.value,
        role=role.value if role else None,
        uses_allowed=uses,
        expires_at=now + valid_for,
        created_by=by.id if by else None,
        created_at=now,
    )
    session.add(invitation)
    await session.flush()
    return await _invitation_info(session, invitation)


async def _invitation_info(session: AsyncSession, invitation: Invitation) -> InvitationInfo:
    assert invitation.id is not None
    centre = await session.get_one(Centre, invitation.centre_id)
    return InvitationInfo(
        id=invitation.id,
        code=invitation.code,
        centre=people.centre_info(centre),
        position=people.Position(invitation.position),
        role=people.RoleKind(invitation.role) if invitation.role else None,
        uses_allowed=invitation.uses_allowed,
        uses_left=invitation.uses_allowed - await _uses(session, invitation.id),
        expires_at=invitation.expires_at,
    )


async def revoke_invitation(
    session: AsyncSession, *, by: people.Person, invitation_id: int, now: datetime
) -> InvitationInfo:
    """Make an invitation unusable from now on.

    Raises
    ------
    InvitationUnknown
        If there is none, or it is of a centre the person does not direct.
    """
    invitation = await session.get(Invitation, invitation_id)
    if invitation is None or not by.may_direct(invitation.centre_id):
        raise InvitationUnknown
    invitation.revoked_at = invitation.revoked_at or now
    session.add(invitation)
    return await _invitation_info(session, invitation)
