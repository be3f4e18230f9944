"""Pairs that may be one and the same, and merges with what undoing them needs."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from config.kit.owned import owner
from contacts.models.imports import ImportRun
from contacts.models.organisations import Organisation
from contacts.models.people import Person


class DuplicateQuerySet(models.QuerySet):
    """Pairs, by what is still to decide."""

    def undecided(self) -> "DuplicateQuerySet":
        """Return those nobody has decided about."""
        return self.filter(dismissed_at=None)


class PersonDuplicate(models.Model):
    """Two people who may be one; `person` has the smaller key, so that a pair is kept once."""

    account = owner("person_duplicates")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="duplicates")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="duplicates_of")
    reason = models.CharField(max_length=200)
    run = models.ForeignKey(
        ImportRun, on_delete=models.SET_NULL, null=True, related_name="person_duplicates"
    )
    found_at = models.DateTimeField(default=clock.now, editable=False)
    # When it was decided that they are two; a pair is then never proposed again.
    dismissed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DuplicateQuerySet.as_manager()

    class Meta:
        """Oldest first."""

        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "other"], name="person_duplicate_once"),
            models.CheckConstraint(
                condition=models.Q(person__lt=models.F("other")), name="person_duplicate_order"
            ),
        ]

    def __str__(self) -> str:
        """Return the reason."""
        return self.reason


class OrganisationDuplicate(models.Model):
    """Two organisations that may be one; `organisation` has the smaller key."""

    account = owner("organisation_duplicates")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="duplicates"
    )
    other = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="duplicates_of")
    reason = models.CharField(max_length=200)
    run = models.ForeignKey(
        ImportRun, on_delete=models.SET_NULL, null=True, related_name="organisation_duplicates"
    )
    found_at = models.DateTimeField(default=clock.now, editable=False)
    dismissed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DuplicateQuerySet.as_manager()

    class Meta:
        """Oldest first."""

        verbose_name = _("possible duplicate organisation")
        verbose_name_plural = _("possible duplicate organisations")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation", "other"], name="organisation_duplicate_once"
            ),
            models.CheckConstraint(
                condition=models.Q(organisation__lt=models.F("other")),
                name="organisation_duplicate_order",
            ),
        ]

    def __str__(self) -> str:
        """Return the reason."""
        return self.reason


class MergeQuerySet(models.QuerySet["Merge"]):
    """Merges, by what still holds."""

    def live(self) -> "MergeQuerySet":
        """Return those not undone."""
        return self.filter(undone_at=None)

    def person_for(self, key: int) -> Person | None:
        """Return whom a person that is gone was merged into."""
        merge = self.live().filter(gone=key).exclude(person=None).select_related("person").first()
        return merge.person if merge else None

    def organisation_for(self, key: int) -> Organisation | None:
        """Return what an organisation that is gone was merged into."""
        merges = self.live().filter(gone=key).exclude(organisation=None)
        merge = merges.select_related("organisation").first()
        return merge.organisation if merge else None


class Merge(models.Model):
    """One row merged into another: what went and what moved, so that it can be taken apart again.

    The kept one is a person or an organisation, by key; `gone` is the key of the other, whose old
    address leads to the kept one. `record` is what undoing needs (see actions/merges.py).
    """

    account = owner("merges")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="merges")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, related_name="merges"
    )
    gone = models.BigIntegerField()
    gone_name = models.CharField(max_length=200)
    record = models.JSONField()
    merged_at = models.DateTimeField(default=clock.now, editable=False)
    undone_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = MergeQuerySet.as_manager()

    class Meta:
        """Newest first; of exactly one kind."""

        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering: ClassVar[list[str]] = ["-merged_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(person=None, organisation__isnull=False)
                | models.Q(person__isnull=False, organisation=None),
                name="merge_about_one",
            ),
        ]

    def __str__(self) -> str:
        """Return whom or what is gone."""
        return self.gone_name
