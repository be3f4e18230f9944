"""From when what was agreed for a day is late: never while its owner is away."""

from datetime import date, datetime, timedelta

from config.kit import clock
from contacts.models import Account, Pause

_DAY = timedelta(days=1)


def late_from(account: Account, day: date) -> datetime:
    """Return when a day is over in the account's zone; of a day away, the first day back."""
    while away := account.pauses.on(day).order_by("-until_on").first():
        day = away.until_on + _DAY
    return clock.end_of_day(day, account.zone)


def spare(pause: Pause) -> None:
    """Reckon anew from when open promises for the days of an absence are late; their days stay."""
    account = pause.account
    days = {"due_on__range": (pause.from_on, pause.until_on)}
    for one in account.follow_ups.open().filter(key="", **days):
        if (late := late_from(account, one.due_on)) != one.due_at:
            one.due_at = late
            one.save(update_fields=["due_at"])
