"""`worker`: the background worker alone, for a machine that serves no pages."""

import asyncio
import logging
import signal
from contextlib import suppress
from typing import Any

import psycopg
from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

from config.kit.jobs import hand_over

# Seconds a running job has to finish when the worker is asked to stop; less than its parent waits.
GRACE = 8
# Seconds between two looks whether the database is back.
PAUSE = 2

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Work on jobs until asked to stop."""

    help = "Run one more background worker; `up` runs one itself."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGTERM or Ctrl-C."""
        # A worker that begins may be one with new time zone rules.
        hand_over("recompute_times", lock="recompute_times", timestamp=0)
        with suppress(KeyboardInterrupt):
            asyncio.run(_keep_working())


async def _keep_working() -> None:
    """Work until asked to stop; procrastinate's worker ends in peace when the database goes away."""
    asked = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows has none of these; Ctrl-C is an exception there.
        with suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(number, asked.set)
    stop = asyncio.ensure_future(asked.wait())
    while not asked.is_set():
        work = asyncio.ensure_future(_work())
        await asyncio.wait((work, stop), return_when=asyncio.FIRST_COMPLETED)
        if asked.is_set():
            work.cancel()
        with suppress(asyncio.CancelledError):
            try:
                await work
            except (ConnectorException, psycopg.Error) as error:
                logger.warning("The worker cannot work: %s", error)
        if not asked.is_set():
            logger.warning("The worker lost the database; it begins anew.")
            await asyncio.wait((stop,), timeout=PAUSE)


async def _work() -> None:
    """Take jobs until cancelled, which lets the running ones finish for a while."""
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with app.replace_connector(connector):
        async with app.open_async():
            await app.run_worker_async(
                install_signal_handlers=False, shutdown_graceful_timeout=GRACE
            )
