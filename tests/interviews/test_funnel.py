import pytest
from django.urls import reverse

from contacts.models import Outreach
from interviews.funnel import funnel_of
from interviews.rules.funnel import Funnel, Reading
from tests.factories import InterviewFactory, PersonFactory, SearchFactory


def ask(search, stage, person=None):
    person = person or PersonFactory(account=search.account)
    Outreach.objects.create(account=search.account, person=person, search=search, stage=stage)
    return person


@pytest.fixture
def search(account):
    """Five asked (one of them twice), two answered, one met, who named somebody."""
    search = SearchFactory(account=account)
    ask(search, "drafted")
    for stage in ("asked", "nudged", "resting"):
        ask(search, stage)
    ask(search, "declined")
    ana = ask(search, "replied")
    ask(search, "resting", ana)
    InterviewFactory(account=account, search=search, people=[ana], stage="thanked")
    PersonFactory(account=account, referred_by=ana)
    InterviewFactory(account=account, search=search, stage="held")
    ask(SearchFactory(account=account), "asked")
    return search


def test_people_are_counted_once_however_often_they_were_asked(search):
    assert funnel_of(search) == Funnel(
        asked=5, waiting=2, replied=2, scheduled=1, held=1, referred=1, without_ask=1
    )


@pytest.mark.full
def test_counts_lead_to_the_asks_they_count(page, search):
    answer = page.get(search.get_absolute_url())

    text = answer.content.decode()
    assert "2 of 5 answered: too few asks to read anything into it yet." in text
    assert "20 to 40 % of first messages get a reply" in text and "Steve Dalton" in text
    for count, _word, stage in answer.context["funnel_steps"]:
        listed = page.get(reverse("outreach-list"), {"search": search.pk, "stage": stage})
        assert len({row.ask.person_id for row in listed.context["rows"]}) == count
        assert f"?search={search.pk}&amp;stage={stage}" in text


@pytest.mark.parametrize(
    ("asked", "waiting", "replied", "reading"),
    [
        (0, 0, 0, Reading.NONE),
        (9, 0, 9, Reading.SMALL),
        (10, 0, 1, Reading.BELOW),
        (10, 4, 1, Reading.EARLY),
        (10, 0, 2, Reading.NORMAL),
        (20, 9, 8, Reading.NORMAL),
        (20, 0, 9, Reading.ABOVE),
    ],
)
def test_a_rate_is_read_with_care(asked, waiting, replied, reading):
    assert Funnel(asked=asked, waiting=waiting, replied=replied).reading is reading


def test_a_search_without_asks_says_what_will_stand_there(page, account):
    text = page.get(SearchFactory(account=account).get_absolute_url()).content.decode()

    assert "Nobody is asked yet in this search." in text and "silence is normal" in text
