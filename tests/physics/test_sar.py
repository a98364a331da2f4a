import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from physics import sar
from physics.homogeneous import BODIES, power_radius_scaling, sar_radius_scaling, uniform_body_sar
from physics.patient import (
    cylinder_radius,
    exposed_mass_ratio,
    journal_build_ratio,
    partial_body_sar_ratio,
    whole_body_sar_ratio,
)
from physics.pulses import Pulse, b1_rms, tse_pulses

radians = st.floats(0.05, np.pi)
counts = st.integers(1, 64)
times = st.floats(0.01, 10.0)
positive = st.floats(0.01, 100.0)


def tse(slices=20, etl=16, refocusing=np.pi):
    return tse_pulses(
        slices=slices, etl=etl, excitation=np.pi / 2, refocusing=refocusing, duration=3e-3, shape="rect"
    )


def test_refocusing_at_120_leaves_45_percent_of_a_train_with_its_excitation():
    ratio = sar.relative_sar_tse(refocusing_to=np.deg2rad(120), etl_from=16, etl_to=16)
    assert ratio == pytest.approx(0.453, abs=5e-4)  # 4/9 would count the refocusing pulses alone


@given(n1=counts, n2=counts, e1=counts, e2=counts, r1=radians, r2=radians, TR1=times, TR2=times, exc=radians)
def test_the_closed_form_of_a_train_agrees_with_the_sum_over_its_pulses(
    n1, n2, e1, e2, r1, r2, TR1, TR2, exc
):
    one, two = (
        tse_pulses(slices=n, etl=e, excitation=exc, refocusing=r, duration=2e-3, shape="hann_sinc_tbw4")
        for n, e, r in ((n1, e1, r1), (n2, e2, r2))
    )
    closed = sar.relative_sar_tse(
        excitation_from=exc, excitation_to=exc, refocusing_from=r1, refocusing_to=r2, etl_from=e1,
        etl_to=e2, slices_from=n1, slices_to=n2, TR_from=TR1, TR_to=TR2,
    )  # fmt: skip
    summed = sar.relative_sar(pulses_from=one, TR_from=TR1, pulses_to=two, TR_to=TR2)
    np.testing.assert_allclose(closed, summed, rtol=1e-9)


@given(r1=radians, r2=radians, etl=counts, TR1=times, TR2=times)
def test_relative_sar_is_the_square_of_the_ratio_of_b1_rms(r1, r2, etl, TR1, TR2):
    one, two = tse(etl=etl, refocusing=r1), tse(etl=etl, refocusing=r2)
    ratio = b1_rms(pulses=two, averaging_time=TR2) / b1_rms(pulses=one, averaging_time=TR1)
    relative = sar.relative_sar(pulses_from=one, TR_from=TR1, pulses_to=two, TR_to=TR2)
    np.testing.assert_allclose(relative, ratio**2, rtol=1e-9)


def test_relative_sar_sweeps_over_whole_grids():
    angles, TRs = np.deg2rad(np.linspace(60, 180, 200)), np.linspace(2, 8, 200)
    grid = sar.relative_sar_tse(refocusing_to=angles[:, None], TR_from=4.0, TR_to=TRs)
    assert grid.shape == (200, 200)
    assert np.all(np.diff(grid, axis=0) > 0)
    assert np.all(np.diff(grid, axis=1) < 0)


@given(train=st.lists(radians, min_size=1, max_size=20))
def test_a_variable_train_costs_at_least_as_much_as_its_mean_angle(train):
    mean = np.full(len(train), np.mean(train))
    ratio = sar.relative_sar_flip_trains(excitation=np.pi / 2, train_from=mean, train_to=train)
    assert ratio >= 1 - 1e-9


@given(angle=radians, k=st.floats(0.1, 1.0), TR=times)
def test_gradient_echo_sar_goes_with_the_square_of_the_angle(angle, k, TR):
    ratio = sar.relative_sar_gre(flip_angle_from=angle, flip_angle_to=k * angle, TR_from=TR, TR_to=2 * TR)
    np.testing.assert_allclose(ratio, k**2 / 2)


def test_magnetisation_transfer_dominates_the_sar_of_a_gradient_echo():
    base = [Pulse(flip_angle=np.deg2rad(25), duration=2e-3, shape="hann_sinc_tbw4")]
    added = [Pulse(flip_angle=np.deg2rad(500), duration=8e-3, shape="gauss_edge1pct")]
    assert sar.relative_sar_with_added(base=base, added=added) == pytest.approx(56.4, rel=1e-3)
    assert sar.relative_sar_with_added(base=base, added=[]) == 1


