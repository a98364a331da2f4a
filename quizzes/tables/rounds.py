"""A day's round, who was given what, the ledger of messages owed, and what people answered."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from quizzes.storage.types import UTCDateTime
from quizzes.tables import base  # noqa: F401  the naming convention must be set before a table is declared


class Round(SQLModel, table=True):
    """One centre's question of one local day. The unique key makes "twice" and "skipped" impossible."""

    __table_args__ = (
        UniqueConstraint("centre_id", "local_date"),
        CheckConstraint("opens_at < closes_at", name="opens_before_it_closes"),
        Index(
            "ix_round_still_open",
            "closes_at",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    centre_id: int = Field(foreign_key="centre.id", ondelete="RESTRICT")
    local_date: date
    seed: int = Field(sa_type=BigInteger)
    opens_at: datetime = Field(sa_type=UTCDateTime)
    closes_at: datetime = Field(sa_type=UTCDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class Assignment(SQLModel, table=True):
    """A question version given to a member, with the seed that fixes its numbers and order.

    It belongs to a round, or is practice (``round_id`` empty) asked for by one update.
    """

    __table_args__ = (
        UniqueConstraint("round_id", "member_id"),
        UniqueConstraint("asked_by_update"),
        Index("ix_assignment_of_member", "member_id", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    round_id: int | None = Field(default=None, foreign_key="round.id", ondelete="RESTRICT")
    member_id: int = Field(foreign_key="member.id", ondelete="CASCADE")
    centre_id: int = Field(foreign_key="centre.id", ondelete="RESTRICT")
    question_id: str = Field(foreign_key="question.id", ondelete="RESTRICT", max_length=64)
    question_version_id: int = Field(foreign_key="question_version.id", ondelete="RESTRICT")
    seed: int = Field(sa_type=BigInteger)
    asked_by_update: int | None = Field(default=None, sa_type=BigInteger)
    assigned_at: datetime = Field(sa_type=UTCDateTime)


class Delivery(SQLModel, table=True):
    """The ledger: one message owed about an assignment. Work is claimed with a lease.

    ``number`` tells messages of one part apart: for ``regraded`` it is the number of the mark.

    ``new`` → ``sending`` → ``sent`` | ``failed`` | ``cancelled``. A row left in ``sending`` after its
    lease is in doubt: the message may have arrived.
    """

    __table_args__ = (
        UniqueConstraint("assignment_id", "part", "number"),
        CheckConstraint("part IN ('question', 'solution', 'regraded')", name="part"),
        CheckConstraint("state IN ('new', 'sending', 'sent', 'failed', 'cancelled')", name="state"),
        Index(
            "ix_delivery_owed",
            "not_before",
            "id",
            sqlite_where=text("state IN ('new', 'sending')"),
            postgresql_where=text("state IN ('new', 'sending')"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    assignment_id: int = Field(foreign_key="assignment.id", ondelete="CASCADE")
    part: str = Field(max_length=10)
    number: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    state: str = Field(default="new", max_length=10)
    not_before: datetime = Field(sa_type=UTCDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    claimed_by: str | None = Field(default=None, max_length=64)
    attempts: int = Field(default=0)
    message_id: int | None = Field(default=None, sa_type=BigInteger)
    sent_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    failure: str | None = Field(default=None, max_length=200)


class Draft(SQLModel, table=True):
    """What a member has ticked so far and not yet sent, and the update that ticked last.

    The only row here that is overwritten.
    """

    assignment_id: int = Field(foreign_key="assignment.id", ondelete="CASCADE", primary_key=True)
    content: str = Field(sa_type=Text)
    update_id: int = Field(sa_type=BigInteger)
    updated_at: datetime = Field(sa_type=UTCDateTime)


class Response(SQLModel, table=True):
    """What a member answered, as typed, and how it was graded. Never updated.

    Unreadable answers are kept too; only one graded response can exist for an assignment.
    """

    __table_args__ = (
        UniqueConstraint("update_id"),
        CheckConstraint("outcome IN ('right', 'partly', 'wrong', 'invalid', 'ambiguous')", name="outcome"),
        CheckConstraint("credit BETWEEN 0 AND 1", name="credit_is_a_fraction"),
        Index(
            "uq_response_graded_once",
            "assignment_id",
            unique=True,
            sqlite_where=text("outcome IN ('right', 'partly', 'wrong')"),
            postgresql_where=text("outcome IN ('right', 'partly', 'wrong')"),
        ),
        Index("ix_response_of_centre", "centre_id", "received_at"),
        Index("ix_response_of_member", "member_id", "received_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    assignment_id: int = Field(foreign_key="assignment.id", ondelete="CASCADE", index=True)
    member_id: int = Field(foreign_key="member.id", ondelete="CASCADE")
    centre_id: int = Field(foreign_key="centre.id", ondelete="RESTRICT")
    update_id: int = Field(sa_type=BigInteger)
    raw: str = Field(sa_type=Text)
    received_at: datetime = Field(sa_type=UTCDateTime)
    outcome: str = Field(max_length=10)
    credit: float
    verdict: str = Field(sa_type=Text)
    grader_version: str = Field(max_length=20)
    counts: bool
