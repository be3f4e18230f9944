"""Which follow-ups stand on Today: the first few of each kind, however many an account has."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from config.kit import clock
from contacts.models import Account
from interviews.models import FollowUp, FollowUpState
from interviews.models.follow_ups import FollowUpQuerySet
from interviews.rules.agenda import AT_ONCE, BOUND, CHASERS, MOST_BOUND, place

# Counting further than this costs more than the number tells.
COUNTED = 99
_THEIRS = "their_promise"
# For what shows as soon as it is known; their own clocks are far shorter.
_AHEAD = timedelta(days=30)

# One range of one index for each kind. A talk that nobody reported on stands there as a talk, not as
# its debrief as well, and is not confirmed once it has begun. A debrief is asked for on its day only.
_FIRST = """
SELECT owner.id, step.id, step.kind, step.due_at
FROM unnest(%(accounts)s::bigint[]) AS owner(id)
CROSS JOIN unnest(%(kinds)s::text[], %(until)s::date[], %(most)s::int[]) AS wanted(kind, until, most)
CROSS JOIN LATERAL (
    SELECT one.id, one.kind, one.due_at FROM interviews_followup one
    WHERE one.account_id = owner.id AND one.state = 'open' AND one.kind = wanted.kind
      AND one.due_on <= wanted.until
      AND (one.due_on <= %(today)s OR one.snoozed_at IS NULL OR one.kind = 'their_promise')
      AND NOT (one.kind = 'debrief' AND (one.due_on < %(today)s OR EXISTS (
          SELECT FROM interviews_interview talk
          WHERE talk.id = one.interview_id AND talk.stage = 'scheduled'
      )))
      AND NOT (one.kind = 'confirm' AND EXISTS (
          SELECT FROM interviews_interview talk
          WHERE talk.id = one.interview_id AND talk.starts_at <= %(now)s
      ))
    ORDER BY one.due_on, one.id LIMIT wanted.most
) step
"""

_CHASERS_DUE = """
SELECT count(*) FROM (
    SELECT FROM interviews_followup
    WHERE account_id = %(account)s AND state = 'open' AND kind = ANY(%(kinds)s)
      AND due_on <= %(today)s
    LIMIT %(most)s
) due
"""


type Due[One] = tuple[list[One], list[One], list[One]]


def first_due(
    rows: FollowUpQuerySet,
    accounts: Collection[Account],
    today: date,
    *,
    chasers: int,
    theirs: int,
) -> dict[int, Due[FollowUp]]:
    """Return, by account, what keeps its own clock and so many chasers, by what is lost by waiting,
    and so many promises of others, whatever their day; two queries.

    Of the first one more than is shown, where there are more.
    """
    wanted: dict[str, Any] = {
        "kinds": [*BOUND, *CHASERS, _THEIRS],
        "until": [
            *(today + _AHEAD if kind in AT_ONCE else today for kind in BOUND),
            *(today for _ in CHASERS),
            date.max,
        ],
        "most": [*(MOST_BOUND + 1 for _ in BOUND), *(chasers for _ in CHASERS), theirs],
        "today": today,
        "now": clock.now(),
        "accounts": [one.pk for one in accounts],
    }
    with connection.cursor() as cursor:
        cursor.execute(_FIRST, wanted)
        found = sorted(cursor.fetchall(), key=lambda one: (*place(*one[2:]), one[1]))
    kept: dict[int, Due[int]] = {one.pk: ([], [], []) for one in accounts}
    for owner, key, kind, _due_at in found:
        bound, moving, others = kept[owner]
        if kind == _THEIRS:
            others.append(key)
        elif kind in CHASERS and len(moving) < chasers:
            moving.append(key)
        elif kind in BOUND and len(bound) <= MOST_BOUND:
            bound.append(key)
    by_key = rows.order_by().in_bulk([key for due in kept.values() for keys in due for key in keys])
    return {
        owner: (
            [by_key[n] for n in bound],
            [by_key[n] for n in moving],
            [by_key[n] for n in others],
        )
        for owner, (bound, moving, others) in kept.items()
    }


def chasers_due(account: Account, today: date) -> int:
    """Return how many chasers are due, up to `COUNTED` + 1."""
    wanted: dict[str, Any] = {
        "account": account.pk,
        "kinds": [*CHASERS],
        "today": today,
        "most": COUNTED + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CHASERS_DUE, wanted)
        (count,) = cursor.fetchone()
    return int(count)


def next_up(account: Account, today: date, most: int, *, away_until: date | None) -> list[FollowUp]:
    """Return what comes up after today, soonest first, without what shows today already.

    While I am away nothing is late, so that what keeps its day is found by it.
    """
    rows = account.follow_ups.titled().open()
    later = rows.filter(due_on__gt=today, due_at__gt=clock.end_of_day(today, account.zone))
    later = later.exclude(kind__in=[str(kind) for kind in AT_ONCE], snoozed_at=None)
    later = later.exclude(kind=_THEIRS)
    if away_until:
        kept = later.filter(kind__in=[str(kind) for kind in BOUND], due_on__lte=away_until)
        if found := list(kept.order_by("due_on", "due_at", "pk")[:most]):
            return found
    return list(later.order_by("due_at", "pk")[:most])


def seen_to(account: Account, since: datetime) -> list[FollowUp]:
    """Return what was settled or put off since a moment, latest first."""
    rows = account.follow_ups.titled()
    settled = rows.filter(settled_at__gte=since).order_by("-settled_at")
    put_off = rows.filter(snoozed_at__gte=since, state=FollowUpState.OPEN).order_by("-snoozed_at")
    return [*settled[:COUNTED], *put_off[:COUNTED]]
