"""BulkChange: one change made to many people at once, and what taking it back needs."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from config.kit.owned import owner


class BulkKind(models.TextChoices):
    """What was done."""

    TAG = "tag", _("Tag")
    UNTAG = "untag", _("Take the tag off")
    PROMOTE = "promote", _("Promote")
    ARCHIVE = "archive", _("Archive")
    RESTORE = "restore", _("Bring back")


class BulkChange(models.Model):
    """One change: the keys of those it really changed, and of organisations that came along.

    `moments` are when they had been archived, in the order of `people`; only for RESTORE.
    """

    account = owner("bulk_changes")
    kind = models.CharField(max_length=10, choices=BulkKind.choices)
    tag = models.CharField(max_length=60, blank=True)
    people = ArrayField(models.BigIntegerField(), default=list)
    organisations = ArrayField(models.BigIntegerField(), default=list)
    moments = ArrayField(models.DateTimeField(), default=list)
    made_at = models.DateTimeField(default=clock.now, editable=False)
    undone_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        """Newest first."""

        verbose_name = _("change of many people")
        verbose_name_plural = _("changes of many people")
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        """Return what was done."""
        return str(self.get_kind_display())
