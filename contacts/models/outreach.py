"""Message: what I wrote, or mean to write, to one person by one channel."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from config.kit.owned import owner
from contacts.models.people import Person
from contacts.models.words import Language


class Channel(models.TextChoices):
    """How a message travels."""

    EMAIL = "email", _("E-mail")
    LINKEDIN = "linkedin", _("LinkedIn message")
    WECHAT = "wechat", _("WeChat")
    OTHER = "other", _("Another way")


class Purpose(models.TextChoices):
    """What a message is for."""

    THANK_YOU = "thank_you", _("Thank-you")


class Message(models.Model):
    """A draft until `sent_at` is set; the user sends it, never the app."""

    account = owner("messages")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="messages")
    purpose = models.CharField(max_length=30, choices=Purpose.choices)
    channel = models.CharField(
        _("sent by"), max_length=20, choices=Channel.choices, default=Channel.EMAIL
    )
    language = models.CharField(
        _("rules for"), max_length=10, choices=Language.choices, default=Language.ENGLISH
    )
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("message"), max_length=20_000, blank=True)
    # Checks silenced for this message only; for all messages see Account.silenced_checks.
    silenced_checks = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]

    def __str__(self) -> str:
        """Return its subject or first words."""
        return self.subject or self.body[:60]
