"""`bounce`: takes what mail systems send back, from a pipe or from files."""

import logging
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError

from config.kit import clock
from config.kit.environment import COME_AGAIN
from interviews.actions.bounces import NotTaken, Refused, take_bounce
from interviews.importing.bounces import MAX_BYTES, NoBounce, read_bounce
from interviews.rules.bouncing import Verdict

_MEANS = {
    Verdict.ADDRESS: "no more mail goes to its address",
    Verdict.LATER: "its address stays, since this may pass",
    Verdict.REFUSED: "its address stays, since the letter was refused, not the address",
}


class Command(BaseCommand):
    """Read one message from standard input, or one from each file, and note what came back."""

    help = "Take a letter that came back, from standard input or from files."
    # A mail system waits; what is wrong with the settings, others say.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take files; without any, standard input."""
        parser.add_argument("files", nargs="*", type=Path, help="messages as files (.eml)")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        """Say of each message what became of it; 0 but where it should come again (75).

        A mail system would send back what is refused, and nobody reads that: so a message that is no
        bounce, or about no letter, is taken and left.
        """
        # Each attempt to reach the database would stand in the mail system's log.
        logging.getLogger("psycopg.pool").setLevel(logging.ERROR)
        try:
            for raw in _messages(files):
                self.stdout.write(_taken(raw))
        except (OperationalError, InterfaceError) as error:
            self.stderr.write(f"The database cannot be used now: {error}")
            sys.exit(COME_AGAIN)
        except OSError as error:
            raise CommandError(str(error)) from error


def _messages(files: list[Path]) -> Iterator[bytes]:
    if not files:
        yield _start(sys.stdin.buffer)
    for path in files:
        with path.open("rb") as file:
            yield _start(file)


def _start(stream: BinaryIO) -> bytes:
    """Return what is read of a message, and take the rest: who writes must not find a closed pipe."""
    start = stream.read(MAX_BYTES + 1)
    while stream.read(1024**2):
        pass
    return start


def _taken(raw: bytes) -> str:
    """Return what a message was and what followed, without naming anybody."""
    try:
        taken = take_bounce(read_bounce(raw), at=clock.now())
    except NoBounce as refused:
        return str(refused.why)
    except NotTaken as refused:
        if refused.why is Refused.NO_LETTER:
            return "It came back, but is about no letter that is known here."
        return "It is about an address that no letter of that number went to."
    known = "" if taken.is_new else " (known before)"
    return f"Letter {taken.letter.pk} came back{known}: {_MEANS[taken.verdict]}."
