"""Whether letters leave: what moves them, what of mine is stuck, and what its owner is warned of."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings

from config.kit import clock
from config.kit.mail import ByServer, way_out
from config.kit.prepared import rows_of
from contacts.models import Account
from interviews.mail.kinds import WANTED
from interviews.rules.addresses import one_spelling
from interviews.rules.mail_troubles import Trouble, trouble_with_server

# A worker gives a sign of life every 10 seconds, a mail server that is merely busy is back within
# minutes: nobody is alarmed before something has lasted this long.
SILENT = DOWN = timedelta(minutes=5)
# Greylisting servers keep a letter for a quarter of an hour, some for twice that.
LATE = timedelta(hours=1)
# A letter that may leave is taken within a second; whoever has thousands to send needs minutes.
LATEST_READY = timedelta(minutes=15)

# Each worker's last sign of life is forgotten when it ends; what the clock last handed out stays.
_PULSE = """
SELECT GREATEST(
        (SELECT max(last_heartbeat) FROM procrastinate_workers),
        (SELECT to_timestamp(max(defer_timestamp)) FROM procrastinate_periodic_defers)
    ),
    host.down_since, host.try_at, host.worked_at, coalesce(host.error, '')
FROM (VALUES (1)) AS one
LEFT JOIN interviews_mailhost AS host ON host.name = %(server)s
"""
# Both beginnings of the index that workers take letters by.
_READY = """
SELECT LEAST(
    (SELECT try_at FROM interviews_letter WHERE state = 'queued' AND is_urgent
        AND try_at <= %(now)s ORDER BY try_at LIMIT 1),
    (SELECT try_at FROM interviews_letter WHERE state = 'queued' AND NOT is_urgent
        AND try_at <= %(now)s ORDER BY try_at LIMIT 1)
)
"""
# Each of the two asks the index of what is wrong alone, however much waits elsewhere.
_MINE = f"""
SELECT pulse.*,
    (SELECT created_at FROM interviews_letter WHERE account_id = %(account)s AND state = 'queued'
        ORDER BY created_at LIMIT 1),
    (SELECT count(*) FROM interviews_letter
        WHERE account_id = %(account)s AND state = 'failed' AND NOT is_seen),
    (SELECT stopped_at FROM interviews_stoppedaddress WHERE lower(address) = %(address)s)
FROM ({_PULSE}) AS pulse
"""


@dataclass(frozen=True)
class Pulse:
    """What moves letters: the last sign of life of any worker, and how the mail server is."""

    at: datetime
    worker_at: datetime | None
    down_since: datetime | None
    try_at: datetime | None
    worked_at: datetime | None
    error: str

    @property
    def is_worker_silent(self) -> bool:
        """Return whether no worker was seen for some minutes; one never seen is not known about."""
        return self.worker_at is not None and self.worker_at < self.at - SILENT

    @property
    def is_server_down(self) -> bool:
        """Return whether the mail server cannot be used for longer than a short while."""
        return self.down_since is not None and self.down_since < self.at - DOWN

    @property
    def trouble(self) -> Trouble:
        """Return what is wrong with the mail server, where something is."""
        return trouble_with_server(self.error)


class AlarmKind(StrEnum):
    """What an account is warned of, the most pressing first."""

    STOPPED = "stopped"
    WORKER = "worker"
    SERVER = "server"
    LATE = "late"
    FAILED = "failed"


@dataclass(frozen=True)
class Alarm:
    """A warning, since when it lasts, and how many letters it is about where that is known."""

    kind: AlarmKind
    since: datetime | None = None
    count: int = 0


def server_name() -> str:
    """Return the name of the mail server in use, as its row has it; empty while there is none."""
    way = way_out()
    return way.name if isinstance(way, ByServer) else ""


def pulse(*, at: datetime) -> Pulse:
    """Return what moves letters; one query."""
    [row] = rows_of(_PULSE, {"server": way_out().name})
    return Pulse(at, *row)


def ready_since(*, at: datetime) -> datetime | None:
    """Return since when the oldest letter that may leave waits to be taken; one query."""
    [[since]] = rows_of(_READY, {"now": at})
    found: datetime | None = since
    return found


def alarm_for(account: Account, *, at: datetime) -> Alarm | None:
    """Return what an account is to be warned of on every page, or None; one query.

    A missing worker concerns whoever waits for a letter or has some of the planned kinds on.
    """
    values = {
        "server": way_out().name,
        "account": account.pk,
        "address": one_spelling(account.email),
    }
    [row] = rows_of(_MINE, values)
    now = Pulse(at, *row[:5])
    waiting_since, failed, stopped_at = row[5:]
    worker_at = now.worker_at or account.joined_at
    if stopped_at:
        return Alarm(AlarmKind.STOPPED, stopped_at)
    if worker_at < at - SILENT and (waiting_since or is_waiting_for_some(account)):
        return Alarm(AlarmKind.WORKER, now.worker_at)
    if waiting_since and now.is_server_down:
        return Alarm(AlarmKind.SERVER, now.down_since)
    if waiting_since and waiting_since < at - LATE:
        return Alarm(AlarmKind.LATE, waiting_since)
    return Alarm(AlarmKind.FAILED, count=failed) if failed else None


def runs_it(account: Account) -> bool:
    """Return whether an account can change this installation: an operator, or its only user."""
    return account.is_operator or settings.IS_LOCAL


def is_waiting_for_some(account: Account) -> bool:
    """Return whether letters are planned for an account by themselves, or it looks after all of them."""
    return account.is_operator or any(one.is_on(account) for one in WANTED.values())


def standing_still(*, at: datetime | None = None) -> AlarmKind | None:
    """Return why a letter asked for by somebody signed out does not leave, or None; one query."""
    now = pulse(at=at or clock.now())
    if now.is_worker_silent:
        return AlarmKind.WORKER
    return AlarmKind.SERVER if now.is_server_down else None
