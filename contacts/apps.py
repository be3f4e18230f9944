"""The app of accounts, people, organisations and searches."""

from django.apps import AppConfig
from django.db.models import fields


class ContactsConfig(AppConfig):
    """People and what is known about them."""

    name = "contacts"

    def ready(self) -> None:
        """Let a choice of every form that is left open read as a dash, not as a command."""
        fields.BLANK_CHOICE_LABEL = "—"
