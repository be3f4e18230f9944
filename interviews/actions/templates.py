"""What is done to templates: shipped ones reworded and given back, own ones kept and deleted."""

from typing import Any

from django.db import transaction

from contacts.models import Account, Channel, MessageTemplate
from contacts.rules.templates import Template
from contacts.rules.wordings import Variant

_FIELDS = ("key", "name", "purpose", "channel", "language", "subject", "body")


@transaction.atomic
def reword(
    account: Account, shipped: Template, *, subject: str, body: str
) -> MessageTemplate | None:
    """Keep an account's own words for a shipped template; None where they are ours to the letter.

    From then on an update of the app leaves these words alone.
    """
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    own = account.message_templates.filter(key=shipped.key).first()
    if (subject, body) == (shipped.subject, shipped.body):
        if own:
            own.delete()
        return None
    own = own or MessageTemplate(account=account, key=shipped.key)
    own.name, own.purpose = str(Variant(shipped.variant).label), shipped.purpose
    own.channel, own.language = Channel(shipped.channels[0]), shipped.language
    own.subject, own.body = subject, body
    own.save()
    return own


def delete_template(template: MessageTemplate) -> dict[str, Any]:
    """Delete a template; return what `restore_template` makes it again from."""
    held = {name: getattr(template, name) for name in _FIELDS}
    template.delete()
    return held


@transaction.atomic
def restore_template(account: Account, held: dict[str, Any]) -> MessageTemplate:
    """Return a deleted template made again; one reworded meanwhile takes the words back."""
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    same = account.message_templates.filter(key=held["key"]).first() if held["key"] else None
    template = same or MessageTemplate(account=account)
    for name in _FIELDS:
        setattr(template, name, held[name])
    template.save()
    return template
