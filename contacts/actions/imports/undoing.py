"""The way back: an import undone as a whole, but for what the user has touched since."""

from datetime import datetime, timedelta

from django.db import models, transaction

from contacts.actions.imports.lanes import queue
from contacts.models import ImportRow, ImportRun, ImportState

# Days in which a whole import can be undone; after them what undoing needs is deleted.
UNDO_DAYS = 30


def can_undo(run: ImportRun, now: datetime) -> bool:
    """Return whether the run is applied and its days of grace are not over."""
    return (
        run.state == ImportState.DONE
        and run.applied_at is not None
        and now < run.applied_at + timedelta(days=UNDO_DAYS)
    )


@transaction.atomic
def undo_import(*, run: ImportRun, at: datetime) -> None:
    """Have everything put back as it was; nothing happens unless it can be undone."""
    waiting = ImportRun.objects.select_for_update().get(pk=run.pk)
    if can_undo(waiting, at):
        waiting.state, waiting.progress, waiting.total = ImportState.UNDOING, 0, 0
        waiting.failure = ""
        waiting.save(update_fields=["state", "progress", "total", "failure"])
        queue("contacts.undo_import", waiting)
    run.refresh_from_db()


def kept_after_undo(run: ImportRun) -> models.QuerySet[ImportRow]:
    """Return the rows whose person undoing left as they are, each with why in `kept`."""
    return run.rows.exclude(kept="").select_related("person")
