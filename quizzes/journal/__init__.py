"""The monthly journal: reading an issue (`read_issue`) and keeping it (`quizzes.journal.archive`)."""

from quizzes.journal.documents import Document, decode, read_document
from quizzes.journal.model import (
    Article,
    Case,
    ExamTable,
    Formula,
    Issue,
    JournalTable,
    Kind,
    Lab,
    Lecture,
    Reason,
    Statement,
    Unread,
)
from quizzes.journal.reading import read_issue
from quizzes.journal.spelling import MOST_BYTES, NotText

__all__ = [
    "MOST_BYTES",
    "Article",
    "Case",
    "Document",
    "ExamTable",
    "Formula",
    "Issue",
    "JournalTable",
    "Kind",
    "Lab",
    "Lecture",
    "NotText",
    "Reason",
    "Statement",
    "Unread",
    "decode",
    "read_document",
    "read_issue",
]
