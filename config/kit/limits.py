"""How often something may be done, counted by prints of who does it that nobody can trace back."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address

from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest

from config.kit import clock

DAY = 24 * 60 * 60
# Whoever has an IPv6 address has all of its network.
_NETWORK = 64


@dataclass(frozen=True)
class Limit:
    """So many times in so many seconds, for one `who`."""

    name: str
    most: int
    seconds: int


def seconds_to_wait(uses: Sequence[tuple[Limit, str]]) -> int:
    """Count one more use of each (limit, who); return how long to wait where that is too often, else 0.

    Kept are prints made with a secret that is thrown away after a day, so that nobody can say later
    who it was. Two uses at the very same moment may count as one: a limit holds back, it is no lock.
    """
    moment = int(clock.now().timestamp())
    secret = _secret_of_the_day(moment // DAY)
    counters = {
        _print(secret, limit, who, moment // limit.seconds): limit for limit, who in uses if who
    }
    counts: dict[str, int] = cache.get_many(counters)
    wait = 0
    for key, limit in counters.items():
        count = counts.get(key, 0) + 1
        if count > limit.most:
            wait = max(wait, limit.seconds - moment % limit.seconds)
        else:
            cache.set(key, count, timeout=limit.seconds)
    return wait


def forget_counts() -> None:
    """Delete what has run out, the secrets of days before with it; the cache itself only hides it."""
    table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < now()")


def where_from(request: HttpRequest) -> str:
    """Return the address that a request comes from, of IPv6 its network; empty where there is none."""
    address = get_client_ip(request)
    if not address:
        return ""
    found = ip_address(address)
    if not isinstance(found, IPv6Address):
        return address
    # A server that listens to both kinds names IPv4 visitors so; they share no network.
    return str(found.ipv4_mapped or int(found) >> _NETWORK)


def _secret_of_the_day(day: int) -> str:
    key = f"limits-secret:{day}"
    secret: str | None = cache.get(key)
    if secret is None:
        cache.delete(f"limits-secret:{day - 1}")
        # Whoever comes first makes it; `add` leaves one that is there.
        cache.add(key, secrets.token_hex(16), timeout=DAY)
        secret = cache.get(key)
    return secret or ""


def _print(secret: str, limit: Limit, who: str, window: int) -> str:
    said = f"{limit.name} {who} {window}".encode()
    return "limit:" + blake2b(said, key=secret.encode(), digest_size=16).hexdigest()
