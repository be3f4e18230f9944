from datetime import UTC, datetime, timedelta

import pytest

from contacts.actions.people import add_person, keep_person

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = AT + timedelta(days=30)


def changed(account, *, title, organisation, at=LATER, was=("Analyst", "Contoso")):
    """Return the moves of somebody whose title and organisation were typed over."""
    person = add_person(account=account, name="Ana", title=was[0], organisation_name=was[1], at=AT)
    person.title = title
    keep_person(person=person, organisation_name=organisation, reaches={}, at=at)
    return [
        (move.from_title, str(move.from_organisation or ""), str(move), move.run)
        for move in person.moves.all()
    ]


def test_a_change_of_organisation_is_kept_with_what_was_before(account):
    moves = changed(account, title="Lead", organisation="Fabrikam")

    assert moves == [("Analyst", "Contoso", "Lead, Fabrikam", None)]


def test_a_new_title_alone_is_history_too(account):
    assert changed(account, title="Lead", organisation="Contoso")[0][2] == "Lead, Contoso"


@pytest.mark.parametrize(
    ("title", "organisation", "at", "was"),
    [
        ("analyst ", "contoso", LATER, ("Analyst", "Contoso")),
        ("Lead", "Fabrikam", AT + timedelta(hours=3), ("Analyst", "Contoso")),
        ("Lead", "Fabrikam", LATER, ("", "")),
    ],
    ids=["case and spaces", "still being typed in", "nothing stood there"],
)
def test_what_only_corrects_or_fills_in_is_no_history(account, title, organisation, at, was):
    assert changed(account, title=title, organisation=organisation, at=at, was=was) == []
