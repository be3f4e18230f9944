"""The plan of people as stored steps: reckoned anew from their history whenever a fact changes."""

import logging
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from config.kit import clock
from config.kit.prepared import rows_of
from contacts.actions.replanning import ask_for_plans, concerned_by
from contacts.models import Account, Outreach, OutreachStage, Pause, Person
from contacts.rules.cadence import Plan, Preset, Refusal, StepKind, plan, preset_of
from contacts.rules.calendar import TwoCalendars
from interviews.actions.lateness import reckon_lateness
from interviews.actions.steps import Change, store
from interviews.histories import Histories, histories_of
from interviews.models import FollowUp, FollowUpKind, FollowUpState

logger = logging.getLogger(__name__)

# So many are planned anew while a page waits; the worker sees to the rest.
CAUGHT_UP = 200

# Asked whenever a fact changes: as a statement, it costs a tenth of what making it each time does.
_AWAITING = """
SELECT step.person_id
FROM contacts_person here
JOIN contacts_person there ON there.organisation_id = here.organisation_id
JOIN interviews_followup step ON step.person_id = there.id
WHERE here.id = ANY(%(people)s::bigint[])
  AND step.kind = %(kind)s AND step.state = ANY(%(states)s::text[])
"""
_STANDING = {
    "kind": FollowUpKind.ASK_NEXT_STEP.value,
    "states": [FollowUpState.OPEN.value, FollowUpState.WITHDRAWN.value],
}


def hold(people: Iterable[Person]) -> list[Person]:
    """Lock people and all whose plan hangs on theirs, in one order, and return them as they are.

    Whatever changes a fact and has them planned calls this first, before it locks a talk or a step:
    then two who do so wait for each other, and never each for what the other has.
    """
    keys = {person.pk for person in people if person.pk}
    keys |= _awaiting_with(keys)
    rows = Person.objects.select_for_update(no_key=True)
    return list(rows.filter(pk__in=keys | concerned_by(keys)).order_by("pk"))


def _awaiting_with(people: Collection[int]) -> set[int]:
    """Return who was to be asked what comes next where these people are: it may be known now."""
    return {person for (person,) in rows_of(_AWAITING, {"people": list(people), **_STANDING})}


@transaction.atomic
def replan(people: Iterable[Person], *, at: datetime) -> list[Change]:
    """Plan people of one account anew as of a moment; return what came, went or moved.

    With them those whose plan hangs on theirs (see `concerned_by`). Safe to call again: the same
    history gives the same steps. People who were deleted meanwhile are passed over.
    """
    planned = hold(people)
    if not planned:
        return []
    account = Account.objects.get(pk=planned[0].account_id)
    # While they are locked, and before their history is read: what changes from now on asks again.
    waiting = [one.pk for one in planned if one.needs_planning]
    account.people.filter(pk__in=waiting).update(needs_planning=False)
    histories = histories_of(account, planned, now=at)
    return store(account, _plans(account, planned, histories, at), histories, at=at)


def _plans(
    account: Account, people: Collection[Person], histories: Histories, at: datetime
) -> Iterable[tuple[Person, Plan]]:
    presets = _presets(
        account,
        people,
        {
            ask.person_id: histories.searches[ask.search_id].preset
            for ask in histories.asks
            if ask.search_id
        },
    )
    today = clock.day_of(at, account.zone)
    for person in people:
        person.account = account
        place = histories.places.get(person.pk)
        yield (
            person,
            plan(
                histories.events[person.pk],
                preset=presets[person.pk],
                calendar=TwoCalendars.of(account.working_days, account.country, person.country),
                today=today,
                others=[day for day, who in histories.heard[place] if who != person.pk]
                if place
                else None,
            ),
        )


def refusals(person: Person, *, at: datetime) -> tuple[Refusal, ...]:
    """Return what is noted of a person but cannot have happened, each with the reason."""
    histories = histories_of(person.account, [person], now=at)
    ((_, planned),) = _plans(person.account, [person], histories, at)
    return planned.refused


def presets_for(account: Account, people: Collection[Person]) -> dict[int, Preset]:
    """Return the pace that holds for each person: that of their latest search, else the account's."""
    own = dict(
        Outreach.objects.filter(account=account, person__in=people, search__isnull=False)
        .order_by("created_at", "pk")
        .values_list("person", "search__preset")
    )
    return _presets(account, people, own)


def _presets(
    account: Account, people: Collection[Person], own: Mapping[int, str]
) -> dict[int, Preset]:
    """Return the pace of each person by that of their latest search, where it has one."""
    keys = {person.pk: own.get(person.pk) or account.preset for person in people}
    known = {key: preset_of(key, account.numbers) for key in set(keys.values())}
    return {person: known[key] for person, key in keys.items()}


def catch_up(account: Account, *, at: datetime) -> list[Change]:
    """Plan those anew about whom something changed elsewhere; return what came, went or moved."""
    waiting = list(account.people.to_plan().order_by("pk")[:CAUGHT_UP])
    if not waiting:
        return []
    reckon_lateness(account, waiting)
    return replan(waiting, at=at)


def plan_waiting(*, at: datetime) -> int:
    """Plan everybody who waits for it, and whose silent ask comes to rest; return how many accounts.

    A fault in the plans of one account is logged, and keeps nobody else waiting.
    """
    resting = Outreach.objects.filter(
        stage__in=(OutreachStage.ASKED, OutreachStage.NUDGED), rests_on__lte=at.date()
    )
    # One by one: joined, each person's asks would be multiplied by their steps.
    due = (resting, _met_by_an_absence(at.date()), _overtaken_by_the_talk(at))
    ask_for_plans({person for rows in due for person in rows.values_list("person", flat=True)})
    accounts = list(Account.objects.filter(people__needs_planning=True).distinct())
    for account in accounts:
        try:
            while account.people.to_plan().exists():
                catch_up(account, at=at)
        except Exception:
            logger.exception("The plans of account %s could not be made", account.pk)
    return len(accounts)


def _met_by_an_absence(today: date) -> QuerySet[FollowUp]:
    """Return the chasers that were waiting when an absence began: they go on after it."""
    away = Pause.objects.on(today).values("account")
    chasers = [kind.value for kind in StepKind if kind.is_chaser]
    return FollowUp.objects.filter(
        account__in=away, state=FollowUpState.OPEN, kind__in=chasers, due_on__lte=today
    ).exclude(key="")


def _overtaken_by_the_talk(at: datetime) -> QuerySet[FollowUp]:
    """Return the steps around a talk that change once its time has come, or its day is over."""
    ahead = Q(kind=StepKind.CONFIRM.value) | Q(reason__key="debrief_ahead")
    begun = ahead & Q(interview__starts_at__lte=at)
    late = Q(
        kind=StepKind.DEBRIEF.value, reason__key__in=("debrief", "debrief_round"), due_at__lte=at
    )
    steps = FollowUp.objects.filter(begun | late, state=FollowUpState.OPEN)
    return steps.exclude(key="")
