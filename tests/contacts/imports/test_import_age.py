"""What an older file says after a newer one, and what a return is."""

import pytest

from contacts.actions.imports.changes import changes_in
from tests.cases import few
from tests.contacts.imports.conftest import brought, imported, linkedin

# The newest connection in a file tells how old it is.
FILES = {
    "older": ("Bo,Li,bo,,,,01 Jan 2023", "Ana,Sousa,ana,,Contoso,Analyst,12 Mar 2022"),
    "newer": ("Cy,Wu,cy,,,,01 Jan 2024", "Ana,Sousa,ana,,Fabrikam,Lead,12 Mar 2022"),
    "newest": ("Di,Ray,di,,,,01 Jan 2025", "Ana,Sousa,ana,,Contoso,Head,12 Mar 2022"),
    "undated": ("Ana,Sousa,ana,,Zeta,Chef,",),
}


@pytest.mark.parametrize(
    ("order", "title", "moves"),
    few(
        [
            (["older", "newer"], "Lead", 1),
            (["newer", "older"], "Lead", 0),
            (["older", "newer", "older"], "Lead", 1),
            (["older", "newer", "newest"], "Head", 2),
            (["newest", "older", "newer"], "Head", 0),
            (["newer", "undated"], "Chef", 1),
        ]
    ),
)
def test_only_a_file_that_is_not_older_moves_people(account, order, title, moves):
    for name in order:
        imported(account, linkedin(*FILES[name]))

    ana = account.people.get(name="Ana Sousa")
    assert (ana.title, ana.moves.count()) == (title, moves)


@pytest.mark.full
def test_an_older_file_is_foretold_to_change_nothing_and_changes_nothing(account):
    imported(account, linkedin(*FILES["newer"]))

    run = brought(account, linkedin(*FILES["older"]))

    row = run.rows.get(facts__name="Ana Sousa")
    assert (row.verdict, changes_in([row])[row.pk]) == ("same", [])
    assert run.counts["new"] == 1
