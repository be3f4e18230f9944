"""A talk moved in the calendar: looked at on both clocks, told to the other side, taken back."""

from datetime import UTC, date, datetime, time

import pytest
from django.urls import reverse

from config.kit import clock
from interviews.actions.interviews import schedule_interview
from interviews.actions.invitations import mark_told
from interviews.models import BusyCalendar, BusyTime
from tests.cases import few
from tests.factories import InterviewFactory, PersonFactory

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday():
    with clock.moved_to(NOW):
        yield


@pytest.fixture
def talk(account):
    person = PersonFactory(account=account, name="Ana Muñoz", zone="America/New_York")
    interview = InterviewFactory(account=account, people=[person])
    return schedule_interview(
        interview, on_date=date(2026, 11, 25), at_time=time(15), zone="Europe/Lisbon"
    )


def url(talk, name="interview-time"):
    return reverse(name, args=[talk.pk])


def times(**changed):
    return {"on_date": "2026-11-26", "at_time": "10:15", "whose": "mine", **changed}


def test_a_talk_that_is_dropped_is_only_looked_at(page, talk):
    answer = page.get(url(talk), {"to": "2026-11-26T10:15:00.000Z"})

    html = answer.content.decode()
    assert "Move this talk" in html and 'value="10:15"' in html
    assert "<strong>05:15</strong></span> New York" in html
    assert "05:15 in New York is outside the hours" in html
    assert "Ana must hear of the change" in html.replace("Ana Muñoz", "Ana")
    talk.refresh_from_db()
    assert talk.starts_at == datetime(2026, 11, 25, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "moment"),
    few(
        [
            ({"to": "2026-11-26T16:00Z"}, "2026-11-26T16:00"),
            ({"on": "2026-11-27"}, "2026-11-27T15:00"),
            ({"on": "2026-11-27", "at": "09:30"}, "2026-11-27T09:30"),
            # 15:00 in Lisbon is midnight in Tokyo: another day there is another day here.
            ({"on": "2026-11-28", "zone": "Asia/Tokyo"}, "2026-11-27T15:00"),
            ({"on": "2026-11-28", "at": "09:00", "zone": "Asia/Tokyo"}, "2026-11-28T00:00"),
            # The second of two.
            ({"to": "2027-10-31T01:30Z"}, "2027-10-31T01:30"),
        ],
        quick=2,
    ),
)
def test_an_address_names_a_moment_or_a_day(page, talk, asked, moment):
    form = page.get(url(talk), asked).context["form"]

    assert form.instant == datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert form.agreed_zone == "Europe/Lisbon"


def test_an_unclear_time_in_an_address_is_asked_about(page, talk):
    answer = page.get(url(talk), {"on": "2027-03-28", "at": "01:30"})

    assert answer.status_code == 200 and len(answer.context["form"].asked) == 2


@pytest.mark.parametrize(
    "asked", few([{"to": "soon"}, {"on": "2026-02-30"}, {"to": "2026-11-26T16:00Z", "zone": "x"}])
)
def test_an_address_that_names_none_shows_the_time_that_stands(page, talk, asked):
    answer = page.get(url(talk), asked)

    assert answer.status_code == 200 and not answer.context["form"].is_bound


@pytest.mark.full
def test_what_speaks_against_a_time_is_said(page, account, talk):
    calendar = BusyCalendar.objects.create(account=account, name="Work")
    begins = datetime(2026, 11, 27, 16, tzinfo=UTC)
    BusyTime.objects.create(
        account=account, calendar=calendar, starts_at=begins, ends_at=begins.replace(hour=17)
    )

    busy = page.get(url(talk), {"to": "2026-11-27T16:30Z"}).context["objections"]
    holiday = page.get(url(talk), {"to": "2026-12-01T15:00Z"}).context["objections"]
    fine = page.get(url(talk), {"to": "2026-11-27T14:00Z"}).context["objections"]

    assert busy == ["You are busy then."] and fine == []
    assert "public holiday where you are" in holiday[0]


def test_a_moved_talk_leads_to_the_letter_and_can_be_taken_back(page, talk):
    answer = page.post(url(talk), times(), follow=True)

    talk.refresh_from_db()
    assert talk.starts_at == datetime(2026, 11, 26, 10, 15, tzinfo=UTC)
    assert answer.redirect_chain[0][0] == url(talk, "invitation")
    # A form of its own, whatever other form the page has.
    assert f'action="{url(talk, "interview-time-back")}?' in answer.content.decode()
    (message,) = answer.context["messages"]
    page.post(message.extra_tags)

    talk.refresh_from_db()
    assert talk.starts_at == datetime(2026, 11, 25, 15, tzinfo=UTC)
    assert (talk.zone, talk.at_time) == ("Europe/Lisbon", time(15))


@pytest.mark.full
def test_a_move_that_somebody_knows_of_is_not_taken_back(page, talk):
    answer = page.post(url(talk), times(), follow=True)
    (message,) = answer.context["messages"]
    talk.refresh_from_db()
    mark_told(talk, talk.people.get(), at=clock.now())

    page.post(message.extra_tags)

    talk.refresh_from_db()
    assert talk.starts_at == datetime(2026, 11, 26, 10, 15, tzinfo=UTC)


def test_a_first_time_leads_to_the_talk(page, account):
    planned = InterviewFactory(account=account)

    answer = page.post(url(planned), times())

    assert answer.url == planned.get_absolute_url()


def test_a_strangers_talk_is_not_moved(page, stranger):
    other = InterviewFactory(account=stranger)

    assert page.get(url(other), {"to": "2026-11-26T10:15Z"}).status_code == 404
    assert page.post(url(other, "interview-time-back")).status_code == 404
