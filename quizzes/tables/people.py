"""Centres, the people in them, what they may do, and the invitations that bring them in."""

from datetime import datetime, time

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from quizzes.storage.types import UTCDateTime
from quizzes.tables import base  # noqa: F401  the naming convention must be set before a table is declared


class Centre(SQLModel, table=True):
    """An imaging centre: where people belong, and when its day's question opens and closes."""

    __table_args__ = (
        UniqueConstraint("name"),
        CheckConstraint("asks_at < closes_at", name="opens_before_it_closes"),
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=80)
    name_en: str = Field(max_length=120)
    timezone: str = Field(default="Asia/Shanghai", max_length=64)
    asks_at: time = Field(default=time(8, 0))
    closes_at: time = Field(default=time(22, 0))
    asks_every_day: bool = Field(default=False)
    created_at: datetime = Field(sa_type=UTCDateTime)


class Member(SQLModel, table=True):
    """A person known by a Telegram account; belongs to a centre through a membership."""

    __table_args__ = (UniqueConstraint("telegram_id"),)

    id: int | None = Field(default=None, primary_key=True)
    telegram_id: int = Field(sa_type=BigInteger)
    name: str = Field(max_length=64)
    language: str = Field(default="zh", max_length=5)
    unreachable_since: datetime | None = Field(default=None, sa_type=UTCDateTime)
    created_at: datetime = Field(sa_type=UTCDateTime)


class Membership(SQLModel, table=True):
    """A stay in a centre. Ended, never deleted: past answers keep the centre they were given for."""

    __table_args__ = (
        Index(
            "uq_membership_one_at_a_time",
            "member_id",
            unique=True,
            sqlite_where=text("left_at IS NULL"),
            postgresql_where=text("left_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id", ondelete="CASCADE")
    centre_id: int = Field(foreign_key="centre.id", ondelete="RESTRICT", index=True)
    position: str = Field(max_length=20)
    joined_at: datetime = Field(sa_type=UTCDateTime)
    left_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class Role(SQLModel, table=True):
    """What a member may do beyond answering: director or editor of a centre, administrator of the group."""

    __table_args__ = (
        Index(
            "uq_role_held_once",
            "member_id",
            "kind",
            "centre_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id", ondelete="CASCADE")
    kind: str = Field(max_length=20)
    centre_id: int | None = Field(default=None, foreign_key="centre.id", ondelete="CASCADE")
    granted_at: datetime = Field(sa_type=UTCDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class Invitation(SQLModel, table=True):
    """A code that enrols whoever uses it, until it expires, is used up or is revoked."""

    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint("uses_allowed > 0", name="can_be_used"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=32)
    centre_id: int = Field(foreign_key="centre.id", ondelete="CASCADE")
    position: str = Field(max_length=20)
    role: str | None = Field(default=None, max_length=20)
    uses_allowed: int
    expires_at: datetime = Field(sa_type=UTCDateTime)
    created_by: int | None = Field(default=None, foreign_key="member.id", ondelete="SET NULL")
    created_at: datetime = Field(sa_type=UTCDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class Redemption(SQLModel, table=True):
    """One member's use of one invitation; a second tap on the same link uses nothing up."""

    __table_args__ = (UniqueConstraint("invitation_id", "member_id"),)

    id: int | None = Field(default=None, primary_key=True)
    invitation_id: int = Field(foreign_key="invitation.id", ondelete="CASCADE")
    member_id: int = Field(foreign_key="member.id", ondelete="CASCADE")
    redeemed_at: datetime = Field(sa_type=UTCDateTime)
