from datetime import UTC, date, datetime, time, timedelta
from threading import Thread

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Introduction, Outreach, Pause, Person, Purpose
from contacts.rules import cadence
from interviews.actions.follow_ups import reopen, settle, snooze
from interviews.actions.interviews import hold_interview, schedule_interview
from interviews.actions.planning import catch_up, plan_waiting, replan
from interviews.actions.steps import STALE
from interviews.models import FollowUp, FollowUpKind, FollowUpState
from tests.factories import (
    InterviewFactory,
    MessageFactory,
    OrganisationFactory,
    PersonFactory,
    SearchFactory,
)

# A Monday; neither Portugal nor its neighbours have a holiday in this month of March.
MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)


def days(count):
    return timedelta(days=count)


def asked(person, at=MONDAY, **fields):
    """An ask that was sent, and its row."""
    outreach = Outreach.objects.create(
        account=person.account, person=person, organisation=person.organisation, created_at=at
    )
    fields = {"purpose": "first_ask", "sent_at": at, **fields}
    MessageFactory(person=person, outreach=outreach, **fields)
    return outreach


def came(outreach, meaning, at, **fields):
    return MessageFactory(
        person=outreach.person,
        outreach=outreach,
        is_received=True,
        meaning=meaning,
        sent_at=at,
        purpose="",
        **fields,
    )


def open_steps(person):
    rows = person.follow_ups.open().exclude(key="").order_by("due_on", "key")
    return [(row.kind, row.due_on) for row in rows]


@pytest.fixture
def person(account):
    return PersonFactory(account=account, organisation=OrganisationFactory(account=account))


def test_silence_leads_to_a_second_person_one_nudge_and_rest(person):
    ask = asked(person)

    replan([person], at=MONDAY)

    assert open_steps(person) == [
        ("second_person", date(2026, 3, 5)),
        ("nudge", date(2026, 3, 11)),
    ]
    ask.refresh_from_db()
    assert (ask.stage, ask.asked_at, ask.rests_on) == ("asked", MONDAY, None)

    asked(
        PersonFactory(account=person.account, organisation=person.organisation), at=MONDAY + days(3)
    )
    MessageFactory(person=person, outreach=ask, purpose="nudge", sent_at=MONDAY + days(9))
    replan([person], at=MONDAY + days(9))

    assert open_steps(person) == []
    ask.refresh_from_db()
    assert (ask.stage, ask.rests_on) == ("nudged", date(2026, 3, 16))


def test_an_ask_elsewhere_at_the_organisation_takes_the_second_person_off(person):
    asked(person)
    replan([person], at=MONDAY)
    colleague = PersonFactory(account=person.account, organisation=person.organisation)
    asked(colleague, at=MONDAY + days(3))

    replan([colleague], at=MONDAY + days(3))

    assert [kind for kind, _ in open_steps(person)] == ["nudge"]


def test_planning_again_changes_nothing(person):
    asked(person)
    replan([person], at=MONDAY)
    before = list(FollowUp.objects.values())

    assert replan([person], at=MONDAY) == []
    assert list(FollowUp.objects.values()) == before


def test_what_came_due_stays_under_its_day_and_is_never_late(person):
    asked(person)
    replan([person], at=MONDAY)

    replan([person], at=MONDAY + days(10))

    nudge = person.follow_ups.get(kind="nudge")
    assert nudge.due_on == date(2026, 3, 11)
    assert nudge.is_chaser and not nudge.is_bound


def test_what_came_due_is_told_by_its_own_day_on_a_day_off_too(person):
    person.country = "PT"
    person.save()
    asked(person, at=datetime(2026, 11, 11, 10, tzinfo=UTC))
    replan([person], at=datetime(2026, 11, 11, 10, tzinfo=UTC))
    nudge = person.follow_ups.get(kind="nudge")

    replan([person], at=datetime(2026, 11, 21, 10, tzinfo=UTC))  # a Saturday

    again = person.follow_ups.get(kind="nudge")
    assert (again.due_on, again.reason) == (date(2026, 11, 20), nudge.reason)


def test_what_was_done_or_dropped_never_comes_back(person):
    asked(person)
    replan([person], at=MONDAY)
    for row in person.follow_ups.all():
        state = FollowUpState.DONE if row.kind == "nudge" else FollowUpState.DROPPED
        settle(row, state, at=MONDAY + days(9))

    replan([person], at=MONDAY + days(9))

    assert open_steps(person) == []
    assert person.follow_ups.count() == 2


