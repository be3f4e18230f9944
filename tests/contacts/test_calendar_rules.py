from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.rules.calendar import TwoCalendars, WorkCalendar, week_of

WEEK = (1, 2, 3, 4, 5)


@pytest.mark.parametrize(
    ("calendar", "day", "after"),
    [
        (WorkCalendar(WEEK), date(2026, 3, 11), date(2026, 3, 12)),
        (WorkCalendar(WEEK), date(2026, 3, 13), date(2026, 3, 16)),
        # Good Friday, and in Germany Easter Monday too.
        (WorkCalendar(WEEK, ["PT"]), date(2026, 4, 2), date(2026, 4, 6)),
        (WorkCalendar(WEEK, ["PT", "DE"]), date(2026, 4, 2), date(2026, 4, 7)),
        # Sunday to Thursday.
        (WorkCalendar((7, 1, 2, 3, 4)), date(2026, 3, 12), date(2026, 3, 15)),
        # An unknown country has no holidays; no working days at all never hangs.
        (WorkCalendar(WEEK, ["ZZ", ""]), date(2026, 12, 24), date(2026, 12, 25)),
        (WorkCalendar(()), date(2026, 3, 11), date(2026, 3, 12)),
    ],
)
def test_the_next_working_day_skips_days_off(calendar, day, after):
    assert calendar.next_working(day) == after


def test_a_working_day_stays_and_a_holiday_is_named():
    calendar = WorkCalendar(WEEK, ["PT"])

    assert calendar.working_or_next(date(2026, 3, 11)) == date(2026, 3, 11)
    assert calendar.working_or_next(date(2026, 12, 25)) == date(2026, 12, 28)
    assert calendar.holiday(date(2026, 12, 25))


@given(
    st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    st.sets(st.integers(1, 7), min_size=1),
    st.sampled_from(["", "PT", "CN", "US"]),
)
def test_what_comes_next_is_later_and_a_working_day(day, working_days, country):
    calendar = WorkCalendar(frozenset(working_days), [country])

    after = calendar.next_working(day)

    assert after > day
    assert calendar.is_working(after)


@pytest.mark.parametrize(
    ("country", "week"),
    [
        ("US", {1, 2, 3, 4, 5}),
        ("IL", {1, 2, 3, 4, 7}),
        # Nobody knows when they rest.
        ("ZZ", {1, 2, 3, 4, 5, 6, 7}),
        ("", {1, 2, 3, 4, 5, 6, 7}),
    ],
)
def test_a_country_has_its_own_week(country, week):
    assert week_of(country) == week


def test_two_people_share_the_days_on_which_both_work():
    two = TwoCalendars.of((7, 1, 2, 3, 4), "IL", "US")

    assert two.both.working_days == {1, 2, 3, 4}
    assert two.both.holiday(date(2026, 11, 26)) == "Thanksgiving Day"
    assert two.mine.is_working(date(2026, 11, 26))


def test_where_two_weeks_share_no_day_mine_decides():
    two = TwoCalendars.of((6, 7), "", "US")

    assert two.both.add_working(date(2026, 3, 2), 1) == date(2026, 3, 7)


def test_days_are_counted_and_found_backwards():
    calendar = WorkCalendar(WEEK, ["US"])
    wednesday, friday = date(2026, 11, 25), date(2026, 11, 27)

    assert calendar.add_working(wednesday, 1) == friday
    assert calendar.add_working(wednesday, 0) == wednesday
    assert calendar.working_between(wednesday, date(2026, 11, 30)) == 2
    assert calendar.working_or_before(date(2026, 11, 26)) == wednesday
    assert calendar.working_or_before(friday) == friday
    assert calendar.holidays(wednesday, friday) == {"Thanksgiving Day": date(2026, 11, 26)}
