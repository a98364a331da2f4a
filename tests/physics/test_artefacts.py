import io
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from physics import wrap
from physics.artefacts import (
    Scan,
    chemical_shift,
    dielectric_shading,
    noisy,
    partial_fourier,
    picture,
    png,
    transmit_field,
    tse_blur,
)
from physics.chemical_shift import pixel_shift
from physics.epg import cpmg_echoes
from physics.phantom import ABDOMEN, HEAD, Ellipse, Phantom
from physics.tissues import FAT, FLUID, WHITE_MATTER
from physics.waves import wavelength

MM = 1e-3
HEAD_SCAN = Scan(phantom=HEAD, FOV=(0.22, 0.18), pixel=2 * MM)
ABDOMEN_SCAN = Scan(phantom=ABDOMEN, FOV=(0.30, 0.40), pixel=4 * MM, TR=0.5, TE=0.01)


def bar(*, half: float, tissue=FLUID) -> Phantom:
    """A body that is long in the phase direction."""
    return Phantom((Ellipse(tissue, (0.0, 0.0), (half, 0.02)),))


def body_in(scan: Scan) -> np.ndarray:
    """Where the phantom is, in the pixels of the scan."""
    rows, columns = scan.matrix
    whole = scan.phantom.maps(pixel=scan.pixel, pixels=2 * max(rows, columns)).sum(0)
    middle = max(rows, columns)
    return whole[
        middle - rows // 2 : middle - rows // 2 + rows,
        middle - columns // 2 : middle - columns // 2 + columns,
    ]


def test_signal_folded_in_equals_the_signal_outside_the_field_of_view():
    small, large = (Scan(phantom=bar(half=0.1), FOV=(fov, 0.064), pixel=MM, TE=0.01) for fov in (0.12, 0.24))
    whole = picture(large)
    outside = whole[:60].sum() + whole[180:].sum()
    folded = picture(small).sum() - whole[60:180].sum()
    assert outside > 800
    assert folded == pytest.approx(outside, rel=0.03)  # ringing folds too


def test_what_folds_in_lies_one_field_of_view_away():
    small, large = (Scan(phantom=bar(half=0.1), FOV=(fov, 0.064), pixel=MM, TE=0.01) for fov in (0.12, 0.24))
    whole = picture(large)
    expected = whole[60:180].copy()
    expected[60:] += whole[:60]
    expected[:60] += whole[180:]
    assert np.sqrt(np.mean((picture(small) - expected) ** 2)) < 0.02 * whole.max()


@settings(deadline=None, max_examples=25)
@given(oversampling=st.floats(0.0, 1.2), half=st.floats(0.03, 0.12))
def test_the_display_is_free_of_wrap_exactly_when_the_oversampled_field_is_large_enough(oversampling, half):
    scan = Scan(phantom=bar(half=half), FOV=(0.1, 0.048), pixel=MM, TE=0.01)
    margin = scan.FOV[0] * (1 + oversampling) - (scan.FOV[0] + 2 * half) / 2
    if abs(margin) < 6 * MM:  # the tip of the ellipse and its ringing are a few pixels wide
        return
    clean = picture(scan, oversampling=2.0)
    error = np.abs(picture(scan, oversampling=oversampling) - clean).max() / clean.max()
    wraps = bool(wrap.wraps_into_display(fov_phase=0.1, object_size=2 * half, oversampling=oversampling))
    assert wraps is (margin < 0)
    assert bool(error > 0.2) is wraps


def test_the_readout_direction_never_wraps():
    lying = Phantom((Ellipse(FLUID, (0.0, 0.0), (0.02, 0.10)),))
    narrow, wide = (picture(Scan(phantom=lying, FOV=(0.06, read), pixel=MM)) for read in (0.1, 0.24))
    np.testing.assert_allclose(narrow[:, 10:90], wide[:, 80:160], atol=0.1 * wide.max())


@pytest.mark.parametrize("SNR", [5.0, 20.0])
def test_noise_in_air_is_rayleigh_with_the_deviation_asked_for(SNR):
    scan = Scan(phantom=HEAD, FOV=(0.30, 0.30), pixel=1.5 * MM)
    clean = picture(scan)
    sigma = clean[body_in(scan) > 0.5].mean() / SNR
    corner = noisy(scan, SNR=SNR, seed=3)[:20]
    assert corner.mean() == pytest.approx(math.sqrt(math.pi / 2) * sigma, rel=0.05)
    assert corner.std() == pytest.approx(math.sqrt(2 - math.pi / 2) * sigma, rel=0.05)


