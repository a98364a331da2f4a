import json

import pytest
from pydantic import ValidationError

from quizzes import bank
from tests.quizzes.bank.samples import CASE, MULTIPLE, NUMBER, SINGLE


@pytest.fixture(params=[NUMBER, SINGLE, MULTIPLE, CASE], ids=["number", "single", "multiple", "case"])
def question(request, tmp_path):
    (tmp_path / "one.yaml").write_text(request.param, encoding="utf-8")
    (loaded,) = bank.load_bank(tmp_path)
    return loaded


def test_a_stored_question_comes_back_as_it_was(question):
    assert bank.from_json(bank.to_json(question).json) == question


def test_the_hash_is_that_of_the_content_and_changes_with_it(question):
    content, sha256 = bank.to_json(question)
    other = question.model_copy(update={"difficulty": 5})

    assert bank.to_json(bank.from_json(content)) == (content, sha256)
    assert bank.to_json(other).sha256 != sha256


def test_fields_left_at_their_default_are_not_part_of_the_content(question):
    assert "positions" not in json.loads(bank.to_json(question).json)


def test_a_content_with_a_field_too_many_is_refused(question):
    content = json.loads(bank.to_json(question).json) | {"colour": "red"}

    with pytest.raises(ValidationError):
        bank.from_json(json.dumps(content))


def test_a_stored_question_draws_as_the_file_does(tmp_path):
    """The order of parameters and values matters: one is drawn, or computed, after the other."""
    later = NUMBER.replace("values:\n", "values:\n  z:\n    formula: key + 1\n  a:\n    formula: z * 2\n")
    (tmp_path / "one.yaml").write_text(later, encoding="utf-8")
    (question,) = bank.load_bank(tmp_path)
    stored = bank.from_json(bank.to_json(question).json)

    assert [bank.draw(stored, seed) for seed in range(20)] == [
        bank.draw(question, seed) for seed in range(20)
    ]
