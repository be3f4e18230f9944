"""What runs with nobody watching; every job may run twice."""

import logging
from time import monotonic

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

from config.kit import clock
from config.kit.jobs import hand_over_once
from config.kit.limits import forget_counts
from interviews.actions import calendars
from interviews.actions.clock_ahead import come_back
from interviews.actions.delivery import send_ready
from interviews.actions.interviews import recompute_instants
from interviews.actions.outbox import AHEAD
from interviews.actions.planning import plan_waiting
from interviews.actions.planning_letters import plan_letters, write_again

logger = logging.getLogger(__name__)

# Seconds after which a job that writes letters lets other jobs have their turn.
LONGEST_TURN = 20
# How often a letter that could not be written is tried again.
LAST_TRY = 4


@app.periodic(cron="*/5 * * * *")
@app.task(name="plan_letters", aliases=["plan_digests"])
def plan_letters_job(timestamp: int) -> None:
    """Write the letters that come by themselves and whose time has come."""
    _write_letters()


@app.task(name="write_letters")
def write_letters() -> None:
    """Go on where the last such job stopped."""
    _write_letters()


def _write_letters() -> None:
    """Write for a while; what is left then, two jobs at a time go on with, on any workers."""
    ends_at = monotonic() + LONGEST_TURN
    plan_letters(at=clock.now(), is_over=lambda: monotonic() > ends_at)
    if monotonic() > ends_at:
        for number in range(2):
            hand_over_once("write_letters", lock=f"write_letters:{number}")


# After 1, 1, 2 and 5 minutes, within which a mended fault or a busy database lets it be written.
@app.task(
    name="write_letter",
    retry=RetryStrategy(max_attempts=LAST_TRY, wait=60, exponential_wait=4),
    pass_context=True,
)
def write_letter(context: JobContext, kind: str, account_id: int) -> None:
    """Write for one account what could not be written; what fails at last stays as a failed job."""
    is_last = context.job.attempts >= LAST_TRY
    write_again(kind, account_id, at=clock.now(), is_last=is_last)


@app.periodic(cron="*/10 * * * *")
@app.task(name="plan_waiting")
def plan_waiting_job(timestamp: int) -> None:
    """Plan those anew about whom something changed, and lay asks to rest whose day has come."""
    plan_waiting(at=clock.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="read_calendars")
def read_calendars(timestamp: int) -> None:
    """Have those calendars read whose time has come; let go of those removed a day ago."""
    calendars.forget_removed(at=clock.now())
    calendars.ask_due_readings(at=clock.now())


@app.task(name="read_calendar")
def read_calendar(calendar_id: int) -> None:
    """Read one calendar for busy times; the job holds its number, never its address."""
    calendars.read_calendar(calendar_id, at=clock.now())


# Whoever records a letter hands such a job over; each minute one comes by for letters whose wait is
# over, or whose sender died.
@app.periodic(cron="* * * * *")
@app.task(name="send_letters", pass_context=True, priority=AHEAD)
def send_letters(context: JobContext, timestamp: int = 0) -> None:
    """Send the recorded letters whose time has come."""
    send_ready(should_stop=context.should_abort)


@app.task(name="send_letter")
def send_letter(letter_id: int) -> None:
    """Do nothing: a job that an earlier version left; its letter waits with all others."""


@app.periodic(cron="* * * * *")
@app.task(name="retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Hand the jobs of workers that died to the living ones."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        try:
            await manager.retry_job(job)
        except ConnectorException:
            # Another worker did it first.
            logger.info("Job %s is looked after already", job.id)


@app.periodic(cron="3 * * * *")
@app.task(name="come_back")
def come_back_job(timestamp: int) -> None:
    """Let go of what a clock that ran ahead put into the future."""
    if count := come_back(at=clock.now()):
        logger.warning("The clock ran ahead: %s rows were brought back to now", count)


@app.periodic(cron="7 * * * *")
@app.task(name="forget_counts")
def forget_counts_job(timestamp: int) -> None:
    """Let go of who did what how often, once it counts no more."""
    forget_counts()


@app.periodic(cron="17 3 * * *")
@app.task(name="forget_old_jobs", pass_context=True)
async def forget_old_jobs(context: JobContext, timestamp: int) -> None:
    """Drop what failed a month ago; what went well is dropped at once (see the settings)."""
    await context.app.job_manager.delete_old_jobs(nb_hours=24 * 30, include_failed=True)


@app.periodic(cron="37 3 * * *")
@app.task(name="recompute_times")
def recompute_times(timestamp: int) -> None:
    """Derive all agreed instants again; after an update of the time zone data some may move."""
    for moved in recompute_instants():
        logger.warning("Interview %s: %s is now %s", moved.interview.pk, moved.before, moved.now)
