import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from physics.timing import acquired_lines, minimum_TR_tse, require_TR_tse, scan_time, scan_time_tse

counts = st.integers(1, 512)
times = st.floats(0.001, 10.0)


@given(TR=times, lines=counts, averages=counts, k=st.integers(2, 5))
def test_scan_time_counts_every_repetition(TR, lines, averages, k):
    one = scan_time(TR=TR, phase_lines=lines, averages=averages)
    for longer in ({"TR": k * TR}, {"phase_lines": k * lines}, {"partitions": k}, {"slices": k}):
        changed = {"TR": TR, "phase_lines": lines, "averages": averages} | longer
        np.testing.assert_allclose(scan_time(**changed), k * one)


def test_known_scan_times():
    assert scan_time(TR=0.5, phase_lines=256, averages=2) == 256
    assert scan_time(TR=0.005, phase_lines=256, partitions=160) == pytest.approx(204.8)
    assert scan_time_tse(TR=4.0, phase_lines=320, etl=16, averages=2) == 160


def test_elliptical_sampling_leaves_the_corners_out():
    grid = np.linspace(-1, 1, 1001)
    inside = np.mean(grid[:, None] ** 2 + grid**2 <= 1)
    whole = scan_time(TR=1, phase_lines=100, partitions=100)
    elliptical = scan_time(TR=1, phase_lines=100, partitions=100, elliptical=True)
    assert elliptical / whole == pytest.approx(inside, rel=3e-3)


@given(lines=counts, etl=counts, TR=times)
def test_a_train_that_is_not_full_takes_a_whole_TR(lines, etl, TR):
    shots = scan_time_tse(TR=TR, phase_lines=lines, etl=etl) / TR
    assert shots == pytest.approx(-(-lines // etl))


@given(lines=counts, TR=times)
def test_a_train_of_one_echo_is_a_spin_echo(lines, TR):
    tse = scan_time_tse(TR=TR, phase_lines=lines, etl=1)
    np.testing.assert_allclose(tse, scan_time(TR=TR, phase_lines=lines))


def test_acquired_lines_follow_each_setting():
    assert acquired_lines(matrix_phase=256) == 256
    assert acquired_lines(matrix_phase=256, phase_fov=0.75) == 192
    assert acquired_lines(matrix_phase=256, oversampling=0.5) == 384
    assert acquired_lines(matrix_phase=256, partial_fourier=6 / 8) == 192
    assert acquired_lines(matrix_phase=256, reduction=2, calibration_lines=24) == 152
    assert acquired_lines(matrix_phase=255, reduction=2) == 128


@given(matrix=counts, tenths=st.integers(0, 20))
def test_a_whole_number_of_lines_is_not_rounded_up(matrix, tenths):
    exact = matrix * 10 * (10 + tenths) // 10
    assert acquired_lines(matrix_phase=10 * matrix, oversampling=tenths / 10) == exact


@given(slices=counts, etl=counts, spacing=times, overhead=times, concatenations=st.integers(1, 8))
def test_the_shortest_TR_is_accepted_and_a_shorter_one_refused(
    slices, etl, spacing, overhead, concatenations
):
    train = {
        "slices": slices,
        "etl": etl,
        "echo_spacing": spacing,
        "overhead": overhead,
        "concatenations": concatenations,
    }
    shortest = minimum_TR_tse(**train)
    require_TR_tse(TR=shortest, **train)
    with pytest.raises(ValueError, match="TR must be at least"):
        require_TR_tse(TR=0.99 * shortest, **train)


def test_twenty_slices_of_a_long_train_need_3300_milliseconds():
    assert minimum_TR_tse(slices=20, etl=16, echo_spacing=0.010, overhead=0.005) == pytest.approx(3.3)
    assert minimum_TR_tse(slices=15, etl=10, echo_spacing=0.010, concatenations=2) == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: acquired_lines(matrix_phase=0), "matrix_phase"),
        (lambda: acquired_lines(matrix_phase=8, oversampling=-0.1), "oversampling"),
        (lambda: acquired_lines(matrix_phase=8, partial_fourier=0.4), "partial_fourier"),
        (lambda: acquired_lines(matrix_phase=8, reduction=0.5), "reduction"),
        (lambda: scan_time(TR=0, phase_lines=8), "TR"),
        (lambda: scan_time(TR=1, phase_lines=8, slices=1.5), "slices"),
        (lambda: scan_time_tse(TR=1, phase_lines=8, etl=0), "etl"),
        (lambda: minimum_TR_tse(slices=1, etl=1, echo_spacing=0), "echo_spacing"),
        (lambda: require_TR_tse(TR=-1, slices=1, etl=1, echo_spacing=0.01), "TR"),
    ],
)
def test_impossible_inputs_are_refused_by_name(call, named):
    with pytest.raises(ValueError, match=f"^{named} "):
        call()
