"""What only a browser shows of a job round: all of it by keyboard, with the notes kept meanwhile."""

from datetime import timedelta

import pytest
from django.urls import reverse

from config.kit import clock
from interviews.actions.interviews import hold_interview
from tests.factories import (
    AnswerFactory,
    InterviewFactory,
    LineFactory,
    OrganisationFactory,
    PersonFactory,
    SheetFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def held_round(account, place, *, days):
    there = OrganisationFactory(account=account, name=place)
    person = PersonFactory(account=account, organisation=there)
    talk = InterviewFactory(account=account, people=[person], kind="job")
    SheetFactory(interview=talk)
    ended_at = clock.now() - timedelta(days=days, minutes=5)
    return hold_interview(talk, ended_at=ended_at, at=ended_at)


@pytest.mark.full
def test_a_round_is_gone_over_by_keyboard_with_what_was_answered_elsewhere(visit, account):
    before = held_round(account, "Contoso", days=9)
    known = LineFactory(sheet=before.sheet, text="Tell me about yourself", is_theirs=True, rating=3)
    AnswerFactory(line=known, text="Six years a bank analyst")
    talk = held_round(account, "Tailspin", days=0)
    page = visit(account).goto(reverse("debrief", args=[talk.pk]))

    page.get_by_label("What did they ask?").press_sequentially("Introduce yourself\nWhy us?")
    page.get_by_role("button", name="Add these questions").press("Enter")
    page.get_by_text("You were asked this at Contoso").press("Enter")
    page.get_by_text("Six years a bank analyst").wait_for()
    page.get_by_label("How I answered: Why us?").press_sequentially("Your data")
    page.get_by_label("What to improve: Why us?").press_sequentially("Name one")
    page.get_by_text("Saved", exact=True).wait_for()
    rating = page.get_by_role("group", name="My answer to: Why us?").get_by_role("button").last
    rating.press("Enter")
    page.locator("[aria-pressed=true]", has_text="Worked well").wait_for()
    page.get_by_label("Next step").press_sequentially("A case")
    page.get_by_role("button", name="Note it").press("Enter")
    page.get_by_text("No day yet: you are reminded to ask.").wait_for()

    line = talk.sheet.lines.get(text="Why us?")
    assert line.rating == 3
    assert {one.part: one.text for one in line.answers.all()} == {
        "": "Your data",
        "improve": "Name one",
    }
