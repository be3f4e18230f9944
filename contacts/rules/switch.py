"""Whether a search changes the role, the industry, both or neither."""

import unicodedata
from enum import StrEnum


class Switch(StrEnum):
    """The four kinds of move (source: Andrew Ng on role and industry switches)."""

    NEITHER = "neither"
    ROLE = "role"
    INDUSTRY = "industry"
    BOTH = "both"


def switch(*, from_role: str, from_industry: str, to_role: str, to_industry: str) -> Switch:
    """Return the kind of move; case, accents and spacing make no difference."""
    is_role = _plain(from_role) != _plain(to_role)
    is_industry = _plain(from_industry) != _plain(to_industry)
    if is_role and is_industry:
        return Switch.BOTH
    if is_role:
        return Switch.ROLE
    return Switch.INDUSTRY if is_industry else Switch.NEITHER


def _plain(words: str) -> str:
    split = unicodedata.normalize("NFKD", words.casefold())
    return " ".join("".join(c for c in split if not unicodedata.combining(c)).split())
