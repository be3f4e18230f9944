"""Health: what a supervisor of this installation asks, without signing in."""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from procrastinate.contrib.django.models import ProcrastinateWorker
from psycopg_pool import PoolTimeout

from config.kit import clock
from config.kit.readiness import pending_migrations

# A worker says every 10 seconds that it lives.
HEARTBEAT = timedelta(seconds=60)


@login_not_required
@require_safe
def health_live(request: HttpRequest) -> JsonResponse:
    """Say that this process answers; asks nobody else."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
def health_ready(request: HttpRequest) -> JsonResponse:
    """Say whether database, migrations and worker are well; 503 when one is not."""
    parts = {"database": "unreachable", "migrations": "unknown", "worker": "unknown"}
    try:
        connection.ensure_connection()
        parts["database"] = "ok"
        parts["migrations"] = "pending" if pending_migrations() else "ok"
        parts["worker"] = "ok" if _worker_lives() else "no heartbeat"
    except (DatabaseError, PoolTimeout):
        pass
    is_well = all(state == "ok" for state in parts.values())
    status = "ok" if is_well else "unwell"
    return JsonResponse({"status": status, **parts}, status=200 if is_well else 503)


def _worker_lives() -> bool:
    since = clock.now() - HEARTBEAT
    return bool(ProcrastinateWorker.objects.filter(last_heartbeat__gte=since).exists())
