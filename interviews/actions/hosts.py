"""Hosts that letters go through and to: when one takes the next letter, and when it takes none."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from interviews.models import MailHost
from interviews.rules.delivering import Slots, host_wait, slots

# So long nobody else tries a server that was down while one letter finds out; longer than one letter
# can take (config.kit.smtp).
_TRIAL = timedelta(minutes=5)


@dataclass(frozen=True)
class Room:
    """How many letters a server is given now; on trial it is one, to see whether it works again."""

    most: int
    is_trial: bool = False
    # Nothing is given, since it is down.
    is_held: bool = False


# Where no rate is set.
_ANY = 1_000_000


def room(name: str, *, at: datetime) -> Room:
    """Return what a server is given now; a trial is handed out once, to whoever asks first."""
    host = MailHost.objects.filter(name=name).first()
    if host is None:
        return Room(_ANY)
    if host.down_since:
        due = MailHost.objects.filter(name=name, down_since__isnull=False, try_at__lte=at)
        is_mine = bool(due.update(try_at=at + _TRIAL))
        return Room(int(is_mine), is_trial=is_mine, is_held=not is_mine)
    rate = settings.MAIL_PER_MINUTE
    return Room(slots(host.free_at, at, wanted=_ANY, per_minute=rate).count if rate else _ANY)


def give_trial_back(name: str, *, at: datetime) -> None:
    """Let somebody else try a server, since no letter found out."""
    MailHost.objects.filter(name=name, down_since__isnull=False).update(try_at=at)


@transaction.atomic
def note_trouble(name: str, words: str, *, at: datetime, is_trial: bool) -> None:
    """Hold a server back, for longer each time.

    Of many who find it down at once the first is counted.
    """
    MailHost.objects.bulk_create([MailHost(name=name)], ignore_conflicts=True)
    host = MailHost.objects.select_for_update().get(name=name)
    if host.down_since and host.try_at and host.try_at > at and not is_trial:
        return
    host.failures += 1
    host.down_since = host.down_since or at
    host.try_at = at + host_wait(host.failures, chance=random.random())
    host.error = words
    host.save(update_fields=["failures", "down_since", "try_at", "error"])


def note_working(name: str, *, at: datetime, has_taken: bool) -> None:
    """Note that a server talks about letters, and whether it took one: whatever was is over."""
    fine: dict[str, Any] = {"down_since": None, "try_at": None, "failures": 0, "error": ""}
    fine |= {"worked_at": at} if has_taken else {}
    if not MailHost.objects.filter(name=name).update(**fine):
        MailHost.objects.bulk_create([MailHost(name=name, **fine)], ignore_conflicts=True)


def try_soon(name: str, *, at: datetime) -> None:
    """Try a server that is held back at once: somebody who mends it wants to know."""
    MailHost.objects.filter(name=name, down_since__isnull=False, try_at__gt=at).update(try_at=at)


def waiting_for_slots(
    server: str, letters: Sequence[tuple[int, str]], *, at: datetime
) -> dict[int, datetime]:
    """Take places for letters (by number, with their address) at the rates of the settings.

    Returns those that must wait, and when they may be taken again. First where they go to, then the
    server: what has no place there takes none here.
    """
    waiting: dict[int, datetime] = {}
    for rate, host_of in (
        (settings.MAIL_PER_MINUTE_TO, _domain),
        (settings.MAIL_PER_MINUTE, lambda _to: server),
    ):
        if rate:
            going = {pk: host_of(to) for pk, to in letters if pk not in waiting}
            waiting |= _without_slot(going, rate, at)
    return waiting


def _domain(to: str) -> str:
    """Return the name of the host where an address ends."""
    return "@" + to.rpartition("@")[2].lower()


def _without_slot(going: Mapping[int, str], rate: int, at: datetime) -> dict[int, datetime]:
    taken = take_slots(Counter(going.values()), rate, at=at)
    places: Counter[str] = Counter()
    waiting = {}
    for pk, host in going.items():
        place = places[host] - taken[host].count
        if place >= 0:
            waiting[pk] = taken[host].slot(place)
        places[host] += 1
    return waiting


@transaction.atomic
def take_slots(wanted: Mapping[str, int], rate: int, *, at: datetime) -> dict[str, Slots]:
    """Take as many of the wanted places as a rate (a minute) allows each host now; return them by host.

    Hosts are held in the order of their names, so that no two workers wait for each other.
    """
    names = sorted(wanted)
    MailHost.objects.bulk_create([MailHost(name=one) for one in names], ignore_conflicts=True)
    rows = list(
        MailHost.objects.select_for_update(no_key=True).filter(name__in=names).order_by("name")
    )
    taken = {
        host.name: slots(host.free_at, at, wanted=wanted[host.name], per_minute=rate)
        for host in rows
    }
    for host in rows:
        host.free_at = taken[host.name].free_at
    MailHost.objects.bulk_update(rows, ["free_at"])
    return taken
