from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.rules.digest import (
    clocks_to_tell,
    day_to_tell,
    is_fresh,
    window,
)
from tests.zones import CHANGES, ZONES

DAY = date(2026, 3, 12)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "hour", "zone", "day"),
    [
        ("2026-03-12 06:59", 7, "Europe/Lisbon", None),
        ("2026-03-12 07:00", 7, "Europe/Lisbon", DAY),
        ("2026-03-12 19:59", 7, "Europe/Lisbon", DAY),
        ("2026-03-12 20:00", 7, "Europe/Lisbon", None),
        # It is the 13th in Auckland while the 12th has not begun to be told in Honolulu.
        ("2026-03-12 18:30", 7, "Pacific/Auckland", date(2026, 3, 13)),
        ("2026-03-12 17:00", 7, "Pacific/Honolulu", DAY),
        # Who wants it in the evening gets it for three hours, past midnight if need be.
        ("2026-03-12 22:59", 23, "UTC", None),
        ("2026-03-13 01:30", 23, "UTC", DAY),
        ("2026-03-13 02:00", 23, "UTC", None),
        ("2026-03-12 00:00", 0, "UTC", DAY),
    ],
)
def test_the_digest_of_a_day_goes_out_from_its_hour_to_the_evening(now, hour, zone, day):
    assert day_to_tell(utc(now), hour, zone) == day


@pytest.mark.parametrize(
    ("zone", "day", "hour", "opens"),
    [
        # 01:00 to 02:00 does not exist in Lisbon on this day.
        ("Europe/Lisbon", date(2026, 3, 29), 1, "2026-03-29 01:00"),
        # 01:00 to 02:00 happens twice on this one.
        ("Europe/Lisbon", date(2026, 10, 25), 1, "2026-10-25 00:00"),
        # In Nuuk the hour before midnight is jumped over.
        ("America/Nuuk", date(2026, 3, 28), 23, "2026-03-29 01:00"),
        ("Australia/Lord_Howe", date(2026, 10, 4), 2, "2026-10-03 15:30"),
    ],
)
def test_an_hour_the_clocks_change_has_one_beginning(zone, day, hour, opens):
    assert window(day, hour, zone)[0] == utc(opens)


@given(
    start=st.dates(date(2026, 1, 1), date(2027, 12, 1)),
    hour=st.integers(0, 23),
    zone=st.sampled_from(["America/Nuuk", *ZONES]),
)
def test_a_planner_that_never_rests_tells_every_day_once_and_in_order(start, hour, zone):
    moment = datetime(start.year, start.month, start.day, 12, tzinfo=ZoneInfo(zone))
    told = []
    for step in range(0, 4 * 24 * 60, 15):
        day = day_to_tell(moment.astimezone(UTC) + timedelta(minutes=step), hour, zone)
        if day and (not told or told[-1] != day):
            told.append(day)

    assert told == [told[0] + timedelta(days=n) for n in range(len(told))]
    assert len(told) in (4, 5)


def opening_by_the_table(change, day, hour):
    """When the hour of a day near a change first is: the jump where there is no such hour."""
    wall = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    if wall - change.before < change.at:
        return wall - change.before
    return max(wall - change.after, change.at)


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_around_a_change_of_the_clocks_each_hour_opens_as_the_table_of_changes_says(change):
    local = change.at.astimezone(ZoneInfo(change.zone)).date()

    for day in (local + timedelta(days=n) for n in range(-2, 3)):
        for hour in range(24):
            assert window(day, hour, change.zone)[0] == opening_by_the_table(change, day, hour)


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_around_a_change_of_the_clocks_no_day_is_told_twice_or_skipped(change):
    for hour in (0, 1, 2, 3, 7, 23):
        told = []
        for step in range(-3 * 96, 3 * 96):
            day = day_to_tell(change.at + timedelta(minutes=15 * step), hour, change.zone)
            if day and day not in told:
                told.append(day)

        assert told == [told[0] + timedelta(days=n) for n in range(len(told))]
        assert len(told) in (6, 7)


def test_clocks_are_grouped_by_day_and_hour():
    found = clocks_to_tell(
        utc("2026-03-12 18:30"),
        [
            ("Europe/Lisbon", 7),
            ("Europe/Dublin", 7),
            ("Asia/Shanghai", 7),
            ("Pacific/Auckland", 7),
            ("UTC", 9),
        ],
    )

    assert found == {
        DAY: {7: ["Europe/Lisbon", "Europe/Dublin"], 9: ["UTC"]},
        date(2026, 3, 13): {7: ["Pacific/Auckland"]},
    }


def test_what_was_put_off_after_it_was_told_is_told_again():
    assert is_fresh(DAY, None)
    assert is_fresh(DAY, DAY - timedelta(days=3))
    assert not is_fresh(DAY, DAY)
