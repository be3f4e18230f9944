from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.kit import clock
from contacts.actions.targets import fill_places
from contacts.models import Belief
from tests.factories import (
    InterviewFactory,
    OrganisationFactory,
    PersonFactory,
    SearchFactory,
    TargetFactory,
)


@pytest.fixture
def search(account):
    return SearchFactory(account=account)


def held(search, organisation, *, stage="held", kind="informational"):
    person = PersonFactory(account=search.account, organisation=organisation)
    talk = InterviewFactory.build(
        account=search.account,
        search=search,
        stage=stage,
        kind=kind,
        zone="Europe/Lisbon",
        on_date=date(2026, 3, 3),
        at_time=time(10),
    )
    talk.derive_instant()
    talk.save()
    talk.people.set([person])
    return talk


def test_only_talks_that_were_held_to_learn_are_counted(page, search):
    here, there = OrganisationFactory.create_batch(2, account=search.account)
    for stage in ("held", "thanked", "closed"):
        held(search, here, stage=stage)
    held(search, there)
    for stage in ("planned", "scheduled", "cancelled", "missed"):
        held(search, there, stage=stage)
    held(search, there, kind="job")

    answer = page.get(search.get_absolute_url())

    assert (answer.context["talks"], answer.context["organisations"]) == (4, 2)
    assert "2 more" in answer.content.decode()
    assert "Guest, Bunce and Johnson 2006" in answer.content.decode()


def test_the_kind_of_switch_comes_with_advice_and_its_source(page, search):
    html = page.get(search.get_absolute_url()).content.decode()

    assert "A new role in a new industry" in html
    assert "harder than changing one" in html
    assert "Andrew Ng" in html


def test_beliefs_come_first_then_a_list_then_a_few_of_it_then_a_talk(page, search):
    def step():
        return page.get(search.get_absolute_url()).context["step_url"]

    steps = [step()]
    Belief.objects.create(account=search.account, search=search, text="All is maths")
    steps.append(step())
    target = TargetFactory(search=search)
    steps.append(step())
    fill_places(search=search, at=clock.now())
    steps.append(step())

    assert steps == [
        "#id_text",
        reverse("brainstorm", args=[search.pk]),
        reverse("target-list", args=[search.pk]),
        f"{reverse('interview-create')}?search={search.pk}",
    ]
    assert [row.target for row in page.get(search.get_absolute_url()).context["active"]] == [target]


@pytest.mark.full
@pytest.mark.parametrize("of", ["search", "organisation"])
def test_a_page_asks_the_same_number_of_questions_for_one_and_three(page, search, of):
    organisation = OrganisationFactory(account=search.account)
    shown = search if of == "search" else organisation

    def queries():
        with CaptureQueriesContext(connection) as captured:
            page.get(shown.get_absolute_url())
        return len(captured)

    held(search, organisation)
    queries()
    one = queries()
    held(search, organisation)
    held(search, organisation)

    assert queries() == one
