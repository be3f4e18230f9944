from datetime import date, time, timedelta

import icalendar
import pytest
import vobject
from django.test import Client
from django.urls import reverse

from config.kit import clock
from interviews.actions.feeds import close_feed, open_feed, switch_feed
from interviews.actions.interviews import move_interview, schedule_interview
from interviews.calendars.entry import entry_for_me
from interviews.calendars.feed import written_feed
from interviews.rules.stages import Stage
from tests.cases import few
from tests.factories import FollowUpFactory, InterviewFactory, PersonFactory

DAY = {"on_date": date(2026, 12, 3), "at_time": time(15), "zone": "Europe/Lisbon"}


@pytest.fixture
def feed(account):
    return open_feed(account, at=clock.now())


@pytest.fixture
def talk(account):
    people = [
        PersonFactory(account=account, name="王小明, Ana; Muñoz", zone="Asia/Shanghai"),
        PersonFactory(account=account, name="Bo\\Nine", zone=""),
    ]
    purpose = "First line\r\nsecond; line, " + "long 好 " * 50
    talk = InterviewFactory(
        account=account, people=people, place="https://meet.example.com/a?b=1,2;3", purpose=purpose
    )
    return schedule_interview(talk, **DAY)


@pytest.fixture
def ask(client, feed):
    """Read the feed as a calendar program does, without cookies."""

    def ask(token=None, **headers):
        url = reverse("calendar-feed", args=[token or feed.token])
        return Client().get(url, headers=headers)

    return ask


def entries(raw):
    return icalendar.Calendar.from_ical(raw).events


def _comparable(event):
    """Return what stands in an entry, its alarm's lines included, without the order of lines."""
    return {line for line in event.to_ical().decode().replace("\r\n ", "").splitlines() if line}


@pytest.mark.parametrize("with_details", few([True, False]))
@pytest.mark.parametrize("language", few(["en", "zh-hans"]))
def test_an_entry_of_the_feed_is_the_entry_of_a_download(account, feed, language, with_details):
    account.language = language
    account.save()
    everyone = [
        PersonFactory(
            account=account, name="王小明, Ana; Muñoz", zone="Asia/Shanghai", called="小明"
        ),
        PersonFactory(account=account, name="Aby  Ten\t", zone=""),
        PersonFactory(account=account, name="Lin Lee", zone="Europe/Lisbon", is_family_first=True),
    ]
    places = {
        "video": ["https://meet.example.com/a?b=1,2;3" + "x" * 80, "", "two  words; a, b\\c"],
        "phone": ["+351 21 000 000", "call me"],
        "in_person": ["Rua Nova 1\x0b, Lisboa"],
    }
    stages = iter([*Stage, *Stage])
    for medium, some in places.items():
        for place in some:
            stage = next(stages)
            talk = InterviewFactory(
                account=account,
                people=everyone[: len(place) % 3 + 1],
                medium=medium,
                place=place,
                purpose="First line\r\nsecond; line\x00, ".replace("\x00", "") + "long 好 " * 50,
            )
            schedule_interview(talk, **DAY)
            talk.stage = stage
            talk.save()
    switch_feed(feed, with_follow_ups=False, with_details=with_details)

    found = {str(event["uid"]): event for event in entries(written_feed(feed))}

    assert len(found) == 6
    for talk in account.interviews.all():
        expected = entry_for_me(talk, with_details=with_details)
        assert _comparable(found[f"{talk.uid}@askwell"]) == _comparable(expected)


def test_lines_are_short_and_end_as_they_should(feed, talk):
    raw = written_feed(feed)

    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines) and b"\r" not in b"".join(lines)
    assert all(line.decode() is not None for line in lines)
    theirs = vobject.readOne(raw.decode()).vevent
    assert theirs.dtstart.value == talk.starts_at
    assert "王小明, Ana; Muñoz" in theirs.summary.value


def test_a_second_reading_finds_nothing_new(ask, feed, talk, django_assert_max_num_queries):
    first = ask()
    both = {"If-None-Match": first["ETag"], "If-Modified-Since": first["Last-Modified"]}

    again = ask(**both)
    by_day = ask(**{"If-Modified-Since": first["Last-Modified"]})

    assert first.status_code == 200
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert first["Cache-Control"] == "private, no-cache"
    assert first["Referrer-Policy"] == "no-referrer"
    assert again.status_code == by_day.status_code == 304 and again.content == b""
    assert again["ETag"] == first["ETag"] and not again.cookies and not first.cookies


