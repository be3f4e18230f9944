"""Which talks fall on one day of mine, and their sheets."""

from datetime import date, datetime, timedelta

from config.kit import clock
from contacts.models import Account
from interviews.actions.sheets import open_sheet
from interviews.models import Interview, Sheet
from interviews.rules.stages import Stage


def day_of(interview: Interview) -> date | None:
    """Return the day of a scheduled talk on my clock."""
    if interview.starts_at is None or interview.stage != Stage.SCHEDULED:
        return None
    return clock.day_of(interview.starts_at, interview.account.zone)


def sheets_of_day(account: Account, day: date, *, at: datetime) -> list[Sheet]:
    """Return the sheets of the scheduled talks of a day, in their order; opens those not opened."""
    starts = clock.end_of_day(day - timedelta(days=1), account.zone)
    ends = clock.end_of_day(day, account.zone)
    talks = (
        account.interviews.filter(stage=Stage.SCHEDULED, starts_at__gte=starts, starts_at__lt=ends)
        .order_by("starts_at", "pk")
        .select_related("account", "search")
        .prefetch_related("people")
    )
    return [open_sheet(interview, at=at) for interview in talks]
