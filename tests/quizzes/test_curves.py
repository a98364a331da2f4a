"""Curves beside answers: they agree with the answer, and with the limit they are drawn against."""

import numpy as np
import pytest

from quizzes.assistant import answer
from quizzes.curves import Quantity, has_curves, of_reading, of_settings

SPINE = {
    "sequence": "TSE",
    "B0": 3.0,
    "SAR": 2.6,
    "limit": 2.0,
    "TR": 4000.0,
    "slices": 20.0,
    "refocusing": 180.0,
    "turbo_factor": 16.0,
}


@pytest.mark.parametrize(
    ("text", "x"),
    [
        ("TSE 重聚角 180 改 120 ETL16 SAR 剩多少", Quantity.REFOCUSING),
        ("GRE 翻转角 30 改 20 SAR 剩多少", Quantity.EXCITATION),
        ("TR 3000 改 4000 SAR 变多少", Quantity.TR),
        ("NSA 2 改 1 SNR 剩多少", Quantity.AVERAGES),
        ("一级模式 室温 28 度 全身 SAR 限值", Quantity.AMBIENT),
    ],
)
def test_the_curve_goes_through_the_answer(text, x):
    said = answer(text)
    plot = of_reading(said.reading)[0]
    assert plot.x is x
    assert plot.marks[-1][1] == pytest.approx(said.value)
    over, values = np.transpose(plot.curves[0].points)
    assert np.interp(plot.marks[-1][0], over, values) == pytest.approx(said.value, rel=2e-3)


def test_an_answer_in_percent_has_the_same_curve_as_one_in_ratio():
    percent = answer("TSE 重聚角 180 改 120 ETL16 SAR 省百分之几")
    ratio = answer("TSE 重聚角 180 改 120 ETL16 SAR 剩多少")
    assert of_reading(percent.reading) == of_reading(ratio.reading)


def test_the_train_of_a_smaller_angle_starts_lower_and_has_as_many_echoes_as_said():
    train = of_reading(answer("TSE 重聚角 180 改 120 ETL 12 SAR 剩多少").reading)[-1]
    assert {len(curve.points) for curve in train.curves} == {12}
    fluid = [curve for curve in train.curves if curve.tissue == "fluid"]
    assert [curve.angle for curve in fluid] == [180.0, 120.0]
    assert fluid[1].points[0][1] == pytest.approx(0.75 * fluid[0].points[0][1], rel=0.01)


@pytest.mark.parametrize("text", ["3T 的拉莫尔频率", "TSE 扫描时间 TR 4000 320线 ETL16", "今天吃什么"])
def test_where_there_is_nothing_to_draw_there_is_no_curve(text):
    reading = answer(text).reading
    assert not has_curves(reading)
    assert of_reading(reading) == ()


def test_the_limit_is_met_where_the_advice_says():
    angle, repetition, _train = of_settings(SPINE)
    assert angle.marks[0] == (180.0, pytest.approx(2.6))
    assert angle.marks[1] == (pytest.approx(157.5, abs=0.5), 2.0)
    assert repetition.marks[1] == (pytest.approx(5200.0), 2.0)
    for plot in (angle, repetition):
        over, values = np.transpose(plot.curves[0].points)
        assert np.interp(plot.marks[1][0], over, values) == pytest.approx(2.0, rel=1e-3)


@pytest.mark.parametrize("sequence", ["GRE", "bSSFP"])
def test_a_gradient_echo_is_drawn_against_its_flip_angle(sequence):
    settings = SPINE | {"sequence": sequence, "TR": 4.0, "excitation": 45.0, "preparation": "none"}
    plots = of_settings({k: v for k, v in settings.items() if k not in ("refocusing", "turbo_factor")})
    assert [plot.x for plot in plots] == [Quantity.EXCITATION, Quantity.TR]
