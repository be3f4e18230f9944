"""What changes the pace of a whole plan: preset and numbers, and planning everybody anew."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from config.kit.jobs import hand_over
from contacts.models import Account, Introduction, Message, Outreach, Person
from contacts.models.people import PersonQuerySet
from contacts.rules.cadence import checked, preset_of
from interviews.actions.planning import replan
from interviews.actions.steps import Change
from interviews.models import FollowUp, Interview

# So many are planned while a page waits; the worker sees to larger accounts.
AT_ONCE = 500


@dataclass(frozen=True)
class Moved:
    """What a new plan changed, or of how many people the worker still has to find out."""

    changes: list[Change]
    waiting: int = 0


def planned_people(account: Account) -> PersonQuerySet:
    """Return those with whom something happened that a plan can follow from."""
    mine = Q(person=OuterRef("pk"))
    happened = (
        FollowUp.with_withdrawn.exclude(key="").filter(mine),
        Outreach.objects.filter(mine),
        Message.objects.filter(mine, sent_at__isnull=False),
        Interview.people.through.objects.filter(mine),
        Person.objects.filter(referred_by=OuterRef("pk")),
        Introduction.objects.filter(Q(introducer=OuterRef("pk")) | mine),
    )
    either = Q()
    for rows in happened:
        either |= Q(Exists(rows))
    found: PersonQuerySet = account.people.filter(either)
    return found


@transaction.atomic
def plan_anew(account: Account, *, at: datetime) -> Moved:
    """Plan everybody anew, or hand them to the worker where they are many; return what moved."""
    people = list(planned_people(account).only("pk")[: AT_ONCE + 1])
    if len(people) <= AT_ONCE:
        return Moved(replan(people, at=at))
    keys = list(planned_people(account).values_list("pk", flat=True))
    account.people.filter(pk__in=keys).update(needs_planning=True)
    hand_over("plan_waiting", timestamp=int(at.timestamp()))
    return Moved([], len(keys))


@transaction.atomic
def set_pace(account: Account, *, preset: str, own: Mapping[str, int], at: datetime) -> Moved:
    """Give an account a preset and numbers of its own, and plan anew; return what moved.

    Raises OutOfBounds, or KeyError for a number there is none of.
    """
    row = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    row.preset, row.numbers = preset_of(preset).key, dict(checked(own))
    row.save(update_fields=["preset", "numbers"])
    return plan_anew(row, at=at)


def rehearse(act: Callable[[], Moved]) -> Moved:
    """Return what an action would move, and leave everything as it is."""
    with transaction.atomic():
        moved = act()
        transaction.set_rollback(True)
    return moved
