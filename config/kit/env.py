"""Reads settings from the environment and names the variable when a value is wrong."""

import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

LOOPBACK = ("localhost", "127.0.0.1", "::1")
_TRUE, _FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off", "")


def read_file(path: Path) -> None:
    """Take variables from a file of NAME=value lines; what is set already wins.

    Empty lines, `#` lines and one pair of quotes around a value are understood. Raises
    ImproperlyConfigured with the line's number for anything else.
    """
    if not path.is_file():
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        line = line.strip().removeprefix("export ")
        if not line or line.startswith("#"):
            continue
        name, is_pair, value = line.partition("=")
        if not is_pair or not name.strip().isidentifier():
            raise ImproperlyConfigured(f"{path}, line {number}: it must look like NAME=value.")
        value = value.strip()
        if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
            value = value[1:-1]
        os.environ.setdefault(name.strip(), value)


def text(name: str, default: str = "") -> str:
    """Return the variable without surrounding blanks, or the default when unset or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool) -> bool:
    """Return yes or no; raise ImproperlyConfigured for anything else."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    value = raw.strip().lower()
    if value not in _TRUE + _FALSE:
        raise ImproperlyConfigured(f"{name} is {raw!r}; allowed: 1/0, true/false, yes/no, on/off.")
    return value in _TRUE


def number(name: str, default: int, *, least: int, most: int) -> int:
    """Return a whole number within the limits; raise ImproperlyConfigured otherwise."""
    raw = text(name, str(default))
    if not raw.isdecimal() or not least <= int(raw) <= most:
        raise ImproperlyConfigured(f"{name} is {raw!r}; allowed: {least} to {most}.")
    return int(raw)


def choice(name: str, default: str, allowed: Sequence[str]) -> str:
    """Return one of the allowed words; raise ImproperlyConfigured otherwise."""
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is {value!r}; allowed: {', '.join(allowed)}.")
    return value


def words(name: str, default: Sequence[str] = ()) -> list[str]:
    """Return a comma-separated list without empty entries."""
    raw = text(name)
    return [word.strip() for word in raw.split(",") if word.strip()] if raw else list(default)


def folder(name: str, default: Path) -> Path:
    """Return an absolute path; nothing is created.

    `~` is understood; a relative path counts from where the default lies, wherever we are.
    """
    return (default.parent / Path(text(name, str(default))).expanduser()).resolve()


def site(name: str, default: str) -> str:
    """Return the address of a site without a slash at its end."""
    raw = text(name, default).rstrip("/")
    try:
        url = urlsplit(raw)
        # A name in other letters as xn--…: browsers send it so, and it stands in headers of letters.
        is_fit = (
            url.scheme in ("http", "https") and url.hostname and url.port != 0 and raw.isascii()
        )
    except ValueError:
        is_fit = False
    if not is_fit:
        raise ImproperlyConfigured(
            f"{name} is {raw!r}; allowed: an address like https://askwell.example.org"
        )
    return raw


def programs(name: str) -> str | None:
    """Return the folder of Postgres' programs, or None when unset."""
    raw = text(name)
    if raw and not (Path(raw) / "pg_ctl").is_file():
        raise ImproperlyConfigured(
            f"{name} is {raw!r}; allowed: a folder that holds pg_ctl, such as "
            "/usr/lib/postgresql/18/bin."
        )
    return raw or None


def database(name: str) -> dict[str, object] | None:
    """Return Django's database settings from a postgres:// address, or None when unset."""
    raw = text(name)
    if not raw:
        return None
    url = urlsplit(raw)
    if url.scheme not in ("postgres", "postgresql") or len(url.path) < 2:
        raise ImproperlyConfigured(
            f"{name} must look like postgres://user:password@host:5432/name; Postgres 15 or newer."
        )
    query = {key: values[-1] for key, values in parse_qs(url.query).items()}
    try:
        port = str(url.port or "")
    except ValueError:
        raise ImproperlyConfigured(f"{name} has a port that is not a number.") from None
    return {
        "NAME": unquote(url.path[1:]),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": query.pop("host", unquote(url.hostname or "")),
        "PORT": port,
        "OPTIONS": query,
    }


def mail_server(name: str) -> dict[str, object] | None:
    """Return smtplib options from smtp://, smtp+tls:// (STARTTLS) or smtps://, or None when unset."""
    raw = text(name)
    if not raw:
        return None
    url = urlsplit(raw)
    if url.scheme not in ("smtp", "smtp+tls", "smtps") or not url.hostname:
        raise ImproperlyConfigured(
            f"{name} must look like smtp+tls://user:password@host:587 "
            "(smtps:// for port 465, smtp:// without encryption)."
        )
    try:
        port = url.port
    except ValueError:
        raise ImproperlyConfigured(f"{name} has a port that is not a number.") from None
    if url.scheme == "smtp" and url.username and url.hostname not in LOOPBACK:
        raise ImproperlyConfigured(
            f"{name} would send the password unencrypted; use smtp+tls:// (port 587) or smtps:// "
            "(port 465), or leave user and password out."
        )
    default_port = {"smtp": 25, "smtp+tls": 587, "smtps": 465}[url.scheme]
    return {
        "host": url.hostname,
        "port": port or default_port,
        "username": unquote(url.username or ""),
        "password": unquote(url.password or ""),
        "use_tls": url.scheme == "smtp+tls",
        "use_ssl": url.scheme == "smtps",
        "timeout": 30,
    }
