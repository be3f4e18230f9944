"""Title and organisation go back together or not at all when an import is undone."""

import pytest

from config.kit import clock
from contacts.actions import imports
from contacts.actions.people import add_person
from tests.cases import few
from tests.contacts.imports.conftest import imported, linkedin
from tests.contacts.imports.test_import_undo import undone

FIRST = "Vera,Mover,vera,,Contoso,Engineer,12 Mar 2024"
THEN = "Vera,Mover,vera,,Northwind,Senior Engineer,12 Mar 2024"
LAST = "Vera,Mover,vera,,Fabrikam,Director,12 Mar 2024"
SAID = "Title and organisation go together, so both stay, and so does the move."


def position(person):
    person.refresh_from_db()
    return person.title, str(person.organisation or "")


def edit(person, **facts):
    type(person).objects.filter(pk=person.pk).update(**facts)


def kept(run):
    return [row.kept for row in imports.kept_after_undo(run)]


@pytest.mark.full
def test_a_title_typed_since_keeps_the_organisation_and_the_move(account):
    imported(account, linkedin(FIRST))
    vera = account.people.get()
    run = imported(account, linkedin(THEN))
    edit(vera, title="My own title")

    undone(run)

    assert position(vera) == ("My own title", "Northwind")
    assert [str(move) for move in vera.moves.all()] == ["Senior Engineer, Northwind"]
    assert kept(run) == [f"You changed: title. {SAID}"]


@pytest.mark.full
def test_an_organisation_typed_since_keeps_the_title_and_the_move(account):
    imported(account, linkedin(FIRST))
    vera = account.people.get()
    run = imported(account, linkedin(THEN))
    edit(vera, organisation=account.organisations.create(name="My own"))

    undone(run)

    assert position(vera) == ("Senior Engineer", "My own")
    assert vera.moves.count() == 1
    assert kept(run) == [f"You changed: organisation. {SAID}"]


@pytest.mark.full
def test_a_title_typed_since_keeps_an_organisation_that_came_alone(account):
    vera = add_person(account=account, name="Vera Mover", title="Engineer", at=clock.now(),
                      organisation_name="Contoso", reaches={"linkedin": "vera"})  # fmt: skip
    run = imported(account, linkedin("Vera,Mover,vera,,Northwind,Engineer,12 Mar 2024"))
    edit(vera, title="My own title")

    undone(run)

    assert position(vera) == ("My own title", "Northwind")
    assert kept(run) == [f"You changed: title. {SAID}"]


@pytest.mark.full
@pytest.mark.parametrize("is_first_undone_first", few([True, False]))
def test_a_title_typed_between_two_imports_keeps_its_organisation(account, is_first_undone_first):
    vera = add_person(account=account, name="Vera Mover", title="Clerk", at=clock.now(),
                      organisation_name="Zeta", reaches={"linkedin": "vera"})  # fmt: skip
    first = imported(account, linkedin(THEN))
    edit(vera, title="My own title")
    second = imported(account, linkedin(LAST))

    for run in (first, second) if is_first_undone_first else (second, first):
        undone(run)

    assert position(vera) == ("My own title", "Northwind")
    assert [str(move) for move in vera.moves.all()] == ["Senior Engineer, Northwind"]
    assert (kept(first), kept(second)) == ([f"You changed: title. {SAID}"], [])


@pytest.mark.full
def test_what_another_import_wrote_over_a_position_goes_back_as_one(account):
    imported(account, linkedin(FIRST))
    vera = account.people.get()
    then = imported(account, linkedin(THEN))
    last = imported(account, linkedin("Vera,Mover,vera,,,Director,12 Mar 2024"))

    undone(then)
    assert position(vera) == ("Director", "Contoso")
    undone(last)

    assert position(vera) == ("Engineer", "Contoso")
    assert not vera.moves.exists()
    assert kept(then) == kept(last) == []
