"""The signs that mark a line of a note, and what such a line says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from config.kit.labels import N_, Labelled
from interviews.rules.days import day_at_end

# Of a longer line its beginning tells which one was decided about (our rule).
LONGEST_MARK = 400


class MarkKind(Labelled):
    """What a line of a note is worth."""

    QUOTE = "quote", N_("Quote")
    SURPRISE = "surprise", N_("Surprise")
    NUMBER = "number", N_("Number")
    NAME = "name", N_("Name")
    PROMISE = "promise", N_("My promise")
    THEIR_PROMISE = "their_promise", N_("Their promise")
    RESOURCE = "resource", N_("Resource")


# What these say becomes an insight.
LEARNED = (MarkKind.QUOTE, MarkKind.SURPRISE, MarkKind.NUMBER)


# The sign that a button writes, and others that mean the same: full-width ones, and the quotation
# marks that phones and Chinese keyboards make.
SIGNS: dict[MarkKind, str] = {
    MarkKind.QUOTE: '"',
    MarkKind.SURPRISE: "!",
    MarkKind.NUMBER: "#",
    MarkKind.NAME: "@",
    MarkKind.PROMISE: ">",
    MarkKind.THEIR_PROMISE: "<",
    MarkKind.RESOURCE: "+",
}
ALSO: dict[MarkKind, str] = {
    MarkKind.QUOTE: "＂“”„«»「」『』",
    MarkKind.SURPRISE: "！",
    MarkKind.NUMBER: "＃",
    MarkKind.NAME: "＠",
    MarkKind.PROMISE: "＞→》",
    MarkKind.THEIR_PROMISE: "＜←《",
    MarkKind.RESOURCE: "＋",
}
# A day at their end counts.
PROMISES = (MarkKind.PROMISE, MarkKind.THEIR_PROMISE)
_KIND_OF = {sign: kind for kind in MarkKind for sign in SIGNS[kind] + ALSO[kind]}
_LINK = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Marked:
    """One marked line: `row` counts the note's lines from 0, `text` lacks the sign.

    `day` is the day that a promise names at its end, `link` the address that a resource holds.
    """

    kind: MarkKind
    row: int
    text: str
    day: date | None = None
    link: str = ""


def marks_in(note: str, *, today: date) -> list[Marked]:
    """Return the marked lines of a note in order; `today` is the day it was written on."""
    return list(_read(note, today))


def said_in(note: str) -> str:
    """Return what a note tells of the work: without signs, names, promises and resources."""
    read = ((_KIND_OF.get(line[:1]), line) for line in map(str.strip, note.split("\n")))
    lines = (_bare(line, kind) if kind else line for kind, line in read if _tells(kind))
    return "\n".join(lines)


def _tells(kind: MarkKind | None) -> bool:
    return kind is None or kind in LEARNED


def link_in(text: str) -> str:
    """Return the first address that a text holds, or ""."""
    found = _LINK.search(text)
    return found[0].rstrip(".,;)") if found else ""


def _read(note: str, today: date) -> Iterator[Marked]:
    for row, line in enumerate(note.split("\n")):
        line = line.strip()
        kind = _KIND_OF.get(line[:1])
        text = _bare(line, kind) if kind else ""
        if kind is None or not text:
            continue
        yield Marked(
            kind=kind,
            row=row,
            text=text,
            day=day_at_end(text, today) if kind in PROMISES else None,
            link=link_in(text) if kind is MarkKind.RESOURCE else "",
        )


def _bare(line: str, kind: MarkKind) -> str:
    """Return the line without its sign, and a quote without the mark that closes it."""
    signs = SIGNS[kind] + ALSO[kind]
    text = line.lstrip(signs).strip()
    return text.rstrip(signs).strip() if kind is MarkKind.QUOTE else text
