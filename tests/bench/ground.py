"""What benches stand on: a database of their own, a large account, a server, a stopwatch."""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"


def prepare():
    """Start Postgres, make the bench database anew and migrate it."""
    import django
    import psycopg
    from django.conf import settings
    from django.core.management import call_command

    if settings.IS_EMBEDDED:
        settings.POSTGRES.start()
    database = settings.DATABASES["default"]
    with psycopg.connect(
        host=database["HOST"],
        port=database["PORT"] or None,
        user=database["USER"],
        password=database["PASSWORD"],
        dbname="postgres",
        autocommit=True,
    ) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {database['NAME']} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {database['NAME']}")
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


def fill(people=10_000, interviews=2_000):
    """Return an account with so many rows, spread like a busy person's, analysed by Postgres."""
    from datetime import UTC, datetime, time, timedelta

    from django.db import connection

    from contacts.models import Organisation, Person
    from interviews.models import FollowUp, Interview
    from tests.factories import AccountFactory, SearchFactory

    account = AccountFactory(email="bench@example.com")
    search = SearchFactory(account=account)
    organisations = Organisation.objects.bulk_create(
        [Organisation(account=account, name=f"Organisation {n}") for n in range(people // 20)]
    )
    everyone = Person.objects.bulk_create(
        [
            Person(
                account=account,
                name=f"{['Ana', 'Lin', 'José', '小明', 'Émile'][n % 5]} Person{n}",
                title="Data analyst",
                organisation=organisations[n % len(organisations)],
                tags=[f"tag{n % 7}"],
            )
            for n in range(people)
        ],
        batch_size=2_000,
    )
    start = datetime(2026, 1, 5, 10, tzinfo=UTC)
    talks = []
    for n in range(interviews):
        moment = start + timedelta(hours=4 * n)
        talks.append(
            Interview(
                account=account,
                search=search,
                stage="thanked" if moment < datetime(2026, 11, 1, tzinfo=UTC) else "scheduled",
                on_date=moment.date(),
                at_time=time(moment.hour),
                zone="UTC",
                starts_at=moment,
            )
        )
    Interview.objects.bulk_create(talks, batch_size=1_000)
    through = Interview.people.through
    through.objects.bulk_create(
        through(interview=talk, person=everyone[n]) for n, talk in enumerate(talks)
    )
    FollowUp.objects.bulk_create(
        FollowUp(
            account=account,
            person=everyone[n],
            text="Send the article",
            due_on=start.date(),
            due_at=start + timedelta(days=n),
            state="open" if n % 20 == 0 else "done",
        )
        for n in range(1_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return account, everyone[0], talks[-1]


def session_of(account):
    """Return a cookie header that is signed in as the account."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(account, "allauth.account.auth_backends.AuthenticationBackend")
    name = settings.SESSION_COOKIE_NAME
    return {"Cookie": f"{name}={client.cookies[name].value}"}


@contextmanager
def server(threads=2):
    """Run the site under granian as `up` does; yield its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1"]
    command += ["--blocking-threads", str(threads), "--port", str(port), "config.wsgi:application"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        for _ in range(100):
            time.sleep(0.1)
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
        yield port
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def get(port, path, headers):
    """Return status and body of one request on a fresh connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body


def milliseconds(call, times=40, warm=5):
    """Return the median time of a call in milliseconds."""
    for _ in range(warm):
        call()
    spent = []
    for _ in range(times):
        before = time.perf_counter()
        call()
        spent.append((time.perf_counter() - before) * 1000)
    return statistics.median(spent)
