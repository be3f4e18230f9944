"""Which addresses on the network are public, so that a stranger may have us connect to them."""

import ipaddress
import socket
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Any

type Resolver = Callable[..., list[tuple[Any, ...]]]

# Of IPv6, what is handed out to the world; what stands for an IPv4 address lies outside, but for
# the two networks of tunnels named below.
_WORLD = ipaddress.ip_network("2000::/3")
_NOT_PUBLIC = [
    ipaddress.ip_network(network)
    for network in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2002::/16", "3fff::/20")
]


class NotPublic(Exception):
    """A name leads to an address that only our own network reaches."""


class NoSuchHost(Exception):
    """Nothing stands under a name, or it is not to be found out in time."""


def is_public(address: str) -> bool:
    """Return whether an IP address belongs to the public network, whatever it is written like."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if ip.version == 6 and ip not in _WORLD:
        return False
    if any(ip in network for network in _NOT_PUBLIC if network.version == ip.version):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def places_of(
    host: str,
    port: int,
    *,
    seconds: float,
    trusted: Collection[str] = (),
    resolve: Resolver = socket.getaddrinfo,
) -> list[str]:
    """Return the IP addresses of a host, in the order to try them, found out once.

    Whoever connects does so to one of these and never looks the name up again: the answer may differ
    by then. Raises NotPublic unless each is public or the host is a trusted one, and NoSuchHost.
    """
    found: list[tuple[Any, ...]] = []

    def look_up() -> None:
        # Python cannot take a look-up back, so that one that hangs is left behind.
        with suppress(OSError, UnicodeError):
            found.extend(resolve(host, port, type=socket.SOCK_STREAM))

    looking = threading.Thread(target=look_up, daemon=True)
    looking.start()
    looking.join(max(seconds, 0))
    places = [str(one[4][0]) for one in list(found)]
    if not places:
        raise NoSuchHost
    if host not in trusted and not all(map(is_public, places)):
        raise NotPublic
    return list(dict.fromkeys(places))
