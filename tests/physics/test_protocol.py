import math
from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from physics.contrast import contrast, signal
from physics.protocol import (
    Preparation,
    PreparationKind,
    Protocol,
    PulseForm,
    Sequence,
    energy_dose,
    relative_sar,
    relative_snr,
    scan_time,
)
from physics.tissues import FAT, FLUID, GREY_MATTER, WHITE_MATTER

DEG = math.pi / 180
RECT = PulseForm(shape="rect", duration=1e-3)
TSE = Protocol(
    sequence=Sequence.TSE,
    B0=3.0,
    TR=4.0,
    TE=0.08,
    refocusing_angle=180 * DEG,
    turbo_factor=16,
    echo_spacing=0.010,
    slices=20,
    phase_lines=320,
    read_points=320,
)
SE = Protocol(sequence=Sequence.SE, B0=1.5, TR=0.5, TE=0.01, refocusing_angle=math.pi, slices=15)
GRE = Protocol(sequence=Sequence.GRE, B0=1.5, TR=0.03, TE=0.005, excitation_angle=25 * DEG, bandwidth=400.0)
BSSFP = Protocol(
    sequence=Sequence.BSSFP, B0=1.5, TR=0.004, TE=0.002, excitation_angle=60 * DEG, bandwidth=1000.0,
    excitation=RECT, slices=12,
)  # fmt: skip
GRE_3D = Protocol(
    sequence=Sequence.GRE_3D, B0=3.0, TR=0.005, TE=0.002, excitation_angle=10 * DEG, bandwidth=1000.0,
    excitation=RECT, slices=160,
)  # fmt: skip
EVERY = pytest.mark.parametrize("protocol", [TSE, SE, GRE, BSSFP, GRE_3D], ids=lambda p: p.sequence)


def test_a_protocol_cannot_be_changed_in_place():
    with pytest.raises(FrozenInstanceError):
        TSE.TR = 5.0  # type: ignore[misc]


def test_a_TR_shorter_than_its_trains_is_refused_with_the_shortest_possible_TR():
    # 20 slices of 16 echoes every 10 ms, half an excitation of 3 ms and half a readout of 5 ms
    with pytest.raises(ValueError, match=r"TR 3000 ms is too short.*shortest possible TR is 3280\.00 ms"):
        replace(TSE, TR=3.0)


@EVERY
def test_the_shortest_TR_named_is_accepted_and_anything_below_is_not(protocol):
    echo_time = min(protocol.TE, protocol.shortest_TR)
    assert replace(protocol, TR=protocol.shortest_TR, TE=echo_time)
    with pytest.raises(ValueError, match="shortest possible TR"):
        replace(protocol, TR=protocol.shortest_TR * 0.99)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"B0": 0.0}, "B0 must be above 0 to 25 T"),
        ({"TR": -1.0}, "TR must be above 0 to 60 s"),
        ({"TR": math.nan}, "TR must be"),
        ({"TE": 0.0}, "TE must be above 0"),
        ({"TE": 0.3}, "TE must be from one echo_spacing to the last echo at 160 ms"),
        ({"excitation_angle": 4.0}, "excitation_angle must be above 0 to 3.14159 rad"),
        ({"refocusing_angle": 0.0}, "refocusing_angle must be above 0"),
        ({"refocusing_angle": (2.0, 2.0)}, "must list turbo_factor = 16 angles"),
        ({"refocusing_angle": None}, "refocusing_angle belongs to SE and TSE"),
        ({"turbo_factor": 0}, "turbo_factor must be a whole number from 1"),
        ({"echo_spacing": None}, "echo_spacing is needed"),
        ({"echo_spacing": 0.007}, "echo_spacing must be at least 8 ms"),
        ({"slices": 2.5}, "slices must be a whole number"),
        ({"concatenations": 21}, "concatenations must be from 1 to 20"),
        ({"averages": 0}, "averages must be"),
        ({"phase_lines": 0}, "phase_lines must be"),
        ({"FOV": (0.0, 0.2)}, "phase FOV must be above 0 to 2 m"),
        ({"slice_thickness": 0.0}, "slice_thickness must be above 0 to 1 m"),
        ({"bandwidth": -5.0}, "bandwidth must be"),
        ({"acceleration": 0.5}, "acceleration must be from 1"),
        ({"g_factor": 0.9}, "g_factor must be from 1"),
        ({"partial_fourier": 0.5}, "partial_fourier must be above 0.5 to 1"),
        ({"oversampling": -0.1}, "oversampling must be from 0"),
        ({"mode": "research"}, "mode must be one of normal, first"),
    ],
)
def test_an_impossible_value_is_refused_by_name_and_range(change, message):
    with pytest.raises(ValueError, match=message):
        replace(TSE, **change)


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (lambda: PulseForm(duration=0.0), "duration must be above 0"),
        (lambda: PulseForm(shape="triangle"), "triangle"),
        (lambda: Preparation(kind=PreparationKind.SPAIR), "either flip_angle or energy"),
        (lambda: Preparation(kind=PreparationKind.INVERSION, flip_angle=3.0), "inversion_time"),
        (lambda: replace(GRE, turbo_factor=4), "belong to TSE"),
    ],
)
def test_an_impossible_pulse_is_refused(made, message):
    with pytest.raises(ValueError, match=message):
        made()