@given(B0=positive, k=positive)
def test_the_field_counts_squared(B0, k):
    np.testing.assert_allclose(sar.field_ratio(B0_from=B0, B0_to=k * B0), k**2)


@given(predicted=positive, limit=positive, TR=times, etl=counts, refocusing=radians)
def test_the_inverse_answers_bring_sar_to_the_limit(predicted, limit, TR, etl, refocusing):
    longer = sar.TR_for_sar_limit(sar=predicted, limit=limit, TR=TR)
    np.testing.assert_allclose(predicted * sar.relative_sar_tse(TR_from=TR, TR_to=longer), limit)

    assume(limit < predicted)
    assume(limit / predicted * (np.pi**2 / 4 + etl * refocusing**2) > np.pi**2 / 4)
    angle = sar.refocusing_angle_for_sar_limit(
        sar=predicted, limit=limit, etl=etl, excitation=np.pi / 2, refocusing=refocusing
    )
    ratio = sar.relative_sar_tse(refocusing_from=refocusing, refocusing_to=angle, etl_from=etl, etl_to=etl)
    np.testing.assert_allclose(predicted * ratio, limit, rtol=1e-9)


@given(predicted=positive, limit=positive, slices=counts)
def test_the_slices_allowed_meet_the_limit_and_one_more_does_not(predicted, limit, slices):
    allowed = sar.slices_for_sar_limit(sar=predicted, limit=limit, slices=slices)
    assert predicted * allowed / slices <= limit * (1 + 1e-9)
    assert predicted * (allowed + 1) / slices > limit * (1 - 1e-9)


def test_an_exact_division_of_slices_is_not_rounded_down():
    assert sar.slices_for_sar_limit(sar=0.7, limit=0.49, slices=10) == 7


def test_the_refocusing_angle_never_exceeds_180_degrees():
    angle = sar.refocusing_angle_for_sar_limit(sar=1, limit=9, etl=16, excitation=1.5, refocusing=3.0)
    assert angle == pytest.approx(np.pi)


@given(shown=positive, b1=st.floats(1e-7, 1e-5), limit=positive)
def test_a_calibration_pair_returns_its_own_sar_and_its_limit(shown, b1, limit):
    k = sar.k_from_calibration(sar=shown, b1_rms=b1)
    np.testing.assert_allclose(sar.sar_from_b1_rms(k=k, b1_rms=b1), shown)
    at_limit = sar.b1_rms_at_sar_limit(k=k, limit=limit)
    np.testing.assert_allclose(sar.sar_from_b1_rms(k=k, b1_rms=at_limit), limit)


def test_reference_power_gives_one_joule_and_a_half_for_each_energy_unit():
    value = sar.sar_from_reference_pulse(
        reference_power=1500, pulses=[Pulse(flip_angle=np.pi, count=100)], TR=1.0, mass=75
    )
    assert value == pytest.approx(2.0)


def test_entering_25_percent_too_much_weight_hides_25_percent_of_sar():
    assert sar.sar_with_true_mass(sar_shown=1.8, mass_entered=100, mass_true=80) == pytest.approx(2.25)


@given(
    body=st.sampled_from(BODIES), sigma=positive, B0=positive, B1=st.floats(1e-7, 1e-5), radius=positive,
    duty=st.floats(0.001, 1), k=st.floats(0.1, 10),
)  # fmt: skip
def test_uniform_bodies_absorb_with_the_square_of_field_frequency_and_radius(
    body, sigma, B0, B1, radius, duty, k
):
    def at(**change):
        base = {"sigma": sigma, "B0": B0, "B1": B1, "radius": radius, "duty_cycle": duty}
        return uniform_body_sar(body=body, **(base | change))

    for square in ({"B0": k * B0}, {"B1": k * B1}, {"radius": k * radius}):
        np.testing.assert_allclose(at(**square), k**2 * at(), rtol=1e-9)
    np.testing.assert_allclose(at(sigma=k * sigma), k * at(), rtol=1e-9)
    np.testing.assert_allclose(at(polarisation="circular"), 2 * at(), rtol=1e-9)


