"""The morning digests: who may get one now, and what for."""

import logging
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from itertools import batched

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from contacts.models import Account, Pause
from interviews.actions.planning_letters.clocks import clocks
from interviews.actions.planning_letters.pages import Draft
from interviews.mail.digest import Digest, digest_for, digests_for
from interviews.models import UNANNOUNCED, FollowUp, Interview, Letter, LetterKind
from interviews.rules.digest import clocks_to_tell, day_to_tell, window

logger = logging.getLogger(__name__)

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


def drafts(accounts: Sequence[Account], *, at: datetime, is_again: bool) -> Iterator[Draft]:
    """Yield a digest for each who has a reason on a working day; mark all as seen to for their day.

    While somebody is away talks are a reason, and what keeps its own clock; the rest waits for the
    first day back.
    """
    days: dict[date, list[Account]] = {}
    for account in accounts:
        day = day_to_tell(at, account.digest_hour, account.zone)
        if day and account.wants_digest and (is_again or account.digest_planned_on < day):
            days.setdefault(day, []).append(account)
    for day, those in days.items():
        Account.objects.filter(pk__in=[one.pk for one in those]).update(digest_planned_on=day)
        working = [one for one in those if one.calendar.is_working(day)]
        pauses = Pause.objects.on(day).filter(account__in=working)
        away = set(pauses.values_list("account", flat=True))
        found = _digests(working, day, at, away=away)
        for account in working:
            if found is None:
                find = partial(digest_for, account, day=day, at=at, is_away=account.pk in away)
                yield Draft(_letter(account, day), find)
            elif account.pk in found:
                yield Draft(_letter(account, day), partial(found.get, account.pk))


def _digests(
    accounts: Sequence[Account], day: date, at: datetime, *, away: set[int]
) -> dict[int, Digest] | None:
    """Return what to tell those with a reason, read for all at once; None where that fails for one."""
    try:
        with transaction.atomic():
            return digests_for(accounts, day=day, at=at, away=away)
    except Exception:
        logger.exception("The digests of %s could not be read for a page of accounts", day)
        return None


def _letter(account: Account, day: date) -> Letter:
    return Letter(
        account=account,
        kind=KIND,
        key=f"{KIND}:{day}",
        local_day=day,
        until=window(day, account.digest_hour, account.zone)[1],
    )
