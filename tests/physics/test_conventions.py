"""What holds for every formula: unknown stays unknown, arrays are taken, the examples are true."""

import doctest
import importlib
import inspect
import pkgutil

import numpy as np
import pytest

import physics
from physics import (
    chemical_shift,
    epg,
    exposure,
    fringe,
    homogeneous,
    larmor,
    limits,
    patient,
    pulses,
    relaxation,
    sar,
    snr,
    timing,
    waves,
    wrap,
)

MODULES = [name for _, name, _ in pkgutil.walk_packages(physics.__path__, "physics.")]
PEOPLE = {"mass_from": 80, "height_from": 1.8, "mass_to": 80, "height_to": 1.6}
FORMULAS = [
    (larmor.larmor_frequency, {"B0": 3}),
    (pulses.b1_peak, {"flip_angle": 1, "duration": 1e-3}),
    (
        pulses.pulse_energy_ratio,
        {"flip_angle_from": 1, "flip_angle_to": 2, "duration_from": 1, "duration_to": 2},
    ),
    (pulses.multiband_energy, {"energy": 1, "bands": 2}),
    (sar.field_ratio, {"B0_from": 1.5, "B0_to": 3}),
    (sar.train_flip_square, {"excitation": 1, "refocusing": 2, "etl": 8, "restore": 1}),
    (
        sar.relative_sar_tse,
        {
            "excitation_from": 1,
            "excitation_to": 1,
            "refocusing_from": 3,
            "refocusing_to": 2,
            "etl_from": 16,
            "etl_to": 12,
            "slices_from": 20,
            "slices_to": 15,
            "TR_from": 4,
            "TR_to": 5,
        },
    ),
    (sar.relative_sar_gre, {"flip_angle_from": 1, "flip_angle_to": 2, "TR_from": 1, "TR_to": 2}),
    (sar.TR_for_sar_limit, {"sar": 2.6, "limit": 2, "TR": 4}),
    (
        sar.refocusing_angle_for_sar_limit,
        {"sar": 2.6, "limit": 2, "etl": 16, "excitation": 1.5, "refocusing": 3},
    ),
    (sar.slices_for_sar_limit, {"sar": 2.6, "limit": 2, "slices": 20}),
    (sar.sar_from_b1_rms, {"k": 1e11, "b1_rms": 3e-6}),
    (sar.k_from_calibration, {"sar": 1, "b1_rms": 3e-6}),
    (sar.b1_rms_at_sar_limit, {"k": 1e11, "limit": 2}),
    (sar.sar_with_true_mass, {"sar_shown": 1.8, "mass_entered": 100, "mass_true": 80}),
    (limits.journal_whole_body_limit, {"ambient": 28}),
    (limits.short_term_limit, {"limit_6min": 2}),
    (limits.TR_for_label, {"b1_rms": 2.3, "label_limit": 2, "TR": 3}),
    (exposure.absorbed_energy, {"sar": 2, "time": 60}),
    (exposure.adiabatic_temperature_rise, {"sar": 2, "time": 60, "specific_heat": 3470}),
    (patient.cylinder_radius, {"mass": 80, "height": 1.8, "density": 1000}),
    (patient.exposed_mass_ratio, {"height": 1.8, "coil_length": 0.5}),
    (patient.partial_body_sar_ratio, PEOPLE),
    (patient.whole_body_sar_ratio, PEOPLE | {"coil_length": 0.5}),
    (patient.journal_build_ratio, PEOPLE),
    (homogeneous.sar_radius_scaling, {"radius_ratio": 2}),
    (relaxation.T1_from_frequency, {"A": 5e-4, "B": 0.38, "B0": 1.5}),
    (relaxation.T1_from_field, {"a": 0.6, "b": 0.38, "B0": 1.5}),
    (relaxation.ernst_angle, {"TR": 0.01, "T1": 1}),
    (relaxation.spgr_signal, {"flip_angle": 0.3, "TR": 0.01, "T1": 1, "M0": 2}),
    (relaxation.se_signal, {"TR": 0.5, "TE": 0.01, "T1": 1, "T2": 0.1, "M0": 2}),
    (relaxation.inversion_null_time, {"T1": 0.4, "TR": 5}),
    (
        snr.snr_ratio,
        {
            "dx": 2,
            "dy": 2,
            "dz": 2,
            "averages": 2,
            "lines": 2,
            "partitions": 2,
            "bandwidth": 2,
            "g": 2,
            "signal": 2,
        },
    ),
    (snr.parallel_imaging_snr, {"reduction": 2, "g": 1.2}),
    (snr.field_snr_ratio, {"B0_from": 1.5, "B0_to": 3, "exponent": 1.2}),
    (snr.homodyne_snr, {"partial_fourier": 0.75}),
    (snr.averages_to_restore_snr, {"snr_ratio": 0.5}),
    (
        timing.acquired_lines,
        {
            "matrix_phase": 256,
            "phase_fov": 0.8,
            "oversampling": 0.2,
            "partial_fourier": 0.75,
            "reduction": 2,
            "calibration_lines": 24,
        },
    ),
    (timing.scan_time, {"TR": 1, "phase_lines": 256, "averages": 2, "partitions": 2, "slices": 2}),
    (timing.scan_time_tse, {"TR": 1, "phase_lines": 256, "etl": 8, "averages": 2, "concatenations": 2}),
    (
        timing.minimum_TR_tse,
        {"slices": 20, "etl": 16, "echo_spacing": 0.01, "overhead": 0.005, "concatenations": 2},
    ),
    (chemical_shift.fat_water_shift, {"B0": 3, "shift": 3.4e-6}),
    (chemical_shift.in_phase_TE, {"B0": 3, "shift": 3.4e-6}),
    (chemical_shift.opposed_phase_TE, {"B0": 3, "shift": 3.4e-6}),
    (chemical_shift.pixel_shift, {"B0": 3, "bandwidth_per_pixel": 220, "shift": 3.4e-6}),
    (chemical_shift.slice_shift, {"B0": 3, "pulse_bandwidth": 1000, "thickness": 5e-3, "shift": 3.4e-6}),
    (chemical_shift.pulse_bandwidth, {"duration": 2e-3, "time_bandwidth": 4}),
    (waves.wavelength, {"B0": 3, "eps_r": 63.5, "sigma": 0.7}),
    (waves.penetration_depth, {"B0": 3, "eps_r": 63.5, "sigma": 0.7}),
    (wrap.oversampling_for_no_wrap, {"fov_phase": 200, "object_size": 320}),
    (wrap.oversampling_for_clean_display, {"fov_phase": 200, "object_size": 320}),
    (wrap.oversampling_time_factor, {"oversampling": 0.5}),
    (wrap.sense_reduction, {"fov_phase": 160, "object_size": 320, "sense_factor": 1}),
    (fringe.dipole_axial_distance, {"moment": 1e6, "field": 5e-4}),
    (fringe.radial_distance, {"axial_distance": 4}),
    (fringe.distance_at_level, {"distance": 4, "level_from": 0.5, "level_to": 0.9}),
    (fringe.distance_ratio_for_field, {"B0_ratio": 2}),
    (fringe.fall_off_exponent, {"distance_from": 4, "level_from": 0.5, "distance_to": 3.6, "level_to": 0.9}),
    (epg.first_echo, {"refocusing": 2}),
    (epg.pseudo_steady_state, {"refocusing": 2}),
]
NAMES = [function.__qualname__ for function, _ in FORMULAS]


