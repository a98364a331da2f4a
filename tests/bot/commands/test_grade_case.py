"""`yinling grade case`: JSON lines in, JSON lines out."""

import json
import subprocess
import sys
from typing import Any

from typer.testing import CliRunner

from bot.commands.grade import grade


def graded(*lines: Any) -> list[dict[str, Any]]:
    text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    result = CliRunner().invoke(grade, ["case"], input=text)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_line_is_answered_with_points_spans_violations_and_flags() -> None:
    [verdict] = graded({"id": "a", "case": "C8", "text": "减小翻转角，缩短TR"})
    assert list(verdict) == ["id", "total", "points", "violations", "flags", "review"]
    assert (verdict["id"], verdict["total"], verdict["violations"], verdict["flags"]) == ("a", 5, ["f1"], [])
    assert verdict["points"]["p5"] == {"hit": True, "span": [1, 5], "evidence": 1.0}
    assert verdict["points"]["p1"] == {"hit": False, "span": None, "evidence": 0.0}
    assert verdict["review"] is True


def test_bad_lines_are_answered_in_order_with_an_error() -> None:
    good = {"id": 5, "case": "C2", "text": "胸膜下楔形影"}
    answers = graded(
        "{", {"id": 2, "case": "C9", "text": "x"}, {"id": 3, "case": "C1", "text": None}, "[]", good
    )
    assert [answer["id"] for answer in answers] == [None, 2, 3, None, 5]
    assert [answer.get("error") for answer in answers] == [
        "not a line of JSON",
        "unknown case C9; use one of C1, C2, C3, C4, C5, C6, C7, C8",
        "text must be a text",
        "not a JSON object",
        None,
    ]


def test_half_a_surrogate_pair_is_no_obstacle() -> None:
    program = "from bot.commands.grade import grade; grade()"
    line = '{"id": "\\ud800", "case": "C8", "text": "\\ud800减小翻转角"}\n'.encode()
    command = [sys.executable, "-c", program, "case"]
    result = subprocess.run(command, input=line, capture_output=True, check=True, timeout=60)
    assert json.loads(result.stdout)["points"]["p5"]["hit"]


def test_grading_needs_neither_table_builder() -> None:
    program = (
        "import sys; from quizzes.grading.cases import grade_case, load_rubrics;"
        "grade_case(load_rubrics()['C1'], '雙肺實變');"
        "assert not {'opencc', 'pypinyin'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
