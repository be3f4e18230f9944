"""The morning digest: what is due and why, the talks ahead, who went quiet."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar

from django.utils.translation import ngettext, pgettext

from config.kit import clock
from contacts.models import Account, Pause, Person
from interviews.mail.encouraging import Encouragement, encouragements_for
from interviews.mail.notes import Note, Notes, last_notes
from interviews.mail.phrases import Pen, day_in_words, joined, talk_words, task_words, url
from interviews.mail.quiet import Quiet, quiet_lately
from interviews.mail.talks import attached, has_questions, read, start_of
from interviews.models import FollowUp, FollowUpKind, Interview, LetterKind
from interviews.rules.agenda import CHASERS, HANDFUL, place
from interviews.rules.digest import (
    DUE_SHOWN,
    STILL_OPEN_SHOWN,
    WAITING_SHOWN,
    window,
)

# More than anybody can hold until the next working day.
TALKS_SHOWN = 15


@dataclass(frozen=True)
class Digest:
    """Everything that one digest tells."""

    kind: ClassVar = LetterKind.DIGEST
    template: ClassVar = "digest"
    account: Account
    day: date
    at: datetime
    talks: list[Interview]
    due: list[FollowUp]
    waiting: list[FollowUp]
    still_open: list[FollowUp]
    has_more: bool = False
    quiet: Sequence[Quiet] = ()
    encouragement: Encouragement | None = None
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

    @property
    def told(self) -> list[int]:
        """Return the follow-ups that it announces."""
        return [task.pk for task in self.fresh]

    @cached_property
    def sheets_of(self) -> list[int]:
        """Return the talks whose sheets go with it: those that begin before the next digest."""
        following = self.account.calendar.next_working(self.day)
        until = window(following, self.account.digest_hour, self.account.zone)[0]
        return attached(self.account, (one for one in self.talks if start_of(one) < until))

    def subject(self) -> str:
        """Return how much of what it tells, and nobody's name, since screens show subjects."""
        talks, due = len(self.talks), len(self.fresh)
        parts = [
            ngettext("%(count)d talk", "%(count)d talks", talks) % {"count": talks}
            if talks
            else "",
            ngettext("%(count)d thing due", "%(count)d things due", due) % {"count": due}
            if due
            else "",
        ]
        return pgettext("subject of a letter", "%(day)s: %(what)s") % {
            "day": day_in_words(self.day),
            "what": joined(parts),
        }

    def words(self, pen: Pen) -> dict[str, Any]:
        """Return what its templates say; what was noted about a person stands in it once."""
        notes = Notes(self.notes)
        due = [
            {**self._task(task, pen), "notes": notes.of([task.person_id], pen)}
            for task in self.due[: pen.most(DUE_SHOWN)]
        ]
        return {
            "title": day_in_words(self.day),
            "due": due,
            "has_more": self.has_more or len(self.due) > len(due),
            "talks": [self._talk(talk, notes, pen) for talk in self.talks[: pen.most(TALKS_SHOWN)]],
            "has_more_talks": len(self.talks) > pen.most(TALKS_SHOWN),
            "waiting": [self._task(task, pen) for task in self.waiting[: pen.most(WAITING_SHOWN)]],
            "has_more_waiting": len(self.waiting) > pen.most(WAITING_SHOWN),
            "still_open": [self._again(task, pen) for task in self.still_open[:STILL_OPEN_SHOWN]],
            "has_more_open": len(self.still_open) > STILL_OPEN_SHOWN,
            "quiet": [one.words(pen) for one in self.quiet],
            "encouragement": str(self.encouragement or ""),
            "today_url": url("today"),
        }

    def _task(self, task: FollowUp, pen: Pen) -> dict[str, Any]:
        return task_words(task, self.account, self.day, pen, at=self.at)

    def _again(self, task: FollowUp, pen: Pen) -> dict[str, Any]:
        """Say of what was told before no day that it does not have: chasers are never late."""
        words = self._task(task, pen)
        return words | {"when": ""} if task.is_chaser else words

    def _talk(self, talk: Interview, notes: Notes, pen: Pen) -> dict[str, Any]:
        people = (person.pk for person in talk.people.all())
        return {
            **talk_words(talk, self.account, self.day, pen),
            "has_questions": has_questions(talk),
            "is_attached": talk.pk in self.sheets_of,
            "notes": notes.of(people, pen),
        }


def digest_for(account: Account, *, day: date, at: datetime) -> Digest | None:
    """Return what to tell on a working day, or None when there is no reason to write."""
    return digests_for([account], day=day, at=at).get(account.pk)


