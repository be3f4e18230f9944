"""What every test can ask for."""

import gc
import os
import secrets
from contextlib import ExitStack

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.contenttypes.management import create_contenttypes
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.models.signals import post_migrate
from hypothesis import settings as hypothesis_settings

from tests.emptying import by_deleting, by_truncating
from tests.template import migrated

# A busy machine makes single examples slow; that is no fault of what is tested.
hypothesis_settings.register_profile("quick", deadline=None, max_examples=20)
hypothesis_settings.register_profile("all", deadline=None)
hypothesis_settings.load_profile("quick")


def pytest_addoption(parser):
    parser.addoption("--all", action="store_true", help="run the tests marked `full` too")


def pytest_configure(config):
    # Nobody has permissions here; made anew each time, they take longer than emptying all tables.
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    post_migrate.disconnect(create_contenttypes)
    if config.option.all:
        hypothesis_settings.load_profile("all")
        # Read by tests whose every example takes a good part of a second.
        os.environ.setdefault("EXAMPLES", "40")
    # Elsewhere the tests may have no right to look away from constraints.
    DatabaseOperations.sql_flush = by_deleting if settings.IS_EMBEDDED else by_truncating
    if settings.IS_EMBEDDED:
        running = ExitStack()
        running.enter_context(settings.POSTGRES.running("postgres"))
        config.add_cleanup(running.close)


def pytest_collection_modifyitems(config, items):
    """Leave out what is asked for by `--all`, and begin with what takes long.

    So no process is left alone with a long test at the end. The few browser tests of a quick run
    stand together too, so that one process has them all: each that has some starts a Chromium.
    """
    first = ["long"]
    if not config.option.all:
        left_out = [item for item in items if item.get_closest_marker("full")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("full")]
        first.append("browser")
    items.sort(key=lambda item: [item.get_closest_marker(name) is None for name in first])


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Have Python's collector pass over what stays until the end, and come by less often."""
    gc.disable()
    collected = yield
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 1000)
    return collected


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Each process copies a database that is migrated already."""
    if settings.IS_EMBEDDED:
        settings.DATABASES["default"]["TEST"]["TEMPLATE"] = migrated()


@pytest.fixture
def account(db):
    from tests.factories import AccountFactory

    return AccountFactory()


@pytest.fixture
def stranger(db):
    from tests.factories import AccountFactory

    return AccountFactory(email="stranger@example.com", name="A Stranger")


@pytest.fixture
def page(client, account):
    """A browser without JavaScript, signed in as `account`."""
    return signed_in(client, account)


def signed_in(client, account):
    """Return the client with a session as signing in leaves it, for one query instead of seven."""
    sessions, key = SessionStore(), secrets.token_hex(16)
    session = {
        SESSION_KEY: str(account.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: account.get_session_auth_hash(),
    }
    Session.objects.create(
        session_key=key,
        session_data=sessions.encode(session),
        expire_date=sessions.get_expiry_date(),
    )
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client


@pytest.fixture
def htmx(page):
    """Return a caller that asks as htmx does: `htmx.get(url, target="people")`."""

    class Htmx:
        def _headers(self, target):
            return {"HX-Request": "true", **({"HX-Target": target} if target else {})}

        def get(self, url, data=None, *, target=""):
            return page.get(url, data, headers=self._headers(target))

        def post(self, url, data=None, *, target=""):
            return page.post(url, data, headers=self._headers(target))

    return Htmx()
