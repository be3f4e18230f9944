"""SavedView: a list of people the user comes back to, as the address that shows it."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from config.kit.owned import owner


class SavedView(models.Model):
    """A named query string of the people list."""

    account = owner("saved_views")
    name = models.CharField(_("name of the view"), max_length=60)
    query = models.CharField(max_length=2000, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        """By name; one of a name in an account."""

        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering: ClassVar[list[str]] = ["name", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                "account",
                Lower("name"),
                name="saved_view_name_once",
                violation_error_message=_("You already have a view of this name."),
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name
