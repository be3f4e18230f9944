"""Who went quiet: asked and silent for the first time, or not in touch any more since last week."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext

from config.kit import clock
from contacts.models import Account, Outreach, OutreachStage, Person
from contacts.rules.cadence import preset_of
from contacts.rules.cadence.relations import months_after
from interviews.losing_touch import interval_of, losing_touch
from interviews.mail.phrases import day_in_words, local_day, url, who
from interviews.models import FollowUpKind

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

    def words(self) -> dict[str, str]:
        """Return what a template says of them."""
        return {
            "who": who(self.person),
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
    account: Account, day: date, *, at: datetime, without: Collection[int] = ()
) -> list[Quiet]:
    """Return who went quiet in the week up to a local day, the newest first; four queries.

    `without` are those of whom the letter speaks anyway.
    """
    silent = [one for one in _silent(account, day) if one.person.pk not in without]
    return [*silent, *_lost(account, day, at=at, without=without)][:MOST]


def _silent(account: Account, day: date) -> list[Quiet]:
    """Return those asked so many working days ago, without an answer, that others may be asked."""
    preset = preset_of(account.preset, account.numbers)
    wait = preset["second_person"] or preset["nudge"]
    ends = clock.end_of_day(day, account.zone)
    asks = account.outreach.filter(
        stage__in=(OutreachStage.ASKED, OutreachStage.NUDGED),
        person__is_do_not_contact=False,
        asked_at__gte=ends - _LONGEST,
        asked_at__lt=ends - timedelta(days=wait),
    )
    lately = asks.select_related("person__organisation").order_by("-asked_at", "-pk")[: MOST * 10]
    asked = [(ask, _asked_on(account, ask)) for ask in lately]
    quiet = [
        (ask, on)
        for ask, on in asked
        if day - SHOWN_FOR < account.calendar.add_working(on, wait) <= day
    ][:MOST]
    nudges = account.follow_ups.open().filter(
        kind=FollowUpKind.NUDGE, outreach__in=[ask for ask, _ in quiet]
    )
    days = dict(nudges.values_list("outreach", "due_on")) if quiet else {}
    return [Quiet(ask.person, on, ask, days.get(ask.pk)) for ask, on in quiet]


def _asked_on(account: Account, ask: Outreach) -> date:
    assert ask.asked_at is not None
    return local_day(ask.asked_at, account.zone)


def _lost(account: Account, day: date, *, at: datetime, without: Collection[int]) -> list[Quiet]:
    """Return those I talked to, last in touch just so long ago that it is worth a line again."""
    interval = interval_of(account)
    since = months_after(day - SHOWN_FOR, -interval.months)
    people = (
        losing_touch(account, interval, at=at)
        .filter(last_contact_at__gte=clock.end_of_day(since, account.zone))
        .exclude(pk__in=without)
        .select_related("organisation")
        .order_by("-last_contact_at", "-pk")
    )
    return [
        Quiet(person, local_day(person.last_contact_at, account.zone))
        for person in people[:MOST]
        if person.last_contact_at
    ]
