"""`restore FILE`: the database as it was when the backup was made, but for letters that waited."""

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import gettext_noop

from config.kit.backups import load
from config.kit.processes import AlreadyHeld, held
from config.kit.programs import PostgresFailed
from interviews.management.preparing import holds_data, programs
from interviews.models import Letter, LetterKind, LetterState

WAITED = gettext_noop(
    "It waited when the backup was made that was restored since, and may have left in between: look "
    "into the mailbox, and send it again if it is not there."
)
# By fields that letters have had in every version.
_HOLD = f"""
UPDATE public.{Letter._meta.db_table}
SET state = '{LetterState.FAILED}', error = '{WAITED}',
    text = CASE kind WHEN '{LetterKind.SIGN_IN}' THEN '' ELSE text END,
    html = CASE kind WHEN '{LetterKind.SIGN_IN}' THEN '' ELSE html END
WHERE state = '{LetterState.QUEUED}';
"""


class Command(BaseCommand):
    """Load a backup, all of it or nothing."""

    help = "Load a backup from FILE; stop Askwell first. Run `up` afterwards."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take the file, and whether data may be overwritten."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--overwrite", action="store_true", help="replace the data that is there now"
        )

    def handle(self, *args: Any, file: Path, overwrite: bool, **options: Any) -> None:
        """Refuse while Askwell runs, or over data; else put the backup in place of everything."""
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        try:
            with held(settings.DATA_DIR / "up.lock"):
                self._restore(file.resolve(), overwrite=overwrite)
        except AlreadyHeld as problem:
            raise CommandError("Askwell is running; stop it first.") from problem
        except PostgresFailed as problem:
            raise CommandError(f"Nothing was changed: {problem}") from problem
        if held_back := Letter.objects.filter(state=LetterState.FAILED, error=WAITED).count():
            self.stdout.write(
                f"Letters that waited when it was made: {held_back}. They may have left since, so none "
                "leaves by itself: their owners find them on Reminder health and can send them again."
            )
        self.stdout.write(f"Restored {file}. Start Askwell with: python3 manage.py up")

    def _restore(self, file: Path, *, overwrite: bool) -> None:
        if holds_data() and not overwrite:
            raise CommandError("The database holds data; --overwrite replaces it by the backup.")
        connection.close()
        load(file, programs(), then=_HOLD)
