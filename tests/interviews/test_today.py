from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.kit import clock
from contacts.models import Outreach
from interviews.actions.follow_ups import promise, settle
from interviews.actions.interviews import schedule_interview
from interviews.models import FollowUpState
from tests.cases import few
from tests.factories import (
    FollowUpFactory,
    InterviewFactory,
    MessageFactory,
    OrganisationFactory,
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


def step(account, kind, day, *, person=None, **fields):
    """A step of the plan, as planning stores it."""
    person = person or PersonFactory(account=account)
    reason = {"key": "nudge", "count": 7, "day": None, "number": "nudge", "moves": []}
    if kind == "thank":
        reason |= {"key": "thank", "count": 24, "day": "2026-03-10", "number": "thank_you"}
    return FollowUpFactory(
        account=account,
        person=person,
        kind=kind,
        text="",
        due_on=day,
        due_at=fields.pop("due_at", clock.end_of_day(day, account.zone)),
        since_on=day,
        **{"reason": reason, "key": f"{kind}:{person.pk}:{day}", **fields},
    )


def kinds(context):
    first = ["talk" if hasattr(e, "interview") else e.follow_up.kind for e in context["first"]]
    return first, [entry.follow_up.kind for entry in context["chasers"]]


def test_what_is_due_stands_in_the_order_of_what_is_lost_by_waiting(page, account):
    today = date(2026, 3, 11)
    todo(account, date(2026, 3, 10), "overdue promise")
    for kind in ("keep_in_touch", "nudge", "clarify", "thank", "debrief", "confirm", "answer"):
        step(account, kind, today)
    step(account, "nudge", date(2026, 3, 9))
    step(account, "nudge", date(2026, 3, 12))
    todo(account, date(2026, 3, 9), "theirs", kind="their_promise")
    talk(account, today)

    context = page.get(reverse("today")).context

    assert kinds(context) == (
        ["answer", "talk", "confirm", "debrief", "thank", "promise"],
        ["clarify", "nudge", "nudge", "keep_in_touch"],
    )
    assert context["chasers"][1].follow_up.due_on == date(2026, 3, 9)
    assert [entry.follow_up.text for entry in context["others"]] == ["theirs"]
    assert context["coming"]["day"] == date(2026, 3, 12)
    assert not context["is_done"]


def test_a_thank_you_shows_at_once_unless_it_was_put_off(page, account):
    tomorrow = date(2026, 3, 12)
    step(account, "thank", tomorrow, due_at=NOON + timedelta(hours=20))
    step(account, "answer", tomorrow, snoozed_at=NOON - timedelta(days=1))

    answer = page.get(reverse("today"))

    assert kinds(answer.context) == (["thank"], [])
    assert "by Thu 12 Mar, 08:00" in answer.content.decode()


@pytest.mark.parametrize("url", few(["today", "follow-up-list", "person-detail"]))
def test_a_confirmation_is_not_asked_for_once_the_talk_has_begun(page, account, url):
    person = PersonFactory(account=account)
    late, ahead = (
        schedule_interview(
            InterviewFactory(account=account, people=[person]),
            on_date=NOON.date(),
            at_time=time(hour),
            zone="Europe/Lisbon",
        )
        for hour in (11, 13)
    )
    gone, stays = (
        step(account, "confirm", NOON.date(), person=person, interview=one, key=f"confirm:{one.pk}")
        for one in (late, ahead)
    )
    account.people.update(needs_planning=False)

    text = page.get(
        reverse(url, args=[person.pk] if url == "person-detail" else [])
    ).content.decode()

    assert f'id="follow-up-{stays.pk}"' in text
    assert f'id="follow-up-{gone.pk}"' not in text


def test_a_chaser_is_never_late_but_what_is_bound_may_be(page, account):
    step(account, "nudge", date(2026, 3, 2))
    chaser = page.get(reverse("today")).content.decode()
    step(account, "thank", date(2026, 3, 10), due_at=NOON - timedelta(hours=2))
    bound = page.get(reverse("today")).content.decode()

    assert "7 business days without a reply: your one nudge." in chaser
    assert "Dalton" in chaser
    assert "was due" not in chaser and 'data-tone="overdue"' not in chaser
    assert "was due Wed 11 Mar, 10:00" in bound and 'data-tone="overdue"' in bound


@pytest.mark.full
def test_a_reason_counts_the_days_up_to_today_without_a_query_for_each_row(page, account):
    account.country = "PT"
    account.save()
    # Monday 16 February is a holiday over there.
    began = {"counts_from": "2026-02-13", "day": None, "moves": []}
    day = date(2026, 2, 24)

    def nudge():
        reason = {"key": "nudge", "count": 6, "number": "nudge", **began}
        step(
            account,
            "nudge",
            day,
            person=PersonFactory(account=account, country="US"),
            reason=reason,
        )

    nudge()
    reason = {"key": "ask_referral", "count": 11, "number": "ask_referral", **began}
    step(account, "ask_referral", day, reason=reason)
    with CaptureQueriesContext(
        connection,
    ) as few:
        text = page.get(reverse("today")).content.decode()
    nudge()
    nudge()
    with CaptureQueriesContext(connection) as more:
        page.get(reverse("today"))

    assert "17 business days without a reply: your one nudge." in text
    assert "26 days since you talked" in text
    assert len(more) == len(few)


def test_what_moved_a_step_is_said(page, account):
    moves = [["weekend", "2026-03-08", ""], ["holiday", "2026-03-09", "Carnival"]]
    reason = {"key": "nudge", "count": 7, "day": None, "number": "nudge", "moves": moves}
    step(account, "nudge", date(2026, 3, 10), reason=reason)

    text = page.get(reverse("today")).content.decode()

    assert "Mon 9 Mar is a public holiday: Carnival." in text


def test_a_handful_a_day_is_shown_and_the_rest_is_said_to_wait(page, account):
    for n in range(12):
        step(account, "nudge", date(2026, 3, 1) + timedelta(days=n % 9))

    answer = page.get(reverse("today"))

    assert len(answer.context["chasers"]) == 7
    assert "5 more wait behind these." in answer.content.decode()


def test_done_with_a_handful_is_done_for_today(page, account):
    step(
        account, "nudge", date(2026, 3, 9), person=PersonFactory(account=account, name="Ana Sousa")
    )
    for _ in range(8):
        step(account, "nudge", date(2026, 3, 10))

    *first, last = (one.follow_up for one in page.get(reverse("today")).context["chasers"])
    for follow_up in first:
        settle(follow_up, FollowUpState.DONE, at=clock.now())
    page.post(reverse("follow-up-done", args=[last.pk]), {"back": "today"})
    answer = page.get(reverse("today"))

    text = answer.content.decode()
    assert answer.context["is_done"] and answer.context["chasers"] == []
    assert "You did 7 things:" in text and "Follow up with Ana Sousa, once" in text
    assert "2 more wait, and none of them can be late" in text


def test_a_day_off_asks_for_nothing_that_can_wait(page, account):
    step(account, "nudge", date(2026, 3, 11))
    with clock.moved_to(NOON + timedelta(days=3)):
        alone = page.get(reverse("today")).content.decode()
        todo(account, date(2026, 3, 14), "Promised for Saturday")
        beside = page.get(reverse("today")).content.decode()

    said = "Today is a day off: one waits for Monday and cannot be late."
    assert said in alone and "Done for today" in alone
    assert said in beside and "Promised for Saturday" in beside
    assert "your one nudge" not in alone + beside


def test_while_away_nothing_is_overdue(page, account):
    todo(account, date(2026, 3, 9), "Send it")
    account.pauses.create(from_on=date(2026, 3, 10), until_on=date(2026, 3, 20))

    text = page.get(reverse("today")).content.decode()

    assert "You are away until Fri 20 Mar 2026; nothing is overdue." in text
    assert "was due" not in text and 'data-tone="overdue"' not in text


def test_while_away_what_keeps_its_day_comes_before_what_waits(page, account):
    account.pauses.create(from_on=NOON.date(), until_on=date(2026, 3, 20))
    late = clock.end_of_day(date(2026, 3, 21), account.zone)
    step(account, "nudge", date(2026, 3, 21), due_at=late)
    todo(account, date(2026, 3, 16), "Send the page")
    account.follow_ups.filter(kind="promise").update(due_at=late)

    coming = page.get(reverse("today")).context["coming"]

    assert coming["day"] == date(2026, 3, 16)
    assert [title for _, title in coming["rows"]] == ["Send the page"]


def test_the_second_person_is_named_with_the_reason(page, account):
    place = OrganisationFactory(account=account, name="Lumen Health")
    ana = PersonFactory(account=account, organisation=place)
    account.function = "data"
    account.save()
    PersonFactory(account=account, organisation=place, name="Zoe Far")
    bo = PersonFactory(account=account, organisation=place, name="Bo Lind", function="data")
    ask = Outreach.objects.create(account=account, person=ana, organisation=place, stage="asked")
    step(account, "second_person", date(2026, 3, 11), person=ana, outreach=ask)
    alone = PersonFactory(account=account, organisation__name="Only One")
    step(account, "second_person", date(2026, 3, 11), person=alone)

    answer = page.get(reverse("today"))

    text = answer.content.decode()
    picked, nobody = [entry.second for entry in answer.context["chasers"]]
    assert (picked.picked.person, nobody.picked) == (bo, None)
    assert "same kind of work" in text and reverse("message-write", args=[bo.pk]) in text
    assert "You know nobody else at Only One to write to yet." in text
    assert "Somebody from your school" in text


def test_who_was_written_to_or_wants_peace_is_not_the_second_person(page, account):
    place = OrganisationFactory(account=account)
    ana, bo, cy = PersonFactory.create_batch(3, account=account, organisation=place)
    MessageFactory(person=bo, sent_at=NOON)
    cy.is_do_not_contact = True
    cy.save()
    step(account, "second_person", date(2026, 3, 11), person=ana)

    [entry] = page.get(reverse("today")).context["chasers"]

    assert entry.second.picked is None


@pytest.mark.full
def test_a_quota_is_shown_where_the_pace_has_one(page, account):
    without = page.get(reverse("today")).context["quotas"]
    account.preset = "campus"
    account.save()
    for tie in ("cold", "cold", "school"):
        person = PersonFactory(account=account, tie=tie)
        MessageFactory(person=person, purpose="first_ask", sent_at=NOON - timedelta(days=3))
    MessageFactory(person=person, purpose="first_ask", sent_at=NOON - timedelta(days=30))

    shown = page.get(reverse("today")).context["quotas"]

    assert without == []
    assert [(quota.done, quota.goal) for quota in shown] == [(3, 10), (2, 5), (0, 1)]


def test_the_day_is_the_accounts_own(page, account):
    account.zone = "Asia/Shanghai"
    account.save()
    todo(account, date(2026, 3, 11), "until midnight there")

    with clock.moved_to(datetime(2026, 3, 11, 15, 59, tzinfo=UTC)):
        [before] = page.get(reverse("today")).context["first"]
    with clock.moved_to(datetime(2026, 3, 11, 16, 1, tzinfo=UTC)):
        [after] = page.get(reverse("today")).context["first"]

    assert (before.is_late, after.is_late) == (False, True)


def test_talks_of_today_and_tomorrow_are_there_to_be_prepared(page, account):
    person = PersonFactory(account=account, name="Ana Sousa", zone="America/New_York")
    near = talk(account, date(2026, 3, 12), people=[person])
    talk(account, date(2026, 3, 13))

    answer = page.get(reverse("today"))

    text = answer.content.decode()
    assert [one.interview for one in answer.context["tomorrow"]] == [near]
    assert reverse("sheet-edit", args=[near.pk]) in text
    assert reverse("person-research", args=[person.pk]) in text
    assert "15:00</span> Lisbon" in text and "11:00</span> New York" in text


def test_a_talk_that_should_be_over_is_asked_about(page, account):
    past = talk(account, date(2026, 3, 10))

    answer = page.get(reverse("today"))

    assert [one.kind for one in account.follow_ups.filter(interview=past)] == ["debrief"]
    assert kinds(answer.context) == (["talk"], [])
    assert "Did it take place?" in answer.content.decode()
    assert not answer.context["is_done"]


def test_the_day_is_done_when_only_later_things_are_left(page, account):
    follow_up = todo(account, date(2026, 3, 11), "today")
    todo(account, date(2026, 3, 13), "next")

    page.post(reverse("follow-up-done", args=[follow_up.pk]))
    answer = page.get(reverse("today"))

    assert answer.context["is_done"]
    assert [title for title, _ in answer.context["did"]] == ["today"]
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


@pytest.mark.full
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
        reverse("offer-edit", args=[planned.pk]),
        reverse("sheet-edit", args=[planned.pk]),
        reverse("interview-create"),
    ]


