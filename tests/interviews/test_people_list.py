from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases import few
from tests.factories import OrganisationFactory, PersonFactory

URL = reverse("person-list")


@pytest.fixture
def ana(account):
    nordlicht = OrganisationFactory(account=account, name="Nordlicht", aliases=["Polaris"])
    return PersonFactory(
        account=account,
        name="Ana Muñoz",
        organisation=nordlicht,
        tie="school",
        tags=["mentor"],
        groups=["Universität Porto"],
    )


@pytest.fixture
def bo(account):
    return PersonFactory(account=account, name="Bo Lin", title="Analyst", organisation=None)


def names(answer):
    return [person.name for person in answer.context["page"].rows]


@pytest.mark.parametrize(
    "query",
    few(
        [
            {"q": "munoz"},
            {"q": "MUÑ ana"},
            {"q": "polaris"},
            {"q": "mentor"},
            {"q": "universitat"},
            {"tie": "school"},
            {"tag": "mentor"},
            {"organisation": "nord"},
            {"q": "ana", "tie": "school", "tag": "mentor", "organisation": "Nordlicht"},
        ],
        quick=3,
    ),
)
def test_people_are_found_by_words_and_filters(page, ana, bo, query):
    assert names(page.get(URL, query)) == ["Ana Muñoz"]


@pytest.mark.parametrize("query", [{"q": "100%"}, {"q": "_"}, {"tag": "none"}, {"tie": "cold"}])
def test_what_fits_nobody_says_so(page, ana, query):
    answer = page.get(URL, query)

    assert names(answer) == []
    assert "Nobody fits" in answer.content.decode()


def test_archived_people_have_a_list_of_their_own(page, ana, bo):
    bo.archived_at = datetime(2026, 3, 1, tzinfo=UTC)
    bo.save()

    assert names(page.get(URL)) == ["Ana Muñoz"]
    assert names(page.get(URL, {"state": "archived"})) == ["Bo Lin"]


def test_an_empty_list_says_whom_to_begin_with(page):
    assert "Who has done this before you?" in page.get(URL).content.decode()


def test_an_empty_list_leads_to_the_people_who_wait_in_the_pool(page, account):
    PersonFactory.create_batch(2, account=account, is_in_pool=True)

    html = page.get(URL).content.decode()

    assert "?state=pool" in html and "2 people wait in your pool" in html


def test_typing_swaps_the_list_alone(htmx, ana, bo):
    answer = htmx.get(URL, {"q": "bo"}, target="people")
    html = answer.content.decode()

    assert html.lstrip().startswith('<div id="people">')
    assert "Bo Lin" in html
    assert "Muñoz" not in html
    assert "<h1>" not in html


@pytest.mark.full
def test_the_list_asks_the_same_number_of_questions_for_one_and_three(page, account, ana):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page.get(URL)
        return sum('FROM "contacts_' in query["sql"] for query in captured)

    page.get(URL)
    one = queries()
    PersonFactory.create_batch(2, account=account, tags=["mentor"])

    assert queries() == one
    assert one == 9, (
        "the account, a count, a page, the pool's count, views, news, duplicates, tags, searches"
    )
