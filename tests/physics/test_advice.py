import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from physics.advice import Condition, Cost, Entry, Remedy, RemedyKind, Weighting, advise, weighting
from physics.advice.changes import variable_train
from physics.protocol import (
    Preparation,
    PreparationKind,
    Protocol,
    PulseForm,
    Sequence,
    relative_sar,
    scan_time,
)
from physics.tissues import FAT, FLUID

DEG = math.pi / 180
TSE = Protocol(
    sequence=Sequence.TSE,
    B0=3.0,
    TR=4.0,
    TE=0.08,
    refocusing_angle=math.pi,
    turbo_factor=16,
    echo_spacing=0.010,
    slices=20,
    phase_lines=320,
)
SE = Protocol(sequence=Sequence.SE, B0=1.5, TR=0.6, TE=0.01, refocusing_angle=math.pi, slices=15)
GRE = Protocol(sequence=Sequence.GRE, B0=1.5, TR=0.03, TE=0.005, excitation_angle=25 * DEG, bandwidth=400.0)
BSSFP = Protocol(
    sequence=Sequence.BSSFP,
    B0=1.5,
    TR=0.004,
    TE=0.002,
    excitation_angle=60 * DEG,
    bandwidth=1000.0,
    excitation=PulseForm(shape="rect", duration=1e-3),
)
TSE_3D = Protocol(
    sequence=Sequence.TSE_3D,
    B0=3.0,
    TR=2.0,
    TE=0.2,
    refocusing_angle=tuple(a * DEG for a in (150, 120, *([100] * 58))),
    turbo_factor=60,
    echo_spacing=0.005,
    slices=160,
    bandwidth=800.0,
)
MT = Preparation(
    kind=PreparationKind.MAGNETISATION_TRANSFER,
    flip_angle=500 * DEG,
    form=PulseForm(shape="gauss_edge1pct", duration=8e-3),
)
FAT_SATURATION = Preparation(
    kind=PreparationKind.FAT_SATURATION,
    flip_angle=110 * DEG,
    form=PulseForm(shape="gauss_edge1pct", duration=8e-3),
)
RESTORE = Preparation(kind=PreparationKind.RESTORE, flip_angle=90 * DEG)
PROTOCOLS = {
    "T2 TSE": TSE,
    "T2 TSE with preparations": replace(TSE, preparations=(FAT_SATURATION, RESTORE)),
    "PD TSE in two passes": replace(TSE, TE=0.02, concatenations=2),
    "T1 SE": SE,
    "GRE": GRE,
    "GRE in passes": replace(GRE, TR=0.15, slices=10),
    "GRE with MT": replace(GRE, preparations=(MT,)),
    "bSSFP": BSSFP,
    "3D TSE": TSE_3D,
}
protocols = st.sampled_from(sorted(PROTOCOLS)).map(PROTOCOLS.__getitem__)
excesses = st.floats(1.001, 10.0)
limits = st.sampled_from([2.0, 3.2, 10.0])


def single(remedies: tuple[Remedy, ...], kind: RemedyKind) -> Remedy:
    """The first remedy of one step and this kind."""
    return next(r for r in remedies if [step.kind for step in r.steps] == [kind])


def kinds(remedies: tuple[Remedy, ...]) -> list[RemedyKind]:
    return list(dict.fromkeys(r.kind for r in remedies if len(r.steps) < 2))


@given(protocol=protocols, excess=excesses, limit=limits)
@settings(max_examples=60, deadline=None)
def test_a_remedy_claimed_sufficient_brings_SAR_within_the_limit(protocol, excess, limit):
    for remedy in advise(protocol, SAR=excess * limit, limit=limit):
        if remedy.protocol is not None:
            reached = excess * limit * relative_sar(protocol, remedy.protocol)
            assert remedy.SAR == pytest.approx(reached, rel=1e-9)
            assert remedy.sufficient is (remedy.SAR <= limit)
            assert remedy.SAR < excess * limit