@EVERY
def test_a_protocol_has_the_SAR_of_itself(protocol):
    assert relative_sar(protocol, protocol) == pytest.approx(1.0)
    assert relative_snr(protocol, protocol) == pytest.approx(1.0)


@EVERY
@given(factor=st.floats(1.0, 10.0))
def test_SAR_falls_as_TR_grows_and_energy_does_not(protocol, factor):
    longer = replace(protocol, TR=protocol.TR * factor)
    ratio = relative_sar(protocol, longer)
    assert ratio == pytest.approx(1 / factor)
    assert energy_dose(longer, SAR=ratio) == pytest.approx(energy_dose(protocol, SAR=1.0))


@EVERY
@given(factor=st.floats(0.1, 1.0))
def test_SAR_goes_with_the_square_of_all_angles(protocol, factor):
    refocusing = protocol.refocusing_angle and protocol.refocusing_angle * factor
    smaller = replace(
        protocol, excitation_angle=protocol.excitation_angle * factor, refocusing_angle=refocusing
    )
    assert relative_sar(protocol, smaller) == pytest.approx(factor**2)


@EVERY
@pytest.mark.parametrize(
    "change",
    [
        {"averages": 2},
        {"phase_lines": 512},
        {"acceleration": 2.0},
        {"partial_fourier": 0.75},
        {"oversampling": 0.5},
    ],
    ids=str,
)
def test_what_changes_only_the_number_of_lines_leaves_SAR_alone(protocol, change):
    changed = replace(protocol, **change)
    assert relative_sar(protocol, changed) == 1.0
    assert scan_time(changed) != scan_time(protocol)


def test_doubling_slices_and_TR_changes_no_SAR():
    assert relative_sar(TSE, replace(TSE, slices=40, TR=8.0)) == pytest.approx(1.0)


@pytest.mark.parametrize(("angle", "left"), [(150, 0.699), (120, 0.453), (90, 0.262), (60, 0.125)])
def test_the_SAR_of_a_train_counts_its_excitation(angle, left):
    # (90^2 + 16 a^2) / (90^2 + 16 180^2), excitation and refocusing pulses of one form
    assert relative_sar(TSE, replace(TSE, refocusing_angle=angle * DEG)) == pytest.approx(left, abs=5e-4)


def test_a_set_of_changes_multiplies():
    changed = replace(TSE, TR=5.0, slices=18, turbo_factor=12, refocusing_angle=140 * DEG)
    expected = 4 / 5 * 18 / 20 * (90**2 + 12 * 140**2) / (90**2 + 16 * 180**2)
    assert relative_sar(TSE, changed) == pytest.approx(expected)


def test_a_variable_train_counts_the_mean_square_of_its_angles():
    train = [150, 120, 90, 60, 60, 80, 110, 150, 180, 180, 150, 110, 80, 60, 60, 60]
    changed = replace(TSE, refocusing_angle=tuple(a * DEG for a in train))
    assert relative_sar(TSE, changed) == pytest.approx(0.4138651472)


def test_longer_pulses_and_the_field_change_SAR():
    slow = replace(TSE, refocusing=PulseForm(duration=4.5e-3), excitation=PulseForm(duration=4.5e-3))
    assert relative_sar(TSE, slow) == pytest.approx(1 / 1.5)
    assert relative_sar(TSE, replace(TSE, B0=1.5)) == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("kind", "angle", "form", "expected"),
    [
        (PreparationKind.FAT_SATURATION, 110, PulseForm(shape="gauss_edge1pct", duration=8e-3), 1.006829209),
        (PreparationKind.SATURATION_BAND, 90, PulseForm(), 1.02200489),
    ],
)
def test_a_preparation_pulse_adds_its_energy(kind, angle, form, expected):
    base = replace(TSE, refocusing_angle=150 * DEG)
    added = Preparation(kind=kind, flip_angle=angle * DEG, form=form)
    assert relative_sar(base, replace(base, preparations=(added,))) == pytest.approx(expected)


def test_magnetisation_transfer_dwarfs_a_gradient_echo():
    base = replace(GRE, excitation=PulseForm(duration=2e-3))
    pulse = Preparation(
        kind=PreparationKind.MAGNETISATION_TRANSFER,
        flip_angle=500 * DEG,
        form=PulseForm(shape="gauss_edge1pct", duration=8e-3),
    )
    assert relative_sar(base, replace(base, preparations=(pulse,))) == pytest.approx(56.40125494)


def test_an_adiabatic_pulse_counts_the_energy_that_was_entered():
    base = replace(GRE, excitation=RECT, excitation_angle=math.pi)  # 1 eu
    spair = Preparation(kind=PreparationKind.SPAIR, energy=2.5, form=PulseForm(duration=10e-3))
    assert relative_sar(base, replace(base, preparations=(spair,))) == pytest.approx(3.5)


