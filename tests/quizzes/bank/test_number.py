import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes import bank
from quizzes.bank.expressions import ExpressionError
from tests.quizzes.bank.samples import NUMBER


def loaded(tmp_path, text):
    (tmp_path / "number.yaml").write_text(text, encoding="utf-8")
    (question,) = bank.load_bank(tmp_path)
    return question


@pytest.fixture(scope="module")
def question(tmp_path_factory):
    return loaded(tmp_path_factory.mktemp("bank"), NUMBER)


def drawn(question, **parameters):
    """The first variant with these parameters."""
    variants = (bank.draw(question, seed) for seed in range(500))
    return next(variant for variant in variants if variant.parameters == parameters)


@given(seed=st.integers(0, 2**31))
def test_a_seed_always_gives_the_same_numbers_within_what_the_editor_allowed(question, seed):
    variant = bank.draw(question, seed)

    assert variant == bank.draw(question, seed)
    assert variant.parameters["fa_from"] in (15, 20)
    assert variant.parameters["fa_to"] in (8, 10, 12, 14)
    assert bank.Variant.model_validate_json(variant.model_dump_json()) == variant


def test_every_set_of_parameters_is_drawn_sooner_or_later(question):
    assert len({tuple(bank.draw(question, seed).parameters.values()) for seed in range(200)}) == 8


def test_constraints_hold_in_every_draw(tmp_path):
    question = loaded(tmp_path, NUMBER.replace("fa_to < fa_from", "fa_from - fa_to > 7"))

    drops = {
        v.parameters["fa_from"] - v.parameters["fa_to"] for v in (bank.draw(question, s) for s in range(100))
    }

    assert drops == {8, 10, 12}


def test_constraints_that_cannot_be_met_are_refused_instead_of_drawn_for_ever(tmp_path):
    question = loaded(tmp_path, NUMBER.replace("fa_to < fa_from", "fa_to > fa_from"))

    with pytest.raises(ExpressionError, match="no parameters satisfy"):
        bank.draw(question, 1)


def test_steps_of_a_range_are_decimal(tmp_path):
    text = NUMBER.replace("low: 8, high: 14, step: 2", "low: 0.1, high: 0.7, step: 0.1")

    assert loaded(tmp_path, text).parameters["fa_to"].values() == (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)


def test_texts_show_the_members_own_numbers(question):
    variant = drawn(question, fa_from=20, fa_to=10)

    assert bank.render(question, variant, "zh").stem == "激发角由 20° 改为 10°，SAR 剩多少？"
    assert bank.render(question, variant, "en").stem == "From 20° to 10°, what SAR remains?"
    assert bank.explain(question, variant, "en").solution == "0.500 squared is 0.250"
    assert bank.explain(question, variant, "zh").key == "0.250"


def test_a_place_with_n_shows_the_number_alone(tmp_path):
    question = loaded(tmp_path, NUMBER.replace("en: From {fa_from} to", "en: From {fa_from:n} to"))

    assert bank.render(question, drawn(question, fa_from=20, fa_to=10), "en").stem.startswith(
        "From 20 to 10°"
    )


@pytest.mark.parametrize(
    ("response", "outcome", "credit", "reason"),
    [
        ("0.25", "right", 1.0, None),
        ("25%", "right", 1.0, None),
        ("四分之一", "right", 1.0, None),
        ("0.5", "partly", 0.25, "not-squared"),
        ("0.4", "wrong", 0.0, None),
        ("4", "wrong", 0.0, "inverted"),
        ("2.5", "wrong", 0.0, "power-of-ten"),
        ("不知道", "invalid", 0.0, "no-number"),
        ("", "invalid", 0.0, "empty"),
    ],
)
def test_answers_are_read_and_mistakes_named(question, response, outcome, credit, reason):
    verdict = bank.grade(question, drawn(question, fa_from=20, fa_to=10), response)

    assert (verdict.outcome, verdict.credit, verdict.reason) == (outcome, credit, reason)


def test_a_named_mistake_and_a_common_slip_bring_their_hints(question):
    variant = drawn(question, fa_from=20, fa_to=10)

    assert bank.grade(question, variant, "0.5").hint.en == "Square it"
    assert "factor" not in bank.grade(question, variant, "0.5").hint.en
    assert "power of ten" in bank.grade(question, variant, "2.5").hint.en


def test_an_unknown_unit_is_answered_with_a_suggestion(tmp_path):
    text = NUMBER.replace("calculation: relative_sar_gre_fa", "calculation: 4 * relative_sar_gre_fa")
    question = loaded(
        tmp_path, text.replace('unit: "1"\nunit_policy: optional', "unit: W/kg\nunit_policy: required")
    )
    variant = drawn(question, fa_from=20, fa_to=10)

    assert bank.grade(question, variant, "1 W/kg").outcome == "right"
    assert bank.grade(question, variant, "1").reason == "unit-missing"
    assert bank.grade(question, variant, "1 W/kgg").details == {"suggestion": "W/kg"}


def test_chosen_positions_are_no_answer_to_a_number(question):
    verdict = bank.grade(question, bank.draw(question, 1), {0})

    assert (verdict.outcome, verdict.reason) == ("invalid", "no-text")
