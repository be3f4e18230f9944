"""Letter: each mail the app sends, and what became of it."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.kit.owned import owner
from contacts.models import Person
from interviews.models.interviews import Interview


class LetterKind(models.TextChoices):
    """What a letter is."""

    DIGEST = "digest", _("Morning digest")
    INVITATION = "invitation", _("Invitation")
    NOTICE = "notice", _("What they answered")


class LetterState(models.TextChoices):
    """What became of it."""

    QUEUED = "queued", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Could not be sent")


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters, by use."""

    def recent(self) -> "LetterQuerySet":
        """Return the last ten without what they say."""
        return self.defer("text", "html")[:10]


class Letter(models.Model):
    """Recorded before it is handed to the mail server and marked after."""

    account = owner("letters")
    kind = models.CharField(max_length=20, choices=LetterKind.choices)
    # The talk it is about, and the person it goes to; a digest has neither.
    interview = models.ForeignKey(
        Interview, on_delete=models.SET_NULL, null=True, blank=True, related_name="letters"
    )
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="letters"
    )
    # The account's calendar day that it belongs to.
    local_day = models.DateField()
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    # Where answers go when that is not who sends, and who the sender is called then.
    reply_to = models.EmailField(blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    # The calendar entry that goes with it, and its METHOD (RFC 5546).
    calendar = models.TextField(blank=True)
    method = models.CharField(max_length=10, blank=True)
    # The `Interview.sequence` it speaks of: a letter about a talk that has changed since stays here.
    sequence = models.PositiveIntegerField(null=True, blank=True)
    # False for what I looked through and sent by a button.
    is_automatic = models.BooleanField(default=True)
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=10, choices=LetterState.choices, default=LetterState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        """Newest first; at most one digest an account and day, however often a job runs."""

        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["account", "kind", "local_day"],
                condition=models.Q(kind="digest"),
                name="letter_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        """Return what it is and for which day."""
        return f"{self.kind} {self.local_day}"

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("letter-detail", args=[self.pk])
