"""How far a change of the pace reaches: other settings, other people, large accounts."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.kit import clock
from contacts.models import Outreach
from interviews.actions.pace import plan_anew, rehearse, set_pace
from interviews.actions.planning import replan
from interviews.pace import number_for
from interviews.views.message_pages import live_context
from tests.cases import few
from tests.contacts.test_account_settings import CLOCK
from tests.factories import MessageFactory, PersonFactory, SearchFactory

# A Monday; 11 March is a Wednesday and no holiday.
MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.fixture
def now():
    with clock.moved_to(MONDAY):
        yield


def asked(account, **facts):
    person = PersonFactory(account=account, last_contact_at=MONDAY, **facts)
    ask = Outreach.objects.create(
        account=account, person=person, organisation=person.organisation, asked_at=MONDAY
    )
    MessageFactory(person=person, outreach=ask, purpose="first_ask", sent_at=MONDAY)
    return person


def nudge_of(person):
    return person.follow_ups.get(kind="nudge").due_on


@pytest.mark.parametrize(
    ("changed", "day"),
    few(
        [
            # Four days a week: 3, 4, 5 and 9 to 12 March.
            ({"working_days": ["2", "3", "4", "1"]}, date(2026, 3, 12)),
            # Independence day in Ghana falls on Friday 6 March.
            ({"country": "GH"}, date(2026, 3, 12)),
            # In Auckland they were asked on Monday at 23:00; in Kiritimati on Tuesday.
            ({"zone": "Pacific/Kiritimati"}, date(2026, 3, 12)),
        ]
    ),
)
def test_a_new_clock_moves_the_steps_by_the_next_visit(page, account, now, changed, day):
    person = asked(account)
    replan([person], at=MONDAY)
    assert nudge_of(person) == date(2026, 3, 11)
    same = {"country": "PT", "working_days": list("12345"), "zone": account.zone}

    page.post(reverse("settings-clock"), CLOCK | same | changed)
    page.get(reverse("today"))

    assert nudge_of(person) == day


def test_the_country_of_a_person_moves_their_steps_by_the_next_visit(page, account, now):
    person = asked(account, country="PT")
    replan([person], at=MONDAY)

    fields = {"name": person.name, "country": "GH", "organisation_name": person.organisation.name}
    page.post(reverse("person-edit", args=[person.pk]), fields)
    page.get(reverse("today"))

    person.refresh_from_db()
    assert (person.country, person.needs_planning) == ("GH", False)
    assert nudge_of(person) == date(2026, 3, 12)


def test_a_number_is_told_with_its_value_and_source(account):
    person = PersonFactory(account=account)
    search = SearchFactory(account=account, preset="gentle")
    Outreach.objects.create(account=account, person=person, search=search)
    account.numbers = {"linkedin_notes": 9}
    account.save()

    words = [
        number_for(account, "first_message_words", **of).value for of in ({}, {"person": person})
    ]
    assert words == [75, 100]
    assert number_for(account, "first_message_words", search=search).value == 100
    assert "Dalton" in number_for(account, "nudge").source
    notes = number_for(account, "linkedin_notes")
    assert (notes.value, notes.is_own, notes.source) == (9, True, "")


@pytest.mark.full
def test_planning_everybody_takes_as_many_queries_for_three_as_for_one(account, now):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            rehearse(lambda: set_pace(account, preset="gentle", own={}, at=MONDAY))
        return len(seen)

    asked(account)
    plan_anew(account, at=MONDAY)
    for_one = queries()
    for _ in range(2):
        asked(account)
    plan_anew(account, at=MONDAY)

    assert queries() == for_one


def test_a_message_is_held_to_the_pace_of_its_search(account):
    search = SearchFactory(account=account, preset="gentle")
    person = PersonFactory(account=account)
    ask = Outreach.objects.create(account=account, person=person, search=search)
    message = MessageFactory(person=person, outreach=ask, purpose="first_ask", body="Hello")

    assert live_context(message, None)["measures"][0].most == 100
    message.outreach = None
    message.person = PersonFactory(account=account)
    assert live_context(message, None)["measures"][0].most == 75
