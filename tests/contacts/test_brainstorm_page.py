import pytest
from django.urls import reverse

from contacts.rules.targets import MOST_LINES
from tests.factories import OrganisationFactory, PersonFactory, SearchFactory, TargetFactory


@pytest.fixture
def search(account):
    return SearchFactory(account=account)


@pytest.fixture
def url(search):
    return reverse("brainstorm", args=[search.pk])


def test_names_typed_in_a_lane_become_targets_and_each_line_is_answered(page, search, url):
    OrganisationFactory(account=search.account, name="Nordlicht", aliases=["NL"])

    answer = page.post(url, {"lane": "hiring", "names": "- Lumen\n\n* NL\nlumen\n"})

    assert answer.status_code == 200
    assert [str(target) for target in search.targets.all()] == ["Lumen", "Nordlicht"]
    assert {target.lane for target in search.targets.all()} == {"hiring"}
    html = answer.content.decode()
    assert "2 organisations added" in html
    assert "as Nordlicht:" in html
    assert "typed twice, kept once" in html


def test_htmx_gets_the_lane_alone_with_an_empty_field(htmx, url):
    html = htmx.post(url, {"lane": "dream", "names": "Lumen"}, target="lane").content.decode()

    assert html.lstrip().startswith('<div id="lane"')
    assert "One organisation added" in html


def test_what_cannot_be_added_stays_in_the_field(page, search, url):
    names = [f"Place {n}" for n in range(MOST_LINES + 2)]
    long = "x" * 201

    answer = page.post(url, {"lane": "dream", "names": "\n".join([long, *names])})

    assert search.targets.count() == MOST_LINES - 1
    kept = answer.context["form"].initial["names"].splitlines()
    assert kept == [long, *names[-3:]]


@pytest.mark.parametrize("typed", ["", " \n \n"])
def test_an_empty_lane_is_refused_kindly(page, url, search, typed):
    answer = page.post(url, {"lane": "dream", "names": typed})

    assert answer.status_code in (200, 422)
    assert not search.targets.exists()


def test_an_unknown_lane_loses_nothing_that_was_typed(page, url):
    answer = page.post(url, {"lane": "nonsense", "names": "Lumen"})

    assert answer.status_code == 422
    assert "Lumen" in answer.content.decode()


def test_places_of_my_people_are_offered_most_people_first(page, search, url):
    few, many, listed = OrganisationFactory.create_batch(3, account=search.account)
    PersonFactory(account=search.account, organisation=few)
    PersonFactory.create_batch(2, account=search.account, organisation=many, is_in_pool=True)
    PersonFactory.create_batch(3, account=search.account, organisation=listed)
    TargetFactory(search=search, organisation=listed)

    offered = page.get(url, {"lane": "people"}).context["offered"]
    answer = page.post(
        reverse("target-create", args=[search.pk]), {"organisation": many.pk, "lane": "people"}
    )

    assert [one["organisation"] for one in offered] == [many.pk, few.pk]
    assert answer["Location"] == f"{url}?lane=people"
    assert page.get(url).context["offered"] == []
