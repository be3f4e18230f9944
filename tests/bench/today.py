"""Today with 5,000 open steps, against Today with 50, and the floor.

Run: .venv/bin/python -m tests.bench.today
Both accounts live in one database and are asked in turn, so that a busy machine slows both alike.
The floor is a page of as many rows with their forms, from one template and one query (see `urls.py`).
"""

import statistics
import time

from tests.bench import ground
from tests.bench.people import in_turn, p95

MANY, FEW = 5_000, 50
KINDS = (
    *("answer", "confirm", "debrief", "thank", "report_back", "promise", "free"),
    *("second_person", "nudge", "nudge", "second_person", "keep_in_touch", "nudge", "tell_ended"),
)
REASONS = {
    "answer": {"key": "answer", "count": 24, "day": "2026-01-05", "number": "answer"},
    "confirm": {"key": "confirm", "day": "2026-01-05", "number": "confirm"},
    "debrief": {"key": "debrief", "count": 10, "day": "2026-01-05", "number": "debrief"},
    "thank": {"key": "thank", "count": 24, "day": "2026-01-05", "number": "thank_you"},
    "report_back": {"key": "report_back", "day": "2026-01-05"},
    "second_person": {"key": "second_person", "count": 3, "number": "second_person"},
    "nudge": {"key": "nudge", "count": 7, "number": "nudge"},
    "keep_in_touch": {"key": "keep_in_touch", "count": 31, "number": "keep_in_touch"},
    "tell_ended": {"key": "tell_ended", "day": "2026-01-05", "number": "tell_ended"},
}
BY_HAND = ("promise", "free")


def fill(count, email):
    """Return an account with so many open steps, each due, of one person each, and as many done."""
    from datetime import timedelta

    from config.kit import clock
    from contacts.models import Organisation, Outreach, Person
    from interviews.models import FollowUp
    from tests.factories import AccountFactory, SearchFactory

    # Without days off, so that the page is the same on each.
    account = AccountFactory(email=email, working_days=[1, 2, 3, 4, 5, 6, 7], country="")
    search = SearchFactory(account=account)
    places = Organisation.objects.bulk_create(
        Organisation(account=account, name=f"Organisation {n}") for n in range(max(count // 20, 5))
    )
    people = Person.objects.bulk_create(
        [
            Person(
                account=account,
                name=f"{['Ana', 'Lin', 'José', '小明', 'Émile'][n % 5]} Person{n}",
                title="Data analyst",
                organisation=places[n % len(places)],
            )
            for n in range(count)
        ],
        batch_size=1_000,
    )
    asks = Outreach.objects.bulk_create(
        [
            Outreach(
                account=account,
                person=person,
                organisation=person.organisation,
                search=search,
                stage="asked",
            )
            for person in people
        ],
        batch_size=1_000,
    )
    now, today = clock.now(), clock.today(account.zone)
    for state in ("open", "done"):
        FollowUp.objects.bulk_create(
            [
                _step(account, ask, n, state, today - timedelta(days=n % 28), now)
                for n, ask in enumerate(asks)
            ],
            batch_size=1_000,
        )
    return account


def _step(account, ask, n, state, due_on, now):
    from datetime import timedelta

    from config.kit import clock
    from interviews.models import FollowUp

    kind = KINDS[n % len(KINDS)]
    is_by_hand = kind in BY_HAND
    return FollowUp(
        account=account,
        person=ask.person,
        outreach=None if is_by_hand else ask,
        kind=kind,
        key="" if is_by_hand else f"{kind}:{state}:{n}",
        text="Send the article" if is_by_hand else "",
        reason={} if is_by_hand else {"moves": [], **REASONS[kind]},
        since_on=due_on,
        due_on=due_on,
        due_at=clock.end_of_day(due_on, account.zone),
        state=state,
        settled_at=None if state == "open" else now - timedelta(days=2 + n % 300),
    )


def queries(account, path):
    """Return how many queries a page needs."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "localhost"})
    client.force_login(account, "allauth.account.auth_backends.AuthenticationBackend")
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    slowest = max(asked.captured_queries, key=lambda one: float(one["time"]))
    return len(asked), float(slowest["time"]) * 1000, slowest["sql"][:90]


def processor(account, paths, times=25):
    """Return what each of some pages costs this process, in milliseconds, asked in turn."""
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.force_login(account, "allauth.account.auth_backends.AuthenticationBackend")
    spent = {path: [] for path in paths}
    for _ in range(times):
        for path in paths:
            before = time.process_time()
            client.get(path)
            spent[path].append((time.process_time() - before) * 1000)
    return {path: statistics.median(told[3:]) for path, told in spent.items()}


def main():
    ground.prepare()
    many, few = fill(MANY, "many@example.com"), fill(FEW, "few@example.com")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    headers = {one: ground.session_of(one) for one in (many, few)}
    for path in ("/", "/outreach/"):
        for account in (many, few):
            count, slowest, sql = queries(account, path)
            print(f"{path:12} {account.email:18} {count} queries, slowest {slowest:.1f} ms: {sql}")
    print(f"{'page':16} {'many':>7} {'p95':>7} {'few':>7} {'ratio':>6} {'floor':>6} {'x':>6} rows")
    with ground.server() as port:

        def ask(account, path):
            status, body = ground.get(port, path, headers[account])
            assert status == 200, (path, status)
            return body

        for path in ("/", "/outreach/", "/outreach/?stage=waiting"):
            bodies = ask(many, path), ask(few, path)
            shown = [body.count(b'class="row-main"') for body in bodies]
            floor, rows = f"/rows/{shown[0]}/", "/".join(map(str, shown))
            spent = in_turn(
                [
                    lambda path=path: ask(many, path),
                    lambda path=path: ask(few, path),
                    lambda floor=floor: ground.get(port, floor, headers[many]),
                ]
            )
            middle = [statistics.median(one) for one in spent]
            print(
                f"{path:16} {middle[0]:7.1f} {p95(spent[0]):7.1f} {middle[1]:7.1f} "
                f"{middle[0] / middle[1]:6.2f} {middle[2]:6.1f} {middle[0] / middle[2]:6.1f} {rows}",
                flush=True,
            )
            cost = processor(many, [path, floor, "/about/"])
            told = ", ".join(f"{one} {spent:.1f}" for one, spent in cost.items())
            print(f"{'':16} milliseconds of processor: {told}", flush=True)


if __name__ == "__main__":
    main()
