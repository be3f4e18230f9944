import io
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from config.kit import clock
from contacts.actions import imports
from contacts.actions.imports import reading, working
from tests.cases import few
from tests.contacts.imports.conftest import brought, imported, linkedin

ANA = "Ana,Muñoz,ana-munoz,ana@example.com,Contoso,Data Analyst,12 Mar 2024"
BO = "Bo,Li,bo-li,,,,13 Mar 2024"


def test_people_come_into_the_pool_with_what_the_file_tells(account):
    run = imported(account, linkedin(ANA, BO))

    ana, bo = account.people.order_by("pk")
    assert (ana.name, ana.title, ana.organisation.name) == ("Ana Muñoz", "Data Analyst", "Contoso")
    assert (ana.tie, ana.is_in_pool, ana.imported_in) == ("network", True, run)
    assert ana.connected_on == date(2024, 3, 12)
    assert list(ana.reaches.values_list("kind", "value")) == [
        ("email", "ana@example.com"),
        ("linkedin", "https://www.linkedin.com/in/ana-munoz"),
    ]
    assert ana.organisation.is_in_pool and ana.organisation.imported_in == run
    assert (bo.name, bo.organisation, bo.title) == ("Bo Li", None, "")
    assert run.counts == {"new": 2, "update": 0, "same": 0, "duplicate": 0, "unreadable": 0}


def test_reading_alone_writes_nobody(account):
    run = brought(account, linkedin(ANA, BO))

    assert run.counts["new"] == 2
    assert not account.people.exists()
    assert not account.organisations.exists()


def test_an_archive_is_imported_like_the_list_inside(account):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("Profile.csv", "First Name,Last Name\nMe,Myself\n")
        archive.writestr("Connections.csv", linkedin(ANA, BO).read())

    run = imported(account, SimpleUploadedFile("Basic_LinkedInDataExport.zip", data.getvalue()))

    assert [file.name for file in run.files.all()] == ["Connections.csv"]
    assert [one.name for one in account.people.order_by("pk")] == ["Ana Muñoz", "Bo Li"]


def test_two_imports_of_one_account_read_at_once_make_nobody_twice(account):
    first, second = brought(account, linkedin(ANA)), brought(account, linkedin(ANA, BO))

    for run in (first, second):
        imports.start_import(run=run)
    for run in (second, first):
        imports.apply_rows(run.pk, at=clock.now())

    first.refresh_from_db()
    assert first.counts["same"] == 1
    assert account.people.count() == 2


@pytest.mark.parametrize("is_reader", few([True, False]))
def test_a_fault_while_reading_is_told_and_loses_nothing(account, monkeypatch, is_reader):
    monkeypatch.setattr(working, "GONE", ())
    imported(account, linkedin(ANA))

    def fail(*given, **named):
        raise RecursionError

    monkeypatch.setattr(reading, "read" if is_reader else "match", fail)
    run = brought(account, linkedin(BO))

    assert run.state == "failed"
    assert "could not be read" in run.failure if is_reader else "fault of ours" in run.failure
    assert [one.name for one in account.people.all()] == ["Ana Muñoz"]
