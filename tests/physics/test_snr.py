import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from physics.snr import (
    averages_to_restore_snr,
    field_snr_ratio,
    homodyne_snr,
    parallel_imaging_snr,
    snr_ratio,
)

factors = st.floats(0.1, 10.0)


@given(k=factors)
def test_voxel_size_counts_fully_and_measurements_by_their_root(k):
    for edge in ("dx", "dy", "dz", "signal"):
        np.testing.assert_allclose(snr_ratio(**{edge: k}), k)
    for measured in ("averages", "lines", "partitions"):
        np.testing.assert_allclose(snr_ratio(**{measured: k}), np.sqrt(k))
    np.testing.assert_allclose(snr_ratio(bandwidth=k), 1 / np.sqrt(k))
    np.testing.assert_allclose(snr_ratio(g=k), 1 / k)


@given(dx=factors, averages=factors, lines=factors, bandwidth=factors)
def test_a_change_undone_restores_snr(dx, averages, lines, bandwidth):
    change = {"dx": dx, "averages": averages, "lines": lines, "bandwidth": bandwidth}
    undone = {name: 1 / value for name, value in change.items()}
    np.testing.assert_allclose(snr_ratio(**change) * snr_ratio(**undone), 1.0)


def test_averaging_noise_agrees_with_the_root_of_the_averages():
    noise = np.random.default_rng(1).normal(size=(4, 200_000))
    assert noise[0].std() / noise.mean(axis=0).std() == pytest.approx(snr_ratio(averages=4), rel=0.01)


def test_doubling_the_matrix_both_ways_leaves_a_third():
    assert snr_ratio(dx=0.5, dy=0.5, lines=2) == pytest.approx(0.3536, abs=1e-4)


@given(R=st.floats(1, 8), g=st.floats(1, 4))
def test_parallel_imaging_is_fewer_lines_and_amplified_noise(R, g):
    np.testing.assert_allclose(parallel_imaging_snr(reduction=R, g=g), snr_ratio(lines=1 / R, g=g))


@given(B0=factors, k=factors)
def test_field_gain_is_linear_unless_told_otherwise(B0, k):
    np.testing.assert_allclose(field_snr_ratio(B0_from=B0, B0_to=k * B0), k)
    np.testing.assert_allclose(field_snr_ratio(B0_from=B0, B0_to=k * B0, exponent=1.94), k**1.94)


@given(PF=st.floats(0.5, 1.0))
def test_homodyne_never_beats_the_plain_root_of_partial_fourier(PF):
    assert homodyne_snr(partial_fourier=PF) <= np.sqrt(PF) + 1e-12


def test_homodyne_agrees_with_weighted_noise():
    """Unpaired lines are doubled, missing ones zero; the real part of each line carries half the noise."""
    rng, lines, PF = np.random.default_rng(2), 256, 0.75
    weights = np.repeat(
        [0.0, 1.0, 2.0], [int(lines * (1 - PF)), int(lines * (2 * PF - 1)), int(lines * (1 - PF))]
    )
    noise = rng.normal(size=(4000, lines)) + 1j * rng.normal(size=(4000, lines))
    real = [
        np.fft.ifft(np.fft.ifftshift(noise * w, axes=1), axis=1).real.std() for w in (np.ones(lines), weights)
    ]
    assert real[0] / real[1] == pytest.approx(homodyne_snr(partial_fourier=PF), rel=0.01)


@given(ratio=factors)
def test_the_averages_named_restore_snr(ratio):
    factor = averages_to_restore_snr(snr_ratio=ratio)
    np.testing.assert_allclose(ratio * snr_ratio(averages=factor), 1.0)


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: snr_ratio(dx=0), "dx"),
        (lambda: snr_ratio(bandwidth=-1), "bandwidth"),
        (lambda: snr_ratio(signal=-1), "signal"),
        (lambda: parallel_imaging_snr(reduction=0.5), "reduction"),
        (lambda: parallel_imaging_snr(reduction=2, g=0.5), "g"),
        (lambda: field_snr_ratio(B0_from=0, B0_to=3), "B0_from"),
        (lambda: homodyne_snr(partial_fourier=0.4), "partial_fourier"),
        (lambda: averages_to_restore_snr(snr_ratio=0), "snr_ratio"),
    ],
)
def test_impossible_inputs_are_refused_by_name(call, named):
    with pytest.raises(ValueError, match=f"^{named} "):
        call()
