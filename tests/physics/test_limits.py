import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from physics import limits
from physics.exposure import (
    LONG_WINDOW,
    SHORT_WINDOW,
    Segment,
    absorbed_energy,
    adiabatic_temperature_rise,
    check_exposure,
    worst_mean,
)

modes = st.sampled_from(limits.MODES)
ratios = st.floats(0.0, 1.0)
ambients = st.floats(0.0, 60.0)
timelines = st.lists(st.tuples(st.integers(1, 400), st.floats(0.0, 10.0)), min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("ambient", "limit"), [(20, 4), (25, 4), (28.5, 3.125), (30, 2.75), (33, 2), (40, 2)]
)
def test_room_temperature_lowers_the_first_level_limit(ambient, limit):
    assert limits.whole_body_limit(mode="first", ambient=ambient) == limit
    assert limits.whole_body_limit(mode="normal", ambient=ambient) == 2


@given(ambient=ambients)
def test_the_journals_rule_never_allows_more_than_the_standard(ambient):
    journal = limits.journal_whole_body_limit(ambient=ambient)
    assert 2 <= journal <= limits.whole_body_limit(mode="first", ambient=ambient) + 1e-12


def test_the_journals_rule_reaches_two_at_32_degrees_and_the_standard_at_33():
    np.testing.assert_allclose(limits.journal_whole_body_limit(ambient=[25, 28.5, 32]), [4, 3, 2])
    assert limits.whole_body_limit(mode="first", ambient=32) == 2.25


@pytest.mark.parametrize(("mode", "whole"), [("normal", 2.0), ("first", 4.0)])
def test_the_partial_body_limit_runs_from_ten_to_the_whole_body_limit(mode, whole):
    np.testing.assert_allclose(limits.partial_body_limit(mode=mode, exposed_mass_ratio=[0, 1]), [10, whole])


@given(mode=modes, ratio=ratios, ambient=ambients)
def test_both_limits_hold_at_the_binding_sar_and_one_is_met(mode, ratio, ambient):
    binding = limits.binding_whole_body_equivalent(mode=mode, exposed_mass_ratio=ratio, ambient=ambient)
    whole = limits.whole_body_limit(mode=mode, ambient=ambient)
    partial = ratio * limits.partial_body_limit(mode=mode, exposed_mass_ratio=ratio)
    assert binding <= whole
    assert binding <= partial
    assert binding in (whole, partial)
    binds = limits.partial_body_binds(mode=mode, exposed_mass_ratio=ratio, ambient=ambient)
    assert binds == (partial < whole)


@pytest.mark.parametrize(("mode", "crossing"), [("normal", 1 / 4), ("first", 2 / 3)])
def test_the_partial_body_limit_binds_below_the_crossing_only(mode, crossing):
    ratios = np.array([crossing - 0.01, crossing + 0.01])
    assert limits.partial_body_binds(mode=mode, exposed_mass_ratio=ratios).tolist() == [True, False]


def test_first_level_gives_the_head_nothing_more():
    assert limits.head_limit(mode="normal") == limits.head_limit(mode="first") == 3.2


def test_local_limits_double_at_first_level_in_edition_3_alone():
    for region, normal in (("head", 10), ("trunk", 10), ("extremities", 20)):
        assert limits.local_limit(region=region, mode="normal") == normal
        assert limits.local_limit(region=region, mode="first") == 2 * normal
        assert limits.local_limit(region=region, mode="first", edition="2") == normal


def test_ten_seconds_may_have_twice_the_limit_and_three_times_in_edition_2():
    assert limits.short_term_limit(limit_6min=2.0) == 4.0
    assert limits.short_term_limit(limit_6min=2.0, edition="2") == 6.0


def test_b1_rms_is_compared_with_the_label_and_unknown_is_not_within():
    within = limits.within_label(b1_rms=[1.9, 2.0, 2.3, np.nan], label_limit=2.0)
    assert within.tolist() == [True, True, False, False]


@given(b1=st.floats(0.1, 10), label=st.floats(0.1, 10), TR=st.floats(0.01, 10))
def test_the_TR_for_a_label_brings_b1_rms_to_it(b1, label, TR):
    longer = limits.TR_for_label(b1_rms=b1, label_limit=label, TR=TR)
    np.testing.assert_allclose(b1 * np.sqrt(TR / longer), label)


@given(timeline=timelines, window=st.integers(1, 500))
def test_the_worst_mean_agrees_with_moving_the_window_second_by_second(timeline, window):
    durations, values = zip(*timeline, strict=True)
    per_second = np.repeat(values, durations)
    padded = np.concatenate([np.zeros(window), per_second, np.zeros(window)])
    brute = np.convolve(padded, np.ones(window) / window, mode="valid").max()
    assert worst_mean(durations=durations, sar=values, window=window) == pytest.approx(brute, abs=1e-9)


