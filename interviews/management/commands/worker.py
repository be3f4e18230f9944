"""`worker`: the background worker alone, for a machine that serves no pages."""

from typing import Any

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app

from config.kit.jobs import hand_over

# Seconds a running job has to finish when the worker is asked to stop; less than its parent waits.
GRACE = 8


class Command(BaseCommand):
    """Work on jobs until asked to stop."""

    help = "Run one more background worker; `up` runs one itself."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGTERM or Ctrl-C."""
        # A worker that begins may be one with new time zone rules.
        hand_over("recompute_times", lock="recompute_times", timestamp=0)
        connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
        with app.replace_connector(connector):
            app.run_worker(shutdown_graceful_timeout=GRACE)
