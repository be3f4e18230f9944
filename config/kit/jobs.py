"""How a job is handed to the worker together with the rows it is about."""

from procrastinate import tasks
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.types import JSONValue


def hand_over(task: str, *, lock: str | None = None, **arguments: JSONValue) -> None:
    """Queue a job inside the current transaction: it exists exactly when the rows do.

    Of the jobs that name the same `lock` one runs at a time, in the order they came.
    Inside a worker `task.defer()` would use a connection of its own, and the job could run before
    the rows are there.
    """
    manager = JobManager(DjangoConnector())
    tasks.configure_task(name=task, job_manager=manager, lock=lock).defer(**arguments)