def test_other_accounts_stay_out_of_today(page, account, stranger):
    todo(stranger, date(2026, 3, 11), "not yours")
    talk(stranger, date(2026, 3, 11))

    context = page.get(reverse("today")).context

    assert (context["first"], context["chasers"], context["is_empty"]) == ([], [], True)


@pytest.mark.full
def test_a_long_list_is_cut_and_says_where_the_rest_is(page, account):
    person = PersonFactory(account=account)
    for _ in range(22):
        FollowUpFactory(account=account, person=person, due_at=NOON - timedelta(days=3))

    answer = page.get(reverse("today"))

    assert (len(answer.context["first"]), answer.context["first_more"]) == (20, True)


@pytest.mark.full
def test_today_needs_as_many_queries_for_many_as_for_one(page, account):
    def fill():
        todo(account, date(2026, 3, 11), "mine")
        todo(account, date(2026, 3, 11), "theirs", kind="their_promise")
        FollowUpFactory(account=account, person__account=account, kind="thank", due_at=NOON)
        talk(account, date(2026, 3, 12))
        talk(account, date(2026, 3, 11))
        step(account, "nudge", date(2026, 3, 11))
        step(account, "second_person", date(2026, 3, 11))
        step(account, "clarify", date(2026, 3, 11))
        step(account, "nudge", date(2026, 3, 12))
        FollowUpFactory(account=account, person__account=account, state="done", settled_at=NOON)

    fill()
    page.get(reverse("today"))
    with CaptureQueriesContext(connection) as one:
        page.get(reverse("today"))
    fill()
    fill()
    with CaptureQueriesContext(connection) as three:
        page.get(reverse("today"))

    assert len(three) == len(one) <= 24