@given(protocol=protocols, excess=excesses, limit=limits)
@settings(max_examples=25, deadline=None)
def test_SAR_and_limit_doubled_together_change_no_advice(protocol, excess, limit):
    once = advise(protocol, SAR=excess * limit, limit=limit)
    twice = advise(protocol, SAR=2 * excess * limit, limit=2 * limit)
    assert [r.steps for r in twice] == [r.steps for r in once]
    assert [r.cost for r in twice] == [r.cost for r in once]


@given(protocol=protocols, excess=excesses)
@settings(max_examples=25, deadline=None)
def test_a_pair_is_enough_where_neither_step_is_alone(protocol, excess):
    remedies = advise(protocol, SAR=excess, limit=1.0)
    weak = {r.kind for r in remedies if len(r.steps) == 1 and not r.sufficient}
    pairs = [r for r in remedies if len(r.steps) == 2]
    assert len(pairs) <= 3
    for pair in pairs:
        assert pair.sufficient
        assert {step.kind for step in pair.steps} <= weak
        assert pair.steps[0].kind != pair.steps[1].kind


@given(protocol=protocols, excess=excesses)
@settings(max_examples=25, deadline=None)
def test_costs_have_the_sign_of_their_cause(protocol, excess):
    for remedy in advise(protocol, SAR=excess, limit=1.0):
        if len(remedy.steps) != 1 or remedy.protocol is None:
            continue
        cost, kind = remedy.cost, remedy.kind
        assert cost.time == pytest.approx(scan_time(remedy.protocol) / scan_time(protocol))
        assert cost.energy == pytest.approx(cost.time * remedy.SAR / excess)
        assert (cost.time > 1) is (
            kind in {RemedyKind.TR, RemedyKind.CONCATENATIONS, RemedyKind.TURBO_FACTOR}
            or (kind is RemedyKind.LONGER_PULSES and protocol.sequence is Sequence.BSSFP)
        )
        assert (cost.coverage < 1) is (kind is RemedyKind.SLICES)
        assert (cost.slice_shift > 1) is (kind is RemedyKind.LONGER_PULSES)
        assert (cost.train < 1) is (kind is RemedyKind.TURBO_FACTOR)
        if kind is RemedyKind.ACCELERATION_AND_TR:
            assert 0.95 < cost.time <= 1


@given(protocol=protocols, excess=excesses)
@settings(max_examples=25, deadline=None)
def test_settings_are_practical_and_rounded_to_the_safe_side(protocol, excess):
    for remedy in advise(protocol, SAR=excess, limit=1.0):
        for step in remedy.steps:
            if step.kind in {RemedyKind.REFOCUSING_ANGLE, RemedyKind.EXCITATION_ANGLE}:
                grid = 5 if step.after > 29.5 * DEG else 1
                assert (step.after / DEG / grid) == pytest.approx(round(step.after / DEG / grid))
                assert step.after < step.before
            if step.kind is RemedyKind.TR:
                grid = 0.05 if step.after >= 1 else 0.01 if step.after >= 0.1 else 1e-4
                assert step.after / grid == pytest.approx(round(step.after / grid))
                assert step.after > step.before
            if step.kind is RemedyKind.SLICES:
                assert step.after == int(step.after) < step.before


def test_a_protocol_within_its_limit_needs_no_remedy():
    assert advise(TSE, SAR=2.0, limit=2.0) == ()


def test_the_first_advice_is_to_check_the_true_entries_and_it_promises_nothing():
    first = advise(TSE, SAR=2.6, limit=2.0)[0]
    assert first.kind is RemedyKind.CHECK_ENTRIES
    assert set(first.entries) >= {Entry.WEIGHT, Entry.HEIGHT, Entry.ORIENTATION, Entry.ROOM_TEMPERATURE}
    assert (first.protocol, first.SAR, first.cost) == (None, 2.6, Cost())
    assert not first.sufficient


