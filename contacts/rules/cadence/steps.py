"""What a plan holds: steps with their days and reasons, where each ask stands, what is unknown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from config.kit.labels import N_, Labelled
from contacts.rules.cadence.events import Event
from contacts.rules.cadence.reasons import Move, Reason


class StepKind(Labelled):
    """What there is to do. On one day they come in this order: by what is lost by waiting."""

    ANSWER = "answer", N_("Answer them")
    CONFIRM = "confirm", N_("Confirm the talk")
    DEBRIEF = "debrief", N_("Write down what you learned")
    THANK = "thank", N_("Thank them")
    REPORT_BACK = "report_back", N_("Report back")
    CLARIFY = "clarify", N_("Fill in what is missing")
    OTHER_WAY = "other_way", N_("Find another way to reach them")
    WRITE_INTRODUCED = "write_introduced", N_("Write to whom you were introduced to")
    SECOND_PERSON = "second_person", N_("Write to a second person there")
    NUDGE = "nudge", N_("Follow up once")
    ASK_NEXT_STEP = "ask_next_step", N_("Ask what comes next")
    ASK_REFERRAL = "ask_referral", N_("Ask whom to meet next")
    NUDGE_INTRODUCTION = "nudge_introduction", N_("Remind them of the introduction")
    TELL_REFERRER = "tell_referrer", N_("Tell them how their referral went")
    TELL_ENDED = "tell_ended", N_("Tell them that your search has ended")
    KEEP_IN_TOUCH = "keep_in_touch", N_("Keep in touch")

    @property
    def is_chaser(self) -> bool:
        """Return whether it obeys waits, days off, pauses and spacing, and is never overdue.

        The others are bound to a talk, an answer or an agreed day, and keep their own clock.
        """
        return self not in _BOUND

    @property
    def contacts_them(self) -> bool:
        """Return whether doing it means writing to this person."""
        return self not in _ASIDE


_BOUND = (
    StepKind.ANSWER,
    StepKind.CONFIRM,
    StepKind.DEBRIEF,
    StepKind.THANK,
    StepKind.REPORT_BACK,
)
_ASIDE = (StepKind.DEBRIEF, StepKind.CLARIFY, StepKind.OTHER_WAY, StepKind.SECOND_PERSON)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do.

    `key` is built from the ids of the facts it answers, so the same facts always give the same
    key. `since` is the day it fell on before anything moved it. Bound steps may have a moment:
    `due_at`, and `overdue_at` from which it is late; a chaser has neither and is never late.
    """

    kind: StepKind
    key: str
    due_on: date
    since: date
    reason: Reason
    # Key of the number its day follows from, hence its source; empty: our own rule.
    number: str = ""
    due_at: datetime | None = None
    overdue_at: datetime | None = None
    moves: tuple[Move, ...] = ()
    outreach: int = 0
    talk: int = 0
    fact: int = 0
    other: int = 0
    # Others whom it is about just as well.
    also: tuple[int, ...] = ()

    @property
    def is_chaser(self) -> bool:
        """Return whether it obeys waits, days off, pauses and spacing."""
        return self.kind.is_chaser


class Stage(Labelled):
    """Where one ask stands."""

    DRAFTED = "drafted", N_("Drafted")
    ASKED = "asked", N_("Asked")
    NUDGED = "nudged", N_("Followed up")
    REPLIED = "replied", N_("Answered")
    DECLINED = "declined", N_("Declined")
    BOUNCED = "bounced", N_("Not delivered")
    RESTING = "resting", N_("Resting")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an ask stands, since when, and the day from which a silent one is left in peace.

    `asked_at` is None for a draft, and for one asked on a day that nobody noted.
    """

    outreach: int
    stage: Stage
    asked_at: datetime | None = None
    rests_on: date | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """An event that cannot have happened, however the history is completed, and why not."""

    event: Event
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do about one person, the most urgent first, and what was made of the history.

    Refused events were left out of the plan.
    """

    steps: tuple[Step, ...] = ()
    standings: Mapping[int, Standing] = field(default_factory=dict)
    refused: tuple[Refusal, ...] = ()

    @property
    def asks(self) -> tuple[Step, ...]:
        """Return the steps that ask the user what only they know."""
        return tuple(step for step in self.steps if step.reason.is_question)

    def step(self, kind: StepKind) -> Step | None:
        """Return the first step of a kind."""
        return next((step for step in self.steps if step.kind is kind), None)
