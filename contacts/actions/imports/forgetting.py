"""When what an import needed is deleted."""

from datetime import datetime, timedelta

from contacts.actions.imports.keeping import delete_run, forget_bytes
from contacts.actions.imports.undoing import UNDO_DAYS
from contacts.models import ImportRun, ImportState

# Days after which a file that was brought but never imported is deleted.
UNUSED_DAYS = 7


def forget_old_imports(*, at: datetime) -> None:
    """Delete imports never applied after a week, and what undoing needs once its days are over.

    The line of an applied import stays in the list, with its counts.
    """
    unused = ImportRun.objects.filter(
        applied_at=None,
        created_at__lte=at - timedelta(days=UNUSED_DAYS),
        state__in=(ImportState.COLUMNS, ImportState.READY, ImportState.FAILED),
    )
    for run in unused:
        delete_run(run)
    settled = ImportRun.objects.filter(
        applied_at__lte=at - timedelta(days=UNDO_DAYS),
        state__in=(ImportState.DONE, ImportState.UNDONE),
    )
    for run in settled.filter(rows__isnull=False).distinct():
        forget_bytes(run=run)
        run.rows.all()._raw_delete(run.rows.db)
        run.files.update(preamble="")
