"""`yinling grade number`: JSON lines in, JSON lines out."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from bot.commands.grade import grade


def graded(*lines):
    text = "".join(
        (line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)) + "\n" for line in lines
    )
    result = CliRunner().invoke(grade, ["number"], input=text)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_every_line_is_answered_in_order_with_its_id():
    key = {"key": "3.2 W/kg", "rtol": 0.02, "unit": "required"}
    assert graded(
        {"id": "a", **key, "response": "3.2瓦/千克"},
        {"id": 2, **key, "response": "32 W/kg"},
        {"id": None, **key, "response": "3.2"},
        {"id": "d", **key, "response": "3.2 W/kg 或 4 W/kg"},
    ) == [
        {"id": "a", "outcome": "right", "credit": 1.0, "read": "3.2 W/kg", "reason": None},
        {"id": 2, "outcome": "wrong", "credit": 0.0, "read": "32 W/kg", "reason": "power-of-ten"},
        {"id": None, "outcome": "invalid", "credit": 0.0, "read": None, "reason": "unit-missing"},
        {"id": "d", "outcome": "ambiguous", "credit": 0.0, "read": None, "reason": None},
    ]


def test_tolerances_may_be_left_out():
    assert graded({"id": 1, "key": "7 T", "response": "7 T"})[0]["outcome"] == "right"
    assert graded({"id": 1, "key": "0 ppm", "atol": "0.1 ppm", "response": "0 ppm"})[0]["outcome"] == "right"


@pytest.mark.parametrize(
    ("line", "id_", "error"),
    [
        ("{", None, "not a line of JSON"),
        ("[" * 100_000, None, "not a line of JSON"),
        ("[1]", None, "not a JSON object"),
        ({"id": 3, "response": "7 T"}, 3, "key must be a text"),
        ({"id": 3, "key": "7 T"}, 3, "response must be a text"),
        ({"id": 3, "key": "7 T", "response": 7}, 3, "response must be a text"),
        ({"id": 3, "key": "7 T", "rtol": "1", "response": "7 T"}, 3, "rtol must be a number"),
        ({"id": 3, "key": "7 T", "rtol": 10**400, "response": "7 T"}, 3, "rtol must be a number"),
        ({"id": 3, "key": "7 T", "unit": [], "response": "7 T"}, 3, "unit must be required"),
        ({"id": 3, "key": "7 apples", "response": "7 T"}, 3, "not a quantity"),
        ({"id": 3, "key": "0 T", "response": "0 T"}, 3, "a zero key needs an atol"),
        ('{"id": "\\ud800", "key": "0 T", "response": "0 T"}', "\ud800", "a zero key needs an atol"),
    ],
)
def test_a_bad_line_is_answered_with_its_error_and_the_next_one_is_graded(line, id_, error):
    bad, good = graded(line, {"id": "next", "key": "7 T", "response": "7 T"})
    assert bad["id"] == id_
    assert error in bad["error"]
    assert good["outcome"] == "right"


def test_the_command_starts_without_telegram_and_database():
    script = "import sys, bot.commands.grade; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.split()
    assert {"telegram", "sqlalchemy", "sqlmodel"}.isdisjoint(loaded)
