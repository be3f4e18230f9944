"""Imports and merges of the same people: neither takes back what the other brought."""

import pytest

from config.kit import clock
from contacts.actions import imports
from contacts.actions.merges import merge, undo_merge
from contacts.models import Merge, Person
from tests.contacts.imports.conftest import imported, linkedin
from tests.factories import PersonFactory

ROW = "Ana,Muñoz,ana-munoz,,Contoso Ltd,Analyst,12 Mar 2024"


def taken_back(run):
    imports.undo_import(run=run, at=clock.now())
    imports.take_back(run.pk, at=clock.now())
    run.refresh_from_db()
    assert run.state == "undone", run.failure


@pytest.mark.full
def test_undoing_an_import_leaves_whom_they_were_merged_into(account):
    mine = PersonFactory(account=account, name="Ana M.")
    run = imported(account, linkedin(ROW))
    ana = account.people.get(name="Ana Muñoz")
    merge(kept=mine, gone=ana, values={"title": "Analyst"}, at=clock.now())

    taken_back(run)

    mine.refresh_from_db()
    assert mine.title == "Analyst"
    assert mine.reaches.get().value == "https://www.linkedin.com/in/ana-munoz"


@pytest.mark.full
def test_an_imported_one_that_took_in_one_of_mine_stays(account):
    mine = PersonFactory(account=account, name="Ana M.", notes="Met in Porto")
    run = imported(account, linkedin(ROW))
    ana = account.people.get(name="Ana Muñoz")
    merge(kept=ana, gone=mine, values={"notes": "Met in Porto"}, at=clock.now())

    taken_back(run)

    ana.refresh_from_db()
    assert (ana.notes, ana.is_in_pool) == ("Met in Porto", False)
    undo_merge(merge=Merge.objects.get(), at=clock.now())
    mine.refresh_from_db()
    assert mine.notes == "Met in Porto"


def test_the_same_file_again_finds_the_merged_one(account):
    mine = PersonFactory(account=account, name="Ana M.")
    imported(account, linkedin(ROW))
    ana = account.people.get(name="Ana Muñoz")
    merge(
        kept=mine,
        gone=ana,
        values={"name": "Ana Muñoz", "title": "Analyst", "organisation_id": ana.organisation_id},
        at=clock.now(),
    )

    run = imported(account, linkedin(ROW))

    assert Person.objects.count() == 1
    assert run.counts["same"] == 1
