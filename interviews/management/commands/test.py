"""`test`: pytest against a real Postgres."""

import os
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand


def _spread(words: list[str]) -> list[str]:
    """Return the options that use every processor, for the whole suite only.

    A few tests are done before more processes have started. One process more than processors,
    since tests of a browser or of other processes wait much of their time.
    """
    is_part = any(word[0] != "-" or word[:2] in ("-k", "-m", "-n", "-p", "-x") for word in words)
    return [] if is_part else ["-n", str((os.cpu_count() or 1) + 1), "--dist", "worksteal"]


class Command(BaseCommand):
    """Run pytest; every argument is pytest's."""

    help = "Run the tests; with --all the slow ones too. Arguments go to pytest: … test -k people"

    def run_from_argv(self, argv: list[str]) -> None:
        """Run pytest in the project's folder and leave with its exit code."""
        pytest = [sys.executable, "-m", "pytest", *_spread(argv[2:]), *argv[2:]]
        raise SystemExit(subprocess.run(pytest, cwd=settings.BASE_DIR).returncode)

    def handle(self, *args: Any, **options: Any) -> None:
        """Do nothing: `run_from_argv` never comes here."""
