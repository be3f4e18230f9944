from datetime import UTC, date, datetime, timedelta

import pytest

from contacts.actions.people import what_goes_with
from contacts.models import Outreach
from interviews.actions.follow_ups import snooze
from interviews.actions.planning import replan
from interviews.actions.steps import STALE
from interviews.models import FollowUp, FollowUpState
from tests.factories import MessageFactory, PersonFactory

# A Monday without a holiday near it.
MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def person(account):
    """Somebody who was asked on Monday, and is to be nudged on 11 March."""
    person = PersonFactory(account=account)
    ask = Outreach.objects.create(account=account, person=person, organisation=person.organisation)
    MessageFactory(person=person, outreach=ask, purpose="first_ask", sent_at=MONDAY)
    replan([person], at=MONDAY)
    return person


def left_in_peace(person, is_wanted, *, at):
    person.is_do_not_contact = is_wanted
    person.save()
    return replan([person], at=at)


def steps(person):
    fields = ("pk", "kind", "state", "due_on", "due_at", "snoozed_at", "announced_on", "message")
    return list(person.follow_ups.order_by("key").values(*fields))


def test_a_step_that_applies_again_is_the_same_row_as_it_was(person):
    nudge = person.follow_ups.get(kind="nudge")
    nudge.message = MessageFactory(
        person=person, purpose="nudge", outreach=nudge.outreach, body="Half written"
    )
    nudge.announced_on = date(2026, 3, 10)
    nudge.save()
    snooze(nudge, until=date(2026, 4, 20), at=MONDAY + 10 * DAY)
    before, later = steps(person), MONDAY + 45 * DAY

    went = left_in_peace(person, True, at=later)
    assert {change.after for change in went} == {None}
    assert steps(person) == [] == [one for one in what_goes_with(person) if "follow" in one.label]
    left_in_peace(person, False, at=later + DAY)

    assert before[0]["kind"] == "nudge" and before[0]["message"]
    assert steps(person)[0] == before[0]


def test_a_step_withdrawn_long_ago_stays_away(person):
    left_in_peace(person, True, at=MONDAY + DAY)

    left_in_peace(person, False, at=MONDAY + STALE + 20 * DAY)

    assert steps(person) == []
    assert {row.state for row in FollowUp.with_withdrawn.all()} == {FollowUpState.WITHDRAWN}
