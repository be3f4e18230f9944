"""Organisation: where people work."""

from collections.abc import Mapping
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from config.kit.owned import owner
from contacts.models.imports import ImportRun
from contacts.models.searchable import PENDING, Plain, Sought, Words, holds, name_key
from contacts.models.shelves import shelf


class Size(models.TextChoices):
    """Size and stage together, as people talk about them."""

    STARTUP = "startup", _("Startup (up to 50)")
    GROWING = "growing", _("Growing (51–500)")
    ESTABLISHED = "established", _("Established (501–5,000)")
    LARGE = "large", _("Large (more than 5,000)")
    PUBLIC = "public", _("Public body, university or charity")


class FirstHire(models.TextChoices):
    """Whether somebody in such a role would be their first."""

    UNKNOWN = "", _("Not known yet")
    YES = "yes", _("Yes, their first")
    NO = "no", _("No, they have some")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations, by use."""

    def current(self) -> "OrganisationQuerySet":
        """Return those not archived."""
        return self.filter(archived_at=None)

    def promoted(self) -> "OrganisationQuerySet":
        """Return those not waiting in the pool."""
        return self.filter(is_in_pool=False)

    def matching(self, words: str) -> "OrganisationQuerySet":
        """Return those with every word in a name or alias, whatever accents and case."""
        organisations = self
        for word in words.split():
            organisations = organisations.filter(holds(word))
        return organisations

    def named(self, name: str) -> "Organisation | None":
        """Return the one that goes by this name or alias, or None; case and spacing do not matter."""
        name = " ".join(name.split())
        same = self.filter(sort_key=Plain(models.Value(name))).order_by("pk").first()
        if same or not name:
            return same
        folded = name.casefold()
        for candidate in self.filter(plain__contains=Sought(models.Value(name))).order_by("pk"):
            if folded in (alias.casefold() for alias in candidate.aliases):
                return candidate
        return None

    def named_among(self, keys: Mapping[str, str]) -> "dict[str, Organisation]":
        """Return those that go by one of many names or aliases, as `named` does, in two queries.

        `keys` are the names with what `plain_of` says of them; a name nobody goes by is left out.
        """
        by_key = {
            one.sort_key: one for one in self.filter(sort_key__in=keys.values()).order_by("-pk")
        }
        by_alias = {
            alias.casefold(): one
            for one in self.exclude(aliases=[]).order_by("-pk")
            for alias in one.aliases
        }
        found = {
            name: by_key.get(key) or by_alias.get(name.casefold()) for name, key in keys.items()
        }
        return {name: one for name, one in found.items() if one}


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
    # A first hire shapes the role and has nobody to learn from (observations of AI engineers).
    first_hire = models.CharField(
        _("is this their first such hire?"), max_length=10, blank=True, choices=FirstHire.choices
    )
    notes = models.TextField(_("notes"), max_length=10_000, blank=True)
    # As with people: what an import brought stays off the list until somebody there matters.
    is_in_pool = models.BooleanField(_("in the pool"), default=False, editable=False)
    imported_in = models.ForeignKey(
        ImportRun,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="organisations",
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    # As in Person: what search looks in, and the key lists sort by.
    plain = models.GeneratedField(
        expression=Sought(
            models.Value(" "), models.F("name"), models.Value(" "), Words(models.F("aliases"))
        ),
        output_field=models.TextField(),
        db_persist=True,
    )
    sort_key = name_key()
    shelf = shelf()

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        """By name; one of a name in an account."""

        ordering: ClassVar[list[str]] = ["sort_key", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                "account",
                Lower("name"),
                name="organisation_name_once",
                violation_error_message=_("You already have an organisation of this name."),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account", "sort_key", "id"], name="organisation_by_name"),
            GinIndex(
                fields=["account", "plain"],
                name="organisation_sought",
                opclasses=["int8_ops", "gin_trgm_ops"],
                gin_pending_list_limit=PENDING,
            ),
            models.Index(
                fields=["account", "shelf", "sort_key", "id"], name="organisation_on_shelf"
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("organisation-detail", args=[self.pk])
