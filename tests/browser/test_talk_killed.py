"""A browser whose process is killed, and opened again, has every note that was typed."""

import os
import signal
import subprocess
import time
from contextlib import suppress

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.conftest import QUIET, _chromium_path, _session_cookie
from tests.factories import InterviewFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.full]


@pytest.fixture
def launch(chromium, tmp_path, live_server):
    """Return a function that opens the one browser profile of this test."""
    launcher = chromium.browser_type

    def open_profile():
        return launcher.launch_persistent_context(
            tmp_path,
            executable_path=_chromium_path(),
            args=QUIET,
            base_url=live_server.url,
        )

    return open_profile


def processes_of(profile):
    asked = ["pgrep", "-f", "--", f"--user-data-dir={profile}"]
    found = subprocess.run(asked, capture_output=True, text=True, check=False)
    return [int(pid) for pid in found.stdout.split()]


def kill(profile):
    """Kill all processes of a browser at once, as a crash or the system does."""
    for pid in processes_of(profile):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    while processes_of(profile):
        time.sleep(0.05)


@pytest.mark.full
def test_a_killed_browser_has_what_was_typed_offline(launch, tmp_path, live_server, account):
    interview = InterviewFactory(account=account)
    path = reverse("talk", args=[interview.pk])
    context = launch()
    context.add_cookies([_session_cookie(account, live_server.url)])
    page = context.new_page()
    page.goto(path)
    page.locator("#note-free").fill("Stored before")
    expect(page.locator("[data-notes-word]")).to_have_text("Saved")
    context.set_offline(True)
    page.locator("#note-free").press_sequentially(", typed in the lift", delay=5)
    expect(page.locator("[data-notes-word]")).to_have_text("Kept on this device")
    page.locator("#note-free").press_sequentially(" to the last letter", delay=5)
    page.wait_for_timeout(50)

    kill(tmp_path)
    context = launch()
    context.add_cookies([_session_cookie(account, live_server.url)])
    page = context.new_page()
    page.goto(path)

    text = "Stored before, typed in the lift to the last letter"
    expect(page.locator("#note-free")).to_have_value(text)
    expect(page.locator("[data-notes-word]")).to_have_text("Saved")
    assert interview.answers.get().text == text
    context.close()
