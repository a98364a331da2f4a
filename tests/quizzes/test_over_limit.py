"""Settings of an over-limit protocol: which are needed, what they may be, and the advice they lead to."""

import pytest

from physics.advice import RemedyKind
from quizzes import over_limit
from quizzes.over_limit import DoesNotFit, advised, limit_of, missing, rescaled, with_setting

SPINE = {
    "sequence": "TSE",
    "B0": 3.0,
    "SAR": 2.6,
    "limit": 2.0,
    "TR": 4000.0,
    "slices": 20.0,
    "refocusing": 180.0,
    "turbo_factor": 16.0,
}
GRADIENT_ECHO = {"sequence": "GRE", "B0": 3.0, "SAR": 3.0, "limit": 2.0, "TR": 150.0, "slices": 20.0}


def test_settings_are_asked_for_from_the_sequence_to_the_train():
    settings: dict = {}
    asked = []
    while (name := missing(settings)) is not None:
        asked.append(name)
        settings = with_setting(settings, name, SPINE[name])
    assert asked == ["sequence", "B0", "SAR", "limit", "TR", "slices", "refocusing", "turbo_factor"]


def test_a_gradient_echo_is_asked_for_its_angle_and_its_preparation_instead_of_a_train():
    assert missing(GRADIENT_ECHO) == "excitation"
    assert missing(GRADIENT_ECHO | {"excitation": 70.0}) == "preparation"


@pytest.mark.parametrize(
    ("settings", "limit"),
    [
        ({"mode": "normal"}, 2.0),
        ({"mode": "first"}, 4.0),
        ({"mode": "first", "ambient": 28.0}, 3.25),
        ({"region": "head"}, 3.2),
        ({"region": "head", "mode": "first"}, 3.2),
        ({"limit": 1.7, "mode": "normal"}, 1.7),
        ({}, None),
    ],
)
def test_the_limit_is_the_one_given_or_that_of_the_mode_and_room(settings, limit):
    assert limit_of(settings) == limit


def test_a_mode_chosen_later_replaces_the_limit():
    assert limit_of(with_setting(SPINE, "limit", "first")) == 4.0
    assert limit_of(with_setting(SPINE, "mode", "first")) == 4.0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TR", -1.0),
        ("TR", float("nan")),
        ("slices", 20.5),
        ("sequence", "EPI"),
        ("weight", 200.0),
        ("B0", "3"),
    ],
)
def test_an_impossible_setting_is_refused(name, value):
    with pytest.raises(ValueError, match=name):
        with_setting(SPINE, name, value)


def test_another_sequence_keeps_the_patients_figures_and_drops_those_of_the_pulses():
    assert with_setting(SPINE, "sequence", "GRE") == {
        "sequence": "GRE",
        "B0": 3.0,
        "SAR": 2.6,
        "limit": 2.0,
    }


def test_every_usual_value_is_a_possible_one():
    for sequence in over_limit.SEQUENCES:
        settings = {"sequence": sequence}
        for name in over_limit.changeable(settings):
            values = over_limit.usual(name, settings)
            assert values, (sequence, name)
            assert all(over_limit.KINDS[name].takes(value) for value in values)


def test_a_longer_repetition_time_is_advised_exactly_to_the_limit_and_paid_in_time():
    longer = next(r for r in advised(SPINE).remedies if r.kind is RemedyKind.TR)
    assert longer.protocol.TR == pytest.approx(5.2)
    assert longer.SAR == pytest.approx(2.0)
    assert longer.cost.time == pytest.approx(1.3)


def test_what_was_assumed_is_told_and_what_was_said_is_not():
    assert advised(SPINE).assumed.keys() == {"TE", "ESP", "pulse", "excitation", "exposed"}
    said = SPINE | {"TE": 100.0, "ESP": 9.0, "excitation": 90.0, "exposed": 0.7}
    assert advised(said).assumed.keys() == {"pulse"}


def test_the_preparation_pulse_of_a_gradient_echo_goes_first():
    settings = GRADIENT_ECHO | {"TR": 35.0, "slices": 1.0, "excitation": 15.0}
    with_it = advised(settings | {"preparation": "magnetisation_transfer"}).remedies
    assert with_it[1].kind is RemedyKind.REMOVE_PREPARATION
    without = advised(settings | {"preparation": "none"}).remedies
    assert RemedyKind.REMOVE_PREPARATION not in {remedy.kind for remedy in without}


def test_the_first_level_raises_no_limit_of_the_head():
    head = with_setting(SPINE | {"SAR": 3.6}, "limit", "head")
    assert RemedyKind.FIRST_LEVEL not in {remedy.kind for remedy in advised(head).remedies}
    assert RemedyKind.FIRST_LEVEL in {remedy.kind for remedy in advised(SPINE).remedies}


@pytest.mark.parametrize(
    ("change", "ratio"),
    [
        ({"TR": 5000.0}, 0.8),
        ({"slices": 15.0}, 0.75),
        ({"refocusing": 120.0}, (90**2 + 16 * 120**2) / (90**2 + 16 * 180**2)),
        ({"B0": 1.5}, 0.25),
        ({"TE": 100.0, "averages": 2.0, "limit": 1.0}, 1.0),
        ({"TR": 2000.0, "ESP": 5.0}, 2.0),
    ],
)
def test_the_prediction_follows_a_changed_setting_and_nothing_that_was_assumed(change, ratio):
    assert rescaled(SPINE, SPINE | change) == pytest.approx(2.6 * ratio, rel=1e-3)


@pytest.mark.parametrize("change", [{"slices": 60.0}, {"TR": 300.0}, {"TE": 500.0}, {"concatenations": 20.0}])
def test_settings_that_cannot_be_played_together_are_told_from_those_that_can(change):
    if "concatenations" in change:
        assert advised(SPINE | change).protocol.slices_per_TR == 1
    else:
        with pytest.raises(DoesNotFit):
            advised(SPINE | change | {"ESP": 10.0})


@pytest.mark.parametrize("repetition", [1000.0, 2000.0, 3000.0, 4000.0, 6000.0])
@pytest.mark.parametrize("slices", [10.0, 20.0, 30.0])
@pytest.mark.parametrize("turbo_factor", [4.0, 8.0, 16.0, 24.0])
def test_without_an_echo_spacing_usual_protocols_fit_if_they_can(repetition, slices, turbo_factor):
    settings = SPINE | {"TR": repetition, "slices": slices, "turbo_factor": turbo_factor}
    if repetition / slices / (turbo_factor + 0.5) < 3.0:
        with pytest.raises(DoesNotFit):
            advised(settings)
    else:
        assert advised(settings).protocol.shortest_TR <= repetition / 1000
