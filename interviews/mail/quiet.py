"""Who went quiet: asked and silent for the first time, or not in touch any more since last week."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, Q
from django.utils.translation import gettext

from config.kit import clock
from contacts.models import Account, Outreach, OutreachStage, Person, Search
from contacts.rules.cadence import preset_of
from contacts.rules.cadence.relations import months_after
from interviews.losing_touch import interval, out_of_touch, silent_before
from interviews.mail.phrases import Pen, day_in_words, url, who
from interviews.models import FollowUp, FollowUpKind

# Somebody stands here for a week after they went quiet: then the plan's own steps are due.
SHOWN_FOR = timedelta(days=7)
MOST = 5
# For how long an ask may have been silent before anything is said of it; reading back stops here.
_LONGEST = timedelta(days=60)


@dataclass(frozen=True)
class Quiet:
    """One who went quiet since a day: asked then (`ask`), or last in touch (None)."""

    person: Person
    on: date
    ask: Outreach | None = None
    nudge_on: date | None = None

    def words(self, pen: Pen) -> dict[str, str]:
        """Return what a template says of them."""
        return {
            "who": who(self.person, pen),
            "since": self._since(),
            "then": self._then(),
            "url": url("person-detail", self.person.pk),
        }

    def _since(self) -> str:
        day = day_in_words(self.on)
        if self.ask is None:
            return gettext("last in touch on %(day)s") % {"day": day}
        words = {"day": day, "channel": self.ask.get_channel_display()}
        return gettext("asked on %(day)s (%(channel)s)") % words

    def _then(self) -> str:
        if self.nudge_on:
            return gettext("one follow-up on %(day)s") % {"day": day_in_words(self.nudge_on)}
        if self.ask and self.ask.rests_on:
            return gettext("left in peace from %(day)s") % {"day": day_in_words(self.ask.rests_on)}
        return ""


def quiet_lately(
    accounts: Collection[Account],
    day: date,
    *,
    at: datetime,
    without: Mapping[int, Collection[int]],
) -> dict[int, list[Quiet]]:
    """Return, by account, who went quiet in the week up to a local day, the newest first.

    `without` are, by account, those of whom the letter speaks anyway. Five queries for any number.
    """
    silent, lost = _silent(accounts, day), _lost(accounts, day, at=at)
    return {
        one.pk: [
            quiet
            for quiet in (*silent[one.pk], *lost[one.pk])
            if quiet.person.pk not in without.get(one.pk, ())
        ][:MOST]
        for one in accounts
    }


def _silent(accounts: Collection[Account], day: date) -> dict[int, list[Quiet]]:
    """Return those asked so many working days ago, without an answer, that others may be asked."""
    found = _fallen_silent(accounts, day)
    rows = Outreach.objects.filter(pk__in=found).select_related("person__organisation")
    nudges = FollowUp.objects.open().order_by().filter(kind=FollowUpKind.NUDGE, outreach__in=found)
    days = dict(nudges.values_list("outreach", "due_on")) if found else {}
    silent = defaultdict(list)
    for ask in rows.order_by("-asked_at", "-pk") if found else ():
        quiet = Quiet(ask.person, found[ask.pk], ask, days.get(ask.pk))
        silent[ask.account_id].append(quiet)
    return silent


def _fallen_silent(accounts: Collection[Account], day: date) -> dict[int, date]:
    """Return the asks that fell silent in the week up to a day, each with the day it was asked on.

    Who said to be away is not silent before the days are over.
    """
    owners = {one.pk: (one, _wait(one)) for one in accounts}
    ends = clock.end_of_day(day, "UTC")
    asks = Outreach.objects.filter(
        account__in=owners,
        stage__in=(OutreachStage.ASKED, OutreachStage.NUDGED),
        person__is_do_not_contact=False,
        asked_at__range=(ends - _LONGEST, ends),
    )
    asks = asks.annotate(away_until=Max("messages__until"))
    found = {}
    for key, owner, asked_at, away_until in asks.order_by().values_list(
        "pk", "account", "asked_at", "away_until"
    ):
        assert asked_at is not None
        account, wait = owners[owner]
        asked_on = clock.day_of(asked_at, account.zone)
        since = max(asked_on, away_until or asked_on)
        if day - SHOWN_FOR < account.calendar.add_working(since, wait) <= day:
            found[key] = asked_on
    return found


def _wait(account: Account) -> int:
    preset = preset_of(account.preset, account.numbers)
    return preset["second_person"] or preset["nudge"]


def _lost(accounts: Collection[Account], day: date, *, at: datetime) -> dict[int, list[Quiet]]:
    """Return those I talked to, last in touch just so long ago that it is worth a line again."""
    owners = {one.pk: one for one in accounts}
    searches = Search.objects.filter(account__in=owners, ended_at=None).order_by()
    searching = set(searches.values_list("account", flat=True))
    # Accounts of one clock and pace share a stretch of time.
    stretches: dict[tuple[datetime, datetime], list[int]] = defaultdict(list)
    for one in accounts:
        touch = interval(one, is_searching=one.pk in searching)
        since = months_after(day - SHOWN_FOR, -touch.months)
        before = silent_before(one, touch, at=at)
        stretches[clock.end_of_day(since, one.zone), before].append(one.pk)
    ours = Q()
    for (first, before), those in stretches.items():
        ours |= Q(account__in=those, last_contact_at__gte=first, last_contact_at__lt=before)
    lost: dict[int, list[Quiet]] = defaultdict(list)
    people = out_of_touch().filter(ours).select_related("organisation")
    for person in people.order_by("-last_contact_at", "-pk") if accounts else ():
        assert person.last_contact_at is not None, "see stretches"
        on = clock.day_of(person.last_contact_at, owners[person.account_id].zone)
        lost[person.account_id].append(Quiet(person, on))
    return lost
