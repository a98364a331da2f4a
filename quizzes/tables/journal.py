"""Issues of the monthly journal as they were imported: versions that never change."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from quizzes.storage.types import UTCDateTime
from quizzes.tables import base  # noqa: F401  the naming convention must be set before a table is declared


class JournalIssue(SQLModel, table=True):
    """One month's issue (2022-10) and the number of its newest version."""

    __tablename__ = "journal_issue"

    id: str = Field(primary_key=True, max_length=7)
    latest_version: int
    updated_at: datetime = Field(sa_type=UTCDateTime)


class JournalVersion(SQLModel, table=True):
    """What was found in the file of an issue at one time, as canonical JSON. Never updated.

    The hash covers the text of the file and what was found in it.
    """

    __tablename__ = "journal_version"
    __table_args__ = (UniqueConstraint("issue_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    issue_id: str = Field(foreign_key="journal_issue.id", ondelete="RESTRICT", max_length=7)
    number: int
    found: str = Field(sa_type=Text)
    sha256: str = Field(max_length=64)
    created_at: datetime = Field(sa_type=UTCDateTime)


class JournalArticle(SQLModel, table=True):
    """One article of a version, with its text. Never updated."""

    __tablename__ = "journal_article"
    __table_args__ = (
        UniqueConstraint("version_id", "position"),
        CheckConstraint("start_line <= end_line", name="starts_before_it_ends"),
    )

    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="journal_version.id", ondelete="RESTRICT")
    position: int
    category: str = Field(sa_type=Text)
    centre: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    author: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)
    start_line: int
    end_line: int
