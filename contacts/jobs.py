"""What runs by itself for contacts; every job may run twice."""

from collections.abc import Callable

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from config.kit import clock
from contacts.actions import accounts, duplicates, imports
from contacts.models import Account, ImportState

# How often and how soon a lost connection is tried again: a database that restarts is back after
# 2, 6, 18 or 54 seconds.
ATTEMPTS = 5
AGAIN = RetryStrategy(
    max_attempts=ATTEMPTS, wait=2, exponential_wait=3, retry_exceptions=imports.GONE
)


@app.periodic(cron="23 3 * * *")
@app.task(name="contacts.delete_expired_accounts", queueing_lock="delete_expired_accounts")
def delete_expired_accounts(timestamp: int) -> int:
    """Delete the accounts whose days of grace are over; safe to run twice."""
    return accounts.delete_expired_accounts(at=clock.now())


@app.periodic(cron="53 3 * * *")
@app.task(name="contacts.forget_old_imports", queueing_lock="forget_old_imports")
def forget_old_imports(timestamp: int) -> None:
    """Delete what imports no longer need; their lines in the list stay."""
    imports.forget_old_imports(at=clock.now())


@app.task(name="contacts.read_import", retry=AGAIN, pass_context=True)
def read_import(context: JobContext, run_id: int) -> None:
    """Read an import's files; see actions/imports/reading.py."""
    _try(context, run_id, ImportState.FAILED, lambda: imports.read_files(run_id))


@app.task(name="contacts.apply_import", retry=AGAIN, pass_context=True)
def apply_import(context: JobContext, run_id: int) -> None:
    """Write what an import tells; see actions/imports/applying.py."""
    at = clock.now()
    _try(context, run_id, ImportState.READY, lambda: imports.apply_rows(run_id, at=at))


@app.task(name="contacts.undo_import", retry=AGAIN, pass_context=True)
def undo_import(context: JobContext, run_id: int) -> None:
    """Put everything back as it was before an import; see actions/imports/undoing.py."""
    at = clock.now()
    _try(context, run_id, ImportState.DONE, lambda: imports.take_back(run_id, at=at))


@app.task(name="contacts.look_for_duplicates")
def look_for_duplicates(account_id: int) -> int:
    """Compare all that an account has; pairs found once are not found again."""
    account = Account.objects.filter(pk=account_id).first()
    return duplicates.look_through(account=account, at=clock.now()) if account else 0


def _try(context: JobContext, run_id: int, back_to: ImportState, work: Callable[[], None]) -> None:
    """Do the work; when the database stayed away to the last, let the user decide."""
    try:
        work()
    except imports.GONE:
        if context.job.attempts < ATTEMPTS - 1:
            raise
        imports.give_up(run_id, back_to=back_to)
