"""How far a month's quota is reached, where the pace in use has one."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from config.kit import clock
from contacts.models import Account, Purpose, Tie
from contacts.rules.cadence import Preset
from interviews.models import Interview
from interviews.rules.stages import TOOK_PLACE

_FIRST = (Purpose.FIRST_ASK, Purpose.SECOND_PERSON)


@dataclass(frozen=True)
class Quota:
    """One number a month: how many there are, and how many it asks for."""

    label: str
    done: int
    goal: int

    @property
    def is_reached(self) -> bool:
        """Return whether it is reached."""
        return self.done >= self.goal


def quotas_of(account: Account, preset: Preset, today: date) -> list[Quota]:
    """Return the quotas of the month a day lies in; none, and no query, where the pace sets none."""
    goals = [preset[key] for key in ("quota_messages", "quota_strangers", "quota_talks")]
    if not any(goals):
        return []
    since = datetime(today.year, today.month, 1, tzinfo=ZoneInfo(account.zone))
    until = clock.end_of_day(today + timedelta(days=1), account.zone)
    asked = account.messages.filter(
        is_received=False, purpose__in=_FIRST, sent_at__gte=since, sent_at__lt=until
    ).aggregate(all=Count("pk"), strangers=Count("pk", filter=Q(person__tie=Tie.COLD)))
    talks = Interview.objects.filter(account=account, stage__in=TOOK_PLACE, starts_at__gte=since)
    done = (asked["all"], asked["strangers"], talks.count() if goals[2] else 0)
    labels = (_("first messages"), _("of them to strangers"), _("talks"))
    return [Quota(*quota) for quota in zip(labels, done, goals, strict=True) if quota[2]]
