"""What rows of follow-ups show, on whatever page: title, reason, action, delays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

from django.utils.translation import gettext as _

from config.kit import clock
from contacts.models import Account
from contacts.rules.calendar import TwoCalendars
from contacts.rules.targets import brainstorm
from interviews.actions.clarifying import QUESTIONS
from interviews.models import FollowUp, FollowUpKind
from interviews.models.follow_ups import FollowUpQuerySet
from interviews.rules.agenda import AT_ONCE, CHASERS, Heading, delays, heading
from interviews.second_people import Second, second_people
from interviews.sentences import moves_of, reason_of, short_day, source_of, title_of

TONES = {Heading.OVERDUE: "overdue", Heading.TODAY: "due"}
# What is done by writing to the person, hence begins with a message.
WRITTEN = (
    FollowUpKind.ANSWER,
    FollowUpKind.WRITE_INTRODUCED,
    FollowUpKind.NUDGE,
    FollowUpKind.CONFIRM,
    FollowUpKind.THANK,
    FollowUpKind.REPORT_BACK,
    FollowUpKind.ASK_NEXT_STEP,
    FollowUpKind.ASK_REFERRAL,
    FollowUpKind.NUDGE_INTRODUCTION,
    FollowUpKind.TELL_REFERRER,
    FollowUpKind.TELL_ENDED,
    FollowUpKind.KEEP_IN_TOUCH,
)
# While these wait, something may have come back.
_MAY_ANSWER = (
    FollowUpKind.WRITE_INTRODUCED,
    FollowUpKind.SECOND_PERSON,
    FollowUpKind.NUDGE,
    FollowUpKind.ASK_NEXT_STEP,
    FollowUpKind.ASK_REFERRAL,
    FollowUpKind.NUDGE_INTRODUCTION,
    FollowUpKind.KEEP_IN_TOUCH,
    FollowUpKind.CONFIRM,
)


@dataclass(frozen=True)
class Offer:
    """A day to put something off to, as a button says it and as it is sent."""

    label: str
    day: str
    value: str


@dataclass(frozen=True)
class Entry:
    """A follow-up as it is shown; `second` is whom to write to next where that is the step."""

    follow_up: FollowUp
    heading: Heading
    title: str
    reason: str
    source: str
    moves: Sequence[str]
    offers: Sequence[Offer]
    is_late: bool
    second: Second | None = None

    @property
    def tone(self) -> str:
        """Return the tone of its row; what cannot be late presses nobody."""
        if self.is_chaser or not self.is_due:
            return ""
        return TONES.get(self.heading, "due")

    @property
    def places(self) -> Sequence[str]:
        """Return where people are found, for a place where nobody else is known."""
        return brainstorm().places

    @property
    def is_due(self) -> bool:
        """Return whether today asks for it, or it is best done at once."""
        one = self.follow_up
        return self.heading in TONES or (one.kind in AT_ONCE and one.snoozed_at is None)

    @property
    def is_chaser(self) -> bool:
        """Return whether it cannot be late."""
        return self.follow_up.kind in CHASERS

    @property
    def is_written(self) -> bool:
        """Return whether it is done by writing to the person."""
        return self.follow_up.kind in WRITTEN

    @property
    def may_be_answered(self) -> bool:
        """Return whether something may have come back meanwhile."""
        return self.follow_up.kind in _MAY_ANSWER

    @property
    def question(self) -> str:
        """Return what only the user knows and can fill in here, by its key; "" for nothing."""
        asked = str(self.follow_up.reason.get("key", ""))
        return asked if asked in QUESTIONS else ""


def own_follow_ups(account: Account) -> FollowUpQuerySet:
    """Return an account's follow-ups with all that a row shows."""
    return account.follow_ups.select_related(
        "person__organisation",
        "about",
        "message",
        "outreach__organisation",
        "outreach__search",
    )


def entries(
    account: Account, follow_ups: Iterable[FollowUp], *, is_away: bool = False
) -> list[Entry]:
    """Return open follow-ups as entries, in the order given; nothing is late while I am away."""
    now, today = clock.now(), clock.today(account.zone)
    follow_ups = list(follow_ups)
    seconds = second_people(account, follow_ups)
    shown = []
    # Most rows are offered the same days.
    offers_of = cache(partial(_offers, account, today))
    for one in follow_ups:
        one.account = account
        can_be_late = not is_away and one.kind not in CHASERS
        under = heading(
            due_at=one.due_at,
            due_on=one.due_on,
            is_theirs=one.is_theirs,
            now=now,
            today=today,
            can_be_late=can_be_late,
        )
        shown.append(
            Entry(
                one,
                under,
                title_of(one),
                reason_of(one, today),
                source_of(one),
                moves_of(one),
                offers_of(
                    is_chaser=one.is_chaser,
                    is_bound_to_talk=one.kind == FollowUpKind.THANK,
                    country=one.person.country if one.is_chaser else "",
                ),
                one.due_at <= now and can_be_late,
                seconds.get(one.pk),
            )
        )
    return shown


def _offers(
    account: Account, today: date, *, is_chaser: bool, is_bound_to_talk: bool, country: str
) -> Sequence[Offer]:
    """Return the days to put a step off to; a chaser waits for a day that both of us work."""
    calendars = TwoCalendars.of(account.working_days, account.country, country)
    calendar = calendars.both if is_chaser else calendars.mine
    days = delays(today, calendar, is_bound_to_talk=is_bound_to_talk, is_chaser=is_chaser)
    return [Offer(_(one.label), short_day(one.day), one.day.isoformat()) for one in days]
