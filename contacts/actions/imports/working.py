"""How a job works on an import: all of it or nothing, alone, and telling how far it is."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.utils.translation import gettext as _

from contacts.models import ImportRun, ImportState

logger = logging.getLogger(__name__)

# Rows a statement: short enough for the 30 seconds a statement may take, on a slow machine too.
BATCH = 5_000
# Seconds between two words about the progress.
PAUSE = 0.5
# What a lost connection raises: worth trying again, unlike everything else.
GONE = (OperationalError, InterfaceError)
# The first half of the advisory lock; the second is the account.
LOCK = 0x1A9


class Progress:
    """What the page is told while the work, one long transaction, is not to be seen yet.

    Written over a connection of its own. That cannot block: the work leaves the run's row alone
    until its end, and a row it only refers to can still change but for its key.
    """

    def __init__(self, run_id: int) -> None:
        """Start at nothing."""
        self.run_id, self.done, self.total, self.steps = run_id, 0, 0, 1
        self.connection = connection.copy()
        self.told_at = 0.0

    def add(self, rows: int) -> None:
        """Count rows done, and say so now and then."""
        self.done += rows
        if time.monotonic() - self.told_at > PAUSE:
            self._tell()
            self.told_at = time.monotonic()

    def expect(self, total: int, *, steps: int = 1) -> None:
        """Begin with so many rows, each of which is counted once in every step."""
        self.done, self.total, self.steps = 0, total, steps

    def _tell(self) -> None:
        # A page that shows nothing new is no reason to lose the work.
        with suppress(DatabaseError), self.connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '500ms'")
            cursor.execute(
                "UPDATE contacts_importrun SET progress = %s, total = %s WHERE id = %s",
                [self.done // self.steps, self.total, self.run_id],
            )

    def close(self) -> None:
        """Give the connection back."""
        self.connection.close()


@contextmanager
def at_work(run_id: int, state: ImportState) -> Iterator[tuple[ImportRun, Progress] | None]:
    """Hold a transaction in which a run is worked on, or give None when there is nothing to do.

    Two runs of one account never work at once, whatever the queue does, and a job that comes a
    second time finds the run in another state.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        # Waiting for another import of the account may take longer than a statement should.
        cursor.execute("SET LOCAL statement_timeout = '10min'")
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, a.account_id::int) FROM contacts_importrun a"
            " WHERE a.id = %s",
            [LOCK, run_id],
        )
        run = ImportRun.objects.filter(pk=run_id, state=state).first()
        if run is None:
            yield None
            return
        cursor.execute("SET LOCAL statement_timeout = '2min'")
        # Temporary tables are looked at often and roughly.
        cursor.execute("SET LOCAL default_statistics_target = 10")
        # Tens of thousands of rows are sorted and joined in memory; few imports run at once.
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute("SET LOCAL temp_buffers = '64MB'")
        # Keys are checked with each batch: errors come early, and the end is not one long check.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        progress = Progress(run_id)
        try:
            yield run, progress
        finally:
            progress.close()


@contextmanager
def or_say_so(run_id: int, *, back_to: ImportState, message: str) -> Iterator[None]:
    """Turn what nobody foresaw into a message for the user; a lost connection is raised on."""
    try:
        yield
    except GONE:
        raise
    except Exception:
        logger.exception("Import %s", run_id)
        give_up(run_id, back_to=back_to, message=message)


def give_up(run_id: int, *, back_to: ImportState, message: str = "") -> None:
    """Let a run stand where the user can decide, and say why it went no further."""
    working = (ImportState.READING, ImportState.IMPORTING, ImportState.UNDOING)
    ImportRun.objects.filter(pk=run_id, state__in=working).update(
        state=back_to,
        failure=message
        or _("The database could not be reached. Nothing was changed; please try again."),
    )
