"""A link of a letter as it is followed on a phone: by keyboard, without scripts, leaving no trace."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from config.kit import clock
from tests.browser.test_pages import STICKS_OUT
from tests.mailed import a_letter, a_promise, path, state_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.full
def test_a_thing_is_dropped_and_taken_back_by_keyboard_alone(visit, account):
    day = clock.today(account.zone)
    one = a_promise(account, due_on=day, due_at=clock.now() + timedelta(hours=9))
    url = path(a_letter(account, local_day=day), one, "drop")
    # Signed in on the same device: the page neither knows nor tells.
    visitor = visit(account, width=320, js=False, dark=True, reduced_motion="reduce")
    page, asked = visitor.goto(url), []
    page.on("request", lambda request: asked.append(request.all_headers()))
    expect(page.get_by_role("heading", level=1)).to_have_text("Drop it?")
    assert page.evaluate(STICKS_OUT) <= 0

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Dropped")
    assert state_of(one)[0] == "dropped"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page).to_have_title("It is open again · Askwell")
    assert state_of(one) == ("open", day)
    page.get_by_role("link", name="Sign in and open Today").click()

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert not any(url in headers.get("referer", "") for headers in asked)
