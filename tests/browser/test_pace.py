"""The pace and the words of messages, changed where a reader sees what follows."""

import pytest
from playwright.sync_api import expect

from config.kit import clock
from contacts.models import Outreach
from interviews.actions.planning import replan
from tests.factories import MessageFactory, PersonFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.full
def test_a_pace_is_tried_applied_and_taken_back(visit, account):
    now = clock.now()
    person = PersonFactory(account=account, name="Ana Almeida")
    ask = Outreach.objects.create(account=account, person=person, organisation=person.organisation)
    MessageFactory(person=person, outreach=ask, purpose="first_ask", sent_at=now)
    replan([person], at=now)
    before = set(person.follow_ups.values_list("kind", "due_on"))

    page = visit(account, width=390).goto("/settings/pace/")
    page.get_by_label("Gentle").check()
    page.get_by_label("After the follow-up, let it rest after").fill("5")
    page.get_by_role("button", name="See what moves").first.click()

    expect(page.get_by_role("heading", name="1 step moves, 1 step goes")).to_be_visible()
    expect(page.get_by_label("Follow up with the first person after")).to_have_value("10")
    expect(page.get_by_role("button", name="Back to 3 business days")).to_be_visible()
    assert set(person.follow_ups.values_list("kind", "due_on")) == before

    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("heading", name="Your last change")).to_be_visible()
    assert [kind for kind, _ in person.follow_ups.values_list("kind", "due_on")] == ["nudge"]

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Your former pace is back")).to_be_visible()
    assert set(person.follow_ups.values_list("kind", "due_on")) == before


@pytest.mark.full
def test_a_template_is_reworded_with_fields_from_the_palette(visit, account):
    page = visit(account).goto("/templates/shipped/en.nudge.plain.letter/edit/")
    page.get_by_label("Text").fill("Dear ")
    page.get_by_text("Fields that fill themselves").click()
    page.get_by_role("button", name="Insert {their_name}", exact=True).click()
    page.keyboard.type(", {thier_name}")

    told = page.locator("#preview")
    expect(told.get_by_text("Did you mean {their_name}?")).to_be_visible()
    page.get_by_label("Text").fill("Dear {their_name}, still curious.")
    expect(told.get_by_text("Dear Mei, still curious.")).to_be_visible()

    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("in your words")).to_be_visible()
    assert account.message_templates.get().body == "Dear {their_name}, still curious."
