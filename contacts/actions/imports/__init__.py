"""What can be done with an import, from the upload to the day it can no longer be undone."""

from contacts.actions.imports.applying import apply_rows
from contacts.actions.imports.forgetting import forget_old_imports
from contacts.actions.imports.keeping import (
    begin_import,
    discard_import,
    map_columns,
    rejected_rows,
    start_import,
)
from contacts.actions.imports.reading import read_files
from contacts.actions.imports.taking_back import take_back
from contacts.actions.imports.undoing import UNDO_DAYS, can_undo, kept_after_undo, undo_import
from contacts.actions.imports.working import GONE, give_up

__all__ = [
    "GONE",
    "UNDO_DAYS",
    "apply_rows",
    "begin_import",
    "can_undo",
    "discard_import",
    "forget_old_imports",
    "give_up",
    "kept_after_undo",
    "map_columns",
    "read_files",
    "rejected_rows",
    "start_import",
    "take_back",
    "undo_import",
]
