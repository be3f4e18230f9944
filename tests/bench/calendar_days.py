"""The calendar of a year with 500 talks and 2,000 follow-ups, against one with 10 and 40.

Run: .venv/bin/python -m tests.bench.calendar_days
Each view of the busiest week and month, rendered in this process; processor time, which a busy machine
does not change.
"""

import statistics
import time as stopwatch
from datetime import UTC, datetime, time, timedelta

from tests.bench import ground

VIEWS = ("week", "month", "agenda")


def main():
    ground.prepare()
    from django.db import connection
    from django.test import Client

    accounts = {n: _fill(n) for n in (10, 500)}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for view in VIEWS:
        found = {}
        for count, (account, day) in accounts.items():
            client = Client(headers={"host": "localhost"})
            client.force_login(account)
            found[count] = _took(client, f"/calendar/?view={view}&on={day}")
        few, many = found[10], found[500]
        print(
            f"{view:7} {few:6.1f} ms with 10 talks a year, {many:6.1f} ms with 500: {many / few:.2f}×"
        )


def _fill(count):
    """Return an account with so many talks over a year, and the day in their middle."""
    from interviews.models import FollowUp, Interview
    from tests.factories import AccountFactory, PersonFactory

    account = AccountFactory(email=f"year{count}@example.com")
    people = [PersonFactory(account=account, zone="Asia/Tokyo") for _ in range(20)]
    first = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0)
    talks = []
    for n in range(count):
        starts_at = first + timedelta(days=n * 365 // count, hours=n % 7)
        local = {"on_date": starts_at.date(), "at_time": time(starts_at.hour), "zone": "UTC"}
        one = Interview(account=account, stage="scheduled", starts_at=starts_at, **local)
        talks.append(one)
    for n, talk in enumerate(Interview.objects.bulk_create(talks)):
        talk.people.set([people[n % 20]])
    days = [first + timedelta(days=n * 365 // (4 * count)) for n in range(4 * count)]
    FollowUp.objects.bulk_create(
        FollowUp(account=account, person=people[n % 20], text="Send it", due_on=d.date(), due_at=d)
        for n, d in enumerate(days)
    )
    return account, (first + timedelta(days=180)).date()


def _took(client, url):
    took = []
    for _ in range(15):
        began = stopwatch.process_time()
        assert client.get(url).status_code == 200
        took.append((stopwatch.process_time() - began) * 1000)
    return statistics.median(took)


if __name__ == "__main__":
    main()