@given(timeline=timelines, k=st.floats(0.1, 10))
def test_the_worst_mean_does_not_depend_on_the_unit_of_time_and_grows_with_sar(timeline, k):
    durations, values = (np.array(column, dtype=float) for column in zip(*timeline, strict=True))
    one = worst_mean(durations=durations, sar=values, window=LONG_WINDOW)
    assert worst_mean(durations=k * durations, sar=values, window=k * LONG_WINDOW) == pytest.approx(one)
    assert worst_mean(durations=durations, sar=k * values, window=LONG_WINDOW) == pytest.approx(k * one)


def test_an_edge_of_the_window_inside_a_segment_is_interpolated():
    assert worst_mean(durations=[180, 180, 120], sar=[3.0, 0.5, 3.0], window=360) == pytest.approx(1.75)
    assert worst_mean(durations=[100.5, 400], sar=[4.0, 1.0], window=360) == pytest.approx(
        (100.5 * 4 + 259.5) / 360
    )


def test_unknown_sar_gives_an_unknown_mean():
    assert np.isnan(worst_mean(durations=[10, 20], sar=[1.0, np.nan], window=10))


def test_a_short_burst_breaks_the_ten_second_rule_though_six_minutes_hold():
    burst = [Segment(duration=60, whole_body=8.0), Segment(duration=300, whole_body=0.5)]
    tightest, other = check_exposure(segments=burst, mode="normal")
    assert (tightest.window, tightest.sar, tightest.limit, tightest.within) == (SHORT_WINDOW, 8.0, 4.0, False)
    assert other.window == LONG_WINDOW
    assert other.within
    assert all(finding.within for finding in check_exposure(segments=burst, mode="first"))


def test_every_quantity_given_is_checked_against_its_own_limit():
    segment = Segment(duration=360, whole_body=1.0, partial_body=4.0, head=1.6, local=15.0)
    findings = check_exposure(segments=[segment], mode="normal", exposed_mass_ratio=0.5, region="extremities")
    long = {f.quantity: f.ratio for f in findings if f.window == LONG_WINDOW}
    assert long == {"whole_body": 0.5, "partial_body": 4 / 6, "head": 0.5, "local": 0.75}
    assert findings[0].quantity == "local"
    assert findings[0].certainty == "medium"


def test_sar_exactly_at_the_limit_is_within():
    assert all(f.within for f in check_exposure(segments=[Segment(duration=900, head=3.2)], mode="normal"))


@given(sar=st.floats(0.01, 10), minutes=st.floats(1, 120))
def test_energy_and_warming_grow_with_sar_and_time(sar, minutes):
    energy = absorbed_energy(sar=sar, time=60 * minutes)
    np.testing.assert_allclose(absorbed_energy(sar=2 * sar, time=30 * minutes), energy)
    rise = adiabatic_temperature_rise(sar=sar, time=60 * minutes, specific_heat=3470)
    np.testing.assert_allclose(rise * 3470, energy)


def test_one_watt_per_kilogram_during_an_hour_warms_by_one_degree():
    assert adiabatic_temperature_rise(sar=1, time=3600, specific_heat=3470) == pytest.approx(1.037, abs=1e-3)


SEGMENT = Segment(duration=10, whole_body=1.0, partial_body=1.0)


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: limits.whole_body_limit(mode="second"), "mode"),
        (lambda: limits.whole_body_limit(mode="first", ambient=80), "ambient"),
        (lambda: limits.journal_whole_body_limit(ambient=-5), "ambient"),
        (lambda: limits.partial_body_limit(mode="first", exposed_mass_ratio=1.2), "exposed_mass_ratio"),
        (lambda: limits.head_limit(mode="research"), "mode"),
        (lambda: limits.local_limit(region="knee", mode="first"), "region"),
        (lambda: limits.local_limit(region="head", mode="first", edition="4"), "edition"),
        (lambda: limits.short_term_limit(limit_6min=0), "limit_6min"),
        (lambda: limits.within_label(b1_rms=-1, label_limit=2), "b1_rms"),
        (lambda: limits.TR_for_label(b1_rms=1, label_limit=0, TR=1), "label_limit"),
        (lambda: worst_mean(durations=[0], sar=[1], window=10), "durations"),
        (lambda: worst_mean(durations=[1, 2], sar=[1], window=10), "durations"),
        (lambda: worst_mean(durations=[], sar=[], window=10), "durations"),
        (lambda: worst_mean(durations=[1], sar=[-1], window=10), "sar"),
        (lambda: worst_mean(durations=[1], sar=[1], window=0), "window"),
        (lambda: check_exposure(segments=[], mode="normal"), "segments"),
        (lambda: check_exposure(segments=[Segment(duration=1)], mode="normal"), "segments"),
        (lambda: check_exposure(segments=[SEGMENT], mode="normal"), "exposed_mass_ratio"),
        (lambda: check_exposure(segments=[Segment(duration=1, local=1)], mode="normal"), "region"),
        (lambda: absorbed_energy(sar=-1, time=1), "sar"),
        (lambda: adiabatic_temperature_rise(sar=1, time=1, specific_heat=0), "specific_heat"),
    ],
)
def test_impossible_inputs_are_refused_by_name(call, named):
    with pytest.raises(ValueError, match=f"^{named} "):
        call()
