"""Several who change facts about the same people at once wait for each other, and lose nothing."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from time import sleep as pause

import pytest
from django.db import connection, transaction

from contacts.actions.merges import merge
from contacts.actions.replanning import ask_for_plans
from contacts.models import Message, Outreach, Person, Reach
from interviews.actions.answers import take_reply
from interviews.actions.correspondence import log_received
from interviews.actions.follow_ups import reopen, settle, snooze
from interviews.actions.interviews import hold_interview, save_interview, schedule_interview
from interviews.actions.invitations import mark_told, send_now
from interviews.actions.messages import begin_message, mark_sent, take_back
from interviews.actions.offers import offer_times
from interviews.actions.planning import hold, replan
from interviews.actions.referrals import name_person
from interviews.calendars.files import Method
from interviews.calendars.replies import Reply
from interviews.models import Attendance, FollowUp, FollowUpState, Interview
from tests.factories import InterviewFactory, MessageFactory, PersonFactory

pytestmark = pytest.mark.full

MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def at_once(*works):
    """Do all of it at the same time; return what went wrong."""
    problems = []

    def run(work):
        try:
            work()
        except Exception as problem:
            problems.append(repr(problem))
        finally:
            connection.close()

    threads = [Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems


@pytest.mark.django_db(transaction=True)
def test_settling_planning_and_a_talk_at_once_wait_for_each_other(account):
    referrer = PersonFactory(account=account)
    person = PersonFactory(account=account, referred_by=referrer, named_on=MONDAY.date())
    ask = Outreach.objects.create(account=account, person=person, organisation=person.organisation)
    MessageFactory(person=person, outreach=ask, purpose="first_ask", sent_at=MONDAY)
    talk = InterviewFactory(account=account, people=[person, referrer])
    hold_interview(talk, ended_at=MONDAY, at=MONDAY)
    step = person.follow_ups.get(kind="thank")

    def settling():
        for turn in range(3):
            row = FollowUp.objects.get(pk=step.pk)
            settle(row, FollowUpState.DONE, at=MONDAY)
            reopen(row, at=MONDAY)
            snooze(row, until=(MONDAY + turn * DAY).date(), at=MONDAY)

    def correcting():
        for turn in range(3):
            Message.objects.update(sent_at=MONDAY - turn * DAY)
            replan([person], at=MONDAY + turn * timedelta(hours=1))

    def talking():
        for turn in range(3):
            row = Interview.objects.get(pk=talk.pk)
            hold_interview(row, ended_at=MONDAY + timedelta(hours=turn), at=MONDAY + DAY)
            save_interview(row, people=[person, referrer], changed={"minutes"})

    assert at_once(settling, correcting, talking, correcting) == []
    assert person.follow_ups.filter(kind="thank").count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_changes_while_a_plan_is_made_asks_for_the_next_one(account):
    person = PersonFactory(account=account, needs_planning=True)

    def changing():
        # Waits for the plan, and then stands.
        ask_for_plans([person.pk])

    thread = Thread(target=lambda: at_once(changing))
    with transaction.atomic():
        replan([person], at=MONDAY)
        thread.start()
        thread.join(timeout=0.5)
    thread.join()

    person.refresh_from_db()
    assert person.needs_planning


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
def test_sending_logging_naming_and_planning_at_once_wait_for_each_other(account):
    referrer = PersonFactory(account=account)
    person = PersonFactory(account=account, referred_by=referrer, named_on=MONDAY.date())
    ask = Outreach.objects.create(account=account, person=person, organisation=person.organisation)
    MessageFactory(person=person, outreach=ask, purpose="first_ask", sent_at=MONDAY)
    replan([person], at=MONDAY)
    nudge = person.follow_ups.get(kind="nudge")
    draft = begin_message(person, purpose="nudge", at=MONDAY, step=nudge)
    later = MONDAY + 11 * DAY

    def sending():
        for _ in range(4):
            mark_sent(Message.objects.get(pk=draft.pk), sent_at=later - 2 * DAY, at=later)
            take_back(Message.objects.get(pk=draft.pk), at=later)

    def logging():
        for turn in range(4):
            came_at = later - DAY + turn * HOUR
            log_received(person, meaning="reply", came_at=came_at, at=later, channel="email")

    def planning():
        for turn in range(4):
            replan([person], at=later + turn * HOUR)

    def naming():
        for turn in range(3):
            name_person(by=person, name=f"Somebody {turn}", at=later)

    assert at_once(sending, planning, logging, planning, naming, sending) == []
    assert person.referrals.count() == 3


@contextmanager
def somebody_at_work_on(first, then, *, to_delete=False):
    """Hold people in another connection, and a moment later what `then` changes beside them."""
    is_held, problems = Event(), []

    def work():
        with transaction.atomic():
            hold(first)
            if to_delete:
                list(Person.objects.select_for_update().filter(pk__in=[one.pk for one in first]))
            is_held.set()
            pause(0.4)
            then()

    thread = Thread(target=lambda: problems.extend(at_once(work)))
    thread.start()
    is_held.wait()
    yield
    thread.join()
    assert problems == []


@pytest.mark.django_db(transaction=True)
def test_a_calendars_answer_waits_for_who_works_on_the_people_of_the_talk(account):
    person = PersonFactory(account=account)
    Reach.objects.create(account=account, person=person, kind="email", value="bo@example.com")
    talk = InterviewFactory(account=account, people=[person])
    note = Attendance.objects.create(account=account, interview=talk, person=person)
    reply = Reply(Method.REPLY, str(talk.uid), 0, "bo@example.com", "accepted", comment="Fine!")

    with somebody_at_work_on([person], then=lambda: note.save()):
        take_reply(account, reply, at=MONDAY)

    assert person.messages.filter(body__contains="Fine!").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_letter_of_mine_waits_for_who_merges_the_person(account):
    person = PersonFactory(account=account)
    Reach.objects.create(account=account, person=person, kind="email", value="bo@example.com")
    talk = InterviewFactory(account=account, people=[person], zone="")
    schedule_interview(talk, on_date=MONDAY.date(), at_time=MONDAY.time(), zone="UTC")
    note = mark_told(talk, person, at=MONDAY)
    letter = {"to": "bo@example.com", "subject": "s", "text": "t", "seen": talk.sequence}

    with somebody_at_work_on([person], then=lambda: note.save(), to_delete=True):
        send_now(talk, person, **letter, at=MONDAY)

    assert talk.letters.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_merge_waits_for_who_works_on_those_that_hang_on_it(account):
    leader = PersonFactory(account=account)
    kept, gone = (PersonFactory(account=account, referred_by=leader) for _ in range(2))

    with somebody_at_work_on(
        [leader], then=lambda: Person.objects.filter(pk=kept.pk).update(tags=[])
    ):
        merge(kept=kept, gone=gone, values={}, at=MONDAY)

    assert set(account.people.values_list("pk", flat=True)) == {leader.pk, kept.pk}


@pytest.mark.django_db(transaction=True)
def test_times_offered_anew_wait_for_who_works_on_the_people_of_the_talk(account):
    person = PersonFactory(account=account, is_in_pool=True)
    talk = InterviewFactory(account=account, people=[person], zone="")
    start = MONDAY + 3 * DAY
    until = {"at": MONDAY, "expires_at": MONDAY + 9 * DAY, "language": "en"}
    standing = offer_times(talk, person, [start], **until)
    Person.objects.update(is_in_pool=True)

    with somebody_at_work_on([person], then=lambda: standing.save()):
        offer_times(talk, person, [start + HOUR], **until)

    assert talk.offers.count() == 2
