"""Questions as they were stored: a stable id, and versions that never change."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from quizzes.storage.types import UTCDateTime
from quizzes.tables import base  # noqa: F401  the naming convention must be set before a table is declared


class Question(SQLModel, table=True):
    """A question's identity and whether its newest version may be asked."""

    __table_args__ = (CheckConstraint("status IN ('draft', 'published', 'retired')", name="status"),)

    id: str = Field(primary_key=True, max_length=64)
    status: str = Field(max_length=10)
    latest_version: int
    updated_at: datetime = Field(sa_type=UTCDateTime)


class QuestionVersion(SQLModel, table=True):
    """The content of a question at one time, as canonical JSON. Never updated: answers refer to it."""

    __tablename__ = "question_version"
    __table_args__ = (UniqueConstraint("question_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    question_id: str = Field(foreign_key="question.id", ondelete="RESTRICT", max_length=64)
    number: int
    content: str = Field(sa_type=Text)
    sha256: str = Field(max_length=64)
    created_at: datetime = Field(sa_type=UTCDateTime)
