"""Fetches a file from an address that a stranger gave us, without being led into our own network.

What may go wrong is a `Trouble`; neither it nor anything logged holds the address, which may be a
secret. Proxies named in the environment are not used: they would look up names for us.
"""

import socket
import ssl
import threading
import time
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import quote, urljoin, urlsplit

from config.kit.public import NoSuchHost, NotPublic, Resolver, places_of

MAX_BYTES = 10_000_000
SECONDS = 30
MAX_REDIRECTS = 3
# Where the web is served. Any other port would make us knock at services that are none, on machines
# of others; a trusted host may use any.
PORTS = (80, 443)
_CONNECT_SECONDS = 10
_CHUNK = 65_536


class Trouble(StrEnum):
    """Why there is no file."""

    NO_ADDRESS = "no_address"
    PASSWORD = "password"
    PORT = "port"
    NOT_PUBLIC = "not_public"
    NO_HOST = "no_host"
    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    SLOW = "slow"
    TOO_LARGE = "too_large"
    REDIRECTS = "redirects"
    GONE = "gone"
    FORBIDDEN = "forbidden"
    BUSY = "busy"
    BROKEN = "broken"
    ODD = "odd"


class CannotFetch(Exception):
    """There is no file; `trouble` says why."""

    def __init__(self, trouble: Trouble) -> None:
        """Keep why, and nothing of where."""
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True)
class Address:
    """Where a file is."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def named(self) -> str:
        """Return the host as the Host header has it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (
            host if self.port == {"http": 80, "https": 443}[self.scheme] else f"{host}:{self.port}"
        )


@dataclass(frozen=True)
class Fetched:
    """A file, or None where it is the one we have; and by what to ask for changes next time."""

    body: bytes | None
    etag: str
    last_modified: str


def read_address(text: str, trusted: Collection[str] = ()) -> Address:
    """Return where a text points to; `webcal:` means https. Raises CannotFetch for what we do not do."""
    if not text.isprintable() or " " in text:
        raise CannotFetch(Trouble.NO_ADDRESS)
    try:
        parts = urlsplit(text)
        scheme = {"webcal": "https", "webcals": "https"}.get(parts.scheme, parts.scheme)
        host = (parts.hostname or "").rstrip(".")
        host = host if ":" in host else host.encode("idna").decode()
        port = parts.port or {"http": 80, "https": 443}[scheme]
    except (ValueError, KeyError):
        raise CannotFetch(Trouble.NO_ADDRESS) from None
    if not host or "%" in host or "\\" in text:
        raise CannotFetch(Trouble.NO_ADDRESS)
    if parts.username is not None or parts.password is not None:
        raise CannotFetch(Trouble.PASSWORD)
    if port not in PORTS and host not in trusted:
        raise CannotFetch(Trouble.PORT)
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return Address(scheme, host, port, f"{target}?{query}" if query else target)


def fetch(
    text: str,
    *,
    etag: str = "",
    last_modified: str = "",
    trusted: Collection[str] = (),
    resolve: Resolver = socket.getaddrinfo,
    most: int = MAX_BYTES,
    seconds: float = SECONDS,
) -> Fetched:
    """Return what stands at an address; all in all it takes no longer than `seconds`.

    `trusted` are hosts of our own network that may be asked nevertheless. Raises CannotFetch.
    """
    until = time.monotonic() + seconds
    headers = {"Accept": "text/calendar, */*;q=0.1", "Accept-Encoding": "gzip"}
    headers |= {"User-Agent": "Askwell", "Connection": "close"}
    if etag:
        headers["If-None-Match"] = etag
    if last_modified:
        headers["If-Modified-Since"] = last_modified
    address = read_address(text, trusted)
    for _ in range(MAX_REDIRECTS + 1):
        with _asked(address, headers, trusted, resolve, until) as answer:
            place = answer.getheader("Location")
            if answer.status not in (301, 302, 303, 307, 308) or not place:
                return _taken(answer, most, until)
        address = _next(address, place, trusted)
    raise CannotFetch(Trouble.REDIRECTS)


def _next(address: Address, place: str, trusted: Collection[str]) -> Address:
    """Return where a redirect leads; never from https to what others on the way can read."""
    try:
        base = f"{address.scheme}://{address.named}{address.target}"
        there = read_address(urljoin(base, place), trusted)
    except ValueError:
        raise CannotFetch(Trouble.NO_ADDRESS) from None
    if address.scheme == "https" and there.scheme == "http":
        raise CannotFetch(Trouble.REDIRECTS)
    return there


