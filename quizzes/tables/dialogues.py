"""Dialogues that take several messages: what has been said so far, so that a restart loses nothing."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from quizzes.storage.types import UTCDateTime
from quizzes.tables import base  # noqa: F401  the naming convention must be set before a table is declared


class Dialogue(SQLModel, table=True):
    """One dialogue of one member, begun by one update; a change is written over what was said before."""

    __table_args__ = (
        UniqueConstraint("update_id"),
        Index("ix_dialogue_of_member", "member_id", "kind", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id", ondelete="CASCADE")
    kind: str = Field(max_length=20)
    update_id: int = Field(sa_type=BigInteger)
    step: str = Field(max_length=20)
    data: str = Field(sa_type=Text)
    changed_at: datetime = Field(sa_type=UTCDateTime)
