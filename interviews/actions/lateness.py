"""From when what was agreed for a day is late: never while its owner is away."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from functools import cache

from config.kit import clock
from contacts.models import Account, Pause, Person
from interviews.models import FollowUp
from interviews.models.follow_ups import FollowUpQuerySet

_DAY = timedelta(days=1)


def late_from(account: Account, day: date) -> datetime:
    """Return when a day is over in the account's zone; of a day away, the first day back."""
    while away := account.pauses.on(day).order_by("-until_on").first():
        day = away.until_on + _DAY
    return clock.end_of_day(day, account.zone)


def spare(pause: Pause) -> None:
    """Reckon anew from when open promises for the days of an absence are late; their days stay."""
    days = {"due_on__range": (pause.from_on, pause.until_on)}
    _reckon(pause.account, pause.account.follow_ups.open().filter(**days))


def reckon_lateness(account: Account, people: Collection[Person]) -> None:
    """Reckon anew from when open promises about people are late: days end with the account's zone."""
    _reckon(account, account.follow_ups.open().filter(person__in=people))


def _reckon(account: Account, promises: FollowUpQuerySet) -> None:
    changed = []
    late = cache(lambda day: late_from(account, day))
    for one in promises.filter(key=""):
        if late(one.due_on) != one.due_at:
            one.due_at = late(one.due_on)
            changed.append(one)
    FollowUp.objects.bulk_update(changed, ["due_at"], batch_size=200)
