"""What the head of a printed sheet says: with whom, when on which clocks, where, how we know them."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from config.kit.printable import isolated
from config.kit.qr import qr
from contacts.models import Account, Person, Tie
from interviews.models import Interview
from interviews.models.interviews import Medium
from interviews.paper import saying
from interviews.rules.clocks import readings

# What somebody did before or belongs to is read at a glance: so many of each.
FEW = 4
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)


def titles(people: Sequence[Person]) -> list[str]:
    """Return one line for each person who has a title or an organisation."""
    lines = []
    for person in people:
        organisation = person.organisation.name if person.organisation else ""
        facts = ", ".join(isolated(fact) for fact in (person.title, organisation) if fact)
        if facts:
            lines.append(f"{isolated(person.name)}: {facts}" if len(people) > 1 else facts)
    return lines


def appointment(interview: Interview) -> list[dict[str, Any]]:
    """Return when and where."""
    return _told([(_("When"), _when(interview)), (_("How we meet"), _where(interview))])


def acquaintance(interview: Interview, people: Sequence[Person]) -> list[dict[str, Any]]:
    """Return what is known of them, of us, and of what I want; what is unknown is left out."""
    who = [line for person in people for line in _who(person, people)]
    how = [line for person in people for line in _connection(person, people, interview.account)]
    return _told(
        [
            (_("Who they are"), who),
            (_("Our connection"), how),
            (_("What I want to learn"), interview.purpose.splitlines()),
        ]
    )


def place_code(interview: Interview) -> dict[str, Any] | None:
    """Return the QR code of the link, number or address where we meet, with its text for readers."""
    place = interview.place.strip()
    link = _LINK.search(place)
    text = link[0] if link else place
    if not link and interview.medium == Medium.PHONE and re.fullmatch(r"\+?[\d\s()/.-]+", place):
        text = "tel:" + re.sub(r"[^\d+]", "", place)
    drawn = qr(text)
    if drawn is None:
        return None
    return {
        "size": drawn.size,
        "path": drawn.path,
        "alt": _("QR code: %(text)s") % {"text": text},
        "says": _("Scan to call") if text.startswith("tel:") else _("Scan to open"),
    }


def closes_at(interview: Interview, closing: int) -> str:
    """Return on my clock when the close begins; empty while there is no time."""
    if interview.starts_at is None:
        return ""
    begins = interview.starts_at + timedelta(minutes=interview.minutes - closing)
    [mine] = readings(begins, [("", interview.account.zone)])
    return _("close from %(time)s") % {"time": f"{mine.wall:%H:%M}"}


def _told(facts: list[tuple[str, list[str]]]) -> list[dict[str, Any]]:
    return [{"label": label, "lines": lines} for label, lines in facts if any(lines)]


def _when(interview: Interview) -> list[str]:
    """Return the start on each clock, mine first, or that there is none yet."""
    if interview.starts_at is None:
        return [_("No time agreed yet")]
    clocks = [(_("you"), interview.account.zone), *interview.clocks[1:]]
    return [saying.moment(reading) for reading in readings(interview.starts_at, clocks)]


def _where(interview: Interview) -> list[str]:
    place = interview.place.strip()
    return [": ".join(part for part in (interview.get_medium_display(), place) if part)]


def _who(person: Person, people: Sequence[Person]) -> list[str]:
    """Return what they did before and belong to."""
    known = (
        (_("Before: %(roles)s"), "roles", person.earlier),
        (_("Schools and groups: %(groups)s"), "groups", person.groups),
    )
    lines = [
        words % {name: ", ".join(isolated(word) for word in many[:FEW])}
        for words, name, many in known
        if many
    ]
    return [f"{isolated(person.name)}: {line}" if len(people) > 1 else line for line in lines]


def _connection(person: Person, people: Sequence[Person], me: Account) -> list[str]:
    """Return how I know somebody, who named them, and what we share; nothing for a stranger."""
    theirs = {group.casefold() for group in person.groups}
    shared = ", ".join(isolated(group) for group in me.groups if group.casefold() in theirs)
    if person.tie == Tie.COLD and not (person.referred_by or person.connection or shared):
        return []
    referrer = isolated(person.referred_by.name) if person.referred_by else ""
    parts = (
        person.get_tie_display(),
        _("named by %(name)s") % {"name": referrer} if referrer else "",
        _("we share %(groups)s") % {"groups": shared} if shared else "",
    )
    first = " · ".join(part for part in parts if part)
    if len(people) > 1:
        first = f"{isolated(person.name)}: {first}"
    return [first, *person.connection.splitlines()]
