"""Ordering, script concordance, boxes and pictures: drawn, shown, graded."""

import io
import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from quizzes import bank
from tests.quizzes.bank.samples import CONCORDANCE, NUMBER, ORDERING, PICTURED, SINGLE, STAGED


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    def question(text):
        file = tmp_path_factory.mktemp("bank") / "question.yaml"
        file.write_text(text, encoding="utf-8")
        (loaded,) = bank.load_bank(file)
        return loaded

    return question


# ordering


def test_items_are_never_shown_in_the_right_order(read):
    question = read(ORDERING)
    orders = {bank.draw(question, seed).order for seed in range(300)}
    assert (0, 1, 2, 3) not in orders
    assert len(orders) == 23


def test_credit_is_the_share_of_pairs_in_the_right_order(read):
    question = read(ORDERING)
    variant = bank.draw(question, 3)
    right = bank.full_answer(question, variant, "zh")
    swapped = [right[1], right[0], *right[2:]]
    expected = {
        tuple(right): ("right", 1),
        tuple(swapped): ("partly", 5 / 6),
        tuple(right[::-1]): ("wrong", 0),
    }
    for answer, (outcome, credit) in expected.items():
        verdict = bank.grade(question, variant, list(answer))
        assert (verdict.outcome, verdict.credit) == (outcome, pytest.approx(credit))


def test_only_the_exact_order_earns_full_credit(read):
    question = read(ORDERING)
    variant = bank.draw(question, 8)
    full = [p for p in itertools.permutations(range(4)) if bank.grade(question, variant, p).credit == 1.0]
    assert full == [tuple(bank.full_answer(question, variant, "en"))]


@pytest.mark.parametrize("answer", [[], [0, 1, 2], [0, 0, 1, 2], [0, 1, 2, 9], "ABC", "不知道"])
def test_an_order_that_lacks_an_item_costs_nothing(read, answer):
    question = read(ORDERING)
    assert bank.grade(question, bank.draw(question, 1), answer).outcome == "invalid"


def test_an_order_may_be_typed_in_letters_and_is_stored_as_chosen(read):
    question = read(ORDERING)
    variant = bank.draw(question, 1)
    right = bank.full_answer(question, variant, "zh")
    typed = " ".join(bank.letter(place) for place in right)
    assert bank.grade(question, variant, typed).credit == 1.0
    assert bank.reread(question, bank.written(question, right)) == right


# script concordance


def test_credit_is_votes_over_the_votes_of_the_mode(read):
    question = read(CONCORDANCE)
    variant = bank.draw(question, 1)
    credits = [bank.grade(question, variant, [place]).credit for place in range(5)]
    assert credits == pytest.approx([0, 1 / 6, 1 / 6, 4 / 6, 1])
    outcomes = [bank.grade(question, variant, {place}).outcome for place in (0, 1, 4)]
    assert outcomes == ["wrong", "partly", "right"]


def test_answers_stand_in_the_order_of_the_scale_and_may_be_typed(read):
    question = read(CONCORDANCE)
    variant = bank.draw(question, 1)
    shown = bank.render(question, variant, "en").options
    assert [option.text.split()[0] for option in shown] == ["−2", "−1", "0", "+1", "+2"]
    assert bank.grade(question, variant, "＋1").read == "+1"
    assert bank.grade(question, variant, "-2").read == "−2"
    assert bank.grade(question, variant, "3").outcome == "invalid"


def test_with_too_few_votes_an_answer_marks_nobody(read):
    question = read(CONCORDANCE.replace("[0, 1, 1, 4, 6]", "[0, 0, 0, 3, 6]"))
    variant = bank.draw(question, 1)
    assert bank.is_formative(question)
    verdict = bank.grade(question, variant, [0])
    assert (verdict.reason, verdict.details["formative"]) == ("formative", True)
    assert "not yet collected" in bank.key(question, variant, "en")
    assert "尚未征集" in bank.render(question, variant, "zh").hint


def test_a_complete_panel_marks_and_shows_its_votes(read):
    question = read(CONCORDANCE)
    assert not bank.is_formative(question)
    assert "+2 几乎确定: 6" in bank.key(question, bank.draw(question, 1), "zh")


# boxes


def test_boxes_become_one_text_with_a_heading_each_and_empty_ones_are_left_out():
    boxes = {"findings": "双肺 实变\n空洞", "diagnosis": "", "next": "痰培养"}
    assert bank.joined(boxes, "zh") == "所见与分析：双肺 实变 空洞\n下一步：痰培养"
    assert bank.joined({"next": "culture"}, "en") == "Next: culture"


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("肺结核", 1),
        ("肺结核、真菌", 2),
        ("1.肺结核 2.真菌 3.肺癌", 3),
        ("TB or fungus", 2),
        ("S. aureus", 1),
        ("，", 1),
    ],
)
def test_things_in_a_box_are_counted(text, items):
    assert bank.items_in("differential", text) == items


def test_a_next_step_may_itself_be_a_list():
    assert bank.items_in("next", "平扫、MRA、ASL和增强；多学科讨论") == 2


