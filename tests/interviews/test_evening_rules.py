from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.rules.digest import window
from interviews.rules.evening import Mornings, evening_of, is_time_to_debrief, is_time_to_thank
from interviews.rules.reminders import latest_evening
from tests.zones import CHANGES, ZONES

LISBON = "Europe/Lisbon"
# A Friday; Lisbon keeps UTC in winter.
FRIDAY = date(2026, 3, 13)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def mornings(zone=LISBON, hour=7, written_on=FRIDAY, off=()):
    return Mornings(zone, hour, written_on, lambda day: day.isoweekday() < 6 and day not in off)


@pytest.mark.parametrize(
    ("ended_at", "now", "fields", "is_mailed"),
    [
        # On Friday afternoon: due on Saturday, and no digest comes before Monday's.
        ("2026-03-13 15:00", "2026-03-13 18:59", {}, False),
        ("2026-03-13 15:00", "2026-03-13 19:00", {}, True),
        ("2026-03-13 15:00", "2026-03-14 14:59", {}, True),
        # Late already: Monday's digest tells it as due.
        ("2026-03-13 15:00", "2026-03-14 15:00", {}, False),
        # On Thursday afternoon: Friday's digest tells it.
        ("2026-03-12 15:00", "2026-03-12 19:00", {"written_on": date(2026, 3, 12)}, False),
        # But not where Friday is a holiday, or where no digest is wanted.
        (
            "2026-03-12 15:00",
            "2026-03-12 19:00",
            {"written_on": date(2026, 3, 12), "off": [FRIDAY]},
            True,
        ),
        ("2026-03-12 15:00", "2026-03-12 19:00", {"hour": None}, True),
        # Nor where it comes too late in the day, or the talk ended before its hour.
        (
            "2026-03-12 15:00",
            "2026-03-12 19:00",
            {"written_on": date(2026, 3, 12), "hour": 16},
            True,
        ),
        (
            "2026-03-12 06:30",
            "2026-03-12 19:00",
            {"written_on": date(2026, 3, 12)},
            True,
        ),
        # Noted as held next morning, when Friday's digest had gone: at once.
        ("2026-03-12 15:00", "2026-03-13 09:00", {}, True),
        # A digest of Friday that has not been written yet will tell it, even late.
        ("2026-03-12 15:00", "2026-03-13 09:00", {"written_on": date(2026, 3, 12)}, False),
        # One whose day is over will not.
        ("2026-03-12 21:00", "2026-03-13 20:00", {"written_on": date(2026, 3, 12)}, True),
    ],
)
def test_thanks_are_mailed_in_the_evening_when_no_digest_tells_them_in_time(
    ended_at, now, fields, is_mailed
):
    over = utc(ended_at)
    due_at = over + timedelta(hours=24)

    said = is_time_to_thank(
        due_on=due_at.date(),
        due_at=due_at,
        evening=evening_of(over.date(), 19, LISBON),
        now=utc(now),
        mornings=mornings(**fields),
    )

    assert said is is_mailed


def test_thanks_due_before_the_evening_do_not_wait_for_it():
    due_at = utc("2026-03-13 17:00")

    assert is_time_to_thank(
        due_on=FRIDAY,
        due_at=due_at,
        evening=evening_of(FRIDAY, 19, LISBON),
        now=utc("2026-03-13 16:00"),
        mornings=mornings(),
    )


@given(
    zone=st.sampled_from(ZONES),
    minute=st.integers(0, 2 * 365 * 24 * 60),
    hours=st.integers(1, 72),
    hour=st.integers(0, 23),
    evening=st.integers(12, 23),
    week=st.sets(st.integers(1, 7)),
)
def test_every_thank_you_is_told_by_a_letter_before_it_is_due(
    zone, minute, hours, hour, evening, week
):
    """Whatever zone, hours and week: a digest opens in time, or the evening letter goes."""
    over, tz = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute), ZoneInfo(zone)
    due_at = over + timedelta(hours=hours)
    talked, due_on = over.astimezone(tz).date(), due_at.astimezone(tz).date()
    digests, mailed = [], []

    # A planner that runs every ten minutes and writes digests on their days.
    now, written_on = over, talked - timedelta(days=1)
    while now < due_at and not mailed:
        today = now.astimezone(tz).date()
        opens, closes = window(today, hour, zone)
        if written_on < today and opens <= now < closes:
            written_on = today
            if today.isoweekday() in week and today >= due_on:
                digests.append(now)
        asked = Mornings(zone, hour, written_on, lambda day: day.isoweekday() in week)
        begins = evening_of(talked, evening, zone)
        if not digests and is_time_to_thank(
            due_on=due_on, due_at=due_at, evening=begins, now=now, mornings=asked
        ):
            mailed.append(now)
        now += timedelta(minutes=10)

    assert len(digests + mailed) == 1


@pytest.mark.parametrize(
    ("over_at", "now", "is_asked"),
    [
        ("2026-03-13 15:00", "2026-03-13 18:59", False),
        ("2026-03-13 15:00", "2026-03-13 19:00", True),
        ("2026-03-13 21:00", "2026-03-13 20:30", False),
        ("2026-03-13 21:00", "2026-03-13 21:05", True),
        ("2026-03-13 15:00", "2026-03-14 00:00", False),
        ("2026-03-13 15:00", "2026-03-14 19:00", False),
    ],
)
def test_a_debrief_is_asked_for_on_the_evening_of_its_talk_only(over_at, now, is_asked):
    evening = evening_of(FRIDAY, 19, LISBON)

    said = is_time_to_debrief(over_at=utc(over_at), evening=evening, now=utc(now), zone=LISBON)

    assert said is is_asked


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_each_evening_begins_once_around_a_change_of_the_clocks(change):
    local = change.at.astimezone(ZoneInfo(change.zone)).date()
    for hour in (12, 19, 23):
        begun = []
        for step in range(-2 * 96, 3 * 96):
            now = change.at + timedelta(minutes=15 * step)
            day = latest_evening(now, hour, change.zone)
            if not begun or begun[-1] != day:
                begun.append(day)

        assert begun == [begun[0] + timedelta(days=n) for n in range(len(begun))]
        assert begun[0] < local < begun[-1]


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-03-16 06:00", date(2026, 3, 16)),
        ("2026-03-16 19:59", date(2026, 3, 16)),
        ("2026-03-16 20:00", date(2026, 3, 17)),
        ("2026-03-13 21:00", date(2026, 3, 16)),
    ],
)
def test_the_next_digest_is_that_of_the_next_working_day_not_written_yet(now, day):
    assert next(mornings().days(utc(now), ahead=7)) == day


def test_there_is_no_next_digest_for_who_wants_none_or_never_works():
    never = Mornings(LISBON, 7, FRIDAY, lambda day: False)

    assert not list(mornings(hour=None).days(utc("2026-03-13 21:00"), ahead=7))
    assert not list(never.days(utc("2026-03-13 21:00"), ahead=7))