def test_the_worked_figures_for_an_excess_of_thirty_percent():
    remedies = advise(TSE, SAR=2.6, limit=2.0)
    # the exact needs are 157.5 degrees, 5200 ms and 15.4 slices
    assert single(remedies, RemedyKind.REFOCUSING_ANGLE).steps[0].after == pytest.approx(155 * DEG)
    assert single(remedies, RemedyKind.TR).steps[0].after == pytest.approx(5.2)
    assert single(remedies, RemedyKind.TR).cost.time == pytest.approx(1.3)
    assert single(remedies, RemedyKind.SLICES).steps[0].after == 15
    assert single(remedies, RemedyKind.SLICES).cost.coverage == pytest.approx(0.75)
    turbo = single(remedies, RemedyKind.TURBO_FACTOR)
    assert turbo.steps[0].after == 12
    assert turbo.SAR / 2.6 == pytest.approx(0.754, abs=5e-4)
    assert turbo.cost.time == pytest.approx(1.35)
    assert single(remedies, RemedyKind.CONCATENATIONS).SAR / 2.6 == pytest.approx(0.5)
    assert single(remedies, RemedyKind.CONCATENATIONS).cost.time == pytest.approx(2.0)


def test_acceleration_spends_the_time_it_saves_on_TR():
    remedy = single(advise(TSE, SAR=2.6, limit=2.0, g_factor=1.2), RemedyKind.ACCELERATION_AND_TR)
    assert remedy.protocol is not None
    assert remedy.protocol.TR == pytest.approx(8.0)
    assert remedy.SAR / 2.6 == pytest.approx(0.5)
    assert remedy.cost.time == pytest.approx(1.0)
    assert 1 / (1.2 * math.sqrt(2)) < remedy.cost.SNR < 1  # partly regained by the longer TR


@pytest.mark.parametrize(
    ("SAR", "angle", "factor", "SNR", "contrast"),
    [(2.8, 150, 0.699, 0.964, 0.947), (4.4, 120, 0.453, 0.878, 0.847)],
)
def test_a_smaller_refocusing_angle_costs_a_T2_image_little_signal_and_some_contrast(
    SAR, angle, factor, SNR, contrast
):
    remedies = [r for r in advise(TSE, SAR=SAR, limit=2.0) if len(r.steps) == 1 and r.sufficient]
    remedy = next(r for r in remedies if r.kind is RemedyKind.REFOCUSING_ANGLE)
    assert remedy.steps[0].after == pytest.approx(angle * DEG)
    assert remedy.SAR / SAR == pytest.approx(factor, abs=5e-4)
    assert remedy.cost.SNR == pytest.approx(SNR, abs=2e-3)
    assert remedy.cost.contrast == pytest.approx(contrast, abs=2e-3)


def test_a_variable_train_keeps_the_signal_of_a_strong_cut():
    remedy = single(advise(TSE, SAR=6.0, limit=2.0), RemedyKind.VARIABLE_REFOCUSING)
    assert remedy.SAR / 6.0 < 0.42
    assert remedy.cost.SNR > 0.93


def test_a_variable_train_peaks_at_the_middle_of_kspace():
    train = variable_train(echoes=16, centre=8, low=60 * DEG)
    assert max(train) == train[7] == math.pi
    assert train[0] == pytest.approx(150 * DEG)
    assert train[-1] == pytest.approx(60 * DEG)
    with pytest.raises(ValueError, match="centre must be from 1 to 16"):
        variable_train(echoes=16, centre=17, low=1.0)


@pytest.mark.parametrize(
    ("preparation", "factor"),
    [
        (RESTORE, 0.985),
        (Preparation(kind=PreparationKind.SATURATION_BAND, flip_angle=90 * DEG), 0.985),
        (FAT_SATURATION, 0.995),
    ],
)
def test_leaving_out_a_preparation_helps_a_turbo_spin_echo_hardly(preparation, factor):
    remedies = advise(replace(TSE, preparations=(preparation,)), SAR=2.6, limit=2.0)
    remedy = single(remedies, RemedyKind.REMOVE_PREPARATION)
    assert remedy.SAR / 2.6 == pytest.approx(factor, abs=1e-3)
    assert remedy.steps[0].preparation is preparation.kind
    assert not remedy.sufficient


