"""What an operator sees of all letters: who works on them, how many wait, leave and fail, and why."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Q
from django.db.models.functions import TruncHour
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from interviews.mail_health import LATEST_READY, SILENT, ready_since, server_name
from interviews.models import Cause, Letter, LetterState, MailHost, StoppedAddress

DAY, WEEK = timedelta(days=1), timedelta(days=7)
HOURS = 24
SHOWN = 20
# Our rule: so many failures in a day, if they are one letter in twenty, are more than wrong addresses.
MANY, ONE_IN = 10, 20
# Counting on beyond this tells nothing more and takes longer.
COUNTED = 100_000
# The height of the tallest bar.
TALL = 40


@dataclass(frozen=True)
class Worker:
    """Whoever works in the background: its number, last sign of life, and what it is doing."""

    number: int
    seen_at: datetime
    is_silent: bool
    jobs: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Hour:
    """How many letters left in an hour; `x`, `y` and `height` place its bar."""

    starts_at: datetime
    count: int
    x: int
    height: float

    @property
    def y(self) -> float:
        """Return where the bar begins, from the top."""
        return TALL - self.height


def overview(zone: str, *, at: datetime) -> dict[str, Any]:
    """Return all of it; the same number of queries however many letters there are."""
    hours, why = left_by_hour(zone, at=at), failures(at=at)
    left, failed = sum(hour.count for hour in hours), sum(of_a_day for _, of_a_day, _ in why)
    working = workers(at=at)
    ready = Letter.objects.filter(state=LetterState.QUEUED)
    since = ready_since(at=at)
    return {
        "workers": working,
        "silent_workers": sum(worker.is_silent for worker in working),
        "queued": min(ready.order_by()[: COUNTED + 1].count(), COUNTED),
        "ready_since": since,
        "is_behind": since is not None and since < at - LATEST_READY,
        "jobs": jobs(at=at),
        "failures": why,
        "failed_in_a_day": failed,
        "main_cause": max(why, key=lambda row: row[1], default=("",))[0],
        "is_failing": failed >= MANY and failed * ONE_IN > left + failed,
        "hours": hours,
        "left_in_a_day": left,
        "most_in_an_hour": max(hour.count for hour in hours),
        "hosts": hosts(at=at),
        "stopped_count": StoppedAddress.objects.count(),
        "per_minute": settings.MAIL_PER_MINUTE,
        "per_minute_to": settings.MAIL_PER_MINUTE_TO,
        "tall": TALL,
    }


def workers(*, at: datetime) -> list[Worker]:
    """Return the workers there are, and for a while those that died; two queries."""
    doing: dict[int | None, list[str]] = defaultdict(list)
    running = ProcrastinateJob.objects.filter(status="doing").order_by("pk")
    for worker, task in running.values_list("worker_id", "task_name")[:COUNTED]:
        doing[worker].append(task)
    rows = ProcrastinateWorker.objects.order_by("pk")[:SHOWN]
    return [
        Worker(row.pk, row.last_heartbeat, row.last_heartbeat < at - SILENT, doing[row.pk])
        for row in rows
    ]


def jobs(*, at: datetime) -> list[tuple[str, int, int]]:
    """Return (task, waiting, failed) for each kind of job of which some wait now or failed."""
    is_due = Q(scheduled_at=None) | Q(scheduled_at__lte=at)
    waiting = Count("pk", filter=Q(status="todo") & is_due)
    failed = Count("pk", filter=Q(status="failed"))
    rows = ProcrastinateJob.objects.filter(status__in=("todo", "failed")).values("task_name")
    counted = rows.annotate(waiting=waiting, failed=failed).order_by("task_name")
    return [
        (row["task_name"], row["waiting"], row["failed"])
        for row in counted
        if row["waiting"] or row["failed"]
    ]


def failures(*, at: datetime) -> list[tuple[str, int, int]]:
    """Return (cause, of a day, of a week): letters of that time that could not be sent, by cause."""
    dead = Letter.objects.filter(state=LetterState.FAILED, created_at__gte=at - WEEK).order_by()
    of_a_day = Count("pk", filter=Q(created_at__gte=at - DAY))
    rows = dead.values("cause").annotate(day=of_a_day, week=Count("pk")).order_by("-week", "cause")
    labels: dict[str, Any] = dict(Cause.choices)
    return [(str(labels.get(row["cause"], "")), row["day"], row["week"]) for row in rows]


def left_by_hour(zone: str, *, at: datetime) -> list[Hour]:
    """Return how many letters left in each of the last hours, this one included, oldest first."""
    now = at.replace(minute=0, second=0, microsecond=0)
    first = now - timedelta(hours=HOURS - 1)
    sent = Letter.objects.filter(state=LetterState.SENT, sent_at__gte=first).order_by()
    counts = dict(sent.values_list(TruncHour("sent_at", tzinfo=UTC)).annotate(Count("pk")))
    most = max([1, *counts.values()])
    starts = (first + timedelta(hours=n) for n in range(HOURS))
    return [
        Hour(start.astimezone(ZoneInfo(zone)), n, place, round(TALL * n / most, 2))
        for place, start in enumerate(starts)
        for n in [counts.get(start, 0)]
    ]


def hosts(*, at: datetime) -> Iterable[MailHost]:
    """Return the mail server in use, and whatever host letters have to wait for.

    One that nobody has tried for a day is of another time: the settings name a new one since.
    """
    held_up = Q(down_since__isnull=False, try_at__gt=at - DAY) | Q(free_at__gt=at)
    return MailHost.objects.filter(held_up | Q(name=server_name())).order_by("name")[:SHOWN]
