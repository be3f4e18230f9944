from datetime import UTC, datetime

import pytest

from contacts.rules.cadence import may_go_from
from contacts.rules.calendar import WorkCalendar, week_of


# What it is in UTC, where they live, and from when a message may go there.
@pytest.mark.parametrize(
    ("now", "zone", "country", "expected"),
    [
        ("2026-03-11T15:10", "Asia/Shanghai", "CN", "2026-03-12T08:00"),
        ("2026-03-11T22:30", "Asia/Shanghai", "CN", "2026-03-12T08:00"),
        ("2026-03-11T02:00", "Asia/Shanghai", "CN", "2026-03-11T10:00"),
        # Exactly at the ends of the night.
        ("2026-03-11T13:00", "Asia/Shanghai", "CN", "2026-03-12T08:00"),
        ("2026-03-11T00:00", "Asia/Shanghai", "CN", "2026-03-11T08:00"),
        # A Saturday; the week of the Chinese National Day, its working Saturday left alone.
        ("2026-03-14T04:00", "Asia/Shanghai", "CN", "2026-03-16T08:00"),
        ("2026-10-01T04:00", "Asia/Shanghai", "CN", "2026-10-08T08:00"),
        # Thanksgiving there, after it turned Thursday.
        ("2026-11-26T15:00", "America/New_York", "US", "2026-11-27T08:00"),
    ],
)
def test_a_message_waits_for_their_morning(now, zone, country, expected):
    calendar = WorkCalendar(week_of(country), (country,))
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)

    found = may_go_from(moment, zone=zone, quiet_from=21, quiet_until=8, calendar=calendar)

    assert found.strftime("%Y-%m-%dT%H:%M") == expected
