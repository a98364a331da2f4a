"""From a centre's wall clock to instants: question days, and when a day's round opens and closes."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import chinese_calendar
from holidays import HolidayBase, country_holidays

DEFAULT_TIMEZONE = "Asia/Shanghai"


@dataclass(frozen=True, kw_only=True)
class Hours:
    """When a centre asks: its IANA zone, its opening and closing wall-clock times, and on which days."""

    timezone: str
    asks_at: time
    closes_at: time
    every_day: bool = False


def instant(day: date, at: time, timezone: str) -> datetime:
    """The UTC instant of a wall-clock time.

    A time that a clock change skips becomes the first valid instant after the gap; one that it
    repeats means its first occurrence. So each local date has exactly one instant.
    """
    zone = ZoneInfo(timezone)
    wall = datetime.combine(day, at).replace(tzinfo=zone, fold=0)
    exact = wall.astimezone(UTC)
    if exact.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return exact
    before, after = wall.utcoffset(), wall.replace(fold=1).utcoffset()
    assert before is not None
    assert after is not None
    # fold=0 reads a skipped time with the offset from before the change: the change itself happened
    # that far earlier than the reading overshoots it.
    return _end_of_gap(exact - abs(after - before), exact, zone)


def _end_of_gap(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The first instant with the new offset, to the second, between two instants around one clock change."""
    new_offset = high.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == new_offset:
            high = middle
        else:
            low = middle
    return high.replace(microsecond=0)


def local_date(now: datetime, timezone: str) -> date:
    """The date on a centre's wall calendar."""
    return now.astimezone(ZoneInfo(timezone)).date()


def is_workday(day: date) -> bool:
    """Whether China works that day: holidays off, make-up days (调休) on.

    The make-up days are published a year at a time; beyond that, Monday to Friday except public holidays.
    """
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5 and day not in _statutory_holidays(day.year)


@cache
def _statutory_holidays(year: int) -> HolidayBase:
    return country_holidays("CN", years=year)


def asks_on(day: date, hours: Hours) -> bool:
    """Whether a centre asks a question that day."""
    return hours.every_day or is_workday(day)


def window(day: date, hours: Hours) -> tuple[datetime, datetime]:
    """When a day's round opens and closes, in UTC."""
    return instant(day, hours.asks_at, hours.timezone), instant(day, hours.closes_at, hours.timezone)


def next_opening(now: datetime, hours: Hours) -> datetime:
    """When the next question comes: the first opening after ``now``."""
    day = local_date(now, hours.timezone)
    while True:
        opens_at, _ = window(day, hours)
        if opens_at > now and asks_on(day, hours):
            return opens_at
        day += timedelta(days=1)
