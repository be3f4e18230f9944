"""Which wordings a message may begin with, and what the facts make of one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from config.kit import clock
from contacts.models import Message, MessageTemplate, Permission, Purpose
from contacts.rules.templates import Filled, Template, fill, templates_for
from contacts.rules.wordings import Variant
from interviews.facts import facts_for, sayings_of, talk_of
from interviews.models import FollowUp, FollowUpKind
from interviews.rules.drafts import reminder, thank_you

# Of the wordings of an account's own, which have no key that ships.
OWN = "own-"
NOTES = "notes"


@dataclass(frozen=True)
class Wording:
    """A template to begin with: its key, what to call it, and its text (None: from the notes)."""

    key: str
    label: str
    template: Template | None


def wordings_for(message: Message, step: FollowUp | None = None) -> list[Wording]:
    """Return the wordings to offer for a message, the one to begin with first.

    One of the account's own stands in for the shipped one of its key, or beside them. Those that
    name a referrer are left out unless the referrer said that I may.
    """
    is_introduced = bool(step and step.kind == FollowUpKind.WRITE_INTRODUCED)
    may_name = is_introduced or message.person.may_use_name == Permission.YES
    shipped = list(_shipped(message))
    rewordings = {
        (one.key, one.language): one for one in message.account.message_templates.all() if one.key
    }
    found = [_reworded(one, rewordings.get((one.key, message.language))) for one in shipped]
    own = message.account.message_templates.filter(
        key="", purpose=message.purpose, channel=message.channel, language=message.language
    )
    found += [Wording(f"{OWN}{one.pk}", one.name, _as_template(one)) for one in own]
    found = [one for one in found if may_name or not (one.template and one.template.names_referrer)]
    if step and step.kind == FollowUpKind.NUDGE_INTRODUCTION:
        # Not to ask for a name, but for what was offered.
        label = _("They offered to introduce you")
        return [_reminder(message, "introduction", label)]
    if step and step.reason.get("key") == "nudge_offer":
        return [_reminder(message, "times", _("You offered times"))]
    if message.purpose == Purpose.THANK_YOU and not shipped:
        found.insert(0, Wording(NOTES, _("From your notes of the talk"), None))
    return found


def first_words(message: Message, step: FollowUp | None, *, now: datetime) -> Filled:
    """Return what a message begins with: its template filled, empty where it has none.

    `message.template` is set to the key of the template used.
    """
    offered = wordings_for(message, step)
    chosen = next((one for one in offered if one.key == message.template), None)
    chosen = chosen or next(iter(offered), None)
    message.template = chosen.key if chosen else ""
    if chosen is None:
        return Filled("", "", (), ())
    if chosen.template is None:
        return _from_notes(message, step)
    return fill(chosen.template, facts_for(message, step, now=now))


def is_untouched(message: Message, step: FollowUp | None, *, now: datetime) -> bool:
    """Return whether a draft still is what it began with, whatever its line ends."""
    begun = first_words(unsaved_like(message), step, now=now)
    typed = (message.subject.strip(), message.body.replace("\r\n", "\n").strip())
    return not any(typed) or typed == (begun.subject.strip(), begun.body.strip())


def unsaved_like(message: Message) -> Message:
    """Return a copy to try things on, without a row of its own."""
    names = ("purpose", "channel", "language", "template", "outreach", "about", "person", "account")
    return Message(**{name: getattr(message, name) for name in names})


def _shipped(message: Message) -> Iterator[Template]:
    if message.purpose in Purpose.values and message.purpose != Purpose.OTHER:
        yield from templates_for(
            message.purpose, message.channel, message.language, may_name_referrer=True
        )


def _reminder(message: Message, about: str, label: str) -> Wording:
    subject, body = reminder(message.language, about)
    template = Template(
        key=about,
        language=message.language,
        purpose=message.purpose,
        variant=Variant.PLAIN,
        channels=(message.channel,),
        subject=subject,
        body=body,
    )
    return Wording(template.key, label, template)


def _reworded(shipped: Template, own: MessageTemplate | None) -> Wording:
    label = _(Variant(shipped.variant).label)
    if own is None:
        return Wording(shipped.key, label, shipped)
    return Wording(shipped.key, label, replace(shipped, subject=own.subject, body=own.body))


def _as_template(own: MessageTemplate) -> Template:
    return Template(
        key=f"{OWN}{own.pk}",
        language=own.language,
        purpose=own.purpose,
        variant=Variant.PLAIN,
        channels=(own.channel,),
        subject=own.subject,
        body=own.body,
    )


def _from_notes(message: Message, step: FollowUp | None) -> Filled:
    """Return a thank-you built from what was written down in the talk."""
    talk, account = talk_of(message, step), message.account
    ended_at = talk.ended_at if talk else None
    subject, body = thank_you(
        message.language,
        called=message.person.address,
        talked_on=clock.day_of(ended_at, account.zone) if ended_at else None,
        notes=sayings_of(talk),
        name=account.name,
        sign_off=account.sign_off,
    )
    return Filled(subject, body, (), ())
