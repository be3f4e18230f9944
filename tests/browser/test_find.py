"""The search box by keyboard alone, without JavaScript, and when the server cannot be reached."""

import pytest
from playwright.sync_api import expect

from tests.factories import PersonFactory

# Left alone, axe fetches every stylesheet once more, from the wrong place.
QUICK = {"resultTypes": ["violations"], "preload": False}
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.full
def test_somebody_is_found_and_opened_by_keys_alone(visit, account):
    from axe_playwright_python.sync_playwright import Axe

    PersonFactory(account=account, name="Ana Lopes", organisation=None)
    wanted = PersonFactory(account=account, name="Ana Muñoz", organisation=None)
    browser = visit(account, bypass_csp=True, reduced_motion="reduce")
    page = browser.goto("/people/")
    box = page.get_by_role("combobox", name="Find anyone or anything")

    page.get_by_label("Search people").press("/")
    expect(page.get_by_label("Search people")).to_have_value("/")
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("/")
    page.keyboard.type("ana")
    page.get_by_role("option", name="Ana Muñoz").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")

    chosen = page.locator("[aria-selected=true]")
    assert "Ana Muñoz" in chosen.inner_text()
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    assert Axe().run(page, options=QUICK).response["violations"] == []

    page.keyboard.press("Escape")
    expect(page.get_by_role("option", name="Ana Muñoz")).to_have_count(0)
    assert box.input_value() == "ana"
    page.keyboard.press("Escape")
    assert box.input_value() == ""
    assert not box.evaluate("field => field === document.activeElement")

    page.keyboard.press("Control+k")
    page.keyboard.type("munoz")
    page.get_by_role("option", name="Ana Lopes").wait_for(state="detached")
    page.get_by_role("option", name="Ana Muñoz").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{wanted.get_absolute_url()}")


@pytest.mark.full
def test_it_says_when_the_server_cannot_be_reached_and_asks_again(visit, account):
    PersonFactory(account=account, name="Ana Muñoz", organisation=None)
    browser = visit(account, width=390)
    page = browser.goto("/")
    page.context.set_offline(True)

    page.get_by_role("combobox").press_sequentially("munoz")
    page.get_by_text("The search could not be reached").wait_for()
    page.context.set_offline(False)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Found for “munoz”").wait_for()

    expect(page.get_by_role("link", name="Ana Muñoz")).to_be_visible()
    browser.complaints.clear()


@pytest.mark.full
def test_the_box_is_a_plain_form_without_javascript(visit, account):
    PersonFactory(account=account, name="Ana Muñoz", organisation=None)
    page = visit(account, js=False).goto("/")

    page.get_by_label("Find anyone or anything").fill("munoz")
    page.keyboard.press("Enter")

    page.get_by_role("link", name="Ana Muñoz").wait_for()
