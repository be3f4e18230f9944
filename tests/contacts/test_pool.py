"""The pool: who waits in it, how they leave it, and where they must not appear meanwhile."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from contacts.actions.people import add_person
from contacts.actions.pool import promote, promote_organisations
from contacts.models import Organisation, Person
from interviews.actions.follow_ups import promise
from interviews.actions.referrals import name_person
from interviews.models import FollowUpKind
from tests.factories import InterviewFactory, OrganisationFactory, PersonFactory

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def contoso(account):
    return OrganisationFactory(account=account, name="Contoso", is_in_pool=True)


@pytest.fixture
def ana(account, contoso):
    return PersonFactory(account=account, name="Ana", organisation=contoso, is_in_pool=True)


def waiting(model):
    return {str(row) for row in model.objects.filter(is_in_pool=True)}


def test_promoting_brings_the_organisation_along_and_counts_people(account, ana):
    PersonFactory(account=account, name="Bo", organisation=ana.organisation, is_in_pool=True)
    PersonFactory(account=account, name="Cy", organisation=None, is_in_pool=False)

    count = promote(people=account.people.exclude(name="Bo"))

    assert count == 1
    assert waiting(Person) == {"Bo"}
    assert waiting(Organisation) == set()


def test_promoting_by_a_search_takes_exactly_those_who_fit(account, ana):
    PersonFactory(account=account, name="Bo", is_in_pool=True)

    promote(people=account.people.matching("contoso"))

    assert waiting(Person) == {"Bo"}


def test_an_organisation_leaves_without_its_people(account, ana, contoso):
    count = promote_organisations(organisations=account.organisations.all())

    assert (count, waiting(Person), waiting(Organisation)) == (1, {"Ana"}, set())


def test_planning_a_talk_promotes(page, ana):
    page.post(
        reverse("interview-create"),
        {"people": [ana.pk], "kind": "informational", "minutes": 20, "medium": "video"},
    )

    assert ana.interviews.count() == 1
    assert waiting(Person) == set()


def test_naming_somebody_in_a_talk_promotes_them(account, ana, contoso):
    by = PersonFactory(account=account)

    named = name_person(by=by, name="ana", organisation="Contoso", at=AT)

    assert (named.person, named.is_new, waiting(Person)) == (ana, False, set())


def test_having_named_somebody_promotes(account, ana):
    add_person(account=account, name="Bo", at=AT, referred_by=ana)

    assert waiting(Person) == set()


def test_a_promise_promotes(account, ana):
    promise(ana, kind=FollowUpKind.PROMISE, text="Write", due_on=date(2026, 3, 9))

    assert waiting(Person) == set()


def test_adding_by_hand_takes_the_organisation_out(account, contoso):
    add_person(account=account, name="Bo", at=AT, organisation_name="contoso")

    assert waiting(Organisation) == set()


def test_editing_somebody_in_the_pool_leaves_both_where_they_are(page, ana):
    url = reverse("person-edit", args=[ana.pk])

    page.post(url, {"name": "Ana Maria", "organisation_name": "Contoso"})

    assert waiting(Person) == {"Ana Maria"}
    assert waiting(Organisation) == {"Contoso"}


def test_one_is_promoted_from_their_page(page, ana):
    answer = page.post(reverse("person-promote", args=[ana.pk]))

    assert answer["Location"] == ana.get_absolute_url()
    assert waiting(Person) == set()


def test_a_form_offers_nobody_from_the_pool_unasked_but_finds_them(page, account, ana):
    url = reverse("interview-create")

    assert "Ana" not in page.get(url).content.decode()
    assert "Ana · Contoso" in page.post(url, {"find": "ana", "look": "1"}).content.decode()
    assert "Ana" not in page.get(reverse("follow-up-create")).content.decode()


def test_those_out_of_the_pool_are_offered_before_those_in_it(page, account, ana):
    PersonFactory(account=account, name="Anatol")

    html = page.post(reverse("interview-create"), {"find": "ana", "look": "1"}).content.decode()

    assert html.index("Anatol") < html.index("Ana · Contoso")


def test_today_still_asks_for_a_first_person_while_all_wait(page, account, ana):
    page.get(reverse("today"))
    account.searches.create(from_role="a", from_industry="b", to_role="c", to_industry="d")

    assert "Write down one person" in page.get(reverse("today")).content.decode()


def test_a_talk_made_elsewhere_shows_its_people_in_its_form(page, account, ana):
    talk = InterviewFactory(account=account, people=[ana])

    assert "Ana" in page.get(reverse("interview-edit", args=[talk.pk])).content.decode()