@pytest.mark.parametrize(("function", "arguments"), FORMULAS, ids=NAMES)
def test_an_unknown_argument_makes_the_result_unknown_and_no_other(function, arguments):
    known = function(**arguments)
    assert np.isfinite(known)
    for name, value in arguments.items():
        mixed = function(**arguments | {name: np.array([value, np.nan])})
        np.testing.assert_allclose(mixed, [known, np.nan])


@pytest.mark.parametrize(("function", "arguments"), FORMULAS, ids=NAMES)
def test_arguments_are_given_by_keyword_and_broadcast(function, arguments):
    kinds = {parameter.kind for parameter in inspect.signature(function).parameters.values()}
    assert kinds == {inspect.Parameter.KEYWORD_ONLY}
    columns = {name: np.full((3, 1), value) for name, value in arguments.items()}
    first = next(iter(arguments))
    assert function(**columns | {first: np.full((1, 4), arguments[first])}).shape in {(3, 4), (1, 4)}


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_are_true(name):
    module = importlib.import_module(name)
    assert doctest.testmod(module, extraglobs={"np": np}).failed == 0


def test_errors_name_the_argument_the_range_and_the_value():
    with pytest.raises(ValueError, match=r"^TR must be greater than 0, got -2$"):
        relaxation.ernst_angle(TR=[1.0, -2.0], T1=1.0)
