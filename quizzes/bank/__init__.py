"""The question bank: what a question is, and the pure functions that draw, show, grade and explain it.

Nothing here knows a clock or a database: a seed goes in, a value comes out. `check_bank` says, with file
and line, what is wrong with question files.
"""

from quizzes.bank.case import CaseText
from quizzes.bank.checks import check_bank
from quizzes.bank.choice import MultipleChoice, SingleChoice, letter
from quizzes.bank.content import Content, from_json, to_json
from quizzes.bank.kinds import GRADER_VERSION, Question, draw, explain, grade, key, render
from quizzes.bank.loading import PACKAGED, load_bank
from quizzes.bank.number import Number
from quizzes.bank.problems import BankProblems, Problem
from quizzes.bank.question import Explanation, Presentation, ShownOption, Variant, Verdict
from quizzes.bank.texts import Text
from quizzes.bank.topics import topic_name, topics

__all__ = [
    "GRADER_VERSION",
    "PACKAGED",
    "BankProblems",
    "CaseText",
    "Content",
    "Explanation",
    "MultipleChoice",
    "Number",
    "Presentation",
    "Problem",
    "Question",
    "ShownOption",
    "SingleChoice",
    "Text",
    "Variant",
    "Verdict",
    "check_bank",
    "draw",
    "explain",
    "from_json",
    "grade",
    "key",
    "letter",
    "load_bank",
    "render",
    "to_json",
    "topic_name",
    "topics",
]
