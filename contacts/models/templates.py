"""MessageTemplate: a template the account has reworded or written."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from config.kit.owned import owner
from contacts.models.outreach import Channel, Purpose
from contacts.models.words import Language


class MessageTemplate(models.Model):
    """A template of the account's own; with a `key` it stands in for the shipped one of that key."""

    account = owner("message_templates")
    key = models.CharField(max_length=80, blank=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    purpose = models.CharField(_("what it is for"), max_length=30, choices=Purpose.choices)
    channel = models.CharField(_("channel"), max_length=20, choices=Channel.choices)
    language = models.CharField(
        _("language"), max_length=10, choices=Language.choices, default=Language.ENGLISH
    )
    subject = models.CharField(_("subject"), max_length=500, blank=True)
    body = models.TextField(_("text"), max_length=20_000)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        """By name; a shipped one is reworded once."""

        verbose_name = _("message template")
        verbose_name_plural = _("message templates")
        ordering: ClassVar[list[str]] = ["name", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["account", "key"], condition=~models.Q(key=""), name="template_once"
            ),
        ]

    def __str__(self) -> str:
        """Return its name."""
        return self.name
