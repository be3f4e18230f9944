"""The morning digests: who may get one now, and the record of each."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial
from uuid import uuid4

from django.db.models import F, Min, Q

from config.kit import clock
from contacts.models import Account, Pause
from interviews.actions.planning_letters.clocks import clocks
from interviews.actions.planning_letters.pages import Write
from interviews.mail.digest import digest_for
from interviews.mail.wording import written
from interviews.models import FollowUp, Interview, Letter, LetterKind
from interviews.rules.digest import clocks_to_tell, day_to_tell, window

KIND = LetterKind.DIGEST


def waiting(at: datetime) -> Iterator[int]:
    """Yield the accounts whose digest may go out now and was not thought about yet."""
    pairs = clocks(wanted="wants_digest", hour="digest_hour")
    for day, hours in clocks_to_tell(at, pairs).items():
        its = Q()
        for hour, zones in hours.items():
            its |= Q(digest_hour=hour, zone__in=zones)
        unplanned = Account.objects.wanting_digest().filter(its, digest_planned_on__lt=day)
        yield from unplanned.values_list("pk", flat=True).order_by().iterator()


def todo(
    accounts: Sequence[Account], *, at: datetime, is_again: bool
) -> Iterator[tuple[Account, Write]]:
    """Yield who has a reason on a working day; all are marked as seen to for their day."""
    days: dict[date, list[Account]] = {}
    for account in accounts:
        day = day_to_tell(at, account.digest_hour, account.zone)
        if day and account.wants_digest and (is_again or account.digest_planned_on < day):
            days.setdefault(day, []).append(account)
    for day, those in days.items():
        Account.objects.filter(pk__in=[one.pk for one in those]).update(digest_planned_on=day)
        working = [one for one in those if one.calendar.is_working(day)]
        away = set(
            Pause.objects.on(day).filter(account__in=working).values_list("account", flat=True)
        )
        reasons = _with_reason(working, day, at)
        for account in working:
            if account.pk in reasons:
                yield account, partial(_letter, account, day, at, is_away=account.pk in away)


def _with_reason(accounts: Sequence[Account], day: date, at: datetime) -> set[int]:
    """Return who has something newly due, or a talk up to the next working day."""
    fresh = Q(announced_on=None) | Q(announced_on__lt=F("due_on"))
    due = FollowUp.objects.open().order_by().filter(fresh, account__in=accounts, due_on__lte=day)
    found = set(due.values_list("account", flat=True))
    rest = {one.pk: one for one in accounts if one.pk not in found}
    talks = Interview.objects.ahead(at).order_by().filter(account__in=rest)
    for key, first in talks.values_list("account").annotate(Min("starts_at")):
        last = rest[key].calendar.next_working(day)
        if first < clock.end_of_day(last, rest[key].zone):
            found.add(key)
    return found


def _letter(account: Account, day: date, at: datetime, *, is_away: bool) -> Letter | None:
    digest = digest_for(account, day=day, at=at, is_away=is_away)
    if digest is None:
        return None
    uid = uuid4()
    words = written(digest, uid)
    return Letter(
        account=account,
        uid=uid,
        kind=KIND,
        key=f"{KIND}:{day}",
        local_day=day,
        until=window(day, account.digest_hour, account.zone)[1],
        subject=words.subject,
        text=words.text,
        html=words.html,
        told=[*words.told],
        sheets_of=[*words.sheets_of],
    )
