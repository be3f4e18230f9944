"""The same file once more, after its people were renamed, moved or lost an address."""

import pytest

from config.kit import clock
from contacts.actions.imports import kept_after_undo
from contacts.actions.merges import merge
from contacts.actions.people import set_reach
from tests.cases import few
from tests.contacts.imports.conftest import imported
from tests.contacts.imports.ledger import difference, ledger
from tests.contacts.imports.test_import_identity import people, table
from tests.contacts.imports.test_import_undo import undone

ROWS = [("Ana Sousa", "ana@example.com", "Contoso", "Analyst"), ("Bo Li", "", "", "Chef")]


def _renames(account, ana):
    account.people.filter(pk=ana.pk).update(name="Ana Lima")


def _moves(account, ana):
    account.people.filter(pk=ana.pk).update(organisation=None)


def _gives_the_address_to_another(account, ana):
    ana.reaches.filter(kind="email").update(person=account.people.get(name="Bo Li"))


@pytest.mark.full
@pytest.mark.parametrize("change", few([_renames, _moves, _gives_the_address_to_another]))
def test_a_row_that_came_before_is_who_it_was_then(account, change):
    imported(account, table(*ROWS))
    change(account, account.people.get(name="Ana Sousa"))
    before = ledger()

    again = imported(account, table(*ROWS))

    assert again.counts["new"] == 0
    assert difference(before, ledger()).keys() <= {"contacts_personduplicate"}


@pytest.mark.full
def test_a_row_that_came_with_an_undone_import_leads_nowhere(account):
    ana = account.people.create(name="Ana Sousa", organisation=None)
    ana.reaches.create(account=account, kind="email", value="ana@example.com")
    before = ledger()

    undone(imported(account, table(*ROWS)))

    assert difference(before, ledger()) == {}
    assert people(account) == [("Ana Sousa", "", "")]


def reaches(account):
    return sorted(account.reaches.values_list("value", flat=True))


@pytest.mark.parametrize("typed", few(["", "new@example.com"]))
def test_an_address_that_the_user_took_out_does_not_come_back(account, typed):
    rows = [("Ana Sousa", "Ana@example.com", "Contoso", ""), ("Bo Li", "bo@example.com", "", "")]
    imported(account, table(*rows))
    for ana in account.people.filter(name="Ana Sousa"):
        set_reach(person=ana, kind="email", value=typed)
    before = ledger()

    again = imported(account, table(*rows))
    other = imported(account, table(("ANA SOUSA", "ana@example.com", "Contoso", "")))

    assert (again.counts["same"], other.counts["same"]) == (2, 1)
    assert difference(before, ledger()).keys() <= {"contacts_person"}
    assert reaches(account) == ["bo@example.com", *filter(None, [typed])]
    imported(account, table(("Ana Sousa", "ana2@example.com", "Contoso", "")))
    assert "ana2@example.com" in reaches(account)


@pytest.mark.full
def test_an_address_typed_again_is_wanted_again(account):
    imported(account, table(*ROWS))
    ana = account.people.get(name="Ana Sousa")
    for typed in ("", "ANA@example.com"):
        set_reach(person=ana, kind="email", value=typed)

    assert ana.unwanted == []


@pytest.mark.full
def test_a_way_that_a_merge_left_out_does_not_come_back(account):
    imported(account, table(*ROWS))
    ana, bo = account.people.order_by("name")
    left_out = {("email", "ana@example.com")}
    merge(kept=ana, gone=bo, values={}, at=clock.now(), without=left_out)

    imported(account, table(*ROWS))

    assert reaches(account) == []


@pytest.mark.full
def test_whoever_lost_an_address_to_the_user_is_kept_when_the_import_is_undone(account):
    run = imported(account, table(*ROWS))
    set_reach(person=account.people.get(name="Ana Sousa"), kind="email", value="")

    undone(run)

    assert people(account) == [("Ana Sousa", "Analyst", "Contoso")]
    assert [row.kept for row in kept_after_undo(run)] == ["You changed something about them."]
