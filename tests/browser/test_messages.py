"""What only a browser shows of messages: an ask from wording to answer, and a talk logged by keys."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from contacts.models import Reach
from tests.factories import OrganisationFactory, PersonFactory, SearchFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LETTER = """Hello Ana,

We both taught in Porto. Your talk on patient records made me curious. How did you begin?

Would you have 20 minutes to tell me about data work in hospitals?

Robin"""


@pytest.fixture
def ana(account):
    SearchFactory(account=account)
    place = OrganisationFactory(account=account, name="Tideline")
    person = PersonFactory(account=account, name="Ana Sousa", organisation=place)
    Reach.objects.create(account=account, person=person, kind="email", value="ana@a.example")
    return person


@pytest.mark.full
def test_an_ask_is_written_sent_and_its_answer_logged(visit, account, ana):
    page = visit(account).goto(ana.get_absolute_url())
    page.get_by_role("link", name="Write", exact=True).click()
    page.get_by_role("button", name="Begin with this").first.click()
    live = page.locator("#live")

    # Shown by a script: from here on what is typed is heard.
    page.get_by_role("button", name="Copy the text").wait_for()
    assert live.get_by_text("Nothing left to fill in").is_visible()
    page.fill("#id_body", LETTER)
    live.get_by_text("nothing to change").wait_for()
    live.get_by_text("data work in hospitals?").wait_for()
    page.select_option("#id_channel", "linkedin_invitation")
    live.get_by_text("of 200 characters").wait_for()
    expect(page.locator("#id_body")).to_have_value(LETTER)
    expect(page.get_by_text("0 of 5 personal LinkedIn notes")).to_be_visible()
    page.select_option("#id_channel", "email")
    page.get_by_role("link", name="Open in mail program").wait_for()
    page.get_by_role("button", name="I sent it").click()
    page.get_by_role("heading", name="Your ask to Ana Sousa").wait_for()

    page.get_by_role("link", name="Log what came back").click()
    page.fill("#id_body", "I am out of the office until 4 December 2099.")
    page.get_by_label("They are away for now").and_(page.locator(":checked")).wait_for()
    expect(page.get_by_label("Away until")).to_have_value("2099-12-04")
    page.get_by_role("button", name="Log it").click()
    page.get_by_text("away until Fri 4 Dec").wait_for()

    sent, came = account.messages.order_by("pk")
    assert (sent.body.replace("\r\n", "\n"), sent.channel) == (LETTER, "email")
    assert (came.meaning, came.outreach) == ("out_of_office", sent.outreach)


@pytest.mark.full
def test_a_talk_is_logged_with_a_name_a_few_words_and_three_keys(visit, account, ana):
    page = visit(account, width=390).goto(reverse("talk-log"))
    keys = 0

    for press in ("Ana Sousa", "Tab", "Training every Friday", "Tab", "Enter"):
        if press in ("Tab", "Enter"):
            page.keyboard.press(press)
            keys += 1
        else:
            page.keyboard.type(press)
            keys += len(press)
    page.get_by_text("is noted, and a thank-you is on your list").wait_for()

    talk = account.interviews.get()
    assert (talk.stage, talk.medium, list(talk.people.all())) == ("held", "in_person", [ana])
    assert talk.answers.get().text == "Training every Friday"
    # Whoever types 180 characters a minute, slowly, is done in 12 seconds.
    assert keys / 3 < 12