CASES = {question.rubric: question for question in bank.load_bank() if question.kind == "case"}
TERSE = {
    "findings": "双肺多发实变、磨玻璃影、树芽征，复查出现空洞",
    "diagnosis": "金葡菌肺炎",
    "differential": "克雷伯杆菌肺炎、支原体肺炎",
    "next": "痰培养",
}


def hits(question, answer):
    details = bank.grade(question, bank.draw(question, 1), answer).details
    return {name for name, point in details["points"].items() if point["hit"]}


def test_a_box_gives_what_is_in_it_its_role():
    case = CASES["C1"]
    assert hits(case, bank.joined(TERSE, "zh")) == {"p1", "p2", "p3", "p4", "p5", "p6", "p7"}
    swapped = {**TERSE, "diagnosis": "支原体肺炎", "differential": "金葡菌肺炎、克雷伯杆菌肺炎"}
    assert "p5" not in hits(case, bank.joined(swapped, "zh"))


def test_a_terse_answer_in_boxes_is_not_taken_for_a_list_of_keywords():
    verdict = bank.grade(CASES["C1"], bank.draw(CASES["C1"], 1), bank.joined(TERSE, "zh"))
    assert verdict.details["flags"] == []


def test_english_boxes_are_read_alike():
    boxes = {
        "findings": "bilateral consolidation, ground glass, tree-in-bud; later cavities",
        "diagnosis": "Staphylococcus aureus pneumonia",
        "differential": "Klebsiella; Mycoplasma",
        "next": "sputum culture",
    }
    assert hits(CASES["C1"], bank.joined(boxes, "en")) == {"p1", "p2", "p3", "p4", "p5", "p6", "p7"}


def test_points_are_told_with_the_words_that_met_them_and_what_to_learn():
    answer = bank.joined({**TERSE, "next": ""}, "zh")
    case = CASES["C1"]
    told = {m.label.zh: m for m in bank.marked(case, answer, bank.grade(case, bank.draw(case, 1), answer))}
    assert "金葡菌肺炎" in told["首选诊断金葡菌肺炎"].words
    assert told["病原学检查"].words is None
    assert "病原学" in told["病原学检查"].learn.zh
    wrong = bank.grade(case, bank.draw(case, 1), "肺结核伴胸腔积液")
    assert [label.zh for label in bank.lost(case, wrong)] == ["首诊结核/肺癌/真菌", "误报胸腔积液"]


# pictures


def pixels(content):
    return np.asarray(Image.open(io.BytesIO(content)))


def test_a_picture_is_the_same_for_a_seed_and_another_person_for_another(read):
    question = read(PICTURED)
    one, again, other = (bank.picture(question, bank.draw(question, seed)) for seed in (1, 1, 2))
    assert one == again
    assert one != other
    assert bank.picture(read(SINGLE), bank.draw(read(SINGLE), 1)) is None


def test_panels_lie_side_by_side(read):
    question = read(PICTURED)
    both = pixels(bank.picture(question, bank.draw(question, 1)))
    # 100 and 45 pixels of 4 mm across, enlarged 8 times since the taller has 55; a white gap between
    assert both.shape == (55 * 8, 100 * 8 + 12 + 45 * 8)
    assert (both[:, 800:812] == 255).all()


def test_a_picture_of_a_number_question_follows_its_parameters(read):
    text = (
        NUMBER
        + """\
picture:
  alt: {zh: 头部, en: Head}
  panels:
  - {artefact: tse_blur, phantom: head, fov: [22, 18], arguments: {ETL: 16, FA: fa_to * 10, ESP: 10}}
"""
    )
    question = read(text)
    drawn = {bank.draw(question, seed).parameters["fa_to"]: bank.draw(question, seed) for seed in range(40)}
    low, high = drawn[8.0].model_copy(update={"seed": 1}), drawn[14.0].model_copy(update={"seed": 1})
    assert bank.picture(question, low) != bank.picture(question, high)


# stored content


@pytest.mark.parametrize("sample", [ORDERING, CONCORDANCE, STAGED, PICTURED], ids=lambda s: s.split()[1])
def test_a_stored_question_is_read_back_as_it_was(read, sample):
    question = read(sample)
    assert bank.from_json(bank.to_json(question).json) == question


@pytest.mark.parametrize("sample", [ORDERING, CONCORDANCE, STAGED], ids=lambda s: s.split()[1])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_full_answer_earns_full_credit_and_survives_storage(read, sample, language):
    question = read(sample)
    for seed in range(5):
        variant = bank.draw(question, seed)
        answer = bank.written(question, bank.full_answer(question, variant, language))
        assert bank.grade(question, variant, bank.reread(question, answer)).credit == pytest.approx(1.0)


SAMPLES = (ORDERING, CONCORDANCE, STAGED)


@given(text=st.text(max_size=60), which=st.sampled_from(range(3)))
def test_no_text_crashes_a_grader(read, text, which):
    question = read(SAMPLES[which])
    verdict = bank.grade(question, bank.draw(question, 1), bank.reread(question, "x" + text))
    assert 0.0 <= verdict.credit <= 1.0
