"""The plan of people as stored steps: reckoned anew from their history whenever a fact changes."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet

from contacts.models import Account, Outreach, OutreachStage, Pause, Person
from contacts.rules.cadence import Plan, Preset, Refusal, StepKind, plan, preset_of
from contacts.rules.calendar import TwoCalendars
from interviews.actions.steps import PURPOSES, STALE, Change, store
from interviews.histories import histories_of
from interviews.models import FollowUp, FollowUpState

__all__ = [
    "PURPOSES",
    "STALE",
    "Change",
    "catch_up",
    "plan_waiting",
    "presets_for",
    "refusals",
    "replan",
]

# So many are planned anew while a page waits; the worker sees to the rest.
CAUGHT_UP = 200


@transaction.atomic
def replan(people: Iterable[Person], *, at: datetime) -> list[Change]:
    """Plan people of one account anew as of a moment; return what came, went or moved.

    With them those whose plan hangs on theirs: who named them, and who was asked at the same
    organisation. Safe to call again: the same history gives the same steps.
    """
    keys = {person.pk for person in people}
    if not keys:
        return []
    account = Account.objects.get(people=min(keys))
    # In one order, so that two who plan the same people wait for each other.
    planned = list(
        account.people.select_for_update(no_key=True)
        .filter(pk__in=keys | _concerned(account, keys))
        .order_by("pk")
    )
    return store(account, _plans(account, planned, at), at=at)


def _concerned(account: Account, keys: Collection[int]) -> set[int]:
    """Return whose plan depends on what happened with these people."""
    people = account.people.filter(pk__in=keys)
    places = people.filter(organisation__isnull=False).values("organisation")
    silent = account.outreach.filter(organisation__in=places, asked_at__isnull=False)
    referrers = people.filter(referred_by__isnull=False).values_list("referred_by", flat=True)
    introducers = account.introductions.filter(person__in=keys).values_list("introducer", flat=True)
    return {*silent.values_list("person", flat=True), *filter(None, referrers), *introducers}


def _plans(
    account: Account, people: Collection[Person], at: datetime
) -> Iterable[tuple[Person, Plan]]:
    histories = histories_of(account, people, now=at)
    presets = presets_for(account, people)
    today = at.astimezone(ZoneInfo(account.zone)).date()
    for person in people:
        person.account = account
        asked = histories.asked.get(person.organisation_id or 0, ())
        yield (
            person,
            plan(
                histories.events[person.pk],
                preset=presets[person.pk],
                calendar=TwoCalendars.of(account.working_days, account.country, person.country),
                today=today,
                others=[day for day, who in asked if who != person.pk],
            ),
        )


def refusals(person: Person, *, at: datetime) -> tuple[Refusal, ...]:
    """Return what is noted of a person but cannot have happened, each with the reason."""
    ((_, planned),) = _plans(person.account, [person], at)
    return planned.refused


def presets_for(account: Account, people: Collection[Person]) -> dict[int, Preset]:
    """Return the pace that holds for each person: that of their latest search, else the account's."""
    own = dict(
        Outreach.objects.filter(account=account, person__in=people, search__isnull=False)
        .exclude(search__preset="")
        .order_by("created_at", "pk")
        .values_list("person", "search__preset")
    )
    known = {key: preset_of(key, account.numbers) for key in {account.preset, *own.values()}}
    return {person.pk: known[own.get(person.pk, account.preset)] for person in people}


def catch_up(account: Account, *, at: datetime) -> list[Change]:
    """Plan those anew about whom something changed elsewhere; return what came, went or moved."""
    waiting = list(account.people.to_plan().order_by("pk")[:CAUGHT_UP])
    if not waiting:
        return []
    # First, so that what changes meanwhile is asked for again.
    account.people.filter(pk__in=[one.pk for one in waiting]).update(needs_planning=False)
    return replan(waiting, at=at)


def plan_waiting(*, at: datetime) -> int:
    """Plan everybody who waits for it, and whose silent ask comes to rest; return how many accounts."""
    resting = Outreach.objects.filter(
        stage__in=(OutreachStage.ASKED, OutreachStage.NUDGED), rests_on__lte=at.date()
    )
    Person.objects.filter(
        Q(outreach__in=resting) | Q(follow_ups__in=_met_by_an_absence(at.date()))
    ).update(needs_planning=True)
    accounts = list(Account.objects.filter(people__needs_planning=True).distinct())
    for account in accounts:
        while account.people.to_plan().exists():
            catch_up(account, at=at)
    return len(accounts)


def _met_by_an_absence(today: date) -> QuerySet[FollowUp]:
    """Return the chasers that were waiting when an absence began: they go on after it."""
    away = Pause.objects.on(today).values("account")
    chasers = [kind.value for kind in StepKind if kind.is_chaser]
    return FollowUp.objects.filter(
        account__in=away, state=FollowUpState.OPEN, kind__in=chasers, due_on__lte=today
    ).exclude(key="")
