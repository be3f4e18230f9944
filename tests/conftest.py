"""What every test can ask for."""

from contextlib import ExitStack

import pytest
from django.conf import settings
from hypothesis import settings as hypothesis_settings

# A busy machine makes single examples slow; that is no fault of what is tested.
hypothesis_settings.register_profile("steady", deadline=None)
hypothesis_settings.load_profile("steady")


def pytest_configure(config):
    if settings.IS_EMBEDDED:
        running = ExitStack()
        running.enter_context(settings.POSTGRES.running("postgres"))
        config.add_cleanup(running.close)


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
    client.force_login(account)
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
