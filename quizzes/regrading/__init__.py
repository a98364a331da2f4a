"""A change of key, tolerance, rubric, lexicon, grader or item, applied to stored answers.

A dry run examines answers and says what would change; applying records the same, a bounded number of answers
in each transaction. What was applied is found again by its key: a run that was interrupted goes on where it
stopped, a second one finds nothing left to do. Answers that a person has marked, and items that are void or
given to all, are left as they are by changes of key or grader.
"""

from quizzes.regrading.applying import apply, dry_run
from quizzes.regrading.arriving import catch_up
from quizzes.regrading.changes import (
    Change,
    Kind,
    by_grader,
    item_state,
    require_rights,
    round_of,
    to_version,
)
from quizzes.regrading.effects import Effect, Move

__all__ = [
    "Change",
    "Effect",
    "Kind",
    "Move",
    "apply",
    "by_grader",
    "catch_up",
    "dry_run",
    "item_state",
    "require_rights",
    "round_of",
    "to_version",
]
