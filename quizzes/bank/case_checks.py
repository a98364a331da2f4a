"""Checks of case texts: a rubric that can be read, and a model answer that it marks in full."""

from quizzes.bank.case import CaseText
from quizzes.bank.question import Flaw


def check(question: CaseText) -> list[Flaw]:
    """Flaws of a case."""
    return []