@contextmanager
def _asked(
    address: Address,
    headers: dict[str, str],
    trusted: Collection[str],
    resolve: Resolver,
    until: float,
) -> Iterator[HTTPResponse]:
    """Ask one address; give the answer, of which only the head is read."""
    with _troubles(until):
        raw = _connected(address, trusted, resolve, until)
        # A timeout of the socket begins anew with every byte; this one does not.
        watch = threading.Timer(max(until - time.monotonic(), 0), _cut, [raw])
        watch.daemon = True
        watch.start()
        try:
            stream = raw
            if address.scheme == "https":
                context = ssl.create_default_context()
                stream = context.wrap_socket(raw, server_hostname=address.host)
            with stream:
                connection = HTTPConnection(address.host, address.port)
                connection.sock = stream
                # It must never connect by itself: it would look the name up once more.
                connection.auto_open = 0
                connection.request(
                    "GET", address.target, headers={"Host": address.named, **headers}
                )
                yield connection.getresponse()
        finally:
            watch.cancel()
            raw.close()


def _connected(
    address: Address, trusted: Collection[str], resolve: Resolver, until: float
) -> socket.socket:
    """Return a connection to one of the IP addresses that were looked at."""
    try:
        places = places_of(
            address.host,
            address.port,
            seconds=until - time.monotonic(),
            trusted=trusted,
            resolve=resolve,
        )
    except NotPublic:
        raise CannotFetch(Trouble.NOT_PUBLIC) from None
    except NoSuchHost:
        raise CannotFetch(Trouble.NO_HOST) from None
    for place in places:
        left = until - time.monotonic()
        if left <= 0:
            break
        with suppress(OSError):
            return socket.create_connection((place, address.port), min(left, _CONNECT_SECONDS))
    raise CannotFetch(Trouble.SLOW if time.monotonic() >= until else Trouble.UNREACHABLE)


def _cut(raw: socket.socket) -> None:
    with suppress(OSError):
        raw.shutdown(socket.SHUT_RDWR)


@contextmanager
def _troubles(until: float) -> Iterator[None]:
    """Turn what goes wrong on the way into a Trouble; past the limit it is always that."""
    try:
        yield
    except (OSError, HTTPException, ValueError, zlib.error) as problem:
        if time.monotonic() >= until or isinstance(problem, TimeoutError):
            trouble = Trouble.SLOW
        elif isinstance(problem, ssl.SSLCertVerificationError):
            trouble = Trouble.CERTIFICATE
        else:
            trouble = Trouble.UNREACHABLE
        # Not even the cause is told on: it may name the address.
        raise CannotFetch(trouble) from None


def _taken(answer: HTTPResponse, most: int, until: float) -> Fetched:
    """Return what an answer brings; raise CannotFetch for those that bring no file."""
    status = answer.status
    kept = {"etag": answer.getheader("ETag", ""), "last_modified": ""}
    kept["last_modified"] = answer.getheader("Last-Modified", "")
    if status == 304:
        return Fetched(None, **kept)
    if status != 200:
        named = {404: Trouble.GONE, 410: Trouble.GONE, 401: Trouble.FORBIDDEN}
        named |= {403: Trouble.FORBIDDEN, 429: Trouble.BUSY, 503: Trouble.BUSY}
        raise CannotFetch(named.get(status, Trouble.BROKEN if status >= 500 else Trouble.ODD))
    body = b"".join(_plain(answer, most))
    if time.monotonic() >= until:
        raise CannotFetch(Trouble.SLOW)
    return Fetched(body, **kept)


def _plain(answer: HTTPResponse, most: int) -> Iterator[bytes]:
    """Yield the body unpacked; raise CannotFetch once it is larger than `most`, packed or not."""
    coding = answer.getheader("Content-Encoding", "identity").strip().lower()
    if coding not in ("identity", "gzip", "x-gzip", ""):
        raise CannotFetch(Trouble.ODD)
    unpack = zlib.decompressobj(31) if "gzip" in coding else None
    came = size = 0
    while chunk := answer.read(_CHUNK):
        came += len(chunk)
        # No more is unpacked than one byte too many, however small it was packed.
        plain = unpack.decompress(chunk, most - size + 1) if unpack else chunk
        size += len(plain)
        if came > most or size > most:
            raise CannotFetch(Trouble.TOO_LARGE)
        yield plain
    # Cut short: http.client tells of it only where all is read in one go.
    if answer.length or (unpack and not unpack.eof):
        raise CannotFetch(Trouble.UNREACHABLE)
