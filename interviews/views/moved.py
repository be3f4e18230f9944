"""What a new plan moved, as a page tells it: counted, and the first of it as dated lines."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.kit import clock
from config.kit.htmx import Request
from interviews.actions.pace import Moved
from interviews.models import FollowUpKind

MOST_SHOWN = 50
# For so long a page still tells what the last change moved.
REMEMBERED = timedelta(hours=1)
_KEY = "moved_on"


@dataclass(frozen=True)
class Line:
    """One step that moved, came (`before` is None) or went (`after` is None)."""

    person_id: int
    name: str
    kind: str
    before: date | None
    after: date | None

    @property
    def label(self) -> str:
        """Return what is to be done."""
        return str(FollowUpKind(self.kind).label)


@dataclass(frozen=True)
class Told:
    """What moved; `waiting` people are still with the worker."""

    moved: int
    gone: int
    come: int
    waiting: int
    lines: list[Line]

    @property
    def more(self) -> int:
        """Return how many lines are left out."""
        return self.moved + self.gone + self.come - len(self.lines)

    @property
    def sentence(self) -> str:
        """Return the counts in words, as in “12 steps move, 3 go, 1 comes”."""
        if self.waiting:
            told = ngettext(
                "The plan of %(n)d person is made anew in the background.",
                "The plans of %(n)d people are made anew in the background.",
                self.waiting,
            )
            return told % {"n": self.waiting}
        return ", ".join(self._counts()) or _("No step moves")

    def _counts(self) -> Iterator[str]:
        for n, one, many in (
            (self.moved, _("1 step moves"), _("%(n)d steps move")),
            (self.gone, _("1 step goes"), _("%(n)d steps go")),
            (self.come, _("1 step comes"), _("%(n)d steps come")),
        ):
            if n:
                yield one if n == 1 else many % {"n": n}


def told(moved: Moved) -> Told:
    """Return what a page tells, the steps that are due first coming first."""
    changes = moved.changes
    lines = [
        Line(one.person.pk, one.person.name, one.kind.value, one.before, one.after)
        for one in sorted(changes, key=lambda one: (one.after or one.before, one.person.name))
    ]
    return Told(
        moved=sum(1 for one in changes if one.before and one.after),
        gone=sum(1 for one in changes if one.after is None),
        come=sum(1 for one in changes if one.before is None),
        waiting=moved.waiting,
        lines=lines[:MOST_SHOWN],
    )


def remember(request: Request, page: str, moved: Moved, *, undo: dict[str, Any]) -> Told:
    """Keep what moved for the next visits of a page, with what its undo needs; return it."""
    shown = told(moved)
    # A change on one page is no reason to forget that of another.
    kept = request.session.get(_KEY, {}) | {
        page: {
            "at": clock.now().isoformat(),
            "counts": [shown.moved, shown.gone, shown.come, shown.waiting],
            "lines": [
                [one.person_id, one.name, one.kind, *map(_stored, (one.before, one.after))]
                for one in shown.lines
            ],
            "undo": undo,
        }
    }
    request.session[_KEY] = kept
    return shown


def remembered(request: Request, page: str) -> tuple[Told, dict[str, Any]] | None:
    """Return what last moved on a page, and what its undo needs."""
    kept = request.session.get(_KEY, {}).get(page)
    if not kept:
        return None
    if clock.now() - datetime.fromisoformat(kept["at"]) > REMEMBERED:
        return None
    lines = [
        Line(key, name, kind, _read(before), _read(after))
        for key, name, kind, before, after in kept["lines"]
    ]
    moved, gone, come, waiting = kept["counts"]
    return Told(moved, gone, come, waiting, lines), kept["undo"]


def forget(request: Request, page: str) -> None:
    """Let go of what last moved on a page."""
    kept = request.session.get(_KEY, {})
    request.session[_KEY] = {key: told for key, told in kept.items() if key != page}


def _stored(day: date | None) -> str:
    return day.isoformat() if day else ""


def _read(day: str) -> date | None:
    return date.fromisoformat(day) if day else None
