"""Times offered: the link, what stood before, what cannot be; the letter filled from them."""

from datetime import UTC, datetime, timedelta

import pytest

from config.kit.clock import moved_to
from contacts.models import Message
from interviews.actions.messages import begin_message, mark_sent, take_back
from interviews.actions.offers import (
    OfferRefused,
    TimesRefused,
    offer_sent,
    offer_times,
    withdraw_offer,
)
from interviews.models import Interview, OfferState
from interviews.rules.offering import Clocks, line_of, text_of, who_and_why
from tests.factories import InterviewFactory, PersonFactory

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)  # a Monday in Lisbon
TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)
EVENING = datetime(2026, 11, 24, 20, tzinfo=UTC)
CLOCKS = Clocks(theirs="Asia/Shanghai", mine="Europe/Lisbon")


def offered(interview, starts=(TUESDAY,), **fields):
    terms = {"at": NOW, "expires_at": NOW + timedelta(days=14), "language": "en"}
    return offer_times(interview, interview.people.first(), starts, **terms | fields)


@pytest.fixture
def interview(account):
    return InterviewFactory(account=account)


@pytest.mark.django_db
def test_offering_times_makes_a_link_that_nobody_guesses(interview):
    offer = offered(interview, [EVENING, TUESDAY, TUESDAY])

    assert len(offer.token) >= 43
    assert offer.state(NOW) is OfferState.OPEN
    times = [(str(one), one.starts_at, one.is_exception) for one in offer.times.all()]
    assert times == [
        ("2026-11-24 09:00 Europe/Lisbon", TUESDAY, False),
        ("2026-11-24 20:00 Europe/Lisbon", EVENING, True),
    ]
    interview.refresh_from_db()
    assert interview.stage == "planned", "nothing is sent by making it"


@pytest.mark.django_db
def test_a_new_offer_withdraws_the_one_that_stood(interview):
    first = offered(interview)

    second = offered(interview, [EVENING])

    first.refresh_from_db()
    assert first.state(NOW) is OfferState.WITHDRAWN
    assert second.token != first.token
    assert withdraw_offer(second, at=NOW) and not withdraw_offer(second, at=NOW)


@pytest.mark.django_db
def test_a_time_that_clashes_or_is_over_is_refused_with_what_is_in_the_way(account, interview):
    other = PersonFactory(account=account, name="Bo Lind")
    at = {"on_date": TUESDAY.date(), "at_time": TUESDAY.time(), "starts_at": TUESDAY}
    InterviewFactory(account=account, stage="scheduled", people=[other], zone="UTC", **at)

    with pytest.raises(TimesRefused) as refused:
        offered(interview, [TUESDAY + timedelta(minutes=10), EVENING, NOW - timedelta(hours=1)])

    assert [one.reason for one in refused.value.clashes.values()] == ["past", "clash"]
    assert refused.value.clashes[TUESDAY + timedelta(minutes=10)].busy.name == "Bo Lind"
    assert not interview.offers.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("stage", ["held", "thanked", "cancelled"])
def test_no_time_is_offered_for_a_talk_that_is_over(interview, stage):
    Interview.objects.update(stage=stage)
    with pytest.raises(OfferRefused):
        offered(interview)


@pytest.mark.django_db
def test_nobody_who_is_not_to_be_contacted_or_not_in_the_talk_is_offered_a_time(interview):
    person = interview.people.get()
    with pytest.raises(OfferRefused):
        offered(interview, [])
    person.is_do_not_contact = True
    person.save()
    with pytest.raises(OfferRefused):
        offered(interview)
    stranger = PersonFactory(account=interview.account)
    terms = {"at": NOW, "expires_at": NOW, "language": "en"}
    with pytest.raises(OfferRefused):
        offer_times(interview, stranger, [TUESDAY], **terms)


@pytest.mark.django_db
def test_a_message_that_offers_times_is_filled_from_the_offer_and_moves_the_talk(
    interview, settings
):
    settings.IS_LOCAL = False
    person = interview.people.get()
    person.zone = "Asia/Shanghai"
    person.save()
    with moved_to(NOW):
        offer = offered(interview)
        message = begin_message(person, purpose="accept", at=NOW, channel="email")

        assert "Tuesday 24 November 2026: 17:00 Shanghai time (09:00 Lisbon time)" in message.body
        assert f"/book/{offer.token}/" in message.body and "[" not in message.body
        mark_sent(message, sent_at=NOW, at=NOW)
        assert Interview.objects.get().stage == "invited"
        take_back(message, at=NOW)
        assert Interview.objects.get().stage == "planned"
        message.delete()
        spoken = begin_message(
            person, purpose="accept", at=NOW, channel="phone", language="zh-hans"
        )
        assert "2026年11月24日（周二）北京时间17:00（里斯本时间09:00）" in spoken.body
        assert "/book/" not in spoken.body
        spoken.delete()
        settings.IS_LOCAL = True
        message = begin_message(person, purpose="accept", at=NOW, channel="email")
        assert "17:00 Shanghai time" in message.body and "/book/" not in message.body


@pytest.mark.django_db
def test_a_text_pasted_elsewhere_is_noted_as_sent_once(interview):
    offer = offered(interview)

    for _again in range(2):
        offer_sent(offer, "Would one of these suit you?", sent_at=NOW, at=NOW)

    assert Message.objects.get().purpose == "accept"
    assert Interview.objects.get().stage == "invited"


@pytest.mark.parametrize(
    ("language", "zones", "start", "line"),
    [
        (
            "en",
            CLOCKS,
            datetime(2026, 11, 24, 9, tzinfo=UTC),
            "Tuesday 24 November 2026: 17:00 Shanghai time (09:00 Lisbon time)",
        ),
        (
            "en",
            CLOCKS,
            datetime(2026, 11, 24, 20, 30, tzinfo=UTC),
            "Wednesday 25 November 2026: 04:30 Shanghai time "
            "(Tuesday 24 November 2026, 20:30 Lisbon time)",
        ),
        (
            "zh-hans",
            CLOCKS,
            datetime(2026, 11, 24, 20, 30, tzinfo=UTC),
            "2026年11月25日（周三）北京时间04:30（2026年11月24日（周二）里斯本时间20:30）",
        ),
        (
            "en",
            Clocks("Europe/Lisbon", "Europe/Lisbon"),
            datetime(2027, 5, 3, 9, tzinfo=UTC),
            "Monday 3 May 2027: 10:00 Lisbon time",
        ),
    ],
)
def test_a_time_is_spelled_out_on_both_clocks(language, zones, start, line):
    assert line_of(language, start, zones) == line


def test_the_text_to_paste_has_the_link_only_where_it_is_asked_for():
    plain = text_of("en", ["one", "two"], minutes=20)
    linked = text_of("en", ["one", "two"], minutes=20, link="https://x.example/book/t/")

    assert "one\ntwo\n\nIf not" in plain and "http" not in plain
    assert "two\n\nYou can pick one here: https://x.example/book/t/" in linked


def test_who_asks_and_why_takes_two_lines():
    words = who_and_why(
        "en",
        name="Ana",
        minutes=20,
        pitch="I teach.\nI code.",
        role="Data analyst",
        industry="Health",
    )

    assert words.splitlines() == [
        "Ana asks you for 20 minutes. I teach. I code.",
        "It is about learning what data analyst work in health is really like, and asks for no job.",
    ]
    assert "求职" in who_and_why("zh-hans", name="Ana", minutes=20)
    assert who_and_why("en", name="", minutes=20).startswith("I ask you for 20 minutes.\n")
