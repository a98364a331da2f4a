"""`yinling ask` for people and for programs."""

import json

import typer
from typer.testing import CliRunner

from bot.commands.ask import ask

_APP = typer.Typer()
_APP.command()(ask)


def test_a_question_as_argument_prints_the_answer_for_people() -> None:
    result = CliRunner().invoke(_APP, ["重聚角180改120 ETL16 SAR剩多少"])
    assert result.exit_code == 0
    assert "0.453" in result.output


def test_json_lines_are_answered_in_order_with_their_ids() -> None:
    lines = [
        {"id": "a", "text": "3T拉莫尔频率"},
        {"id": 7, "text": "今天天气怎么样"},
        {"id": "c", "text": "SAR 3.4 but limit is 2, TR is 2500. New TR?"},
    ]
    result = CliRunner().invoke(_APP, input="\n".join(json.dumps(line) for line in lines))
    answers = [json.loads(line) for line in result.output.splitlines()]
    assert [one["id"] for one in answers] == ["a", 7, "c"]
    assert [one["intent"] for one in answers] == ["larmor", "out_of_scope", "tr_for_limit"]
    assert answers[2]["value"] == 4250.0
    assert set(answers[0]) == {"id", "intent", "value", "unit", "reading", "assumptions", "text"}


def test_a_line_without_a_text_is_answered_with_the_reason() -> None:
    result = CliRunner().invoke(_APP, input='not json\n{"id": 1}\n')
    answers = [json.loads(line) for line in result.output.splitlines()]
    assert answers == [{"id": None, "error": "not a line of JSON"}, {"id": 1, "error": "text is missing"}]
