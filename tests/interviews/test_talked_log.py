from datetime import time, timedelta

import pytest
from django.urls import reverse

from config.kit import clock
from interviews.models import Interview
from tests.cases import few
from tests.factories import InterviewFactory, OrganisationFactory, PersonFactory, SearchFactory

LOG = reverse("talk-log")


@pytest.fixture
def ana(account):
    place = OrganisationFactory(account=account, name="Tideline")
    return PersonFactory(account=account, name="Ana Sousa", organisation=place, is_in_pool=True)


def told(account, **fields):
    today = clock.today(account.zone).isoformat()
    return {
        "who": "Ana Sousa",
        "notes": "They train every Friday.",
        "how": "in_person",
        "day": today,
    } | fields


def test_a_talk_with_somebody_known_is_held_and_to_be_thanked_for(page, account, ana):
    search = SearchFactory(account=account)

    answer = page.post(LOG, told(account, who="ana sousa"))

    talk = account.interviews.get()
    assert answer["Location"] == talk.get_absolute_url()
    assert (talk.stage, talk.medium, talk.search) == ("held", "in_person", search)
    assert list(talk.people.all()) == [ana]
    assert talk.answers.get(part="free").text == "They train every Friday."
    assert clock.now() - talk.ended_at < timedelta(minutes=1)
    thank = account.follow_ups.get(kind="thank")
    assert (thank.person, thank.due_at) == (ana, talk.ended_at + timedelta(hours=24))
    ana.refresh_from_db()
    assert not ana.is_in_pool and ana.last_contact_at == talk.ended_at


def test_somebody_new_is_added_with_their_organisation(page, account):
    page.post(LOG, told(account, who="Ben  Okafor, Northwind", how="phone", notes=""))

    ben = account.people.get()
    assert (ben.name, ben.organisation.name, ben.tie) == ("Ben Okafor", "Northwind", "network")
    talk = account.interviews.get()
    assert (talk.medium, talk.answers.count()) == ("phone", 0)


@pytest.mark.full
def test_namesakes_are_asked_about_and_never_guessed(page, account, ana):
    other = PersonFactory(account=account, name="Ana Sousa")

    asked = page.post(LOG, told(account))
    page.post(LOG, told(account, which=str(other.pk)))
    page.post(LOG, told(account, which="new", notes="A third one"))
    page.post(LOG, told(account, who="Ana Sousa, Tideline", notes="Meant by name and place"))

    assert asked.status_code == 422 and "which" in asked.context["form"].errors
    assert "They train every Friday." in asked.content.decode()
    people = [talk.people.get() for talk in account.interviews.order_by("pk")]
    assert people[0] == other and people[1] not in (ana, other) and people[2] == ana


def test_what_was_planned_with_them_is_this_talk(page, account, ana):
    planned = InterviewFactory(account=account, people=[ana], stage="planned")

    page.post(LOG, told(account))

    planned.refresh_from_db()
    assert (account.interviews.count(), planned.stage) == (1, "held")


@pytest.mark.full
def test_a_talk_with_others_planned_too_stays_planned(page, account, ana):
    both = InterviewFactory(
        account=account, people=[ana, PersonFactory(account=account)], stage="planned"
    )

    page.post(LOG, told(account))

    both.refresh_from_db()
    assert (account.interviews.count(), both.stage) == (2, "planned")


def test_a_form_sent_twice_is_one_talk(page, account, ana):
    first = page.post(LOG, told(account))
    second = page.post(LOG, told(account))

    assert first["Location"] == second["Location"]
    assert account.interviews.count() == 1


def test_an_earlier_day_is_noon_of_that_day_and_a_later_one_refused(page, account, ana):
    today = clock.today(account.zone)

    refused = page.post(LOG, told(account, day=(today + timedelta(days=1)).isoformat()))
    page.post(LOG, told(account, day=(today - timedelta(days=2)).isoformat()))

    assert refused.status_code == 422 and "day" in refused.context["form"].errors
    ended_at = Interview.objects.get().ended_at
    assert ended_at == clock.instant(today - timedelta(days=2), time(12), account.zone)


@pytest.mark.full
def test_from_a_persons_page_their_name_is_not_asked(page, account, stranger, client, ana):
    url = reverse("person-talk-log", args=[ana.pk])

    assert 'name="who"' not in page.get(url).content.decode()
    page.post(url, told(account, who="Somebody Else"))
    assert account.interviews.get().people.get() == ana

    client.force_login(stranger)
    assert client.post(url, told(stranger)).status_code == 404
    client.post(LOG, told(stranger))
    assert stranger.people.get() != ana


def test_the_form_suggests_whom_i_know_in_one_query(page, account, ana, django_assert_num_queries):
    PersonFactory(account=account, name="Ben Okafor", organisation=ana.organisation)
    form = page.get(LOG).context["form"]

    with django_assert_num_queries(1):
        html = str(form["who"])

    assert "Ben Okafor, Tideline" in html and "Ana Sousa" not in html


@pytest.mark.full
def test_the_day_of_a_talk_that_nobody_planned_is_shown(page, account, ana):
    page.post(LOG, told(account))
    talk = account.interviews.get()

    for url in (reverse("interview-list"), talk.get_absolute_url(), ana.get_absolute_url()):
        shown = page.get(url).content.decode()
        assert "No time yet" not in shown, url
        assert f"{clock.now():%-d %b %Y}" in shown, url


@pytest.mark.full
def test_what_an_unplanned_talk_went_without_is_not_called_done(page, account, ana):
    page.post(LOG, told(account))

    html = page.get(account.interviews.get().get_absolute_url()).content.decode()
    assert html.count('data-state="skipped"') == 3
    assert html.count("Not needed") == 3
    assert html.count('data-state="done"') == 1


@pytest.mark.full
def test_a_sheet_opened_after_an_unplanned_talk_is_no_preparation(page, account, ana):
    page.post(LOG, told(account))
    talk = account.interviews.get()
    before = page.get(talk.get_absolute_url()).content.decode().count("Not needed")

    page.get(reverse("talk", args=[talk.pk]))
    opened = page.get(talk.get_absolute_url()).content.decode()
    line = talk.sheet.lines.first()
    page.post(reverse("line-state", args=[line.pk]), {"state": "asked"})
    asked = page.get(talk.get_absolute_url()).content.decode()

    assert talk.sheet.lines.count() > 1
    assert (before, opened.count("Not needed"), asked.count("Not needed")) == (3, 3, 2)


@pytest.mark.parametrize(("days_ago", "asked"), few([(1, 0), (0, 1), (9, 0)]))
def test_a_talk_of_an_earlier_day_is_not_gone_over(page, account, ana, days_ago, asked):
    day = clock.today(account.zone) - timedelta(days=days_ago)

    page.post(LOG, told(account, day=day.isoformat()))

    steps = account.follow_ups.open()
    assert steps.filter(kind="debrief").count() == asked
    assert steps.filter(kind="thank").count() == 1
