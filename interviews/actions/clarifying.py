"""What only the user knows, filled in: on which day something was, and until when somebody is away."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from config.kit import clock
from contacts.models import Message, Purpose
from interviews.actions.contact import derive_contact
from interviews.actions.interviews import hold_interview
from interviews.actions.planning import hold, replan
from interviews.models import FollowUp, FollowUpState

# What a step may ask for.
WHEN_ASKED, WHAT_ASKED = "when_asked", "what_asked"
WHEN_HELD, UNTIL_WHEN = "when_held", "until_when"
QUESTIONS = (WHEN_ASKED, WHAT_ASKED, WHEN_HELD, UNTIL_WHEN)


class CannotBe(ValueError):
    """That day cannot be the answer; the message says why, in the user's language."""


@transaction.atomic
def fill_in(step: FollowUp, day: date, *, at: datetime) -> None:
    """Note the day that a step asks for; the person is planned anew. Raises CannotBe.

    One that was answered meanwhile asks no more, and nothing happens.
    """
    hold([step.person])
    if FollowUp.with_withdrawn.get(pk=step.pk).state != FollowUpState.OPEN:
        return
    question = step.reason.get("key", "")
    known_on, today = step.since_on, clock.day_of(at, step.account.zone)
    if question == UNTIL_WHEN:
        if known_on and day < known_on:
            raise CannotBe(_("That is before their note came."))
        _away_until(step, day)
    else:
        if day > today:
            raise CannotBe(_("That day is still to come."))
        if question in (WHAT_ASKED, WHEN_HELD) and known_on and day > known_on:
            raise CannotBe(_("That is after what followed it."))
        noon = datetime.combine(day, time(12), ZoneInfo(step.account.zone))
        _happened(step, question, min(noon, at), at)
    derive_contact([step.person])
    replan([step.person], at=at)


def _happened(step: FollowUp, question: str, moment: datetime, at: datetime) -> None:
    if question == WHEN_HELD and step.interview:
        hold_interview(step.interview, ended_at=moment, at=at)
    elif question in (WHEN_ASKED, WHAT_ASKED) and step.outreach:
        Message.objects.create(
            account=step.account,
            person=step.person,
            outreach=step.outreach,
            purpose=Purpose.FIRST_ASK,
            channel=step.outreach.channel,
            sent_at=moment,
        )


def _away_until(step: FollowUp, day: date) -> None:
    """Note it with their note: the one the step was made from, else the latest without a day."""
    notes = step.person.messages.filter(meaning="out_of_office", until=None)
    fact = step.key.rpartition(":")[2]
    note = notes.filter(pk=fact).first() if fact.isdecimal() else None
    if note := note or notes.order_by("-sent_at").first():
        note.until = day
        note.save(update_fields=["until", "changed_at"])
