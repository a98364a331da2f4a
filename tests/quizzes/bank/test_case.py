import pytest

from quizzes import bank
from tests.quizzes.bank.samples import CASE


@pytest.fixture(scope="module")
def question(tmp_path_factory):
    file = tmp_path_factory.mktemp("bank") / "case.yaml"
    file.write_text(CASE, encoding="utf-8")
    (loaded,) = bank.load_bank(file)
    return loaded


def graded(question, text):
    return bank.grade(question, bank.draw(question, 1), text)


def test_credit_is_the_weight_of_the_points_made(question):
    assert graded(question, "存在缺血半暗带，建议溶栓。").outcome == "right"
    half = graded(question, "考虑存在缺血半暗带。")
    assert (half.outcome, half.credit) == ("partly", 0.6)
    assert half.hint.zh == "没有读到：再灌注"


def test_an_answer_without_any_point_is_wrong_and_an_empty_one_is_not_counted(question):
    assert graded(question, "建议随访。").outcome == "wrong"
    assert graded(question, "  ").outcome == "invalid"


def test_the_points_tell_where_in_the_answer_they_were_found(question):
    text = "存在缺血半暗带，建议溶栓。"

    details = graded(question, text).details

    start, end = details["points"]["p2"]["span"]
    assert text[start:end] == "溶栓"
    assert details["review"] is True


def test_a_pasted_stem_is_flagged(question):
    assert "stem-copy" in graded(question, question.stem.zh).details["flags"]


def test_a_packaged_rubric_is_used_by_its_name():
    (question,) = (one for one in bank.load_bank() if one.id == "case-asl-stroke")

    verdict = graded(question, "左侧基底节急性脑梗死，左侧大脑中动脉供血区低灌注，提示半暗带。")

    assert verdict.credit == pytest.approx(0.65)


def test_the_model_answer_is_the_key(question):
    assert bank.explain(question, bank.draw(question, 1), "zh").key == question.model_answer.zh
    assert bank.render(question, bank.draw(question, 1), "en").options == ()
