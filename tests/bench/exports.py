"""Exporting 100,000 people as cards and as a sheet: CPU time, memory and queries.

Run: .venv/bin/python -m tests.bench.exports
"""

import resource
import time

from tests.bench import ground

PEOPLE = 100_000


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main():
    ground.prepare()
    account, _person, _talk = ground.fill(people=PEOPLE, interviews=1)
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from contacts.models import Reach

    people = account.people.order_by("pk").values_list("pk", flat=True)
    Reach.objects.bulk_create(
        (
            Reach(account=account, person_id=person, kind="email", value=f"p{person}@example.com")
            for person in people
        ),
        batch_size=5_000,
    )
    client = Client(SERVER_NAME="localhost")
    client.force_login(account, "allauth.account.auth_backends.AuthenticationBackend")
    before = peak()
    print(f"{'file':6} {'people':>8} {'MB':>6} {'CPU s':>6} {'queries':>8} {'+peak MB':>8}")
    for kind in ("vcard", "csv"):
        began, size = time.process_time(), 0
        with CaptureQueriesContext(connection) as asked:
            for piece in client.get(reverse("person-export-file"), {"kind": kind}):
                size += len(piece)
        seconds = time.process_time() - began
        grown = peak() - before
        print(f"{kind:6} {PEOPLE:8} {size / 1e6:6.1f} {seconds:6.1f} {len(asked):8} {grown:8}")


if __name__ == "__main__":
    main()
