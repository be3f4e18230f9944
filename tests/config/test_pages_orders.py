"""Every order of a list visits every row exactly once, forth and back, whatever is equal or missing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.kit.pages import Key, page_of
from contacts.models import Organisation, Person
from interviews.forms.people_list import SORTS, order_by

START = datetime(2026, 3, 1, tzinfo=UTC)
# Few values, so that many are equal.
row = st.tuples(
    st.sampled_from(["Ana", "ana", "Bo", "Émile"]),
    st.one_of(st.none(), st.integers(0, 2)),
    st.integers(0, 2),
    st.one_of(st.none(), st.sampled_from(["Nord", "nörd", "Süd"])),
)
few = settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _fill(account, rows):
    account.people.all().delete()
    places = {}
    for name in ("Nord", "nörd", "Süd"):
        places[name] = Organisation.objects.get_or_create(account=account, name=name)[0]
    Person.objects.bulk_create(
        Person(
            account=account,
            name=name,
            last_contact_at=None if contact is None else START + timedelta(days=contact),
            created_at=START + timedelta(days=made),
            organisation=places.get(place),
        )
        for name, contact, made, place in rows
    )


def _walk(people, order, size, *, is_few=False):
    """Return the pages from the first on, and those back from the last."""

    def page(query):
        asked = QueryDict(query[1:])
        return page_of(people, asked, among=people, order=order, size=size, is_few=is_few)

    forth = [page("")]
    while forth[-1].after:
        forth.append(page(forth[-1].after))
    back = forth[-1:]
    while back[-1].before:
        back.append(page(back[-1].before))
    return forth, back


def _keys(pages):
    return [person.pk for page in pages for person in page.rows]


def _expected(sort, people):
    key = {
        "": lambda one: (one.sort_key, one.pk),
        "newest": lambda one: (-one.created_at.timestamp(), -one.pk),
        "contact": lambda one: (
            one.last_contact_at is None,
            -one.last_contact_at.timestamp() if one.last_contact_at else 0,
            one.sort_key,
            one.pk,
        ),
        "organisation": lambda one: (
            one.organisation is None,
            one.organisation.sort_key if one.organisation else "",
            one.sort_key,
            one.pk,
        ),
    }[sort]
    return [one.pk for one in sorted(people.select_related("organisation"), key=key)]


@pytest.mark.parametrize("sort", [word for word, _ in SORTS])
@few
@given(rows=st.lists(row, max_size=9), size=st.integers(1, 4), is_few=st.booleans())
def test_each_order_shows_everyone_once(account, sort, rows, size, is_few):
    _fill(account, rows)
    people = account.people.all()

    forth, back = _walk(people, order_by(sort, account), size, is_few=is_few)

    assert _keys(forth) == _expected(sort, people)
    # Going back, the pages end where the last one begins; only the first may overlap.
    assert set(_keys(back)) == set(_keys(forth))
    assert all(_keys([one]) == sorted(_keys([one]), key=_keys(forth).index) for one in back)


@pytest.mark.full
@few
@given(rows=st.lists(row, max_size=9), size=st.integers(1, 3))
def test_keys_may_run_different_ways(account, rows, size):
    _fill(account, rows)
    order = (Key("created_at", is_descending=True), Key("sort_key"), Key("pk", is_descending=True))
    people = account.people.all()

    forth, back = _walk(people, order, size)

    assert _keys(forth) == list(
        people.order_by("-created_at", "sort_key", "-pk").values_list("pk", flat=True)
    )
    assert set(_keys(back)) == set(_keys(forth))
