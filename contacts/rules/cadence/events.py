"""What can happen between me and one person, each thing as an event with its moment."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from config.kit.labels import N_, Labelled

# A fact known by its day only stands at this hour; see `Event.is_day_only`.
NOON = time(12)


class Kind(Labelled):
    """What happened. On one moment they count in this order."""

    PAUSED = "paused", N_("You went away")
    RESUMED = "resumed", N_("You came back")
    NAMED = "named", N_("They named somebody")
    DRAFTED = "drafted", N_("You drafted a message")
    ASKED_UNKNOWN = "asked_unknown", N_("You asked, on a day not noted")
    SENT = "sent", N_("You sent a message")
    BOUNCED = "bounced", N_("It could not be delivered")
    OUT_OF_OFFICE = "out_of_office", N_("An out-of-office note came")
    REPLIED = "replied", N_("They answered")
    DECLINED = "declined", N_("They would rather not")
    SCHEDULED = "scheduled", N_("You agreed on a talk")
    CANCELLED = "cancelled", N_("The talk was cancelled")
    MISSED = "missed", N_("The talk did not happen")
    HELD = "held", N_("You talked")
    DEBRIEFED = "debriefed", N_("You wrote down what you learned")
    AWAITED = "awaited", N_("They are to say what comes next")
    THANKED = "thanked", N_("You thanked them")
    PROMISED = "promised", N_("They promised an introduction")
    INTRODUCED = "introduced", N_("They introduced you")
    INTRODUCED_TO = "introduced_to", N_("You were introduced to them")
    USED = "used", N_("You followed up on whom they named")
    PROMISE_MADE = "promise_made", N_("You promised to report back")
    SETTLED = "settled", N_("You settled a step")
    SNOOZED = "snoozed", N_("You put a step off")
    SEARCH_ENDED = "search_ended", N_("Your search ended")
    DO_NOT_CONTACT = "do_not_contact", N_("You chose to leave them in peace")
    ARCHIVED = "archived", N_("You took them off your list")


class Purpose(StrEnum):
    """What a sent message was for, as far as the plan cares; any other word is simply contact."""

    FIRST_ASK = "first_ask"
    SECOND_PERSON = "second_person"
    NUDGE = "nudge"
    ACCEPT = "accept"
    CONFIRM = "confirm"
    ASK_NEXT_STEP = "ask_next_step"
    THANK_YOU = "thank_you"
    REFERRAL_ASK = "referral_ask"
    REPORT_REFERRER = "report_referrer"
    REPORT_ADVICE = "report_advice"
    KEEP_IN_TOUCH = "keep_in_touch"
    END_OF_SEARCH = "end_of_search"


@dataclass(frozen=True, slots=True)
class Event:
    """One fact about one person; `at` is aware and in the account's zone.

    A fact known by its day only is noon of that day. Ids are those of stored rows, 0 for none.
    """

    kind: Kind
    at: datetime
    # The ask it belongs to.
    outreach: int = 0
    # The talk it belongs to.
    talk: int = 0
    # The row it was read from: a message, a promise, a search.
    fact: int = 0
    # The person it is about, when that is somebody else: named, introduced, met.
    other: int = 0
    # Of a sent message: what it was for.
    purpose: str = ""
    # Of a talk agreed on: when it begins.
    starts_at: datetime | None = None
    # The last day of an absence, theirs or mine; of a step put off: its new day.
    until: date | None = None
    # Of a promise of mine, or what they are to say: the day agreed on; None where none was.
    on: date | None = None
    # Of a step settled or put off: its key.
    step: str = ""
    # Of a talk held: whether it was a round of a job interview.
    is_round: bool = False

    @property
    def day(self) -> date:
        """Return its calendar day in the account's zone."""
        return self.at.date()

    @property
    def is_day_only(self) -> bool:
        """Return whether only the day is known: then noon is a place to stand, not a time."""
        return self.at.time() == NOON


# What shows that they are there and heard me; an automatic answer does not.
SIGNS = frozenset(
    {
        Kind.REPLIED,
        Kind.DECLINED,
        Kind.SCHEDULED,
        Kind.HELD,
        Kind.NAMED,
        Kind.PROMISED,
        Kind.INTRODUCED,
    }
)
