"""What is done to a message: begun, kept while it is written, said to be sent, taken back.

The user sends; here is only noted that it was done. Every change of such a fact plans the person
anew, and what cannot have happened is refused with the reason.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from contacts.actions.pool import promote
from contacts.models import (
    Account,
    Channel,
    Message,
    Outreach,
    OutreachStage,
    Person,
    Purpose,
    ReachKind,
)
from contacts.rules.cadence import Kind
from interviews.actions.contact import derive_contact
from interviews.actions.follow_ups import reopen, settle
from interviews.actions.interviews import move_interview
from interviews.actions.planning import hold, refusals, replan
from interviews.actions.steps import PURPOSES
from interviews.drafting import first_words
from interviews.facts import search_for
from interviews.models import FollowUp, FollowUpKind, FollowUpState, Interview
from interviews.rules.stages import Stage

# These open an ask; those belong to the one that is going on.
OPENING = (Purpose.FIRST_ASK, Purpose.SECOND_PERSON)
_WITHIN = (Purpose.NUDGE, Purpose.ACCEPT, Purpose.CONFIRM, Purpose.DECLINE)
_OF_MESSAGES = (
    Kind.SENT,
    Kind.THANKED,
    Kind.REPLIED,
    Kind.DECLINED,
    Kind.OUT_OF_OFFICE,
    Kind.BOUNCED,
)
# By which way to write to somebody nobody has written to, the first of which an address is known.
_WAYS = {
    ReachKind.EMAIL: Channel.EMAIL,
    ReachKind.LINKEDIN: Channel.LINKEDIN_MESSAGE,
    ReachKind.WECHAT: Channel.WECHAT,
    ReachKind.PHONE: Channel.PHONE,
}


class AlreadySent(ValueError):
    """The message was sent; its text stays as it went out."""


class CannotBe(ValueError):
    """What was noted cannot have happened; nothing was stored, and the text says why."""


def hold_around(person: Person) -> None:
    """Wait for everybody whose plan a message to somebody may change: those of their talks too."""
    hold([person, *Person.objects.filter(interviews__people=person).distinct()])


def step_of(message: Message) -> FollowUp | None:
    """Return the step that a message is written for, if it is for one."""
    step: FollowUp | None = getattr(message, "follow_up", None) if message.pk else None
    return step


def purpose_of(step: FollowUp) -> Purpose:
    """Return what a message for a step is for."""
    if step.kind == FollowUpKind.OTHER_WAY:
        return Purpose.FIRST_ASK
    return PURPOSES.get(FollowUpKind(step.kind), Purpose.OTHER)


def usual_channel(person: Person, purpose: str, outreach: Outreach | None = None) -> str:
    """Return how to write to somebody: as in this ask, as the last time, or as they can be reached.

    Nobody is invited twice: after an invitation the next one is a message.
    """
    sent = person.messages.filter(sent_at__isnull=False).order_by("-sent_at")
    last = outreach.channel if outreach else sent.values_list("channel", flat=True).first()
    if last:
        is_invited = last == Channel.LINKEDIN_INVITATION and purpose not in OPENING
        return Channel.LINKEDIN_MESSAGE if is_invited else last
    known = set(person.reaches.values_list("kind", flat=True))
    return next((way for kind, way in _WAYS.items() if kind in known), Channel.EMAIL)


@transaction.atomic
def begin_message(
    person: Person,
    *,
    purpose: str,
    at: datetime,
    channel: str = "",
    language: str = "",
    template: str = "",
    step: FollowUp | None = None,
) -> Message:
    """Return a draft, filled from what is known; the one begun before where there is one.

    A draft for a step is found again by it, any other by what it is for.
    """
    # One at a time, so that a button pressed twice begins one draft.
    hold_around(person)
    if step:
        step = FollowUp.objects.select_related("message").get(pk=step.pk)
    begun = step.message if step else _begun(person, purpose)
    if begun:
        return begun
    outreach = step.outreach if step else None
    message = Message(
        account=person.account,
        person=person,
        purpose=purpose,
        channel=channel or usual_channel(person, purpose, outreach),
        language=language or person.language or person.account.language,
        template=template,
        outreach=outreach,
        about=step.about if step else None,
    )
    _write(message, step, at)
    message.save()
    if step:
        step.message = message
        step.save(update_fields=["message"])
    return message


def _begun(person: Person, purpose: str) -> Message | None:
    drafts = person.messages.filter(sent_at=None, purpose=purpose, follow_up=None)
    return drafts.order_by("-changed_at").first()


def _write(message: Message, step: FollowUp | None, at: datetime) -> None:
    filled = first_words(message, step, now=at)
    message.subject, message.body = filled.subject[:500], filled.body


@transaction.atomic
def keep_draft(message: Message, fields: Mapping[str, Any]) -> Message:
    """Store what was typed (any fields of the message); raise AlreadySent instead of changing it."""
    _lock(message)
    if message.sent_at:
        raise AlreadySent
    for name, value in fields.items():
        setattr(message, name, value)
    message.save()
    return message


@transaction.atomic
def write_anew(message: Message, *, at: datetime) -> Message:
    """Replace the text of a draft by what its wording and the facts make; raise AlreadySent."""
    fresh = keep_draft(message, {})
    _write(fresh, step_of(fresh), at)
    fresh.save()
    return fresh


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
def mark_sent(message: Message, *, sent_at: datetime, at: datetime) -> bool:
    """Note that a draft went out as it stands; return False when that was noted before.

    The step it was for is done, a planned talk with the person is asked for, they leave the pool.
    An ask gets its outreach. Raises CannotBe.
    """
    hold_around(message.person)
    _lock(message)
    if message.sent_at:
        return False
    step = step_of(message) or _open_step(message)
    message.outreach = _ask_of(message, step, sent_at)
    message.sent_at = sent_at
    message.save()
    if step:
        _settle_by(step, message, at)
    for talk in _asked_for(message, Stage.PLANNED):
        move_interview(talk, Stage.INVITED, at=at)
    promote(people=Person.objects.filter(pk=message.person_id))
    follow(message, at=at)
    return True


def _open_step(message: Message) -> FollowUp | None:
    """Return the open step that a message does although it was not begun from there."""
    kinds = [kind for kind, purpose in PURPOSES.items() if purpose == message.purpose]
    steps = message.person.follow_ups.open().filter(kind__in=kinds).exclude(key="")
    if message.outreach_id:
        steps = steps.filter(outreach=message.outreach_id)
    return steps.first()


def _settle_by(step: FollowUp, message: Message, at: datetime) -> None:
    if step.message_id != message.pk:
        step.message = message
        step.save(update_fields=["message"])
    settle(step, FollowUpState.DONE, at=at)
    _note_thanked(step, at)


def _ask_of(message: Message, step: FollowUp | None, sent_at: datetime) -> Outreach | None:
    """Return the ask that a sent message belongs to; a new one where it opens one."""
    person, is_opening = message.person, message.purpose in OPENING
    ask = message.outreach or (step.outreach if step else None)
    asks = person.outreach.order_by("-created_at", "-pk")
    if ask is None and is_opening:
        # One that came back, or of which nobody noted the day, is asked by this.
        ask = asks.filter(stage=OutreachStage.BOUNCED).first()
        ask = ask or asks.filter(is_asked_unknown=True, messages=None).first()
    if ask is None and message.purpose in _WITHIN:
        ask = asks.first()
    if not is_opening or (ask and ask.messages.filter(sent_at__isnull=False).exists()):
        return ask
    ask = ask or Outreach(account=person.account, person=person, search=search_for(person))
    ask.organisation, ask.channel = person.organisation, message.channel
    ask.created_at = min(ask.created_at, sent_at)
    ask.save()
    return ask


@transaction.atomic
def take_back(message: Message, *, at: datetime) -> bool:
    """Note that a message was not sent after all: a draft again, its step open; False for a draft."""
    hold_around(message.person)
    _lock(message)
    if not message.sent_at or message.is_received:
        return False
    message.sent_at = None
    message.save(update_fields=["sent_at", "changed_at"])
    if (step := step_of(message)) and step.state == FollowUpState.DONE:
        reopen(step, at=at)
        _note_not_thanked(step, at)
    if not _is_asked(message.person):
        for talk in _asked_for(message, Stage.INVITED):
            move_interview(talk, Stage.PLANNED, at=at)
    follow(message, at=at)
    return True


def _asked_for(message: Message, stage: Stage) -> QuerySet[Interview]:
    """Return the talks that a message asks for: by an ask all, by times offered those they are for."""
    talks = message.person.interviews.filter(stage=stage)
    if message.purpose == Purpose.ACCEPT:
        return talks.filter(offers__person=message.person).distinct()
    return talks if message.purpose in OPENING else talks.none()


def _is_asked(person: Person) -> bool:
    asking = (*OPENING, Purpose.ACCEPT)
    return person.messages.filter(purpose__in=asking, sent_at__isnull=False).exists()


@transaction.atomic
def thank(step: FollowUp, *, at: datetime) -> bool:
    """Note that somebody was thanked, by a draft as it stands or by other words; False when known."""
    hold_around(step.person)
    if not settle(step, FollowUpState.DONE, at=at):
        return False
    message = FollowUp.objects.select_related("message").get(pk=step.pk).message
    if message and not message.sent_at:
        _lock(message)
        message.sent_at = at
        message.save(update_fields=["sent_at", "changed_at"])
        follow(message, at=at)
    _note_thanked(step, at)
    return True


@transaction.atomic
def take_back_thanks(step: FollowUp, *, at: datetime) -> None:
    """Undo `thank`: the message is a draft again, the thank-you open, the talk held."""
    hold_around(step.person)
    message = FollowUp.objects.select_related("message").get(pk=step.pk).message
    if message and take_back(message, at=at):
        step.refresh_from_db()
        return
    reopen(step, at=at)
    _note_not_thanked(step, at)


def _note_thanked(step: FollowUp, at: datetime) -> None:
    """Move a talk on once nobody in it waits for thanks."""
    talk = _locked_talk(step)
    if talk is None or talk.stage != Stage.HELD:
        return
    thanks = talk.follow_ups.filter(kind=FollowUpKind.THANK)
    if thanks.exists() and not thanks.filter(state=FollowUpState.OPEN).exists():
        move_interview(talk, Stage.THANKED, at=at)


def _note_not_thanked(step: FollowUp, at: datetime) -> None:
    talk = _locked_talk(step)
    if talk and talk.stage == Stage.THANKED:
        move_interview(talk, Stage.HELD, at=at)


def _locked_talk(step: FollowUp) -> Interview | None:
    if step.kind != FollowUpKind.THANK or step.interview_id is None:
        return None
    return Interview.objects.select_for_update().get(pk=step.interview_id)


def follow(message: Message, *, at: datetime) -> None:
    """Let last contact and plan follow a message; raise CannotBe for one that cannot have been."""
    derive_contact([message.person])
    replan([message.person], at=at)
    if why := impossible(message.person, at=at).get(message.pk):
        raise CannotBe(gettext(why))


def impossible(person: Person, *, at: datetime) -> dict[int, str]:
    """Return the messages of a person that cannot have been as noted, by id, each with the reason."""
    return {
        refusal.event.fact: refusal.why
        for refusal in refusals(person, at=at)
        if refusal.event.kind in _OF_MESSAGES
    }


def _lock(message: Message) -> None:
    """Wait for whoever changes the message, and see what they made of it."""
    kept = message.person, message.account
    Message.objects.select_for_update().get(pk=message.pk)
    message.refresh_from_db()
    message.person, message.account = kept
