"""What to do next about one person: events in, a plan out; no clock and no database.

    plan(history, preset=preset_of(account.preset, account.numbers), calendar=TwoCalendars.of(…),
         today=…, others=…) -> Plan

How a history is gathered from what is stored. Nothing else is kept: to correct a fact is to change
its row and plan the person anew. Every `at` is in the account's zone; a fact known by its day only is
noon of that day. Order does not matter, and the same event twice counts once.

- DRAFTED, SENT: a message of mine with `outreach` (0 for none), `purpose`, `fact` its id, and `other`
  whom it is about. SENT at the moment it went. The first one sent in an ask is the ask, the next one
  without a sign of life its nudge, whatever they are called. A thank-you for a talk has `talk`.
- ASKED_UNKNOWN: an ask whose day nobody noted (`outreach`), at the moment that was said.
- REPLIED, DECLINED, OUT_OF_OFFICE (`until` the last day away, or None), BOUNCED: a received message,
  with `outreach` (0 for none) and `fact` its id, at the moment it came.
- SCHEDULED (`talk`, `starts_at`, in the account's zone too): a talk with an agreed time, at the moment
  of agreeing, else of the row's making; the last one stands. CANCELLED, MISSED (`talk`), HELD (`talk`,
  at its end; `is_round` of a job interview). DEBRIEFED (`talk`): the notes are done. THANKED (`talk`):
  thanked by whatever way.
- AWAITED (`talk`, `on` the day they named, or None), at the end of a round: they are to say what comes
  next. Of several people it is in the history of one; leave it out once somebody else there wrote, or
  a later round there is agreed on.
- NAMED (`other`): they named somebody, on the day they did. USED (`other`): whom they named was first
  asked or met. PROMISED, INTRODUCED (`other`): an introduction by them, promised and made; one that
  was declined or let go is no longer promised: leave both out. Where the day of naming is not known,
  take the day of the last talk with them before it was noted, else the day it was noted.
- INTRODUCED_TO (`other` who did it): I was introduced to this person, on that day.
- PROMISE_MADE (`fact`, `on`): I promised to report back, on a day agreed or None. Not for a promise
  that is kept as a step of its own already.
- PAUSED (`until` the last day, or None), RESUMED: the account's absences, the same in every history.
- SEARCH_ENDED (`fact` its id): the last end of a search they belong to, while no search they belong
  to is open. One for whom no search is known: the account's last, while it has none open.
- DO_NOT_CONTACT: while it is set. ARCHIVED: while they are; what is owed to them stays, all chasers go.
- SETTLED (`step` its key): every stored step that was done or dropped. SNOOZED (`step`, `until`): one
  that was put off by hand. Keys are unique within the plan of one person.

Bound steps (`is_chaser` false) can be done at once, whatever their due day; a chaser is never overdue:
planned again on a later day, it is due on that day.
"""

from contacts.rules.cadence.events import Event, Kind, Purpose
from contacts.rules.cadence.landing import count_of
from contacts.rules.cadence.planning import plan
from contacts.rules.cadence.presets import (
    DEFAULT,
    Group,
    Number,
    OutOfBounds,
    Preset,
    Unit,
    allowed,
    checked,
    numbers,
    preset_of,
    presets,
)
from contacts.rules.cadence.quiet import may_go_from
from contacts.rules.cadence.reasons import Cause, Move, Reason
from contacts.rules.cadence.steps import (
    Plan,
    Refusal,
    Stage,
    Standing,
    Step,
    StepKind,
)

__all__ = [
    "DEFAULT",
    "Cause",
    "Event",
    "Group",
    "Kind",
    "Move",
    "Number",
    "OutOfBounds",
    "Plan",
    "Preset",
    "Purpose",
    "Reason",
    "Refusal",
    "Stage",
    "Standing",
    "Step",
    "StepKind",
    "Unit",
    "allowed",
    "checked",
    "count_of",
    "may_go_from",
    "numbers",
    "plan",
    "preset_of",
    "presets",
]
