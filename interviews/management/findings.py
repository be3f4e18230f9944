"""What a check of this installation found: how it is, and what to do about it."""

from base64 import b64encode
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

SHORTEST = 6


class Level(StrEnum):
    """How it is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "FAIL"


@dataclass(frozen=True)
class Finding:
    """One line of a check-up, and what to do where something is to be done."""

    level: Level
    says: str
    fix: str = ""


def ok(says: str) -> Finding:
    """Return what is as it should be."""
    return Finding(Level.OK, says)


def warn(says: str, fix: str) -> Finding:
    """Return what works but may not be meant so."""
    return Finding(Level.WARN, says, fix)


def fail(says: str, fix: str) -> Finding:
    """Return what does not work."""
    return Finding(Level.FAIL, says, fix)


def without_secrets(text: str) -> str:
    """Return a text in which no secret of the settings stands, whoever repeated one."""
    mail = settings.MAIL_SERVER or {}
    password, user = str(mail.get("password") or ""), str(mail.get("username") or "")
    secrets = [settings.SECRET_KEY, settings.DATABASES["default"].get("PASSWORD"), password]
    if password:
        # As they travel when signing in: AUTH PLAIN and AUTH LOGIN.
        sent = (f"\0{user}\0{password}", password)
        secrets += [b64encode(one.encode()).decode() for one in sent]
    for secret in (str(one) for one in secrets if one):
        # What is shorter protects nothing, and may be a part of any word.
        if len(secret) >= SHORTEST:
            text = text.replace(secret, "•••")
    return text
