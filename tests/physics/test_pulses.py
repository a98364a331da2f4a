import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from physics.larmor import larmor_frequency
from physics.pulses import (
    SHAPES,
    Pulse,
    b1_peak,
    b1_rms,
    multiband_energy,
    pulse_energy_ratio,
    pulse_shape,
    total_energy,
    tse_pulses,
)

durations = st.floats(1e-4, 2e-2)
flip_angles = st.floats(0.05, 6.0)
shapes = st.sampled_from(SHAPES)


def test_proton_resonates_at_63_87_megahertz_at_1_5_tesla():
    assert larmor_frequency(B0=1.5) / 1e6 == pytest.approx(63.8662, rel=1e-6)


@given(B0=st.floats(1e-3, 20.0), k=st.floats(0.1, 10.0))
def test_resonance_is_proportional_to_the_field(B0, k):
    np.testing.assert_allclose(larmor_frequency(B0=k * B0), k * larmor_frequency(B0=B0), rtol=1e-12)


@pytest.mark.parametrize(
    ("name", "Sa", "eta"),
    [  # moments of the waveforms of pypulseq 1.5.0, make_sinc_pulse with apodization 0.5
        ("hann_sinc_tbw2", 0.407598, 1.796407),
        ("hann_sinc_tbw4", 0.253176, 3.105478),
    ],
)
def test_shapes_agree_with_pypulseq(name, Sa, eta):
    assert pulse_shape(name).Sa == pytest.approx(Sa, rel=5e-6)
    assert pulse_shape(name).eta == pytest.approx(eta, rel=5e-6)


@given(shape=shapes)
def test_no_shape_needs_less_energy_than_a_rectangle(shape):
    assert pulse_shape(shape).eta >= 1
    assert 0 < pulse_shape(shape).verse_energy_ratio <= 1


@given(tbw=st.integers(2, 9))
def test_more_lobes_cost_more_energy_and_gain_more_from_verse(tbw):
    few, many = pulse_shape(f"hann_sinc_tbw{tbw}"), pulse_shape(f"hann_sinc_tbw{tbw + 1}")
    assert many.eta > few.eta
    assert many.verse_energy_ratio < few.verse_energy_ratio


@pytest.mark.parametrize("name", ["sinc", "hann_sinc_tbw", "gauss_edge0pct", "RECT", ""])
def test_unknown_shapes_are_refused(name):
    with pytest.raises(ValueError, match=r"shape|edge"):
        pulse_shape(name)


def test_a_hard_180_of_one_millisecond_needs_11_74_microtesla():
    assert b1_peak(flip_angle=np.pi, duration=1e-3) * 1e6 == pytest.approx(11.743, rel=1e-4)


@given(angle=flip_angles, duration=durations, shape=shapes, k=st.floats(0.1, 10.0))
def test_peak_field_goes_with_the_angle_and_against_the_duration(angle, duration, shape, k):
    one = b1_peak(flip_angle=angle, duration=duration, shape=shape)
    np.testing.assert_allclose(b1_peak(flip_angle=k * angle, duration=duration, shape=shape), k * one)
    np.testing.assert_allclose(b1_peak(flip_angle=angle, duration=k * duration, shape=shape), one / k)


@given(angle=flip_angles, duration=durations, shape=shapes)
def test_b1_rms_follows_from_the_peak_and_the_mean_square_of_the_shape(angle, duration, shape):
    rms = b1_rms(pulses=[Pulse(flip_angle=angle, duration=duration, shape=shape)], averaging_time=duration)
    peak = b1_peak(flip_angle=angle, duration=duration, shape=shape)
    np.testing.assert_allclose(rms, peak * np.sqrt(pulse_shape(shape).Sp), rtol=1e-9)


@given(angle=flip_angles, TR=st.floats(0.01, 10.0), k=st.floats(0.1, 10.0))
def test_b1_rms_falls_with_the_root_of_TR(angle, TR, k):
    pulses = tse_pulses(slices=3, etl=4, excitation=1.5, refocusing=angle, duration=3e-3, shape="rect")
    one, other = (b1_rms(pulses=pulses, averaging_time=T) for T in (TR, k * TR))
    np.testing.assert_allclose(other, one / np.sqrt(k))


@given(angle=flip_angles, count=st.integers(0, 50))
def test_the_sign_of_a_pulse_does_not_change_its_energy_and_pulses_add(angle, count):
    forth, back = (Pulse(flip_angle=sign * angle, count=count) for sign in (1, -1))
    assert forth.energy == back.energy
    np.testing.assert_allclose(total_energy(pulses=[forth, back]), 2 * count * (angle / np.pi) ** 2)


def test_the_unit_of_energy_is_a_hard_180_of_one_millisecond():
    assert Pulse(flip_angle=np.pi).energy == pytest.approx(1.0)
    assert total_energy(pulses=[]) == 0


def test_pulses_take_whole_arrays_of_angles():
    energy = Pulse(flip_angle=np.array([np.pi / 2, np.pi, np.nan])).energy
    np.testing.assert_allclose(energy, [0.25, 1.0, np.nan])


@given(angle=flip_angles, duration=durations, k=st.floats(0.1, 10.0))
def test_a_longer_pulse_of_one_flip_angle_has_less_energy(angle, duration, k):
    ratio = pulse_energy_ratio(
        flip_angle_from=angle, flip_angle_to=angle, duration_from=duration, duration_to=k * duration
    )
    np.testing.assert_allclose(ratio, 1 / k)


@given(first=flip_angles, second=flip_angles, tau=durations, shape=shapes)
def test_energy_ratio_agrees_with_the_energies_of_the_pulses(first, second, tau, shape):
    one, two = (Pulse(flip_angle=angle, duration=tau, shape=shape) for angle in (first, second))
    ratio = pulse_energy_ratio(
        flip_angle_from=first, flip_angle_to=second, duration_from=tau, duration_to=tau
    )
    np.testing.assert_allclose(two.energy / one.energy, ratio)


def test_two_bands_double_the_energy():
    assert multiband_energy(energy=1.5, bands=2) == 3.0


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: larmor_frequency(B0=-1.5), "B0"),
        (lambda: b1_peak(flip_angle=-1, duration=1e-3), "flip_angle"),
        (lambda: b1_peak(flip_angle=1, duration=0), "duration"),
        (lambda: b1_rms(pulses=[], averaging_time=0), "averaging_time"),
        (lambda: Pulse(flip_angle=1, duration=-1), "duration"),
        (lambda: Pulse(flip_angle=np.inf), "flip_angle"),
        (lambda: Pulse(flip_angle=1, count=-1), "count"),
        (lambda: pulse_energy_ratio(flip_angle_from=0, flip_angle_to=1), "flip_angle_from"),
        (lambda: multiband_energy(energy=1, bands=1.5), "bands"),
        (lambda: tse_pulses(slices=0, etl=1, excitation=1, refocusing=1, duration=1, shape="rect"), "slices"),
    ],
)
def test_impossible_pulses_are_refused_by_name(call, named):
    with pytest.raises(ValueError, match=f"^{named} "):
        call()
