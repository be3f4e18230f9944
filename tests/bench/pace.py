"""What a change of the pace costs in an account with many planned people.

    python -m tests.bench.pace [people]

Prints queries, time and CPU time of the preview (done and rolled back), of the change, of its undo,
and of planning everybody again when nothing changed.
"""

import sys
import time
from datetime import timedelta

from tests.bench import ground

PEOPLE = 500


def main(count: int) -> None:
    """Make an account, ask everybody, and measure."""
    from config.kit import clock
    from interviews.actions import pace
    from tests.factories import AccountFactory

    pace.AT_ONCE = 10**6
    account, now = AccountFactory(), clock.now()
    fill(account, count, now)
    measure("first plan", lambda: pace.plan_anew(account, at=now))
    gentle = {"preset": "gentle", "own": {}, "at": now}
    measure("preview", lambda: pace.rehearse(lambda: pace.set_pace(account, **gentle)))
    measure("change", lambda: pace.set_pace(account, **gentle))
    measure("undo", lambda: pace.set_pace(account, preset="3-and-7", own={}, at=now))
    measure("nothing new", lambda: pace.plan_anew(account, at=now))


def fill(account, count, now):
    """Ask `count` people in the last five days; every tenth was talked to, every fifth answered."""
    from contacts.models import Message, Outreach
    from interviews.models import Interview
    from tests.factories import OrganisationFactory, PersonFactory

    places = OrganisationFactory.create_batch(max(1, count // 5), account=account)
    for n in range(count):
        at = now - timedelta(days=n % 5, hours=1)
        person = PersonFactory(account=account, organisation=places[n % len(places)])
        ask = Outreach.objects.create(
            account=account, person=person, organisation=person.organisation, created_at=at
        )
        common = {"account": account, "person": person, "outreach": ask}
        Message.objects.create(**common, purpose="first_ask", sent_at=at)
        if n % 5 == 0:
            reply = {"is_received": True, "meaning": "reply", "sent_at": now - timedelta(minutes=9)}
            Message.objects.create(**common, **reply)
        if n % 10 == 0:
            talk = Interview.objects.create(account=account, stage="held", ended_at=at)
            talk.people.set([person])


def measure(name, act):
    """Print what one call takes and how many steps it moved."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        began, cpu = time.perf_counter(), time.process_time()
        moved = act()
        took, cpu = time.perf_counter() - began, time.process_time() - cpu
    print(
        f"{name:12} {len(moved.changes):5} steps  {len(seen):4} queries"
        f"  {took * 1000:7.0f} ms  {cpu * 1000:7.0f} ms of CPU"
    )


if __name__ == "__main__":
    ground.prepare()
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE)
