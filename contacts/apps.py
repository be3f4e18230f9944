"""The app of accounts, people, organisations and searches."""

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    """People and what is known about them."""

    name = "contacts"
