"""Imports of the same people undone in any order."""

import os

import pytest
from django.db.models import Q
from hypothesis import given, settings
from hypothesis import strategies as st

from config.kit import clock
from contacts.actions import imports
from contacts.actions.people import add_person
from tests.cases import few
from tests.contacts.imports.conftest import imported, linkedin
from tests.contacts.imports.ledger import difference, ledger
from tests.contacts.imports.test_import_properties import (
    afresh,  # noqa: F401 - a fixture
    known_already,
    linkedin_file,
    other_file,
    people,
)
from tests.contacts.imports.test_import_properties import (
    steady as often,
)
from tests.contacts.imports.test_import_undo import undone

# Each example is several whole imports, some seconds: a tenth of what others try.
steady = settings(often, max_examples=int(os.environ.get("EXAMPLES", "20")) // 10)

OLDER = "Ana,Muñoz,ana,a@example.com,Contoso,Analyst,12 Mar 2024"
NEWER = "Ana,Muñoz,ana,b@example.com,Fabrikam,Founder,12 Mar 2024"


def everyone(account):
    """Return what is known of all people, but for keys and moments."""
    return sorted(
        (
            one.name, one.title, str(one.organisation or ""), one.told, one.tags,
            str(one.connected_on), sorted(one.reaches.values_list("kind", "value")),
            sorted((move.from_title, str(move.from_organisation or ""), str(move))
                   for move in one.moves.all()),
            one.imported_in is not None,
        )
        for one in account.people.select_related("organisation")
    )  # fmt: skip


@pytest.mark.full
@pytest.mark.parametrize("newer", few([NEWER, OLDER]))
@pytest.mark.parametrize("is_known", few([True, False]))
def test_undoing_the_older_import_leaves_what_the_newer_alone_would_have_brought(
    afresh,  # noqa: F811
    is_known,
    newer,
):
    def start(account):
        if is_known:
            add_person(account=account, name="Ana Muñoz", title="Clerk", at=clock.now(),
                       organisation_name="Zeta", reaches={"linkedin": "ana"})  # fmt: skip

    with afresh() as account:
        start(account)
        imported(account, linkedin(newer))
        alone = everyone(account)
    with afresh() as account:
        start(account)
        before = ledger()
        older = imported(account, linkedin(OLDER))
        newest = imported(account, linkedin(newer))

        undone(older)
        assert everyone(account) == alone
        undone(newest)

        assert difference(before, ledger()) == {}
        assert not imports.kept_after_undo(newest)


@given(
    known=people,
    files=st.lists(st.tuples(st.booleans(), people), min_size=2, max_size=3),
    turns=st.permutations(range(3)),
)
@steady
@pytest.mark.full
def test_imports_undone_in_any_order_leave_nothing(afresh, known, files, turns):  # noqa: F811
    with afresh() as account:
        known_already(account, known)
        before = ledger()
        runs = [
            imported(account, (linkedin_file if is_linkedin else other_file)(rows))
            for is_linkedin, rows in files
        ]

        for turn in turns:
            if turn < len(runs):
                undone(runs[turn])

        assert difference(before, ledger()) == {}


@pytest.mark.full
@given(
    files=st.lists(people, min_size=2, max_size=3),
    turns=st.permutations(range(3)),
    edit=st.tuples(st.integers(0, 2), st.sampled_from(["title", "notes", "country"])),
)
@steady
def test_what_the_user_typed_between_imports_stays_and_is_listed(
    afresh,  # noqa: F811
    files,
    turns,
    edit,
):
    moment, name = edit
    with afresh() as account:
        runs, typed = [], None
        for turn, rows in enumerate(files):
            runs.append(imported(account, linkedin_file(rows)))
            if typed is None and turn >= moment:
                typed = account.people.order_by("pk").first()
                if typed:
                    setattr(typed, name, "PT")
                    typed.save()
        for turn in turns:
            if turn < len(runs):
                undone(runs[turn])

        mine = Q(pk=typed.pk) if typed else Q(pk=0)
        assert set(account.people.all()) == set(account.people.filter(mine))
        if typed:
            assert getattr(account.people.get(), name) == "PT"
            assert any(imports.kept_after_undo(run).filter(person=typed) for run in runs)


@pytest.mark.full
def test_an_address_that_two_imports_spell_differently_is_nobodys_edit(account):
    before = ledger()
    runs = [
        imported(account, linkedin(f"Ana,Muñoz,ana,{email},,,12 Mar 2024"))
        for email in ("A@example.com", "a@example.com")
    ]

    for run in runs:
        undone(run)

    assert difference(before, ledger()) == {}


@pytest.mark.full
def test_three_imports_without_profiles_undone_oldest_first_leave_nobody(account):
    before = ledger()
    row = "Ana,Muñoz,,{email},Contoso,{title},12 Mar 2024"
    told = [("", ""), ("a@example.com", ""), ("", "Analyst")]
    runs = [
        imported(account, linkedin(row.format(email=email, title=title))) for email, title in told
    ]

    for run in runs:
        undone(run)

    assert difference(before, ledger()) == {}


@pytest.mark.full
def test_an_address_passes_to_an_import_that_had_nothing_to_write(account):
    imported(account, linkedin("Ana,Muñoz,ana,,,,12 Mar 2024"))
    before = ledger()
    again = [
        imported(account, linkedin("Ana,Muñoz,ana,a@example.com,,,12 Mar 2024")) for _ in range(2)
    ]

    for run in again:
        undone(run)

    assert difference(before, ledger()) == {}


@pytest.mark.full
def test_a_profile_given_in_between_goes_with_the_last_that_tells_it(account):
    before = ledger()
    first, between, last = (
        imported(account, linkedin(row))
        for row in (
            "Ana,Muñoz,,,Contoso,,12 Mar 2024",
            "Ana,Muñoz,ana,,Contoso,,12 Mar 2024",
            "Ana,Muñoz,ana,,,,12 Mar 2024",
        )
    )

    for run in (between, first, last):
        undone(run)

    assert difference(before, ledger()) == {}
