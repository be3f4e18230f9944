"""Offering times: the week by keyboard, what speaks against a time at once, then what to send."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from config.kit.clock import moved_to
from interviews.models import Offer
from tests.factories import InterviewFactory, PersonFactory

pytestmark = pytest.mark.browser
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)  # a Monday in Lisbon


@pytest.fixture(autouse=True)
def _monday():
    with moved_to(NOW):
        yield


@pytest.fixture
def interview(account):
    person = PersonFactory(account=account, name="Ana Muñoz", zone="Europe/Berlin")
    return InterviewFactory(account=account, people=[person])


@pytest.mark.full
def test_times_are_chosen_by_keyboard_and_offered(visit, account, interview):
    page = visit(account, width=390).goto(reverse("offer-edit", args=[interview.pk]))
    first = page.locator("[data-slots] input:checked").first
    assert page.locator("[data-slots] input[tabindex='0']").count() == 1, "one stop for Tab"

    first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector(".offer-times li:nth-child(4)")
    focused = page.evaluate("document.activeElement.id")
    assert focused.startswith("at-2026-11-"), "focus stays where one is"
    page.keyboard.press("Space")
    page.wait_for_selector(".offer-times li:nth-child(4)", state="detached")
    for _hour in range(14):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.wait_for_selector("text=outside their day")
    page.get_by_role("button", name="Week after").click()
    page.wait_for_selector("text=Week of 30 November 2026")
    assert page.locator(".offer-times li").count() == 4
    page.get_by_role("button", name="Make the offer").click()

    page.wait_for_selector("text=Here is what to send")
    offer = Offer.objects.get()
    assert [one.is_exception for one in offer.times.all()].count(True) == 1
    text = page.locator("#offer-text").input_value()
    assert offer.token in text and "Berlin time" in text
    page.get_by_role("button", name="Copy the link").click()
    page.wait_for_selector("#messages >> text=/copied/i")


@pytest.mark.full
def test_the_same_without_a_script(visit, account, interview):
    page = visit(account, js=False, width=320).goto(reverse("offer-edit", args=[interview.pk]))

    page.locator("[data-slots] [data-state=free] input").nth(3).check(force=True)
    page.get_by_role("button", name="Week after").click()
    page.wait_for_selector("text=Week of 30 November 2026")
    assert page.locator(".offer-times li").count() == 4
    page.get_by_role("button", name=re.compile("Take out")).first.click()
    page.get_by_role("button", name="Make the offer").click()

    page.wait_for_selector("text=Here is what to send")
    assert Offer.objects.get().times.count() == 3
