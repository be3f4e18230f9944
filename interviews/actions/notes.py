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
    base: str | None = None,
    is_chosen: bool = False,
    line: Line | None = None,
    part: str = "",
    answer: Answer | None = None,
) -> Answer:
    """Store the note under `line`, of a `part` of the talk (else FREE), or in an old `answer`.

    Return the answer as stored: where somebody else changed it and `base` says what the writer
    began from, its text holds both. What it held before stays as a version where anybody could want
    it back, and in any case when the new text `is_chosen` over it. Raise NoteChanged where the two
    cannot be made one, and NoteTooLong. A first note during the talk marks its question as asked;
    one after it settles the step to write down what was learned.
    """
    text = notes.clean(text)
    if len(text) > notes.LONGEST:
        raise NoteTooLong
    # One writer at a time in a talk, also for the very first note, which has no row to lock.
    interview = _locked(interview)
    stored = _stored(interview, line, part, answer)
    new = notes.to_store(
        stored=stored.text,
        version=stored.version,
        text=text,
        seen_version=seen_version,
        base=base if base is None else notes.clean(base),
    )
    if new is None:
        raise NoteChanged(text, stored)
    if new != stored.text:
        _write(stored, new, at, must_keep=is_chosen)
        if not stored.part:
            _mark_asked(interview, stored.line)
    return stored


def save_note(*, interview: Interview, key: str, asked: str, **sent: Any) -> Answer:
    """Store the note of a page's field, named as Answer.key says; else ValueError.

    `sent` is what save_answer takes. Where line or answer have gone meanwhile, the note is set
    aside under `asked`.
    """
    sent["interview"] = interview
    kind, _, pk = key.partition("-")
    if key in notes.OF_TALK:
        return save_answer(part=key, **sent)
    if kind not in ("line", notes.Part.IMPROVE, "answer"):
        raise ValueError(key)
    part = notes.Part.IMPROVE.value if kind == notes.Part.IMPROVE else ""
    if kind == "answer":
        if answer := interview.answers.filter(pk=int(pk)).first():
            return save_answer(answer=answer, **sent)
    elif line := _line(interview, int(pk)):
        return save_answer(line=line, part=part, **sent)
    return set_aside(asked=asked, part=part, **sent)


@transaction.atomic
def set_aside(
    *, interview: Interview, asked: str, text: str, at: datetime, part: str = "", **sent: Any
) -> Answer:
    """Return a note whose question has left the sheet, kept under the words of that question.

    Where it holds another text that this one cannot be made one with, both stand in it.
    """
    interview = _locked(interview)
    asked = notes.clean(asked)
    stored = interview.answers.filter(line=None, part=part, asked=asked).first()
    sent |= {"interview": interview, "at": at}
    sent["answer"] = stored or Answer(
        account=interview.account, interview=interview, asked=asked, part=part
    )
    try:
        return save_answer(text=text, **{"seen_version": 0, **sent})
    except NoteChanged as changed:
        if "base" in sent and sent["base"] is None:
            raise
        both = notes.joined(changed.answer.text, changed.mine)
        return save_answer(text=both, **sent | {"seen_version": changed.answer.version})


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
            is_chosen=True,
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


def _write(answer: Answer, text: str, at: datetime, *, must_keep: bool) -> None:
    if answer.pk and answer.text and _is_worth_keeping(answer, text, at, must_keep=must_keep):
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


def _is_worth_keeping(answer: Answer, text: str, at: datetime, *, must_keep: bool) -> bool:
    last = answer.versions.first()
    if last is None:
        return must_keep or notes.is_worth_keeping(answer.text, text)
    if must_keep:
        return answer.text != last.text
    since = at - last.kept_at
    return notes.is_worth_keeping(answer.text, text, kept=last.text, since=since)


def _mark_asked(interview: Interview, line: Line | None) -> None:
    if line and interview.began_at and not interview.ended_at and line.state == LineState.OPEN:
        Line.objects.filter(pk=line.pk, state=LineState.OPEN).update(state=LineState.ASKED)
        line.state = LineState.ASKED
