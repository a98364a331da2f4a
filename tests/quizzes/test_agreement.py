import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.agreement import Detection, exact, mean_difference, severities, weighted_kappa
from quizzes.release import ANSWERS, Twice, conditions

marks = st.integers(0, 20).map(lambda n: 5.0 * n)
pairs = st.lists(st.tuples(marks, marks), min_size=2, max_size=40)


@given(pairs)
def test_kappa_does_not_depend_on_who_is_named_first(given_pairs):
    assert weighted_kappa(given_pairs) == pytest.approx(weighted_kappa([(b, a) for a, b in given_pairs]))


@given(pairs)
def test_kappa_is_one_only_for_markers_who_always_agree(given_pairs):
    kappa = weighted_kappa(given_pairs)
    assert (kappa == 1) == all(a == b for a, b in given_pairs)


def test_kappa_agrees_with_the_confusion_matrix_and_its_chance_matrix():
    """Worked out apart: 1 - sum(w O) / sum(w E) over a 21 by 21 table of the steps of five."""
    a = [0, 10, 15, 40, 55, 60, 75, 80, 95, 100]
    b = [5, 10, 30, 35, 55, 70, 70, 85, 90, 100]
    assert weighted_kappa(list(zip(a, b, strict=True))) == pytest.approx(0.9792626728110599)


def test_without_pairs_there_is_nothing_to_say():
    assert (weighted_kappa([]), exact([]), mean_difference([])) == (None, None, None)
    assert severities([(1, 7, 50.0)]) == []


def test_marks_are_alike_to_the_step_of_five():
    assert exact([(50, 52), (50, 53), (0, 0)]) == pytest.approx(2 / 3)


def test_the_severe_marker_comes_first_measured_on_shared_answers_only():
    opinions = [(1, 7, 40.0), (1, 8, 60.0), (2, 7, 50.0), (2, 8, 60.0), (3, 7, 0.0)]
    found = severities(opinions)
    assert [(s.marker_id, s.answers, s.points) for s in found] == [(7, 2, -15.0), (8, 2, 15.0)]


def test_precision_and_f1_count_points_not_answers():
    found = Detection.of(
        [({"p1": True, "p2": True}, {"p1": True, "p2": False}), ({"p1": False}, {"p1": True})]
    )
    assert (found.precision, found.f1) == (0.5, 0.5)


def _answers(count=ANSWERS, *, machine=lambda n: 5.0 * (n % 20), points=True, review=False):
    return [
        Twice(
            machine=machine(n),
            machine_points={"p1": points},
            review=review,
            people=(5.0 * (n % 20), 5.0 * (n % 20)),
            people_points=({"p1": True}, {"p1": True}),
            settled=5.0 * (n % 20),
        )
        for n in range(count)
    ]


def _failing(answers):
    return {condition.name for condition in conditions(answers) if not condition.holds}


def test_a_question_whose_marks_agree_may_be_released():
    assert _failing(_answers()) == set()


@pytest.mark.parametrize(
    ("answers", "missing"),
    [
        (_answers(ANSWERS - 1), {"answers"}),
        (_answers(points=False), {"precision", "f1"}),
        (_answers(machine=lambda n: 50.0), {"kappa", "behind-people", "near", "far"}),
        (_answers(machine=lambda n: min(100.0, 5.0 * (n % 20) + 11)), {"near"}),
        (_answers(review=True), {"near", "far"}),
        ([], {"answers", "precision", "f1", "kappa", "behind-people", "near", "far"}),
    ],
    ids=["29 answers", "points missed", "always the same", "eleven too much", "none alone", "nothing"],
)
def test_each_condition_can_keep_a_question_from_being_released(answers, missing):
    assert _failing(answers) == missing
