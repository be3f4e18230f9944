"""How the text of a cell is cleaned, and what can be told from its look."""

import re
import unicodedata

from contacts.rules.reaching import is_phone, linkedin_profile

_INVISIBLE = dict.fromkeys(
    [*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF]
)
_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\x85]")
_EMAIL = re.compile(r"[^\s@<>(),;:\"]+@[^\s@<>(),;:\"]+\.[^\s@<>(),;:\"]+")
_WEB = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
_PROFILE = re.compile(r"https://www\.linkedin\.com/in/[a-z0-9-]{1,100}")
_LINKEDIN = re.compile(r"linkedin\.com/|^/?in/", re.IGNORECASE)


def line(text: str) -> str:
    """Return a text on one line: no control or direction characters, spaces folded."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    visible = "".join(text.split("\0")).translate(_SPACED).translate(_INVISIBLE)
    return " ".join(_whole(visible).split())


def lines(text: str) -> str:
    """Return a text of several lines: ends as LF, no other control or direction characters."""
    if text.isprintable():
        return text.strip()
    rows = _BREAKS.sub("\n", text).split("\n")
    cleaned = (_whole(row.replace("\t", " ").translate(_INVISIBLE)).rstrip() for row in rows)
    return "\n".join(cleaned).strip()


def profile(text: str) -> str:
    """Return the LinkedIn profile a text names, as reaching.linkedin_profile writes it, or "".

    A bare word is none, though the form takes it for one: in a file it may be anything.
    """
    text = text.strip()
    if _PROFILE.fullmatch(text):
        return text
    return (linkedin_profile(text) or "") if _LINKEDIN.search(text) else ""


def look(text: str) -> str:
    """Return the fact that a value by its look is: email, profile, website or phone; else ""."""
    text = text.strip()
    if _EMAIL.fullmatch(text):
        return "email"
    if profile(text):
        return "profile"
    if _WEB.fullmatch(text):
        return "website"
    return "phone" if is_phone(text) and not text.isdecimal() else ""


def _whole(text: str) -> str:
    """Return a text without halves of characters, which no encoding can write."""
    return "".join(one for one in text if unicodedata.category(one) != "Cs")


_SPACED = {ord(one): " " for one in "\t\n\r\x0b\x0c\x85\u2028\u2029"}
