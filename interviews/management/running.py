"""The one parent under which database, web server and worker run, and its first words."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.urls import reverse

from config.kit import processes
from config.kit.addresses import answers, is_loopback, why_not_free
from config.kit.processes import Child
from interviews.management.preparing import prepare_database, prepare_static_files
from interviews.management.welcome import welcome

Tell = Callable[[str], None]


class CannotStart(Exception):
    """Something outside must change first; the text says what."""


class Place(NamedTuple):
    """Where the web server listens."""

    host: str
    port: int

    @property
    def site_url(self) -> str:
        """Return the address people use: what is configured, else this computer's own name."""
        if os.environ.get("ASKWELL_SITE_URL", "").strip():
            return str(settings.SITE_URL)
        return f"http://localhost:{self.port}"


def run(place: Place, *, demo: bool, tell: Tell) -> None:
    """Start everything, tell the address, look after it until asked to stop.

    Raises CannotStart, PostgresFailed or GivenUp; whatever was started is stopped by then.
    """
    check_place(place, demo=demo)
    try:
        with processes.stoppable(), ExitStack() as stack:
            stack.enter_context(_only_one(place))
            _check_port(place)
            if settings.IS_EMBEDDED:
                running = settings.POSTGRES.running(settings.DATABASE_NAME, adopt=True)
                stack.enter_context(running)
            _serve(place, demo=demo, tell=tell)
    except processes.Stopped:
        tell("Stopped.")


def check_place(place: Place, *, demo: bool) -> None:
    """Raise CannotStart when others could reach this host but not under the configured address."""
    if is_loopback(place.host):
        return
    if not os.environ.get("ASKWELL_SITE_URL", "").strip():
        raise CannotStart(
            f"With --host {place.host} other computers can reach Askwell, so it must know the "
            "address they use. Set ASKWELL_SITE_URL, such as https://askwell.example.org "
            "(and ASKWELL_SECRET_KEY); .env.example explains both."
        )
    if demo:
        raise CannotStart(
            "--demo prints a link that signs in without a password, so it works only where "
            "nobody else can reach Askwell: leave out --host."
        )


@contextmanager
def _only_one(place: Place) -> Iterator[None]:
    """Hold the data folder; raise CannotStart while another `up` does."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    try:
        who = f"process {os.getpid()}, {place.site_url}"
        with processes.held(settings.DATA_DIR / "up.lock", who=who):
            yield
    except processes.AlreadyHeld as problem:
        raise CannotStart(
            f"Askwell is already running on {settings.DATA_DIR} ({problem}). Stop it first, "
            "or set ASKWELL_DATA_DIR to another folder."
        ) from None


def _check_port(place: Place) -> None:
    processes.end_leftovers(str(settings.DATA_DIR))
    if reason := why_not_free(*place):
        raise CannotStart(
            f"Askwell cannot listen on {place.host}, port {place.port}: {reason}. "
            f"Stop what uses it, or choose another: python3 manage.py up --port {place.port + 1}"
        )


def _serve(place: Place, *, demo: bool, tell: Tell) -> None:
    prepare_database(tell)
    prepare_static_files()
    words = welcome(place, demo=demo)
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    database = processes.Crashes("database")
    is_announced = False

    def each_round() -> None:
        nonlocal is_announced
        if settings.IS_EMBEDDED and not settings.POSTGRES.is_up():
            database.add("was gone")
            tell("The database was gone; starting it again.")
            settings.POSTGRES.prepare(settings.DATABASE_NAME)
        if not is_announced and _is_serving(place):
            is_announced = True
            tell(words)

    processes.keep_running(_children(place), tell=tell, each_round=each_round)


def _is_serving(place: Place) -> bool:
    name = urlsplit(place.site_url).netloc
    return answers(*place, reverse("health-live"), name=name)


def _children(place: Place) -> list[Child]:
    environ = {
        **os.environ,
        # What a relative path or a file told us is passed on as we understood it.
        "ASKWELL_DATA_DIR": str(settings.DATA_DIR),
        "ASKWELL_ENV_FILE": os.devnull,
        "ASKWELL_SITE_URL": place.site_url,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        processes.MARK: str(settings.DATA_DIR),
    }
    web = ["granian", "--interface", "wsgi", "--host", place.host, "--port", str(place.port)]
    web += ["--workers", str(settings.WEB_WORKERS), "--blocking-threads"]
    web += [str(settings.WEB_THREADS), "--respawn-failed-workers"]
    # It can hang when asked to stop in its first moments.
    web += ["--workers-kill-timeout", "5", "--log-level", "warning", "config.wsgi:application"]
    return [
        Child("web server", web, environ, settings.BASE_DIR),
        Child("background worker", ["django", "worker"], environ, settings.BASE_DIR),
    ]
