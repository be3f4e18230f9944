"""The app of talks: questions, sheets, notes, thanks and reminders."""

from django.apps import AppConfig


class InterviewsConfig(AppConfig):
    """Talks and what comes of them."""

    name = "interviews"
