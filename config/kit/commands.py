"""Runs a management command, with the embedded database up while the command needs it."""

from collections.abc import Sequence
from contextlib import nullcontext

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from config.kit.environment import give_up, is_handed_mail
from config.kit.programs import PostgresFailed

# `up` and `test` look after their own server; the others never ask the database anything.
_ON_THEIR_OWN = (
    "up",
    "test",
    "doctor",
    "help",
    "check",
    "collectstatic",
    "makemessages",
    "compilemessages",
)


def run(argv: Sequence[str]) -> None:
    """Run one command; a wrong setting or a database that will not start ends in one sentence."""
    command = argv[1] if len(argv) > 1 else "help"
    try:
        is_on_its_own = command in _ON_THEIR_OWN or command.startswith("-")
        needs_server = settings.IS_EMBEDDED and not is_on_its_own
        with settings.POSTGRES.running(settings.DATABASE_NAME) if needs_server else nullcontext():
            execute_from_command_line(list(argv))
    except ImproperlyConfigured as problem:
        give_up(argv, f"A setting is wrong. {problem}")
    except PostgresFailed as problem:
        give_up(argv, f"The database cannot be used. {problem}")
    except Exception as problem:
        if not is_handed_mail(argv):
            raise
        # A mail system would pass a whole traceback on, at worst to a stranger.
        give_up(argv, f"It could not be taken. {type(problem).__name__}: {problem}")
