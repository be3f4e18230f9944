"""Organisation: where people work."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.kit.owned import owner


class Size(models.TextChoices):
    """Size and stage together, as people talk about them."""

    STARTUP = "startup", _("Startup (up to 50)")
    GROWING = "growing", _("Growing (51–500)")
    ESTABLISHED = "established", _("Established (501–5,000)")
    LARGE = "large", _("Large (more than 5,000)")
    PUBLIC = "public", _("Public body, university or charity")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations, by use."""

    def current(self) -> "OrganisationQuerySet":
        """Return those not archived."""
        return self.filter(archived_at=None)


class Organisation(models.Model):
    """A company, office, school or charity."""

    account = owner("organisations")
    name = models.CharField(_("name"), max_length=200)
    aliases = ArrayField(
        models.CharField(max_length=200),
        verbose_name=_("also known as"),
        default=list,
        blank=True,
    )
    website = models.URLField(_("website"), max_length=500, blank=True)
    industry = models.CharField(_("industry"), max_length=120, blank=True)
    size = models.CharField(_("size"), max_length=20, blank=True, choices=Size.choices)
    notes = models.TextField(_("notes"), max_length=10_000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        """By name; one of a name in an account."""

        ordering: ClassVar[list[str]] = ["name", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                "account",
                Lower("name"),
                name="organisation_name_once",
                violation_error_message=_("You already have an organisation of this name."),
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("organisation-detail", args=[self.pk])
