"""The booking page as a stranger uses it: on a small phone without scripts, and on their own clock."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from config.kit import clock
from interviews.availability import openings
from interviews.models import Offer, OfferedTime
from tests.browser.axe import EVERYTHING, axe_faults
from tests.browser.test_pages import STICKS_OUT
from tests.factories import InterviewFactory, PersonFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def an_offer(account, zone=""):
    person = PersonFactory(account=account, name="Bo Chen", zone=zone)
    talk = InterviewFactory(account=account, people=[person], zone="")
    offer = Offer.objects.create(
        account=account,
        interview=talk,
        person=person,
        token="b" * 43,
        words="I teach, and want to learn how analysts work.",
        expires_at=clock.now() + timedelta(days=14),
    )
    for start in openings(talk, person, at=clock.now()).proposed(3):
        OfferedTime.objects.create(
            account=account,
            interview=talk,
            person=person,
            offer=offer,
            on_date=start.date(),
            at_time=start.time(),
            zone="UTC",
            starts_at=start,
        )
    return offer


@pytest.mark.full
def test_a_time_is_picked_moved_and_called_off_without_scripts(visit, account):
    offer = an_offer(account, zone="Europe/Madrid")
    visitor = visit(width=320, height=600, js=False, dark=True)
    page = visitor.goto(f"/book/{offer.token}/")
    expect(page).to_have_title("A talk with Robin Reader")
    assert page.evaluate(STICKS_OUT) <= 0

    page.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.get_by_text("It is agreed", exact=True)).to_be_visible()
    assert page.evaluate("document.activeElement.id") == "answer"
    assert page.evaluate(STICKS_OUT) <= 0
    offer.interview.refresh_from_db()
    agreed = offer.interview.starts_at
    assert agreed == offer.times.all()[1].starts_at

    page.get_by_role("link", name="Move it").click()
    page.get_by_role("radio").first.check()
    page.get_by_label("A word to go with it").fill("Sorry, a train")
    page.get_by_role("button", name="Move it to this time").click()
    expect(page.get_by_text("It is agreed", exact=True)).to_be_visible()
    offer.interview.refresh_from_db()
    assert offer.interview.starts_at == offer.times.first().starts_at

    page.get_by_role("link", name="Cancel it").click()
    page.get_by_role("button", name="Cancel the talk").click()
    expect(page.get_by_role("heading", name="The talk is cancelled")).to_be_visible()
    assert visitor.context.cookies() == []


@pytest.mark.full
def test_times_stand_on_the_clock_of_the_device_and_trouble_is_said(visit, account):
    offer = an_offer(account)
    visitor = visit(width=390, timezone_id="Africa/Nairobi", reduced_motion="reduce")
    page = visitor.goto(f"/book/{offer.token}/")
    expect(page.get_by_text("Times in Nairobi (UTC+3)")).to_be_visible()
    assert axe_faults(page, EVERYTHING) == []

    page.get_by_role("button", name="Agree on this time").click()

    expect(page.get_by_role("alert")).to_be_focused()
    expect(page).to_have_title("One more look, please · A talk with Robin Reader")
    assert axe_faults(page, EVERYTHING) == []
    visitor.complaints.clear()  # Chromium counts the answer 422 as an error
