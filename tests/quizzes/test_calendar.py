from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes import calendar
from tests.quizzes.conftest import hours


def test_eight_in_shanghai_is_midnight_utc():
    assert calendar.instant(date(2026, 3, 2), time(8), "Asia/Shanghai") == datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "at", "expected"),
    [
        ("Europe/Berlin", date(2026, 3, 29), time(2, 30), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        ("Africa/Cairo", date(2026, 4, 24), time(0), datetime(2026, 4, 23, 22, 0, tzinfo=UTC)),
        ("Asia/Beirut", date(2026, 3, 29), time(0), datetime(2026, 3, 28, 22, 0, tzinfo=UTC)),
    ],
)
def test_a_time_that_the_clock_skips_is_the_first_instant_after_the_gap(zone, day, at, expected):
    assert calendar.instant(day, at, zone) == expected


def test_a_time_that_the_clock_repeats_is_its_first_occurrence():
    found = calendar.instant(date(2026, 10, 25), time(2, 30), "Europe/Berlin")
    assert found == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(
    day=st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    at=st.times(),
    zone=st.sampled_from(sorted(z for z in available_timezones() if "/" in z and "Etc" not in z)),
)
def test_an_instant_reads_as_the_time_asked_for_or_as_later_that_night(day, at, zone):
    wall = calendar.instant(day, at, zone).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    late = wall - datetime.combine(day, at)
    assert timedelta(seconds=-1) < late <= timedelta(days=1)  # Samoa once skipped a whole day


def test_national_day_is_off_and_the_make_up_saturday_is_a_workday():
    assert not calendar.is_workday(date(2025, 10, 1))
    assert calendar.is_workday(date(2025, 10, 11))


def test_beyond_the_published_calendar_monday_to_friday_count_except_public_holidays():
    assert not calendar.is_workday(date(2045, 10, 2))  # a Monday in the National Day week
    assert calendar.is_workday(date(2045, 10, 9))
    assert not calendar.is_workday(date(2045, 10, 14))  # a Saturday


def test_the_next_opening_after_friday_evening_is_monday_morning():
    friday = datetime(2026, 3, 6, 13, 0, tzinfo=UTC)
    assert calendar.next_opening(friday, hours()) == datetime(2026, 3, 9, 0, 0, tzinfo=UTC)


def test_a_centre_may_ask_every_day():
    sunday = date(2026, 3, 8)
    assert not calendar.asks_on(sunday, hours())
    assert calendar.asks_on(sunday, hours(every_day=True))
