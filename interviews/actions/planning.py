"""The plan of people as stored steps: reckoned anew from their history whenever a fact changes."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from config.kit import clock
from contacts.models import Account, Message, Outreach, OutreachStage, Person, Purpose
from contacts.rules.cadence import Plan, Preset, Step, plan, preset_of
from contacts.rules.calendar import TwoCalendars
from interviews.histories import histories_of
from interviews.models import FollowUp, FollowUpKind, FollowUpState

# Which message a step is done by, where it is done by one.
PURPOSES = {
    FollowUpKind.ANSWER: Purpose.ACCEPT,
    FollowUpKind.NUDGE: Purpose.NUDGE,
    FollowUpKind.CONFIRM: Purpose.CONFIRM,
    FollowUpKind.THANK: Purpose.THANK_YOU,
    FollowUpKind.ASK_REFERRAL: Purpose.REFERRAL_ASK,
    FollowUpKind.NUDGE_INTRODUCTION: Purpose.REFERRAL_ASK,
    FollowUpKind.TELL_REFERRER: Purpose.REPORT_REFERRER,
    FollowUpKind.REPORT_BACK: Purpose.REPORT_ADVICE,
    FollowUpKind.KEEP_IN_TOUCH: Purpose.KEEP_IN_TOUCH,
    FollowUpKind.TELL_ENDED: Purpose.END_OF_SEARCH,
}
# A step that fell due longer ago than this when it is first found is let go: nobody is thanked for a
# talk of last year because it was noted today, and an old account is not met with a pile.
STALE = timedelta(days=30)
# So many are planned anew while a page waits; the worker sees to the rest.
CAUGHT_UP = 200
_KEPT = ("kind", "interview_id", "outreach_id", "reason", "since_on", "due_on", "due_at")


@dataclass(frozen=True)
class Change:
    """A step that came (`before` is None), went (`after` is None) or moved to another day."""

    person: Person
    kind: FollowUpKind
    before: date | None
    after: date | None


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
    steps = _by_person(FollowUp.objects.filter(person__in=planned).exclude(key=""))
    asks = _by_person(Outreach.objects.filter(person__in=planned))
    changes = []
    for person, plan_of in _plans(account, planned, at):
        changes += _store(person, plan_of, steps[person.pk], at)
        _note_standings(asks[person.pk], plan_of)
    return changes


def _by_person[Row: (FollowUp, Outreach)](rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row)
    return found


def _concerned(account: Account, keys: Collection[int]) -> set[int]:
    """Return whose plan depends on what happened with these people."""
    people = account.people.filter(pk__in=keys)
    places = people.filter(organisation__isnull=False).values("organisation")
    silent = account.outreach.filter(organisation__in=places, asked_at__isnull=False)
    referrers = people.filter(referred_by__isnull=False).values_list("referred_by", flat=True)
    return {*silent.values_list("person", flat=True), *filter(None, referrers)}


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


def _store(person: Person, planned: Plan, stored: Iterable[FollowUp], at: datetime) -> list[Change]:
    """Bring the stored steps of a person in line with their plan."""
    account, rows = person.account, {row.key: row for row in stored}
    today = at.astimezone(ZoneInfo(account.zone)).date()
    changes = []
    for step in planned.steps:
        row = rows.pop(step.key, None)
        if row is None and step.since >= today - STALE:
            changes.append(_begin(account, person, step))
        elif (
            row and row.state == FollowUpState.OPEN and (change := _move(person, row, step, today))
        ):
            changes.append(change)
    for row in rows.values():
        if row.state == FollowUpState.OPEN:
            row.delete()
            changes.append(Change(person, FollowUpKind(row.kind), row.due_on, None))
    return changes


def _begin(account: Account, person: Person, step: Step) -> Change:
    row = FollowUp(account=account, person=person, key=step.key, **_values(account, step))
    row.message = _begun(person, row)
    row.save()
    return Change(person, FollowUpKind(row.kind), None, row.due_on)


def _move(person: Person, row: FollowUp, step: Step, today: date) -> Change | None:
    """Give an open step its present day and reason; return the change of day, if it has one."""
    values = _values(person.account, step)
    if step.is_chaser and row.since_on == step.since and row.due_on <= today == step.due_on:
        # It was due and still is: the day on which it came up stays.
        values |= {"due_on": row.due_on, "due_at": row.due_at}
    before = row.due_on
    if all(getattr(row, name) == values[name] for name in _KEPT):
        return None
    for name, value in values.items():
        setattr(row, name, value)
    if row.due_on > before:
        row.announced_on = None
    row.save()
    if row.due_on == before:
        return None
    return Change(person, FollowUpKind(row.kind), before, row.due_on)


def _values(account: Account, step: Step) -> dict[str, Any]:
    moves = [[move.cause, move.day.isoformat(), move.name] for move in step.moves]
    return {
        "kind": step.kind.value,
        "interview_id": step.talk or None,
        "outreach_id": step.outreach or None,
        "reason": {**step.reason.stored(), "number": step.number, "moves": moves},
        "since_on": step.since,
        "due_on": step.due_on,
        "due_at": step.overdue_at or clock.end_of_day(step.due_on, account.zone),
    }


def _begun(person: Person, row: FollowUp) -> Message | None:
    """Return the latest draft for such a step that lost its own, if there is one."""
    purpose = PURPOSES.get(FollowUpKind(row.kind))
    if purpose is None:
        return None
    drafts = person.messages.filter(
        purpose=purpose, sent_at=None, follow_up=None, outreach=row.outreach_id
    )
    return drafts.order_by("-changed_at").first()


def _note_standings(asks: Iterable[Outreach], planned: Plan) -> None:
    """Note where each ask stands."""
    for ask in asks:
        if standing := planned.standings.get(ask.pk):
            values = {
                "stage": standing.stage.value,
                "asked_at": standing.asked_at,
                "rests_on": standing.rests_on,
            }
            if any(getattr(ask, name) != value for name, value in values.items()):
                Outreach.objects.filter(pk=ask.pk).update(**values)


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
    Person.objects.filter(outreach__in=resting).update(needs_planning=True)
    accounts = list(Account.objects.filter(people__needs_planning=True).distinct())
    for account in accounts:
        while catch_up(account, at=at):
            pass
    return len(accounts)
