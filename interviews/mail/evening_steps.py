"""Which thank-yous and debriefs are to be mailed now, of all accounts or of some."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import batched
from typing import Any

from django.db.models import Case, DateTimeField, ExpressionWrapper, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Greatest

from config.kit import clock
from config.kit.zone_data import is_known
from contacts.models import Account, Pause
from contacts.rules.calendar import WorkCalendar
from interviews.models import (
    UNANNOUNCED,
    FollowUp,
    FollowUpKind,
    FollowUpState,
    Letter,
    LetterKind,
)
from interviews.rules.evening import (
    LEAD,
    LONGEST_AHEAD,
    SEEN_BACK,
    THANKS_WITHIN,
    Mornings,
    evening_of,
    is_time_to_debrief,
    is_time_to_thank,
)
from interviews.sentences import UNSAID

# So many are read at once.
_READ = 2_000
_BEFORE = timedelta(days=2)

type Pauses = Sequence[tuple[date, date]]


@dataclass(frozen=True, slots=True)
class Step:
    """An open thank-you or debrief, with what says when a letter about it goes."""

    pk: int
    kind: str
    due_on: date
    due_at: datetime
    snoozed_at: datetime | None
    over_at: datetime
    is_unsaid: bool
    is_fresh: bool
    owner: int
    zone: str
    wants_debrief: bool
    evening_hour: int
    # None while no digest is wanted.
    digest_hour: int | None
    planned_on: date
    working_days: Sequence[int]
    country: str

    @property
    def evening(self) -> datetime:
        """Return when the evening of its talk begins, or of the day that it was put off to."""
        talked = clock.day_of(self.over_at, self.zone)
        return evening_of(self.due_on if self.snoozed_at else talked, self.evening_hour, self.zone)

    def is_time(self, at: datetime, pauses: Pauses) -> bool:
        """Return whether a letter about it goes now, given its owner's absences.

        A digest that tells only of talks, since its owner is away, tells no thanks.
        """
        if self.kind == FollowUpKind.DEBRIEF:
            evening, over_at = self.evening, self.over_at
            is_time = is_time_to_debrief(over_at=over_at, evening=evening, now=at, zone=self.zone)
            if self.is_unsaid and not self.is_fresh:
                # The digest after a talk that ended past midnight has asked already.
                return False
            return is_time and (self.wants_debrief or not self._is_asked_in_time(at, pauses))
        return is_time_to_thank(
            due_on=self.due_on,
            due_at=self.due_at,
            evening=self.evening,
            now=at,
            mornings=self._mornings(pauses),
        )

    def _is_asked_in_time(self, at: datetime, pauses: Pauses) -> bool:
        """Return whether a digest asks if the talk took place while thanks for it are in time."""
        thanks_by = self.over_at + THANKS_WITHIN
        due_on = clock.day_of(thanks_by, self.zone)
        return self._mornings(pauses).tells(due_on, thanks_by, at)

    def _mornings(self, pauses: Pauses) -> Mornings:
        calendar = WorkCalendar(self.working_days, (self.country,) if self.country else ())

        def is_day(day: date) -> bool:
            return calendar.is_working(day) and not any(a <= day <= b for a, b in pauses)

        return Mornings(self.zone, self.digest_hour, self.planned_on, is_day)


def timely_steps(at: datetime, accounts: Collection[Account] | None = None) -> Iterator[Step]:
    """Yield the steps whose letter goes now and that were in none yet, account by account."""
    rows = _open(at, over_by=at)
    rows = rows if accounts is None else rows.filter(account__in=accounts)
    for page in batched(rows.iterator(chunk_size=_READ), _READ):
        steps = [Step(**row) for row in page if is_known(row["zone"])]
        begun = [step for step in steps if step.evening <= at or step.due_at < step.evening + LEAD]
        owners = {step.owner for step in begun}
        pauses, told = _pauses(owners, at), _told(owners, at)
        for step in begun:
            if step.pk not in told and step.is_time(at, pauses.get(step.owner, ())):
                yield step


def coming_steps(account: Account, at: datetime) -> Iterator[tuple[Step, datetime]]:
    """Yield the steps that a letter is to come about, as things stand, and when; three queries."""
    rows = _open(at, over_by=at + LONGEST_AHEAD).filter(account=account)
    steps = [Step(**row) for row in rows]
    pauses, told = _pauses([account.pk], at), _told([account.pk], at)
    for step in steps:
        is_debrief = step.kind == FollowUpKind.DEBRIEF
        first = step.evening if is_debrief else min(step.evening, step.due_at - LEAD)
        moment = max(at, step.over_at, first)
        if step.pk not in told and step.is_time(moment, pauses.get(account.pk, ())):
            yield step, moment


def _open(at: datetime, *, over_by: datetime) -> QuerySet[FollowUp, dict[str, Any]]:
    """Return, as values, the open steps that a letter of this evening could be about.

    Debriefs are those of talks that are over by a moment.
    """
    thanks = UNANNOUNCED & Q(kind=FollowUpKind.THANK, account__wants_thanks=True, due_at__gt=at)
    debriefs = Q(kind=FollowUpKind.DEBRIEF, account__wants_debrief=True)
    # Thanks wait for a word on whether the talk took place.
    unsaid = Q(kind=FollowUpKind.DEBRIEF, account__wants_thanks=True, reason__key__in=UNSAID)
    lasting = Value(timedelta(minutes=1)) * F("interview__minutes")
    # One that began late ends late.
    begun = Greatest("interview__starts_at", "interview__began_at")
    agreed_end = ExpressionWrapper(begun + lasting, DateTimeField())
    return (
        FollowUp.objects.filter(
            thanks | debriefs | unsaid,
            state=FollowUpState.OPEN,
            # Both again, for the index.
            kind__in=(FollowUpKind.THANK, FollowUpKind.DEBRIEF),
            due_on__range=(at.date() - _BEFORE, at.date() + LONGEST_AHEAD),
            account__is_active=True,
            account__deletion_asked_at__isnull=True,
        )
        .annotate(over_at=Coalesce("interview__ended_at", agreed_end))
        .filter(over_at__isnull=False)
        .exclude(kind=FollowUpKind.DEBRIEF, over_at__gt=over_by)
        .order_by("account", "pk")
        .values(
            *("pk", "kind", "due_on", "due_at", "snoozed_at", "over_at"),
            is_unsaid=Q(reason__key__in=UNSAID),
            is_fresh=UNANNOUNCED,
            owner=F("account"),
            zone=F("account__zone"),
            wants_debrief=F("account__wants_debrief"),
            evening_hour=F("account__evening_hour"),
            digest_hour=Case(When(account__wants_digest=True, then="account__digest_hour")),
            planned_on=F("account__digest_planned_on"),
            working_days=F("account__working_days"),
            country=F("account__country"),
        )
    )


def _pauses(accounts: Collection[int], at: datetime) -> Mapping[int, Pauses]:
    """Return the absences of these days."""
    pauses: dict[int, list[tuple[date, date]]] = defaultdict(list)
    near = Pause.objects.touching(at.date() - _BEFORE, at.date() + LONGEST_AHEAD)
    rows = near.filter(account__in=accounts).order_by()
    for account, first, last in rows.values_list("account", "from_on", "until_on"):
        pauses[account].append((first, last))
    return pauses


def _told(accounts: Collection[int], at: datetime) -> set[int]:
    """Return the steps that were in such a letter, whatever became of it: the next digest has them."""
    letters = Letter.objects.filter(
        account__in=accounts,
        kind__in=(LetterKind.THANKS, LetterKind.DEBRIEF),
        local_day__gte=at.date() - SEEN_BACK,
    )
    return {key for told in letters.order_by().values_list("told", flat=True) for key in told}
