from datetime import UTC, datetime

import pytest

from contacts.actions.organisations import delete_organisation, organisation_called
from contacts.actions.people import add_person, delete_person, set_reach, what_goes_with
from contacts.actions.research import keep_note, note_about
from contacts.models import Organisation, Person
from interviews.models import Interview
from tests.factories import (
    FollowUpFactory,
    InterviewFactory,
    OrganisationFactory,
    PersonFactory,
    ResearchNoteFactory,
)

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_a_person_needs_only_a_name(account):
    person = add_person(account=account, name="  Ana   Muñoz ", at=AT)

    assert (person.name, person.organisation, person.created_at) == ("Ana Muñoz", None, AT)


def test_a_person_brings_a_new_organisation_and_ways_to_reach_them(account):
    person = add_person(
        account=account,
        name="Ana",
        at=AT,
        organisation_name="Nordlicht",
        reaches={"email": "ana@example.com", "linkedin": "LinkedIn.com/in/Ana/", "phone": ""},
    )

    assert person.organisation.account == account
    assert [(reach.kind, reach.value) for reach in person.reaches.all()] == [
        ("email", "ana@example.com"),
        ("linkedin", "https://www.linkedin.com/in/ana"),
    ]


@pytest.mark.parametrize("typed", ["Nestlé", "nestle", " NESTLÉ ", "société  nestlé", "S.P.N."])
def test_an_organisation_is_known_by_its_name_and_aliases(account, typed):
    known = OrganisationFactory(
        account=account, name="Nestlé", aliases=["Société Nestlé", "S.P.N."]
    )

    assert organisation_called(account=account, name=typed, at=AT) == known


@pytest.mark.parametrize("typed", ["Nest", "Nestlé Waters", "Société"])
def test_half_a_name_is_another_organisation(account, typed):
    known = OrganisationFactory(account=account, name="Nestlé", aliases=["Société Nestlé"])

    assert organisation_called(account=account, name=typed, at=AT) != known


def test_an_organisation_of_somebody_else_is_never_taken(account, stranger):
    theirs = OrganisationFactory(account=stranger, name="Nordlicht")

    mine = organisation_called(account=account, name="Nordlicht", at=AT)

    assert mine != theirs
    assert mine.account == account


def test_changing_the_first_address_keeps_the_further_ones(account):
    person = PersonFactory(account=account)
    for value in ("one@example.com", "two@example.com"):
        person.reaches.create(account=account, kind="email", value=value)

    set_reach(person=person, kind="email", value="new@example.com")

    assert [str(reach) for reach in person.reaches.all()] == ["new@example.com", "two@example.com"]


def test_moving_a_further_address_to_the_front_leaves_it_once(account):
    person = PersonFactory(account=account)
    for value in ("one@example.com", "two@example.com"):
        person.reaches.create(account=account, kind="email", value=value)

    set_reach(person=person, kind="email", value="two@example.com")

    assert [str(reach) for reach in person.reaches.all()] == ["two@example.com"]


def test_deleting_someone_takes_what_was_only_about_them(account):
    person, other = PersonFactory.create_batch(2, account=account)
    alone = InterviewFactory(account=account, people=[person])
    shared = InterviewFactory(account=account, people=[person, other])
    ResearchNoteFactory.create_batch(2, person=person)
    FollowUpFactory(person=person, interview=shared)
    referred = PersonFactory(account=account, referred_by=person)

    announced = {(goes.count, goes.label) for goes in what_goes_with(person)}
    delete_person(person=person)

    assert announced == {(1, "interview"), (2, "research notes"), (1, "follow-up")}
    assert list(Interview.objects.all()) == [shared]
    assert not Interview.objects.filter(pk=alone.pk).exists()
    referred.refresh_from_db()
    assert referred.referred_by is None


def test_deleting_an_organisation_keeps_its_people(account):
    person = PersonFactory(account=account)

    delete_organisation(organisation=person.organisation)

    assert Person.objects.get(pk=person.pk).organisation is None
    assert not Organisation.objects.exists()


def test_a_note_that_answers_an_entry_ticks_it_once(account):
    person = PersonFactory(account=account)
    for text in ("First", "Second"):
        note = note_about(person)
        note.text, note.item = text, "path"
        keep_note(note=note, at=AT)

    assert [tick.item for tick in person.ticks.all()] == ["path"]
    assert {note.created_at for note in person.research.all()} == {AT}
