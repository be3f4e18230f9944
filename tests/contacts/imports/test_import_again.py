"""The same file once more, after its people were renamed, moved or lost an address."""

import pytest

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


@pytest.mark.parametrize("change", [_renames, _moves, _gives_the_address_to_another])
def test_a_row_that_came_before_is_who_it_was_then(account, change):
    imported(account, table(*ROWS))
    change(account, account.people.get(name="Ana Sousa"))
    before = ledger()

    again = imported(account, table(*ROWS))

    assert again.counts["new"] == 0
    assert difference(before, ledger()).keys() <= {"contacts_personduplicate"}


def test_a_row_that_came_with_an_undone_import_leads_nowhere(account):
    ana = account.people.create(name="Ana Sousa", organisation=None)
    ana.reaches.create(account=account, kind="email", value="ana@example.com")
    before = ledger()

    undone(imported(account, table(*ROWS)))

    assert difference(before, ledger()) == {}
    assert people(account) == [("Ana Sousa", "", "")]
