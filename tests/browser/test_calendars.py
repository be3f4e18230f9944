"""A calendar added by keyboard, read while the page is open, removed and brought back; the feed."""

import pytest
from playwright.sync_api import expect

from config.kit import clock
from interviews.actions.calendars import read_calendar
from tests.config.test_fetching import Server
from tests.interviews.test_calendar_settings import served

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.full
def test_a_calendar_is_read_while_its_owner_looks_on(visit, account, settings):
    settings.CALENDAR_HOSTS = ["127.0.0.1"]
    page = visit(account, width=390, dark=True).goto("/settings/calendars/")

    with Server(served()) as server:
        page.get_by_label("Name").first.fill("Work")
        page.keyboard.press("Tab")
        page.keyboard.type(f"http://127.0.0.1:{server.port}/secret.ics")
        page.keyboard.press("Enter")
        expect(page.get_by_text("being read …")).to_be_visible()
        read_calendar(account.busy_calendars.get().pk, at=clock.now())
        expect(page.locator("#calendars").get_by_text("busy times in the next")).to_be_visible()
    expect(page.locator("#milestone")).to_contain_text("busy times ahead")
    expect(page.get_by_text("Look again")).to_have_count(0)

    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("“Work” is removed.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("“Work” is back.")).to_be_visible()

    page.get_by_role("button", name="Make an address").click()
    token = account.calendar_feeds.get().token
    expect(page.get_by_label("Address", exact=True)).to_have_value(
        f"http://localhost:8000/feed/{token}/askwell.ics"
    )
    page.get_by_label("Follow-ups and debriefs, each on its day").check()
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_label("Follow-ups and debriefs, each on its day")).to_be_checked()


@pytest.mark.full
def test_the_same_without_scripts(visit, account, settings, tmp_path):
    page = visit(account, width=320, js=False).goto("/settings/calendars/")
    page.locator("#id_file-name").fill("Home")
    page.locator("#id_file-upload").set_input_files("tests/data/calendars/apple.ics")
    page.get_by_role("button", name="Take its times").click()
    read_calendar(account.busy_calendars.get().pk, at=clock.now())
    page.get_by_role("link", name="Look again").click()

    expect(page.get_by_text("Home", exact=True)).to_be_visible()
    expect(page.get_by_text("being read …")).to_have_count(0)
    page.get_by_role("button", name="Make an address").click()
    expect(page.get_by_role("button", name="Copy the address")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
