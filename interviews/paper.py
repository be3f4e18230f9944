"""What a printed sheet says, and the sheet as PDF; the print page shows the same words."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.kit.typeset import typeset
from contacts.models import Account, Person, ResearchNote, Tie
from interviews.models import Interview, Line, Sheet
from interviews.rules.categories import Purpose
from interviews.rules.clocks import Reading, readings
from interviews.rules.sheets import time_plan

TEMPLATE = settings.BASE_DIR / "templates" / "interviews" / "sheet" / "sheet.typ"
SIZES = {"a4": "a4", "letter": "us-letter"}
# Where paper is Letter; everywhere else it is A4.
LETTER_COUNTRIES = ("US", "CA")
# A digest is read at a glance: this many facts, each this many characters.
FACTS, FACT_LENGTH = 8, 280
BELIEFS = 6
# A writing line a minute within these limits; what closes a talk has boxes of its own.
FEWEST_ROWS, MOST_ROWS, CLOSING_ROWS = 2, 8, 1
_MOMENTS = {"en": "l j F Y, H:i", "zh-hans": "Y年n月j日 l H:i"}
_DAYS = {"en": "j M Y", "zh-hans": "Y年n月j日"}


def size_for(account: Account, asked: str = "") -> str:
    """Return "a4" or "letter": what was asked for, else what the account's country uses."""
    if asked in SIZES:
        return asked
    return "letter" if account.country in LETTER_COUNTRIES else "a4"


def sheet_pdf(sheet: Sheet, *, size: str) -> bytes:
    """Return the sheet as PDF/UA-1 on A4 or Letter."""
    return typeset(TEMPLATE, {**sheet_words(sheet), "paper": SIZES[size]})


def sheet_words(sheet: Sheet) -> dict[str, Any]:
    """Return every word of a sheet in its language, in the shape that both templates read."""
    with translation.override(sheet.language):
        return _words(sheet)


def _words(sheet: Sheet) -> dict[str, Any]:
    interview = sheet.interview
    people = list(interview.people.select_related("organisation", "referred_by"))
    kind = interview.get_kind_display()
    minutes = _minutes(interview.minutes)
    return {
        "lang": sheet.language.split("-")[0],
        "title": f"{interview.names} – {kind}",
        "author": interview.account.name or "Askwell",
        "eyebrow": f"{kind} · {minutes}",
        "heading": interview.names,
        "subtitle": _titles(people),
        "facts": _facts(interview, people),
        "research": _research(interview, people),
        "beliefs": {
            "heading": _("What I believe so far, to be tested"),
            "items": _beliefs(interview),
        },
        "questions": _questions(sheet),
        "next": {
            "heading": _("Who should I meet next?"),
            "columns": [_("Name"), _("How to reach them"), _("May I use your name?")],
            "rows": 3,
        },
        "promises": {
            "heading": _("Promises, each with a day"),
            "columns": [_("I promised"), _("They promised")],
            "rows": 3,
        },
        "more": _("More notes"),
        "footer": " · ".join(part for part in (interview.names, _day(interview.on_date)) if part),
        "page": _("Page {n} of {m}"),
    }


def _titles(people: list[Person]) -> list[str]:
    lines = []
    for person in people:
        organisation = person.organisation.name if person.organisation else ""
        facts = ", ".join(fact for fact in (person.title, organisation) if fact)
        if facts:
            lines.append(f"{person.name}: {facts}" if len(people) > 1 else facts)
    return lines


def _facts(interview: Interview, people: list[Person]) -> list[dict[str, Any]]:
    where = ": ".join(part for part in (interview.get_medium_display(), interview.place) if part)
    facts = [
        (_("When"), _when(interview)),
        (_("How we meet"), [where]),
        (_("Our connection"), [line for person in people for line in _connection(person, people)]),
        (_("What I want to learn"), interview.purpose.splitlines()),
    ]
    return [{"label": label, "lines": lines} for label, lines in facts if any(lines)]


def _when(interview: Interview) -> list[str]:
    """Return the start on each clock, mine first, or that there is none yet."""
    if interview.starts_at is None:
        return [_("No time agreed yet")]
    clocks = [(_("you"), interview.account.zone), *interview.clocks[1:]]
    return [_moment(reading) for reading in readings(interview.starts_at, clocks)]


def _connection(person: Person, people: list[Person]) -> list[str]:
    """Return how I know somebody, who named them, and what we share; nothing for a stranger."""
    if person.tie == Tie.COLD and not (person.referred_by or person.connection):
        return []
    named = _("named by %(name)s") % {"name": person.referred_by.name} if person.referred_by else ""
    first = " · ".join(part for part in (person.get_tie_display(), named) if part)
    if len(people) > 1:
        first = f"{person.name}: {first}"
    return [first, *person.connection.splitlines()]


def _research(interview: Interview, people: list[Person]) -> dict[str, Any]:
    organisations = {person.organisation_id for person in people if person.organisation_id}
    mine = interview.account.research_notes
    notes = [
        *mine.filter(person__in=people),
        *mine.filter(organisation__in=organisations),
    ]
    left = len(notes) - FACTS
    return {
        "heading": _("What I found out"),
        "unchecked": _("not checked"),
        "notes": [
            {
                "text": Truncator(" ".join(note.text.split())).chars(FACT_LENGTH),
                "source": _source(note),
                "is_checked": note.is_verified,
            }
            for note in notes[:FACTS]
        ],
        "more": ngettext("and %(n)s more note", "and %(n)s more notes", left) % {"n": left}
        if left > 0
        else "",
    }


def _source(note: ResearchNote) -> str:
    site = urlsplit(note.link).hostname or "" if note.link else ""
    return " · ".join(part for part in (note.source, site, _day(note.dated_on)) if part)


def _beliefs(interview: Interview) -> list[str]:
    search = interview.search
    return [belief.text for belief in search.beliefs.all()[:BELIEFS]] if search else []


def _questions(sheet: Sheet) -> dict[str, Any]:
    lines = list(sheet.lines.order_by("position", "pk"))
    plan = time_plan(
        length=sheet.interview.minutes,
        small_talk=sheet.small_talk_minutes,
        closing=sheet.closing_minutes,
        lines=[(line.purpose, line.minutes) for line in lines],
    )
    told = _("%(opening)s min opening · %(questions)s min questions · %(close)s min close") % {
        "opening": plan.small_talk,
        "questions": plan.questions,
        "close": plan.closing,
    }
    return {
        "heading": _("Questions"),
        "plan": told,
        "items": [_question(number, line) for number, line in enumerate(lines, start=1)],
    }


def _question(number: int, line: Line) -> dict[str, Any]:
    rows = min(max(line.minutes, FEWEST_ROWS), MOST_ROWS)
    if line.purpose == Purpose.CLOSING:
        rows = CLOSING_ROWS
    return {
        "number": number,
        "text": " ".join(line.text.split()),
        "minutes": _minutes(line.minutes),
        "rows": rows,
    }


def _minutes(count: int) -> str:
    return _("%(minutes)s min") % {"minutes": count}


def _moment(reading: Reading) -> str:
    language = translation.get_language() or "en"
    moment = date_format(reading.wall, _MOMENTS.get(language, _MOMENTS["en"]))
    whose = f", {', '.join(reading.whose)}" if reading.whose else ""
    return f"{moment} {reading.city} ({reading.utc}{whose})"


def _day(day: Any) -> str:
    language = translation.get_language() or "en"
    return date_format(day, _DAYS.get(language, _DAYS["en"])) if day else ""
