"""Who a row is found to be, and what a file may write over."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from config.kit import clock
from contacts.actions.merges import merge
from contacts.actions.people import add_person
from tests.cases import few
from tests.contacts.imports.conftest import brought, imported, linkedin
from tests.contacts.imports.ledger import difference, ledger

HEADER = ("Name", "E-mail", "Organisation", "Title")


def table(*rows):
    """Return a file of columns of its own, which have no profile."""
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *rows])
    return SimpleUploadedFile("people.csv", text.getvalue().encode())


def people(account):
    return [
        (one.name, one.title, str(one.organisation or "")) for one in account.people.order_by("pk")
    ]


@pytest.mark.full
def test_two_who_share_an_address_stay_two(account):
    rows = [
        ("Anna Müller", "familie@example.com", "Contoso", "Analyst"),
        ("Peter Müller", "familie@example.com", "Fabrikam", "Chef"),
        ("Jo Reed", "familie@example.com", "", ""),
    ]

    run = imported(account, table(*rows))
    before = ledger()
    again = imported(account, table(*rows))

    assert people(account) == [(name, title, place) for name, _mail, place, title in rows]
    assert (run.counts["new"], run.counts["duplicate"]) == (1, 2)
    assert account.person_duplicates.count() == 2
    assert again.counts["same"] == 3
    assert difference(before, ledger()) == {}


@pytest.mark.full
def test_whoever_shares_the_address_of_somebody_known_is_not_written_over_them(account):
    reaches = {"email": "office@example.com"}
    ana = add_person(
        account=account, name="Ana Sousa", title="Founder", at=clock.now(), reaches=reaches
    )

    run = brought(account, table(("Bo Li", "office@example.com", "Contoso", "Clerk")))
    imported(account, table(("Bo Li", "office@example.com", "Contoso", "Clerk")))

    assert run.counts["duplicate"] == 1
    assert people(account) == [("Ana Sousa", "Founder", ""), ("Bo Li", "Clerk", "Contoso")]
    assert not ana.moves.exists()


@pytest.mark.parametrize(
    "name",
    few(["Ana Lima", "A. Sousa", "Sousa Ana", "Dr. Ana M. Sousa", "ana@example.com"]),
)
def test_an_address_leads_to_a_name_that_may_be_theirs(account, name):
    add_person(
        account=account, name="Ana Sousa", at=clock.now(), reaches={"email": "a@example.com"}
    )

    run = imported(account, table((name, "A@example.com", "Contoso", "Clerk")))

    assert run.counts["update"] == 1
    assert people(account) == [("Ana Sousa", "Clerk", "Contoso")]


def test_a_chinese_name_is_known_by_its_sound(account):
    add_person(account=account, name="陈静", at=clock.now(), reaches={"email": "c@example.com"})

    run = imported(account, table(("Jing Chen", "c@example.com", "", "Clerk")))

    assert run.counts["update"] == 1


@pytest.mark.parametrize("told", few(["Ana,Muñoz,ana,,Contoso,,", "Ana,Muñoz,ana,,,Analyst,"]))
def test_a_file_that_says_less_than_before_leaves_what_was_typed(account, told):
    full = "Ana,Muñoz,ana,,Contoso,Analyst,12 Mar 2024"
    imported(account, linkedin(full))
    ana = account.people.get()
    ana.title, ana.organisation = "Founder", account.organisations.create(name="My own")
    ana.save()

    for row in (told, full):
        run = imported(account, linkedin(row))

        assert run.counts["same"] == 1
        assert people(account) == [("Ana Muñoz", "Founder", "My own")]
        assert not ana.moves.exists()


@pytest.mark.full
@pytest.mark.parametrize("kept", few([0, 1]))
@pytest.mark.parametrize("place", few(["Fabrikam", ""]))
def test_whoever_was_merged_does_not_come_back_with_the_same_file(account, kept, place):
    rows = [("Ana Sousa", "", "Contoso", "Analyst"), ("Anuschka Lima", "", place, "Founder")]
    imported(account, table(*rows))
    both = list(account.people.order_by("pk"))
    merge(kept=both[kept], gone=both[1 - kept], values={}, at=clock.now())
    before = ledger()

    run = imported(account, table(*rows))

    assert run.counts["same"] == 2
    assert difference(before, ledger()) == {}
