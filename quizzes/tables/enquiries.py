"""What people asked the assistant, so that a button or a follow-up works at any later time."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from quizzes.storage.types import UTCDateTime
from quizzes.tables import base  # noqa: F401  the naming convention must be set before a table is declared


class Enquiry(SQLModel, table=True):
    """One question to the assistant: how it was read, and the next questions offered as buttons."""

    __table_args__ = (
        UniqueConstraint("update_id"),
        Index("ix_enquiry_of_member", "member_id", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id", ondelete="CASCADE")
    update_id: int = Field(sa_type=BigInteger)
    text: str = Field(sa_type=Text)
    reading: str = Field(sa_type=Text)
    offered: str = Field(sa_type=Text)
    asked_at: datetime = Field(sa_type=UTCDateTime)
