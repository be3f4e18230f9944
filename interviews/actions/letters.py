"""The morning digests: who gets one, and the record of each before it leaves."""

import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from contacts.models import Account
from contacts.models.accounts import AccountQuerySet
from interviews.actions.outbox import record
from interviews.mail.digest import Digest, digest_for
from interviews.mail.wording import written
from interviews.models import FollowUp, Interview, Letter, LetterKind
from interviews.rules.digest import clocks_to_tell, window

logger = logging.getLogger(__name__)


def plan_digests(*, at: datetime) -> int:
    """Record and queue every digest that may go out now and has a reason; return how many.

    Each account is looked at once a local day, however often and wherever this runs.
    """
    clocks = Account.objects.wanting_digest().values_list("zone", "digest_hour").distinct()
    days = clocks_to_tell(at, clocks.order_by())
    return sum(_plan_day(day, hours, at=at) for day, hours in days.items())


def _plan_day(day: date, hours: Mapping[int, Sequence[str]], *, at: datetime) -> int:
    """Plan one local day for the accounts of some clocks; most have nothing due and cost nothing."""
    clocks = Q()
    for hour, zones in hours.items():
        clocks |= Q(digest_hour=hour, zone__in=zones)
    unplanned = Q(digest_planned_on=None) | Q(digest_planned_on__lt=day)
    accounts = Account.objects.wanting_digest().filter(clocks, unplanned)
    may_have_reason = _something_due(day) | _talk_near(at)
    accounts.filter(~may_have_reason).update(digest_planned_on=day)
    found = accounts.filter(may_have_reason).values_list("pk", flat=True)
    return sum(_planned_safely(accounts, pk, day=day, at=at) for pk in found)


def _something_due(day: date) -> Exists:
    fresh = Q(announced_on=None) | Q(announced_on__lt=F("due_on"))
    tasks = FollowUp.objects.open().order_by()
    return Exists(tasks.filter(fresh, account=OuterRef("pk"), due_on__lte=day))


def _talk_near(at: datetime) -> Exists:
    """Return a wide net: from now to the next working day there can be a week and two halves."""
    talks = Interview.objects.ahead(at).order_by()
    return Exists(talks.filter(account=OuterRef("pk"), starts_at__lt=at + timedelta(days=9)))


def _planned_safely(accounts: AccountQuerySet, pk: int, *, day: date, at: datetime) -> bool:
    """Return whether a letter was recorded; what fails for one account must not stop the others."""
    try:
        return _planned(accounts, pk, day=day, at=at)
    except Exception:
        logger.exception("The digest of account %s for %s could not be written", pk, day)
        return False


@transaction.atomic
def _planned(accounts: AccountQuerySet, pk: int, *, day: date, at: datetime) -> bool:
    """Return whether a letter was recorded. Another planner at work on this account is left to it."""
    account = accounts.select_for_update(skip_locked=True, no_key=True).filter(pk=pk).first()
    if account is None:
        return False
    account.digest_planned_on = day
    account.save(update_fields=["digest_planned_on"])
    address = EmailAddress.objects.filter(user=account, primary=True, verified=True).first()
    digest = digest_for(account, day=day, at=at) if address else None
    return bool(address and digest and _record(digest, to=address.email, at=at))


def _record(digest: Digest, *, to: str, at: datetime) -> Letter | None:
    """Return the letter, recorded, queued and its follow-ups announced; None if the day has one."""
    words, account = written(digest), digest.account
    letter = record(
        Letter(
            account=account,
            kind=LetterKind.DIGEST,
            key=f"digest:{digest.day}",
            local_day=digest.day,
            until=window(digest.day, account.digest_hour, account.zone)[1],
            to=to,
            subject=words.subject,
            text=words.text,
            html=words.html,
        ),
        at=at,
    )
    if letter:
        told = [task.pk for task in digest.fresh]
        account.follow_ups.filter(pk__in=told).update(announced_on=digest.day)
    return letter
