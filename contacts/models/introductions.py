"""Introduction: somebody said they would put me in touch with somebody else."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from config.kit.owned import owner
from contacts.models.people import Person


class IntroductionState(models.TextChoices):
    """Where an introduction stands; with double opt-in the other one is asked first."""

    PROMISED = "promised", _("Promised")
    ASKING = "asking", _("They are asking first")
    AGREED = "agreed", _("The other one agreed")
    MADE = "made", _("Made")
    DECLINED = "declined", _("The other one would rather not")
    DROPPED = "dropped", _("Let go")


class Introduction(models.Model):
    """What `introducer` promised: to put me in touch with `person`."""

    account = owner("introductions")
    introducer = models.ForeignKey(
        Person,
        on_delete=models.CASCADE,
        related_name="introductions_promised",
        verbose_name=_("who introduces"),
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.CASCADE,
        related_name="introductions",
        verbose_name=_("to whom"),
    )
    state = models.CharField(
        max_length=10,
        choices=IntroductionState.choices,
        default=IntroductionState.PROMISED,
        editable=False,
    )
    promised_on = models.DateField(_("promised on"))
    # The day it was made, declined or let go.
    settled_on = models.DateField(null=True, blank=True, editable=False)
    note = models.CharField(_("note"), max_length=400, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        """Newest first; one at a time between two people, and never with oneself."""

        verbose_name = _("introduction")
        verbose_name_plural = _("introductions")
        ordering: ClassVar[list[str]] = ["-promised_on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["introducer", "person"], name="introduction_once"),
            models.CheckConstraint(
                condition=~models.Q(introducer=models.F("person")), name="introduction_of_two"
            ),
        ]

    def __str__(self) -> str:
        """Return who introduces whom."""
        return f"{self.introducer} → {self.person}"
