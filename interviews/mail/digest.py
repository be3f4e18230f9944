"""What stands in the digest of one account and day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db.models import F, Window
from django.db.models.functions import Left, RowNumber

from config.kit import clock
from contacts.models import Account, Person
from interviews.models import FollowUp, FollowUpKind, Interview
from interviews.rules.agenda import CHASERS, HANDFUL, place
from interviews.rules.digest import (
    DUE_SHOWN,
    STILL_OPEN_SHOWN,
    Section,
    next_working_day,
    section,
)

NOTES_SHOWN = 2


@dataclass(frozen=True)
class Note:
    """What I wrote down under a question; the question is empty for free notes."""

    question: str
    text: str


@dataclass(frozen=True)
class Digest:
    """Everything that one digest tells."""

    account: Account
    day: date
    talks: list[Interview]
    due: list[FollowUp]
    waiting: list[FollowUp]
    still_open: list[FollowUp]
    has_more: bool = False
    notes: dict[int, list[Note]] = field(default_factory=dict)

    @property
    def fresh(self) -> list[FollowUp]:
        """Return what is told as due for the first time."""
        return self.due + [task for task in self.waiting if task.is_unannounced]

    @property
    def people(self) -> set[Person]:
        """Return those whose last notes stand in it."""
        people = {task.person for task in self.due[:DUE_SHOWN]}
        return people.union(*(talk.people.all() for talk in self.talks))


def digest_for(account: Account, *, day: date, at: datetime) -> Digest | None:
    """Return what to tell on a local day, or None when there is no reason to write.

    Something must have newly turned due, or a talk be near: things told before are no reason, so
    that nobody is written to daily about the same pile (our rule). On a day off only a thank-you
    and a talk of that very day are.
    """
    is_working_day = day.isoweekday() in account.working_days
    until = next_working_day(day, account.working_days) if is_working_day else day
    tasks = _sorted_tasks(account, day, at=at, is_working_day=is_working_day)
    due = _a_handful(tasks[Section.DUE])
    digest = Digest(
        account=account,
        day=day,
        talks=talks_near(account, at=at, until=until),
        due=due,
        has_more=len(due) < len(tasks[Section.DUE]),
        waiting=sorted(tasks[Section.WAITING], key=lambda task: not task.is_unannounced),
        still_open=tasks[Section.STILL_OPEN][:STILL_OPEN_SHOWN],
    )
    if not digest.fresh and not digest.talks:
        return None
    return replace(digest, notes=last_notes(account, digest.people))


def _a_handful(due: Iterable[FollowUp]) -> list[FollowUp]:
    """Return what is told as due, in the order of Today: of chasers a handful, as there.

    The rest is not announced, so the next working day tells it.
    """
    ordered = sorted(due, key=lambda one: (*place(one.kind, one.due_at), one.pk))
    chasers = [one for one in ordered if one.kind in CHASERS]
    kept = {one.pk for one in chasers[:HANDFUL]}
    return [one for one in ordered if one.kind not in CHASERS or one.pk in kept]


def _sorted_tasks(
    account: Account, day: date, *, at: datetime, is_working_day: bool
) -> dict[Section | None, list[FollowUp]]:
    """Return the open follow-ups by section, the most urgent first."""
    tasks: dict[Section | None, list[FollowUp]] = defaultdict(list)
    due = account.follow_ups.open().timely(at).filter(due_on__lte=day)
    # Until a talk was, it is told as a talk.
    due = due.exclude(kind=FollowUpKind.DEBRIEF, reason__key="debrief_ahead")
    # A debrief is asked for on the day of the talk only.
    after = ("debrief", "debrief_round")
    due = due.exclude(kind=FollowUpKind.DEBRIEF, reason__key__in=after, due_on__lt=day)
    for task in due.select_related("person__organisation", "about", "interview"):
        where = section(
            day=day,
            is_working_day=is_working_day,
            due_on=task.due_on,
            is_fresh=task.is_unannounced,
            is_theirs=task.is_theirs,
            is_bound=task.is_bound,
        )
        tasks[where].append(task)
    return tasks


def talks_near(account: Account, *, at: datetime, until: date) -> list[Interview]:
    """Return the scheduled talks still to begin up to the end of a local day, soonest first."""
    talks = account.interviews.ahead(at).filter(starts_at__lt=clock.end_of_day(until, account.zone))
    return list(talks.prefetch_related("people__organisation"))


def last_notes(account: Account, people: Iterable[Person]) -> dict[int, list[Note]]:
    """Return, by person, what was last written down in talks with them, newest first."""
    ranked = (
        account.answers.said()
        .exclude(text="")
        .filter(interview__people__in=people)
        .annotate(
            person_id=F("interview__people"),
            start=Left("text", 400),
            place=Window(
                RowNumber(),
                partition_by=F("interview__people"),
                order_by=[F("saved_at").desc(), F("pk").desc()],
            ),
        )
        .filter(place__lte=NOTES_SHOWN)
        .order_by("place")
    )
    notes: dict[int, list[Note]] = {}
    for row in ranked.values("person_id", "line__text", "asked", "start"):
        note = Note(row["line__text"] or row["asked"], " ".join(row["start"].split()))
        notes.setdefault(row["person_id"], []).append(note)
    return notes
