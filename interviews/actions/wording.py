"""How a digest reads: its subject, its text and its HTML, in the account's language."""

from dataclasses import dataclass
from datetime import date, datetime
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
from interviews.actions.digests import Digest, Note
from interviews.actions.subscriptions import unsubscribe_url
from interviews.models import FollowUp, FollowUpKind, Interview
from interviews.rules.digest import DUE_SHOWN, WAITING_SHOWN

NOTE_LENGTH = 180


@dataclass(frozen=True)
class Written:
    """A letter ready to be recorded."""

    subject: str
    text: str
    html: str


def written(digest: Digest) -> Written:
    """Return the letter of a digest; its subject names nobody, since screens show subjects."""
    with translation.override(digest.account.language):
        words = _words(digest)
        return Written(
            subject=_subject(digest),
            text=_render("interviews/mail/digest.txt", words, autoescape=False),
            html=_render("interviews/mail/digest.html", words, autoescape=True),
        )


def _render(template: str, words: dict[str, Any], *, autoescape: bool) -> str:
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
    return {
        "language": account.language,
        "name": account.name,
        "day": day_in_words(digest.day),
        "talks": [_talk(talk, digest) for talk in digest.talks],
        "due": [
            {**_task(task, digest), "notes": _notes(digest.notes_about([task.person]))}
            for task in digest.due[:DUE_SHOWN]
        ],
        "has_more": len(digest.due) > DUE_SHOWN,
        "waiting": [_task(task, digest) for task in digest.waiting[:WAITING_SHOWN]],
        "still_open": [_task(task, digest) for task in digest.still_open],
        "today_url": _url("today"),
        "settings_url": _url("settings-mail"),
        "unsubscribe_url": unsubscribe_url(account),
    }


def _talk(talk: Interview, digest: Digest) -> dict[str, Any]:
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
        "notes": _notes(digest.notes_about(people)),
    }


def _nearness(talk: Interview, digest: Digest) -> str:
    assert talk.starts_at is not None
    on = talk.starts_at.astimezone(ZoneInfo(digest.account.zone)).date()
    away = (on - digest.day).days
    return {0: gettext("Today"), 1: gettext("Tomorrow")}.get(away) or day_in_words(on)


def _times(talk: Interview, own: str, people: list[Person]) -> list[str]:
    """Return the start in every zone where somebody's clock reads differently, mine first."""
    assert talk.starts_at is not None
    here = talk.starts_at.astimezone(ZoneInfo(own))
    times = {here.replace(tzinfo=None): _clock(here, here.date(), own)}
    for zone in [talk.zone, *(person.zone for person in people)]:
        if zone:
            there = talk.starts_at.astimezone(ZoneInfo(zone))
            times.setdefault(there.replace(tzinfo=None), _clock(there, here.date(), zone))
    return list(times.values())


def _clock(local: datetime, own_day: date, zone: str) -> str:
    """Return a time and its place, with the day where it is another one there."""
    words = {
        "time": time_format(local.time(), "H:i"),
        "place": zone.rsplit("/", 1)[-1].replace("_", " "),
        "day": day_in_words(local.date()),
    }
    if local.date() == own_day:
        return pgettext("time and place", "%(time)s in %(place)s") % words
    return pgettext("day, time and place", "%(day)s, %(time)s in %(place)s") % words


def _task(task: FollowUp, digest: Digest) -> dict[str, Any]:
    is_thanks = task.kind == FollowUpKind.THANK
    thanks = gettext("Thank %(name)s") % {"name": task.person.name}
    return {
        "title": task.text or (thanks if is_thanks else task.get_kind_display()),
        "who": "" if is_thanks and not task.text else task.person.name,
        "is_thanks": is_thanks,
        "when": _when(task, digest),
        "reason": _reason(task, digest.account.zone),
        "url": _url("thank-you", task.pk) if is_thanks else f"{_url('today')}#follow-up-{task.pk}",
    }


def _when(task: FollowUp, digest: Digest) -> str:
    if task.due_on < digest.day:
        return gettext("since %(day)s") % {"day": day_in_words(task.due_on)}
    if not task.is_bound:
        return gettext("today")
    due = task.due_at.astimezone(ZoneInfo(digest.account.zone))
    return gettext("today by %(time)s") % {"time": time_format(due.time(), "H:i")}


def _reason(task: FollowUp, zone: str) -> str:
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


def _notes(notes: list[Note]) -> list[dict[str, str]]:
    return [
        {"question": note.question, "text": Truncator(note.text).chars(NOTE_LENGTH)}
        for note in notes
    ]


def _url(name: str, *args: int) -> str:
    return settings.SITE_URL + reverse(name, args=args)


def day_in_words(day: date) -> str:
    """Return a day as a letter names it: Thursday 12 March."""
    return date_format(day, pgettext("format of a day in a letter", "l j F"))
