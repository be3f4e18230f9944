"""What is done to an absence: begun, ended early, deleted; the plan moves around it."""

from datetime import date, datetime, timedelta

from django.db import transaction

from config.kit import clock
from contacts.models import Account, Pause
from interviews.actions.lateness import spare
from interviews.actions.pace import Moved, plan_anew


@transaction.atomic
def begin_pause(
    account: Account, *, from_on: date, until_on: date, at: datetime
) -> tuple[Pause, Moved]:
    """Return a new absence, both days included, and what it moves.

    What is for others to do on a day, and talks and agreed days, stay where they are.
    """
    pause = Pause.objects.create(account=account, from_on=from_on, until_on=until_on)
    spare(pause)
    return pause, plan_anew(account, at=at)


@transaction.atomic
def delete_pause(pause: Pause, *, at: datetime) -> Moved:
    """Take an absence away as if it had never been; return what moves."""
    pause.delete()
    spare(pause)
    return plan_anew(pause.account, at=at)


@transaction.atomic
def end_pause(pause: Pause, *, at: datetime) -> tuple[Pause | None, Moved]:
    """Be back today: yesterday was the last day away. Return what is left of it, and what moves."""
    today = clock.day_of(at, pause.account.zone)
    moved = delete_pause(pause, at=at)
    if pause.from_on >= today:
        return None, moved
    kept, _ = begin_pause(
        pause.account, from_on=pause.from_on, until_on=today - timedelta(days=1), at=at
    )
    return kept, moved