def test_a_snooze_holds_through_a_new_plan_and_its_undo_gives_the_planned_day(person):
    ask = asked(person)
    replan([person], at=MONDAY)
    nudge = person.follow_ups.get(kind="nudge")
    snooze(nudge, until=date(2026, 3, 18), at=MONDAY + days(9))

    came(ask, "out_of_office", MONDAY + days(9), until=date(2026, 3, 12))
    replan([person], at=MONDAY + days(9))
    nudge.refresh_from_db()
    assert nudge.due_on == date(2026, 3, 18)

    ask.messages.filter(is_received=True).delete()
    reopen(nudge, at=MONDAY + days(9), due_on=date(2026, 3, 11))

    nudge.refresh_from_db()
    assert (nudge.due_on, nudge.snoozed_at) == (date(2026, 3, 11), None)


def test_a_corrected_day_moves_what_follows_and_says_so(person):
    asked(person)
    replan([person], at=MONDAY)
    message = person.messages.get()
    message.sent_at = MONDAY - days(3)
    message.save()

    changes = replan([person], at=MONDAY)

    assert {(change.kind, change.before, change.after) for change in changes} == {
        ("second_person", date(2026, 3, 5), date(2026, 3, 4)),
        ("nudge", date(2026, 3, 11), date(2026, 3, 10)),
    }


@pytest.mark.parametrize("meaning", ["decline", "reply", "bounce"])
def test_an_answer_ends_the_chasing(person, meaning):
    ask = asked(person)
    replan([person], at=MONDAY)

    came(ask, meaning, MONDAY + days(1))
    replan([person], at=MONDAY + days(1))

    ask.refresh_from_db()
    stage, left = {
        "decline": ("declined", []),
        "reply": ("replied", ["answer"]),
        "bounce": ("bounced", ["other_way"]),
    }[meaning]
    assert ask.stage == stage
    assert [kind for kind, _ in open_steps(person)] == left


def test_to_leave_somebody_in_peace_ends_everything(person):
    asked(person)
    replan([person], at=MONDAY)
    person.is_do_not_contact = True
    person.save()

    replan([person], at=MONDAY)

    assert open_steps(person) == []


def test_days_off_of_both_and_days_away_are_passed_over(account):
    # Carnival is no public holiday in Portugal; 2 April 2026 is Maundy Thursday, 3 April Good Friday.
    person = PersonFactory(account=account, country="DE")
    Pause.objects.create(account=account, from_on=date(2026, 4, 1), until_on=date(2026, 4, 2))
    asked(person, at=datetime(2026, 3, 23, 10, tzinfo=UTC))

    replan([person], at=datetime(2026, 3, 23, 10, tzinfo=UTC))

    # Seven business days end on 1 April: away until the 2nd, Good Friday, Easter Monday in Germany.
    nudge = person.follow_ups.get(kind="nudge")
    assert (nudge.since_on, nudge.due_on) == (date(2026, 4, 1), date(2026, 4, 7))
    causes = {cause for cause, _, _ in nudge.reason["moves"]}
    assert {"pause", "holiday"} <= causes


def test_around_a_talk_each_step_keeps_its_own_clock(account, person):
    talk = InterviewFactory(account=account, people=[person])
    schedule_interview(talk, on_date=date(2026, 12, 14), at_time=time(15), zone="Europe/Lisbon")
    replan([person], at=datetime(2026, 12, 7, 10, tzinfo=UTC))
    assert ("confirm", date(2026, 12, 11)) in open_steps(person)

    ended_at = datetime(2026, 12, 14, 15, 20, tzinfo=UTC)
    hold_interview(talk, ended_at=ended_at, at=ended_at)

    steps = {row.kind: row for row in person.follow_ups.open()}
    assert steps["debrief"].due_on == date(2026, 12, 14)
    assert steps["thank"].due_at == ended_at + timedelta(hours=24)
    assert steps["ask_referral"].due_on == date(2026, 12, 21)
    assert "confirm" not in steps


def test_a_talk_noted_long_after_is_no_pile_of_things_to_do(account, person):
    talk = InterviewFactory(account=account, people=[person], stage="held", ended_at=MONDAY)

    replan([person], at=MONDAY + STALE + days(20))

    assert [kind for kind, _ in open_steps(person)] in ([], ["keep_in_touch"])
    assert talk.follow_ups.count() == 0


