"""What is noted of letters afterwards: one that came, one sent without composing, and corrections."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from contacts.actions.pool import promote
from contacts.models import Account, Message, Outreach, Person
from interviews.actions.contact import derive_contact
from interviews.actions.messages import (
    CannotBe,
    follow,
    hold_around,
    impossible,
    mark_sent,
    take_back,
)
from interviews.actions.planning import replan
from interviews.models import FollowUp

_TWICE = timedelta(minutes=2)
# What of a message is kept when it is deleted, so that it can be brought back.
_KEPT = (
    "person_id",
    "outreach_id",
    "about_id",
    "purpose",
    "channel",
    "language",
    "template",
    "subject",
    "body",
    "is_received",
    "meaning",
    "silenced_checks",
)


@transaction.atomic
def log_received(
    person: Person,
    *,
    meaning: str,
    came_at: datetime,
    at: datetime,
    channel: str,
    body: str = "",
    until: date | None = None,
    outreach: Outreach | None = None,
    is_of_ask: bool = True,
) -> Message:
    """Return what came back from somebody, stored; it answers the last ask unless told otherwise.

    That is `outreach`, or none where `is_of_ask` is False. The same text within two minutes is the
    same form sent twice. Raises CannotBe.
    """
    # One at a time, so that a form sent twice logs one message.
    hold_around(person)
    last = person.outreach.order_by("-created_at", "-pk").first() if is_of_ask else None
    ask = outreach or last
    same = person.messages.filter(is_received=True, meaning=meaning, body=body)
    if known := _just_logged(same, came_at):
        return known
    message = Message.objects.create(
        account=person.account,
        person=person,
        outreach=ask,
        channel=channel,
        language=person.language or person.account.language,
        is_received=True,
        meaning=meaning,
        until=until,
        body=body,
        sent_at=came_at,
    )
    promote(people=Person.objects.filter(pk=person.pk))
    follow(message, at=at)
    return message


@transaction.atomic
def log_sent(
    person: Person,
    *,
    purpose: str,
    channel: str,
    sent_at: datetime,
    at: datetime,
    subject: str = "",
    body: str = "",
) -> Message:
    """Return a message of mine that was sent without being composed here; its text may be unknown.

    Raises CannotBe.
    """
    hold_around(person)
    same = person.messages.filter(is_received=False, purpose=purpose, channel=channel, body=body)
    if known := _just_logged(same, sent_at):
        return known
    message = Message.objects.create(
        account=person.account,
        person=person,
        purpose=purpose,
        channel=channel,
        language=person.language or person.account.language,
        subject=subject,
        body=body,
    )
    mark_sent(message, sent_at=sent_at, at=at)
    return message


def _just_logged(same: QuerySet[Message], moment: datetime) -> Message | None:
    return same.filter(sent_at__range=(moment - _TWICE, moment + _TWICE)).first()


@transaction.atomic
def correct_message(message: Message, fields: Mapping[str, Any], *, at: datetime) -> Message:
    """Change what is noted of a message that went or came.

    Raises CannotBe, also where another message could not have been any more.
    """
    hold_around(message.person)
    Message.objects.select_for_update().get(pk=message.pk)
    before = impossible(message.person, at=at)
    for name, value in fields.items():
        setattr(message, name, value)
    message.save()
    follow(message, at=at)
    others = impossible(message.person, at=at).items() - before.items()
    for _pk, why in others:
        raise CannotBe(gettext(why))
    return message


@transaction.atomic
def delete_message(message: Message, *, at: datetime) -> dict[str, Any]:
    """Delete a message, and an ask that nothing else is left of; return what `restore_message` takes.

    What was sent is taken back first: its step is open again.
    """
    person, step = message.person, getattr(message, "follow_up", None)
    kept = {name: getattr(message, name) for name in _KEPT} | {
        "until": message.until.isoformat() if message.until else None,
        "sent_at": message.sent_at.isoformat() if message.sent_at else None,
        "step": [step.key, step.pk] if step else None,
    }
    hold_around(person)
    take_back(message, at=at)
    ask = message.outreach
    message.delete()
    if ask and not ask.is_asked_unknown and not ask.messages.exists():
        ask.delete()
    derive_contact([person])
    replan([person], at=at)
    return kept


@transaction.atomic
def restore_message(account: Account, kept: Mapping[str, Any], *, at: datetime) -> Message | None:
    """Bring back what `delete_message` returned; None where the person has gone meanwhile."""
    person = account.people.filter(pk=kept["person_id"]).first()
    if person is None:
        return None
    fields = {name: kept[name] for name in _KEPT if not name.endswith("_id")}
    sent_at = datetime.fromisoformat(kept["sent_at"]) if kept["sent_at"] else None
    message = Message(account=account, person=person, **fields)
    message.outreach = account.outreach.filter(pk=kept["outreach_id"], person=person).first()
    message.about = account.people.filter(pk=kept["about_id"]).first()
    if message.is_received:
        message.until = date.fromisoformat(kept["until"]) if kept["until"] else None
        message.sent_at = sent_at
    message.save()
    if kept["step"]:
        _give_back(message, *kept["step"])
    if sent_at and not message.is_received:
        mark_sent(message, sent_at=sent_at, at=at)
    else:
        follow(message, at=at)
    return message


def _give_back(message: Message, key: str, pk: int) -> None:
    """Tie a message to its step again, where that still waits for one."""
    steps = FollowUp.objects.filter(person=message.person, message=None)
    step = (steps.filter(key=key) if key else steps.filter(pk=pk)).first()
    if step:
        step.message = message
        step.save(update_fields=["message"])
