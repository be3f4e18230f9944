"""`restore FILE`: the database as it was when the backup was made."""

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from config.kit.backups import load
from config.kit.processes import AlreadyHeld, held
from config.kit.programs import PostgresFailed
from interviews.management.preparing import holds_data, programs


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
        self.stdout.write(f"Restored {file}. Start Askwell with: python3 manage.py up")

    def _restore(self, file: Path, *, overwrite: bool) -> None:
        if holds_data() and not overwrite:
            raise CommandError("The database holds data; --overwrite replaces it by the backup.")
        connection.close()
        load(file, programs())
