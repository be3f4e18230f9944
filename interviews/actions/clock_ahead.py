"""What a clock that ran ahead left in the future, brought back once the clock is right again."""

from datetime import date, datetime, timedelta

from django.db import transaction

from contacts.models import Account
from interviews.models import Letter, LetterState, MailHost

# Further ahead no letter of a day is planned, no letter waits and no server is left alone.
FURTHEST = timedelta(days=2)


@transaction.atomic
def come_back(*, at: datetime) -> int:
    """Let go of days and moments that only a wrong clock can have set; return in how many rows.

    A letter of a day that it thought had come is planned again, and what waits for a moment far away
    waits no more. Otherwise nobody would get a letter until that day, and nobody would be told.
    """
    far = at + FURTHEST
    day = far.date()
    accounts, hosts = Account.objects, MailHost.objects
    queued = Letter.objects.filter(state=LetterState.QUEUED)
    return sum(
        (
            accounts.filter(digest_planned_on__gt=day).update(digest_planned_on=date.min),
            accounts.filter(review_planned_on__gt=day).update(review_planned_on=date.min),
            queued.filter(try_at__gt=far).update(try_at=at),
            queued.filter(handed_at__gt=far).update(handed_at=at),
            hosts.filter(free_at__gt=far).update(free_at=None),
            hosts.filter(try_at__gt=far).update(try_at=at),
        )
    )
