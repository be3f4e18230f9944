"""What can be done with an import, from the upload to the day it can no longer be undone."""

from contacts.actions.imports.keeping import (
    begin_import,
    discard_import,
    map_columns,
    rejected_rows,
    start_import,
)
from contacts.actions.imports.undoing import (
    UNDO_DAYS,
    can_undo,
    kept_after_undo,
    undo_import,
)

__all__ = [
    "UNDO_DAYS",
    "begin_import",
    "can_undo",
    "discard_import",
    "kept_after_undo",
    "map_columns",
    "rejected_rows",
    "start_import",
    "undo_import",
]
