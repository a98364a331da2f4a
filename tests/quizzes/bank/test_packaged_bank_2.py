"""The second set of packaged number questions, against keys worked out by hand, not by the catalogue."""

from math import exp, log, pi, sin, sqrt

import pytest

from quizzes import bank

QUESTIONS = {question.id: question for question in bank.load_bank()}

MHZ_PER_TESLA = 42.577478518
GAMMA = 2 * pi * MHZ_PER_TESLA * 1e6
"""Proton gyromagnetic ratio in rad/s/T."""


def variant_with(question_id, **parameters):
    """The first variant drawn that has these parameters."""
    question = QUESTIONS[question_id]
    for seed in range(2000):
        variant = bank.draw(question, seed)
        if all(variant.parameters[name] == value for name, value in parameters.items()):
            return variant
    raise AssertionError(f"{question_id} never draws {parameters}")


@pytest.mark.parametrize(
    ("question_id", "parameters", "key"),
    [
        # Energies of one train: 8100 + 4 × 32400 = 137700 before, 8100 + 4 × 14400 = 65700 after.
        ("sar-tse-percent-saved", {"ref_to": 120}, 100 * (1 - 65700 / 137700)),
        # TR 0.8, slices 0.75, train (8100 + 12 × 22500) / (8100 + 12 × 32400).
        ("sar-three-changes", {"TR_to": 5000, "ref_to": 150}, 0.8 * 0.75 * 278100 / 396900),
        ("sar-se-second-angle", {"ref_to": 120}, 22500 / 40500),
        ("sar-shorter-train", {"etl_from": 8, "etl_to": 4}, 65700 / 123300),
        ("sar-bssfp-two-changes", {"fa_to": 45, "TR_to": 4.0}, 0.5625 * 0.8),
        ("sar-concatenations", {"predicted": 3.6, "concatenations_to": 3}, 1.2),
        # (8100 + 8 × 32400) × 2 / 2.6 = 205615; less 8100, by 8, root.
        ("sar-angle-for-limit", {"predicted_sar": 2.6}, 157.13),
        ("sar-b1rms-label-tr", {"b1rms": 2.4, "TR": 3000}, 3000 * 1.44),
        ("sar-from-console-pair", {"sar": 1.2, "b1_new": 2.6}, 1.2 * 1.69),
        ("sar-b1rms-at-limit", {"sar": 1.6}, sqrt(5)),
        ("sar-whole-body-short-or-tall", {"height_1": 1.8, "height_2": 1.6}, 81 / 64),
        ("sar-heavier-same-height", {"mass_1": 80, "mass_2": 120}, 1.5),
        ("sar-power-of-cylinder", {"radius_ratio": 1.2}, 2.0736),
        (
            "sar-formula-in-numbers",
            {"radius": 0.15, "B1_amplitude": 10},
            # σE²/(2ρ) with E = ω B1 r / 2, times the duty.
            0.7 * (GAMMA * 1.5 * 10e-6 * 0.15 / 2) ** 2 / 2000 * 0.05,
        ),
        ("sar-angle-and-duration", {"flip_angle_2": 150, "duration_2": 4}, 25 / 36 / 2),
        ("sar-mt-pulse", {"flip_angle": 25}, 101),
        ("sar-saturation-band", {"etl": 8, "refocusing": 150}, 100 * 8100 / 188100),
        ("sar-b1rms-of-gre", {"flip_angle": 30, "TR": 20}, 30 / 360 / MHZ_PER_TESLA * 1e3 / sqrt(20)),
        ("sar-fewer-steps-longer-tr", {"lines_to": 200}, 0.625),
        ("tse-first-echo", {"refocusing": 120}, 0.75),
        ("tse-plateau", {"refocusing": 120}, sin(pi / 3)),
        ("relaxation-power-law-liver", {"B0": 1.5}, 1e3 * 0.000534 * (1.5e6 * MHZ_PER_TESLA) ** 0.3799),
        ("relaxation-stir-fat", {"T1": 382}, 382 * log(2)),
        ("snr-thinner-slice", {"from_mm": 5, "to_mm": 3}, 0.6),
        ("snr-larger-matrix", {"matrix_to": 512}, 0.25 * sqrt(2)),
        ("snr-averages-to-restore", {"snr_ratio": 0.8}, 1.5625),
        ("snr-parallel-imaging", {"R": 2, "g": 1.2}, 0.5893),
        ("snr-at-3t-with-t1", {"TR": 400}, 2 * (1 - exp(-1 / 3)) / (1 - exp(-10 / 23))),
        ("field-fewer-averages", {"averages": 12}, 3),
        ("time-spin-echo", {"TR": 500, "phase_lines": 256, "NSA": 2}, 256),
        ("time-elliptical", {"TR": 8, "phase_lines": 192, "partitions": 96}, 0.008 * 192 * 96 * pi / 4),
        # 320 × 0.75 × 1.25 × 0.75 / 2 = 112.5, rounded up, and 24 reference lines.
        ("time-acquired-lines", {"matrix_phase": 320, "R": 2}, 137),
        ("time-shortest-tr", {"slices": 24, "etl": 16, "esp": 10, "concatenations": 2}, 2160),
        ("chemical-shift-of-slice", {"B0": 3, "pulse_bandwidth": 1000, "thickness": 5}, 2.1715),
        ("field-in-phase-te", {"B0": 3}, 2.3026),
        ("fov-oversampling-displayed", {"object": 320, "fov_phase": 200}, 0.3),
        ("fov-oversampling-time", {"time": 120, "percent": 50}, 180),
        ("fov-oversampling-snr", {"percent": 100}, sqrt(2)),
        ("fov-sense-snr", {"object": 300, "fov_phase": 150}, 1 / (1.3 * sqrt(2))),
        ("field-gauss", {"value": 5}, 0.5),
        ("field-dipole-contour", {"axial_distance": 4, "level": 0.9}, 3.288),
        ("field-dipole-stronger-magnet", {"B0_ratio": 2}, 1.26),
        ("field-shielded-fall-off", {"distance_1": 4.6}, log(1.8) / log(4.6 / 4.3)),
        ("safety-true-weight", {"sar_shown": 1.8, "mass_entered": 100, "mass_true": 80}, 2.25),
        ("safety-partial-body-normal", {"exposed_mass_ratio": 0.3}, 7.6),
        ("safety-binding-limit", {"exposed_mass_ratio": 0.4}, 0.4 * 7.6),
        ("safety-ten-second-limit", {"limit_6min": 3.2}, 6.4),
        ("safety-energy-of-exam", {"sar": 1.5, "time": 40}, 3.6),
        ("safety-heating-bound", {"sar": 2, "time": 30}, 3600 / 3470),
    ],
)
def test_keys_are_those_of_a_hand_calculation(question_id, parameters, key):
    assert variant_with(question_id, **parameters).key == pytest.approx(key, rel=1e-3)


@pytest.mark.parametrize(
    ("question_id", "parameters", "journal"),
    [
        ("tse-first-echo", {"refocusing": 120}, "0.444"),
        ("tse-plateau", {"refocusing": 120}, "0.75"),
        ("sar-whole-body-short-or-tall", {"height_1": 1.8, "height_2": 1.6}, "1.342"),
        ("sar-power-of-cylinder", {"radius_ratio": 1.2}, "2.488"),
        ("sar-formula-in-numbers", {"radius": 0.15, "B1_amplitude": 10}, "0.352 W/kg"),
        ("relaxation-stir-fat", {"T1": 382}, "202.4 ms"),
        ("snr-at-3t-with-t1", {"TR": 400}, "2"),
        ("fov-sense-snr", {"object": 300, "fov_phase": 150}, "1"),
    ],
)
def test_what_the_journal_printed_is_not_right_but_is_recognised(question_id, parameters, journal):
    question = QUESTIONS[question_id]
    verdict = bank.grade(question, variant_with(question_id, **parameters), journal)

    assert verdict.outcome in ("partly", "wrong")
    assert verdict.reason in {mistake.name for mistake in question.mistakes}
    assert question.journal_errs is not None
