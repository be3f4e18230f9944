"""What is gathered of both sides to find a time, and in how many queries."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Pause
from interviews.availability import openings
from interviews.models import BusyCalendar, BusyTime, Offer, OfferedTime
from interviews.rules.slots import Reason
from tests.factories import InterviewFactory, PersonFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)  # a Monday in Lisbon


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def talk_at(account, start, **fields):
    starts_at = moment(start)
    return InterviewFactory(
        account=account,
        stage="scheduled",
        zone="UTC",
        on_date=starts_at.date(),
        at_time=starts_at.time(),
        starts_at=starts_at,
        **fields,
    )


def offered(account, start, **fields):
    interview = InterviewFactory(account=account)
    person, starts_at = interview.people.get(), moment(start)
    offer = Offer.objects.create(
        account=account,
        interview=interview,
        person=person,
        token=f"token-{interview.pk}",
        expires_at=NOW + timedelta(days=14),
        **fields,
    )
    return OfferedTime.objects.create(
        account=account,
        interview=interview,
        person=person,
        offer=offer,
        on_date=starts_at.date(),
        at_time=starts_at.time(),
        zone="UTC",
        starts_at=starts_at,
    )


def look(account, **fields):
    person = PersonFactory(account=account, zone="Europe/Berlin", country="DE", **fields)
    interview = InterviewFactory(account=account, people=[person])
    return openings(interview, person, at=NOW)


def why(found, start):
    return [(one.reason, one.who) for one in found.objections(moment(start))]


def test_openings_know_talks_calendars_absences_and_both_countries(account):
    talk_at(account, "2026-11-25T10:00")
    calendar = BusyCalendar.objects.create(account=account, name="Work")
    BusyTime.objects.create(
        account=account,
        calendar=calendar,
        starts_at=moment("2026-11-26T10:00"),
        ends_at=moment("2026-11-26T11:00"),
    )
    Pause.objects.create(account=account, from_on=date(2026, 11, 27), until_on=date(2026, 11, 27))
    account.numbers = {"offer_days": 40, "their_day_from": 8}
    account.save()

    found = look(account)

    assert why(found, "2026-11-25T10:00") == [(Reason.CLASH, None)]
    assert why(found, "2026-11-26T10:30") == [(Reason.CLASH, None)]
    assert why(found, "2026-11-27T10:00") == [(Reason.AWAY, None)]
    assert why(found, "2026-12-01T10:00") == [(Reason.HOLIDAY, None)]
    assert why(found, "2026-12-25T10:00")[0] == (Reason.HOLIDAY, None)
    assert why(found, "2026-11-25T16:30") == [(Reason.HOURS, 0)]
    assert found.is_free(moment("2026-11-25T09:00"))
    assert moment("2026-11-25T09:00") in found.free


def test_hours_of_everybody_in_the_talk_count_and_an_unknown_zone_is_mine(account):
    ana = PersonFactory(account=account, zone="Asia/Shanghai")
    bo = PersonFactory(account=account)
    interview = InterviewFactory(account=account, people=[ana, bo])

    found = openings(interview, bo, at=NOW)

    assert [one.zone for one in found.theirs] == ["Europe/Lisbon", "Asia/Shanghai"]
    assert found.free == [], "nine to five in Lisbon is five to one in Shanghai"
    assert openings(interview, bo, at=NOW, zone="Asia/Tokyo").theirs[0].zone == "Asia/Tokyo"


def test_what_is_offered_to_others_is_told_and_not_offered_first(account):
    before = look(account)
    first = before.proposed()[0]
    theirs = offered(account, first.replace(tzinfo=None).isoformat())

    found = look(account)

    assert found.is_free(first)
    assert found.offered_to(first) == [theirs.person]
    assert first not in found.proposed()
    theirs.offer.withdrawn_at = NOW
    theirs.offer.save()
    assert look(account).offered_to(first) == []


def test_a_time_offered_against_the_rules_stands_until_something_clashes(account):
    kept = offered(account, "2026-11-25T18:30")
    by_rule = offered(account, "2026-11-25T09:00")
    kept.is_exception = True
    found = look(account)
    assert found.stands(kept) and found.stands(by_rule)

    talk_at(account, "2026-11-25T18:20")
    talk_at(account, "2026-11-25T08:30")
    found = look(account)

    assert not found.stands(kept)
    assert not found.stands(by_rule)


def test_a_talk_does_not_stand_in_the_way_of_its_own_new_time(account):
    interview = talk_at(account, "2026-11-25T10:00")

    found = openings(interview, interview.people.get(), at=NOW)

    assert found.is_free(moment("2026-11-25T10:00"))


def test_talks_held_today_count_for_the_day(account):
    for hour in (7, 8):
        talk_at(account, f"2026-11-23T{hour:02}:00", minutes=10)
    account.interviews.update(stage="held")
    account.numbers = {"offer_notice": 0}
    account.save()

    assert (Reason.DAY_FULL, None) in why(look(account), "2026-11-23T14:00")


@pytest.mark.full
def test_openings_take_the_same_queries_however_much_there_is(account):
    def queries():
        person = PersonFactory(account=account)
        interview = InterviewFactory(
            account=account, people=[person, PersonFactory(account=account)]
        )
        with CaptureQueriesContext(
            connection,
        ) as captured:
            found = openings(interview, person, at=NOW)
            found.proposed()
            [one.name for one in found.offered_to(NOW)]
        return len(captured)

    talk_at(account, "2026-11-25T10:00")
    offered(account, "2026-11-25T12:00")
    few = queries()
    for day in range(24, 28):
        talk_at(account, f"2026-11-{day}T13:00")
        offered(account, f"2026-11-{day}T12:00")
        Pause.objects.create(
            account=account, from_on=date(2026, 12, day), until_on=date(2026, 12, day)
        )

    assert queries() == few <= 7


def test_a_later_week_can_be_looked_at(account):
    talk_at(account, "2027-01-13T10:00")
    person = PersonFactory(account=account)
    interview = InterviewFactory(account=account, people=[person])

    found = openings(interview, person, at=NOW, until=moment("2027-01-18T00:00"))

    assert why(found, "2027-01-13T10:00") == [(Reason.CLASH, None), (Reason.TOO_FAR, None)]
    assert found.mine.day_from == time(9)
