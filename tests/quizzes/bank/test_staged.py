import json

import pytest

from quizzes import bank
from tests.quizzes.bank.samples import STAGED


@pytest.fixture(scope="module")
def question(tmp_path_factory):
    file = tmp_path_factory.mktemp("bank") / "staged.yaml"
    file.write_text(STAGED, encoding="utf-8")
    (loaded,) = bank.load_bank(file)
    return loaded


def right(question, variant):
    return json.loads(bank.full_answer(question, variant, "zh"))


def test_stages_are_questions_of_their_own_kinds_with_text_and_question(question):
    variant = bank.draw(question, 5)
    parts = bank.parts(question, variant)
    assert [part.kind for part, _ in parts] == ["single", "number", "case"]
    shown = [bank.render(part, drawn, "zh").stem for part, drawn in parts]
    assert shown[0] == "DWI 见左侧基底节小片高信号\n先补哪个序列？"
    assert shown[1].endswith(f"回波链 {parts[1][1].parameters['etl']:g} 时 SAR 剩多少？")


def test_the_same_seed_gives_the_same_stages(question):
    assert bank.draw(question, 5) == bank.draw(question, 5)
    assert len({bank.draw(question, seed).model_dump_json() for seed in range(20)}) == 20


def test_marks_are_the_stages_credits_by_their_weights(question):
    variant = bank.draw(question, 5)
    answers = right(question, variant)
    wrong_first = json.dumps([json.dumps([1 - json.loads(answers[0])[0]]), *answers[1:]])
    half_last = json.dumps([*answers[:2], "提示缺血半暗带。"])
    assert bank.grade(question, variant, wrong_first).credit == pytest.approx(0.70)
    # p3 and p6 weigh 25 and 15 in the whole rubric
    assert bank.grade(question, variant, half_last).credit == pytest.approx(0.5 + 0.5 * 0.62, abs=0.011)


def test_points_keep_their_ids_and_only_the_named_items_count(question):
    variant = bank.draw(question, 5)
    answers = right(question, variant)
    verdict = bank.grade(question, variant, json.dumps([*answers[:2], "右侧低灌注，不宜溶栓。"]))
    last = bank.stage_verdicts(verdict)[2]
    assert set(last.details["points"]) == {"p3", "p6"}
    assert last.details["violations"] == ["f3"]


def test_the_verdict_of_a_stage_keeps_its_reading_and_hint(question):
    variant = bank.draw(question, 5)
    answers = right(question, variant)
    key = variant.parts[1].key
    verdict = bank.grade(question, variant, json.dumps([answers[0], f"{100 * key:.2f}", answers[2]]))
    number = bank.stage_verdicts(verdict)[1]
    assert (number.outcome, number.reason) == ("wrong", "percent")
    assert number.hint.en


@pytest.mark.parametrize("answer", ["", "B", "[]", "[1, 2, 3]", '["[0]"]', "{}", "[" * 10_000])
def test_an_answer_that_is_not_one_for_every_stage_costs_nothing(question, answer):
    assert bank.grade(question, bank.draw(question, 1), answer).outcome == "invalid"


def test_the_key_tells_every_stage(question):
    key = bank.explain(question, bank.draw(question, 5), "zh").key
    assert key.startswith("(1) ")
    assert "(2) 0.4" in key
    assert "(3) 提示缺血半暗带" in key
