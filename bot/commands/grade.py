"""`yinling grade`: grading from the command line, one JSON object a line in and out."""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import typer

from quizzes.grading.numbers import NumberKey, grade_number

grade = typer.Typer(help="批改作答，逐行 JSON。 Grade answers, a JSON object a line.", no_args_is_help=True)

Line = dict[str, Any]


@grade.callback()
def grading() -> None:
    """Make every kind of answer a subcommand."""


@grade.command("number")
def number() -> None:
    """批改数值题。 Grade numbers: id, key, rtol, atol, unit and response on every line."""
    answer_lines(_number)


@grade.command("case")
def case() -> None:
    """批改病例题。 Grade case answers: id, case and text on every line."""
    answer_lines(_case)


def answer_lines(answer: Callable[[Line], Line]) -> None:
    """Write one line for each line of standard input, in order; for a bad one its id and `error`.

    `answer` raises ValueError, naming what is wrong, where a line does not say what it must.
    """
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    for line in source:
        if line.strip():
            sink.write(_encoded(_answered(line, answer)))
            sink.flush()


def _answered(line: bytes, answer: Callable[[Line], Line]) -> Line:
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        return {"id": None, "error": "not a line of JSON"}
    if not isinstance(asked, dict):
        return {"id": None, "error": "not a JSON object"}
    try:
        return {"id": asked.get("id"), **answer(asked)}
    except ValueError as error:
        return {"id": asked.get("id"), "error": str(error)}


def _encoded(line: Line) -> bytes:
    # An id may hold half a surrogate pair, which UTF-8 cannot: it goes back as it came, escaped.
    return json.dumps(line, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def _number(asked: Line) -> Line:
    atol = asked.get("atol")
    key = NumberKey(
        key=_text(asked, "key"),
        rtol=_number_or_zero(asked, "rtol"),
        atol=None if atol is None else str(atol),
        unit=asked.get("unit", "required"),
    )
    verdict = grade_number(key, _text(asked, "response"))
    return {
        "outcome": verdict.outcome,
        "credit": verdict.credit,
        "read": verdict.read,
        "reason": verdict.reason,
    }


def _case(asked: Line) -> Line:
    from quizzes.grading.cases import grade_case, load_rubrics

    rubrics, name = load_rubrics(), _text(asked, "case")
    if name not in rubrics:
        raise ValueError(f"unknown case {name}; use one of {', '.join(rubrics)}")
    verdict = grade_case(rubrics[name], _text(asked, "text"))
    return {
        "total": verdict.total,
        "points": {point: asdict(result) for point, result in verdict.points.items()},
        "violations": list(verdict.violations),
        "flags": list(verdict.flags),
        "review": verdict.review,
    }


def _text(asked: Line, name: str) -> str:
    value = asked.get(name)
    if not isinstance(value, str):
        raise ValueError(f"{name} must be a text")
    return value


def _number_or_zero(asked: Line, name: str) -> float:
    value = asked.get(name) or 0.0
    if not isinstance(value, int | float) or abs(value) > sys.float_info.max:
        raise ValueError(f"{name} must be a number")
    return float(value)
