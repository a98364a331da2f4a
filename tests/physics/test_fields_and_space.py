"""Chemical shift, waves, wrap and fringe field."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from physics import chemical_shift, fringe, waves, wrap

fields = st.floats(0.1, 10.0)
positive = st.floats(0.1, 10.0)


@given(B0=fields)
def test_fat_turns_once_against_water_between_two_in_phase_echoes(B0):
    df = chemical_shift.fat_water_shift(B0=B0)
    np.testing.assert_allclose(df * chemical_shift.in_phase_TE(B0=B0), 1.0)
    np.testing.assert_allclose(df * chemical_shift.opposed_phase_TE(B0=B0), 0.5)


def test_known_echo_times_and_shifts():
    assert chemical_shift.fat_water_shift(B0=[1.5, 3.0]).round().tolist() == [217, 434]
    assert chemical_shift.opposed_phase_TE(B0=3.0) * 1e3 == pytest.approx(1.151, abs=1e-3)
    assert chemical_shift.pixel_shift(B0=3.0, bandwidth_per_pixel=220) == pytest.approx(1.974, abs=1e-3)


@given(B0=fields, bandwidth=st.floats(10, 5000), thickness=positive)
def test_displacement_shrinks_with_bandwidth_and_grows_with_the_slice(B0, bandwidth, thickness):
    pixels = chemical_shift.pixel_shift(B0=B0, bandwidth_per_pixel=bandwidth)
    np.testing.assert_allclose(
        chemical_shift.pixel_shift(B0=B0, bandwidth_per_pixel=2 * bandwidth), pixels / 2
    )
    moved = chemical_shift.slice_shift(B0=B0, pulse_bandwidth=bandwidth, thickness=thickness)
    np.testing.assert_allclose(moved, thickness * pixels)


def test_a_longer_pulse_of_one_shape_has_less_bandwidth():
    assert chemical_shift.pulse_bandwidth(duration=[2e-3, 4e-3], time_bandwidth=4).tolist() == [2000, 1000]


def test_the_journals_52_and_26_centimetres_are_lossless_water():
    lengths = waves.wavelength(B0=[1.5, 3.0], eps_r=80)
    np.testing.assert_allclose(lengths, [0.5248, 0.2624], atol=1e-4)


@pytest.mark.parametrize(("B0", "length", "depth"), [(1.5, 0.397, 0.0911), (3.0, 0.245, 0.0706)])
def test_muscle_shortens_the_wave_and_lets_it_through(B0, length, depth):
    eps_r, sigma = waves.MUSCLE[B0]
    assert waves.wavelength(B0=B0, eps_r=eps_r, sigma=sigma) == pytest.approx(length, abs=5e-4)
    assert waves.penetration_depth(B0=B0, eps_r=eps_r, sigma=sigma) == pytest.approx(depth, abs=1e-4)


@given(B0=fields, eps_r=st.floats(1, 100), sigma=st.floats(0.01, 5))
def test_the_wave_agrees_with_the_loss_tangent_form(B0, eps_r, sigma):
    omega = 2 * np.pi * 42.577478518e6 * B0
    tangent = sigma / (omega * 8.8541878128e-12 * eps_r)
    factor = omega / 299792458 * np.sqrt(eps_r / 2)
    phase, loss = (factor * np.sqrt(np.sqrt(1 + tangent**2) + sign) for sign in (1, -1))
    np.testing.assert_allclose(
        waves.wavelength(B0=B0, eps_r=eps_r, sigma=sigma), 2 * np.pi / phase, rtol=1e-7
    )
    np.testing.assert_allclose(waves.penetration_depth(B0=B0, eps_r=eps_r, sigma=sigma), 1 / loss, rtol=1e-6)


def test_without_conductivity_nothing_is_lost():
    assert waves.penetration_depth(B0=3.0, eps_r=80, sigma=0.0) == np.inf


@given(fov=st.floats(50, 500), body=st.floats(50, 600), oversampling=st.floats(0, 2))
def test_wrap_agrees_with_folding_points_of_the_body(fov, body, oversampling):
    points = np.linspace(-body / 2, body / 2, 4001)
    encoded = fov * (1 + oversampling)
    folded = (points + encoded / 2) % encoded - encoded / 2
    away = np.abs(folded - points) > 1e-6
    into_display = bool(np.any(np.abs(folded[away]) < fov / 2 - 0.5))
    answer = wrap.wraps_into_display(fov_phase=fov, object_size=body, oversampling=oversampling)
    margin = encoded - (fov + body) / 2
    if abs(margin) > 1:  # a pixel next to the edge may fall on either side
        assert bool(answer) == into_display == (margin < 0)


@given(fov=st.floats(50, 500), body=st.floats(50, 600), k=positive)
def test_oversampling_does_not_depend_on_the_unit_of_length(fov, body, k):
    strict = wrap.oversampling_for_no_wrap(fov_phase=fov, object_size=body)
    np.testing.assert_allclose(
        wrap.oversampling_for_no_wrap(fov_phase=k * fov, object_size=k * body), strict, atol=1e-12
    )
    display = wrap.oversampling_for_clean_display(fov_phase=fov, object_size=body)
    np.testing.assert_allclose(display, strict / 2)
    np.testing.assert_allclose(wrap.oversampling_time_factor(oversampling=strict) * fov, max(fov, body))


def test_sense_factor_one_with_half_the_field_of_view_unfolds_two_points():
    assert wrap.sense_reduction(object_size=320, fov_phase=160) == 2
    assert wrap.sense_reduction(object_size=200, fov_phase=400) == 1


@given(moment=st.floats(1e3, 1e7), level=st.floats(1e-5, 1e-2), k=positive)
def test_dipole_contours_follow_the_cube(moment, level, k):
    z = fringe.dipole_axial_distance(moment=moment, field=level)
    on_axis = 2e-7 * moment / z**3
    np.testing.assert_allclose(on_axis, level, rtol=1e-6)
    other = fringe.distance_at_level(distance=z, level_from=level, level_to=k * level)
    np.testing.assert_allclose(other, fringe.dipole_axial_distance(moment=moment, field=k * level))
    beside = fringe.radial_distance(axial_distance=z)
    np.testing.assert_allclose(1e-7 * moment / beside**3, level, rtol=1e-6)
    stronger = z * fringe.distance_ratio_for_field(B0_ratio=k)
    np.testing.assert_allclose(stronger, fringe.dipole_axial_distance(moment=k * moment, field=level))


@given(z=positive, exponent=st.floats(2, 10), k=st.floats(1.1, 5))
def test_the_exponent_of_two_contours_is_recovered(z, exponent, k):
    found = fringe.fall_off_exponent(
        distance_from=z, level_from=1.0, distance_to=k * z, level_to=k**-exponent
    )
    np.testing.assert_allclose(found, exponent, rtol=1e-9)


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: chemical_shift.in_phase_TE(B0=0), "B0"),
        (lambda: chemical_shift.fat_water_shift(B0=-1), "B0"),
        (lambda: chemical_shift.pixel_shift(B0=3, bandwidth_per_pixel=0), "bandwidth_per_pixel"),
        (lambda: chemical_shift.slice_shift(B0=3, pulse_bandwidth=0), "pulse_bandwidth"),
        (lambda: chemical_shift.pulse_bandwidth(duration=0, time_bandwidth=4), "duration"),
        (lambda: waves.wavelength(B0=0, eps_r=80), "B0"),
        (lambda: waves.wavelength(B0=3, eps_r=0.5), "eps_r"),
        (lambda: waves.penetration_depth(B0=3, eps_r=80, sigma=-1), "sigma"),
        (lambda: wrap.oversampling_for_no_wrap(fov_phase=0, object_size=1), "fov_phase"),
        (lambda: wrap.wraps_into_display(fov_phase=1, object_size=1, oversampling=-1), "oversampling"),
        (lambda: wrap.sense_reduction(fov_phase=1, object_size=1, sense_factor=0), "sense_factor"),
        (lambda: fringe.dipole_axial_distance(moment=1, field=0), "field"),
        (lambda: fringe.radial_distance(axial_distance=-1), "axial_distance"),
        (lambda: fringe.distance_at_level(distance=1, level_from=0, level_to=1), "level_from"),
        (lambda: fringe.distance_ratio_for_field(B0_ratio=0), "B0_ratio"),
        (
            lambda: fringe.fall_off_exponent(distance_from=4, level_from=1, distance_to=4, level_to=2),
            "distance_from",
        ),
    ],
)
def test_impossible_inputs_are_refused_by_name(call, named):
    with pytest.raises(ValueError, match=f"^{named} "):
        call()
