import json
import math
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from physics import units
from physics.catalogue import CATALOGUE, evaluate

ENTRIES = pytest.mark.parametrize("entry", CATALOGUE.values(), ids=CATALOGUE)

# Ends of a range that contradict the example of another argument; refusing them is right.
CONTRADICTIONS = {
    ("tse_echo_amplitude", "T1"),
    ("tse_echo_amplitude", "T2"),
    ("tse_signal_ratio_at_echo", "T1"),
    ("tse_signal_ratio_at_echo", "T2"),
    ("se_signal", "T1"),
    ("se_signal", "T2"),
    ("snr_ratio_field_with_T1", "T1_from"),
    ("snr_ratio_field_with_T1", "T1_to"),
    ("snr_ratio_field_with_T1", "T2"),
    ("fa_needed_for_sar_limit", "predicted_sar"),
    ("fa_needed_for_sar_limit", "limit"),
    ("fa_needed_for_sar_limit", "excitation"),
    ("fa_needed_for_sar_limit", "refocusing"),
    ("fringe_exponent_from_two_contours", "distance_1"),
}


def examples(entry):
    return {argument.name: argument.example for argument in entry.arguments}


def sweep(argument):
    """Values over the whole range of an argument, both ends included."""
    if argument.choices is not None:
        return argument.choices
    high = 1e6 if argument.high is None else argument.high
    if argument.low > 0:
        values = np.geomspace(argument.low, high, 7)
        values[[0, -1]] = argument.low, high
    else:
        values = np.linspace(argument.low, high, 7)
    return [float(v) for v in (np.round(values) if argument.whole else values)]


@ENTRIES
def test_every_calculation_is_described_in_both_languages(entry):
    for zh, en in (
        (entry.zh, entry.en),
        (entry.assumptions_zh, entry.assumptions_en),
        *((argument.zh, argument.en) for argument in entry.arguments),
    ):
        assert re.search(r"[\u4e00-\u9fff]|SAR|B1|T1|T2", zh), zh
        assert en
        assert not re.search(r"[\u4e00-\u9fff]", en), en
    assert entry.source


@ENTRIES
def test_every_argument_has_a_known_unit_and_a_range_that_holds_its_example(entry):
    units.dimension(entry.unit)
    assert len({argument.name for argument in entry.arguments}) == len(entry.arguments)
    for argument in entry.arguments:
        units.dimension(argument.unit)
        for value in (argument.example, argument.default):
            if value is None:
                continue
            if argument.choices is not None:
                assert value in argument.choices
            else:
                assert argument.low <= value <= (math.inf if argument.high is None else argument.high)


@ENTRIES
def test_every_calculation_gives_a_number_over_its_whole_range(entry):
    for argument in entry.arguments:
        refused = 0
        for value in sweep(argument):
            try:
                assert math.isfinite(evaluate(entry.name, **examples(entry) | {argument.name: value}))
            except ValueError:
                refused += 1
        assert not refused or (entry.name, argument.name) in CONTRADICTIONS, argument.name
        assert refused < len(sweep(argument))


@ENTRIES
def test_values_beyond_the_range_and_words_out_of_place_are_refused(entry):
    for argument in entry.arguments:
        wrong = ["nonsense"]
        if argument.choices is None:
            wrong += [math.nan, argument.low - 1]
            wrong += [] if argument.high is None else [argument.high * 2 + 1]
        for value in wrong:
            with pytest.raises(ValueError, match=argument.name):
                evaluate(entry.name, **examples(entry) | {argument.name: value})


@ENTRIES
def test_defaults_may_be_left_out_and_the_rest_may_not(entry):
    given = {a.name: a.example for a in entry.arguments if a.default is None}
    assert math.isfinite(evaluate(entry.name, **given))
    for name in given:
        with pytest.raises(ValueError, match=f"{name} is missing"):
            evaluate(entry.name, **{key: value for key, value in given.items() if key != name})


def test_unknown_names_are_refused_clearly():
    with pytest.raises(ValueError, match="no calculation is called 'sar_of_love'"):
        evaluate("sar_of_love")
    with pytest.raises(ValueError, match="does not take colour"):
        evaluate("larmor_frequency", B0=3.0, colour=1.0)


def test_the_catalogue_cannot_be_changed_by_accident():
    with pytest.raises(TypeError):
        CATALOGUE["larmor_frequency"] = replace(CATALOGUE["larmor_frequency"], unit="Hz")


def test_every_scalar_quantity_of_the_golden_vectors_has_its_entry():
    vectors = json.loads(Path(__file__).with_name("vectors.json").read_text(encoding="utf-8"))["vectors"]
    not_scalar = re.compile(
        r"tse_echo_amplitudes.*|hyperecho.*|tse_signal_ratio_\d+_.*|rolling_.*|limit_check.*|tr_validity"
        r"|sar_printed_formula_unit_check|relative_sar_variable_flip_train"
    )
    names = {vector["quantity"] for vector in vectors}
    assert {name for name in names if not not_scalar.fullmatch(name)} <= CATALOGUE.keys()


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("wb_sar_limit_first_level_IEC", {"ambient": 30}, 2.75),
        ("relative_sar_tse_refocusing", {"etl": 16, "ref_from": 180, "ref_to": 120}, 0.453),
        ("relative_sar_reduction", {"etl": 16, "ref_from": 180, "ref_to": 150}, 30.09),
        ("relative_sar_slices", {"slices_from": 24, "slices_to": 20}, 0.8333),
        ("relative_sar_tr", {"TR_from": 4000, "TR_to": 5000}, 0.8),
        ("relative_sar_etl", {"etl_from": 16, "etl_to": 12, "refocusing": 180}, 0.7538),
        ("relative_sar_pulse_duration", {"duration_ratio": 2}, 0.5),
        ("snr_ratio_matrix", {"matrix_from": 256, "matrix_to": 320}, 0.7155),
        ("snr_ratio_parallel_imaging", {"R": 2, "g": 1.2}, 0.5893),
        ("sar_with_true_weight", {"sar_shown": 1.8, "mass_entered": 100, "mass_true": 80}, 2.25),
        ("tr_needed_for_sar_limit", {"predicted_sar": 3.4, "limit": 2.0, "TR": 2500}, 4250),
    ],
)
def test_common_questions_have_their_known_answers(name, arguments, expected):
    assert evaluate(name, **arguments) == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize(
    ("value", "unit_from", "unit_to", "expected"),
    [
        (5, "G", "mT", 0.5),
        (1.5, "T", "高斯", None),
        (1, "h", "min", 60),
        (180, "deg", "rad", math.pi),
        (0.15, "W/kg/µT²", "W/kg/T^2", 1.5e11),
        (1, "g/cm³", "kg/m3", 1000),
        (25, "℃", "degC", 25),
        (1, "T", "s", None),
    ],
)
def test_units_convert_within_their_dimension_only(value, unit_from, unit_to, expected):
    if expected is None:
        with pytest.raises(ValueError, match=unit_to):
            units.convert(value, unit_from=unit_from, unit_to=unit_to)
    else:
        assert units.convert(value, unit_from=unit_from, unit_to=unit_to) == pytest.approx(expected)
