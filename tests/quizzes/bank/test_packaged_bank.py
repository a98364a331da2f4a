"""The questions that come with the product."""

from collections import Counter

import pytest

from quizzes import bank
from quizzes.grading.cases import load_rubrics

QUESTIONS = {question.id: question for question in bank.load_bank()}


def key_with(question_id, **parameters):
    """The key of the first variant drawn that has these parameters."""
    question = QUESTIONS[question_id]
    for seed in range(2000):
        variant = bank.draw(question, seed)
        if all(variant.parameters[name] == value for name, value in parameters.items()):
            return variant.key
    raise AssertionError(f"{question_id} never draws {parameters}")


def test_no_question_has_a_problem():
    assert [str(problem) for problem in bank.check_bank([bank.PACKAGED])] == []


def test_there_are_enough_published_questions_of_every_kind():
    kinds = Counter(question.kind for question in QUESTIONS.values() if question.status == "published")

    assert kinds["number"] >= 12
    assert kinds["single"] + kinds["multiple"] >= 12
    assert kinds["case"] >= 4


def test_every_packaged_rubric_is_asked_in_boxes_and_in_stages_with_each_point_once():
    staged = {q.id: q for q in QUESTIONS.values() if q.kind == "staged"}
    asked = {}
    for question in staged.values():
        for stage in question.stages:
            if stage.question.kind == "case":
                asked.setdefault(stage.question.rubric, []).extend(stage.question.items)

    for name, rubric in load_rubrics().items():
        points = [item for item in asked[name] if item.startswith("p")]
        assert sorted(points) == sorted(point.id for point in rubric.points)
    assert {q.rubric for q in QUESTIONS.values() if q.kind == "case" and q.boxes} == set(load_rubrics())


def test_there_are_orderings_judgements_and_pictures():
    kinds = Counter(question.kind for question in QUESTIONS.values() if question.status == "published")

    assert kinds["ordering"] >= 5
    assert kinds["concordance"] >= 10
    assert sum(question.picture is not None for question in QUESTIONS.values()) >= 10


def test_panels_that_nobody_asked_mark_nobody():
    judgements = [question for question in QUESTIONS.values() if question.kind == "concordance"]

    assert all(sum(question.panel) == 0 and bank.is_formative(question) for question in judgements)


def test_evidence_is_a_few_words_and_never_a_sentence():
    terms = [term for question in QUESTIONS.values() for term in question.evidence]

    assert len(terms) >= 90
    assert max(map(len, terms)) < 22


def test_every_position_has_something_to_do():
    for position in ("radiologist", "technologist", "nurse"):
        assert sum(position in question.positions for question in QUESTIONS.values()) >= 8


def test_no_clinical_question_goes_without_a_radiologists_signature():
    clinical = [q for q in QUESTIONS.values() if q.topic.startswith(("chest", "neuro")) or q.kind == "case"]

    assert clinical
    assert all(question.needs_signature for question in clinical)


# Expected values were worked out by hand or come from the literature, not from the catalogue.
@pytest.mark.parametrize(
    ("question_id", "parameters", "key"),
    [
        ("sar-t1-tse-refocusing", {"ref_to": 120}, 51300 / 105300),
        ("sar-t2-tse-predicted", {"predicted": 2.6, "ref_to": 120}, 2.6 * 238500 / 526500),
        ("sar-tr-for-limit", {"predicted_sar": 2.6, "TR": 4000}, 5200),
        ("sar-slices-for-limit", {"predicted_sar": 2.6, "slices": 20}, 15),
        ("sar-gre-flip-angle", {"fa_from": 15, "fa_to": 10}, 4 / 9),
        ("sar-first-level-warm-room", {"ambient": 28.5}, 3.125),
        ("sar-first-level-warm-room", {"ambient": 32}, 2.25),
        ("sar-partial-body-first-level", {"exposed_mass_ratio": 0.4}, 7.6),
        ("sar-body-radius", {"radius_ratio": 1.5}, 2.25),
        ("sar-short-or-tall", {"height_1": 1.8, "height_2": 1.6}, 1.125),
        ("sar-b1-of-hard-pulse", {"flip_angle": 180, "duration": 1}, 11.743),
        ("sar-longer-pulse", {"duration_1": 3, "duration_2": 6}, 0.5),
        ("field-larmor", {"B0": 1.5}, 63.866),
        ("field-sar-upper-bound", {"B0_from": 1.5, "B0_to": 3}, 4),
        ("field-wavelength", {"B0": 3, "eps_r": 80}, 26.24),
        ("field-opposed-phase-te", {"B0": 1.5}, 2.303),
        ("bandwidth-chemical-shift", {"B0": 3, "bandwidth_per_pixel": 220}, 1.974),
        ("fov-oversampling-needed", {"object": 320, "fov_phase": 200}, 0.6),
        ("fov-sense-factor-one", {"object": 300, "fov_phase": 150}, 2),
        ("time-tse", {"TR": 4000, "phase_lines": 320, "etl": 16, "NSA": 2}, 160),
        ("relaxation-ernst-liver", {"TR": 10}, 8.99),
    ],
)
def test_keys_are_those_of_a_hand_calculation(question_id, parameters, key):
    assert key_with(question_id, **parameters) == pytest.approx(key, rel=1e-3)


@pytest.mark.parametrize(
    ("question_id", "parameters", "journal"),
    [
        ("sar-t1-tse-refocusing", {"ref_to": 120}, "0.444"),
        ("sar-first-level-warm-room", {"ambient": 32}, "2.00 W/kg"),
        ("sar-body-radius", {"radius_ratio": 1.5}, "7.59"),
        ("sar-short-or-tall", {"height_1": 1.8, "height_2": 1.6}, "1.342"),
    ],
)
def test_what_the_journal_printed_is_not_right_but_is_recognised(question_id, parameters, journal):
    question = QUESTIONS[question_id]
    variant = next(
        variant
        for variant in (bank.draw(question, seed) for seed in range(2000))
        if all(variant.parameters[name] == value for name, value in parameters.items())
    )

    verdict = bank.grade(question, variant, journal)

    assert verdict.outcome in ("partly", "wrong")
    assert verdict.reason in {mistake.name for mistake in question.mistakes}
    assert question.journal_errs is not None


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("question_id", QUESTIONS)
def test_the_key_as_shown_is_graded_right(question_id, language):
    question = QUESTIONS[question_id]
    for seed in range(10):
        variant = bank.draw(question, seed)
        key = bank.key(question, variant, language)
        if question.kind in ("single", "multiple"):
            key = ",".join(line[0] for line in key.splitlines())
        elif question.kind not in ("number", "case"):
            key = bank.full_answer(question, variant, language)
        assert bank.grade(question, variant, key).outcome == "right"
