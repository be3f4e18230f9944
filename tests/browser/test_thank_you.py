"""What only a browser shows of a thank-you: checks while typing, the mail link, silence and undo."""

from datetime import timedelta

import pytest
from django.urls import reverse

from config.kit import clock
from contacts.models import Reach
from tests.factories import AnswerFactory, InterviewFactory, PersonFactory
from tests.planned import planned_thanks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def thank(account):
    ended_at = clock.now() - timedelta(hours=25)
    person = PersonFactory(account=account, name="Ana Sousa")
    Reach.objects.create(account=account, person=person, kind="email", value="ana@a.example")
    interview = InterviewFactory(account=account, people=[person], stage="held", ended_at=ended_at)
    AnswerFactory(
        account=account, interview=interview, line=None, part="free", text="Delete unread reports"
    )
    return planned_thanks(interview)[0]


@pytest.mark.full
def test_checks_follow_the_typing_and_can_be_silenced(visit, account, thank):
    page = visit(account).goto(reverse("thank-you", args=[thank.pk]))
    page.get_by_role("button", name="Begin with this").click()
    checks = page.locator("#live")

    # Shown by a script: from here on what is typed is heard.
    page.get_by_role("button", name="Copy the text").wait_for()
    checks.get_by_text("Nothing left to fill in").wait_for()
    page.fill("#id_body", "Dear Ana,\n\nThank you! Is there an opening for me? 50% & more")
    checks.get_by_text("No job asked for").wait_for()
    checks.get_by_text("draft saved").wait_for()
    link = page.get_by_role("link", name="Open in mail program").get_attribute("href")
    checks.locator("li", has_text="No job asked for").get_by_role(
        "button", name="Not in this letter"
    ).click()
    checks.get_by_text("1 check is silent").wait_for()

    assert link.startswith("mailto:ana@a.example?subject=")
    assert (
        "%0D%0A%0D%0AThank%20you!%20Is%20there%20an%20opening%20for%20me%3F%2050%25%20%26%20more"
        in link
    )
    thank.refresh_from_db()
    assert thank.message.body.endswith("50% & more")
    assert (thank.message.silenced_checks, thank.state) == (["job"], "open")
    assert page.locator("#id_body").input_value().endswith("50% & more")


@pytest.mark.full
@pytest.mark.parametrize("js", [True, False])
def test_a_thank_you_is_put_off_taken_back_and_sent(visit, account, thank, js):
    page = visit(account, width=390, js=js).goto("/")

    page.locator("summary", has_text="Later (Thank").click()
    page.get_by_role("button", name="In a week").click()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Write it").click()
    page.fill("#id_body", "Dear Ana,\n\nI deleted two unread reports today.")
    page.get_by_role("button", name="I sent it").click()
    page.get_by_text("Recorded as sent").wait_for()

    thank.refresh_from_db()
    assert (thank.state, thank.interview.stage) == ("done", "thanked")
    assert "two unread reports" in thank.message.body
