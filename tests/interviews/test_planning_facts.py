"""Facts about one person that change what is to be done about another."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse

from config.kit.clock import moved_to
from contacts.actions.introductions import promise_introduction
from contacts.actions.merges import merge, undo_merge
from contacts.actions.organisations import delete_organisation
from contacts.actions.people import delete_person, keep_person, set_reach
from contacts.models import Outreach, Person
from interviews.actions.follow_ups import promise, settle
from interviews.actions.interviews import schedule_interview
from interviews.actions.planning import catch_up, plan_waiting, replan
from interviews.models import FollowUpState
from tests.cases import few
from tests.contacts.imports.conftest import imported, linkedin
from tests.contacts.imports.test_import_undo import undone
from tests.factories import (
    InterviewFactory,
    MessageFactory,
    OrganisationFactory,
    PersonFactory,
    SearchFactory,
)

# A Monday without a holiday near it.
MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
DAY = timedelta(days=1)


def asked(person, at=MONDAY, search=None):
    ask = Outreach.objects.create(
        account=person.account,
        person=person,
        organisation=person.organisation,
        search=search,
        created_at=at,
    )
    MessageFactory(person=person, outreach=ask, purpose="first_ask", sent_at=at)
    return ask


def steps(person):
    rows = person.follow_ups.open().exclude(key="").order_by("due_on", "key")
    return {row.kind: row.due_on for row in rows}


@pytest.fixture
def person(account):
    return PersonFactory(account=account)


@pytest.fixture
def named(account, person):
    """Somebody whom `person` named."""
    return PersonFactory(account=account, referred_by=person, named_on=MONDAY.date())


@pytest.fixture
def colleague(account, person):
    return PersonFactory(account=account, organisation=person.organisation)


def test_deleting_whom_they_named_ends_what_was_to_be_told(account, person, named):
    asked(named, at=MONDAY + DAY)
    replan([named], at=MONDAY + DAY)
    assert "tell_referrer" in steps(person)

    delete_person(person=named)
    catch_up(account, at=MONDAY + DAY)

    assert steps(person) == {}


def test_deleting_the_second_person_asks_for_another(account, person, colleague):
    asked(person)
    asked(colleague, at=MONDAY + DAY)
    replan([person, colleague], at=MONDAY + DAY)
    assert "second_person" not in steps(person)

    delete_person(person=colleague)
    catch_up(account, at=MONDAY + DAY)

    assert "second_person" in steps(person)


def test_two_organisations_made_one_are_one_place_to_ask_at_and_two_again(account, person):
    elsewhere = PersonFactory(account=account)
    asked(person)
    asked(elsewhere, at=MONDAY + DAY)
    replan([person, elsewhere], at=MONDAY + DAY)
    assert "second_person" in steps(person)

    merged = merge(
        kept=person.organisation, gone=elsewhere.organisation, values={}, at=MONDAY + DAY
    )
    catch_up(account, at=MONDAY + DAY)
    assert "second_person" not in steps(person)

    undo_merge(merge=merged, at=MONDAY + DAY)
    catch_up(account, at=MONDAY + DAY)
    assert "second_person" in steps(person)


def test_without_an_organisation_there_is_no_second_person_there(account, person):
    asked(person)
    replan([person], at=MONDAY)

    delete_organisation(organisation=person.organisation)
    catch_up(account, at=MONDAY)

    assert set(steps(person)) == {"nudge"}


def test_whoever_answers_there_spares_a_second_person(person, colleague):
    earlier = asked(colleague, at=MONDAY - DAY)
    asked(person)
    replan([person], at=MONDAY)
    assert "second_person" in steps(person)

    MessageFactory(
        person=colleague,
        outreach=earlier,
        purpose="",
        is_received=True,
        meaning="reply",
        sent_at=MONDAY + DAY,
    )
    replan([colleague], at=MONDAY + DAY)

    assert "second_person" not in steps(person)


def test_a_colleague_who_left_since_was_still_asked_there(account, person, colleague):
    asked(person)
    replan([person], at=MONDAY)
    asked(colleague, at=MONDAY + DAY)
    colleague.organisation = OrganisationFactory(account=account)
    colleague.save()

    replan([colleague], at=MONDAY + DAY)

    assert "second_person" not in steps(person)


@pytest.mark.parametrize("is_promised", few([True, False]))
def test_what_was_settled_about_somebody_stays_so_when_two_are_made_one(
    account, person, named, is_promised
):
    twin = PersonFactory(account=account)
    if is_promised:
        promise_introduction(introducer=person, person=named, on=MONDAY.date())
    else:
        asked(named, at=MONDAY + DAY)
    replan([named, person], at=MONDAY + DAY)
    settle(person.follow_ups.get(), FollowUpState.DONE, at=MONDAY + 9 * DAY)

    merge(kept=twin, gone=named, values={"referred_by_id": person.pk}, at=MONDAY + 9 * DAY)
    catch_up(account, at=MONDAY + 9 * DAY)

    assert steps(person) == {}


def test_whoever_was_met_needs_no_introduction_any_more(account, person):
    named_by_another = PersonFactory(
        account=account, referred_by=PersonFactory(account=account), named_on=MONDAY.date()
    )
    promise_introduction(introducer=person, person=named_by_another, on=MONDAY.date())
    replan([person], at=MONDAY)
    assert set(steps(person)) == {"nudge_introduction"}

    asked(named_by_another, at=MONDAY + 2 * DAY)
    replan([named_by_another], at=MONDAY + 2 * DAY)

    assert steps(person) == {"tell_referrer": date(2026, 3, 18)}


def test_the_pace_is_that_of_the_latest_search_although_it_has_none_of_its_own(account, person):
    asked(person, at=MONDAY - 60 * DAY, search=SearchFactory(account=account, preset="gentle"))
    asked(person, search=SearchFactory(account=account))

    replan([person], at=MONDAY)

    assert steps(person)["nudge"] == date(2026, 3, 11)


def test_naming_noted_by_editing_happened_on_that_day(account, person, colleague):
    Person.objects.filter(pk=colleague.pk).update(created_at=MONDAY - 90 * DAY)
    InterviewFactory(account=account, people=[person], stage="held", ended_at=MONDAY)
    replan([person], at=MONDAY)
    assert "ask_referral" in steps(person)

    colleague.referred_by = person
    keep_person(
        person=colleague, organisation_name=str(person.organisation), reaches={}, at=MONDAY + DAY
    )
    catch_up(account, at=MONDAY + DAY)

    assert "ask_referral" not in steps(person)


def test_steps_ahead_of_a_talk_end_with_its_day(account, person):
    with moved_to(MONDAY):
        talk = InterviewFactory(account=account, people=[person])
        schedule_interview(talk, on_date=date(2026, 3, 6), at_time=time(15), zone="Europe/Lisbon")
    assert "confirm" in steps(person)

    plan_waiting(at=MONDAY + 5 * DAY)

    assert set(steps(person)) == {"debrief"}
    assert person.follow_ups.get(kind="debrief").reason["key"] == "was_held"


def test_whoever_was_deleted_meanwhile_is_passed_over(person):
    Person.objects.filter(pk=person.pk).delete()

    assert replan([person], at=MONDAY) == []


def test_an_import_that_changes_what_a_plan_hangs_on_and_its_undoing_are_heard(account, person):
    set_reach(person=person, kind="linkedin", value="linkedin.com/in/ana")
    pool = PersonFactory(account=account, is_in_pool=True)
    set_reach(person=pool, kind="linkedin", value="linkedin.com/in/bo")

    def waiting():
        found = list(account.people.to_plan())
        account.people.update(needs_planning=False)
        return found

    rows = [
        f"{one.name.replace(' ', ',')},{handle},,Fabrikam,Cook,12 Mar 2024"
        for one, handle in ((person, "ana"), (pool, "bo"))
    ]
    run = imported(account, linkedin(*rows))
    assert waiting() == [person]
    undone(run)
    assert waiting() == [person]


def test_new_hours_and_days_off_of_my_own_are_planned_by(account, page, person):
    asked(person)
    replan([person], at=MONDAY)
    promised = promise(person, kind="promise", text="The paper", due_on=date(2026, 3, 6))
    untold = PersonFactory(account=account)
    Outreach.objects.create(
        account=account, person=untold, is_asked_unknown=True, created_at=MONDAY
    )
    fields = {
        "zone": "Asia/Tokyo",
        "country": "JP",
        "working_days": [2, 3, 4, 5],
        "day_starts_at": "09:00",
        "day_ends_at": "17:00",
        "language": "en",
    }

    assert page.post(reverse("settings-clock"), fields).status_code == 303

    assert {*account.people.to_plan()} == {person, untold}
    catch_up(type(account).objects.get(pk=account.pk), at=MONDAY)
    # Friday 20 March is a holiday in Japan; Mondays are mine.
    assert steps(person) == {"second_person": date(2026, 3, 5), "nudge": date(2026, 3, 12)}
    promised.refresh_from_db()
    assert promised.due_at == datetime(2026, 3, 6, 15, tzinfo=UTC)


def test_a_fault_in_the_plans_of_one_account_keeps_nobody_else_waiting(account, stranger, caplog):
    broken, sound = PersonFactory(account=account), PersonFactory(account=stranger)
    account.zone = "Nowhere/Known"
    account.save()
    for one in (broken, sound):
        asked(one)
    Person.objects.update(needs_planning=True)

    plan_waiting(at=MONDAY)

    assert set(steps(sound)) == {"nudge", "second_person"}
    assert [*Person.objects.to_plan()] == [broken]
    assert "could not be made" in caplog.text


def test_a_promise_noted_today_stands_where_it_is_yesterday_still(account, person):
    account.zone = "Asia/Tokyo"
    account.save()
    at, there = datetime(2026, 3, 2, 20, tzinfo=UTC), date(2026, 3, 3)
    promise_introduction(introducer=person, person=PersonFactory(account=account), on=there)

    account.zone = "America/Los_Angeles"
    account.save()
    replan([person], at=at)

    assert set(steps(person)) == {"nudge_introduction"}
