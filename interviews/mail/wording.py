"""How a digest reads: its subject, its text and its HTML, in the account's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template import Context, loader
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format, time_format
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext, pgettext

from contacts.models import Person
from interviews.mail.digest import Digest, Note
from interviews.mail.links import unsubscribe_url
from interviews.models import FollowUp, FollowUpKind, Interview
from interviews.rules.clocks import Reading, readings
from interviews.rules.digest import DUE_SHOWN, WAITING_SHOWN
from interviews.sentences import reason_of, title_of

NOTE_LENGTH = 180


@dataclass(frozen=True)
class Written:
    """A letter ready to be recorded."""

    subject: str
    text: str
    html: str


class Notes:
    """The last notes of each person, handed out once."""

    def __init__(self, notes: Mapping[int, list[Note]]) -> None:
        """Take them by person."""
        self._left = dict(notes)

    def about(self, people: Iterable[Person]) -> list[dict[str, str]]:
        """Return what was last noted about these people and not handed out yet, in short."""
        return [
            {"question": note.question, "text": Truncator(note.text).chars(NOTE_LENGTH)}
            for person in people
            for note in self._left.pop(person.pk, [])
        ]


def written(digest: Digest) -> Written:
    """Return the letter of a digest; its subject names nobody, since screens show subjects."""
    with translation.override(digest.account.language):
        words = _words(digest)
        return Written(
            subject=_subject(digest),
            text=rendered("interviews/mail/digest.txt", words, autoescape=False),
            html=rendered("interviews/mail/digest.html", words, autoescape=True),
        )


def rendered(template: str, words: dict[str, Any], *, autoescape: bool) -> str:
    """Return a letter from its template; text is escaped for HTML alone."""
    backend = loader.get_template(template)
    context = Context(words, autoescape=autoescape)
    return str(backend.template.render(context)).strip() + "\n"  # type: ignore[attr-defined]


def _subject(digest: Digest) -> str:
    talks, due = len(digest.talks), len(digest.fresh)
    parts = []
    if talks:
        parts.append(ngettext("%(count)d talk", "%(count)d talks", talks) % {"count": talks})
    if due:
        parts.append(ngettext("%(count)d thing due", "%(count)d things due", due) % {"count": due})
    return pgettext("subject of a letter", "%(day)s: %(what)s") % {
        "day": day_in_words(digest.day),
        "what": pgettext("between two parts of a list", ", ").join(parts),
    }


def _words(digest: Digest) -> dict[str, Any]:
    account = digest.account
    # What was noted about a person stands once, where it helps most: beside what is due.
    notes = Notes(digest.notes)
    due = [
        {**_task(task, digest), "notes": notes.about([task.person])}
        for task in digest.due[:DUE_SHOWN]
    ]
    return {
        "language": account.language,
        "name": account.name,
        "colon": pgettext("after a label", ": "),
        "day": day_in_words(digest.day),
        "talks": [_talk(talk, digest, notes) for talk in digest.talks],
        "due": due,
        "has_more": digest.has_more or len(digest.due) > DUE_SHOWN,
        "waiting": [_task(task, digest) for task in digest.waiting[:WAITING_SHOWN]],
        "still_open": [_task(task, digest) for task in digest.still_open],
        "today_url": _url("today"),
        "settings_url": _url("settings-mail"),
        "unsubscribe_url": unsubscribe_url(account),
    }


def _talk(talk: Interview, digest: Digest, notes: Notes) -> dict[str, Any]:
    people = list(talk.people.all())
    return {
        "day": _nearness(talk, digest),
        "times": _times(talk, digest.account.zone, people),
        "minutes": talk.minutes,
        "medium": talk.get_medium_display(),
        "place": talk.place,
        "is_link": talk.place.startswith(("https://", "http://")),
        "people": [_who(person) for person in people],
        "url": _url("interview-detail", talk.pk),
        "sheet_url": _url("sheet-edit", talk.pk),
        "notes": notes.about(people),
    }


def _nearness(talk: Interview, digest: Digest) -> str:
    assert talk.starts_at is not None
    on = talk.starts_at.astimezone(ZoneInfo(digest.account.zone)).date()
    away = (on - digest.day).days
    return {0: gettext("Today"), 1: gettext("Tomorrow")}.get(away) or day_in_words(on)


def _times(talk: Interview, own: str, people: list[Person]) -> list[str]:
    """Return the start on every clock that reads differently, mine first."""
    assert talk.starts_at is not None
    zones = [own, talk.zone, *(person.zone for person in people)]
    clocks = readings(talk.starts_at, [("", zone) for zone in zones if zone])
    different = {clock.wall: clock for clock in reversed(clocks)}
    return [_clock(different[wall], clocks[0]) for wall in reversed(different)]


def _clock(clock: Reading, own: Reading) -> str:
    """Return a time and its place, with the day where it is another one there."""
    words = {
        "time": time_format(clock.wall.time(), "H:i"),
        "place": clock.city,
        "day": day_in_words(clock.wall.date()),
    }
    if clock.wall.date() == own.wall.date():
        return pgettext("time and place", "%(time)s in %(place)s") % words
    return pgettext("day, time and place", "%(day)s, %(time)s in %(place)s") % words


def _task(task: FollowUp, digest: Digest) -> dict[str, Any]:
    is_thanks = task.kind == FollowUpKind.THANK
    return {
        "title": title_of(task),
        "who": task.person.name if task.text else "",
        "is_thanks": is_thanks,
        "when": _when(task, digest),
        "reason": _reason(task, digest),
        "url": _url("follow-up-write", task.pk)
        if is_thanks
        else f"{_url('today')}#follow-up-{task.pk}",
    }


def _when(task: FollowUp, digest: Digest) -> str:
    if task.due_on < digest.day and not task.is_chaser:
        return gettext("since %(day)s") % {"day": day_in_words(task.due_on)}
    if not task.is_bound:
        return gettext("today")
    due = task.due_at.astimezone(ZoneInfo(digest.account.zone))
    return gettext("today by %(time)s") % {"time": time_format(due.time(), "H:i")}


def _reason(task: FollowUp, digest: Digest) -> str:
    if task.reason:
        return reason_of(task, digest.day, day_in_words)
    zone = digest.account.zone
    ended_at = task.interview.ended_at if task.interview else None
    day = day_in_words(ended_at.astimezone(ZoneInfo(zone)).date()) if ended_at else ""
    if task.kind == FollowUpKind.THANK and day:
        # Within 24 hours: Yale and every other career guide.
        return gettext("You talked on %(day)s; within a day is when thanks are warmest.") % {
            "day": day
        }
    if task.kind == FollowUpKind.PROMISE:
        said = gettext("You promised this when you talked on %(day)s.") % {"day": day}
        return said if day else gettext("You promised this.")
    if task.kind == FollowUpKind.THEIR_PROMISE:
        return gettext("They offered this for about now; one gentle question is fine.")
    return gettext("You set this day yourself.")


def _who(person: Person) -> str:
    about = [person.title, person.organisation.name if person.organisation else ""]
    return pgettext("between two parts of a list", ", ").join([person.name, *filter(None, about)])


def _url(name: str, *args: int) -> str:
    return settings.SITE_URL + reverse(name, args=args)


def day_in_words(day: date) -> str:
    """Return a day as a letter names it: Thursday 12 March."""
    return date_format(day, pgettext("format of a day in a letter", "l j F"))
