import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from physics.relaxation import (
    BOTTOMLEY_1984,
    ROONEY_2007,
    T1_TABLE,
    T1_from_field,
    T1_from_frequency,
    ernst_angle,
    inversion_null_time,
    se_signal,
    spgr_signal,
)

seconds = st.floats(0.005, 10.0)
scales = st.floats(0.1, 10.0)


@given(TR=seconds, T1=seconds, other=st.floats(0.0, np.pi / 2))
def test_no_other_flip_angle_gives_more_signal_than_the_ernst_angle(TR, T1, other):
    best = spgr_signal(TR=TR, T1=T1, flip_angle=ernst_angle(TR=TR, T1=T1))
    assert spgr_signal(TR=TR, T1=T1, flip_angle=other) <= best * (1 + 1e-9)


@given(TR=seconds, T1=seconds, k=scales)
def test_the_ernst_angle_does_not_depend_on_the_unit_of_time(TR, T1, k):
    np.testing.assert_allclose(ernst_angle(TR=k * TR, T1=k * T1), ernst_angle(TR=TR, T1=T1), rtol=1e-9)


def test_the_ernst_angle_of_a_tenth_of_T1_over_ten_is_eight_degrees():
    assert np.rad2deg(ernst_angle(TR=0.010, T1=1.0)) == pytest.approx(8.089, abs=1e-3)


@given(TR=seconds, T1=seconds, angle=st.floats(0.01, 3.0))
def test_the_spoiled_steady_state_is_the_same_before_every_pulse(TR, T1, angle):
    along = spgr_signal(TR=TR, T1=T1, flip_angle=angle) / np.sin(angle)
    decay = np.exp(-TR / T1)
    assert along * np.cos(angle) * decay + 1 - decay == pytest.approx(along, rel=1e-9)


@given(TR=seconds, TE=seconds, T1=seconds, share=st.floats(0.05, 1.0), k=scales)
def test_the_spin_echo_does_not_depend_on_the_unit_of_time(TR, TE, T1, share, k):
    one = se_signal(TR=TR, TE=TE, T1=T1, T2=share * T1)
    np.testing.assert_allclose(se_signal(TR=k * TR, TE=k * TE, T1=k * T1, T2=k * share * T1), one, rtol=1e-9)


def test_the_spin_echo_has_its_limits():
    assert se_signal(TR=np.inf, TE=0, T1=1, T2=0.1) == 1
    assert se_signal(TR=1, TE=0.1, T1=1, T2=0.1) == pytest.approx((1 - np.exp(-1)) * np.exp(-1))


@given(T1=seconds, TR=seconds)
def test_a_tissue_has_no_signal_at_its_null(T1, TR):
    TI = inversion_null_time(T1=T1, TR=TR)
    before_inversion = 1 - np.exp(-(TR - TI) / T1)  # the excitation left nothing
    assert 1 - (1 + before_inversion) * np.exp(-TI / T1) == pytest.approx(0, abs=1e-9)
    assert 0 < TI <= T1 * np.log(2) * (1 + 1e-12)


def test_stir_at_3_tesla_nulls_fat_at_265_milliseconds():
    assert inversion_null_time(T1=0.382) == pytest.approx(0.2648, abs=1e-4)


@pytest.mark.parametrize(("tissue", "printed"), [("liver", 0.641), ("muscle", 1.161), ("fat", 0.292)])
def test_the_journals_3_tesla_column_is_the_old_power_law_extrapolated(tissue, printed):
    A, B = BOTTOMLEY_1984[tissue]
    assert T1_from_frequency(A=A, B=B, B0=3.0) == pytest.approx(printed, abs=1e-3)
    assert T1_TABLE[tissue].journal[1] == printed
    assert T1_TABLE[tissue].literature[1] != printed


@pytest.mark.parametrize("tissue", ROONEY_2007)
def test_the_newer_power_law_lengthens_T1_with_the_field(tissue):
    a, b = ROONEY_2007[tissue]
    T1 = T1_from_field(a=a, b=b, B0=[0.2, 1.0, 1.5, 3.0, 7.0])
    assert np.all(np.diff(T1) > 0)
    assert T1[1] == a


def test_the_table_names_the_wrong_csf():
    csf = T1_TABLE["csf"]
    assert csf.literature[0] > 1.7 * csf.journal[0]
    assert "wrong" in csf.remark


@pytest.mark.parametrize("entry", T1_TABLE.values(), ids=T1_TABLE)
def test_every_row_of_the_table_has_both_fields_and_a_source(entry):
    assert 0 < entry.journal[0] < entry.journal[1]
    assert 0 < entry.literature[0] <= entry.literature[1]
    assert entry.source


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: ernst_angle(TR=0, T1=1), "TR"),
        (lambda: ernst_angle(TR=1, T1=-1), "T1"),
        (lambda: spgr_signal(flip_angle=4, TR=1, T1=1), "flip_angle"),
        (lambda: spgr_signal(flip_angle=1, TR=1, T1=1, M0=-1), "M0"),
        (lambda: se_signal(TR=1, TE=-1, T1=1, T2=1), "TE"),
        (lambda: se_signal(TR=1, TE=1, T1=1, T2=3), "T2"),
        (lambda: inversion_null_time(T1=0), "T1"),
        (lambda: T1_from_frequency(A=0, B=0.3, B0=1), "A"),
        (lambda: T1_from_field(a=1, b=np.inf, B0=1), "b"),
    ],
)
def test_impossible_inputs_are_refused_by_name(call, named):
    with pytest.raises(ValueError, match=f"^{named} "):
        call()
