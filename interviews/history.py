"""Everything that happened with one person, gathered from both sides and put in order of time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from contacts.models import Message, Person, ResearchNote
from interviews.models import Answer, FollowUp, FollowUpKind, FollowUpState, Interview
from interviews.rules.stages import Stage

# Notes shown of each talk; the rest stand on its own page.
SHOWN_NOTES = 4


@dataclass(frozen=True)
class Entry:
    """One thing that happened, or is to happen, at one moment."""

    at: datetime
    icon: str
    title: str
    text: str = ""
    url: str = ""
    badge: str = ""
    tone: str = ""
    note: ResearchNote | None = None
    answers: list[Answer] = field(default_factory=list)
    more: int = 0
    has_time: bool = False


@dataclass(frozen=True)
class History:
    """What lies ahead, soonest first, and what is past, latest first."""

    ahead: list[Entry]
    past: list[Entry]
    interviews: list[Interview]
    follow_ups: list[FollowUp]


def history_of(person: Person, *, now: datetime) -> History:
    """Return all that is known to have happened with a person and what is agreed for later."""
    interviews = list(_interviews(person))
    follow_ups = list(person.follow_ups.all())
    entries = [
        *_beginnings(person),
        *map(_research, person.research.all()),
        *map(_talk, interviews),
        *(entry for interview in interviews for entry in _notes(interview)),
        *map(_sent, person.messages.filter(sent_at__isnull=False)),
        *map(_follow_up, follow_ups),
        *map(_referral, person.referrals.select_related("organisation")),
    ]
    return History(
        ahead=sorted((entry for entry in entries if entry.at > now), key=_moment),
        past=sorted((entry for entry in entries if entry.at <= now), key=_moment, reverse=True),
        interviews=interviews,
        follow_ups=follow_ups,
    )


def _moment(entry: Entry) -> datetime:
    return entry.at


def _interviews(person: Person) -> Iterable[Interview]:
    noted = Answer.objects.exclude(text="").select_related("line").order_by("line__position", "pk")
    return person.interviews.select_related("search").prefetch_related(
        Prefetch("answers", noted), "people"
    )


def _beginnings(person: Person) -> Iterator[Entry]:
    by = person.referred_by
    title = _("Added to your people") if by is None else _("Named by %(name)s") % {"name": by}
    url = by.get_absolute_url() if by else ""
    yield Entry(person.created_at, "person", title, url=url)
    if person.archived_at:
        yield Entry(person.archived_at, "archive", _("Archived"))


def _research(note: ResearchNote) -> Entry:
    return Entry(note.created_at, "search", _("Research"), note=note)


def _talk(interview: Interview) -> Entry:
    others = [other.name for other in interview.people.all()]
    return Entry(
        interview.ended_at or interview.starts_at or interview.created_at,
        "interview",
        interview.get_kind_display(),
        text=", ".join(others) if len(others) > 1 else "",
        url=interview.get_absolute_url(),
        badge=interview.get_stage_display(),
        tone="accent" if interview.stage in (Stage.SCHEDULED, Stage.HELD) else "",
        has_time=interview.starts_at is not None,
    )


def _notes(interview: Interview) -> Iterator[Entry]:
    answers = list(interview.answers.all())
    if answers:
        yield Entry(
            max(answer.saved_at for answer in answers),
            "note",
            _("Notes of the talk"),
            url=interview.get_absolute_url(),
            answers=answers[:SHOWN_NOTES],
            more=max(0, len(answers) - SHOWN_NOTES),
        )


def _sent(message: Message) -> Entry:
    assert message.sent_at is not None
    title = _("%(what)s sent by %(channel)s") % {
        "what": message.get_purpose_display(),
        "channel": message.get_channel_display(),
    }
    return Entry(message.sent_at, "send", title, text=message.body)


def _follow_up(follow_up: FollowUp) -> Entry:
    is_open = follow_up.state == FollowUpState.OPEN
    is_thanks = follow_up.kind == FollowUpKind.THANK
    return Entry(
        follow_up.due_at if is_open else follow_up.settled_at or follow_up.due_at,
        "follow-up",
        follow_up.get_kind_display(),
        text=follow_up.text,
        url=reverse(
            "thank-you" if is_thanks and is_open else "follow-up-edit", args=[follow_up.pk]
        ),
        badge=_("due") if is_open else follow_up.get_state_display(),
        tone="due" if is_open else "",
    )


def _referral(other: Person) -> Entry:
    return Entry(
        other.created_at,
        "people",
        _("Named %(name)s") % {"name": other},
        text=str(other.organisation or ""),
        url=other.get_absolute_url(),
    )
