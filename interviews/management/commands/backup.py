"""`backup FILE`: the whole database in one file."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.kit.backups import dump
from config.kit.programs import PostgresFailed
from interviews.management.preparing import programs


class Command(BaseCommand):
    """Write a backup in pg_dump's custom format."""

    help = "Write the whole database to FILE (pg_dump's custom format; also while Askwell runs)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take the file, and whether it may be overwritten."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--overwrite", action="store_true", help="replace FILE if it exists")

    def handle(self, *args: Any, file: Path, overwrite: bool, **options: Any) -> None:
        """Refuse a file that exists; else write it, readable by its owner only."""
        if file.exists() and not overwrite:
            raise CommandError(f"{file} exists; --overwrite replaces it.")
        try:
            dump(file.resolve(), programs())
        except (PostgresFailed, OSError) as problem:
            raise CommandError(f"No backup was written: {problem}") from problem
        self.stdout.write(f"Backed up to {file} ({file.stat().st_size / 1024:.0f} kB).")
