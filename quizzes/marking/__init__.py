"""Marking by people: a desk of answers without names, two opinions where they are due, what counts then."""

from quizzes.marking.desk import Waiting, gather, open_batch, put, waiting
from quizzes.marking.markers import Candidate, appoint, candidates
from quizzes.marking.proposals import (
    REMARK,
    SAVE,
    WORD,
    Preview,
    await_text,
    awaited,
    concepts,
    preview,
    save_word,
)
from quizzes.marking.report import Agreement, QuestionReport, agreement_of
from quizzes.marking.scripts import (
    Opinion,
    Sent,
    Sheet,
    keep_remark,
    remark,
    send,
    shown,
    take,
    tick,
    write_remark,
)
from quizzes.marking.second_looks import ask, ask_until
from quizzes.marking.sheet import Item

__all__ = [
    "REMARK",
    "SAVE",
    "WORD",
    "Agreement",
    "Candidate",
    "Item",
    "Opinion",
    "Preview",
    "QuestionReport",
    "Sent",
    "Sheet",
    "Waiting",
    "agreement_of",
    "appoint",
    "ask",
    "ask_until",
    "await_text",
    "awaited",
    "candidates",
    "concepts",
    "gather",
    "keep_remark",
    "open_batch",
    "preview",
    "put",
    "remark",
    "save_word",
    "send",
    "shown",
    "take",
    "tick",
    "waiting",
    "write_remark",
]
