"""All tables. Importing this package fills ``METADATA``, which the migrations must build exactly."""

from quizzes.tables.bank import Question, QuestionVersion
from quizzes.tables.base import METADATA
from quizzes.tables.dialogues import Dialogue
from quizzes.tables.enquiries import Enquiry
from quizzes.tables.inbox import InboxUpdate
from quizzes.tables.journal import JournalArticle, JournalIssue, JournalVersion
from quizzes.tables.marks import (
    LexiconTerm,
    Mark,
    MarkingBatch,
    MarkingDraft,
    Regrading,
    Remark,
    Script,
)
from quizzes.tables.people import Centre, Invitation, Member, Membership, Redemption, Role
from quizzes.tables.rounds import Assignment, Delivery, Draft, Response, Round

__all__ = [
    "METADATA",
    "Assignment",
    "Centre",
    "Delivery",
    "Dialogue",
    "Draft",
    "Enquiry",
    "InboxUpdate",
    "Invitation",
    "JournalArticle",
    "JournalIssue",
    "JournalVersion",
    "LexiconTerm",
    "Mark",
    "MarkingBatch",
    "MarkingDraft",
    "Member",
    "Membership",
    "Question",
    "QuestionVersion",
    "Redemption",
    "Regrading",
    "Remark",
    "Response",
    "Role",
    "Round",
    "Script",
]
