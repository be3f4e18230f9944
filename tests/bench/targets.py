"""Pages about whom to ask, with 2,000 people at each of three organisations.

Prints the median milliseconds of each and of the same page in a small account.
Run: .venv/bin/python -m tests.bench.targets
"""

from tests.bench import ground

TITLES = (
    "Data analyst",
    "Senior Software Engineer | Search & Recommendations",
    "Head of AI, EMEA",
    "产品经理",
    "Vertriebsleiter DACH",
    "Teacher",
)


def main():
    ground.prepare()
    from django.test import Client

    from contacts.rules import titles

    columns = ("page", "large", "small", "ratio")
    print(f"{columns[0]:28} {columns[1]:>9} {columns[2]:>9} {columns[3]:>6}")
    small, large = pages(people=6, organisations=3), pages(people=2_000, organisations=3)
    for name in large:
        timings = []
        for account, act in (large[name], small[name]):
            client = Client(SERVER_NAME="localhost")
            client.force_login(account)

            def run(client=client, act=act):
                titles.read.cache_clear()
                act(client)

            run()
            timings.append(ground.milliseconds(run))
        big, little = timings
        print(f"{name:28} {big:7.1f}ms {little:7.1f}ms {big / little:6.1f}")


def pages(*, people, organisations):
    """Return what is measured, by name: the account, and what its browser asks for."""
    from django.db import connection
    from django.urls import reverse

    from contacts.models import Organisation, Person, Reach, Target
    from tests.factories import AccountFactory, SearchFactory

    account = AccountFactory(level="mid", groups=["University of Porto"])
    search = SearchFactory(account=account)
    places = Organisation.objects.bulk_create(
        Organisation(account=account, name=f"Place {n}") for n in range(organisations)
    )
    everybody = Person.objects.bulk_create(
        (
            Person(
                account=account,
                name=f"Person Number{n}",
                title=f"{TITLES[n % len(TITLES)]} {n}",
                organisation=places[n % organisations],
                groups=["University of Porto"] if n % 9 == 0 else [],
                tie=("network", "cold", "school")[n % 3],
                is_in_pool=n % 4 > 0,
            )
            for n in range(people * organisations)
        ),
        batch_size=2_000,
    )
    Reach.objects.bulk_create(
        (
            Reach(account=account, person=one, kind="email", value="a@example.com")
            for one in everybody
        ),
        batch_size=5_000,
    )
    targets = Target.objects.bulk_create(
        Target(account=account, search=search, organisation=place) for place in places[:40]
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    scores = {"motivation": "2", "posting": "1", "advocacy": ""}
    score = reverse("target-score", args=[targets[0].pk])
    standing = {"HX-Request": "true", "HX-Target": f"standing-{targets[0].pk}"}
    lane = reverse("brainstorm", args=[search.pk])
    addresses = {
        "whom to ask at one": targets[0].get_absolute_url(),
        "an organisation": places[0].get_absolute_url(),
        "the list": reverse("target-list", args=[search.pk]),
        "lane: my people": f"{lane}?lane=people",
        "the search": search.get_absolute_url(),
    }
    named = {
        name: (account, lambda client, address=address: client.get(address))
        for name, address in addresses.items()
    }
    named["a score"] = (account, lambda client: client.post(score, scores, headers=standing))
    return named


if __name__ == "__main__":
    main()
