"""The question bank: what a question is, and the pure functions that draw, show, grade and explain it.

Nothing here knows a clock or a database: a seed goes in, a value comes out. `check_bank` says, with file
and line, what is wrong with question files.
"""

from quizzes.bank.boxes import HEADINGS, MOST_ITEMS, items_in, joined
from quizzes.bank.case import CaseText, Marked, lost, marked
from quizzes.bank.checks import check_bank
from quizzes.bank.choice import MultipleChoice, SingleChoice, letter
from quizzes.bank.concordance import NOT_COLLECTED, Concordance
from quizzes.bank.content import Content, from_json, json_schema, to_json
from quizzes.bank.evidence import verify
from quizzes.bank.kinds import (
    GRADER_VERSION,
    Answer,
    Question,
    draw,
    explain,
    full_answer,
    grade,
    is_formative,
    key,
    parts,
    render,
    reread,
    stage_answers,
    written,
)
from quizzes.bank.loading import PACKAGED, load_bank
from quizzes.bank.number import Number
from quizzes.bank.ordering import Ordering
from quizzes.bank.picturing import picture
from quizzes.bank.problems import BankProblems, Problem
from quizzes.bank.question import Explanation, Presentation, ShownOption, Variant, Verdict
from quizzes.bank.staged import Staged
from quizzes.bank.staged import parts as stages
from quizzes.bank.staged import verdicts as stage_verdicts
from quizzes.bank.texts import Text
from quizzes.bank.topics import topic_name, topics

__all__ = [
    "GRADER_VERSION",
    "HEADINGS",
    "MOST_ITEMS",
    "NOT_COLLECTED",
    "PACKAGED",
    "Answer",
    "BankProblems",
    "CaseText",
    "Concordance",
    "Content",
    "Explanation",
    "Marked",
    "MultipleChoice",
    "Number",
    "Ordering",
    "Presentation",
    "Problem",
    "Question",
    "ShownOption",
    "SingleChoice",
    "Staged",
    "Text",
    "Variant",
    "Verdict",
    "check_bank",
    "draw",
    "explain",
    "from_json",
    "full_answer",
    "grade",
    "is_formative",
    "items_in",
    "joined",
    "json_schema",
    "key",
    "letter",
    "load_bank",
    "lost",
    "marked",
    "parts",
    "picture",
    "render",
    "reread",
    "stage_answers",
    "stage_verdicts",
    "stages",
    "to_json",
    "topic_name",
    "topics",
    "verify",
    "written",
]
