"""From the review list over the merge and back again, with the keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from config.kit import clock
from contacts.actions.duplicates import look_for_people
from contacts.models import Merge, Person
from tests.factories import FollowUpFactory, PersonFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def press_until(page, key, name, most=60):
    """Press a key until what has the focus bears this name."""
    for _ in range(most):
        page.keyboard.press(key)
        if name in page.evaluate(
            "document.activeElement.innerText || document.activeElement.value"
        ):
            return
    raise AssertionError(f"{key} never reaches {name}")


@pytest.mark.full
def test_two_become_one_and_two_again_by_keyboard(visit, account):
    ana = PersonFactory(account=account, name="Ana Muñoz", title="Analyst", organisation=None)
    again = PersonFactory(account=account, name="Ana Munoz", title="Lead", organisation=None)
    FollowUpFactory(account=account, person=ana)
    for name in ("Bo Lin", "Lin Bo"):
        PersonFactory(account=account, name=name)
    look_for_people(account=account, at=clock.now())
    page = visit(account).goto("/duplicates/")

    page.get_by_role("button", name=re.compile("They are two.*Bo Lin")).focus()
    page.keyboard.press("Enter")
    page.get_by_text("you will not be asked again").wait_for()
    expect(page.get_by_role("link", name="Bo Lin", exact=True)).to_have_count(0)

    press_until(page, "Tab", "Merge…")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="One person?").wait_for()
    page.get_by_role("radio", name="Analyst").focus()
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("radio", name="Lead").is_checked()
    page.keyboard.press("Enter")
    page.get_by_text("Ana Munoz is merged into this page.").wait_for()

    kept = Person.objects.get(pk=ana.pk)
    assert (kept.title, Person.objects.filter(pk=again.pk).exists()) == ("Lead", False)
    assert page.url.endswith(f"/people/{ana.pk}/")

    page.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    page.get_by_text("are two again").wait_for()

    kept.refresh_from_db()
    assert (kept.title, Person.objects.get(pk=again.pk).title) == ("Analyst", "Lead")
    assert Merge.objects.get().undone_at is not None
