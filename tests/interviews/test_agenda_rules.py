from datetime import UTC, date, datetime

import pytest

from config.kit import clock
from contacts.rules.calendar import WorkCalendar
from interviews.rules.agenda import Heading, delays, heading

WEEK = WorkCalendar((1, 2, 3, 4, 5), ("PT",))


def under(due_on, *, now, zone="Europe/Lisbon", due_at=None, is_theirs=False):
    return heading(
        due_at=due_at or clock.end_of_day(due_on, zone),
        due_on=due_on,
        is_theirs=is_theirs,
        now=now,
        today=now.astimezone(clock.ZoneInfo(zone)).date(),
    )


@pytest.mark.parametrize(
    ("due_on", "now", "expected"),
    [
        # Lisbon's clocks go back on 25 October: that day lasts until 24:00 UTC, not 23:00.
        (date(2026, 10, 24), datetime(2026, 10, 24, 22, 59, tzinfo=UTC), Heading.TODAY),
        (date(2026, 10, 24), datetime(2026, 10, 24, 23, 0, tzinfo=UTC), Heading.OVERDUE),
        (date(2026, 10, 25), datetime(2026, 10, 25, 23, 59, tzinfo=UTC), Heading.TODAY),
        (date(2026, 10, 25), datetime(2026, 10, 26, 0, 0, tzinfo=UTC), Heading.OVERDUE),
        (date(2026, 3, 29), datetime(2026, 3, 29, 22, 59, tzinfo=UTC), Heading.TODAY),
        (date(2026, 3, 29), datetime(2026, 3, 29, 23, 0, tzinfo=UTC), Heading.OVERDUE),
        (date(2026, 3, 18), datetime(2026, 3, 11, 12, tzinfo=UTC), Heading.NEXT),
        (date(2026, 3, 19), datetime(2026, 3, 11, 12, tzinfo=UTC), Heading.LATER),
    ],
)
def test_a_promise_is_overdue_when_its_local_day_is_over(due_on, now, expected):
    assert under(due_on, now=now) is expected


def test_a_thank_you_is_overdue_at_its_hour_not_at_midnight():
    due_at = datetime(2026, 3, 11, 10, tzinfo=UTC)

    before = under(date(2026, 3, 11), now=datetime(2026, 3, 11, 9, 59, tzinfo=UTC), due_at=due_at)
    after = under(date(2026, 3, 11), now=due_at, due_at=due_at)

    assert (before, after) == (Heading.TODAY, Heading.OVERDUE)


def test_what_others_promised_is_never_my_overdue():
    now = datetime(2026, 3, 11, 12, tzinfo=UTC)

    assert under(date(2026, 3, 1), now=now, is_theirs=True) is Heading.WAITING


def test_delays_skip_days_off_but_a_talk_keeps_its_own_clock():
    friday = date(2026, 3, 13)

    chasing = [delay.day for delay in delays(friday, WEEK, is_bound_to_talk=False)]
    bound = [delay.day for delay in delays(friday, WEEK, is_bound_to_talk=True)]

    assert chasing == [date(2026, 3, 16), date(2026, 3, 14), date(2026, 3, 20)]
    assert bound == [date(2026, 3, 14), date(2026, 3, 20)]


def test_a_chaser_is_offered_no_day_that_it_would_not_stay_on():
    friday = date(2026, 3, 13)

    offers = delays(friday, WEEK, is_bound_to_talk=False, is_chaser=True)

    assert [offer.day for offer in offers] == [date(2026, 3, 16), date(2026, 3, 20)]


def test_a_day_is_offered_once():
    monday = date(2026, 3, 9)

    offers = delays(monday, WEEK, is_bound_to_talk=False)

    assert [(offer.label, offer.day) for offer in offers] == [
        ("Next working day", date(2026, 3, 10)),
        ("In a week", date(2026, 3, 16)),
    ]
