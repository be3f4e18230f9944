import re

import pytest
from django.urls import reverse

from tests.factories import InterviewFactory, PersonFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def interview(account):
    person = PersonFactory(account=account, name="Ana Muñoz", zone="America/New_York")
    return InterviewFactory(account=account, people=[person])


@pytest.mark.full
def test_both_clocks_follow_what_is_typed_and_ask_where_it_is_unclear(visit, account, interview):
    page = visit(account).goto(reverse("interview-time", args=[interview.pk]))

    page.fill("#id_on_date", "2027-03-28")
    page.fill("#id_at_time", "01:30")
    page.keyboard.press("Tab")
    page.get_by_label("28 March 2027, 02:30").check()
    page.wait_for_selector("text=New York")
    page.click("text=Set this time")

    page.wait_for_url(re.compile(rf"{interview.get_absolute_url()}$"))
    interview.refresh_from_db()
    assert interview.starts_at.isoformat() == "2027-03-28T01:30:00+00:00"


@pytest.mark.full
def test_the_same_without_a_script(visit, account, interview):
    page = visit(account, js=False).goto(reverse("interview-time", args=[interview.pk]))

    page.fill("#id_on_date", "2027-03-28")
    page.fill("#id_at_time", "01:30")
    page.click("text=Show on both clocks")
    page.get_by_label("28 March 2027, 00:30").check()
    page.click("text=Set this time")

    page.wait_for_selector("text=00:30")
    interview.refresh_from_db()
    assert interview.starts_at.isoformat() == "2027-03-28T00:30:00+00:00"
