"""What is known that fills the fields of a message: of the person, the talk, the search, myself."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import override

from contacts.models import (
    Account,
    Channel,
    Message,
    Organisation,
    Outreach,
    Permission,
    Person,
    Purpose,
    ResearchNote,
    Search,
)
from interviews.models import (
    Answer,
    FollowUp,
    FollowUpKind,
    FollowUpState,
    Interview,
    Medium,
    Offer,
)
from interviews.pace import pace_for
from interviews.rules.drafts import clock_words, field_of, listed, own_words, prompt
from interviews.rules.marks import said_in
from interviews.rules.offering import Clocks, lines_of, link_line
from interviews.rules.stages import TOOK_PLACE, Stage

# These may name times: an offer, and the follow-up to one.
_OFFERING = (Purpose.ACCEPT, Purpose.NUDGE)
# Spoken, or cut short: a link would be read out, or fill the note.
_WITHOUT_LINKS = (Channel.PHONE, Channel.IN_PERSON, Channel.LINKEDIN_INVITATION)


def facts_for(message: Message, step: FollowUp | None, *, now: datetime) -> dict[str, str]:
    """Return the fields that can be filled; notes come as a reminder in [brackets], never as text."""
    person, account, language = message.person, message.account, message.language
    talk = talk_of(message, step)
    search = search_for(person, message.outreach)
    facts = {
        **_theirs(person),
        **_introduced_by(step),
        "my_name": account.name,
        "my_pitch": account.pitch,
        "sign_off": account.sign_off,
        "search_role": search.to_role if search else "",
        "search_industry": search.to_industry if search else "",
        "broad": field_of(language, search.to_role, search.to_industry) if search else "",
        "minutes": str(talk.minutes if talk else pace_for(account, search=search)["talk_minutes"]),
        "named_person": listed(language, _named(message, step)),
        "narrow": own_words(language, _first_text(research_on(person))),
        "said": own_words(language, prompt(sayings_of(talk))),
        **_promised(message, step),
    }
    if asked_at := _asked_at(message):
        facts["asked_day"] = _day(asked_at, account.zone, language, with_weekday=False)
    if talk:
        facts |= _when(talk, person, account, language)
    return {**facts, **offered_in(message, now)}


def offered_in(message: Message, now: datetime) -> Mapping[str, str]:
    """Return the times of the offer that stands for whom a message offers times to, with its link
    where one may be sent and can be opened elsewhere; nothing where none is left."""
    if message.purpose not in _OFFERING:
        return {}
    offer = message.person.offers.standing(now).prefetch_related("times").first()
    if offer is None:
        return {}
    times = (one for one in offer.times.all() if not one.is_theirs)
    ahead = [one.starts_at for one in times if one.starts_at > now]
    if not ahead:
        return {}
    lines = times_of(offer, ahead, language=message.language, zone=message.account.zone)
    if message.channel not in _WITHOUT_LINKS and not settings.IS_LOCAL:
        lines += ["", link_line(message.language, link_of(offer))]
    return {"times": "\n".join(lines), "minutes": str(offer.interview.minutes)}


def times_of(offer: Offer, starts: Sequence[datetime], *, language: str, zone: str) -> list[str]:
    """Return times of an offer as lines of a letter, on their clock and on mine (`zone`)."""
    return lines_of(language, starts, Clocks(theirs=offer.person.zone or zone, mine=zone))


def link_of(offer: Offer) -> str:
    """Return the whole address of the page where one of the times is picked."""
    return settings.SITE_URL + reverse("booking", args=[offer.token])


def talk_of(message: Message, step: FollowUp | None) -> Interview | None:
    """Return the talk that a message is about: that of its step, else the next agreed, else the last."""
    if step and step.interview:
        return step.interview
    talks = message.person.interviews.all()
    if message.purpose in (Purpose.CONFIRM, Purpose.ACCEPT):
        return talks.filter(stage=Stage.SCHEDULED).order_by("starts_at").first()
    return talks.filter(stage__in=TOOK_PLACE).order_by("-ended_at", "-pk").first()


def search_for(person: Person, outreach: Outreach | None = None) -> Search | None:
    """Return the search that writing to somebody serves: that of the ask; else an open one that has
    their organisation among its targets; else the newest open one."""
    if outreach and outreach.search:
        return outreach.search
    searches = person.account.searches.open()
    if person.organisation_id:
        targeted = searches.filter(targets__organisation=person.organisation_id).first()
        if targeted:
            return targeted
    return searches.first()


def notes_of(talk: Interview | None) -> list[Answer]:
    """Return what they said, as written down in a talk, in asking order, the free notes last.

    What I answered to their questions is left out.
    """
    if talk is None:
        return []
    answers = talk.answers.said().exclude(text="").exclude(line__is_theirs=True)
    answers = answers.select_related("line")
    return sorted(answers, key=lambda one: (one.line.position if one.line else 10**9, one.pk))


def sayings_of(talk: Interview | None) -> list[str]:
    """Return the notes of a talk as far as a letter may go back to them."""
    return [said_in(note.text) for note in notes_of(talk)]


def research_on(person: Person) -> list[ResearchNote]:
    """Return what I found out: about the person first, checked facts first, then their organisation."""
    notes = list(person.research.all()[:20])
    place: Organisation | None = person.organisation
    there = list(place.research.all()[:20]) if place else []
    return [*sorted(notes, key=_unsure), *sorted(there, key=_unsure)]


def _unsure(note: ResearchNote) -> bool:
    return not note.is_verified


def _first_text(notes: Iterable[ResearchNote]) -> str:
    return next((prompt([note.text]) for note in notes), "")


def _theirs(person: Person) -> Mapping[str, str]:
    organisation = person.organisation.name if person.organisation else ""
    referrer = person.referred_by if person.may_use_name == Permission.YES else None
    return {
        "their_name": person.address,
        "their_full_name": person.name,
        "organisation": organisation,
        "their_title": person.title,
        "new_title": person.title,
        "new_organisation": organisation,
        "connection": person.connection,
        "referrer": referrer.name if referrer else "",
        "referrer_said_i_may": person.may_use_name,
    }


def _introduced_by(step: FollowUp | None) -> Mapping[str, str]:
    """Return who introduced me: that may be said, for they did it themselves."""
    if step is None or step.kind != FollowUpKind.WRITE_INTRODUCED or step.about is None:
        return {}
    return {"referrer": step.about.name, "referrer_said_i_may": Permission.YES.value}


def _named(message: Message, step: FollowUp | None) -> list[str]:
    """Return whom a message is about; a report on several they named tells of all of them."""
    also = step.reason.get("also", ()) if step and step.about_id == message.about_id else ()
    names = dict(message.account.people.filter(pk__in=also).values_list("pk", "name"))
    about = [message.about.name] if message.about else []
    return [*about, *(names[key] for key in also if key in names)]


def _promised(message: Message, step: FollowUp | None) -> Mapping[str, str]:
    """Return what I promised: the advice a report is about, or what I said I would do."""
    kinds = {
        Purpose.REPORT_ADVICE: ("advice", FollowUpKind.REPORT_BACK),
        Purpose.THANK_YOU: ("will", FollowUpKind.PROMISE),
    }
    field, kind = kinds.get(Purpose(message.purpose or Purpose.OTHER), ("", ""))
    if not field:
        return {}
    if step and step.kind == kind:
        return {field: own_words(message.language, step.text)}
    mine = message.person.follow_ups.filter(kind=kind, state=FollowUpState.OPEN).exclude(text="")
    text = mine.order_by("due_at").values_list("text", flat=True).first() or ""
    return {field: own_words(message.language, text)}


def _asked_at(message: Message) -> datetime | None:
    if message.outreach and message.outreach.asked_at:
        return message.outreach.asked_at
    asked = message.person.outreach.filter(asked_at__isnull=False)
    return asked.order_by("-asked_at").values_list("asked_at", flat=True).first()


def _when(talk: Interview, person: Person, account: Account, language: str) -> Mapping[str, str]:
    facts = {"place": _place(talk, language)}
    starts_at = talk.starts_at
    if starts_at and talk.stage == Stage.SCHEDULED:
        facts["talk_day"] = _day(starts_at, person.zone or account.zone, language)
        facts["talk_time_mine"] = _clock(starts_at, account.zone, language)
        facts["talk_time_theirs"] = _clock(starts_at, person.zone, language) if person.zone else ""
    elif ended_at := talk.ended_at or starts_at:
        facts["talk_day"] = _day(ended_at, account.zone, language)
    return facts


def _place(talk: Interview, language: str) -> str:
    """Return where one meets; a number or an ID is no place by itself, so what it is comes first."""
    if talk.place and talk.medium in (Medium.PHONE, Medium.WECHAT):
        with override(language):
            return f"{talk.get_medium_display()} {talk.place}"
    return talk.place


def _day(moment: datetime, zone: str, language: str, *, with_weekday: bool = True) -> str:
    """Return a day as a letter writes it: Tuesday 24 November; 11月24日（星期二）."""
    local = moment.astimezone(ZoneInfo(zone))
    pattern = ("l j F", "j F")
    if language.startswith("zh"):
        pattern = ("n月j日（l）", "n月j日")
    with override(language):
        return date_format(local, pattern[0] if with_weekday else pattern[1])


def _clock(moment: datetime, zone: str, language: str) -> str:
    return clock_words(language, moment.astimezone(ZoneInfo(zone)), zone)
