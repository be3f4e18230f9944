"""What writing the letters of a morning, an hour and an evening costs, for few and many accounts.

Run: .venv/bin/python -m tests.bench.letters_planned [few] [many]
Each account has three things due and a talk ahead, so that each gets a digest; each a note before a
talk, and a thank-you in the evening. Told are seconds and queries an account, the most memory, and what
a run costs that finds nothing to write. Right is: an account costs among many at most 1.2 times what it
costs among few, a run without letters under a second, and nobody gets two.
"""

import resource
import sys
import time
from datetime import UTC, date, datetime, timedelta

from tests.bench import ground

# A Thursday and the Friday after it; in all four zones it is past seven and before eight by then.
MORNING = datetime(2026, 3, 12, 10, tzinfo=UTC)
EVENING = datetime(2026, 3, 13, 19, tzinfo=UTC)
ZONES = ("Europe/Lisbon", "Europe/Berlin", "Africa/Cairo", "Asia/Kolkata")
MOST_DEARER, MOST_EMPTY = 1.2, 1.0


def main(few=1_000, many=100_000):
    ground.prepare()
    costs = {}
    for count in (few, many):
        fill(count)
        costs[count] = measured(count)
    problems = [
        f"{kind}: {many_cost / few_cost:.2f} times as dear among many"
        for (kind, few_cost), many_cost in zip(
            costs[few].items(), costs[many].values(), strict=True
        )
        if many_cost > MOST_DEARER * few_cost
    ]
    print("wrong:" if problems else "an account costs the same among few and many", *problems)
    return 1 if problems else 0


def measured(count):
    """Plan all kinds, print what they cost, return milliseconds an account by kind."""
    from django.db import connection
    from django.db.models import Count

    from contacts.models import Account
    from interviews.actions.planning_letters import plan_letters
    from interviews.models import Letter

    found = {}
    asked = 0

    def count_queries(execute, *args):
        nonlocal asked
        asked += 1
        return execute(*args)

    for kind, at in MOMENTS.items():
        # Each kind by itself: the digest of Friday is no part of it.
        Account.objects.exclude(digest_planned_on__gte=at.date()).filter(
            digest_planned_on__gt=date.min
        ).update(digest_planned_on=at.date())
        asked = 0
        with connection.execute_wrapper(count_queries):
            wall, cpu = time.perf_counter(), time.process_time()
            written = plan_letters(at=at)
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(
            f"{count:7,} accounts, {kind:7}: {written:7,} letters, {1000 * wall / count:6.2f} ms each "
            f"({1000 * cpu / count:.2f} ms of it ours), {asked / count:5.2f} queries each"
        )
        found[kind] = 1000 * wall / count
        before = time.perf_counter()
        assert plan_letters(at=at) == 0
        print(f"{'':28}and nothing more to write: {1000 * (time.perf_counter() - before):.0f} ms")
    twice = Letter.objects.values("account", "kind").annotate(n=Count("pk")).filter(n__gt=1)
    assert not twice.exists()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count:7,} accounts: {memory:.0f} MB at most")
    return found


MOMENTS = {
    "digest": MORNING,
    "talk": datetime(2026, 3, 13, 13, 5, tzinfo=UTC),
    "thanks": EVENING,
}


def fill(count):
    """Leave the database with so many accounts, each with things to tell."""
    from allauth.account.models import EmailAddress
    from django.db import connection

    from contacts.models import Account, Organisation, Person
    from interviews.models import FollowUp, Interview

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE contacts_account, procrastinate_jobs CASCADE")
    for first in range(0, count, 5_000):
        numbers = range(first, min(first + 5_000, count))
        accounts = Account.objects.bulk_create(
            Account(
                email=f"planned{n}@example.com",
                name=f"Reader {n}",
                zone=ZONES[n % len(ZONES)],
                country="PT",
                wants_talk_note=True,
                password="!",
            )
            for n in numbers
        )
        EmailAddress.objects.bulk_create(
            EmailAddress(user=one, email=one.email, verified=True, primary=True) for one in accounts
        )
        places = Organisation.objects.bulk_create(
            Organisation(account=one, name="Acme") for one in accounts
        )
        people = Person.objects.bulk_create(
            Person(account=place.account, name=name, organisation=place)
            for place in places
            for name in ("Ana Muñoz", "Bo Li", "Cy Doe")
        )
        talks = Interview.objects.bulk_create(
            Interview(
                account=one,
                stage="scheduled",
                on_date=date(2026, 3, 13),
                at_time=datetime(2026, 3, 13, 14, tzinfo=UTC).time(),
                zone="UTC",
                starts_at=datetime(2026, 3, 13, 14, tzinfo=UTC),
            )
            for one in accounts
        )
        held = Interview.objects.bulk_create(
            Interview(account=one, stage="held", ended_at=EVENING - timedelta(hours=4))
            for one in accounts
        )
        through = Interview.people.through
        through.objects.bulk_create(
            through(interview=talk, person=people[3 * n + which])
            for which, those in ((0, talks), (1, held))
            for n, talk in enumerate(those)
        )
        FollowUp.objects.bulk_create(
            FollowUp(
                account=person.account,
                person=person,
                kind=("promise", "nudge", "free")[n % 3],
                key=("", "nudge:1", "")[n % 3],
                text=("Send the article", "", "Look at their report")[n % 3],
                reason={"key": "nudge", "count": 7, "number": "nudge", "moves": []}
                if n % 3 == 1
                else {},
                due_on=MORNING.date(),
                due_at=MORNING + timedelta(hours=14),
            )
            for n, person in enumerate(people)
        )
        FollowUp.objects.bulk_create(
            FollowUp(
                account=talk.account,
                person=people[3 * n + 1],
                interview=talk,
                kind="thank",
                key=f"thank:{talk.pk}",
                due_on=date(2026, 3, 14),
                due_at=EVENING + timedelta(hours=20),
            )
            for n, talk in enumerate(held)
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
