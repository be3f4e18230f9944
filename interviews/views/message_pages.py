"""What the pages of a message show: the checks, its look on the other side, all I know beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from django.db.models import F, Value
from django.db.models.functions import StrIndex, Upper
from django.urls import reverse
from django.utils.timezone import localtime

from config.kit import clock
from contacts.models import (
    Account,
    Channel,
    Message,
    Permission,
    Person,
    Purpose,
    Reach,
    ReachKind,
)
from contacts.rules.cadence import Preset
from contacts.rules.cadence.quiet import may_go_from
from contacts.rules.calendar import TwoCalendars
from contacts.rules.limits import Limits
from contacts.rules.messages import About, Fault, faults_in, silence
from contacts.rules.packs import checks, measures, pack
from contacts.rules.reaching import href, shown
from interviews.actions.messages import step_of
from interviews.drafting import wordings_for
from interviews.facts import notes_of, offered_in, research_on, talk_of
from interviews.forms.messages import SentForm
from interviews.models import Answer, FollowUp, FollowUpKind, FollowUpState, Interview
from interviews.pace import pace_for

# Of what went before, the latest are read while one writes; all of it is on the person's page.
MOST_SHOWN = 6
_LINKEDIN = (Channel.LINKEDIN_INVITATION, Channel.LINKEDIN_MESSAGE, Channel.INMAIL)
_SPOKEN = (Channel.PHONE, Channel.IN_PERSON)
_REACHED_BY = {
    Channel.EMAIL: ReachKind.EMAIL,
    Channel.WECHAT: ReachKind.WECHAT,
    Channel.PHONE: ReachKind.PHONE,
    **dict.fromkeys(_LINKEDIN, ReachKind.LINKEDIN),
}


@dataclass(frozen=True)
class Known:
    """What there is to draw from while writing to somebody about a talk or an ask."""

    talk: Interview | None
    notes: Sequence[Answer]
    research: Sequence[Any]


def known_for(message: Message, step: FollowUp | None) -> Known:
    """Return the talk it is about, what was noted there, and what I found out beforehand."""
    talk = talk_of(message, step)
    return Known(talk, notes_of(talk), research_on(message.person))


def compose_context(message: Message, form: SentForm | None = None) -> dict[str, Any]:
    """Return all that the page of a draft shows."""
    step, person, now = step_of(message), message.person, clock.now()
    known, wordings = known_for(message, step), wordings_for(message, step)
    reach = _reach(message)
    return {
        "person": person,
        "step": step,
        "is_late": bool(step and step.due_at <= now),
        "wordings": wordings,
        "form": form or SentForm(instance=message, wordings=wordings),
        "known": known,
        "history": person.messages.filter(sent_at__isnull=False).order_by("-sent_at")[:MOST_SHOWN],
        "promises": _promises(person),
        "is_spoken": message.channel in _SPOKEN,
        "reach": reach,
        "reach_url": href(reach.kind, reach.value) if reach else "",
        "reach_shown": shown(reach.value) if reach else "",
        "mail_link": mail_link(reach.value if reach else "", message.subject, message.body),
        "notes_used": linkedin_notes_used(message.account, now)
        if message.channel == Channel.LINKEDIN_INVITATION
        else None,
        **times_trouble(message),
        **live_context(message, step, known),
    }


def times_trouble(message: Message) -> dict[str, bool]:
    """Return whether a message is to offer times while there are none, or names others than stand."""
    if message.purpose != Purpose.ACCEPT or message.person.is_do_not_contact:
        return {}
    times = offered_in(message, clock.now()).get("times", "")
    body = message.body.replace("\r\n", "\n")
    return {
        "lacks_times": not times,
        "has_other_times": bool(times and body and times not in body),
    }


def live_context(
    message: Message, step: FollowUp | None, known: Known | None = None
) -> dict[str, Any]:
    """Return what follows the typing: checks, counts, and how it will look in its channel."""
    account, known = message.account, known or known_for(message, step)
    search = message.outreach.search if message.outreach else None
    preset = pace_for(account, person=message.person, search=search)
    rules = pack(message.language)
    limits = Limits(numbers=preset.values)
    about = _about(message, known, limits)
    faults = faults_in(message.body, subject=message.subject, pack=rules, about=about)
    silenced = (*message.silenced_checks, *account.silenced_checks)
    told, hidden = silence(silenced, faults)
    names = {check.key: check for check in checks()}
    return {
        "message": message,
        "step": step,
        "person": message.person,
        "faults": told,
        "hidden": hidden,
        "silenced": [names[key] for key in dict.fromkeys(silenced) if key in names],
        "measures": measures(
            message.body,
            subject=message.subject,
            pack=rules,
            purpose=message.purpose,
            channel=message.channel,
            limits=limits,
        ),
        "hour": their_hour(message.person, preset),
        "account": account,
    }


def has_gap(faults: Sequence[Fault]) -> bool:
    """Return whether something in brackets still waits to be filled in."""
    return any(fault.key == "blank" for fault in faults)


def _about(message: Message, known: Known, limits: Limits) -> About:
    person = message.person
    organisation, referrer = person.organisation, person.referred_by
    others = (
        message.account.organisations.exclude(pk=person.organisation_id)
        .annotate(
            place=StrIndex(Upper(Value(f"{message.subject}\n{message.body}")), Upper(F("name")))
        )
        .filter(place__gt=0)
        .values_list("name", flat=True)
    )
    may_say = referrer is not None and person.may_use_name == Permission.YES
    return About(
        purpose=message.purpose,
        channel=message.channel,
        names=tuple(name for name in (person.name, person.called) if name),
        organisation=(organisation.name, *organisation.aliases) if organisation else (),
        other_organisations=tuple(others[:20]),
        notes="\n".join(chain((n.text for n in known.notes), (n.text for n in known.research))),
        connection="\n".join([person.connection, str(referrer) if may_say else ""]).strip(),
        limits=limits,
    )


@dataclass(frozen=True)
class TheirHour:
    """What time it is for somebody, and from when a message may reach them (None: now is fine)."""

    name: str
    zone: str
    now: datetime
    better: datetime | None

    @property
    def city(self) -> str:
        """Return the place whose clock it is."""
        return self.zone.rsplit("/", 1)[-1].replace("_", " ")

    @property
    def wall(self) -> datetime:
        """Return what their clock shows, naive on purpose: a page would turn it into mine."""
        return self.now.replace(tzinfo=None)

    @property
    def better_wall(self) -> datetime | None:
        """Return what their clock shows by then."""
        return self.better.replace(tzinfo=None) if self.better else None

    @property
    def is_mine_too(self) -> bool:
        """Return whether my clock shows the same."""
        return self.now.utcoffset() == localtime(self.now).utcoffset()


def their_hour(person: Person, preset: Preset) -> TheirHour | None:
    """Return what their clock says; None where their time zone is not known."""
    if not person.zone:
        return None
    account, now = person.account, clock.now()
    calendars = TwoCalendars.of(account.working_days, account.country, person.country)
    theirs = now.astimezone(ZoneInfo(person.zone))
    better = may_go_from(
        now,
        zone=person.zone,
        quiet_from=preset["quiet_from"],
        quiet_until=preset["quiet_until"],
        calendar=calendars.theirs,
    )
    is_fine = better == now
    return TheirHour(person.address, person.zone, theirs, None if is_fine else better)


def linkedin_notes_used(account: Account, now: datetime) -> dict[str, int]:
    """Return how many personal notes went with LinkedIn invitations this month, and how many may.

    A premium account may send any number: then the limit is 0.
    """
    preset = pace_for(account)
    return {
        "count": account.messages.all().linkedin_notes(now.astimezone(ZoneInfo(account.zone))),
        "most": 0 if preset["linkedin_premium"] else preset["linkedin_notes"],
    }


def _reach(message: Message) -> Reach | None:
    kind = _REACHED_BY.get(Channel(message.channel))
    return message.person.reaches.filter(kind=kind).first() if kind else None


def _promises(person: Person) -> list[FollowUp]:
    kinds = (FollowUpKind.PROMISE, FollowUpKind.REPORT_BACK, FollowUpKind.THEIR_PROMISE)
    open_ones = person.follow_ups.filter(state=FollowUpState.OPEN, kind__in=kinds)
    return list(open_ones.order_by("due_at")[:MOST_SHOWN])


def mail_link(address: str, subject: str, body: str) -> str:
    """Return a mailto: link (RFC 6068) that opens a mail program with everything filled in."""
    words = {"subject": subject, "body": "\r\n".join(body.splitlines())}
    return f"mailto:{quote(address, safe='@')}?{urlencode(words, quote_via=quote, safe='')}"


def after(message: Message) -> str:
    """Return where to go on after a message: its talk, its ask, else the person."""
    step = step_of(message)
    if step and step.interview:
        return step.interview.get_absolute_url()
    if message.outreach_id:
        return reverse("outreach-detail", args=[message.outreach_id])
    return message.person.get_absolute_url()


def next_step(person: Person) -> Mapping[str, Any] | None:
    """Return what comes next for somebody: the first open step of their plan."""
    step = person.follow_ups.open().exclude(key="").first()
    return {"step": step, "what": step.get_kind_display(), "day": step.due_on} if step else None
