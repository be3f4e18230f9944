"""Which jobs of importing wait for each other."""

from config.kit.jobs import hand_over
from contacts.models import ImportRun

# A worker has six places (see PROCRASTINATE_WORKER_DEFAULTS), and an import may hold one for a
# minute. With two lanes for all accounts the rest is left for letters and calendars.
LANES = 2


def queue(task: str, run: ImportRun) -> None:
    """Hand a run to a job; those of one account go one after another."""
    hand_over(task, lock=f"import-{run.account_id % LANES}", run_id=run.pk)
