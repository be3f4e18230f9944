"""Which talks fall on one day of mine, and their sheets."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from config.kit import clock
from contacts.models import Account
from interviews.actions.sheets import open_sheet
from interviews.models import Interview, Sheet
from interviews.rules.stages import Stage


@dataclass(frozen=True, slots=True)
class Day:
    """A day on my clock, and the names of those I talk to on it, in the order of the talks."""

    on: date
    names: list[str]


def sheets_of_day(account: Account, day: date, *, at: datetime) -> list[Sheet]:
    """Return the sheets of the scheduled talks of a day, in their order; opens those not opened."""
    talks = _scheduled(account, day).select_related("account", "search")
    return [open_sheet(interview, at=at) for interview in talks]


def talks_on(interview: Interview) -> Day | None:
    """Return the day of a talk where it is one of several that are scheduled; else None."""
    if interview.starts_at is None or interview.stage != Stage.SCHEDULED:
        return None
    account = interview.account
    day = interview.starts_at.astimezone(ZoneInfo(account.zone)).date()
    names = [talk.names for talk in _scheduled(account, day)]
    return Day(day, names) if len(names) > 1 else None


def _scheduled(account: Account, day: date) -> QuerySet[Interview]:
    starts = clock.end_of_day(day - timedelta(days=1), account.zone)
    ends = clock.end_of_day(day, account.zone)
    return (
        account.interviews.filter(stage=Stage.SCHEDULED, starts_at__gte=starts, starts_at__lt=ends)
        .order_by("starts_at", "pk")
        .prefetch_related("people")
    )
