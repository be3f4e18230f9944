"""Invitation: a one-time link that lets somebody sign up."""

import secrets
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models


def _token() -> str:
    return secrets.token_urlsafe(24)


class Invitation(models.Model):
    """Valid until used or expired; `email` empty means: whoever holds the link."""

    token = models.CharField(max_length=64, unique=True, default=_token, editable=False)
    email = models.EmailField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    # The link that `up` prints for the first minute signs in without a letter.
    is_first_minute = models.BooleanField(default=False)
    # A link to an account that exists already (the demo's) signs in to it.
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="invitations",
    )
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]

    def __str__(self) -> str:
        """Return whom it is for, never the token."""
        return self.email or "anyone with the link"

    def is_valid(self, at: datetime) -> bool:
        """Return whether it was neither used nor has expired by then."""
        return self.used_at is None and at < self.expires_at
