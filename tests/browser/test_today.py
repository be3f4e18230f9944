"""Today and the list of asks, as somebody works through them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from config.kit import clock
from contacts.models import Outreach
from interviews.actions.planning import replan
from tests.factories import MessageFactory, OrganisationFactory, PersonFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def account(account):
    """Somebody who works every day, so that the test means the same on each."""
    account.working_days, account.country = [1, 2, 3, 4, 5, 6, 7], ""
    account.save()
    return account


def ask(account, name, *, days, **fields):
    """Somebody asked so many days ago, who has not answered."""
    at = clock.now() - timedelta(days=days)
    place = OrganisationFactory(account=account, name=f"{name} GmbH")
    person = PersonFactory(account=account, name=name, organisation=place, created_at=at)
    outreach = Outreach.objects.create(
        account=account, person=person, organisation=place, created_at=at, stage="asked", **fields
    )
    if not outreach.is_asked_unknown:
        MessageFactory(person=person, outreach=outreach, purpose="first_ask", sent_at=at)
    replan([person], at=clock.now())
    return person


@pytest.mark.full
def test_today_is_worked_through_without_leaving_it(visit, account):
    ana = ask(account, "Ana Sousa", days=9)
    PersonFactory(account=account, name="Zoe Colleague", organisation=ana.organisation)
    ask(account, "Bo Lind", days=9, is_asked_unknown=True)
    page = visit(account).goto(reverse("today"))

    row = page.locator("li.to-do", has_text="Fill in a day about Bo Lind")
    row.get_by_label("On which day?").fill(f"{clock.now() - timedelta(days=9):%Y-%m-%d}")
    row.get_by_role("button", name="Fill it in").click()
    page.get_by_text("Noted: Fill in a day about Bo Lind").wait_for()
    page.get_by_text("Follow up with Bo Lind, once").first.wait_for()

    second = page.locator("li.to-do", has_text="Write to somebody else where Ana Sousa works")
    assert "Next there: Zoe Colleague" in second.inner_text()
    assert second.get_by_role("button", name="Write to Zoe").is_visible()

    nudge = page.locator("li.to-do", has_text="Follow up with Ana Sousa, once")
    assert "9 business days without a reply" in nudge.inner_text()
    nudge.get_by_role("button", name="Done").click()
    page.get_by_role("heading", name="Done today").wait_for()
    assert nudge.count() == 0
    page.get_by_role("button", name="Undo").click()
    nudge.wait_for()

    nudge.locator("summary", has_text="Later").click()
    nudge.get_by_role("button", name="In a week").click()
    page.get_by_text("Put off to").wait_for()
    assert nudge.count() == 0


@pytest.mark.full
def test_asks_are_narrowed_while_one_types_and_the_address_keeps_it(visit, account):
    ask(account, "Ana Sousa", days=2)
    ask(account, "Bo Lind", days=2)
    page = visit(account).goto(reverse("outreach-list"))

    page.get_by_label("Person or organisation").fill("bo")
    page.wait_for_url("**/outreach/?**q=bo**")
    page.get_by_role("link", name="Ana Sousa").wait_for(state="detached")
    page.reload()

    expect(page.get_by_role("link", name="Bo Lind")).to_be_visible()
    expect(page.get_by_role("link", name="Ana Sousa")).to_have_count(0)
