"""What is done to a thank-you: drafted from the notes, kept while it is written, sent by its writer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from contacts.models import Account, Message, Purpose
from interviews.actions.contact import derive_contact
from interviews.actions.follow_ups import reopen, settle
from interviews.actions.interviews import move_interview
from interviews.models import Answer, FollowUp, FollowUpKind, FollowUpState, Interview
from interviews.rules.stages import Stage
from interviews.rules.thanks import draft


class AlreadySent(ValueError):
    """The message was sent; its text stays as it went out."""


def first_draft(follow_up: FollowUp, language: str) -> Message:
    """Return an unsaved message in a language, built from the notes of the talk."""
    person, interview, account = follow_up.person, follow_up.interview, follow_up.account
    ended_at = interview.ended_at if interview else None
    subject, body = draft(
        language,
        called=person.address,
        talked_on=ended_at.astimezone(ZoneInfo(account.zone)).date() if ended_at else None,
        notes=[answer.text for answer in notes_of(follow_up)],
        name=account.name,
        sign_off=account.sign_off,
    )
    return Message(
        account=account,
        person=person,
        purpose=Purpose.THANK_YOU,
        language=language,
        subject=subject,
        body=body,
    )


def notes_of(follow_up: FollowUp) -> list[Answer]:
    """Return what was written down in the talk, in asking order, the free notes last."""
    if not follow_up.interview:
        return []
    answers = follow_up.interview.answers.exclude(text="").select_related("line")
    return sorted(answers, key=lambda one: (one.line.position if one.line else 10**9, one.pk))


@transaction.atomic
def keep_draft(follow_up: FollowUp, fields: Mapping[str, Any]) -> Message:
    """Store what was typed (any fields of the message); raise AlreadySent instead of changing it."""
    locked = _locked(follow_up)
    message = locked.message or Message(
        account=locked.account, person=locked.person, purpose=Purpose.THANK_YOU
    )
    if message.sent_at:
        raise AlreadySent
    for name, value in fields.items():
        setattr(message, name, value)
    message.save()
    if locked.message_id is None:
        locked.message = message
        locked.save(update_fields=["message"])
    follow_up.message = message
    return message


@transaction.atomic
def start_again(follow_up: FollowUp, language: str) -> Message:
    """Replace the draft by a new one from the notes; raise AlreadySent."""
    fresh = first_draft(follow_up, language)
    return keep_draft(
        follow_up, {name: getattr(fresh, name) for name in ("language", "subject", "body")}
    )


@transaction.atomic
def silence_check(account: Account, message: Message, key: str, *, always: bool) -> None:
    """Stop a check from speaking up in this message, or in all of them."""
    row = account if always else message
    if key not in row.silenced_checks:
        row.silenced_checks = [*row.silenced_checks, key]
        row.save(update_fields=["silenced_checks"])


@transaction.atomic
def hear_check(account: Account, message: Message, key: str) -> None:
    """Let a check speak up again, here and everywhere."""
    for row in (account, message):
        if key in row.silenced_checks:
            row.silenced_checks = [one for one in row.silenced_checks if one != key]
            row.save(update_fields=["silenced_checks"])


@transaction.atomic
def thank(follow_up: FollowUp, *, sent_at: datetime, at: datetime) -> bool:
    """Record that the writer has thanked; return False when that was recorded before.

    A draft is then sent as it stands. Once nobody in the talk waits for thanks, it is thanked.
    """
    if not settle(follow_up, FollowUpState.DONE, at=at):
        return False
    message = _locked(follow_up).message
    if message and not message.sent_at:
        message.sent_at = sent_at
        message.save(update_fields=["sent_at"])
        derive_contact([message.person])
    follow_up.message = message
    interview = _locked_interview(follow_up)
    if interview and interview.stage == Stage.HELD and not _waiting(interview):
        move_interview(interview, Stage.THANKED, at=at)
    return True


@transaction.atomic
def take_back_thanks(follow_up: FollowUp, *, at: datetime) -> None:
    """Undo `thank`: the message is a draft again, the thank-you open, the talk held."""
    Message.objects.filter(follow_up=follow_up).update(sent_at=None)
    reopen(follow_up, at=at)
    derive_contact([follow_up.person])
    interview = _locked_interview(follow_up)
    if interview and interview.stage == Stage.THANKED:
        move_interview(interview, Stage.HELD, at=at)


def _waiting(interview: Interview) -> bool:
    thanks = interview.follow_ups.filter(kind=FollowUpKind.THANK, state=FollowUpState.OPEN)
    return thanks.exists()


def _locked(follow_up: FollowUp) -> FollowUp:
    # Alone: rows joined to one that had to be waited for are those from before the wait.
    return FollowUp.objects.select_for_update().get(pk=follow_up.pk)


def _locked_interview(follow_up: FollowUp) -> Interview | None:
    if follow_up.interview_id is None:
        return None
    return Interview.objects.select_for_update().get(pk=follow_up.interview_id)
