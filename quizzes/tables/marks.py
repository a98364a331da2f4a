"""Marks given after the first grading, the marking desk behind them, and what is applied to many at once."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from quizzes.storage.types import UTCDateTime
from quizzes.tables import base  # noqa: F401  the naming convention must be set before a table is declared


class Mark(SQLModel, table=True):
    """A mark given to a response after its first grading. Never updated; ``number`` counts from 1.

    What a response is worth is its mark with the largest number among those that count, and its own credit
    while there is none. One of two opinions that have yet to be settled does not count.
    """

    __table_args__ = (
        UniqueConstraint("response_id", "number"),
        UniqueConstraint("script_id", "kind"),
        UniqueConstraint("script_id", "marker_id"),
        UniqueConstraint("regrading_id", "response_id"),
        CheckConstraint("number > 0", name="counts_from_one"),
        CheckConstraint(
            "kind IN ('person', 'second', 'average', 'adjudication', 'regrade', 'item-state')", name="kind"
        ),
        CheckConstraint("outcome IN ('right', 'partly', 'wrong', 'void')", name="outcome"),
        CheckConstraint("credit BETWEEN 0 AND 1", name="credit_is_a_fraction"),
    )

    id: int | None = Field(default=None, primary_key=True)
    response_id: int = Field(foreign_key="response.id", ondelete="CASCADE")
    number: int
    kind: str = Field(max_length=12)
    counts: bool
    outcome: str = Field(max_length=10)
    credit: float
    verdict: str | None = Field(default=None, sa_type=Text)
    remark: str | None = Field(default=None, max_length=300)
    reason: str = Field(max_length=200)
    grader_version: str | None = Field(default=None, max_length=30)
    script_id: int | None = Field(default=None, foreign_key="script.id", ondelete="CASCADE")
    regrading_id: int | None = Field(default=None, foreign_key="regrading.id", ondelete="RESTRICT")
    marker_id: int | None = Field(default=None, foreign_key="member.id", ondelete="SET NULL", index=True)
    created_at: datetime = Field(sa_type=UTCDateTime)


class MarkingBatch(SQLModel, table=True):
    """Answers that are marked together, under one seed and one set of rules.

    ``gap`` is the largest difference of two opinions, in points of 100, that is settled by their average.
    """

    __tablename__ = "marking_batch"
    __table_args__ = (
        UniqueConstraint("key"),
        CheckConstraint("second_share BETWEEN 0 AND 1", name="second_share_is_a_fraction"),
        CheckConstraint("gap BETWEEN 0 AND 100", name="gap_in_points"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=120)
    centre_id: int | None = Field(default=None, foreign_key="centre.id", ondelete="RESTRICT")
    question_id: str | None = Field(
        default=None, foreign_key="question.id", ondelete="RESTRICT", max_length=64
    )
    seed: int = Field(sa_type=BigInteger)
    excludes_own_centre: bool
    second_share: float
    gap: int
    created_at: datetime = Field(sa_type=UTCDateTime)


class Script(SQLModel, table=True):
    """One answer on the marking desk, its place in the random order, and who has it in hand.

    ``first`` → ``done``, or ``first`` → ``second`` → ``done``, or → ``adjudication`` → ``done``.
    """

    __table_args__ = (
        UniqueConstraint("response_id", "purpose"),
        CheckConstraint("purpose IN ('marking', 'second-look')", name="purpose"),
        CheckConstraint("stage IN ('first', 'second', 'adjudication', 'done')", name="stage"),
        Index(
            "ix_script_waiting",
            "batch_id",
            "place",
            sqlite_where=text("stage <> 'done'"),
            postgresql_where=text("stage <> 'done'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    batch_id: int = Field(foreign_key="marking_batch.id", ondelete="RESTRICT")
    response_id: int = Field(foreign_key="response.id", ondelete="CASCADE")
    purpose: str = Field(max_length=12)
    place: int = Field(sa_type=BigInteger)
    twice: bool
    stage: str = Field(default="first", max_length=12)
    held_by: int | None = Field(default=None, foreign_key="member.id", ondelete="SET NULL")
    lease_until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    created_at: datetime = Field(sa_type=UTCDateTime)


class MarkingDraft(SQLModel, table=True):
    """What a marker has ticked and not yet sent, and which typed text is awaited. Overwritten."""

    __tablename__ = "marking_draft"

    script_id: int = Field(foreign_key="script.id", ondelete="CASCADE", primary_key=True)
    marker_id: int = Field(foreign_key="member.id", ondelete="CASCADE", primary_key=True, index=True)
    content: str = Field(sa_type=Text)
    update_id: int = Field(sa_type=BigInteger)
    awaits: str | None = Field(default=None, max_length=80)
    awaits_until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    updated_at: datetime = Field(sa_type=UTCDateTime)


class Remark(SQLModel, table=True):
    """A remark kept for use again with a question."""

    __table_args__ = (UniqueConstraint("question_id", "text"),)

    id: int | None = Field(default=None, primary_key=True)
    question_id: str = Field(foreign_key="question.id", ondelete="CASCADE", max_length=64)
    point: str | None = Field(default=None, max_length=40)
    text: str = Field(max_length=300)
    created_by: int | None = Field(default=None, foreign_key="member.id", ondelete="SET NULL")
    created_at: datetime = Field(sa_type=UTCDateTime)


class LexiconTerm(SQLModel, table=True):
    """A word that markers added to (or took back from) a concept of the lexicon. Never updated.

    The overlay at any time is what the rows up to an id say, the later row deciding.
    """

    __tablename__ = "lexicon_term"

    id: int | None = Field(default=None, primary_key=True)
    concept: str = Field(max_length=60)
    term: str = Field(max_length=60)
    added: bool
    reason: str = Field(max_length=200)
    author_id: int | None = Field(default=None, foreign_key="member.id", ondelete="SET NULL")
    created_at: datetime = Field(sa_type=UTCDateTime)


class Regrading(SQLModel, table=True):
    """One change applied to many stored answers: by whom, why, and how far it has come.

    ``reached`` is the last response dealt with, so that an interrupted run goes on from there.
    """

    __table_args__ = (
        UniqueConstraint("key"),
        CheckConstraint("kind IN ('version', 'grader', 'void', 'full', 'replace', 'restore')", name="kind"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=160)
    kind: str = Field(max_length=10)
    question_id: str | None = Field(
        default=None, foreign_key="question.id", ondelete="RESTRICT", max_length=64, index=True
    )
    question_version_id: int | None = Field(
        default=None, foreign_key="question_version.id", ondelete="RESTRICT"
    )
    target_version_id: int | None = Field(
        default=None, foreign_key="question_version.id", ondelete="RESTRICT"
    )
    round_id: int | None = Field(default=None, foreign_key="round.id", ondelete="RESTRICT")
    reason: str = Field(max_length=200)
    author_id: int | None = Field(default=None, foreign_key="member.id", ondelete="SET NULL")
    created_at: datetime = Field(sa_type=UTCDateTime)
    reached: int = Field(default=0)
    finished_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
