"""The stored steps of people, brought in line with what their plans say."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from config.kit import clock
from contacts.models import Account, Message, Outreach, Person, Purpose
from contacts.rules.cadence import Cause, Plan, Step
from interviews.histories import Histories
from interviews.models import FollowUp, FollowUpKind, FollowUpState

# Which message a step is done by, where it is done by one.
PURPOSES = {
    FollowUpKind.ANSWER: Purpose.ACCEPT,
    FollowUpKind.NUDGE: Purpose.NUDGE,
    FollowUpKind.WRITE_INTRODUCED: Purpose.FIRST_ASK,
    FollowUpKind.CONFIRM: Purpose.CONFIRM,
    FollowUpKind.THANK: Purpose.THANK_YOU,
    FollowUpKind.ASK_NEXT_STEP: Purpose.ASK_NEXT_STEP,
    FollowUpKind.ASK_REFERRAL: Purpose.REFERRAL_ASK,
    FollowUpKind.NUDGE_INTRODUCTION: Purpose.REFERRAL_ASK,
    FollowUpKind.TELL_REFERRER: Purpose.REPORT_REFERRER,
    FollowUpKind.REPORT_BACK: Purpose.REPORT_ADVICE,
    FollowUpKind.KEEP_IN_TOUCH: Purpose.KEEP_IN_TOUCH,
    FollowUpKind.TELL_ENDED: Purpose.END_OF_SEARCH,
}
# A step that fell due longer ago than this when it is first found is let go: nobody is thanked for a
# talk of last year because it was noted today, and an old account is not met with a pile.
STALE = timedelta(days=30)
_DAYS_OFF = (Cause.WEEKEND, Cause.HOLIDAY)
_PLANNED = (
    *("kind", "interview_id", "outreach_id", "about_id", "reason"),
    *("since_on", "due_on", "due_at"),
)
_WRITTEN = (
    *("kind", "interview", "outreach", "about", "reason", "since_on", "due_on", "due_at"),
    *("announced_on", "state", "settled_at", "message"),
)

# Of two rows for one step, the first of these stands.
_ORDER = (
    *(FollowUpState.DONE, FollowUpState.DROPPED),
    *(FollowUpState.OPEN, FollowUpState.WITHDRAWN),
)


@dataclass(frozen=True)
class Change:
    """A step that came (`before` is None), went (`after` is None) or moved to another day."""

    person: Person
    kind: FollowUpKind
    before: date | None
    after: date | None


def store(
    account: Account, plans: Iterable[tuple[Person, Plan]], histories: Histories, *, at: datetime
) -> list[Change]:
    """Store what plans say, with the same few queries for any number; return what changed.

    A step that no longer applies is withdrawn, not deleted: when it applies again it is the same row
    on the same day, as put off as it was.
    """
    plans = list(plans)
    rows: dict[int, dict[str, FollowUp]] = defaultdict(dict)
    for row in sorted(histories.steps, key=lambda one: (_ORDER.index(one.state), one.pk)):
        own = rows[row.person_id]
        # After a merge two may be the same step: the one that was settled stands for both.
        own[f"{row.plan_key}:{row.pk}" if row.plan_key in own else row.plan_key] = row
    work = _Work(account, at)
    for person, planned in plans:
        work.compare(person, planned, rows[person.pk])
    work.save()
    _note_standings(plans, histories.asks)
    return work.changes


@dataclass
class _Work:
    """What is to be written for one account."""

    account: Account
    at: datetime
    begun: list[FollowUp] = field(default_factory=list)
    changed: list[FollowUp] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    @property
    def today(self) -> date:
        return clock.day_of(self.at, self.account.zone)

    def compare(self, person: Person, planned: Plan, rows: dict[str, FollowUp]) -> None:
        """Find what differs between a plan and the stored steps by their keys."""
        for step in planned.steps:
            row = rows.pop(step.key, None)
            if row is None:
                self._begin(person, step)
            elif row.state == FollowUpState.OPEN:
                self._move(person, row, step)
            elif row.state == FollowUpState.WITHDRAWN:
                self._bring_back(person, row, step)
        for row in rows.values():
            if row.state == FollowUpState.OPEN:
                self._withdraw(person, row)

    def _begin(self, person: Person, step: Step) -> None:
        if step.since >= self.today - STALE:
            row = FollowUp(account=self.account, person=person, key=step.key)
            self._set(row, step)
            self.begun.append(row)
            self._note(person, row, None, row.due_on)

    def _move(self, person: Person, row: FollowUp, step: Step) -> None:
        before, after = row.due_on, self._values(row, step)
        if any(getattr(row, name) != after[name] for name in _PLANNED):
            self._set(row, step)
            self.changed.append(row)
            if row.due_on != before:
                self._note(person, row, before, row.due_on)

    def _withdraw(self, person: Person, row: FollowUp) -> None:
        row.state, row.settled_at, row.message = FollowUpState.WITHDRAWN, self.at, None
        self.changed.append(row)
        self._note(person, row, row.due_on, None)

    def _bring_back(self, person: Person, row: FollowUp, step: Step) -> None:
        """Open a withdrawn step again, unless it went so long ago that nobody waits for it."""
        assert row.settled_at
        if step.since >= self.today - STALE or row.settled_at >= self.at - STALE:
            self._set(row, step)
            row.state, row.settled_at = FollowUpState.OPEN, None
            self.changed.append(row)
            self._note(person, row, None, row.due_on)

    def _set(self, row: FollowUp, step: Step) -> None:
        values = self._values(row, step)
        if row.due_on and values["due_on"] > row.due_on:
            row.announced_on = None
        for name, value in values.items():
            setattr(row, name, value)

    def _values(self, row: FollowUp, step: Step) -> dict[str, Any]:
        values = _values(self.account, step)
        was_due = row.due_on and row.due_on <= self.today
        if step.is_chaser and was_due and row.since_on == step.since and self._is_next(step):
            # It was due and still is: the day on which it came up stays.
            values |= {"due_on": row.due_on, "due_at": row.due_at}
            if step.due_on > self.today and row.reason.get("key") == step.reason.key:
                # Nor is it said to wait for a day that it does not wait for.
                told = {name: row.reason.get(name) for name in ("count", "moves")}
                values["reason"] = {**values["reason"], **told}
        return values

    def _is_next(self, step: Step) -> bool:
        """Return whether nothing but days off lies between today and the day of a step."""
        off = all(move.cause in _DAYS_OFF for move in step.moves)
        return step.due_on == self.today or (step.since <= self.today and off)

    def _note(self, person: Person, row: FollowUp, before: date | None, after: date | None) -> None:
        self.changes.append(Change(person, FollowUpKind(row.kind), before, after))

    def save(self) -> None:
        """Write it all."""
        opened = [*self.begun, *(row for row in self.changed if row.state == FollowUpState.OPEN)]
        _find_drafts([row for row in opened if row.message_id is None])
        FollowUp.objects.bulk_create(self.begun)
        FollowUp.with_withdrawn.bulk_update(self.changed, _WRITTEN, batch_size=200)


def _values(account: Account, step: Step) -> dict[str, Any]:
    moves = [[move.cause, move.day.isoformat(), move.name] for move in step.moves]
    also = {"also": list(step.also)} if step.also else {}
    return {
        "kind": step.kind.value,
        "interview_id": step.talk or None,
        "outreach_id": step.outreach or None,
        "about_id": step.other or None,
        "reason": {**step.reason.stored(), "number": step.number, "moves": moves, **also},
        "since_on": step.since,
        "due_on": step.due_on,
        "due_at": step.overdue_at or clock.end_of_day(step.due_on, account.zone),
    }


def _find_drafts(rows: Collection[FollowUp]) -> None:
    """Give steps that have none the latest draft for such a step, if there is one."""
    wanting = [
        (row, PURPOSES[kind]) for row in rows if (kind := FollowUpKind(row.kind)) in PURPOSES
    ]
    if not wanting:
        return
    drafts = Message.objects.filter(
        person__in={row.person_id for row, _ in wanting}, sent_at=None, follow_up=None
    )
    found: dict[tuple[int, str, int | None], list[Message]] = defaultdict(list)
    for draft in drafts.order_by("changed_at").defer("body"):
        found[draft.person_id, draft.purpose, draft.outreach_id].append(draft)
    for row, purpose in wanting:
        if fitting := found[row.person_id, purpose, row.outreach_id]:
            row.message = fitting.pop()


def _note_standings(plans: Iterable[tuple[Person, Plan]], asks: Iterable[Outreach]) -> None:
    """Note where each ask stands."""
    standings = {key: told for _, planned in plans for key, told in planned.standings.items()}
    changed = []
    for ask in asks:
        if ask.pk not in standings:
            continue
        told = standings[ask.pk]
        after = (told.stage.value, told.asked_at, told.rests_on)
        if (ask.stage, ask.asked_at, ask.rests_on) != after:
            ask.stage, ask.asked_at, ask.rests_on = after
            changed.append(ask)
    Outreach.objects.bulk_update(changed, ["stage", "asked_at", "rests_on"], batch_size=200)
