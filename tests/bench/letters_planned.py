"""What writing the letters of a morning, an hour and an evening costs, for few and many accounts.

Run: .venv/bin/python -m tests.bench.letters_planned [few] [many] [one in so many has a letter]
Of an account in so many three things are due and a talk is ahead; an hour before it a note goes, in the
evening thanks are due, and the evening after the week is reviewed. Each kind is planned in a process of
its own. Told are the milliseconds an account takes of the processor, ours and Postgres', queries and
the most memory, and what a run costs that finds nothing to write. Right is: among many an account costs
at most 1.2 times what it costs among few, a run without letters costs less than 200 ms, and memory
grows by less than 100 MB.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.bench import ground

# A Thursday and the Friday after it; in all four zones it is past seven and before eight by then.
MORNING = datetime(2026, 3, 12, 10, tzinfo=UTC)
EVENING = datetime(2026, 3, 13, 19, tzinfo=UTC)
MOMENTS = {
    "digest": MORNING,
    "talk": datetime(2026, 3, 13, 13, 5, tzinfo=UTC),
    "thanks": EVENING,
    "review": EVENING + timedelta(days=1),
}
ZONES = ("Europe/Lisbon", "Europe/Berlin", "Africa/Cairo", "Asia/Kolkata")
MOST_DEARER, MOST_EMPTY, MOST_MEMORY = 1.2, 200, 100


def main(few=1_000, many=100_000, share=50):
    ground.prepare()
    rounds = [_round(few, share) for _ in range(3)]
    small = {kind: _middle([one[kind] for one in rounds]) for kind in MOMENTS}
    large = _round(many, share)
    problems = []
    print(f"{'':24}{few:>10,} {many:>10,} accounts, one in {share} with letters")
    for kind in MOMENTS:
        one, other = small[kind], large[kind]
        for name in one:
            print(f"{kind:8}{name:16}{one[name]:10.2f} {other[name]:10.2f}")
        dearer = other["ms an account"] / one["ms an account"]
        print(f"{kind:8}{'dearer by':16}{dearer:21.2f}")
        problems += [f"{kind} dearer"] if dearer > MOST_DEARER else []
        problems += [f"{kind} dear when empty"] if other["ms when empty"] > MOST_EMPTY else []
        problems += [f"{kind} takes memory"] if other["MB"] - one["MB"] > MOST_MEMORY else []
    print("wrong:" if problems else "an account costs the same among few and many", *problems)
    return 1 if problems else 0


def _round(count, share):
    """Fill the database and plan each kind in a process of its own; return what each cost."""
    fill(count, share)
    found = {}
    for kind in MOMENTS:
        command = [sys.executable, "-m", "tests.bench.letters_planned", kind]
        done = subprocess.run(command, cwd=ground.ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        found[kind] = json.loads(done.stdout.splitlines()[-1])
        assert found[kind]["letters"] == len(range(0, count, share)) - 1, found[kind]
    return found


def _middle(rounds):
    return {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}


def planned(kind):
    """Plan what there is to plan at the moment of a kind; return what that cost."""
    import django

    django.setup()
    from django.db import connection

    from contacts.models import Account
    from interviews.actions.planning_letters import PLANNERS, pages, plan_letters
    from interviews.models import LetterKind

    at, asked = MOMENTS[kind], 0

    def count_queries(execute, *args):
        nonlocal asked
        asked += 1
        return execute(*args)

    if kind != "digest":
        # The digest of Friday is no part of it.
        Account.objects.update(digest_planned_on=at.date())
    accounts = Account.objects.count()
    # Loads templates, holidays and what else only the first one waits for.
    first = Account.objects.filter(follow_ups__isnull=False).order_by("pk").first()
    pages.write_page(PLANNERS[LetterKind(kind)], [first.pk], at=at)
    spent, wall = _spent(connection), time.perf_counter()
    with connection.execute_wrapper(count_queries):
        letters = plan_letters(at=at)
    wall, spent = time.perf_counter() - wall, _spent(connection) - spent
    before = _spent(connection)
    for _ in range(5):
        assert plan_letters(at=at) == 0
    return {
        "letters": letters,
        "ms an account": 1000 * spent / accounts,
        "ms a letter": 1000 * spent / letters,
        "queries a letter": asked / letters,
        "seconds in all": wall,
        "ms when empty": 1000 * (_spent(connection) - before) / 5,
        "MB": _most_memory(),
    }


def _most_memory():
    """Return the megabytes that this process took at most."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def _spent(connection):
    """Return the seconds of the processor that we and our Postgres process have used."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    theirs = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return time.process_time() + theirs


def fill(count, share):
    """Leave the database with so many accounts, one in so many of which has things to tell."""
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
                wants_review=n % share == 0,
                review_day=6,
                password="!",
            )
            for n in numbers
        )
        EmailAddress.objects.bulk_create(
            EmailAddress(user=one, email=one.email, verified=True, primary=True) for one in accounts
        )
        telling = accounts[-first % share :: share]
        places = Organisation.objects.bulk_create(
            Organisation(account=one, name="Acme") for one in telling
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
            for one in telling
        )
        held = Interview.objects.bulk_create(
            Interview(account=one, stage="held", ended_at=EVENING - timedelta(hours=4))
            for one in telling
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
    if sys.argv[1:] and sys.argv[1] in MOMENTS:
        print(json.dumps(planned(sys.argv[1])))
    else:
        sys.exit(main(*map(int, sys.argv[1:])))
