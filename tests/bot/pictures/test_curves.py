"""Curves as pictures."""

import struct
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import translator
from bot.pictures.curves import png, ticks
from quizzes.assistant import answer
from quizzes.curves import of_reading


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_picture_is_a_png_that_a_phone_can_show(language):
    plots = of_reading(answer("TSE 重聚角 180 改 120 ETL16 SAR 剩多少").reading)
    picture = png(plots, _=translator(language))
    assert picture.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", picture[16:24])
    assert 600 < width < 2000
    assert width + height < 10_000  # the largest photo that Telegram takes
    assert height < 3 * width


@given(low=st.floats(-1e4, 1e4), span=st.floats(1e-3, 1e5))
def test_ticks_are_few_evenly_spaced_and_start_at_or_below_the_lowest_value(low, span):
    marks = ticks(low, low + span)
    assert 1 <= len(marks) <= 9
    assert marks[0] <= low + 1e-6 * span
    steps = {round((b - a) / span, 6) for a, b in pairwise(marks)}
    assert len(steps) <= 1
