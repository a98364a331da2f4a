import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.bank import catalogue
from quizzes.bank.expressions import ExpressionError, evaluate, parse


def value(text, **values):
    return evaluate(parse(text), values, catalogue)


@given(st.floats(-1e6, 1e6), st.floats(0.1, 1e6))
def test_arithmetic_is_that_of_python(a, b):
    assert value("(a - 2) / b + a * b", a=a, b=b) == (a - 2) / b + a * b


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2**3", 8),
        ("7 // 2 + 7 % 2", 4),
        ("-2 + +3", 1),
        ("sqrt(16) + floor(2.9) + ceil(2.1) + abs(-1)", 10),
        ("max(1, 5) - min(2, 3)", 3),
        ("log(exp(2))", 2),
        ("1 < 2 < 3", 1),
        ("1 < 2 and not 3 < 2", 1),
        ("1 > 2 or 2 != 2", 0),
        ("1 <= 1 and 2 >= 3 or 1 == 1", 1),
    ],
)
def test_every_operator_has_its_usual_meaning(text, expected):
    assert value(text) == pytest.approx(expected)


def test_a_calculation_is_called_with_named_arguments():
    assert value("2 * relative_sar_gre_fa(fa_from=a, fa_to=10)", a=20) == pytest.approx(0.5)


def test_a_bare_calculation_takes_the_values_named_like_its_arguments():
    assert value("relative_sar_gre_fa", fa_from=20, fa_to=10, other=3) == pytest.approx(0.25)


def test_a_value_hides_a_calculation_of_the_same_name():
    assert value("ernst_angle + 1", ernst_angle=2.0) == 3


def test_words_reach_a_calculation_but_not_arithmetic():
    assert value("verse_min_energy_ratio_same_duration(shape='hann_sinc_tbw6')") == pytest.approx(
        0.3168, abs=1e-4
    )
    with pytest.raises(ExpressionError, match="is text"):
        value("shape + 1", shape="rect")


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "a.real",
        "a[0]",
        "[a for a in b]",
        "lambda: 1",
        "(a := 3)",
        "f'{a}'",
        "1 if a else 2",
        "True",
        "1j",
        "f(*a)",
        "f(**a)",
        "{1: 2}",
        "a; b",
        "a <",
        "",
        "~a",
        "a << 2",
        "sqrt(4)(2)",
        "1 " + "+ 1" * 200,
    ],
)
def test_nothing_but_arithmetic_can_be_written(text):
    with pytest.raises(ExpressionError):
        parse(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1 / 0", "has no value"),
        ("nobody + 1", "'nobody' has no value"),
        ("nothing(a=1)", "no calculation 'nothing'"),
        ("ernst_angle(10, 20)", "name the arguments"),
        ("ernst_angle(TR=10)", "T1 is missing"),
        ("ernst_angle(TR=10, T1=5, x=1)", "does not take x"),
        ("relative_sar_tse_refocusing(etl=0, excitation=90, ref_from=180, ref_to=90)", "between"),
        ("10**99", "exponent above"),
        ("(0 - 8)**0.5", "not real"),
        ("1e308 * 10", "not a finite number"),
        ("sqrt(0 - 1)", "has no value"),
    ],
)
def test_what_has_no_value_is_refused_with_the_reason(text, said):
    with pytest.raises(ExpressionError, match=said) as refused:
        value(text)
    assert refused.value.zh
