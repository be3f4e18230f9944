"""The notes an hour before a talk: one for each time that was agreed."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from config.kit import clock
from contacts.models import Account
from interviews.mail.before_talk import TalkNote, note_for
from interviews.models import Interview, Letter, LetterKind
from interviews.models.interviews import InterviewQuerySet
from interviews.rules.reminders import note_window
from interviews.rules.stages import Stage

KIND = LetterKind.TALK


def waiting(at: datetime) -> Iterator[int]:
    """Yield the accounts of which a talk begins within the hour."""
    found = _within_the_hour(at).filter(account__wants_talk_note=True)
    talks = list(found.only("starts_at", "account"))
    told = _told(talks)
    yield from {talk.account_id: None for talk in talks if _key(talk) not in told}


def letters(accounts: Sequence[Account], *, at: datetime) -> list[Letter]:
    """Return a note for each talk of theirs that begins within the hour and has none for that time.

    Talks keep their time while somebody is away, and so does the note.
    """
    wanting = {one.pk: one for one in accounts if one.wants_talk_note}
    talks = list(_within_the_hour(at).filter(account__in=wanting))
    told = _told(talks)
    for talk in talks:
        talk.account = wanting[talk.account_id]
    return [_letter(talk) for talk in talks if _key(talk) not in told]


def contents(letters: Sequence[Letter], *, at: datetime) -> Iterator[tuple[Letter, TalkNote]]:
    """Yield what helps before those talks that are still to begin."""
    for letter in letters:
        if letter.interview and (note := note_for(letter.interview, at=at)):
            yield letter, note


def _within_the_hour(at: datetime) -> InterviewQuerySet:
    after, up_to = note_window(at)
    talks = Interview.objects.filter(stage=Stage.SCHEDULED)
    return talks.filter(starts_at__gt=after, starts_at__lte=up_to).order_by("starts_at", "pk")


def _told(talks: Sequence[Interview]) -> set[str]:
    """Return the keys of the notes there are about some talks."""
    notes = Letter.objects.filter(interview__in=talks, kind=KIND).order_by()
    return set(notes.values_list("key", flat=True))


def _key(talk: Interview) -> str:
    return f"{KIND}:{talk.pk}:{talk.starts_at:%Y-%m-%dT%H:%M}Z"


def _letter(talk: Interview) -> Letter:
    assert talk.starts_at is not None, "see _within_the_hour"
    return Letter(
        account=talk.account,
        interview=talk,
        sequence=talk.sequence,
        kind=KIND,
        key=_key(talk),
        local_day=clock.day_of(talk.starts_at, talk.account.zone),
        until=talk.starts_at,
    )
