import pytest
from django.http import QueryDict

from config.kit.pages import page_of
from contacts.models import Person
from tests.factories import PersonFactory

NAMES = ["Ana", "Bo", "Bo", "Émile", "Zoe"]


@pytest.fixture
def people(account):
    for name in NAMES:
        PersonFactory(account=account, name=name)
    return account.people.all()


def _page(people, query):
    return page_of(people, QueryDict(query.lstrip("?")), among=people, size=2)


def test_pages_show_every_row_once_forth_and_back(people):
    forth = [_page(people, "")]
    while forth[-1].after:
        forth.append(_page(people, forth[-1].after))
    back = [forth[-1]]
    while back[-1].before:
        back.append(_page(people, back[-1].before))

    assert [person.name for page in forth for person in page.rows] == NAMES
    assert forth[0].before == ""
    assert [page.rows for page in back[1:]][-1] == forth[0].rows
    assert {person.pk for page in back for person in page.rows} == {row.pk for row in people}


def test_a_page_keeps_what_the_list_is_narrowed_to_and_drops_what_is_empty(people):
    page = _page(people, "q=o&tie=&after=999999")

    assert page.after == f"?q=o&after={page.rows[-1].pk}"
    assert page.before == ""


def test_a_row_that_no_longer_fits_still_marks_its_place(people):
    first = people[0]
    rest = people.exclude(pk=first.pk)

    page = page_of(rest, QueryDict(f"after={first.pk}"), among=people, size=2)

    assert [person.name for person in page.rows] == ["Bo", "Bo"]


@pytest.mark.parametrize("key", ["x", "-1", "9" * 40, "²", ""])
def test_an_unreadable_key_shows_the_first_page(people, key):
    assert [person.name for person in _page(people, f"after={key}").rows] == ["Ana", "Bo"]


def test_a_key_of_somebody_else_shows_the_first_page(people, stranger):
    theirs = PersonFactory(account=stranger, name="Zzz")

    assert Person.objects.filter(pk=theirs.pk).exists()
    assert [person.name for person in _page(people, f"after={theirs.pk}").rows] == ["Ana", "Bo"]
