"""Checks of an installation: its settings, its database, who works in the background, its folders."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from email.utils import parseaddr
from importlib.metadata import version
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import DatabaseError, connection
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from config.kit import clock
from config.kit.programs import PostgresFailed
from config.kit.readiness import check_search, check_server, pending_migrations, server_version
from interviews.mail_health import LATEST_READY, SILENT, pulse, ready_since, server_name
from interviews.management.findings import Finding, fail, ok, warn

GIGABYTE = 1024**3
# Below the first a backup may not fit any more, below the second the database itself stops.
LITTLE_ROOM, NO_ROOM = GIGABYTE, GIGABYTE // 10


def settings_found() -> Iterator[Finding]:
    """Check what the environment says."""
    yield _site()
    if settings.DEBUG and not settings.IS_LOCAL:
        yield fail("ASKWELL_DEBUG is on: pages show strangers how they are made.", "Remove it.")
    if os.environ.get("ASKWELL_SECRET_KEY", "").strip():
        yield ok("The secret key is set.")
    else:
        yield ok("The secret key was made here and is kept with the data.")
    yield _sender()
    yield _zones()


def _site() -> Finding:
    if settings.IS_LOCAL and settings.MAIL_SERVER:
        return warn(
            f"Links in letters begin with {settings.SITE_URL}, which leads only on this computer.",
            "Set ASKWELL_SITE_URL to the address under which others reach Askwell.",
        )
    if not settings.IS_LOCAL and not settings.IS_HTTPS:
        return warn(
            f"{settings.SITE_URL} is not encrypted: passwords and notes travel in the open.",
            "Put a proxy with a certificate in front and begin ASKWELL_SITE_URL with https://.",
        )
    return ok(f"Links begin with {settings.SITE_URL}.")


def _sender() -> Finding:
    """Check who letters are from, as far as no mail server needs to be asked."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    name, _at, domain = address.rpartition("@")
    if not name or not domain:
        return fail(
            "ASKWELL_MAIL_FROM holds no address.", "Write it like: Askwell <ask@example.org>"
        )
    if not settings.MAIL_SERVER:
        return ok(f"Letters are from {address}.")
    if "." not in domain or domain in settings.LOOPBACK:
        return fail(
            f"Letters are from {address}, which no mail server believes.",
            "Set ASKWELL_MAIL_FROM to an address that the mail server may send for.",
        )
    host, user = str(settings.MAIL_SERVER["host"]), str(settings.MAIL_SERVER["username"])
    if "@" in user and user.lower() != address.lower():
        return warn(
            f"Letters are from {address}, but signing in happens as another mailbox.",
            "Most providers let a mailbox send under its own address only: if letters are refused, "
            "set ASKWELL_MAIL_FROM to that.",
        )
    if host.lower().endswith(domain.lower().split(".", domain.count(".") - 1)[-1]):
        return ok(f"Letters are from {address}.")
    return ok(f"Letters are from {address}: SPF, DKIM and DMARC of {domain} must cover {host}.")


def _zones() -> Finding:
    try:
        ZoneInfo("Europe/Lisbon")
    except ZoneInfoNotFoundError:
        return fail("There are no time zone rules.", "Remove .venv: the next start makes it anew.")
    locked = f"tzdata=={version('tzdata')}"
    lock = settings.BASE_DIR / "requirements.lock"
    if lock.exists() and f"{locked} " not in lock.read_text().replace("\\", " "):
        return warn(
            f"Time zone rules are {locked}, not those of the lock.",
            "Install requirements.lock once more.",
        )
    if os.environ.get("PYTHONTZPATH"):
        return warn("Time zone rules come from PYTHONTZPATH.", "Unset it unless you mean that.")
    return ok(f"Time zone rules: {locked}.")


def database_found() -> Iterator[Finding]:
    """Check the database, then what only it can tell; ends early where it does not answer."""
    if settings.IS_EMBEDDED and not settings.POSTGRES.is_up():
        yield fail("The database is not running.", "Start Askwell: python3 manage.py up")
        return
    try:
        check_server()
        yield ok(f"Postgres {server_version()} answers.")
        yield from _schema()
        yield from _background()
    except (PostgresFailed, DatabaseError) as problem:
        yield fail(
            " ".join(f"The database cannot be used. {problem}".split()),
            "Check DATABASE_URL and that Postgres is running."
            if not settings.IS_EMBEDDED
            else "Start Askwell again: python3 manage.py up",
        )
    finally:
        connection.close()


def _schema() -> Iterator[Finding]:
    pending = pending_migrations()
    if pending:
        yield fail(
            f"{len(pending)} changes of the database are not made yet, such as {pending[0]}.",
            "Run: python3 manage.py migrate (`up` does so by itself).",
        )
    else:
        yield ok("Its tables are up to date.")
    try:
        check_search()
        yield ok("Its character type finds Chinese names.")
    except PostgresFailed as problem:
        yield fail(str(problem), "Dump it, make a database with LC_CTYPE C.UTF-8, and restore.")


def _background() -> Iterator[Finding]:
    """Check who works in the background, and what waits for them."""
    now = clock.now()
    seen = pulse(at=now)
    alive = ProcrastinateWorker.objects.filter(last_heartbeat__gt=now - SILENT).count()
    if seen.worker_at is None or seen.is_worker_silent:
        last = f"since {seen.worker_at:%Y-%m-%d %H:%M} UTC" if seen.worker_at else "so far"
        yield fail(
            f"Nobody has worked in the background {last}: no letter leaves, nothing is planned.",
            "Start Askwell with `python3 manage.py up`, or one more `python3 manage.py worker`.",
        )
    else:
        yield ok(
            f"Workers in the background: {alive}, last sign of life {seen.worker_at:%H:%M:%S} UTC."
        )
    since = ready_since(at=now)
    if since and since < now - LATEST_READY:
        minutes = int((now - since).total_seconds() // 60)
        yield warn(
            f"The oldest letter could have left {minutes} minutes ago.",
            "See the lines about workers and the mail server; Reminder health says more.",
        )
    else:
        yield ok("No letter waits longer than it should.")
    if failed := ProcrastinateJob.objects.filter(status="failed").count():
        yield warn(
            f"Jobs that failed in the last month: {failed}.", "The log of the worker says why."
        )
    if server_name() and seen.down_since:
        yield warn(
            f"Workers find the mail server unusable since {seen.down_since:%Y-%m-%d %H:%M} UTC: "
            f"{seen.error}",
            "What is found below about the mail server says what to mend.",
        )


def folders_found() -> Iterator[Finding]:
    """Check that data can be written, is nobody else's business, and has room."""
    folder = settings.DATA_DIR
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        yield ok(f"{folder} can be written to.")
    except OSError as problem:
        yield fail(
            f"{folder} cannot be written to: {problem.strerror}.",
            "Give it to the user that runs Askwell, or name another in ASKWELL_DATA_DIR.",
        )
        return
    for private in (folder / "secret", settings.LETTERS_DIR, settings.BACKUPS_DIR):
        if private.exists() and private.stat().st_mode & 0o077:
            yield warn(
                f"Other users of this machine may look into {private}.",
                f"Run: chmod go= '{private}'",
            )
    free = shutil.disk_usage(folder).free
    says = f"Free room there: {free / GIGABYTE:.1f} GB."
    if free < NO_ROOM:
        yield fail(says, "Make room at once: without it the database stops.")
    elif free < LITTLE_ROOM:
        yield warn(says, "Make room, or move ASKWELL_DATA_DIR.")
    else:
        yield ok(says)
