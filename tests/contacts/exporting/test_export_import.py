"""An account's people, exported and imported: elsewhere they are the same, at home nothing changes."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from contacts.exporting.cards import cards
from contacts.exporting.people import rows_of
from contacts.exporting.sheets import sheet
from contacts.models import Person, Reach
from tests.cases import few
from tests.contacts.imports.conftest import brought, imported
from tests.factories import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db


def file_of(account, write):
    text = "".join(write(rows_of(account.people.all())))
    return SimpleUploadedFile("people", text.encode())


def told(account):
    """Return all that is known of each person, whoever they are in the database."""
    rows = [replace(row, number=0, key="") for row in rows_of(account.people.all())]
    return sorted(rows, key=repr)


@pytest.fixture
def circle(account):
    """People that are easily taken for each other, or hard to write down."""
    nordlicht = OrganisationFactory(account=account, name="Nordlicht, Søn; GmbH")
    ana = PersonFactory(
        account=account,
        organisation=nordlicht,
        name="Ana “=1+1” Muñoz",
        called="'Doña' Ana",
        title="-Head; of, everything\\",
        tie="school",
        connection="Same course,\nsame year",
        may_use_name="yes",
        function="data",
        level="lead",
        groups=["Uni; of Porto", "@home"],
        earlier=["a,b", "a\\;b"],
        tags=["=cmd", "alumni, 2019", "😀"],
        language="zh-hans",
        zone="Europe/Lisbon",
        country="PT",
        notes="'quoted'\n\n+ plus\ttab",
        is_do_not_contact=True,
        connected_on=date(2024, 3, 12),
    )
    for kind, value in [
        *(
            ("email", "ana@example.com"),
            ("email", "ana@example.org"),
            ("phone", "+351 912 345 678"),
        ),
        *(("linkedin", "https://www.linkedin.com/in/ana"), ("wechat", "ana_wx")),
        *(("linkedin", "https://www.linkedin.com/in/ana-m"), ("wechat", "ana_two")),
        *(("website", "https://example.com/a;b,c?=d"), ("other", "Signal: @ana")),
    ]:
        Reach.objects.create(account=account, person=ana, kind=kind, value=value)
    named = {"referred_by": ana, "named_on": date(2024, 5, 6)}
    PersonFactory(account=account, name="王小明", is_family_first=True, **named)
    PersonFactory(account=account, name="No Place", organisation=None, referred_by=ana)
    # Two who share an address, and two of one name in one place.
    for name in ("Bo Berg", "Cy Berg"):
        berg = PersonFactory(account=account, name=name, title=f"{name}'s work", tie="event")
        Reach.objects.create(account=account, person=berg, kind="email", value="berg@example.com")
    for level in ("entry", "senior"):
        PersonFactory(account=account, organisation=nordlicht, name="John Smith", level=level)
    return account


@pytest.mark.parametrize("write", few([sheet, cards]))
def test_an_export_imported_elsewhere_gives_the_same_people(circle, stranger, write):
    run = imported(stranger, file_of(circle, write))

    assert told(stranger) == told(circle)
    assert run.counts["unreadable"] == 0


@pytest.mark.parametrize("write", few([cards, sheet]))
def test_an_export_imported_at_home_changes_nothing(circle, write):
    before = told(circle), list(Person.objects.values_list("pk", "organisation", "referred_by"))

    run = brought(circle, file_of(circle, write))
    foretold = run.counts
    run = imported(circle, file_of(circle, write))

    people = 7
    assert foretold == run.counts and run.counts["same"] == people
    after = told(circle), list(Person.objects.values_list("pk", "organisation", "referred_by"))
    assert after == before
    assert not circle.moves.exists()