def test_noise_in_bright_tissue_has_the_deviation_of_one_channel():
    scan = Scan(phantom=Phantom((Ellipse(FLUID, (0.0, 0.0), (0.1, 0.1)),)), FOV=(0.22, 0.22), pixel=MM)
    clean = picture(scan)
    inside = noisy(scan, SNR=25.0, seed=4)[70:150, 70:150]
    assert inside.std() == pytest.approx(clean[110, 110] / 25.0, rel=0.05)


def test_the_same_seed_gives_identical_bytes_and_another_seed_others():
    files = [png(noisy(HEAD_SCAN, SNR=8.0, seed=seed)) for seed in (1, 1, 2)]
    assert files[0] == files[1]
    assert files[0] != files[2]


def test_zero_filling_loses_the_energy_of_the_lines_not_acquired():
    full = picture(HEAD_SCAN)
    lines = HEAD_SCAN.matrix[0]
    kspace = np.fft.fft2(full)
    orders = np.fft.fftfreq(lines, 1 / lines)
    lost = np.sum(np.abs(kspace[orders < -(math.ceil(0.625 * lines) - lines // 2)]) ** 2) / kspace.size
    filled = partial_fourier(HEAD_SCAN, fraction=0.625, method="zero-filled", phase=0.0)
    assert lost > 0
    assert np.sum(full**2) - np.sum(filled**2) == pytest.approx(
        lost, rel=0.15
    )  # a magnitude has lost its sign


def test_homodyne_restores_a_picture_without_phase_exactly():
    restored = partial_fourier(HEAD_SCAN, fraction=0.5625, method="homodyne", phase=0.0)
    full = picture(HEAD_SCAN)
    assert np.sqrt(np.mean((restored - full) ** 2)) < 0.01 * full.max()


def test_homodyne_is_sharper_than_zero_filling_when_the_phase_is_smooth():
    full = picture(HEAD_SCAN)
    errors = {
        method: np.sqrt(np.mean((partial_fourier(HEAD_SCAN, fraction=0.5625, method=method) - full) ** 2))
        for method in ("zero-filled", "homodyne")
    }
    assert errors["homodyne"] < 0.3 * errors["zero-filled"]


@pytest.mark.parametrize("method", ["zero-filled", "homodyne"])
def test_all_lines_give_the_full_picture(method):
    full = picture(HEAD_SCAN)
    whole = partial_fourier(HEAD_SCAN, fraction=1.0, method=method)
    assert np.sqrt(np.mean((whole - full) ** 2)) < 0.01 * full.max()


@pytest.mark.parametrize("bandwidth", [40.0, 100.0, 434.0])
def test_fat_is_displaced_by_its_offset_over_the_bandwidth(bandwidth):
    scan = Scan(phantom=Phantom((Ellipse(FAT, (0, 0), (0.02, 0.02)),)), FOV=(0.05, 0.1), pixel=MM, TE=0.01)
    columns = np.arange(scan.matrix[1])
    centre = [
        np.average(columns, weights=np.sum(image**2, axis=0))
        for image in (picture(scan), chemical_shift(scan, B0=3.0, bandwidth=bandwidth))
    ]
    expected = pixel_shift(B0=3.0, bandwidth_per_pixel=bandwidth)
    assert centre[1] - centre[0] == pytest.approx(expected, abs=0.02)


def test_water_stays_where_it_is():
    scan = Scan(phantom=bar(half=0.02), FOV=(0.05, 0.05), pixel=MM)
    np.testing.assert_allclose(chemical_shift(scan, B0=3.0, bandwidth=50.0), picture(scan))


def test_displaced_fat_leaves_a_dark_edge_and_a_bright_one():
    plain, shifted = picture(ABDOMEN_SCAN), chemical_shift(ABDOMEN_SCAN, B0=3.0, bandwidth=100.0)
    assert shifted.max() > 1.2 * plain.max()
    inner = body_in(ABDOMEN_SCAN) > 0.99
    assert np.mean(shifted[inner] < 0.05) > 2 * np.mean(plain[inner] < 0.05)


def test_the_field_in_a_lossless_circular_body_is_the_bessel_standing_wave():
    # the first zero of J0 lies at k r = 2.404826 (Abramowitz and Stegun, table 9.5)
    circle = Phantom((Ellipse(FLUID, (0, 0), (0.3, 0.3)),))
    zero = 2.404826 / (2 * np.pi) * wavelength(B0=3.0, eps_r=73.0)
    y, x = np.array([-zero, 0.0, zero / 2, zero]), np.linspace(-0.3, 0.3, 61)
    field = transmit_field(circle, y, x, B0=3.0, eps_r=73.0, sigma=0.0)[:, 30]
    assert field[[0, 3]] == pytest.approx(0.0, abs=1e-3 * field[1])
    assert field[2] / field[1] == pytest.approx(0.669, abs=1e-3)  # J0(1.2024)


def test_the_transmit_field_varies_more_at_higher_field():
    y = x = np.linspace(-0.18, 0.18, 73)
    inside = (y[:, None] / 0.12) ** 2 + (x / 0.18) ** 2 < 1
    spread = [
        transmit_field(ABDOMEN, y, x, B0=B0, eps_r=60.0, sigma=0.35)[inside].std() for B0 in (0.5, 1.5, 3.0)
    ]
    assert spread[0] < 0.05
    assert spread[0] < spread[1] < spread[2]
    assert spread[2] > 0.2


def test_shading_vanishes_at_low_field():
    np.testing.assert_allclose(
        dielectric_shading(ABDOMEN_SCAN, B0=0.05, sigma=0.0), picture(ABDOMEN_SCAN), atol=2e-3
    )


def sharpness(image: np.ndarray) -> float:
    """Steepest step along the phase direction, relative to the height of the plateau."""
    middle = image[:, image.shape[1] // 2]
    return float(np.abs(np.diff(middle)).max() / middle[len(middle) // 2])


def test_a_longer_train_blurs_a_tissue_of_short_T2_more():
    scan = Scan(phantom=bar(half=0.06, tissue=WHITE_MATTER), FOV=(0.16, 0.06), pixel=MM)
    edges = [sharpness(tse_blur(scan, ETL=etl, FA=math.pi, ESP=0.01)) for etl in (1, 8, 16, 32)]
    assert edges == sorted(edges, reverse=True)
    assert edges[3] < 0.6 * edges[0]


def test_fluid_stays_sharp_in_a_long_train():
    scan = Scan(phantom=bar(half=0.06), FOV=(0.16, 0.06), pixel=MM)
    edges = [sharpness(tse_blur(scan, ETL=etl, FA=math.pi, ESP=0.01)) for etl in (1, 16)]
    assert edges[1] == pytest.approx(edges[0], rel=0.1)


@pytest.mark.parametrize("angle", [60, 120, 180])
@pytest.mark.parametrize(("order", "echo"), [("centric", 0), ("linear", 8)])
def test_the_middle_of_kspace_carries_the_echo_of_its_order(angle, order, echo):
    scan = Scan(phantom=bar(half=0.06, tissue=WHITE_MATTER), FOV=(0.16, 0.06), pixel=MM)
    FA = math.radians(angle)
    echoes = cpmg_echoes(
        refocusing=np.full(16, FA), echo_spacing=0.01, T1=WHITE_MATTER.T1, T2=WHITE_MATTER.T2
    )
    full = Scan(phantom=scan.phantom, FOV=scan.FOV, pixel=MM, TR=scan.TR, TE=1e-9)
    ratio = tse_blur(scan, ETL=16, FA=FA, ESP=0.01, order=order)[80, 30] / picture(full)[80, 30]
    assert ratio == pytest.approx(echoes[echo], rel=0.1)


def test_a_png_holds_the_picture_and_shows_white_where_asked():
    image = np.array([[0.0, 0.5], [1.0, 2.0]])
    shown = np.asarray(Image.open(io.BytesIO(png(image, white=1.0))))
    np.testing.assert_array_equal(shown, [[0, 128], [255, 255]])
    assert Image.open(io.BytesIO(png(image, white=1.0, zoom=3))).size == (6, 6)


@pytest.mark.parametrize(
    ("refused", "named"),
    [
        (lambda: Scan(phantom=HEAD, FOV=(0.2, 0.2), pixel=0.0), "pixel"),
        (lambda: Scan(phantom=HEAD, FOV=(0.2, 0.2), pixel=MM, TR=0.05, TE=0.08), "TE must be shorter"),
        (lambda: picture(HEAD_SCAN, oversampling=-0.1), "oversampling"),
        (lambda: noisy(HEAD_SCAN, SNR=0.0, seed=1), "SNR"),
        (lambda: partial_fourier(HEAD_SCAN, fraction=0.5, method="homodyne"), "fraction"),
        (lambda: chemical_shift(HEAD_SCAN, B0=3.0, bandwidth=0.0), "bandwidth"),
        (lambda: tse_blur(HEAD_SCAN, ETL=0, FA=1.0, ESP=0.01), "ETL"),
        (lambda: png(np.zeros((2, 2))), "white"),
    ],
)
def test_an_impossible_setting_is_named(refused, named):
    with pytest.raises(ValueError, match=named):
        refused()
