"""Oracles: qmrpy 2.0 and epyg 0.2, two echo-train simulations that share no code with ours."""

import numpy as np
import pytest
from epyg import EpyG, Operators
from hypothesis import given, settings
from hypothesis import strategies as st
from qmrpy.epg import epg_se

from physics.epg import cpmg_echoes, first_echo, pseudo_steady_state

angles = st.floats(0.0, 180.0)
trains = st.lists(angles, min_size=1, max_size=12)
tissues = st.tuples(st.floats(0.05, 5.0), st.floats(0.1, 1.0)).map(lambda t: (t[0], t[0] * t[1]))


def epyg_echoes(train, echo_spacing, T1, T2, excitation):
    state = EpyG.epg(initial_size=2 * len(train) + 8)
    Operators.Transform(excitation, np.pi / 2).apply(state)
    half_spacing = Operators.Epsilon(echo_spacing / 2 / T1, echo_spacing / 2 / T2)
    dephase = Operators.Shift(1)
    echoes = []
    for angle in train:
        for step in (half_spacing, dephase, Operators.Transform(angle, 0.0), half_spacing, dephase):
            step.apply(state)
        echoes.append(-state.get_f(0).real)  # epyg turns the other way round
    return np.array(echoes)


@settings(max_examples=40)
@given(train=trains, tissue=tissues, b1_scale=st.floats(0.5, 1.2))
def test_echoes_agree_with_qmrpy(train, tissue, b1_scale):
    T1, T2 = tissue
    ours = cpmg_echoes(refocusing=np.deg2rad(train), echo_spacing=0.01, T1=T1, T2=T2, b1_scale=b1_scale)
    theirs = epg_se.tse(
        t2_ms=T2 * 1e3, t1_ms=T1 * 1e3, te_ms=10.0, etl=len(train), refocus_angles_deg=train, b1=b1_scale
    )
    np.testing.assert_allclose(np.abs(ours), theirs, atol=1e-10)


@settings(max_examples=40)
@given(
    train=st.lists(st.floats(-180.0, 180.0), min_size=1, max_size=12),
    tissue=tissues,
    excitation=st.floats(0.1, 3.0),
)
def test_signed_echoes_agree_with_epyg_even_for_negative_angles(train, tissue, excitation):
    T1, T2 = tissue
    train = np.deg2rad(train)
    ours = cpmg_echoes(refocusing=train, echo_spacing=0.01, T1=T1, T2=T2, excitation=excitation)
    np.testing.assert_allclose(ours, epyg_echoes(train, 0.01, T1, T2, excitation), atol=1e-10)


def test_tissues_and_trains_give_what_each_pair_gives_alone():
    T1, T2 = np.array([0.4, 1.0, 4.3]), np.array([0.07, 0.1, 2.0])
    refocusing = np.deg2rad([[180, 180, 180, 180], [150, 120, 90, 60]])
    together = cpmg_echoes(refocusing=refocusing, echo_spacing=0.01, T1=T1[:, None], T2=T2[:, None])
    assert together.shape == (3, 2, 4)
    for tissue in range(3):
        for train in range(2):
            alone = cpmg_echoes(refocusing=refocusing[train], echo_spacing=0.01, T1=T1[tissue], T2=T2[tissue])
            np.testing.assert_array_equal(together[tissue, train], alone)


def test_more_pairs_than_a_block_holds_are_all_computed():
    T2 = np.linspace(0.02, 0.2, 3000)
    echoes = cpmg_echoes(refocusing=np.full(5, np.pi), echo_spacing=0.01, T1=2.0, T2=T2)
    np.testing.assert_allclose(echoes, np.exp(-0.01 * np.arange(1, 6) / T2[:, None]), rtol=1e-12)


@given(tissue=tissues, count=st.integers(1, 40))
def test_perfect_refocusing_leaves_the_decay_of_T2(tissue, count):
    T1, T2 = tissue
    echoes = cpmg_echoes(refocusing=np.full(count, np.pi), echo_spacing=0.01, T1=T1, T2=T2)
    np.testing.assert_allclose(echoes, np.exp(-0.01 * np.arange(1, count + 1) / T2), rtol=1e-9, atol=1e-15)


@given(before=st.lists(angles, min_size=1, max_size=8))
def test_a_hyperecho_restores_the_whole_magnetisation(before):
    train = np.deg2rad([*before, 180.0, *(-angle for angle in reversed(before))])
    assert cpmg_echoes(refocusing=train, echo_spacing=0.01)[-1] == pytest.approx(1.0, abs=1e-12)


@given(train=trains, tissue=tissues, k=st.floats(0.1, 10.0))
def test_echoes_do_not_depend_on_the_unit_of_time(train, tissue, k):
    T1, T2 = tissue
    one = cpmg_echoes(refocusing=np.deg2rad(train), echo_spacing=0.01, T1=T1, T2=T2)
    other = cpmg_echoes(refocusing=np.deg2rad(train), echo_spacing=0.01 * k, T1=T1 * k, T2=T2 * k)
    np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)


@given(train=trains, tissue=tissues)
def test_no_echo_exceeds_the_equilibrium_magnetisation(train, tissue):
    T1, T2 = tissue
    echoes = cpmg_echoes(refocusing=np.deg2rad(train), echo_spacing=0.01, T1=T1, T2=T2)
    assert np.all(np.abs(echoes) <= 1 + 1e-12)


@given(angle=st.floats(0.1, np.pi))
def test_the_first_echo_is_the_closed_form(angle):
    simulated = cpmg_echoes(refocusing=[angle], echo_spacing=0.01)[0]
    assert simulated == pytest.approx(first_echo(refocusing=angle), abs=1e-12)


@pytest.mark.parametrize("degrees", [60, 90, 120, 150])
def test_a_long_train_settles_at_the_pseudo_steady_state(degrees):
    angle = np.deg2rad(degrees)
    echoes = cpmg_echoes(refocusing=np.full(400, angle), echo_spacing=0.01)
    assert echoes[-1] == pytest.approx(pseudo_steady_state(refocusing=angle), rel=2e-4)


def test_white_matter_keeps_its_signal_at_120_degrees_and_csf_does_not():
    T1, T2 = np.array([1.084, 4.300])[:, None], np.array([0.069, 2.000])[:, None]
    refocusing = np.deg2rad([[180.0] * 8, [120.0] * 8])
    eighth = cpmg_echoes(refocusing=refocusing, echo_spacing=0.01, T1=T1, T2=T2)[..., 7]
    np.testing.assert_allclose(eighth[:, 1] / eighth[:, 0], [1.036, 0.878], atol=5e-4)


def test_unknown_tissue_stays_unknown_without_touching_the_others():
    echoes = cpmg_echoes(refocusing=[3.0, 3.0], echo_spacing=0.01, T1=1.0, T2=[0.1, np.nan])
    assert np.isfinite(echoes[0]).all()
    assert np.isnan(echoes[1]).all()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"echo_spacing": 0.0}, "echo_spacing"),
        ({"T2": -0.1}, "T2"),
        ({"T1": 0.1, "T2": 0.3}, "T2"),
        ({"refocusing": 3.0}, "refocusing"),
        ({"refocusing": []}, "refocusing"),
        ({"b1_scale": np.inf}, "b1_scale"),
    ],
)
def test_impossible_trains_are_refused_by_name(change, named):
    with pytest.raises(ValueError, match=named):
        cpmg_echoes(**({"refocusing": [3.0], "echo_spacing": 0.01} | change))
