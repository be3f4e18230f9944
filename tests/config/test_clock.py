from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.kit import clock

# Wall clocks, so without a zone.
SPAN = datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2060-01-01")
ZONES = sorted(available_timezones() - {"localtime", "Factory"})
MOMENTS = st.datetimes(*SPAN, timezones=st.just(UTC)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)


@pytest.mark.parametrize(
    ("local", "zone", "utc"),
    [
        ("2026-12-03 15:00", "Europe/Lisbon", "2026-12-03 15:00"),
        ("2026-07-03 15:00", "Europe/Lisbon", "2026-07-03 14:00"),
        ("2026-07-03 10:00", "America/New_York", "2026-07-03 14:00"),
        ("2026-01-15 09:00", "Australia/Sydney", "2026-01-14 22:00"),
        ("2026-07-15 09:00", "Australia/Sydney", "2026-07-14 23:00"),
        # Half an hour of summer time, and quarters.
        ("2026-01-15 09:00", "Australia/Lord_Howe", "2026-01-14 22:00"),
        ("2026-07-15 09:00", "Australia/Lord_Howe", "2026-07-14 22:30"),
        ("2026-07-15 09:00", "Asia/Kathmandu", "2026-07-15 03:15"),
        # Winter time in summer: Morocco goes back for Ramadan.
        ("2026-03-01 09:00", "Africa/Casablanca", "2026-03-01 09:00"),
        ("2026-05-01 09:00", "Africa/Casablanca", "2026-05-01 08:00"),
        # Either side of the day that Samoa left out.
        ("2011-12-29 12:00", "Pacific/Apia", "2011-12-29 22:00"),
        ("2011-12-31 12:00", "Pacific/Apia", "2011-12-30 22:00"),
    ],
)
def test_a_local_time_has_its_instant(local, zone, utc):
    wall = datetime.fromisoformat(local)

    assert clock.instant(wall.date(), wall.time(), zone) == _utc(utc)


@pytest.mark.parametrize(
    ("local", "zone", "before", "after"),
    [
        ("2026-03-29 01:30", "Europe/Lisbon", "2026-03-29 00:30", "2026-03-29 02:30"),
        ("2026-03-29 01:00", "Europe/Lisbon", "2026-03-29 00:00", "2026-03-29 02:00"),
        ("2026-03-08 02:59", "America/New_York", "2026-03-08 01:59", "2026-03-08 03:59"),
        ("2026-10-04 02:15", "Australia/Lord_Howe", "2026-10-04 01:45", "2026-10-04 02:45"),
        ("2026-03-22 02:30", "Africa/Casablanca", "2026-03-22 01:30", "2026-03-22 03:30"),
        ("2011-12-30 12:00", "Pacific/Apia", "2011-12-29 12:00", "2011-12-31 12:00"),
    ],
)
def test_a_time_inside_a_gap_is_refused_with_both_neighbours(local, zone, before, after):
    wall = datetime.fromisoformat(local)

    for fold in (None, 0, 1):
        with pytest.raises(clock.NoSuchTime) as refused:
            clock.instant(wall.date(), wall.time(), zone, fold)

    neighbours = refused.value.before, refused.value.after
    assert [one.replace(tzinfo=None).isoformat(" ", "minutes") for one in neighbours] == [
        before,
        after,
    ]
    assert all(one.tzinfo == ZoneInfo(zone) for one in neighbours)


@pytest.mark.parametrize(
    ("local", "zone", "first", "second"),
    [
        ("2026-10-25 01:30", "Europe/Lisbon", "2026-10-25 00:30", "2026-10-25 01:30"),
        ("2026-11-01 01:00", "America/New_York", "2026-11-01 05:00", "2026-11-01 06:00"),
        ("2026-04-05 01:45", "Australia/Lord_Howe", "2026-04-04 14:45", "2026-04-04 15:15"),
        ("2026-02-15 02:10", "Africa/Casablanca", "2026-02-15 01:10", "2026-02-15 02:10"),
    ],
)
def test_a_time_that_happens_twice_is_asked_about(local, zone, first, second):
    wall = datetime.fromisoformat(local)

    with pytest.raises(clock.TwoSuchTimes) as asked:
        clock.instant(wall.date(), wall.time(), zone)

    assert (asked.value.first, asked.value.second) == (
        asked.value.first.replace(fold=0),
        asked.value.second.replace(fold=1),
    )
    folds = [clock.instant(wall.date(), wall.time(), zone, fold) for fold in (0, 1)]
    assert folds == [_utc(first), _utc(second)]
    assert [asked.value.first.astimezone(UTC), asked.value.second.astimezone(UTC)] == folds


@pytest.mark.parametrize("local", ["2026-10-25 00:59", "2026-10-25 02:00", "2026-03-29 02:00"])
def test_the_edges_of_a_change_are_clear(local):
    wall = datetime.fromisoformat(local)

    assert clock.instant(wall.date(), wall.time(), "Europe/Lisbon")


@given(moment=MOMENTS, zone=st.sampled_from(ZONES))
def test_every_instant_comes_back_from_its_local_time(moment, zone):
    local = moment.astimezone(ZoneInfo(zone))
    if local.utcoffset() % timedelta(minutes=1):
        return

    assert clock.instant(local.date(), local.time(), zone, local.fold) == moment


@given(wall=st.datetimes(*SPAN), zone=st.sampled_from(ZONES))
def test_every_local_time_is_clear_or_asked_about_and_never_guessed(wall, zone):
    wall, tz = wall.replace(second=0, microsecond=0), ZoneInfo(zone)

    def reads(moment):
        return moment.astimezone(tz).replace(tzinfo=None)

    try:
        answer = clock.instant(wall.date(), wall.time(), zone)
    except (clock.TwoSuchTimes, clock.NoSuchTime) as asked:
        answer = asked

    match answer:
        case datetime():
            assert reads(answer) == wall
        case clock.TwoSuchTimes(first=first, second=second):
            assert first.astimezone(UTC) < second.astimezone(UTC)
            assert reads(first.astimezone(UTC)) == reads(second.astimezone(UTC)) == wall
        case clock.NoSuchTime(before=before, after=after):
            assert reads(before) < wall < reads(after)


def test_the_clock_ticks_on_from_where_it_was_moved():
    there = datetime(2030, 1, 1, 23, 30, tzinfo=UTC)

    with clock.moved_to(there):
        assert timedelta() <= clock.now() - there < timedelta(seconds=5)
        assert clock.today("Asia/Tokyo") == date(2030, 1, 2)

    assert clock.now() < there


def test_time_needs_no_zone_of_its_own():
    with_zone = time(15, tzinfo=UTC)

    assert clock.instant(date(2026, 7, 3), with_zone, "Europe/Lisbon").hour == 14


def _utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
