"""Somebody named becomes a person of mine, linked to who named them, and that can be undone."""

from datetime import UTC, date, datetime

import pytest

from config.kit import clock
from contacts.actions.introductions import promise_introduction
from contacts.models import Organisation, Permission, Person, Reach, Tie
from interviews.actions.referrals import name_person, record_of, take_back_names
from tests.factories import OrganisationFactory, PersonFactory

AT = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)


@pytest.fixture
def ana(account):
    return PersonFactory(account=account, name="Ana Sousa")


def test_someone_named_becomes_a_referred_person(account, ana):
    OrganisationFactory(account=account, name="Hospital da Luz")

    named = name_person(
        by=ana,
        at=clock.now(),
        name="王小明",
        organisation="hospital da luz",
        note="Runs the data team",
        may_use_name=Permission.YES,
    )

    assert named.is_new
    assert (named.person.tie, named.person.referred_by, named.person.may_use_name) == (
        Tie.REFERRAL,
        ana,
        Permission.YES,
    )
    assert named.person.organisation.name == "Hospital da Luz"
    assert Organisation.objects.filter(account=account).count() == 2


def test_the_same_one_named_twice_is_one_person(ana):
    name_person(by=ana, at=clock.now(), name="Bea", note="Ask about triage")

    named = name_person(
        by=ana, at=clock.now(), name="bea", organisation="Triage Ltd", note="In May"
    )

    assert not named.is_new
    assert named.person.notes == "Ask about triage\n\nIn May"
    assert named.person.organisation.name == "Triage Ltd"
    assert ana.referrals.count() == 1


def test_a_namesake_elsewhere_is_someone_else(account, ana):
    known = PersonFactory(account=account, name="Bea")

    named = name_person(by=ana, at=clock.now(), name="Bea", organisation="Another place")

    assert named.is_new
    assert named.person != known


def test_what_was_known_is_not_overwritten(account, ana):
    carl = PersonFactory(account=account, name="Carl")
    bea = PersonFactory(
        account=account, name="Bea", referred_by=carl, may_use_name=Permission.NO, tie=Tie.SCHOOL
    )

    named = name_person(
        by=ana,
        at=clock.now(),
        name="Bea",
        organisation=bea.organisation.name,
        may_use_name=Permission.YES,
    )

    assert (named.person, named.is_new) == (bea, False)
    bea.refresh_from_db()
    assert (bea.referred_by, bea.may_use_name, bea.tie) == (
        carl,
        Permission.NO,
        Tie.SCHOOL,
    )
    assert Person.objects.filter(name="Bea").count() == 1


def test_the_day_is_that_of_the_account_unless_told(account, ana):
    account.zone = "Asia/Shanghai"
    account.save()

    told = name_person(by=ana, at=AT, name="Bo", on=date(2026, 2, 1))
    untold = name_person(by=ana, at=AT, name="Cy")

    assert told.person.named_on == date(2026, 2, 1)
    assert untold.person.named_on == date(2026, 3, 5)


def test_who_named_first_stays_unless_replaced(account, ana):
    carl = PersonFactory(account=account, name="Carl")
    bea = PersonFactory(account=account, referred_by=carl, may_use_name=Permission.YES)

    named = name_person(by=ana, at=AT, name=bea.name, known=bea)

    assert (named.kept, named.person.referred_by) == (carl, carl)

    named = name_person(by=ana, at=AT, name=bea.name, known=bea, replaces=True)

    assert (named.kept, named.person.referred_by) == (None, ana)
    assert named.person.may_use_name == Permission.UNKNOWN, "that was about Carl's name"


def test_nobody_is_named_by_those_they_led_to(account, ana):
    bo = PersonFactory(account=account, referred_by=ana)

    named = name_person(by=bo, at=AT, name=ana.name, known=ana)

    assert named.person.referred_by is None


def test_undoing_takes_new_people_and_their_new_organisation_away(account, ana):
    dull = OrganisationFactory(account=account, name="Dull")
    named = [
        name_person(by=ana, at=AT, name="Bo", organisation="Lumen"),
        name_person(by=ana, at=AT, name="Cy", organisation="Dull"),
    ]
    promised = [promise_introduction(introducer=ana, person=named[0].person, on=date(2026, 3, 4))]
    record = record_of(named, [one for one, _ in promised])

    assert take_back_names(ana, record, at=AT) == []

    assert list(account.people.all()) == [ana]
    assert set(account.organisations.all()) == {dull, ana.organisation}
    assert not account.introductions.exists()


def test_undoing_gives_back_what_was_known_and_keeps_what_grew_since(account, ana):
    bo = PersonFactory(account=account, tie=Tie.COLD, is_in_pool=True, organisation=None)
    known = name_person(by=ana, at=AT, name=bo.name, title="Analyst", known=bo)
    new = name_person(by=ana, at=AT, name="Cy")
    record = record_of([known, new], [])
    Person.objects.filter(pk=bo.pk).update(title="Head")
    Reach.objects.create(account=account, person=new.person, kind="email", value="cy@example.com")

    stay = take_back_names(ana, record, at=AT)

    bo.refresh_from_db()
    assert stay == [new.person]
    assert (bo.referred_by, bo.named_on, bo.tie, bo.is_in_pool) == (None, None, Tie.COLD, True)
    assert bo.title == "Head"
