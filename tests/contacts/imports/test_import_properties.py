"""What holds for every file, told by files of a few names that clash in every way."""

import csv
import io
import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from config.kit import clock
from contacts.actions import imports
from contacts.actions.imports import applying
from contacts.actions.people import add_person
from tests.contacts.imports.conftest import HEADER, brought, imported
from tests.contacts.imports.ledger import difference, ledger
from tests.contacts.imports.test_import_undo import undone

# Each example has the account as it was before; see `afresh`. More of them: EXAMPLES=500 pytest …
steady = settings(
    max_examples=int(os.environ.get("EXAMPLES", "2")),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)

people = st.lists(
    st.tuples(
        st.sampled_from(["Ana Sousa", "ANA SOUSA", "Bo Li", "陈 静"]),
        st.sampled_from(["", "", "ana", "bo", "chen"]),
        st.sampled_from(["", "", "a@example.com", "A@example.com", "b@example.com"]),
        st.sampled_from(["", "Contoso", "contoso", "Fabrikam"]),
        st.sampled_from(["", "Analyst", "Founder"]),
    ),
    max_size=7,
)


def linkedin_file(rows):
    lines = [HEADER.split(",")]
    for name, handle, email, organisation, title in rows:
        first, last = name.split()
        url = f"linkedin.com/in/{handle}" if handle else ""
        lines.append([first, last, url, email, organisation, title, "12 Mar 2024"])
    return _file("Connections.csv", lines)


def other_file(rows):
    lines = [["Name", "LinkedIn", "E-mail", "Organisation", "Title", "Phone"]]
    for name, handle, email, organisation, title in rows:
        url = f"linkedin.com/in/{handle}" if handle else ""
        lines.append([name, url, email, organisation, title, "+351 912 345 678"])
    return _file("people.csv", lines)


def _file(name, lines):
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    return SimpleUploadedFile(name, text.getvalue().encode())


@pytest.fixture
def afresh(account):
    """Return a block for one example, whose rows are gone after it."""

    class Afresh:
        def __enter__(self):
            self.block = transaction.atomic()
            self.block.__enter__()
            return account

        def __exit__(self, *problem):
            transaction.set_rollback(True)
            self.block.__exit__(*problem)

    return Afresh


def known_already(account, rows):
    for name, handle, email, organisation, title in rows[:2]:
        reaches = {"email": email, "linkedin": handle}
        add_person(
            account=account,
            name=name,
            title=title,
            at=clock.now(),
            organisation_name=organisation,
            reaches={kind: value for kind, value in reaches.items() if value},
        )


# Whom a name and a place lead to is somebody else once the same import has moved one of them.
TWO_OF_A_NAME = {
    "known": [
        ("Ana Sousa", "ana", "b@example.com", "contoso", "Founder"),
        ("Ana Sousa", "", "b@example.com", "contoso", "Founder"),
        ("Bo Li", "", "a@example.com", "", ""),
    ],
    "one": [
        ("Ana Sousa", "", "a@example.com", "contoso", "Analyst"),
        ("Ana Sousa", "ana", "b@example.com", "Fabrikam", ""),
    ],
    "other": [],
}


@given(known=people, one=people, other=people)
@example(**TWO_OF_A_NAME)
@steady
@pytest.mark.full
def test_the_same_files_again_change_nothing_and_undoing_restores_every_row(
    afresh, known, one, other
):
    with afresh() as account:
        known_already(account, known)
        imported(account, other_file(known))
        empty = ledger()

        run = imported(account, linkedin_file(one), other_file(other))
        full = ledger()
        again = imported(account, linkedin_file(one), other_file(other))

        assert difference(full, ledger()) == {}
        assert again.counts["same"] == len(one) + len(other)
        undone(again)
        undone(run)
        assert difference(empty, ledger()) == {}
        assert not imports.kept_after_undo(run)


@given(rows=people)
@steady
def test_no_two_people_share_a_profile_or_an_address(afresh, rows):
    with afresh() as account:
        imported(account, other_file(rows), linkedin_file(rows))

        held = list(account.reaches.exclude(kind="phone").values_list("kind", "value"))

        keys = [(kind, value.lower()) for kind, value in held]
        assert len(keys) == len(set(keys))
        told = {handle for _, handle, *_ in rows if handle}
        assert len(told) == account.reaches.filter(kind="linkedin").count()


def test_an_import_that_fails_at_its_end_writes_nothing(afresh, monkeypatch):
    rows = [("Ana Sousa", "ana", "a@example.com", "Contoso", "Analyst")]
    with afresh() as account:
        known_already(account, [("Ana Sousa", "ana", "", "", "")])
        run = brought(account, linkedin_file(rows), other_file(rows))
        imports.start_import(run=run)
        before = ledger()
        monkeypatch.setattr(applying, "_propose", _fail)

        with pytest.raises(ZeroDivisionError):
            imports.apply_rows(run.pk, at=clock.now())

        assert difference(before, ledger()) == {}
        run.refresh_from_db()
        assert run.state == "importing"


def _fail(*given):
    raise ZeroDivisionError
