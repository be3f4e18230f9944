"""How a job is handed to the worker together with the rows it is about."""

from datetime import timedelta

from procrastinate import tasks
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker
from procrastinate.manager import JobManager
from procrastinate.types import JSONValue

from config.kit import clock

# Three of the signs of life that settings.PROCRASTINATE_WORKER_DEFAULTS has workers give.
SILENCE = timedelta(seconds=30)


def hand_over(
    task: str, *, lock: str | None = None, priority: int = 0, **arguments: JSONValue
) -> None:
    """Queue a job inside the current transaction: it exists exactly when the rows do.

    Of the jobs that name the same `lock` one runs at a time, in the order they came; those of a higher
    `priority` go first.
    Inside a worker `task.defer()` would use a connection of its own, and the job could run before
    the rows are there.
    """
    manager = JobManager(DjangoConnector())
    tasks.configure_task(name=task, job_manager=manager, lock=lock, priority=priority).defer(
        **arguments
    )


def hand_over_once(task: str, *, lock: str, **arguments: JSONValue) -> bool:
    """Queue a job unless one with this lock waits already; return whether it was queued.

    Two who ask at one moment may both queue it, which costs a run more. A queueing lock would make it
    one, and be in the way of a job that is to wait again after it failed, or whose worker died: the
    database refuses that while another waits, so that the job runs for ever and holds up the other.
    """
    if ProcrastinateJob.objects.filter(lock=lock, status="todo").exists():
        return False
    hand_over(task, lock=lock, priority=0, **arguments)
    return True


def is_worker_there() -> bool:
    """Return whether any worker gave a sign of life lately, so that what is handed over moves."""
    return ProcrastinateWorker.objects.filter(last_heartbeat__gt=clock.now() - SILENCE).exists()
