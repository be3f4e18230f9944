"""How “whom should I meet next?” is written down: one person a line."""

import re
from typing import NamedTuple

_BULLET = re.compile(r"^\s*(?:[-–—•*·]|\d{1,2}[.)、])\s*")
_COMMA = re.compile(r"\s*[,，;；\t]\s*")
_AT = re.compile(r"\s+(?:at|@|bei|chez)\s+", re.IGNORECASE)
_BRACKETS = re.compile(r"^(?P<name>[^()（）]+?)\s*[(（](?P<rest>[^()（）]+)[)）]\s*$")
# What follows a comma and still belongs to the name of a company.
_COMPANY = re.compile(
    r"(inc|ltd|llc|llp|plc|gmbh|ag|s\.?a|s\.?l|lda|b\.?v|co|corp)\.?", re.IGNORECASE
)


class Line(NamedTuple):
    """Somebody as they were written down."""

    name: str
    organisation: str = ""
    title: str = ""


def lines_in(text: str) -> list[Line]:
    """Return whom a text names, each once, in its order.

    “Name”, “Name, organisation”, “Name, organisation, title”, “Name, title at organisation” and
    “Name (organisation)” are understood; marks of a list before a name are left out.
    """
    found = (_line(_BULLET.sub("", written)) for written in text.splitlines())
    return list(dict.fromkeys(line for line in found if line.name))


def _line(written: str) -> Line:
    written = " ".join(written.replace("\t", ",").split()).strip(" ,，;；")
    if brackets := _BRACKETS.match(written):
        written = f"{brackets['name']}, {brackets['rest']}"
    name, *rest = [part for part in _COMMA.split(written) if part] or [""]
    if not rest:
        name, *rest = _AT.split(name, maxsplit=1)
        return Line(name, *rest)
    if len(rest) == 1 and (cut := _AT.split(rest[0], maxsplit=1))[1:]:
        return Line(name, cut[1], cut[0])
    if len(rest) > 1 and _COMPANY.fullmatch(rest[1]):
        rest[:2] = [f"{rest[0]}, {rest[1]}"]
    return Line(name, rest[0], ", ".join(rest[1:]))
