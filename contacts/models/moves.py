"""Move: someone's change of title or organisation, as history and as news."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from config.kit.owned import owner
from contacts.models.imports import ImportRun
from contacts.models.organisations import Organisation
from contacts.models.people import Person


class MoveQuerySet(models.QuerySet["Move"]):
    """Moves, by use."""

    def news(self) -> "MoveQuerySet":
        """Return those an import told of and nobody has looked at, newest first."""
        return self.filter(run__isnull=False, seen_at=None).order_by("-noticed_at", "-pk")


class Move(models.Model):
    """From one title and organisation to the next, noticed at a moment.

    What holds now stands on the person; moves are what came before. One that an import noticed
    (`run`) is news until it is looked at; one the user typed is not.
    """

    account = owner("moves")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="moves")
    from_title = models.CharField(max_length=200, blank=True)
    from_organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="departures"
    )
    to_title = models.CharField(max_length=200, blank=True)
    to_organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="arrivals"
    )
    run = models.ForeignKey(
        ImportRun, on_delete=models.SET_NULL, null=True, blank=True, related_name="moves"
    )
    noticed_at = models.DateTimeField(default=clock.now, editable=False)
    seen_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = MoveQuerySet.as_manager()

    class Meta:
        """Newest first."""

        verbose_name = _("move")
        verbose_name_plural = _("moves")
        ordering: ClassVar[list[str]] = ["-noticed_at", "-pk"]

    def __str__(self) -> str:
        """Return where to."""
        return ", ".join(filter(None, [self.to_title, str(self.to_organisation or "")]))

    @property
    def is_news(self) -> bool:
        """Return whether an import told of it and nobody has looked at it."""
        return self.run_id is not None and self.seen_at is None
