"""Shelf: which list a person or organisation stands on, computed by Postgres."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Shelf(models.IntegerChoices):
    """Where a row is looked for; whatever is archived is only there."""

    LIST = 0, _("on the list")
    POOL = 1, _("in the pool")
    ARCHIVE = 2, _("archived")


def shelf() -> Any:
    """Return the column that lists are narrowed by; every index of a list begins with it."""
    return models.GeneratedField(
        expression=models.Case(
            models.When(archived_at__isnull=False, then=models.Value(Shelf.ARCHIVE.value)),
            models.When(is_in_pool=True, then=models.Value(Shelf.POOL.value)),
            default=models.Value(Shelf.LIST.value),
            output_field=models.SmallIntegerField(),
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )
