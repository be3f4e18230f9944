"""My own change: the talk says whose calendar is wrong, the letter is looked through, sent, arrives."""

from datetime import UTC, date, datetime, time

import pytest

from config.kit.clock import moved_to
from contacts.models import Reach
from interviews.actions.interviews import schedule_interview
from interviews.actions.invitations import mark_told
from tests.factories import InterviewFactory, PersonFactory
from tests.post_office import PostOffice
from tests.sent import mailed

pytestmark = pytest.mark.browser
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
DAY = {"on_date": date(2026, 11, 24), "at_time": time(10), "zone": "Europe/Lisbon"}


@pytest.fixture(autouse=True)
def _november():
    with moved_to(NOW):
        yield


@pytest.fixture
def talk(account):
    person = PersonFactory(account=account, name="Bo Chen", zone="Asia/Shanghai")
    Reach.objects.create(account=account, person=person, kind="email", value="bo@example.com")
    talk = schedule_interview(InterviewFactory(account=account, people=[person]), **DAY)
    mark_told(talk, person, at=NOW)
    return talk


@pytest.mark.full
def test_a_changed_time_is_told_by_a_letter_that_i_look_through(visit, account, talk, settings):
    with PostOffice() as office:
        settings.MAILERS = office.mailers
        page = visit(account, width=390).goto(talk.get_absolute_url())
        page.get_by_role("link", name="Change the time").click()
        page.locator("#id_at_time").fill("15:30")
        page.locator("#id_at_time").press("Enter")
        page.wait_for_selector("text=Bo Chen’s calendar still shows the old time")
        page.wait_for_selector("h1:has-text('Tell Bo Chen what changed')")
        letter = page.get_by_label("Letter")
        assert "23:30 Shanghai time" in letter.input_value()
        page.get_by_role("button", name="Copy the text").click()
        page.wait_for_selector("#messages >> text=/copied/i")
        with page.expect_download() as download:
            page.get_by_role("link", name="Download the .ics").click()
        assert download.value.suggested_filename == "invite.ics"
        letter.fill(letter.input_value().replace("Hello Bo", "Dear Bo"))
        page.get_by_role("button", name="Send now").press("Enter")
        page.wait_for_selector("#messages >> text=is on its way")
        assert page.locator("text=still shows").count() == 0
        mailed()

    (received,) = office.letters
    assert received["To"] == "bo@example.com"
    assert "Dear Bo," in received.get_body(("plain",)).get_content()
    page.reload()
    page.wait_for_selector("text=They know since")


@pytest.mark.full
def test_without_scripts_i_send_it_myself_and_say_so(visit, account, talk):
    talk = schedule_interview(talk, **DAY | {"at_time": time(15)})
    opened = visit(account, width=320, js=False)
    page = opened.goto(talk.get_absolute_url())
    page.get_by_role("link", name="Tell Bo Chen").click()

    page.get_by_role("button", name="I sent it myself").click()

    page.wait_for_selector("text=Noted: Bo Chen knows.")
    page.get_by_role("link", name="Their calendar answered").click()
    page.get_by_label("Or its text").fill("hello")
    page.get_by_role("button", name="Read it").click()
    page.wait_for_selector("text=This is no calendar file.")
    # The browser's own word about the answer 422.
    opened.complaints.clear()
