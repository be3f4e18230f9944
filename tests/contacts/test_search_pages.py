import pytest
from django.urls import reverse

from contacts.models import Belief
from tests.factories import SearchFactory

FIELDS = {
    "from_role": "Teacher",
    "from_industry": "Education",
    "to_role": "Data analyst",
    "to_industry": "Health",
}


@pytest.fixture
def search(account):
    return SearchFactory(account=account)


def beliefs(search):
    return [belief.text for belief in search.beliefs.all()]


def test_a_search_is_begun_and_starts_the_next_from_the_same_place(page, account):
    answer = page.post(reverse("search-create"), FIELDS)
    form = page.get(reverse("search-create")).context["form"]

    assert answer["Location"] == account.searches.get().get_absolute_url()
    assert (form["from_role"].value(), form["to_role"].value()) == ("Teacher", None)


def test_a_search_without_a_goal_is_refused_with_the_rest_kept(page, account):
    answer = page.post(reverse("search-create"), FIELDS | {"to_role": " ", "why": "precious"})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["to_role"]
    assert "precious" in answer.content.decode()
    assert not account.searches.exists()


def test_a_search_is_changed(page, search):
    page.post(reverse("search-edit", args=[search.pk]), FIELDS | {"to_industry": "Education"})

    search.refresh_from_db()
    assert search.switch == "role"


def test_ending_a_search_can_be_taken_back(page, search):
    page.post(reverse("search-end", args=[search.pk]), {"ending": "learned"})
    search.refresh_from_db()
    ended_at = search.ended_at
    listed = page.get(reverse("search-list"))
    page.post(reverse("search-reopen", args=[search.pk]))

    search.refresh_from_db()
    assert ended_at is not None
    assert [pair[0] for pair in listed.context["ended"]] == [search]
    assert search.ended_at is None


def test_a_belief_is_added_plainly(page, search):
    answer = page.post(reverse("belief-create", args=[search.pk]), {"text": "All is maths"})

    assert answer["Location"] == search.get_absolute_url()
    assert beliefs(search) == ["All is maths"]


def test_a_belief_is_added_in_place(htmx, search):
    url = reverse("belief-create", args=[search.pk])

    html = htmx.post(url, {"text": "All is maths"}, target="beliefs").content.decode()

    assert html.lstrip().startswith('<div id="beliefs"')
    assert "All is maths</p>" in html
    assert 'value=""' in html


def test_the_same_belief_is_kept_once(page, search):
    for _ in range(2):
        page.post(reverse("belief-create", args=[search.pk]), {"text": "All is maths"})

    assert beliefs(search) == ["All is maths"]


@pytest.mark.parametrize("text", ["", "x" * 401])
def test_a_belief_that_cannot_be_kept_stays_in_the_field(page, htmx, search, text):
    url = reverse("belief-create", args=[search.pk])

    answers = [page.post(url, {"text": text}), htmx.post(url, {"text": text}, target="beliefs")]

    for answer in answers:
        assert answer.status_code == 422
        assert f'value="{text}"' in answer.content.decode()
        assert "id_text_error" in answer.content.decode()
    assert beliefs(search) == []


def test_a_belief_is_reworded_and_deleted_once_asked(page, search):
    belief = Belief.objects.create(account=search.account, search=search, text="Old")

    page.post(reverse("belief-edit", args=[belief.pk]), {"text": "New"})
    asked = page.get(reverse("belief-delete", args=[belief.pk])).content.decode()

    assert "New" in asked
    assert beliefs(search) == ["New"]

    page.post(reverse("belief-delete", args=[belief.pk]))

    assert beliefs(search) == []
