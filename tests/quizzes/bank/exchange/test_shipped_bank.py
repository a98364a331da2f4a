"""The shipped bank out to Moodle's formats and back: the same right answers."""

import pytest

from quizzes import bank
from quizzes.bank import Number
from quizzes.bank.exchange import export_questions, import_questions
from quizzes.bank.number import work_out
from tests.quizzes.bank.exchange.files import as_draft

NOT_CARRIED = {"evidence": [], "picture": None}


@pytest.fixture(scope="module")
def shipped():
    return {question.id: question for question in bank.load_bank()}


@pytest.mark.parametrize("form", ["gift", "moodle"])
def test_every_choice_comes_back_whole(shipped, form):
    choices = [question for question in shipped.values() if question.kind in ("single", "multiple")]
    back = import_questions(export_questions(choices, form).data).questions
    assert {question.id: question.model_dump(mode="json") for question in back} == {
        question.id: as_draft(question, **NOT_CARRIED) for question in choices
    }


def test_every_number_keeps_its_right_answers_through_moodle(shipped):
    numbers = [question for question in shipped.values() if isinstance(question, Number)]
    back = import_questions(export_questions(numbers, "moodle").data).questions
    assert len(back) == len(numbers)
    drawn = [question for question in back if question.calculation != "answer"]
    assert len(drawn) > len(numbers) / 2
    for question in drawn:
        original = shipped[question.id]
        for seed in range(3):
            variant = bank.draw(question, seed)
            constants = bank.draw(original, 0).parameters
            key = work_out(original, {**constants, **variant.parameters}).key
            assert variant.key == pytest.approx(key, rel=1e-9), question.id


def test_every_number_keeps_the_answers_of_its_variant_through_gift(shipped):
    numbers = [question for question in shipped.values() if isinstance(question, Number)]
    for question in import_questions(export_questions(numbers, "gift").data).questions:
        original = shipped[question.id]
        variant, copy = bank.draw(original, 0), bank.draw(question, 0)
        for factor in (1, 1 + 0.9 * original.rtol, 1 + 1.1 * original.rtol, 3):
            response = f"{variant.key * factor!r} {original.unit}".removesuffix(" 1")
            expected = bank.grade(original, variant, response)
            graded = bank.grade(question, copy, response)
            assert (graded.outcome, graded.credit) == (expected.outcome, expected.credit), (
                question.id,
                response,
            )
