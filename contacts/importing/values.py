"""How the text of a cell is cleaned, and what can be told from its look."""

import re

from contacts.rules.reaching import is_phone, linkedin_profile

# Control characters, those that turn the direction of what follows, and byte order marks.
_HIDDEN = dict.fromkeys(
    [*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF]
)
_FOLDED = _HIDDEN | dict.fromkeys(map(ord, "\t\n\v\f\r\x85\u2028\u2029"), " ")
# No address is longer; patterns are not let loose on more.
_LONGEST = 500
_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\x85]")
_EMAIL = re.compile(r"[^\s@<>(),;:\"]+@[^\s@<>(),;:\"]+\.[^\s@<>(),;:\"]+")
_WEB = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
_PROFILE = re.compile(r"https://www\.linkedin\.com/in/[a-z0-9-]{1,100}")
_LINKEDIN = re.compile(r"linkedin\.com/|^/?in/", re.IGNORECASE)


def line(text: str) -> str:
    """Return a text on one line: no control or direction characters, spaces folded."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(text.translate(_FOLDED).split())


def lines(text: str) -> str:
    """Return a text of several lines: ends as LF, no other control or direction characters."""
    if text.isprintable():
        return text.strip()
    rows = _BREAKS.sub("\n", text.replace("\t", " ")).split("\n")
    return "\n".join(row.translate(_HIDDEN).rstrip() for row in rows).strip()


def profile(text: str) -> str:
    """Return the LinkedIn profile a text names, as reaching.linkedin_profile writes it, or "".

    A bare word is none, though the form takes it for one: in a file it may be anything.
    """
    if _PROFILE.fullmatch(text):
        return text
    is_one = len(text) <= _LONGEST and _LINKEDIN.search(text)
    return (linkedin_profile(text) or "") if is_one else ""


def look(text: str) -> str:
    """Return the fact that a value by its look is: email, profile, website or phone; else ""."""
    text = text.strip()
    if len(text) > _LONGEST:
        return ""
    if _EMAIL.fullmatch(text):
        return "email"
    if profile(text):
        return "profile"
    if _WEB.fullmatch(text):
        return "website"
    return "phone" if is_phone(text) and not text.isdecimal() else ""
