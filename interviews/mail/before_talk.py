"""The note an hour before a talk: with whom, when, how to meet, and what to ask first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django.utils.translation import gettext

from config.kit import clock
from contacts.models import Account, ResearchNote
from contacts.rules.research import ONLY_THEY
from interviews.mail.notes import NOTE_LENGTH, Note, Notes, last_notes
from interviews.mail.phrases import Pen, hour, talk_words
from interviews.mail.talks import attached, has_questions, read, start_of
from interviews.models import FollowUp, FollowUpKind, Interview, LetterKind
from interviews.rules.stages import Stage

# A glance on the way there: more stands on the sheet.
QUESTIONS_SHOWN, FACTS_SHOWN, PROMISES_SHOWN = 5, 3, 3


@dataclass(frozen=True)
class TalkNote:
    """What helps in the last hour before a talk."""

    kind: ClassVar = LetterKind.TALK
    template: ClassVar = "talk"
    told: ClassVar[Sequence[int]] = ()
    account: Account
    day: date
    talk: Interview
    questions: Sequence[str]
    facts: Sequence[ResearchNote]
    promises: Sequence[FollowUp]
    notes: dict[int, list[Note]]

    @property
    def sheets_of(self) -> list[int]:
        """Return the talk where its sheet goes with the letter."""
        return attached(self.account, [self.talk])

    def subject(self) -> str:
        """Return when it begins, and nobody's name."""
        begins = hour(start_of(self.talk), self.account.zone)
        return gettext("Your talk at %(time)s") % {"time": begins}

    def words(self, pen: Pen) -> dict[str, Any]:
        """Return what its templates say."""
        people = [person.pk for person in self.talk.people.all()]
        return {
            "title": self.subject(),
            "talk": {
                **talk_words(self.talk, self.account, self.day, pen),
                "has_questions": has_questions(self.talk),
                "is_attached": bool(self.sheets_of),
            },
            "purpose": pen.short(self.talk.purpose, NOTE_LENGTH),
            "questions": [pen.short(question, NOTE_LENGTH) for question in self.questions],
            "facts": [pen.short(fact.text, NOTE_LENGTH) for fact in self.facts],
            "promises": [pen.short(one.text, NOTE_LENGTH) for one in self.promises],
            "notes": Notes(self.notes).of(people, pen),
        }


def note_for(interview: Interview, *, at: datetime) -> TalkNote | None:
    """Return the note before a talk, or None for one that is not to begin any more; six queries."""
    account = interview.account
    ahead = account.interviews.filter(pk=interview.pk, stage=Stage.SCHEDULED, starts_at__gt=at)
    talk = next(iter(read(ahead)), None)
    if talk is None:
        return None
    talk.account = account
    people = list(talk.people.all())
    return TalkNote(
        account=account,
        day=clock.day_of(at, account.zone),
        talk=talk,
        questions=_first_questions(talk),
        facts=_facts(account, [person.pk for person in people]),
        promises=list(
            account.follow_ups.open()
            .filter(person__in=people, kind=FollowUpKind.PROMISE)
            .exclude(text="")[:PROMISES_SHOWN]
        ),
        notes=last_notes([account], people),
    )


def _first_questions(talk: Interview) -> list[str]:
    if not has_questions(talk):
        return []
    lines = talk.account.lines.filter(sheet__interview=talk, is_theirs=False)
    return list(lines.order_by("position", "pk").values_list("text", flat=True)[:QUESTIONS_SHOWN])


def _facts(account: Account, people: Sequence[int]) -> list[ResearchNote]:
    """Return what I found out about them, what I checked first."""
    found = account.research_notes.filter(person__in=people).exclude(item=ONLY_THEY)
    return list(found.order_by("-is_verified", "-created_at", "-pk")[:FACTS_SHOWN])
