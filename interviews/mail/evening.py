"""The evening letter after a talk: whom to thank and by when, what is still to be written down."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext, ngettext

from config.kit import clock
from contacts.models import Account
from interviews.mail.notes import Note, Notes, talk_notes
from interviews.mail.phrases import (
    CALLED_LENGTH,
    Pen,
    actions_of,
    by_when,
    day_in_words,
    hour,
    page_of,
    task_words,
    url,
    who,
)
from interviews.models import FollowUp, LetterKind
from interviews.sentences import is_unsaid, question_of


@dataclass(frozen=True)
class Evening:
    """Thank-yous that would be due before a digest tells them, and talks not gone over yet.

    Of some of these nobody said yet whether they took place, and thanks wait for that word.
    """

    template: ClassVar = "evening"
    sheets_of: ClassVar[Sequence[int]] = ()
    account: Account
    day: date
    at: datetime
    thanks: Sequence[FollowUp]
    debriefs: Sequence[FollowUp]
    notes: dict[int, list[Note]] = field(default_factory=dict)

    @property
    def kind(self) -> LetterKind:
        """Return whether it is about thanks, or about the debrief alone."""
        return kind_of(self.account, self.thanks, self.debriefs)

    @property
    def told(self) -> list[int]:
        """Return its follow-ups: the next digest does not tell them as new."""
        return [task.pk for task in (*self.thanks, *self.debriefs)]

    def subject(self) -> str:
        """Return what there is to do, and nobody's name."""
        if not self.thanks:
            if all(map(is_unsaid, self.debriefs)):
                return gettext("Did you talk?")
            return gettext("What did you learn today?")
        count = len(self.thanks)
        words = {"count": count, "when": self._by(self.thanks[0])}
        if count == 1:
            return gettext("A thank-you, due %(when)s") % words
        return (
            ngettext(
                "%(count)d thank-you, the first due %(when)s",
                "%(count)d thank-yous, the first due %(when)s",
                count,
            )
            % words
        )

    def words(self, pen: Pen) -> dict[str, Any]:
        """Return what its templates say."""
        notes = Notes(self.notes)
        return {
            "title": self.subject(),
            "thanks": [self._thank(task, notes, pen) for task in self.thanks],
            "unsaid": [self._unsaid(task, notes, pen) for task in self.debriefs if is_unsaid(task)],
            "debriefs": [
                self._debrief(task, notes, pen) for task in self.debriefs if not is_unsaid(task)
            ],
            "today_url": url("today"),
        }

    def _by(self, task: FollowUp) -> str:
        return by_when(task, self.account, self.day)

    def _thank(self, task: FollowUp, notes: Notes, pen: Pen) -> dict[str, Any]:
        return {
            **task_words(task, self.account, self.day, pen, at=self.at),
            "person": who(task.person, pen),
            "when": self._by(task),
            "notes": notes.of(_talks_of([task]), pen),
        }

    def _unsaid(self, task: FollowUp, notes: Notes, pen: Pen) -> dict[str, Any]:
        talk, zone = task.interview, self.account.zone
        assert talk and talk.starts_at is not None, "interview_time_whole"
        day = day_in_words(clock.day_of(talk.starts_at, zone))
        words = {"day": day, "time": hour(talk.starts_at, zone)}
        # The first is the button: on the talk's page where a preview shows one that is still to come.
        links = actions_of(task, pen.uid, at=self.at)
        first, *others = [*links, {"label": gettext("Open the talk"), "url": page_of(task)}]
        return {
            "button": first,
            "actions": others,
            "called": pen.short(question_of(task), CALLED_LENGTH),
            "people": [who(person, pen) for person in talk.people.all()],
            "when": gettext("You were to talk on %(day)s, at %(time)s.") % words,
            "notes": notes.of([talk.pk], pen),
        }

    def _debrief(self, task: FollowUp, notes: Notes, pen: Pen) -> dict[str, Any]:
        return {
            **task_words(task, self.account, self.day, pen, at=self.at),
            "url": url("debrief", task.interview_id)
            if task.interview_id is not None
            else url("today"),
            "notes": notes.of(_talks_of([task]), pen),
        }


def kind_of(
    account: Account, thanks: Sequence[FollowUp], debriefs: Sequence[FollowUp]
) -> LetterKind:
    """Return by which switch a letter about these steps comes.

    Who wants no debriefs is asked whether a talk took place for the sake of the thanks.
    """
    is_for_thanks = not account.wants_debrief and any(map(is_unsaid, debriefs))
    return LetterKind.THANKS if thanks or is_for_thanks else LetterKind.DEBRIEF


def _talks_of(tasks: Sequence[FollowUp]) -> list[int]:
    return [task.interview_id for task in tasks if task.interview_id is not None]


def evening_for(
    account: Account, *, thanks: Sequence[FollowUp], debriefs: Sequence[FollowUp], at: datetime
) -> Evening | None:
    """Return what to write on the evening of a talk, or None where nothing is left to do.

    `thanks` are the open thank-yous to tell, the most urgent first, `debriefs` the steps to go over a
    talk; which of them belong into a letter the planner says. Two queries for any number where the
    steps bring person and talk, two more where a talk is asked about.
    """
    if not (thanks or debriefs):
        return None
    tasks = [*thanks, *debriefs]
    prefetch_related_objects(tasks, "person__organisation", "interview")
    unsaid = [task for task in debriefs if is_unsaid(task)]
    prefetch_related_objects(unsaid, "interview__people__organisation")
    return Evening(
        account=account,
        day=clock.day_of(at, account.zone),
        at=at,
        thanks=thanks,
        debriefs=debriefs,
        notes=talk_notes(account, _talks_of(tasks)),
    )
