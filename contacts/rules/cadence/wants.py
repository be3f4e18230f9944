"""What a rule asks for, before days off, pauses and other steps move it."""

from dataclasses import dataclass
from datetime import date, datetime

from contacts.rules.cadence.history import History
from contacts.rules.cadence.presets import Preset
from contacts.rules.cadence.reasons import Reason
from contacts.rules.cadence.steps import Move, StepKind
from contacts.rules.calendar import TwoCalendars


@dataclass(frozen=True)
class Known:
    """All that the rules may look at."""

    history: History
    preset: Preset
    calendar: TwoCalendars
    today: date
    # Days on which other people at their organisation were first asked, or answered; None where it
    # is not known where they are.
    others: tuple[date, ...] | None


@dataclass(frozen=True, slots=True)
class Want:
    """One step as its rule reckons it; the fields are those of `Step`.

    With `counts_from` the reason counts the days from there to the day the step lands on.
    """

    kind: StepKind
    key: str
    since: date
    reason: Reason
    number: str = ""
    counts_from: date | None = None
    due_at: datetime | None = None
    overdue_at: datetime | None = None
    moves: tuple[Move, ...] = ()
    outreach: int = 0
    talk: int = 0
    fact: int = 0
    other: int = 0
    also: tuple[int, ...] = ()
