"""The list of 100,000 people (and as many in the pool), against a list of 100, and the floor.

Run: .venv/bin/python -m tests.bench.people
Both accounts live in one database and are asked in turn, so that a busy machine slows both alike.
Compare the times where both fill the page: `rows` tells how many each shows.
"""

import statistics
import time

from tests.bench import ground

# Half of each wait in the pool, so that the list of the small account holds 100.
MANY, FEW = 200_000, 200
# As many in either account: how many people wait around them must make no difference.
TALKS = 100
PAGE = 50
QUERIES = (
    "",
    "sort=contact",
    "sort=newest",
    "sort=organisation",
    "q=ana",
    "q=emile+person9",
    "tie=school",
    "tag=tag3",
    "stage=held",
    "stage=none",
    "contact=never",
    "contact=90&sort=contact",
    "organisation=organisation+1",
    "state=pool",
    "state=pool&sort=organisation",
)


def fill(count, email):
    """Return an account with so many people: half of them in the pool, some met, some tagged."""
    from datetime import UTC, datetime, timedelta

    from contacts.models import Organisation, Person
    from interviews.models import Interview
    from tests.factories import AccountFactory, SearchFactory

    account = AccountFactory(email=email)
    search = SearchFactory(account=account)
    places = Organisation.objects.bulk_create(
        [
            Organisation(account=account, name=f"Organisation {n}", is_in_pool=n % 2 == 1)
            for n in range(max(count // 20, 2))
        ]
    )
    start = datetime(2026, 1, 5, 10, tzinfo=UTC)
    people = Person.objects.bulk_create(
        [
            Person(
                account=account,
                name=f"{['Ana', 'Lin', 'José', '小明', 'Émile'][n // 2 % 5]} Person{n}",
                title="Data analyst",
                organisation=None if n % 50 == 0 else places[n % len(places)],
                tie=("school", "network", "cold")[n % 3],
                tags=[f"tag{n % 7}"] if n % 4 == 0 else [],
                is_in_pool=n % 2 == 1,
                last_contact_at=start + timedelta(minutes=n) if n % 8 == 0 else None,
                # As one import makes them: thousands of one moment.
                created_at=start + timedelta(days=n // 10_000),
            )
            for n in range(count)
        ],
        batch_size=2_000,
    )
    talks = Interview.objects.bulk_create(
        [
            Interview(account=account, search=search, stage="held", ended_at=start)
            for n in range(TALKS)
        ]
    )
    Interview.people.through.objects.bulk_create(
        Interview.people.through(interview=talk, person=people[2 * n])
        for n, talk in enumerate(talks)
    )
    return account, search


def page_200(account, sort):
    """Return the address of the 200th page of an order."""
    from interviews.forms.people_list import order_by

    order = order_by(sort, account)
    fields = [f"-{key.field}" if key.is_descending else key.field for key in order]
    people = account.people.filter(shelf=0).exclude(organisation=None)
    if sort == "contact":
        people = people.exclude(last_contact_at=None)
    edge = people.order_by(*fields)[199 * PAGE - 1]
    return f"sort={sort}&after={edge.pk}"


def timed(call):
    before = time.perf_counter()
    call()
    return (time.perf_counter() - before) * 1000


def in_turn(calls, times=20, warm=3):
    """Return the times of each call in milliseconds; each round makes every call once."""
    spent = [[] for _ in calls]
    for n in range(warm + times):
        for call, kept in zip(calls, spent, strict=True):
            took = timed(call)
            if n >= warm:
                kept.append(took)
    return spent


def p95(spent):
    return sorted(spent)[round(len(spent) * 0.95) - 1]


def main():
    ground.prepare()
    many, many_search = fill(MANY, "many@example.com")
    few, few_search = fill(FEW, "few@example.com")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    person = many.people.first()
    pairs = [(query, query) for query in QUERIES]
    pairs.append((f"search={many_search.pk}", f"search={few_search.pk}"))
    pairs += [(page_200(many, sort), f"sort={sort}") for sort in ("", *SORTS)]
    headers = {one: ground.session_of(one) for one in (many, few)}
    live = {"HX-Request": "true", "HX-Target": "people"}
    print(f"{'list':44} {'many':>7} {'p95':>7} {'few':>7} {'ratio':>6} {'floor':>6} {'x':>6} rows")
    with ground.server() as port:

        def ask(account, query, extra):
            status, body = ground.get(port, f"/people/?{query}", headers[account] | extra)
            assert status == 200, (query, status)
            return body

        for kind, extra in (("page", {}), ("live", live)):
            for big, small in pairs:
                bodies = ask(many, big, extra), ask(few, small, extra)
                floor = f"/floor/{person.pk}/{len(bodies[0])}/"
                rows = "/".join(str(body.count(b'name="person"')) for body in bodies)
                spent = in_turn(
                    [
                        lambda big=big, extra=extra: ask(many, big, extra),
                        lambda small=small, extra=extra: ask(few, small, extra),
                        lambda floor=floor: ground.get(port, floor, headers[many]),
                    ]
                )
                middle = [statistics.median(one) for one in spent]
                print(
                    f"{kind + ' ' + big:44} {middle[0]:7.1f} {p95(spent[0]):7.1f} {middle[1]:7.1f} "
                    f"{middle[0] / middle[1]:6.2f} {middle[2]:6.1f} {middle[0] / middle[2]:6.1f} {rows}",
                    flush=True,
                )


SORTS = ("contact", "newest", "organisation")

if __name__ == "__main__":
    main()
