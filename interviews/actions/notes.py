"""Keeps what is typed during a talk: every change versioned, nobody's text overwritten unseen."""

from datetime import datetime
from typing import Any

from django.db import transaction

from interviews.models import (
    Answer,
    AnswerVersion,
    Interview,
    Line,
    LineState,
)
from interviews.rules import notes


class NoteChanged(Exception):
    """Someone else (or another tab) changed this note; nothing was written.

    `mine` is the text that was sent, `answer` the note as it is stored.
    """

    def __init__(self, mine: str, answer: Answer) -> None:
        """Keep both texts."""
        super().__init__("the note was changed elsewhere")
        self.mine, self.answer = mine, answer


class NoteTooLong(ValueError):
    """The text is longer than a note may be; nothing was written."""


@transaction.atomic
def save_answer(
    *,
    interview: Interview,
    text: str,
    seen_version: int,
    at: datetime,
    line: Line | None = None,
    part: str = "",
    answer: Answer | None = None,
) -> Answer:
    """Store the note under `line`, of a `part` of the talk (else FREE), or in an old `answer`.

    Return the answer as stored. The text it held before stays as a version unless the new one
    merely goes on from it. Raise NoteChanged unless the writer saw the stored version, and
    NoteTooLong. A first note during the talk marks its question as asked; one after it settles the
    step to write down what was learned.
    """
    text = notes.clean(text)
    if len(text) > notes.LONGEST:
        raise NoteTooLong
    # One writer at a time in a talk, also for the very first note, which has no row to lock.
    interview = _locked(interview)
    stored = _stored(interview, line, part, answer)
    what = notes.outcome(
        stored=stored.text, version=stored.version, text=text, seen_version=seen_version
    )
    if what is notes.Outcome.CONFLICT:
        raise NoteChanged(text, stored)
    if what is notes.Outcome.WRITE:
        _write(stored, text, at)
        if not stored.part:
            _mark_asked(interview, stored.line)
    return stored


def save_note(
    *, interview: Interview, key: str, asked: str, text: str, seen_version: int, at: datetime
) -> Answer:
    """Store the note of a page's field, named as Answer.key says; else ValueError.

    Where line or answer have gone meanwhile, the note is set aside under `asked`.
    """
    sent: dict[str, Any] = {
        "interview": interview,
        "text": text,
        "seen_version": seen_version,
        "at": at,
    }
    kind, _, pk = key.partition("-")
    if key in notes.OF_TALK:
        return save_answer(part=key, **sent)
    if kind not in ("line", notes.Part.IMPROVE, "answer"):
        raise ValueError(key)
    if kind == "answer":
        if answer := interview.answers.filter(pk=int(pk)).first():
            return save_answer(answer=answer, **sent)
    elif line := _line(interview, int(pk)):
        return save_answer(line=line, part="" if kind == "line" else kind, **sent)
    return set_aside(interview=interview, asked=asked, text=text, at=at)


def set_aside(*, interview: Interview, asked: str, text: str, at: datetime) -> Answer:
    """Return a note whose question has left the sheet, kept under the words of that question.

    A text that such a note already holds is not added again.
    """
    with transaction.atomic():
        interview = _locked(interview)
        asked = notes.clean(asked)
        stored = interview.answers.filter(line=None, part="", asked=asked).first()
        return save_answer(
            interview=interview,
            answer=stored or Answer(account=interview.account, interview=interview, asked=asked),
            text=notes.joined(stored.text, notes.clean(text)) if stored else text,
            seen_version=stored.version if stored else 0,
            at=at,
        )


def restore_version(*, interview: Interview, version: AnswerVersion, at: datetime) -> Answer:
    """Bring an earlier text of a note back; the one it takes the place of stays as a version."""
    with transaction.atomic():
        interview = _locked(interview)
        stored = interview.answers.get(pk=version.answer_id)
        return save_answer(
            interview=interview,
            answer=stored,
            text=version.text,
            seen_version=stored.version,
            at=at,
        )


def _line(interview: Interview, pk: int) -> Line | None:
    return Line.objects.filter(pk=pk, sheet__interview=interview).first()


def _locked(interview: Interview) -> Interview:
    return Interview.objects.select_for_update(no_key=True).get(pk=interview.pk)


def _stored(interview: Interview, line: Line | None, part: str, answer: Answer | None) -> Answer:
    if answer is not None:
        return interview.answers.get(pk=answer.pk) if answer.pk else answer
    part = part if part or line else notes.Part.FREE
    return interview.answers.filter(line=line, part=part).first() or Answer(
        account=interview.account, interview=interview, line=line, part=part
    )


def _write(answer: Answer, text: str, at: datetime) -> None:
    if answer.pk and not notes.is_typed_on(answer.text, text):
        AnswerVersion.objects.create(
            account=answer.account,
            answer=answer,
            version=answer.version,
            text=answer.text,
            kept_at=at,
        )
    if answer.line:
        answer.asked = answer.line.text
    answer.text, answer.version, answer.saved_at = text, answer.version + 1, at
    answer.save()


def _mark_asked(interview: Interview, line: Line | None) -> None:
    if line and interview.began_at and not interview.ended_at and line.state == LineState.OPEN:
        Line.objects.filter(pk=line.pk, state=LineState.OPEN).update(state=LineState.ASKED)
        line.state = LineState.ASKED