@pytest.mark.parametrize(
    ("body", "weight"),
    [("sphere", lambda s, z: (s**2, s)), ("cylinder_axial", lambda s, z: (s**2, s * np.ones_like(z)))],
)
def test_averages_agree_with_the_mean_of_the_local_loss(body, weight):
    """Local SAR is sigma (w B1 s / 2)^2 / (2 rho) at distance s from the axis along the field."""
    s, z = np.meshgrid((np.arange(400) + 0.5) / 400, np.linspace(-1, 1, 801), indexing="ij")
    inside = s**2 + z**2 <= 1 if body == "sphere" else np.ones_like(s, dtype=bool)
    square, volume = weight(s, z)
    mean = np.sum(square * volume * inside) / np.sum(volume * inside)
    arguments = {"sigma": 0.7, "B0": 1.5, "B1": 5e-6, "radius": 0.1}
    ratio = uniform_body_sar(body=body, **arguments) / uniform_body_sar(body="surface", **arguments)
    assert ratio == pytest.approx(mean, rel=3e-3)


@given(k=positive)
def test_power_grows_by_the_volume_more_than_sar(k):
    per_mass = sar_radius_scaling(radius_ratio=k)
    np.testing.assert_allclose(power_radius_scaling(body="sphere", radius_ratio=k), per_mass * k**3)
    np.testing.assert_allclose(power_radius_scaling(body="cylinder", radius_ratio=k), per_mass * k**2)


@given(mass=st.floats(2, 200), height=st.floats(0.4, 2.2))
def test_the_cylinder_has_the_mass_of_the_person(mass, height):
    radius = cylinder_radius(mass=mass, height=height, density=980.0)
    np.testing.assert_allclose(np.pi * radius**2 * height * 980.0, mass)


def test_the_shorter_of_two_equally_heavy_people_absorbs_more():
    people = {"mass_from": 80, "height_from": 1.8, "mass_to": 80, "height_to": 1.6}
    assert partial_body_sar_ratio(**people) == pytest.approx(1.125)
    assert whole_body_sar_ratio(**people) == pytest.approx(1.2656, rel=1e-4)
    assert journal_build_ratio(**people) == pytest.approx(1.342, abs=5e-4)


@given(height=st.floats(0.3, 2.2))
def test_the_exposed_share_is_a_share(height):
    assert 0 < exposed_mass_ratio(height=height) <= 1


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: sar.field_ratio(B0_from=0, B0_to=3), "B0_from"),
        (lambda: sar.relative_sar(pulses_from=[], TR_from=1, pulses_to=[], TR_to=1), "energy_from"),
        (lambda: sar.relative_sar_with_added(base=[], added=[]), "base"),
        (lambda: sar.relative_sar_tse(TR_to=0), "TR_to"),
        (lambda: sar.relative_sar_tse(slices_to=1.5), "slices_to"),
        (lambda: sar.relative_sar_flip_trains(excitation=0, train_from=[0], train_to=[1]), "energy_from"),
        (lambda: sar.relative_sar_gre(flip_angle_from=0, flip_angle_to=1), "flip_angle_from"),
        (lambda: sar.TR_for_sar_limit(sar=1, limit=0, TR=1), "limit"),
        (
            lambda: sar.refocusing_angle_for_sar_limit(sar=100, limit=1, etl=4, excitation=1.5, refocusing=3),
            "limit",
        ),
        (lambda: sar.slices_for_sar_limit(sar=1, limit=1, slices=0), "slices"),
        (lambda: sar.sar_from_b1_rms(k=-1, b1_rms=1), "k"),
        (lambda: sar.k_from_calibration(sar=1, b1_rms=0), "b1_rms"),
        (lambda: sar.b1_rms_at_sar_limit(k=0, limit=2), "k"),
        (lambda: sar.sar_from_reference_pulse(reference_power=1, pulses=[], TR=1, mass=0), "mass"),
        (lambda: sar.sar_with_true_mass(sar_shown=1, mass_entered=1, mass_true=0), "mass_true"),
        (lambda: uniform_body_sar(body="cube", sigma=1, B0=1, B1=1, radius=1), "body"),
        (lambda: uniform_body_sar(body="sphere", sigma=1, B0=1, B1=1, radius=1, duty_cycle=2), "duty_cycle"),
        (lambda: sar_radius_scaling(radius_ratio=0), "radius_ratio"),
        (lambda: power_radius_scaling(body="cube", radius_ratio=1), "body"),
        (lambda: cylinder_radius(mass=0, height=1.7), "mass"),
        (lambda: exposed_mass_ratio(height=-1), "height"),
        (lambda: journal_build_ratio(mass_from=1, height_from=1, mass_to=0, height_to=1), "mass"),
    ],
)
def test_impossible_inputs_are_refused_by_name(call, named):
    with pytest.raises(ValueError, match=f"^{named} "):
        call()
