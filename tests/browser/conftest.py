"""A real Chromium against the running app; `visit` opens pages signed in and collects complaints."""

import os
import shutil
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

# Playwright's sync API runs its own event loop, which Django takes for async code of ours.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# Milliseconds: on a busy machine what is to come comes later.
PATIENCE = 15_000
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def _chromium_path():
    asked = os.environ.get("CHROMIUM", "")
    # The shell is the same engine without a window and takes a third of the time.
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")
    return asked or next((path for name in names if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium():
    """The browser, or a skip that says so (a failure with REQUIRE_BROWSER=1)."""
    path = _chromium_path()
    if path is None:
        say = "no Chromium: install `chromium-headless-shell` or `chromium`, or set CHROMIUM to it"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(say)
        pytest.skip(say)
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    # In Playwright's event loop Django has other connections; those left open would keep the
    # tests' database from being dropped.
    connections.close_all()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()
        connections.close_all()


@dataclass
class Visit:
    """One browser context of one account, at `base`; `complaints` are console errors and the like."""

    context: object
    page: object
    base: str
    complaints: list[str] = field(default_factory=list)

    def goto(self, path):
        self.page.goto(self.base + path)
        return self.page


@pytest.fixture
def visit(chromium, live_server):
    """Return a function that opens a context: `visit(account, width=390, dark=True, js=False)`.

    At the end of the test any console error, page error or CSP violation fails it; a test that
    provokes some clears `complaints`.
    """
    opened = []

    def open_context(account=None, *, width=1280, height=900, dark=False, js=True, **options):
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=js,
            base_url=live_server.url,
            **options,
        )
        context.set_default_timeout(PATIENCE)
        if account is not None:
            context.add_cookies([_session_cookie(account, live_server.url)])
        page = context.new_page()
        visit = Visit(context, page, live_server.url)
        context.on("console", lambda said: _note(visit, said))
        context.on("weberror", lambda error: visit.complaints.append(f"error: {error.error}"))
        opened.append(visit)
        return visit

    yield open_context
    complaints = [complaint for visit in opened for complaint in visit.complaints]
    for visit in opened:
        visit.context.close()
    assert complaints == []


def _note(visit, said):
    # What htmx says of a request that ends because its page is left.
    is_left_behind = said.text.startswith(("htmx:afterRequest", "htmx:sendAbort"))
    if said.type == "error" and not is_left_behind:
        visit.complaints.append(f"{visit.page.url}: {said.text} ({said.location['url']})")


def _session_cookie(account, url):
    client = Client()
    client.force_login(account)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}
