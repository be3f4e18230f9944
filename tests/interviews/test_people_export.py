"""Taking people out: the choice, and files that hold everyone."""

import csv
import io
from datetime import UTC, datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.kit import clock
from contacts.importing.vcard import read_cards
from contacts.models import Reach
from tests.factories import PersonFactory

FILE = reverse("person-export-file")


def names_in(answer):
    return [row.name for row in read_cards(io.BytesIO(answer.getvalue())).rows]


def test_export_sends_everyone_as_cards_under_the_day(page, account, stranger):
    PersonFactory(account=account, name="Ana Muñoz")
    PersonFactory(account=account, name="Pool Person", is_in_pool=True)
    PersonFactory(account=account, name="Gone", archived_at=clock.now())
    PersonFactory(account=stranger, name="Not mine")

    with clock.moved_to(datetime(2026, 11, 21, 23, 30, tzinfo=UTC)):
        answer = page.get(FILE)

    assert answer["Content-Disposition"] == 'attachment; filename="askwell-people-2026-11-21.vcf"'
    assert answer["Content-Type"] == "text/vcard; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-store"
    assert names_in(answer) == ["Ana Muñoz", "Pool Person"]
    assert names_in(page.get(FILE, {"whom": "everyone"})) == ["Ana Muñoz", "Gone", "Pool Person"]


def test_export_as_a_sheet_begins_with_a_mark_on_request(page, account):
    person = PersonFactory(account=account, name="=Ana", organisation__name="Contoso")
    Reach.objects.create(account=account, person=person, kind="phone", value="+351 912 345 678")

    plain, marked = page.get(FILE, {"kind": "csv"}), page.get(FILE, {"kind": "csv", "bom": "on"})

    content = plain.getvalue()
    assert marked.getvalue() == b"\xef\xbb\xbf" + content
    (row,) = csv.DictReader(io.StringIO(content.decode(), newline=""))
    assert (row["Name"], row["Phone"]) == ("'=Ana", "'+351 912 345 678")
    assert row["Organisation"] == "Contoso"
    assert 'filename="askwell-people-' in plain["Content-Disposition"]


def test_export_sends_those_in_the_list_one_comes_from(page, account):
    PersonFactory(account=account, name="Ana", tags=["alumni"])
    PersonFactory(account=account, name="Bo", tags=["alumni"], is_in_pool=True)
    PersonFactory(account=account, name="Cy")
    listed = {"tag": "alumni", "state": "all"}

    choice = page.get(reverse("person-export"), listed).getvalue().decode()

    assert '<input type="hidden" name="tag" value="alumni">' in choice
    assert "Those in the list you came from (2)" in choice
    assert "Everyone, the pool included (3)" in choice
    assert names_in(page.get(FILE, listed)) == ["Ana", "Bo"]
    assert names_in(page.get(FILE, {**listed, "whom": "current"})) == ["Ana", "Bo", "Cy"]
    assert names_in(page.get(FILE, {"whom": "listed"})) == ["Ana", "Cy"]


def test_export_refuses_an_unknown_kind_beside_the_choice(page):
    answer = page.get(FILE, {"kind": "xlsx"})

    assert answer.status_code == 422
    assert "xlsx is not one of the available choices" in answer.getvalue().decode()


def test_export_asks_as_often_for_three_as_for_one(page, account):
    def asked(count):
        for _ in range(count):
            person = PersonFactory(account=account, referred_by=PersonFactory(account=account))
            Reach.objects.create(account=account, person=person, kind="email", value="a@b.example")
        with CaptureQueriesContext(connection) as captured:
            assert page.get(FILE).getvalue()
        return len(captured)

    assert asked(1) == asked(2)


def test_export_page_leads_to_the_file(page, account):
    answer = page.get(reverse("person-export"))

    assert f'action="{FILE}"' in answer.getvalue().decode()
    assert reverse("person-export") in page.get(reverse("settings-data")).getvalue().decode()


def test_the_archive_is_offered_only_when_somebody_is_in_it(page, account):
    person = PersonFactory(account=account)

    before = page.get(reverse("person-export")).content.decode()
    asked_anyway = page.get(FILE, {"whom": "everyone"})
    account.people.filter(pk=person.pk).update(archived_at=clock.now())
    after = page.get(reverse("person-export")).content.decode()

    assert "the people I archived" not in before and "the people I archived (1)" in after
    assert names_in(asked_anyway) == [person.name]
