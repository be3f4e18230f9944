"""Health: what a supervisor of this installation asks, without signing in."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from psycopg_pool import PoolTimeout

from config.kit import clock
from config.kit.jobs import is_worker_there
from config.kit.readiness import pending_migrations
from interviews.mail_health import LATEST_READY, pulse, ready_since, server_name


@login_not_required
@require_safe
def health_live(request: HttpRequest) -> JsonResponse:
    """Say that this process answers; asks nobody else."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
def health_ready(request: HttpRequest) -> JsonResponse:
    """Say whether database, migrations, worker and mail are well; 503 when one is not.

    Whoever asks learns no name, no address, and of letters only how long the oldest is overdue.
    """
    parts: dict[str, Any] = {"database": "unreachable", "migrations": "unknown"}
    parts |= {"worker": "unknown", "mail_server": "unknown", "letters": "unknown"}
    overdue = None
    try:
        connection.ensure_connection()
        parts["database"] = "ok"
        parts["migrations"] = "pending" if pending_migrations() else "ok"
        parts["worker"] = "ok" if is_worker_there() else "no heartbeat"
        mail, overdue = _mail()
        parts |= mail
    except (DatabaseError, PoolTimeout):
        pass
    is_well = all(state in ("ok", "none") for state in parts.values())
    status = "ok" if is_well else "unwell"
    told = {"status": status, **parts, "letters_overdue_seconds": overdue}
    return JsonResponse(told, status=200 if is_well else 503)


def _mail() -> tuple[dict[str, str], int]:
    """Return how mail server and letters are, and for how many seconds one could have left."""
    now = clock.now()
    since = ready_since(at=now)
    overdue = max(0, int((now - since).total_seconds())) if since else 0
    server = "none"
    if server_name():
        server = "down" if pulse(at=now).is_server_down else "ok"
    is_late = overdue > LATEST_READY.total_seconds()
    return {"mail_server": server, "letters": "waiting" if is_late else "ok"}, overdue