def test_a_second_reading_costs_one_query_beside_the_limit(
    ask, feed, talk, django_assert_num_queries, settings
):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    etag = ask()["ETag"]

    with django_assert_num_queries(1):
        answer = ask(**{"If-None-Match": etag})

    assert answer.status_code == 304


def test_a_moved_talk_changes_its_entry_and_a_cancelled_one_stays_to_say_so(ask, feed, talk):
    first = ask()
    before = entries(first.content)[0]

    schedule_interview(talk, **DAY | {"at_time": time(16)})
    second = ask(**{"If-None-Match": first["ETag"]})
    move_interview(talk, Stage.CANCELLED, at=clock.now())
    third = ask(**{"If-None-Match": second["ETag"]})

    moved, cancelled = entries(second.content)[0], entries(third.content)[0]
    assert len(entries(second.content)) == len(entries(third.content)) == 1
    assert before["uid"] == moved["uid"] == cancelled["uid"]
    assert [int(one["sequence"]) for one in (before, moved, cancelled)] == sorted(
        {int(one["sequence"]) for one in (before, moved, cancelled)}
    )
    assert moved.start - before.start == timedelta(hours=1)
    assert cancelled["status"] == "CANCELLED" and not cancelled.walk("VALARM")
    assert second["Last-Modified"] != first["Last-Modified"]


def test_what_changes_beside_the_talk_is_seen_too(ask, account, feed, talk):
    """A name, the clock of an account and a deleted talk touch no row of another talk."""
    other = schedule_interview(InterviewFactory(account=account), **DAY)
    seen = [ask()]
    changes = [
        lambda: talk.people.filter(name="Bo\\Nine").update(name="Bo Ten"),
        lambda: type(account).objects.filter(pk=account.pk).update(zone="Asia/Tokyo"),
        lambda: talk.people.remove(talk.people.first()),
        other.delete,
        lambda: switch_feed(feed, with_follow_ups=False, with_details=False),
    ]
    for change in changes:
        change()
        told = {"If-Modified-Since": seen[-1]["Last-Modified"]}
        seen.append(ask(**told))

    assert [answer.status_code for answer in seen] == [200] * 6
    assert len({answer["ETag"] for answer in seen}) == 6


def test_follow_ups_stand_as_days_where_they_are_wanted(ask, account, feed):
    FollowUpFactory(account=account, text="Send, the report", due_on=date(2026, 12, 4))
    alone = ask().content

    switch_feed(feed, with_follow_ups=True, with_details=True)
    event = entries(ask().content)[0]
    switch_feed(feed, with_follow_ups=True, with_details=False)
    bare = entries(ask().content)[0]

    assert entries(alone) == []
    assert event["summary"] == "Send, the report" and event.start == date(2026, 12, 4)
    assert event["transp"] == "TRANSPARENT" and event.duration == timedelta(days=1)
    assert bare["summary"] == "Follow-up" and bare["uid"] == event["uid"]


def test_without_details_nothing_of_the_talk_stands_there(ask, feed, talk):
    switch_feed(feed, with_follow_ups=False, with_details=False)

    raw = ask().content.decode()

    assert "SUMMARY:Informational interview" in raw and "CLASS:PRIVATE" in raw
    assert not any(
        word in raw for word in ("王小明", "Bo", "meet.example", "First", "/interviews/")
    )


def test_a_talk_without_a_time_is_not_there(ask, account, feed):
    InterviewFactory(account=account)

    assert entries(ask().content) == []


def test_an_address_replaced_or_ended_leads_nowhere_at_once(ask, account, feed, stranger):
    old = feed.token
    open_feed(stranger, at=clock.now())

    new = open_feed(account, at=clock.now()).token
    answers = ask(old).status_code, ask(new).status_code
    close_feed(account)

    assert answers == (404, 200) and ask(new).status_code == 404
    assert ask("x").status_code == 404 and ask("%00").status_code == 404


def test_an_account_that_is_deleted_feeds_nobody(ask, account, feed):
    account.is_active = False
    account.save()

    assert ask().status_code == 404


def test_a_link_can_be_read_so_often_and_no_more(ask, feed, monkeypatch):
    from config.kit.limits import Limit
    from interviews.views import calendar_feeds

    monkeypatch.setattr(calendar_feeds, "READS", Limit("feed-link", 2, 3600))
    with clock.moved_to(clock.now().replace(minute=5)):
        answers = [ask() for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[2]["Retry-After"]) <= 3600


def test_posting_there_does_nothing(client, feed):
    assert client.post(reverse("calendar-feed", args=[feed.token])).status_code == 405
