from datetime import UTC, date, datetime, time

import pytest

from config.kit import clock
from contacts.models import Organisation, Permission, Person, Tie
from interviews.actions.interviews import schedule_interview
from interviews.actions.talks import begin_talk, name_person
from tests.factories import InterviewFactory, OrganisationFactory, PersonFactory


@pytest.fixture
def ana(account):
    return PersonFactory(account=account, name="Ana Sousa")


def test_a_talk_that_runs_is_not_begun_again(account):
    first = clock.now()
    interview = begin_talk(interview=InterviewFactory(account=account), at=first)

    again = begin_talk(interview=interview, at=clock.now())

    assert again.began_at == first


def test_someone_named_becomes_a_referred_person(account, ana):
    OrganisationFactory(account=account, name="Hospital da Luz")

    person, is_new = name_person(
        by=ana,
        at=clock.now(),
        name="王小明",
        organisation="hospital da luz",
        note="Runs the data team",
        may_use_name=Permission.YES,
    )

    assert is_new
    assert (person.tie, person.referred_by, person.may_use_name) == (
        Tie.REFERRAL,
        ana,
        Permission.YES,
    )
    assert person.organisation.name == "Hospital da Luz"
    assert Organisation.objects.filter(account=account).count() == 2


def test_the_same_one_named_twice_is_one_person(ana):
    name_person(by=ana, at=clock.now(), name="Bea", note="Ask about triage")

    person, is_new = name_person(
        by=ana, at=clock.now(), name="bea", organisation="Triage Ltd", note="In May"
    )

    assert not is_new
    assert person.notes == "Ask about triage\n\nIn May"
    assert person.organisation.name == "Triage Ltd"
    assert ana.referrals.count() == 1


def test_a_namesake_elsewhere_is_someone_else(account, ana):
    known = PersonFactory(account=account, name="Bea")

    person, is_new = name_person(by=ana, at=clock.now(), name="Bea", organisation="Another place")

    assert is_new
    assert person != known


def test_what_was_known_is_not_overwritten(account, ana):
    carl = PersonFactory(account=account, name="Carl")
    bea = PersonFactory(
        account=account, name="Bea", referred_by=carl, may_use_name=Permission.NO, tie=Tie.SCHOOL
    )

    person, is_new = name_person(
        by=ana,
        at=clock.now(),
        name="Bea",
        organisation=bea.organisation.name,
        may_use_name=Permission.YES,
    )

    assert (person, is_new) == (bea, False)
    assert (person.referred_by, person.may_use_name, person.tie) == (
        carl,
        Permission.NO,
        Tie.SCHOOL,
    )
    assert Person.objects.filter(name="Bea").count() == 1


def test_a_new_time_stops_a_clock_that_ran_for_a_talk_that_never_was(account):
    interview = InterviewFactory(account=account)
    begin_talk(interview=interview, at=datetime(2026, 12, 3, 15, tzinfo=UTC))
    interview.refresh_from_db()

    schedule_interview(
        interview, on_date=date(2026, 12, 10), at_time=time(15), zone="Europe/Lisbon"
    )

    interview.refresh_from_db()
    assert interview.began_at is None
