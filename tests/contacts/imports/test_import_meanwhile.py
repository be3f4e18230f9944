"""What the user does while an import of the same people is being applied."""

from threading import Thread

import pytest
from django.db import connection

from config.kit import clock
from contacts.actions import imports
from contacts.actions.imports import applying
from contacts.actions.people import keep_person
from tests.contacts.imports.conftest import brought, imported, linkedin
from tests.contacts.imports.test_import_position import FIRST, THEN
from tests.contacts.imports.test_import_undo import undone
from tests.factories import AccountFactory


def meanwhile(act):
    """Do something over a connection of its own, which waits for nothing longer than a second."""
    faults = []

    def work():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET statement_timeout = '1s'")
            act()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert not faults


@pytest.mark.parametrize("step", ["judge", "_propose"])
def test_somebody_is_saved_by_hand_in_the_middle_of_an_import(transactional_db, monkeypatch, step):
    account = AccountFactory()
    imported(account, linkedin(FIRST))
    vera = account.people.get()
    go_on = getattr(applying, step)

    def stop(*given):
        def save():
            mine = account.people.get()
            mine.title, mine.notes = "My own title", "Typed meanwhile"
            keep_person(person=mine, organisation_name="Contoso", reaches={}, at=clock.now())

        meanwhile(save)
        return go_on(*given)

    run = brought(account, linkedin(THEN))
    imports.start_import(run=run)
    monkeypatch.setattr(applying, step, stop)
    imports.apply_rows(run.pk, at=clock.now())
    monkeypatch.undo()

    vera.refresh_from_db()
    assert (vera.title, str(vera.organisation)) == ("Senior Engineer", "Northwind")
    assert vera.notes == "Typed meanwhile"
    assert {move.from_title for move in vera.moves.all()} == {"My own title", "Engineer"}
    run.refresh_from_db()
    undone(run)
    vera.refresh_from_db()
    assert (vera.title, str(vera.organisation)) == ("My own title", "Contoso")
