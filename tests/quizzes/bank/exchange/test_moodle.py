"""Moodle XML: the forms that Moodle writes, calculated questions with their data sets, and hostile files."""

import re

import pytest

from quizzes import bank
from quizzes.bank import from_json
from quizzes.bank.exchange import FileRefused, export_questions, import_questions
from tests.quizzes.bank.exchange.files import (
    MULTIPLE,
    NUMBER,
    SINGLE,
    as_draft,
    imported,
    loaded,
    only,
    refusal,
)


def quiz(*questions: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{"".join(questions)}\n</quiz>'


def question(kind: str, inside: str, stem: str = "What is it?") -> str:
    return (
        f'<question type="{kind}"><name><text>Q1</text></name>'
        f'<questiontext format="html"><text><![CDATA[<p>{stem}</p>]]></text></questiontext>'
        f"{inside}</question>"
    )


def answer(text: str, fraction: float, feedback: str = "", more: str = "") -> str:
    return (
        f'<answer fraction="{fraction}"><text>{text}</text>{more}'
        f'<feedback format="html"><text>{feedback}</text></feedback></answer>'
    )


def number(value: str, tolerance: str, fraction: float = 100, more: str = "") -> str:
    return answer(value, fraction, more=f"<tolerance>{tolerance}</tolerance>") + more


def unit(name: str, multiplier: str) -> str:
    return f"<unit><multiplier>{multiplier}</multiplier><unit_name>{name}</unit_name></unit>"


def dataset(name: str, *values: float) -> str:
    items = "".join(
        f"<dataset_item><number>{place}</number><value>{value}</value></dataset_item>"
        for place, value in enumerate(values, start=1)
    )
    return (
        f"<dataset_definition><name><text>{name}</text></name><type>calculated</type>"
        f"<itemcount>{len(values)}</itemcount><dataset_items>{items}</dataset_items></dataset_definition>"
    )


def calculated(formula: str, stem: str, *datasets: str, tolerance: str = "0.01", form: str = "1") -> str:
    tolerances = f"<tolerance>{tolerance}</tolerance><tolerancetype>{form}</tolerancetype>"
    definitions = f"<dataset_definitions>{''.join(datasets)}</dataset_definitions>"
    return quiz(question("calculated", answer(formula, 100, more=tolerances) + definitions, stem))


def outcome(asked, response, seed=0):
    return bank.grade(asked, bank.draw(asked, seed), response).outcome


# Choices


def test_a_single_choice_keeps_its_key_and_feedback():
    asked = only(
        quiz(
            question(
                "multichoice",
                "<single>true</single>"
                + answer("An atom", 0, "Larger.")
                + answer("A proton", 100, "Yes.")
                + answer("A field", 0),
            )
        )
    )
    assert asked.kind == "single"
    assert [option.correct for option in asked.options] == [False, True, False]
    assert asked.options[0].feedback.en == "Larger."


def test_fractions_of_thirds_make_a_multiple_choice():
    right = "".join(answer(text, 33.33333) for text in ("one", "two", "three"))
    asked = only(quiz(question("multichoice", f"<single>false</single>{right}{answer('four', -33.33333)}")))
    assert asked.kind == "multiple"
    assert sum(option.correct for option in asked.options) == 3


def test_true_and_false_may_stand_in_any_order():
    asked = only(quiz(question("truefalse", answer("false", 100, "Right.") + answer("true", 0, "No."))))
    assert [(option.text.en, option.correct) for option in asked.options] == [
        ("True", False),
        ("False", True),
    ]
    assert asked.options[0].feedback.en == "No."


def test_both_languages_are_read_from_multilanguage_spans():
    stem = (
        '<span lang="zh_cn" class="multilang">几特斯拉？</span>'
        '<span class="multilang" lang="en">How many T?</span>'
    )
    asked = only(quiz(question("numerical", number("3", "0.1"), stem)))
    assert (asked.stem.zh, asked.stem.en) == ("几特斯拉？", "How many T?")


def test_a_picture_in_the_stem_is_reported():
    result = imported(
        quiz(question("truefalse", answer("true", 100) + answer("false", 0), 'A <img src="x"/> lesion'))
    )
    assert "pictures are not carried" in result.notes[0].message.en


def test_a_category_and_a_description_are_no_questions():
    category = '<question type="category"><category><text>$course$/top/safety</text></category></question>'
    result = imported(quiz(category, question("description", ""), question("truefalse", answer("true", 100))))
    assert [asked.topic for asked in result.questions] == ["safety"]
    assert "a description is no question" in result.notes[0].message.en


@pytest.mark.parametrize("kind", ["essay", "cloze", "ddmarker"])
def test_a_kind_that_the_bank_lacks_is_reported(kind):
    assert "not carried" in refusal(quiz(question(kind, "")))


# Numbers


@pytest.mark.parametrize(
    ("response", "expected"),
    [("63.9", "right"), ("64.9", "right"), ("65", "wrong"), ("63.9 MHz", "right"), ("63900 kHz", "right")],
)
def test_a_numerical_question_accepts_its_tolerance_in_every_unit(response, expected):
    units = f"<units>{unit('MHz', '1')}{unit('kHz', '1000')}</units>"
    asked = only(quiz(question("numerical", number("63.9", "1") + units)))
    assert outcome(asked, response) == expected


def test_a_unit_that_must_be_right_is_required():
    inside = (
        number("63.9", "1") + "<unitgradingtype>1</unitgradingtype>" + f"<units>{unit('MHz', '1')}</units>"
    )
    asked = only(quiz(question("numerical", inside)))
    assert bank.grade(asked, bank.draw(asked, 0), "63.9").reason == "unit-missing"


def test_a_wrong_multiplier_is_refused():
    units = f"<units>{unit('MHz', '1')}{unit('kHz', '100')}</units>"
    assert "the multiplier 100" in refusal(quiz(question("numerical", number("63.9", "1") + units)))


def test_an_unknown_unit_is_reported():
    result = imported(quiz(question("numerical", number("5", "0") + f"<units>{unit('$', '1')}</units>")))
    assert result.questions[0].unit == "1"
    assert "unknown unit '$'" in result.notes[0].message.en


@pytest.mark.parametrize(
    ("inside", "says"),
    [
        (number("*", "0"), "'*' would give marks"),
        (number("5", "0", 50), "no answer has full marks"),
        (number("3.14", "0"), "its tolerance is 0"),
        (number("3.14", "9"), "almost anything is right"),
        (number("1e400", "1"), "not a finite number"),
        (number("5", "NaN"), "not a finite number"),
        (answer("yes", 100) + answer("*", 100), "accept any answer"),
    ],
)
def test_a_bad_key_is_refused(inside, says):
    kind = "shortanswer" if "yes" in inside else "numerical"
    assert says in refusal(quiz(question(kind, inside)))


def test_the_feedback_for_any_other_number_is_reported_not_made_a_key():
    result = imported(quiz(question("numerical", number("5", "0") + number("*", "0", 0))))
    assert result.questions[0].mistakes == ()
    assert "any other answer" in result.notes[0].message.en


# Calculated


def test_a_calculated_question_draws_its_wildcards():
    asked = only(
        calculated(
            "{w}*pow({h},2)/2", "w is {w}, h is {h}.", dataset("w", 2, 4, 2, 4), dataset("h", 3, 3, 5, 5)
        )
    )
    for seed in range(8):
        variant = bank.draw(asked, seed)
        key = variant.parameters["w"] * variant.parameters["h"] ** 2 / 2
        assert variant.key == pytest.approx(key)
        assert (
            bank.render(asked, variant, "en").stem
            == f"w is {variant.parameters['w']:g}, h is {variant.parameters['h']:g}."
        )
        assert outcome(asked, repr(key * 1.009), seed) == "right"
        assert outcome(asked, repr(key * 1.02), seed) == "wrong"


def test_a_nominal_tolerance_is_absolute():
    asked = only(calculated("{=sqrt({a})}", "a = {a}", dataset("a", 4, 9), tolerance="0.1", form="2"))
    assert (asked.rtol, asked.atol) == (0, 0.1)


def test_a_key_that_rests_on_a_hidden_number_keeps_its_first_row_only():
    text = calculated("{a}*{hidden}", "a = {a}", dataset("a", 2, 3), dataset("hidden", 10, 100))
    result = imported(text)
    (asked,) = result.questions
    assert asked.stem.en == "a = 2"
    assert outcome(asked, "20") == "right"
    assert "only the first row" in result.notes[0].message.en


@pytest.mark.parametrize(
    ("formula", "says"),
    [
        ("{a}*{b}", "has no values"),
        ("sin({a})", "no function sin"),
        ("__import__('os')", "no function __import__"),
        ("(lambda: {a})()", "cannot be read"),
        ("{a}/0", "has no value"),
        ("pow({a},9999)", "exponent"),
        ("{a}" + "+1" * 200, "longer than 300"),
        ("0*{a}", "its tolerance is 0"),
        ("log(1){system(1)}", "cannot be read"),
    ],
)
def test_a_formula_that_cannot_be_trusted_is_refused(formula, says):
    assert says in refusal(calculated(formula, "a = {a}", dataset("a", 2, 3)))


def test_a_geometric_tolerance_is_refused():
    assert "geometric" in refusal(calculated("{a}", "a = {a}", dataset("a", 2, 3), form="3"))


# The bank's own questions


@pytest.mark.parametrize("sample", [SINGLE, MULTIPLE], ids=["single", "multiple"])
def test_a_choice_comes_back_whole(tmp_path, sample):
    (asked,) = loaded(tmp_path, sample)
    exported = export_questions([asked], "moodle")
    (back,) = import_questions(exported.data).questions
    assert exported.notes == []
    assert back.model_dump(mode="json") == as_draft(asked)


def test_drawn_parameters_come_back_with_calculation_mistakes_and_solution(tmp_path):
    (asked,) = loaded(tmp_path, NUMBER)
    exported = export_questions([asked], "moodle")
    result = import_questions(exported.data)
    (back,) = result.questions
    assert exported.notes == []
    assert result.notes == []
    assert back.constraints == ("fa_to < fa_from",)
    assert (back.calculation, back.rtol, back.digits) == ("relative_sar_gre_fa", 0.02, 3)
    assert set(back.parameters["fa_to"].choices) == {8, 10, 12, 14}
    assert [(m.name, m.formula, m.credit) for m in back.mistakes] == [
        ("not-squared", "fa_to / fa_from", 0.25)
    ]
    for seed in range(5):
        variant = bank.draw(back, seed)
        same = variant.model_copy(update={"question": asked.id})
        assert bank.key(asked, same, "zh") == bank.key(back, variant, "zh")
        assert bank.render(asked, same, "zh").stem == bank.render(back, variant, "zh").stem
        assert bank.explain(asked, same, "en").solution == bank.explain(back, variant, "en").solution


def test_a_calculation_is_only_restored_where_the_numbers_prove_it(tmp_path):
    (asked,) = loaded(tmp_path, NUMBER)
    text = export_questions([asked], "moodle").data.decode()
    forged = re.sub(r"<value>0\.4444\d+</value>", "<value>0.5</value>", text)
    assert forged != text
    (back,) = imported(forged).questions
    assert back.calculation != "relative_sar_gre_fa"


def test_a_formula_that_moodle_cannot_write_is_reported(tmp_path):
    call = "relative_sar_gre_fa(fa_from=fa_from, fa_to=fa_to)"
    (asked,) = loaded(tmp_path, NUMBER.replace("calculation: relative_sar_gre_fa", f"calculation: {call}"))
    exported = export_questions([asked], "moodle")
    assert "only values are carried" in exported.notes[0].message.en
    result = import_questions(exported.data)
    assert "only the first row" in result.notes[0].message.en
    first = from_json(result.questions[0].model_dump_json())
    assert outcome(first, repr((8 / 15) ** 2)) == "right"


def test_every_value_of_a_data_set_is_the_key_of_its_row(tmp_path):
    from quizzes.bank.exchange import moodle

    (asked,) = loaded(tmp_path, NUMBER)
    ((item,), _) = moodle.read(export_questions([asked], "moodle").data.decode())
    columns = {each.name: each.values for each in item.datasets}
    assert len(columns["fa_from"]) == 8
    for start, end, key in zip(
        columns["fa_from"], columns["fa_to"], columns["relative_sar_gre_fa"], strict=True
    ):
        assert key == pytest.approx((end / start) ** 2)


def test_an_ordering_goes_out_as_a_matching_and_comes_back():
    text = "::steps::[html]Put in order. {\n =excite -> 1\n =encode -> 2\n =read out -> 3\n }"
    (asked,) = imported(text).questions
    for form in ("gift", "moodle"):
        assert import_questions(export_questions([asked], form).data).questions == [asked]


# Hostile files


LAUGHS = '<!DOCTYPE quiz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><quiz><question>&b;</question></quiz>'
FILE = '<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/hostname">]><quiz>&x;</quiz>'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (LAUGHS, "DOCTYPE"),
        (FILE, "DOCTYPE"),
        ("<quiz>" + "<a>" * 100 + "</a>" * 100 + "</quiz>", "nests more than"),
        ("<quiz><question></quiz>", "not well-formed"),
        ("<quiz>&undeclared;</quiz>", "not well-formed"),
        ("<html></html>", "no Moodle XML"),
        ("<", "not well-formed"),
    ],
)
def test_an_unsafe_or_broken_file_is_refused(text, says):
    with pytest.raises(FileRefused, match=says):
        imported(text)
