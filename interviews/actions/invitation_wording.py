"""How letters about a talk read: to a helper, in their language; to me, in mine.

Nothing of mine that is private goes into a letter to somebody else: no purpose, no note, no link to
my pages.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext

from contacts.models import Account, Person
from interviews.calendars.entry import clean, length, title_for_them, where
from interviews.calendars.files import Method
from interviews.mail.wording import Written, rendered
from interviews.models import Interview
from interviews.rules.clocks import Reading, readings
from interviews.rules.drafts import clock_words
from interviews.rules.stages import Stage
from interviews.telling import Need, Telling

__all__ = ["Written", "answer", "draft", "in_html", "moments", "notice", "sender_name"]


def answer(
    interview: Interview,
    person: Person,
    method: Method,
    *,
    language: str,
    before: datetime | None,
    link: str,
) -> Written:
    """Return the letter to a helper about what they just did on the booking page."""
    with translation.override(language):
        words = {
            **_facts(interview, _their_clocks(interview, person), language, before),
            "language": language,
            "called": clean(person.address),
            "name": clean(str(interview.account)),
            "is_off": method is Method.CANCEL,
            "title": title_for_them(interview),
            "link": link,
        }
        return Written(
            subject=_subject_of_answer(interview, person, method, language, before),
            text=rendered("interviews/mail/invitation.txt", words, autoescape=False),
            html=rendered("interviews/mail/invitation.html", words, autoescape=True),
        )


def _subject_of_answer(
    interview: Interview, person: Person, method: Method, language: str, before: datetime | None
) -> str:
    words = {
        "when": _first_moment(interview, person, language),
        "name": clean(str(interview.account)),
    }
    if method is Method.CANCEL:
        return gettext("Cancelled: %(when)s with %(name)s") % words
    if before and before != interview.starts_at:
        return gettext("New time: %(when)s with %(name)s") % words
    return gettext("Agreed: %(when)s with %(name)s") % words


def notice(
    interview: Interview,
    person: Person,
    method: Method,
    *,
    before: datetime | None,
    word: str,
    is_mailed: bool,
) -> Written:
    """Return the letter to me about what a helper did; its subject names nobody.

    `word` is what they wrote with it, `is_mailed` whether they get the invitation by mail.
    """
    account = interview.account
    with translation.override(account.language):
        is_off = method is Method.CANCEL
        did = "cancelled" if is_off else "moved" if before != interview.starts_at and before else ""
        assert interview.starts_at is not None
        mine = [("", account.zone), ("", person.zone), ("", interview.zone)]
        when = _when(interview.starts_at, account.zone, account.language)
        subjects = {
            "cancelled": gettext("A talk was cancelled: %(when)s"),
            "moved": gettext("A talk has a new time: %(when)s"),
            "": gettext("A time is agreed: %(when)s"),
        }
        words = {
            **_facts(interview, mine, account.language, before),
            "language": account.language,
            "name": account.name,
            "who": clean(person.name),
            "did": did,
            "word": word.strip(),
            "is_mailed": is_mailed,
            "url": f"{settings.SITE_URL}{interview.get_absolute_url()}",
        }
        return Written(
            subject=subjects[did] % {"when": when},
            text=rendered("interviews/mail/notice.txt", words, autoescape=False),
            html=rendered("interviews/mail/notice.html", words, autoescape=True),
        )


def draft(about: Telling, *, language: str, link: str) -> Written:
    """Return the letter that I look through before I send it, in my words and their language."""
    interview, person, account = about.interview, about.person, about.interview.account
    with translation.override(language):
        clocks = _their_clocks(interview, person)
        words = {
            **_facts(interview, clocks, language, about.old_start),
            "language": language,
            "called": clean(person.address),
            "is_off": about.is_called_off,
            "is_change": about.need is Need.CHANGED and not about.is_called_off,
            "wants_another": interview.stage in (Stage.INVITED, Stage.PLANNED),
            "link": "" if about.is_called_off else link,
            "sign_off": account.sign_off or clean(str(account)),
        }
        if about.is_called_off and words["before"]:
            words["when"] = words["before"]
        text = rendered("interviews/mail/letter.txt", words, autoescape=False)
        subject = _subject_of_draft(about, language)
        return Written(subject, text, in_html(text, language))


def _subject_of_draft(about: Telling, language: str) -> str:
    zone = about.person.zone or about.interview.account.zone
    if about.is_called_off:
        off = about.old_start or about.interview.starts_at
        assert off is not None
        return gettext("Our talk on %(day)s is called off") % {"day": _day(off, zone)}
    assert about.interview.starts_at is not None
    when = _when(about.interview.starts_at, zone, language)
    if about.need is Need.CHANGED:
        if about.old_start:
            return gettext("Our talk has a new time: %(when)s") % {"when": when}
        return gettext("A change to our talk: %(when)s") % {"when": when}
    return gettext("Our talk: %(when)s") % {"when": when}


def sender_name(account: Account, language: str) -> str:
    """Return what the sender of my letters is called, so that they know me and the way it came."""
    with translation.override(language):
        return gettext("%(name)s via Askwell") % {"name": clean(str(account))[:80]}


def in_html(text: str, language: str) -> str:
    """Return a letter that I wrote as HTML that says exactly the same."""
    words = {"text": text, "language": language}
    with translation.override(language):
        return rendered("interviews/mail/letter.html", words, autoescape=True)


def moments(instant: datetime, clocks: Sequence[tuple[str, str]], language: str) -> list[str]:
    """Return a moment on each of these clocks, weekday and day spelled out; equal ones once."""
    found = readings(instant, [pair for pair in clocks if pair[1]])
    return list(dict.fromkeys(_spelled(one, language) for one in found))


def _spelled(reading: Reading, language: str) -> str:
    words = {
        "day": date_format(reading.wall, pgettext("format of a day with its year", "l j F Y")),
        "clock": clock_words(language, reading.wall, reading.zone),
        "utc": reading.utc,
    }
    return pgettext("day, time and place", "%(day)s, %(clock)s (%(utc)s)") % words


def _when(instant: datetime, zone: str, language: str) -> str:
    local = instant.astimezone(ZoneInfo(zone))
    words = {"day": _day(instant, zone), "clock": clock_words(language, local, zone)}
    return pgettext("day and time", "%(day)s, %(clock)s") % words


def _day(instant: datetime, zone: str) -> str:
    local = instant.astimezone(ZoneInfo(zone))
    return date_format(local, pgettext("format of a day in a letter", "l j F"))


def _first_moment(interview: Interview, person: Person, language: str) -> str:
    assert interview.starts_at is not None
    return _when(interview.starts_at, person.zone or interview.zone, language)


def _their_clocks(interview: Interview, person: Person) -> list[tuple[str, str]]:
    return [("", person.zone), ("", interview.zone), ("", interview.account.zone)]


def _facts(
    interview: Interview,
    clocks: Sequence[tuple[str, str]],
    language: str,
    before: datetime | None,
) -> dict[str, Any]:
    """Return what every letter about a talk says: when, how long, how to meet, and the time before."""
    assert interview.starts_at is not None
    is_moved = before is not None and before != interview.starts_at
    return {
        "colon": pgettext("after a label", ": "),
        "when": moments(interview.starts_at, clocks, language),
        "before": moments(before, clocks, language) if before and is_moved else [],
        "length": length(interview),
        "where": where(interview),
        "place": clean(interview.place),
        "is_link": interview.place.startswith(("https://", "http://")),
        "medium": interview.get_medium_display(),
    }
