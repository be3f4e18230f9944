"""The morning digests: who may get one now, and what for."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import batched, groupby

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from contacts.models import Account
from interviews.actions.planning_letters.clocks import clocks
from interviews.mail.digest import Digest, digests_for
from interviews.models import UNANNOUNCED, FollowUp, Interview, Letter, LetterKind
from interviews.rules.digest import clocks_to_tell, day_to_tell, window

KIND = LetterKind.DIGEST
# So many accounts are looked at by one statement for whether there is anything to tell them.
LOOKED_AT = 1_000


def waiting(at: datetime) -> Iterator[int]:
    """Yield the accounts whose digest may go out now and who may have a reason for one.

    Those who have none are marked as seen to for their day, many at once: on most days most accounts.
    """
    pairs = clocks(wanted="wants_digest", hour="digest_hour")
    for day, hours in clocks_to_tell(at, pairs).items():
        theirs = Q()
        for hour, zones in hours.items():
            theirs |= Q(digest_hour=hour, zone__in=zones)
        unplanned = Account.objects.wanting_digest().filter(theirs, digest_planned_on__lt=day)
        keys = unplanned.values_list("pk", flat=True).order_by().iterator()
        for some in batched(keys, LOOKED_AT):
            yield from _with_something(some, day, at)


def _with_something(keys: Sequence[int], day: date, at: datetime) -> list[int]:
    """Return those accounts with something newly due or a talk ahead; mark the others."""
    due = FollowUp.objects.open().order_by().filter(UNANNOUNCED, due_on__lte=day)
    # A wide net: holidays and all, the next working day is seldom further away.
    talks = Interview.objects.ahead(at).order_by().filter(starts_at__lt=at + timedelta(days=21))
    unplanned = Account.objects.filter(pk__in=keys, digest_planned_on__lt=day)
    quiet = unplanned.filter(
        ~Exists(due.filter(account=OuterRef("pk"))), ~Exists(talks.filter(account=OuterRef("pk")))
    )
    with transaction.atomic():
        free = quiet.order_by("pk").select_for_update(skip_locked=True, no_key=True)
        Account.objects.filter(pk__in=free.values("pk")).update(digest_planned_on=day)
    return list(unplanned.order_by("pk").values_list("pk", flat=True))


def letters(accounts: Sequence[Account], *, at: datetime) -> list[Letter]:
    """Return a digest for each on a working day; mark all as seen to for their day."""
    days: dict[date, list[Account]] = defaultdict(list)
    for account in accounts:
        day = day_to_tell(at, account.digest_hour, account.zone)
        if day and account.wants_digest and account.digest_planned_on < day:
            days[day].append(account)
    for day, those in days.items():
        Account.objects.filter(pk__in=[one.pk for one in those]).update(digest_planned_on=day)
    return [
        _letter(account, day)
        for day, those in days.items()
        for account in those
        if account.calendar.is_working(day)
    ]


def contents(letters: Sequence[Letter], *, at: datetime) -> Iterator[tuple[Letter, Digest]]:
    """Yield what there is to tell those who have a reason."""
    for day, those in groupby(letters, key=lambda letter: letter.local_day):
        by_account = {letter.account: letter for letter in those}
        for digest in digests_for(by_account, day=day, at=at).values():
            yield by_account[digest.account], digest


def _letter(account: Account, day: date) -> Letter:
    return Letter(
        account=account,
        kind=KIND,
        key=f"{KIND}:{day}",
        local_day=day,
        until=window(day, account.digest_hour, account.zone)[1],
    )
