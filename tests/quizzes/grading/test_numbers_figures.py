"""How precisely an answer is written, judged apart from its value."""

import pytest

from quizzes.grading.numbers import check_figures


@pytest.mark.parametrize(
    ("response", "fewest", "most"),
    [
        ("3.20 W/kg", 3, 3),
        ("0.0320 W/kg", 3, 3),
        ("3.2×10³ W/kg", 2, 2),
        ("3.200e3", 4, 4),
        ("300 ms", 1, 3),
        ("1,500 ms", 2, 4),
        ("1500.0 ms", 5, 5),
        ("007 T", 1, 1),
        ("0", 1, 1),
        ("0.00", 1, 3),
        ("约 64 MHz", 2, 2),
    ],
)
def test_figures_are_counted_from_the_digits_as_typed(response, fewest, most):
    verdict = check_figures(response, figures=1)
    assert (verdict.fewest, verdict.most) == (fewest, most)


def test_a_possible_count_is_accepted_unless_figures_are_what_is_taught():
    assert check_figures("300 ms", figures=2).right
    assert not check_figures("300 ms", figures=2, strict=True).right
    assert check_figures("3.0×10² ms", figures=2, strict=True).right
    assert not check_figures("3.14", figures=2).right


def test_the_check_has_its_own_weight():
    assert check_figures("3.20 T", figures=3, weight=0.2).credit == 0.2
    assert check_figures("3.2 T", figures=3, weight=0.2).credit == 0.0


def test_an_answer_without_digits_passes_only_the_liberal_check():
    assert check_figures("四分之三", figures=2).right
    assert not check_figures("四分之三", figures=2, strict=True).right


def test_what_cannot_be_read_has_no_figures():
    assert not check_figures("3,2 T", figures=2).right
