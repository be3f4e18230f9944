"""The weekly reviews: who may get one now, and what for."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db.models import Q

from contacts.models import Account, Pause
from interviews.actions.planning_letters.clocks import clocks
from interviews.mail.review import Review, reviews_for
from interviews.models import Letter, LetterKind
from interviews.rules.evening import evening_of
from interviews.rules.reminders import latest_evening

KIND = LetterKind.REVIEW


def waiting(at: datetime) -> Iterator[int]:
    """Yield the accounts whose evening of the review has begun and was not thought about yet."""
    days: dict[date, Q] = defaultdict(Q)
    for zone, hour in clocks(wanted="wants_review", hour="evening_hour"):
        days[latest_evening(at, hour, zone)] |= Q(zone=zone, evening_hour=hour)
    for day, theirs in days.items():
        unplanned = Account.objects.present().filter(
            theirs,
            wants_review=True,
            review_day=day.isoweekday(),
            review_planned_on__lt=day,
        )
        yield from unplanned.values_list("pk", flat=True).order_by().iterator()


def letters(accounts: Sequence[Account], *, at: datetime) -> list[Letter]:
    """Return a review for each whose day it is and who is not away; mark them for that day."""
    days: dict[date, list[Account]] = defaultdict(list)
    for account in accounts:
        day = latest_evening(at, account.evening_hour, account.zone)
        is_today = account.wants_review and account.review_day == day.isoweekday()
        if is_today and account.review_planned_on < day:
            days[day].append(account)
    found = []
    for day, those in days.items():
        Account.objects.filter(pk__in=[one.pk for one in those]).update(review_planned_on=day)
        away = Pause.objects.on(day).filter(account__in=those)
        away_ones = set(away.values_list("account", flat=True))
        found += [_letter(account, day) for account in those if account.pk not in away_ones]
    return found


def contents(letters: Sequence[Letter], *, at: datetime) -> Iterator[tuple[Letter, Review]]:
    """Yield the weeks in which something happened, or before which something is to be done."""
    for day, those in groupby(letters, key=lambda letter: letter.local_day):
        by_account = {letter.account: letter for letter in those}
        for review in reviews_for(by_account, day=day, at=at).values():
            yield by_account[review.account], review


def _letter(account: Account, day: date) -> Letter:
    return Letter(
        account=account,
        kind=KIND,
        key=f"{KIND}:{day}",
        local_day=day,
        until=evening_of(day + timedelta(days=1), account.evening_hour, account.zone),
    )