def test_a_promised_introduction_is_asked_about_once(account, person):
    other = PersonFactory(account=account, referred_by=person)
    introduction = Introduction.objects.create(
        account=account, introducer=person, person=other, promised_on=MONDAY.date()
    )

    replan([person], at=MONDAY)
    assert open_steps(person) == [("nudge_introduction", date(2026, 3, 9))]

    introduction.state, introduction.settled_on = "made", date(2026, 3, 4)
    introduction.save()
    replan([person], at=MONDAY + days(2))
    assert open_steps(person) == []


def test_who_named_somebody_hears_how_it_went(account, person):
    other = PersonFactory(account=account, referred_by=person, named_on=MONDAY.date())
    asked(other, at=MONDAY + days(1))

    replan([other], at=MONDAY + days(1))

    assert open_steps(person) == [("tell_referrer", date(2026, 3, 17))]


def test_the_pace_of_a_search_wins_over_the_accounts(account, person):
    search = SearchFactory(account=account, preset="gentle")
    ask = asked(person)
    ask.search = search
    ask.save()

    replan([person], at=MONDAY)

    assert open_steps(person) == [("nudge", date(2026, 3, 16))]


def test_numbers_of_ones_own_count(account, person):
    account.numbers = {"nudge": 5}
    account.save()
    asked(person)

    replan([person], at=MONDAY)

    assert ("nudge", date(2026, 3, 9)) in open_steps(person)


def test_people_about_whom_something_changed_are_caught_up_with_once(account, person):
    asked(person)
    Person.objects.filter(pk=person.pk).update(needs_planning=True)

    first, second = catch_up(account, at=MONDAY), catch_up(account, at=MONDAY)

    assert [change.kind for change in first] == ["second_person", "nudge"]
    assert second == []
    person.refresh_from_db()
    assert not person.needs_planning


def test_a_silent_ask_comes_to_rest_by_itself(account, person):
    ask = asked(person)
    MessageFactory(person=person, outreach=ask, purpose="nudge", sent_at=MONDAY + days(9))
    replan([person], at=MONDAY + days(9))

    assert plan_waiting(at=MONDAY + days(14)) == 1

    ask.refresh_from_db()
    assert ask.stage == "resting"
    assert plan_waiting(at=MONDAY + days(15)) == 0


@pytest.mark.full
def test_planning_three_takes_no_more_queries_than_one(account):
    people = PersonFactory.create_batch(4, account=account)
    for person in people:
        asked(person)
    replan(people, at=MONDAY)

    def queries(chosen):

        with CaptureQueriesContext(connection) as seen:
            replan(chosen, at=MONDAY)
        return len(seen)

    assert queries(people[1:]) == queries(people[:1])


@pytest.mark.django_db(transaction=True)
def test_two_who_plan_the_same_person_at_once_make_each_step_once(account):
    person = PersonFactory(account=account)
    asked(person)

    def work():
        try:
            replan([person], at=MONDAY)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert person.follow_ups.count() == 2


def test_an_introduction_the_other_one_declined_is_asked_about_no_more(account, person):
    other = PersonFactory(account=account, referred_by=person, named_on=MONDAY.date())
    Introduction.objects.create(
        account=account,
        introducer=person,
        person=other,
        promised_on=MONDAY.date(),
        state="declined",
        settled_on=date(2026, 3, 4),
    )

    replan([person], at=MONDAY + days(2))

    assert open_steps(person) == []


@pytest.mark.parametrize("is_another_open", [True, False])
def test_the_end_of_a_search_ends_the_chasing_while_no_other_goes_on(
    account, person, is_another_open
):
    ended = SearchFactory(account=account, ended_at=MONDAY + days(1))
    ask = asked(person)
    ask.search = ended
    ask.save()
    InterviewFactory(
        account=account, people=[person], stage="held", ended_at=MONDAY - days(1), search=ended
    )
    if is_another_open:
        InterviewFactory(account=account, people=[person], search=SearchFactory(account=account))

    replan([person], at=MONDAY + days(1))

    kinds = {kind for kind, _ in open_steps(person)}
    assert ("nudge" in kinds) is is_another_open
    assert ("tell_ended" in kinds) is not is_another_open


def test_every_step_and_purpose_of_the_rules_can_be_stored():
    assert set(cadence.StepKind) <= set(FollowUpKind.values)
    assert set(cadence.Purpose) <= set(Purpose.values)