@pytest.mark.parametrize(
    ("protocol", "seconds"),
    [
        (TSE, 80.0),
        (replace(TSE, averages=2), 160.0),
        (replace(TSE, turbo_factor=12), 108.0),
        (replace(TSE, concatenations=2), 160.0),
        (replace(SE, averages=2, phase_lines=256), 256.0),
        (replace(GRE, TR=0.020, phase_lines=192, slices=20, concatenations=20), 76.8),
        (replace(BSSFP, phase_lines=200), 200 * 12 * 0.004),
        (replace(GRE_3D, phase_lines=256), 204.8),
    ],
)
def test_scan_time_counts_every_pass_and_line(protocol, seconds):
    assert scan_time(protocol) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"averages": 2}, math.sqrt(2)),
        ({"bandwidth": 400.0}, 1 / math.sqrt(2)),
        ({"slice_thickness": 2.5e-3}, 0.5),
        ({"acceleration": 2.0, "g_factor": 1.2}, 0.589255651),
        ({"oversampling": 1.0}, math.sqrt(2)),
        ({"phase_lines": 640, "read_points": 640}, 0.3535533906),
        ({"B0": 1.5}, 0.5),
    ],
    ids=str,
)
def test_SNR_follows_voxel_lines_bandwidth_and_field(change, expected):
    assert relative_snr(TSE, replace(TSE, **change)) == pytest.approx(expected)


def test_a_spin_echo_at_two_fields_gains_less_than_the_field():
    at_1_5, at_3 = (replace(WHITE_MATTER, T1=T1, T2=0.095) for T1 in (0.920, 1.200))
    base, changed = SE, replace(SE, B0=3.0)
    gain = relative_snr(base, changed, signal=signal(changed, at_3) / signal(base, at_1_5))
    assert gain == pytest.approx(1.625, abs=0.003)


@pytest.mark.parametrize(
    ("tissue", "angle", "expected"),
    [
        (WHITE_MATTER, 150, 1.018),
        (WHITE_MATTER, 120, 1.036),
        (WHITE_MATTER, 60, 0.781),
        (FLUID, 150, 0.964),
        (FLUID, 120, 0.878),
        (FLUID, 90, 0.703),
    ],
)
def test_smaller_refocusing_angles_change_the_signal_at_a_late_echo_little(tissue, angle, expected):
    changed = replace(TSE, refocusing_angle=angle * DEG)
    assert signal(changed, tissue) / signal(TSE, tissue) == pytest.approx(expected, abs=6e-4)


def test_smaller_refocusing_angles_cost_T2_contrast():
    full, smaller = (
        contrast(replace(TSE, refocusing_angle=a * DEG), FLUID, WHITE_MATTER) for a in (180, 120)
    )
    assert smaller / full == pytest.approx(0.878 / 1.036, abs=2e-3)


def test_a_spin_echo_loses_signal_with_the_square_of_the_half_sine():
    long = replace(SE, TR=20.0)
    ratio = signal(replace(long, refocusing_angle=120 * DEG), GREY_MATTER) / signal(long, GREY_MATTER)
    assert ratio == pytest.approx(0.75, rel=1e-3)


def test_a_longer_TR_weakens_T1_contrast():
    assert contrast(SE, WHITE_MATTER, GREY_MATTER) > contrast(replace(SE, TR=1.0), WHITE_MATTER, GREY_MATTER)


def test_an_inversion_nulls_a_tissue_at_its_null_time():
    nulling = FAT.T1 * math.log(2)
    stir = replace(
        SE,
        TR=8.0,
        preparations=(
            Preparation(kind=PreparationKind.INVERSION, flip_angle=math.pi, inversion_time=nulling),
        ),
    )
    assert signal(stir, FAT) == pytest.approx(0.0, abs=1e-6)
    assert signal(stir, FLUID) > 0.5


def test_restore_brings_fluid_back_faster():
    restore = Preparation(kind=PreparationKind.RESTORE, flip_angle=math.pi / 2)
    restored = replace(TSE, preparations=(restore,))
    assert signal(restored, FLUID) > 1.2 * signal(TSE, FLUID)
    assert signal(restored, WHITE_MATTER) < 1.2 * signal(TSE, WHITE_MATTER)


def test_fat_saturation_leaves_no_fat_and_all_water():
    pulse = Preparation(kind=PreparationKind.FAT_SATURATION, flip_angle=110 * DEG)
    saturated = replace(TSE, preparations=(pulse,))
    assert signal(saturated, FAT) == 0.0
    assert signal(saturated, GREY_MATTER) == signal(TSE, GREY_MATTER)
    with pytest.raises(ValueError, match="fat gives no signal"):
        contrast(saturated, GREY_MATTER, FAT)


def test_balanced_steady_state_reaches_its_known_maximum():
    # for TR much shorter than T2 the best angle gives sqrt(T2/T1) / 2 of M0 (Bernstein 2004, ch. 14)
    T1, T2 = FLUID.T1, FLUID.T2
    best = math.acos((T1 / T2 - 1) / (T1 / T2 + 1))
    assert signal(replace(BSSFP, excitation_angle=best), FLUID) == pytest.approx(
        0.5 * math.sqrt(T2 / T1), rel=5e-3
    )
