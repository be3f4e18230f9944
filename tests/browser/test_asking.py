"""Asking and following up as weeks pass: what Today says at each step, and what it leaves out."""

import re
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from config.kit import clock
from contacts.models import Reach
from tests.factories import OrganisationFactory, PersonFactory, SearchFactory

pytestmark = [pytest.mark.long, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ASK = """Hello Ana,

We both taught in Porto. Your talk on patient records made me curious. How did you begin?

Would you have 20 minutes to tell me about data work in hospitals?

Robin"""
THANKS = """Dear Ana,

thank you for the talk. You said that the first year is spent on asking what a number is for, and I
will write that question over my next report.

Robin"""


@contextmanager
def on(day, hour=9, minute=0):
    """Let it be a moment in the autumn of 2026 in Lisbon: (9, 7) is Monday 7 September."""
    month, date = day
    lisbon = ZoneInfo("Europe/Lisbon")
    with clock.moved_to(datetime(2026, month, date, hour, minute, tzinfo=lisbon)):
        yield


@pytest.fixture
def ana(account):
    """Ana and Bento at Tideline, and a search that wants to hear of their work."""
    SearchFactory(account=account)
    place = OrganisationFactory(account=account, name="Tideline")
    people = [
        PersonFactory(account=account, name=name, organisation=place, zone=account.zone)
        for name in ("Ana Sousa", "Bento Reis")
    ]
    for person in people:
        Reach.objects.create(
            account=account, person=person, kind="email", value=f"{person.pk}@tideline.example"
        )
    return people[0]


def today(page, *steps):
    """Open Today and find exactly these steps, each (title, reason, action), and nothing else."""
    page.goto("/")
    rows = page.locator(".column-main .to-do")
    expect(rows).to_have_count(len(steps))
    for row, (title, reason, action) in zip(rows.all(), steps, strict=True):
        expect(row.locator(".row-main > a")).to_have_text(title)
        expect(row).to_contain_text(reason)
        expect(row.locator(".row-actions .primary")).to_have_text(re.compile(action))
    if not steps:
        expect(page.get_by_role("heading", name="Done for today")).to_be_visible()


def send(page, body):
    """Fill in the message begun and say that it went."""
    page.fill("#id_body", body)
    page.get_by_role("button", name="I sent it").click()
    expect(page.locator("#messages")).to_contain_text("Recorded as sent.")


def paste(page, person, text, meaning):
    """Log what came back, as the page proposes it."""
    page.goto(f"/people/{person.pk}/received/")
    page.fill("#id_body", text)
    expect(page.get_by_label(meaning)).to_be_checked()
    page.get_by_role("button", name="Log it").click()
    expect(page.locator("#messages")).to_contain_text("Logged.")


@pytest.mark.full
def test_asking_leads_from_silence_to_a_talk_and_to_the_next_person(visit, account, ana):
    page = visit(account).goto(ana.get_absolute_url())

    asks(page)
    writes_to_a_second_person(page, account, ana)
    follows_up_once(page)
    answers(page, ana)
    agrees_and_confirms(page, account, ana)
    talks(page, account)
    thanks(page)
    asks_whom_she_named(page, account)
    reports_back(page)
    keeps_in_touch(page)


def asks(page):
    with on((9, 7)):
        page.get_by_role("link", name="Write", exact=True).click()
        page.get_by_role("button", name="Begin with this").first.click()
        # Shown by a script: from here on what is typed is heard.
        page.get_by_role("button", name="Copy the text").wait_for()
        page.fill("#id_body", "Hello Ana, is there an opening for me?")
        expect(page.locator("#live")).to_contain_text("No job asked for")
        page.fill("#id_body", ASK)
        expect(page.locator("#live")).to_contain_text("nothing to change")
        send(page, ASK)
        expect(page.locator("#messages")).to_contain_text("Thu 10 Sep")
        today(page)


def writes_to_a_second_person(page, account, ana):
    with on((9, 9)):
        today(page)
    with on((9, 10)):
        today(
            page,
            (
                "Write to somebody else where Ana Sousa works",
                "3 business days without a reply: write to a second person there.",
                "Write to Bento",
            ),
        )
        page.get_by_role("button", name="Write to Bento").click()
        send(page, "Hello Bento, I read your paper on bed planning. How did the wards take it?")
        today(page)
    with on((9, 11)):
        bento = account.people.get(name="Bento Reis")
        paste(page, bento, "Sorry, I cannot help with this. All the best.", "They would rather not")
        today(page)


def follows_up_once(page):
    with on((9, 15)):
        today(page)
    with on((9, 16)):
        today(
            page,
            (
                "Follow up with Ana Sousa, once",
                "7 business days without a reply: your one nudge.",
                "Write it",
            ),
        )
        page.get_by_role("button", name="Write it").click()
        send(
            page, "Hello Ana, my letter of last week may have come at a bad time. May I ask again?"
        )
        today(page)


def answers(page, ana):
    with on((9, 17), 10):
        text = "Hello Robin, gladly! Tuesday at ten suits me."
        paste(page, ana, text, "They answered")
        today(
            page,
            (
                "Answer Ana Sousa",
                "They wrote on Thu 17 Sep. An answer within 24 hours keeps it alive.",
                "Write it",
            ),
        )
        page.get_by_role("button", name="Write it").click()
        send(page, "Thank you, Ana! Tuesday at ten it is.")
        today(page)


def agrees_and_confirms(page, account, ana):
    with on((9, 17), 11):
        page.goto(f"/interviews/new/?person={ana.pk}")
        page.get_by_label("Link, number or address").fill("https://meet.example.com/ana")
        page.get_by_role("button", name="Save").click()
        page.goto(f"/interviews/{account.interviews.get().pk}/time/")
        page.get_by_label("Day").fill("2026-09-22")
        page.get_by_label("Time", exact=False).first.fill("10:00")
        page.get_by_role("button", name="Set this time").click()
        expect(page.locator("main")).to_contain_text("10:00")
        today(page)
    with on((9, 21)):
        today(
            page,
            (
                "Confirm the talk with Ana Sousa",
                "You talk on Tue 22 Sep: confirm the time, on both your clocks.",
                "Write it",
            ),
        )
        page.get_by_role("button", name="Write it").click()
        send(page, "Hello Ana, we talk tomorrow, Tuesday, at 10:00 Lisbon time.")
        page.goto("/")
        expect(page.locator(".to-do")).to_have_count(0)


def talks(page, account):
    talk = account.interviews.get()
    with on((9, 22), 10):
        page.goto("/")
        expect(page.locator("#agenda")).to_contain_text("Ana Sousa")
        page.goto(f"/interviews/{talk.pk}/talk/")
        page.get_by_role("button", name="Begin").click()
        expect(page.get_by_role("button", name="Begin")).to_have_count(0)
        page.fill("#note-free", "The first year is spent on asking what a number is for.")
        expect(page.locator("[data-notes-word]")).to_have_text("Saved")
        page.fill("#id_next-name", "Carla Pinto")
        page.fill("#id_next-organisation", "Hospital Sul")
        page.get_by_role("button", name="Add this person").click()
        expect(page.get_by_role("link", name="Carla Pinto").first).to_be_visible()
    with on((9, 22), 10, 25):
        page.get_by_role("button", name="End the talk").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("What did you learn?")


def thanks(page):
    with on((9, 22), 11):
        today(
            page,
            (
                "Write down what you learned from Ana Sousa",
                "You talked on Tue 22 Sep: 10 minutes while it is fresh.",
                "Ten minutes now",
            ),
            (
                "Thank Ana Sousa",
                "You talked on Tue 22 Sep: thank them within 24 hours.",
                "Write it",
            ),
        )
        page.get_by_role("link", name="Ten minutes now").click()
        page.get_by_role("button", name="Done: on to the thank-you").click()
        page.get_by_role("button", name="Begin with this").first.click()
        send(page, THANKS)
        today(page)


def asks_whom_she_named(page, account):
    carla = account.people.get(name="Carla Pinto")
    with on((9, 23)):
        page.goto(f"/people/{carla.pk}/write/?purpose=first_ask")
        page.get_by_role("button", name="Begin with this").first.click()
        send(page, "Hello Carla, Ana Sousa named you. How does Hospital Sul read its numbers?")
        today(page)
    with on((9, 24)):
        paste(page, carla, "With pleasure, ring me any evening.", "They answered")
        today(page, ("Answer Carla Pinto", "They wrote on Thu 24 Sep.", "Write it"))
        page.get_by_role("button", name="Done (Answer").click()
        expect(page.get_by_role("heading", name="Done for today")).to_be_visible()


def reports_back(page):
    with on((10, 6)):
        today(page)
    with on((10, 7)):
        today(
            page,
            (
                "Tell Ana Sousa how it went with Carla Pinto",
                "14 days since you followed up on whom they named: tell them how it went.",
                "Write it",
            ),
        )
        page.get_by_role("button", name="Write it").click()
        send(page, "Dear Ana, Carla wrote back within a day, and I ring her this week.")
        today(page)


def keeps_in_touch(page):
    with on((11, 6)):
        today(page)
    with on((11, 9)):
        today(
            page,
            ("Keep in touch with Ana Sousa", "33 days since you were last in touch.", "Write it"),
        )


@pytest.mark.full
def test_asking_works_without_javascript(visit, account, ana):
    browser = visit(account, width=390, js=False)
    page = browser.goto(ana.get_absolute_url())

    with on((9, 7)):
        page.get_by_role("link", name="Write", exact=True).click()
        page.get_by_role("button", name="Begin with this").first.click()
        page.fill("#id_body", ASK)
        page.get_by_role("button", name="Save and check").click()
        expect(page.locator("#live")).to_contain_text("nothing to change")
        send(page, ASK)
    with on((9, 10)):
        page.goto("/")
        row = page.locator(".to-do", has_text="3 business days without a reply")
        row.locator("summary").click()
        row.get_by_role("button", name="In a week").click()
        expect(row).to_have_count(0)
        page.get_by_role("button", name="Undo").click()
        expect(row).to_have_count(1)
    with on((9, 11)):
        page.goto(f"/people/{ana.pk}/received/")
        page.fill("#id_body", "With pleasure, ring me any evening.")
        page.get_by_role("button", name="Log it").click()
        expect(page.get_by_label("They answered")).to_be_checked()
        # The browser notes that the form came back with a question.
        browser.complaints.clear()
        page.get_by_role("button", name="Log it").click()
        today(page, ("Answer Ana Sousa", "They wrote on Fri 11 Sep.", "Write it"))
        page.get_by_role("button", name="Done (Answer").click()
        expect(page.get_by_role("heading", name="Done for today")).to_be_visible()
        page.get_by_role("button", name="Undo").click()
        today(page, ("Answer Ana Sousa", "They wrote on Fri 11 Sep.", "Write it"))
