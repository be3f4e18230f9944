"""Pause: days on which I am away and nothing becomes overdue."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from config.kit.owned import owner


class PauseQuerySet(models.QuerySet["Pause"]):
    """Absences, by the days they cover."""

    def on(self, day: date) -> "PauseQuerySet":
        """Return those that cover a day."""
        return self.filter(from_on__lte=day, until_on__gte=day)

    def touching(self, first: date, last: date) -> "PauseQuerySet":
        """Return those that share a day with a stretch of days, both ends included."""
        return self.filter(from_on__lte=last, until_on__gte=first)


class Pause(models.Model):
    """Away from one day to another, both included, in the account's zone."""

    account = owner("pauses")
    from_on = models.DateField(_("away from"))
    until_on = models.DateField(_("until and including"))

    objects = PauseQuerySet.as_manager()

    class Meta:
        """Latest first."""

        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        ordering: ClassVar[list[str]] = ["-from_on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on")),
                name="pause_forward",
                violation_error_message=_("The last day lies before the first."),
            ),
        ]

    def __str__(self) -> str:
        """Return its days."""
        return f"{self.from_on} – {self.until_on}"