def test_leaving_out_magnetisation_transfer_comes_first_in_a_gradient_echo():
    remedies = advise(PROTOCOLS["GRE with MT"], SAR=3.0, limit=2.0)
    assert kinds(remedies)[1] is RemedyKind.REMOVE_PREPARATION
    assert remedies[1].SAR < 0.05 * 3.0


def test_an_inversion_is_never_left_out():
    inversion = Preparation(kind=PreparationKind.INVERSION, flip_angle=math.pi, inversion_time=0.2)
    remedies = advise(replace(SE, TR=3.0, preparations=(inversion,)), SAR=3.0, limit=2.0)
    assert RemedyKind.REMOVE_PREPARATION not in kinds(remedies)


def test_the_order_suits_a_T2_weighted_turbo_spin_echo():
    assert kinds(
        advise(PROTOCOLS["T2 TSE with preparations"], SAR=5.0, limit=2.0, exposed_mass_ratio=0.4)
    ) == [
        RemedyKind.CHECK_ENTRIES,
        RemedyKind.REFOCUSING_ANGLE,
        RemedyKind.VARIABLE_REFOCUSING,
        RemedyKind.LONGER_PULSES,
        RemedyKind.CONCATENATIONS,
        RemedyKind.TR,
        RemedyKind.ACCELERATION_AND_TR,
        RemedyKind.SLICES,
        RemedyKind.TURBO_FACTOR,
        RemedyKind.REMOVE_PREPARATION,
        RemedyKind.FIRST_LEVEL,
    ]


def test_longer_pulses_are_left_out_where_TR_has_no_room_for_them():
    tight = replace(TSE, TR=3.5)
    assert RemedyKind.LONGER_PULSES in kinds(advise(TSE, SAR=2.6, limit=2.0))
    assert RemedyKind.LONGER_PULSES not in kinds(advise(tight, SAR=2.6, limit=2.0))


def test_a_T1_weighted_spin_echo_loses_slices_before_TR_grows():
    order = kinds(advise(SE, SAR=2.6, limit=2.0))
    assert order[1] is RemedyKind.REFOCUSING_ANGLE
    assert max(map(order.index, (RemedyKind.SLICES, RemedyKind.CONCATENATIONS))) < order.index(RemedyKind.TR)
    assert single(advise(SE, SAR=2.6, limit=2.0), RemedyKind.TR).cost.contrast < 1


def test_bSSFP_takes_a_smaller_angle_first_and_then_TR():
    remedies = advise(BSSFP, SAR=3.5, limit=2.0)
    assert kinds(remedies)[1:3] == [RemedyKind.EXCITATION_ANGLE, RemedyKind.TR]
    assert remedies[1].steps[0].after == pytest.approx(45 * DEG)
    assert remedies[1].SAR / 3.5 == pytest.approx(0.5625)


def test_slices_and_passes_are_no_remedy_for_a_3D_train():
    order = kinds(advise(TSE_3D, SAR=2.6, limit=2.0))
    assert not {RemedyKind.SLICES, RemedyKind.CONCATENATIONS} & set(order)
    scaled = single(advise(TSE_3D, SAR=2.6, limit=2.0), RemedyKind.TR)
    assert scaled.sufficient


def test_a_variable_train_shrinks_as_a_whole():
    train = tuple(a * DEG for a in (180, 90) * 8)
    remedy = single(
        advise(replace(TSE, refocusing_angle=train), SAR=2.6, limit=2.0), RemedyKind.REFOCUSING_ANGLE
    )
    assert remedy.protocol is not None
    angles = remedy.protocol.refocusing_angles
    assert angles[1] / angles[0] == pytest.approx(0.5)
    assert angles[0] == pytest.approx(remedy.steps[0].after)


