from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes import bank
from tests.quizzes.bank.samples import MULTIPLE, SINGLE


@pytest.fixture(scope="module")
def questions(tmp_path_factory):
    file = tmp_path_factory.mktemp("bank") / "choices.yaml"
    file.write_text(SINGLE + "---\n" + MULTIPLE, encoding="utf-8")
    return bank.load_bank(file)


@pytest.fixture(scope="module")
def single(questions):
    return questions[0]


@pytest.fixture(scope="module")
def multiple(questions):
    return questions[1]


def positions(question, variant, *indices):
    """Positions at which options of the file are shown."""
    return {variant.order.index(index) for index in indices}


@given(seed=st.integers(0, 2**31))
def test_a_seed_always_gives_the_same_order_of_all_options_with_the_last_kept_last(single, seed):
    variant = bank.draw(single, seed)

    assert variant == bank.draw(single, seed)
    assert sorted(variant.order) == [0, 1, 2, 3]
    assert variant.order[-1] == 3
    assert bank.Variant.model_validate_json(variant.model_dump_json()) == variant


def test_the_correct_option_is_shown_at_every_place_about_equally_often(multiple):
    places = Counter(bank.draw(multiple, seed).order.index(0) for seed in range(1000))

    assert set(places) == set(range(5))
    assert all(150 < count < 250 for count in places.values())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_options_are_shown_in_the_order_drawn(single, language):
    variant = bank.draw(single, 5)

    shown = bank.render(single, variant, language)

    texts = [single.options[index].text.in_(language) for index in variant.order]
    assert [tuple(option) for option in shown.options] == list(enumerate(texts))
    assert shown.stem == single.stem.in_(language)
    assert shown.hint


def test_the_right_option_earns_everything_and_no_hint(single):
    variant = bank.draw(single, 1)

    verdict = bank.grade(single, variant, positions(single, variant, 0))

    assert (verdict.outcome, verdict.credit, verdict.reason, verdict.hint) == ("right", 1.0, None, None)


def test_a_wrong_option_is_answered_with_its_own_feedback(single):
    variant = bank.draw(single, 1)

    verdict = bank.grade(single, variant, positions(single, variant, 2))

    assert (verdict.outcome, verdict.credit, verdict.reason) == ("wrong", 0.0, "false-alarm")
    assert verdict.hint.en == "That is B0"
    assert verdict.details["options"] == [2]


@pytest.mark.parametrize(
    ("chosen", "outcome", "credit"),
    [
        ((0, 1, 2), "right", 1.0),
        ((0, 1), "partly", 2 / 3),
        ((0,), "partly", 1 / 3),
        ((0, 1, 2, 3), "partly", 2 / 3),
        ((0, 1, 3), "partly", 1 / 3),
        ((0, 3), "wrong", 0.0),
        ((3, 4), "wrong", 0.0),
        ((0, 1, 2, 3, 4), "partly", 1 / 3),
    ],
)
def test_hits_count_and_false_alarms_cost_the_same(multiple, chosen, outcome, credit):
    for seed in range(5):
        variant = bank.draw(multiple, seed)
        verdict = bank.grade(multiple, variant, positions(multiple, variant, *chosen))
        assert (verdict.outcome, verdict.credit) == (outcome, pytest.approx(credit))


def test_a_missed_option_is_counted_but_not_given_away(multiple):
    variant = bank.draw(multiple, 2)

    verdict = bank.grade(multiple, variant, positions(multiple, variant, 0, 1, 4))

    assert verdict.hint.en == "Never\nCorrect options not chosen: 1."
    assert verdict.reason == "false-alarm"


@pytest.mark.parametrize("typed", ["{}", "{} ", "选{}", "答案是{}。", "我选 {}", "（{}", "lower"])
def test_letters_may_be_typed(single, typed):
    variant = bank.draw(single, 3)
    (position,) = positions(single, variant, 0)
    letter = bank.letter(position)
    text = letter.lower() if typed == "lower" else typed.strip("（").format(letter)

    assert bank.grade(single, variant, text).outcome == "right"


@pytest.mark.parametrize("typed", ["ABC", "A、B和C", "a, b and c", "ＡＢＣ", "c b a"])
def test_several_letters_may_be_typed_in_any_way(multiple, typed):
    variant = bank.draw(multiple, 3)

    assert bank.grade(multiple, variant, typed) == bank.grade(multiple, variant, {0, 1, 2})


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        ("", "empty"),
        (set(), "empty"),
        ("F", "no-option"),
        ({7}, "no-option"),
        ({-1}, "no-option"),
        ("1.5 T", "no-option"),
        ("AB", "one-option"),
    ],
)
def test_what_names_no_single_option_uses_up_no_attempt(single, response, reason):
    verdict = bank.grade(single, bank.draw(single, 1), response)

    assert (verdict.outcome, verdict.credit, verdict.reason) == ("invalid", 0.0, reason)
    assert verdict.hint is not None


def test_the_key_names_the_letters_that_the_member_saw(multiple):
    variant = bank.draw(multiple, 4)

    lines = bank.explain(multiple, variant, "en").key.splitlines()

    letters = sorted(bank.letter(place) for place in positions(multiple, variant, 0, 1, 2))
    assert [line[0] for line in lines] == letters
    assert {line[3:] for line in lines} == {"A smaller angle", "A longer TR", "Fewer slices"}


def test_the_source_is_told_in_the_members_language(single):
    variant = bank.draw(single, 1)

    assert bank.explain(single, variant, "zh").source == "来源：《引领》2022-10，某文，第 2 条"
    assert bank.explain(single, variant, "en").source == "Source: Yinling 2022-10, An article, item 2"
    assert bank.explain(single, variant, "en").journal_errs is None