def digests_for(accounts: Collection[Account], *, day: date, at: datetime) -> dict[int, Digest]:
    """Return, by account, what to tell on a working day to those to whom there is a reason to write.

    Something must have newly turned due, or a talk be near: things told before are no reason, so
    that nobody is written to daily about the same pile (our rule). While somebody is away talks are a
    reason, and what keeps its own clock; the rest waits for the first day back. Thirteen queries for
    any number of accounts.
    """
    pauses = Pause.objects.on(day).filter(account__in=accounts)
    away = set(pauses.values_list("account", flat=True))
    due, near = _due(accounts, day, at=at), _talks_near(accounts, day, at=at)
    digests: dict[int, Digest] = {}
    told: dict[int, set[int]] = {}
    for account in accounts:
        tasks = [one for one in due[account.pk] if one.is_bound or account.pk not in away]
        digest = _digest(account, day, at, tasks, near[account.pk])
        if digest.fresh or digest.talks:
            digests[account.pk] = digest
            told[account.pk] = {task.person_id for task in tasks}
    written = [digest.account for digest in digests.values()]
    notes = last_notes(written, {one for digest in digests.values() for one in digest.people})
    here = [account for account in written if account.pk not in away]
    quiet = quiet_lately(here, day, at=at, without=told)
    encouragements = encouragements_for(written, day, at=at)
    return {
        key: replace(
            digest,
            notes={one.pk: notes[one.pk] for one in digest.people if one.pk in notes},
            quiet=quiet.get(key, ()),
            encouragement=encouragements[key],
        )
        for key, digest in digests.items()
    }


def _digest(
    account: Account,
    day: date,
    at: datetime,
    tasks: Sequence[FollowUp],
    talks: list[Interview],
) -> Digest:
    mine = [task for task in tasks if not task.is_theirs]
    fresh = [task for task in mine if task.is_unannounced]
    due = _a_handful(fresh)
    waiting = (task for task in tasks if task.is_theirs)
    return Digest(
        account=account,
        day=day,
        at=at,
        talks=talks,
        due=due,
        has_more=len(due) < len(fresh),
        waiting=sorted(waiting, key=lambda task: not task.is_unannounced),
        still_open=_by_place(task for task in mine if not task.is_unannounced),
    )


def _a_handful(due: Iterable[FollowUp]) -> list[FollowUp]:
    """Return what is told as due, in the order of Today: of chasers a handful, as there.

    The rest is not announced, so the next working day tells it.
    """
    ordered = _by_place(due)
    chasers = [one for one in ordered if one.kind in CHASERS]
    kept = {one.pk for one in chasers[:HANDFUL]}
    return [one for one in ordered if one.kind not in CHASERS or one.pk in kept]


def _by_place(tasks: Iterable[FollowUp]) -> list[FollowUp]:
    return sorted(tasks, key=lambda one: (*place(one.kind, one.due_at), one.pk))


def _due(accounts: Collection[Account], day: date, *, at: datetime) -> dict[int, list[FollowUp]]:
    """Return what is open and due on a local day by account, the most urgent first."""
    owners = {one.pk: one for one in accounts}
    due = FollowUp.objects.open().timely(at).filter(account__in=owners, due_on__lte=day)
    # Until a talk was, it is told as a talk.
    due = due.exclude(kind=FollowUpKind.DEBRIEF, reason__key="debrief_ahead")
    # A debrief is asked for on the day of the talk only.
    after = ("debrief", "debrief_round")
    due = due.exclude(kind=FollowUpKind.DEBRIEF, reason__key__in=after, due_on__lt=day)
    found: dict[int, list[FollowUp]] = defaultdict(list)
    for task in due.select_related("person__organisation", "about", "interview"):
        task.account = owners[task.account_id]
        found[task.account_id].append(task)
    return found


def _talks_near(
    accounts: Collection[Account], day: date, *, at: datetime
) -> dict[int, list[Interview]]:
    """Return, by account, the talks still to begin up to the end of its next working day."""
    until = {}
    for account in accounts:
        until[account.pk] = clock.end_of_day(account.calendar.next_working(day), account.zone)
    latest = max(until.values(), default=at)
    ahead = Interview.objects.ahead(at).filter(account__in=until, starts_at__lt=latest)
    found: dict[int, list[Interview]] = defaultdict(list)
    for talk in read(ahead):
        if start_of(talk) < until[talk.account_id]:
            found[talk.account_id].append(talk)
    return found
