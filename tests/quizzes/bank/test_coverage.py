"""The table that says which question asks which statement of the journal."""

import re
from pathlib import Path

from quizzes import bank

TABLE = (Path(__file__).parents[3] / "docs" / "coverage.md").read_text("utf-8")
ROWS = dict(re.findall(r"^\| ([ABT]\d+(?:-\d+)?) \|(.*)\|$", TABLE, re.MULTILINE))
QUESTIONS = {question.id: question for question in bank.load_bank()}


def named(number: str) -> list[str]:
    """The questions that a row of the table names."""
    return re.findall(r"`([a-z0-9-]+)`", ROWS[number])


def test_every_statement_of_the_four_physics_articles_has_a_row():
    statements = [f"A1-{n}" for n in range(1, 23)] + [f"A2-{n}" for n in range(1, 14)]
    statements += [f"A3-{n}" for n in range(1, 8)] + [f"A4-{n}" for n in range(1, 19)]
    statements += [f"T1-{n}" for n in range(1, 8)]

    assert set(statements) <= set(ROWS)


def test_every_row_names_published_questions():
    for number in ROWS.keys() - {"A4-17"}:
        assert named(number), number
        for question_id in named(number):
            assert question_id in QUESTIONS, (number, question_id)
            assert QUESTIONS[question_id].status == "published", (number, question_id)


def test_where_the_journal_is_wrong_some_question_says_so():
    for number, cells in ROWS.items():
        if "有误" in cells:
            assert any(QUESTIONS[one].journal_errs for one in named(number)), number
