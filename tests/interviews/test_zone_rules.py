"""New time zone rules: what was agreed stays, its instant moves, and its owner hears of it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse

from config.kit import clock
from interviews.actions.interviews import recompute_instants, schedule_interview
from interviews.actions.invitations import mark_told
from interviews.models import Offer, OfferedTime
from tests.factories import InterviewFactory, PersonFactory
from tests.zones import other_rules

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday():
    with clock.moved_to(NOW):
        yield


@pytest.fixture
def talk(account, tmp_path):
    """Agreed for 10:00 in Casablanca when that still kept its summer time."""
    person = PersonFactory(account=account, name="Amal Idrissi", zone="Africa/Casablanca")
    interview = InterviewFactory(account=account, people=[person])
    with other_rules(tmp_path, Casablanca="Etc/GMT-1"):
        return agree(interview)


def agree(interview, day=date(2026, 12, 10), zone="Africa/Casablanca"):
    return schedule_interview(interview, on_date=day, at_time=time(10), zone=zone)


def said_of(answer):
    return " ".join(answer.content.decode().split())


def test_what_was_agreed_stays_and_its_owner_is_told_everywhere(page, talk):
    assert talk.starts_at.hour == 9
    quiet = said_of(page.get(reverse("today")))

    recompute_instants()

    talk.refresh_from_db()
    assert (talk.at_time, talk.starts_at.hour, talk.sequence) == (time(10), 10, 1)
    assert "Time zone rules" not in quiet
    for url in (reverse("today"), talk.get_absolute_url()):
        said = said_of(page.get(url))
        assert "stays at 10:00 in Casablanca on Thursday 10 December, as agreed" in said
        assert '<strong class="numbers">10:00</strong> Lisbon' in said
        assert "(it was Thu 09:00)" in said


def test_once_seen_nothing_more_is_said(page, talk):
    recompute_instants()

    page.post(reverse("interview-shift-seen", args=[talk.pk]), {"back": "today"})

    assert recompute_instants() == []
    assert "Time zone rules" not in said_of(page.get(reverse("today")))


def test_a_calendar_that_was_told_shows_what_no_longer_holds(page, talk, tmp_path):
    with other_rules(tmp_path, Casablanca="Etc/GMT-1"):
        mark_told(talk, talk.people.get(), at=NOW)

    recompute_instants()

    said = said_of(page.get(reverse("today")))
    assert "Amal Idrissi’s calendar still shows the old time" in said


def test_rules_taken_back_before_anybody_looked_are_no_news(page, talk, tmp_path):
    recompute_instants()

    with other_rules(tmp_path, Casablanca="Etc/GMT-1"):
        recompute_instants()

        talk.refresh_from_db()
        assert (talk.starts_at.hour, talk.shifted_from) == (9, None)


def test_a_talk_moved_twice_tells_of_the_time_that_is_known(page, talk, tmp_path):
    recompute_instants()

    with other_rules(tmp_path, Casablanca="Etc/GMT-3"):
        recompute_instants()

        said = said_of(page.get(talk.get_absolute_url()))
        assert '<strong class="numbers">07:00</strong> Lisbon' in said and "09:00)" in said


def test_a_time_that_new_rules_leave_out_is_asked_about(page, account, tmp_path):
    person = PersonFactory(account=account, name="Amal Idrissi")
    interview = InterviewFactory(account=account, people=[person])
    agreed = {"on_date": date(2027, 3, 28), "at_time": time(1, 30), "zone": "Europe/Lisbon"}
    with other_rules(tmp_path, Lisbon="Etc/GMT"):
        schedule_interview(interview, **agreed)

    recompute_instants()

    said = said_of(page.get(reverse("today")))
    assert "01:30 in Lisbon on Sunday 28 March, as you agreed with Amal Idrissi, does not" in said
    assert reverse("interview-time", args=[interview.pk]) in said
    schedule_interview(interview, **agreed | {"at_time": time(2, 30)})
    assert "does not exist" not in said_of(page.get(reverse("today")))


def test_times_on_offer_follow_and_impossible_ones_go(account, tmp_path):
    interview = InterviewFactory(account=account)
    own = {"account": account, "interview": interview, "person": interview.people.get()}
    offer = Offer.objects.create(**own, token="t" * 43, expires_at=NOW + timedelta(days=200))
    times = [
        OfferedTime.objects.create(
            **own,
            offer=offer,
            on_date=wall.date(),
            at_time=wall.time(),
            zone="Europe/Lisbon",
            # As it was while Lisbon stayed on winter time.
            starts_at=wall.replace(tzinfo=UTC),
        )
        for wall in map(datetime.fromisoformat, ("2027-03-28T01:30", "2027-03-29T15:00"))
    ]

    recompute_instants()

    (left,) = offer.times.all()
    assert (left, left.starts_at.hour) == (times[1], 14)


def test_nobody_marks_a_strangers_talk_as_seen(page, stranger):
    other = InterviewFactory(account=stranger)

    assert page.post(reverse("interview-shift-seen", args=[other.pk])).status_code == 404
