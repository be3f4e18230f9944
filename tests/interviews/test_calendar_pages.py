"""The pages of the calendar: what stands where, on whose clock, and how a follow-up moves."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.kit import clock
from contacts.models import Pause
from interviews.actions.interviews import hold_interview, schedule_interview
from interviews.models import BusyCalendar, BusyTime, FollowUp, Offer, OfferedTime
from tests.factories import FollowUpFactory, InterviewFactory, PersonFactory

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
WEEK = {"view": "week", "on": "2026-11-25"}
VIEWS = ("week", "month", "agenda")


@pytest.fixture(autouse=True)
def monday():
    with clock.moved_to(NOW):
        yield


@pytest.fixture
def talk(account):
    person = PersonFactory(account=account, name="Ana Muñoz", zone="America/New_York")
    return agreed(account, person)


def agreed(account, person, day=25, hour=15):
    interview = InterviewFactory(account=account, people=[person])
    return schedule_interview(
        interview, on_date=date(2026, 11, day), at_time=time(hour), zone="Europe/Lisbon"
    )


def offer(interview, starts_at, **changed):
    person = interview.people.get()
    own = {"account": interview.account, "interview": interview, "person": person}
    made = Offer.objects.create(**own, token=f"t{starts_at:%H%M}" * 8, expires_at=NOW + 9 * DAY)
    local = {"on_date": starts_at.date(), "at_time": starts_at.time(), "zone": "Europe/Lisbon"}
    return OfferedTime.objects.create(**own, **local, offer=made, starts_at=starts_at, **changed)


DAY = timedelta(days=1)


def show(page, **asked):
    return page.get(reverse("calendar"), asked)


def day_of(answer, on):
    days = [column.day for column in answer.context["columns"]]
    return next(day for day in days if day.date == on)


@pytest.mark.parametrize("view", VIEWS)
def test_a_talk_stands_on_its_day_with_both_clocks_and_its_debrief(page, talk, view):
    html = show(page, view=view, on="2026-11-25").content.decode()

    assert "Ana Muñoz" in html and "Debrief" in html and "15:00" in html
    assert talk.get_absolute_url() in html and reverse("debrief", args=[talk.pk]) in html
    if view != "month":
        assert '<span class="numbers">10:00</span> New York' in html


def test_the_clock_of_the_page_decides_hours_and_days(page, account):
    person = PersonFactory(account=account, name="Bo", zone="Asia/Tokyo")
    agreed(account, person)

    answer = show(page, **WEEK, zone="Asia/Tokyo")
    typed = show(page, **WEEK, other="tokyo")

    # 15:00 in Lisbon is midnight, and so the next day, in Tokyo.
    item = day_of(answer, date(2026, 11, 26)).items[0]
    assert (item.begins.hour, item.others[0].zone) == (0, "Europe/Lisbon")
    assert day_of(answer, date(2026, 11, 25)).items == []
    assert typed.context["asked"].zone == "Asia/Tokyo"
    assert ("Bo", "Asia/Tokyo") in answer.context["zones"]


@pytest.mark.parametrize(
    "asked", [{"view": "year"}, {"on": "2026-02-30"}, {"zone": "Mars/Base"}, {"on": "x" * 99}]
)
def test_an_address_that_means_nothing_is_this_week_on_my_clock(page, asked):
    told = show(page, **asked).context["asked"]

    assert (told.view, told.on, told.zone) == ("week", date(2026, 11, 23), "Europe/Lisbon")


def test_all_that_takes_time_stands_there(page, account, talk):
    planned = InterviewFactory(account=account, people=[PersonFactory(account=account, name="Cy")])
    offer(planned, NOW + DAY)
    offer(planned, NOW + DAY + timedelta(hours=2), is_theirs=True)
    Pause.objects.create(account=account, from_on=date(2026, 11, 27), until_on=date(2026, 12, 2))
    calendar = BusyCalendar.objects.create(account=account, name="Work")
    for hour in (9, 10):
        begins = datetime(2026, 11, 25, hour, tzinfo=UTC)
        BusyTime.objects.create(
            account=account, calendar=calendar, starts_at=begins, ends_at=begins + DAY / 24
        )
    FollowUpFactory(account=account, due_at=NOW + 2 * DAY, text="Send the article")

    answer = show(page, **WEEK)

    words = [item.word for item in day_of(answer, date(2026, 11, 24)).items]
    wednesday = day_of(answer, date(2026, 11, 25))
    assert words == ["Offered", "They propose"]
    assert len(wednesday.busy) == 1 and [task.title for task in wednesday.tasks] == [
        "Send the article"
    ]
    assert day_of(answer, date(2026, 11, 27)).is_away
    assert "busy" in answer.content.decode()
    assert "Restoration of Independence Day" in show(page, on="2026-12-01").content.decode()


@pytest.mark.full
def test_what_is_over_or_withdrawn_stands_there_no_more(page, account, talk):
    planned = InterviewFactory(account=account, people=[PersonFactory(account=account)])
    gone = offer(planned, NOW + DAY).offer
    gone.withdrawn_at = NOW
    gone.save()
    past = agreed(account, PersonFactory(account=account, name="Di"), day=23, hour=8)
    hold_interview(past, ended_at=NOW, at=NOW)
    talk.stage = "cancelled"
    talk.save()

    answer = show(page, **WEEK)

    titles = [item.title for column in answer.context["columns"] for item in column.day.items]
    assert titles == ["Di", "Di"]


def test_nothing_of_a_stranger_stands_there(page, account, stranger):
    agreed(stranger, PersonFactory(account=stranger, name="Secret Sam"))
    FollowUpFactory(account=stranger, due_at=NOW, text="Secret step")

    html = "".join(show(page, view=view, on="2026-11-25").content.decode() for view in VIEWS)

    assert "Secret" not in html and "Nothing stands here yet" in html


def test_a_day_of_another_length_says_so(page):
    html = show(page, on="2026-10-25").content.decode()

    assert "The clocks change to 01:00: a day of 25 hours" in html and "01:00 again" not in html
    half = show(page, on="2026-10-04", zone="Australia/Lord_Howe").content.decode()
    assert "The clocks change to 02:30: a day of 23.5 hours" in half


@pytest.mark.full
@pytest.mark.parametrize("view", VIEWS)
def test_three_of_everything_take_no_more_queries_than_one(page, account, view):
    def fill(hour):
        person = PersonFactory(account=account, zone="Asia/Tokyo")
        agreed(account, person, hour=hour)
        planned = InterviewFactory(account=account, people=[person])
        offer(planned, NOW + DAY + timedelta(hours=hour - 10))
        FollowUpFactory(account=account, person=person, due_at=NOW + DAY)

    def count():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            show(page, view=view, on="2026-11-25")
        return len(asked)

    fill(10)
    count()
    one = count()
    fill(12)
    fill(14)

    count()
    assert count() == one


def test_a_follow_up_moves_to_another_day_and_back(page, account):
    task = FollowUpFactory(account=account, due_at=NOW, text="Send the article")
    url = reverse("calendar-follow-up", args=[task.pk]) + "?back=view%3Dmonth%26on%3D2026-11-25"

    answer = page.post(url, {"day": "2026-11-26"}, follow=True)

    task.refresh_from_db()
    assert task.due_on == date(2026, 11, 26)
    assert answer.context["asked"].view == "month"
    (message,) = answer.context["messages"]
    assert "Thursday 26 November" in str(message)
    page.post(message.extra_tags)
    task.refresh_from_db()
    assert task.due_on == date(2026, 11, 23)


@pytest.mark.parametrize("day", ["2026-11-22", "9999-01-01", "", "soon"])
def test_a_follow_up_goes_to_no_day_that_is_over_or_none(page, account, day):
    task = FollowUpFactory(account=account, due_at=NOW)

    answer = page.post(reverse("calendar-follow-up", args=[task.pk]), {"day": day})

    task.refresh_from_db()
    assert answer.status_code == 422 and "day" in answer.context["form"].errors
    assert task.due_on == NOW.date()


def test_a_settled_follow_up_does_not_move(page, account):
    task = FollowUpFactory(account=account, due_at=NOW, state="done", settled_at=NOW)

    page.post(reverse("calendar-follow-up", args=[task.pk]), {"day": "2026-11-26"})

    assert FollowUp.objects.get(pk=task.pk).due_on == NOW.date()


def test_a_strangers_follow_up_is_not_there(page, stranger):
    task = FollowUpFactory(account=stranger)

    for name in ("calendar-follow-up", "calendar-follow-up-back"):
        assert page.post(reverse(name, args=[task.pk]), {"day": "2026-11-26"}).status_code == 404
