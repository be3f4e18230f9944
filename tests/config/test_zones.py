"""The clocks of 13 zones in 2026 and 2027: every change, both sides of it, and what is between."""

import os
import subprocess
import sys
import zoneinfo
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from config.kit import clock
from contacts.rules.calendar import WorkCalendar
from interviews.rules.digest import day_to_tell, window
from interviews.rules.slots import Diary
from tests.zones import CHANGES, STEADY, ZONES

MINUTE = timedelta(minutes=1)
FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("zone", ZONES)
def test_the_zone_data_changes_when_the_table_says_and_at_no_other_time(zone):
    tz = ZoneInfo(zone)
    days = [FIRST + n * timedelta(days=1) for n in range((LAST - FIRST).days)]

    # No zone changes twice in a day; where a day begins and ends alike, nothing happened in it.
    halves = [
        day + n * timedelta(minutes=30)
        for day in days
        if _offset(day, tz) != _offset(day + timedelta(days=1), tz)
        for n in range(1, 49)
    ]
    read = [(at, _offset(at - timedelta(minutes=30), tz), _offset(at, tz)) for at in halves]
    seen = [(at, before, after) for at, before, after in read if before != after]

    assert seen == [(one.at, one.before, one.after) for one in CHANGES if one.zone == zone]
    assert zone not in STEADY or _offset(FIRST, tz) == STEADY[zone]


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_an_unclear_time_is_asked_about_and_its_edges_are_clear(change):
    first, last = change.unclear

    for wall in (first, change.middle, last - MINUTE):
        with pytest.raises(clock.NoSuchTime if change.is_forward else clock.TwoSuchTimes) as asked:
            clock.instant(wall.date(), wall.time(), change.zone)
        if change.is_forward:
            # By as much as the clocks change, either way, with the rest of the hour kept.
            pair = asked.value.before, asked.value.after
            assert [one.replace(tzinfo=None) for one in pair] == [
                wall - (last - first),
                wall + (last - first),
            ]
        else:
            twice = [clock.instant(wall.date(), wall.time(), change.zone, fold) for fold in (0, 1)]
            assert twice[1] - twice[0] == last - first
    for wall, offset in ((first - MINUTE, change.before), (last, change.after)):
        told = clock.instant(wall.date(), wall.time(), change.zone)
        assert told == (wall - offset).replace(tzinfo=UTC)


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_the_day_of_a_change_is_longer_or_shorter_by_it(change):
    day = change.unclear[0].date()

    begins = clock.end_of_day(day - timedelta(days=1), change.zone)
    ends = clock.end_of_day(day, change.zone)

    assert ends - begins == timedelta(days=1) - (change.after - change.before)
    noon = datetime.combine(day, time(12), ZoneInfo(change.zone))
    assert begins < noon.astimezone(UTC) < ends


def test_people_whose_clocks_change_on_different_days_keep_the_time_that_was_agreed():
    agreed = [clock.instant(day, time(15), "Europe/Lisbon") for day in _thursdays("2026-03-05", 6)]

    theirs = [f"{one.astimezone(ZoneInfo('America/New_York')):%H:%M}" for one in agreed]
    sydney = [f"{one.astimezone(ZoneInfo('Australia/Sydney')):%H:%M}" for one in agreed]

    assert theirs == ["10:00", "11:00", "11:00", "11:00", "10:00", "10:00"]
    assert sydney == ["02:00", "02:00", "02:00", "02:00", "01:00", "00:00"]


def test_zones_are_read_from_the_lock_whatever_the_machine_has(tmp_path):
    december = datetime.fromisoformat("2026-12-01")

    assert zoneinfo.TZPATH == ()
    assert ZoneInfo("Africa/Casablanca").utcoffset(december) == timedelta()

    told = "from config import settings; import zoneinfo; print(zoneinfo.TZPATH)"
    asked = subprocess.run(
        [sys.executable, "-c", told],
        env={**os.environ, "PYTHONTZPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert asked.stdout.strip() == f"('{tmp_path}',)"


def _thursdays(first, count):
    day = datetime.fromisoformat(first).date()
    return [day + timedelta(weeks=n) for n in range(count)]


def _offset(moment, tz):
    return moment.astimezone(tz).utcoffset()


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_a_digest_goes_once_on_the_day_of_a_change_whatever_its_hour(change):
    day = change.unclear[0].date()
    begins, ends = (clock.end_of_day(day - n * timedelta(days=1), change.zone) for n in (1, 0))
    quarters = [begins + n * timedelta(minutes=15) for n in range((ends - begins) // (15 * MINUTE))]

    for hour in (0, 1, 2, 7, 19):
        opens, closes = window(day, hour, change.zone)
        told = {one: day_to_tell(one, hour, change.zone) for one in quarters}
        during = [one for one in quarters if opens <= one < closes]

        # One stretch of time, on that day, from its hour on; a skipped hour counts from the jump.
        assert begins <= opens < ends and {told[one] for one in during} == {day}
        wall = opens.astimezone(ZoneInfo(change.zone))
        assert wall.date() == day and wall.hour - hour in (0, 1)
        assert sum(found == day for found in told.values()) == len(during)


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_working_hours_keep_their_clock_on_both_sides_of_a_change(change):
    calendar = WorkCalendar(range(1, 8))
    mine = Diary(change.zone, calendar, time(9), time(17))
    day = change.unclear[0].date()

    hours = [mine.hours_on(day + timedelta(days=n)) for n in (-1, 0, 1)]

    tz = ZoneInfo(change.zone)
    walls = {tuple(f"{one.astimezone(tz):%H:%M}" for one in pair) for pair in hours}
    assert walls == {("09:00", "17:00")}
    lengths = {second - first for first, second in hours}
    assert lengths == {timedelta(hours=8)}
