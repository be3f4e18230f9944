"""Where things stand on the page of a calendar, also on days that are shorter or longer."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.rules.calendar_page import (
    LEAST_ROWS,
    Frame,
    Place,
    axis_of,
    hours_of,
    joined,
    lanes,
    weeks_of,
)
from tests.zones import CHANGES, ZONES

MIDNIGHT = time(0)


def week(day, zone):
    monday = day - timedelta(days=day.weekday())
    return [Frame(monday + timedelta(days=n), zone) for n in range(7)]


def at(day, text, zone, fold=0):
    wall = datetime.combine(day, time.fromisoformat(text), ZoneInfo(zone)).replace(fold=fold)
    return wall.astimezone(UTC)


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_ten_o_clock_stands_at_the_same_height_on_every_day_of_a_week_with_a_change(change):
    day = change.unclear[0].date()
    frames = week(day, change.zone)
    axis = axis_of(frames, MIDNIGHT, MIDNIGHT)
    changed = next(frame for frame in frames if frame.day == day)
    length = timedelta(minutes=20)

    tens = [at(frame.day, "10:00", change.zone) for frame in frames]
    rows = {axis.place(f, (ten, ten + length)) for f, ten in zip(frames, tens, strict=True)}
    others = [frame for frame in frames if frame.day != day]
    gaps = [changed] if change.is_forward else others

    assert changed.change == change.before - change.after
    assert changed.changes_at == change.at
    assert len(rows) == 1 and rows.pop().rows == 4
    size = abs(change.after - change.before) // timedelta(minutes=5)
    assert [[place.rows for place in axis.gaps(frame)] for frame in gaps] == [[size]] * len(gaps)
    assert all(axis.gaps(frame) == [] for frame in frames if frame not in gaps)


def test_an_hour_that_comes_twice_has_a_place_of_its_own_for_each_time():
    day, zone = date(2026, 10, 25), "Europe/Lisbon"
    frames = week(day, zone)
    axis = axis_of(frames, MIDNIGHT, MIDNIGHT)
    first, second = (at(day, "01:30", zone, fold) for fold in (0, 1))

    rows = [
        axis.place(frames[6], (one, one + timedelta(minutes=20))).row for one in (first, second)
    ]

    assert rows == [18, 30]
    assert [label.again for _row, label in axis.hours][:4] == [0, 0, 1, 0]


def test_what_begins_before_a_skipped_hour_and_ends_after_it_stands_on_both_sides():
    day, zone = date(2026, 3, 29), "Europe/Lisbon"
    axis = axis_of(week(day, zone), MIDNIGHT, MIDNIGHT)
    begins = at(day, "00:45", zone)

    place = axis.place(Frame(day, zone), (begins, begins + timedelta(minutes=30)))

    # 00:45 to 02:15, half an hour long: the hour between is no time.
    assert (place.row, place.end) == (9, 27)


def test_what_goes_over_midnight_stands_on_both_days_and_is_cut_at_the_edge():
    frames = week(date(2026, 11, 25), "Europe/Lisbon")
    axis = axis_of(frames, MIDNIGHT, MIDNIGHT)
    begins = at(date(2026, 11, 25), "23:30", "Europe/Lisbon")
    span = (begins, begins + timedelta(hours=1))

    places = [axis.place(frame, span) for frame in frames if frame.holds(span)]

    assert places == [Place(282, 6), Place(0, 6)]


def test_a_day_that_was_left_out_has_no_hours():
    frames = week(date(2011, 12, 30), "Pacific/Apia")
    axis = axis_of(frames, MIDNIGHT, MIDNIGHT)

    assert frames[4].change == timedelta(days=-1) and frames[4].quarters == ()
    assert axis.gaps(frames[4]) == [Place(0, 288)]


@pytest.mark.parametrize(
    ("texts", "opens", "closes"),
    [
        ([], time(9), time(18)),
        (["07:15 20"], time(7), time(18)),
        (["18:00 20"], time(9), time(19)),
        (["23:50 20"], time(0), time(0)),
        (["12:00 60"], time(9), time(18)),
    ],
)
def test_the_scale_holds_the_working_day_and_all_that_stands_in_it(texts, opens, closes):
    frames = week(date(2026, 11, 25), "Europe/Lisbon")
    spans = []
    for text in texts:
        clock, minutes = text.split()
        begins = at(date(2026, 11, 25), clock, "Europe/Lisbon")
        spans.append((begins, begins + timedelta(minutes=int(minutes))))

    assert hours_of(frames, spans, time(9), time(17, 30)) == (opens, closes)


@pytest.mark.parametrize(
    ("places", "found"),
    [
        ([(0, 6), (6, 6)], [(0, 1), (0, 1)]),
        ([(0, 6), (3, 6)], [(0, 2), (1, 2)]),
        # Three in a chain: the first and the last share a lane.
        ([(0, 6), (3, 6), (6, 6)], [(0, 2), (1, 2), (0, 2)]),
        ([(0, 12), (0, 6), (6, 6), (12, 4)], [(0, 2), (1, 2), (1, 2), (0, 1)]),
        ([(0, 4)] * 3, [(0, 3), (1, 3), (2, 3)]),
        ([], []),
    ],
)
def test_entries_at_one_time_stand_side_by_side(places, found):
    assert lanes([Place(*one) for one in places]) == found


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 20)), max_size=12))
def test_no_two_entries_ever_cover_each_other(pairs):
    places = [Place(*one) for one in pairs]

    found = lanes(places)

    for n, (lane, count) in enumerate(found):
        assert 0 <= lane < count
        for m in range(n):
            is_apart = places[n].end <= places[m].row or places[m].end <= places[n].row
            assert is_apart or (found[m][0] != lane and found[m][1] == count)


@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(5, 480),
)
def test_every_stretch_of_time_has_a_place_of_its_length(zone, begins, minutes):
    begins = begins.replace(minute=begins.minute // 5 * 5, second=0, microsecond=0)
    span = (begins, begins + timedelta(minutes=minutes // 5 * 5))
    frames = week(begins.astimezone(ZoneInfo(zone)).date(), zone)
    axis = axis_of(frames, MIDNIGHT, MIDNIGHT)

    rows = 0
    for frame in frames:
        place = axis.place(frame, span) if frame.holds(span) else None
        if place:
            missing = {n for gap in axis.gaps(frame) for n in range(gap.row, gap.end)}
            rows += len(set(range(place.row, place.end)) - missing)

    wanted = (min(span[1], frames[-1].ends) - span[0]) // timedelta(minutes=5)
    assert rows >= wanted and rows - wanted <= 2 * LEAST_ROWS


def test_busy_stretches_that_touch_are_one():
    hours = [datetime(2026, 11, 25, n, tzinfo=UTC) for n in range(24)]

    spans = [(hours[9], hours[11]), (hours[13], hours[14]), (hours[10], hours[12])]

    assert joined(spans) == [(hours[9], hours[12]), (hours[13], hours[14])]


@pytest.mark.parametrize(
    ("day", "first", "count"),
    [
        (date(2026, 11, 22), date(2026, 10, 26), 6),
        (date(2027, 2, 10), date(2027, 2, 1), 4),
        (date(2026, 12, 31), date(2026, 11, 30), 5),
    ],
)
def test_a_month_is_shown_in_whole_weeks(day, first, count):
    weeks = weeks_of(day)

    assert (weeks[0][0], len(weeks)) == (first, count)
    assert {len(week) for week in weeks} == {7}
