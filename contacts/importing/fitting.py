"""How what a file tells is made to fit the fields of a person without losing any of it."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from contacts.importing.rows import Row

# Characters that the fields of Person, Organisation and Reach take; of lists, each text.
LIMITS = {"name": 200, "called": 120, "title": 200, "organisation": 200, "connection": 1000}
LIMITS |= {"notes": 10_000, "tags": 60, "groups": 120, "earlier": 120, "profile": 500}
LIMITS |= {"emails": 500, "phones": 500, "websites": 500, "others": 500, "wechat": 500}
# What no field of ours needs: control characters but tab and new line.
_CONTROL = re.compile(r"[\0-\x08\x0b-\x1f\x7f]")
# No address is longer (RFC 5321, 4.5.3.1.3, less the brackets).
_LONGEST_EMAIL = 254
_check_link = URLValidator(schemes=["http", "https"])


def clean(text: str) -> str:
    """Return a text without control characters, with plain line ends, and stripped."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def is_email(text: str) -> bool:
    """Return whether a text is an e-mail address that the fields take."""
    return len(text) <= _LONGEST_EMAIL and _passes(validate_email, text)


def is_website(text: str) -> bool:
    """Return whether a text is a whole web address that the fields take."""
    return len(text) <= LIMITS["websites"] and _passes(_check_link, text)


def _passes(check: Callable[[str], None], text: str) -> bool:
    try:
        check(text)
    except ValidationError:
        return False
    return True


def distinct(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the texts that say something, each once, in order."""
    return tuple(dict.fromkeys(text for text in texts if text))


def fitted(facts: Mapping[str, Any], *, number: int, raw: str) -> Row:
    """Return a row of these facts cut to the limits of the fields.

    What had to be cut, and what is too long to be a way to reach anyone or a tag, stands in full at
    the end of the notes; only of those the end may be missing.
    """
    fits = dict(facts)
    left: list[str] = []
    for name, limit in LIMITS.items():
        told = fits.get(name, "")
        if isinstance(told, tuple):
            fits[name] = tuple(text for text in told if len(text) <= limit)
            left += [text for text in told if len(text) > limit]
        elif len(told) > limit and name != "notes":
            fits[name] = _cut(told, limit)
            left.append(told)
    notes = "\n\n".join(filter(None, [fits.get("notes", ""), *left]))
    return Row(**{**fits, "notes": _cut(notes, LIMITS["notes"])}, number=number, raw=raw)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