@pytest.mark.parametrize(
    ("ratio", "gain"), [(0.28, 1.1648), (0.40, 1.52), (0.50, 1.75), (2 / 3, 2.0), (1.0, 2.0)]
)
def test_the_first_level_gains_what_the_exposed_mass_allows(ratio, gain):
    last = advise(TSE, SAR=2.6, limit=2.0, exposed_mass_ratio=ratio)[-1]
    assert last.kind is RemedyKind.FIRST_LEVEL
    assert last.limit == pytest.approx(2.0 * gain)
    assert last.sufficient is (2.6 <= 2.0 * gain)
    assert set(last.conditions) == set(Condition)
    assert (last.SAR, last.cost) == (2.6, Cost())


@pytest.mark.parametrize(
    "without",
    [
        {"exposed_mass_ratio": None},
        {"first_level_possible": False},
        {"limited_by": "head"},
        {"ambient": 33.0},
    ],
    ids=str,
)
def test_the_first_level_is_not_offered_where_it_gains_nothing_or_may_not_be_used(without):
    offered = advise(TSE, SAR=2.6, limit=2.0, **({"exposed_mass_ratio": 1.0} | without))
    assert RemedyKind.FIRST_LEVEL not in kinds(offered)


def test_the_first_level_is_no_remedy_for_itself():
    protocol = replace(TSE, mode="first")
    assert RemedyKind.FIRST_LEVEL not in kinds(advise(protocol, SAR=5.0, limit=4.0, exposed_mass_ratio=1.0))


def test_a_partial_body_limit_rises_by_its_own_rule():
    last = advise(TSE, SAR=8.0, limit=6.8, limited_by="partial body", exposed_mass_ratio=0.4)[-1]
    assert last.limit == pytest.approx(7.6)


@pytest.mark.parametrize(
    ("protocol", "expected"),
    [
        (TSE, Weighting.T2),
        (replace(TSE, TE=0.02), Weighting.PD),
        (SE, Weighting.T1),
        (GRE, Weighting.T1),
        (BSSFP, Weighting.T2),
    ],
)
def test_weighting_follows_TE_and_TR(protocol, expected):
    assert weighting(protocol) is expected


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"SAR": 0.0}, "SAR"),
        ({"SAR": math.nan}, "SAR"),
        ({"limit": -1.0}, "limit"),
        ({"g_factor": 0.5}, "g_factor"),
        ({"exposed_mass_ratio": 1.5}, "exposed_mass_ratio"),
        ({"tissues": (FLUID, FAT)}, "fat does not"),
    ],
)
def test_an_impossible_argument_is_named(arguments, named):
    protocol = replace(TSE, preparations=(FAT_SATURATION,))
    with pytest.raises(ValueError, match=named):
        advise(protocol, **({"SAR": 2.6, "limit": 2.0} | arguments))


def test_two_weak_remedies_are_combined_at_three_and_a_half_times_the_limit():
    pairs = [[s.kind for s in r.steps] for r in advise(TSE, SAR=7.0, limit=2.0) if len(r.steps) == 2]
    assert pairs == [
        [RemedyKind.REFOCUSING_ANGLE, RemedyKind.CONCATENATIONS],
        [RemedyKind.REFOCUSING_ANGLE, RemedyKind.TR],
        [RemedyKind.REFOCUSING_ANGLE, RemedyKind.ACCELERATION_AND_TR],
    ]


def test_no_remedy_touches_field_geometry_or_anything_but_its_own_setting():
    untouched = ("B0", "FOV", "phase_lines", "read_points", "slice_thickness", "bandwidth", "averages")
    for protocol in PROTOCOLS.values():
        for remedy in advise(protocol, SAR=3.0, limit=2.0):
            if remedy.protocol is not None:
                for name in untouched:
                    assert getattr(remedy.protocol, name) == getattr(protocol, name)
