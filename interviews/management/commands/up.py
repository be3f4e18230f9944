"""`up`: everything Askwell needs, in one command."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand

from config.kit.processes import GivenUp
from config.kit.programs import PostgresFailed
from interviews.management.running import CannotStart, Place, run


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port; allowed: 1 to 65535")
    return int(text)


class Command(BaseCommand):
    """Start the database, the web server and the worker; stop them together."""

    help = "Start Askwell: database, web server and background worker, until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take the place to listen at, and whether to fill a sample account."""
        parser.add_argument("--port", type=_port, default=8000, help="default: 8000")
        parser.add_argument(
            "--host",
            default="127.0.0.1",
            help="where to listen; default: 127.0.0.1, which only this computer can reach",
        )
        parser.add_argument(
            "--demo", action="store_true", help="fill a sample account and print a link to it"
        )

    def handle(self, *args: Any, host: str, port: int, demo: bool, **options: Any) -> None:
        """Run until asked to stop."""
        try:
            run(Place(host, port), demo=demo, tell=self._tell)
        except (CannotStart, GivenUp, PostgresFailed) as problem:
            self.stderr.write(str(problem))
            raise SystemExit(1) from problem

    def _tell(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
