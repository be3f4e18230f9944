import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from config.kit import clock
from contacts.actions import imports

HEADER = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"


def linkedin(*rows):
    """Return a LinkedIn file of rows as `first,last,handle,email,company,position,day`."""
    lines = []
    for row in rows:
        first, last, handle, *rest = row.split(",")
        url = f"https://www.linkedin.com/in/{handle}" if handle else ""
        lines.append(",".join([first, last, url, *rest]))
    return SimpleUploadedFile("Connections.csv", "\n".join([HEADER, *lines, ""]).encode())


def brought(account, *files):
    """Return an import of files that has been read."""
    run = imports.begin_import(account=account, files=files, at=clock.now())
    imports.read_files(run.pk)
    run.refresh_from_db()
    return run


def imported(account, *files):
    """Return an import of files that has been applied."""
    run = brought(account, *files)
    assert run.state == "ready", run.failure
    imports.start_import(run=run)
    imports.apply_rows(run.pk, at=clock.now())
    run.refresh_from_db()
    assert run.state == "done", run.failure
    return run


@pytest.fixture(autouse=True)
def faults_are_raised(monkeypatch):
    """A fault of ours fails the test instead of becoming a message."""
    from contacts.actions.imports import working

    monkeypatch.setattr(working, "GONE", (Exception,))
