from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.kit import clock
from interviews.actions.follow_ups import promise
from interviews.actions.interviews import schedule_interview
from tests.factories import (
    FollowUpFactory,
    InterviewFactory,
    PersonFactory,
    SearchFactory,
    SheetFactory,
)

NOON = datetime(2026, 3, 11, 12, tzinfo=UTC)  # a Wednesday; Lisbon is on UTC


@pytest.fixture(autouse=True)
def at_noon():
    with clock.moved_to(NOON):
        yield


def todo(account, day, text, **fields):
    person = PersonFactory(account=account)
    return promise(person, kind=fields.get("kind", "promise"), text=text, due_on=day)


def talk(account, day, **fields):
    interview = InterviewFactory(account=account, **fields)
    return schedule_interview(interview, on_date=day, at_time=time(15), zone="Europe/Lisbon")


def test_what_is_due_stands_in_the_order_of_what_is_lost_by_waiting(page, account):
    todo(account, date(2026, 3, 18), "next")
    todo(account, date(2026, 3, 19), "later")
    todo(account, date(2026, 3, 11), "today")
    todo(account, date(2026, 3, 10), "overdue")
    todo(account, date(2026, 3, 9), "theirs", kind="their_promise")

    context = page.get(reverse("today")).context

    shown = [
        (word.value, [e.follow_up.text for e in rows]) for word, rows, _ in context["sections"]
    ]
    assert shown == [("overdue", ["overdue"]), ("today", ["today"]), ("next", ["next"])]
    assert [entry.follow_up.text for entry in context["waiting"]] == ["theirs"]
    assert not context["is_done"]


def test_the_day_is_the_accounts_own(page, account):
    account.zone = "Asia/Shanghai"
    account.save()
    todo(account, date(2026, 3, 11), "until midnight there")

    with clock.moved_to(datetime(2026, 3, 11, 15, 59, tzinfo=UTC)):
        before = page.get(reverse("today")).context["sections"]
    with clock.moved_to(datetime(2026, 3, 11, 16, 1, tzinfo=UTC)):
        after = page.get(reverse("today")).context["sections"]

    assert [section[0].value for section in before + after] == ["today", "overdue"]


def test_talks_of_today_and_tomorrow_are_there_to_be_prepared(page, account):
    person = PersonFactory(account=account, name="Ana Sousa", zone="America/New_York")
    near = talk(account, date(2026, 3, 12), people=[person])
    talk(account, date(2026, 3, 13))

    answer = page.get(reverse("today"))

    text = answer.content.decode()
    assert [one.interview for one in answer.context["talks"]] == [near]
    assert reverse("sheet-edit", args=[near.pk]) in text
    assert reverse("person-research", args=[person.pk]) in text
    assert "15:00</span> Lisbon" in text and "11:00</span> New York" in text


def test_a_talk_that_should_be_over_is_asked_about(page, account):
    talk(account, date(2026, 3, 10))

    answer = page.get(reverse("today"))

    assert "Did it take place?" in answer.content.decode()
    assert not answer.context["is_done"]


def test_the_day_is_done_when_only_later_things_are_left(page, account):
    follow_up = todo(account, date(2026, 3, 11), "today")
    todo(account, date(2026, 3, 13), "next")

    page.post(reverse("follow-up-done", args=[follow_up.pk]))
    answer = page.get(reverse("today"))

    assert (answer.context["is_done"], answer.context["settled"]) == (True, 1)
    assert "Done for today" in answer.content.decode()


def test_whom_to_meet_next_never_says_that_nothing_is_due_when_something_is(page, account):
    SheetFactory(interview=talk(account, date(2026, 4, 1)))
    SearchFactory(account=account)
    titles = [page.get(reverse("today")).context["step"].title]
    todo(account, date(2026, 3, 13), "next")
    titles.append(page.get(reverse("today")).context["step"].title)
    todo(account, date(2026, 3, 11), "today")
    titles.append(page.get(reverse("today")).context["step"].title)

    assert titles == [
        "Nothing is due. Who could be next?",
        "Nothing more today. Who could be next?",
        "Who could be next?",
    ]


def test_an_empty_today_names_the_next_step_on_the_way(page, account):
    seen = [page.get(reverse("today")).context["step"].url]
    SearchFactory(account=account)
    seen.append(page.get(reverse("today")).context["step"].url)
    person = PersonFactory(account=account)
    seen.append(page.get(reverse("today")).context["step"].url)
    planned = InterviewFactory(account=account, people=[person])
    seen.append(page.get(reverse("today")).context["step"].url)
    schedule_interview(planned, on_date=date(2026, 4, 1), at_time=time(9), zone="Europe/Lisbon")
    seen.append(page.get(reverse("today")).context["step"].url)
    SheetFactory(interview=planned)
    seen.append(page.get(reverse("today")).context["step"].url)

    assert seen == [
        reverse("search-create"),
        reverse("person-create"),
        reverse("interview-create"),
        reverse("interview-time", args=[planned.pk]),
        reverse("sheet-edit", args=[planned.pk]),
        reverse("interview-create"),
    ]


def test_other_accounts_stay_out_of_today(page, account, stranger):
    todo(stranger, date(2026, 3, 11), "not yours")
    talk(stranger, date(2026, 3, 11))

    context = page.get(reverse("today")).context

    assert (context["sections"], context["talks"], context["is_empty"]) == ([], [], True)


def test_a_long_list_is_cut_and_says_where_the_rest_is(page, account):
    person = PersonFactory(account=account)
    for _ in range(26):
        FollowUpFactory(account=account, person=person, due_at=NOON - timedelta(days=3))

    answer = page.get(reverse("today"))

    [(_, rows, has_more)] = answer.context["sections"]
    assert (len(rows), has_more) == (25, True)


def test_today_needs_as_many_queries_for_many_as_for_one(page, account):
    def fill():
        todo(account, date(2026, 3, 11), "mine")
        todo(account, date(2026, 3, 11), "theirs", kind="their_promise")
        FollowUpFactory(account=account, person__account=account, kind="thank", due_at=NOON)
        talk(account, date(2026, 3, 12))

    fill()
    page.get(reverse("today"))
    with CaptureQueriesContext(connection) as one:
        page.get(reverse("today"))
    fill()
    fill()
    with CaptureQueriesContext(connection) as three:
        page.get(reverse("today"))

    assert len(three) == len(one) <= 14
