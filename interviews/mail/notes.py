"""The last notes that a letter brings back: by person, by talk, and handed out once each."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, Window
from django.db.models.functions import Left, RowNumber

from contacts.models import Account, Person
from interviews.mail.phrases import BARE, Pen
from interviews.models import Answer

OF_PERSON, OF_TALK = 2, 3
NOTE_LENGTH = 180


@dataclass(frozen=True)
class Note:
    """What I wrote down under a question; the question is empty for free notes."""

    question: str
    text: str


def last_notes(accounts: Collection[Account], people: Iterable[Person]) -> dict[int, list[Note]]:
    """Return, by person, what was last written down in talks with them, newest first; one query."""
    keys = [person.pk for person in people]
    noted = _noted(accounts).filter(interview__people__in=keys)
    return _newest(noted, "interview__people", OF_PERSON) if keys else {}


def talk_notes(account: Account, talks: Iterable[int]) -> dict[int, list[Note]]:
    """Return, by talk, what was last written down in it, newest first; one query."""
    keys = [*talks]
    noted = _noted([account]).filter(interview__in=keys)
    return _newest(noted, "interview", OF_TALK) if keys else {}


def _noted(accounts: Collection[Account]) -> QuerySet[Answer]:
    return Answer.objects.said().filter(account__in=accounts).exclude(text="")


def _newest(noted: QuerySet[Answer], by: str, most: int) -> dict[int, list[Note]]:
    ranked = (
        noted.annotate(
            of=F(by),
            start=Left("text", 400),
            place=Window(
                RowNumber(), partition_by=F(by), order_by=[F("saved_at").desc(), F("pk").desc()]
            ),
        )
        .filter(place__lte=most)
        .order_by("place")
    )
    notes: dict[int, list[Note]] = {}
    for row in ranked.values("of", "line__text", "asked", "start"):
        note = Note(row["line__text"] or row["asked"], " ".join(row["start"].split()))
        notes.setdefault(row["of"], []).append(note)
    return notes


class Notes:
    """Notes by whom or what they are of, handed out once, in short."""

    def __init__(self, notes: Mapping[int, list[Note]]) -> None:
        """Take them by key."""
        self._left = dict(notes)

    def of(self, keys: Iterable[int], pen: Pen) -> list[dict[str, Any]]:
        """Return what was last noted of these and not handed out yet; nothing where room is scarce."""
        return [
            {
                "question": pen.short(note.question, NOTE_LENGTH),
                "text": pen.short(note.text, NOTE_LENGTH),
            }
            for key in keys
            for note in self._left.pop(key, [])
            if pen.room > BARE
        ]
