"""Everything that happened with one person, gathered from both sides and put in order of time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from contacts.models import Message, Move, Organisation, Person, ResearchNote
from interviews.models import Answer, FollowUp, FollowUpKind, FollowUpState, Interview
from interviews.rules.stages import Stage

AHEAD = (Stage.PLANNED, Stage.INVITED, Stage.SCHEDULED)


@dataclass(frozen=True)
class Entry:
    """One thing that happened, or (`is_ahead`) is still to come, at one moment."""

    at: datetime
    title: str
    text: str = ""
    url: str = ""
    badge: str = ""
    tone: str = ""
    stage: str = ""
    is_ahead: bool = False
    note: ResearchNote | None = None
    interview: Interview | None = None


@dataclass(frozen=True)
class Said:
    """What was written down in one talk: every answer, in asking order."""

    interview: Interview
    answers: list[Answer]


@dataclass(frozen=True)
class Position:
    """Where somebody was before, and when it was noticed that they no longer are."""

    title: str
    organisation: Organisation | None
    until: datetime


@dataclass(frozen=True)
class History:
    """What lies ahead, soonest first, and what is past, latest first; and the rows behind both.

    `said` are the notes of every talk, the latest first; `positions` those left behind; `news` the
    moves that an import told of and nobody has looked at.
    """

    ahead: list[Entry]
    past: list[Entry]
    interviews: list[Interview]
    follow_ups: list[FollowUp]
    referrals: list[Person]
    said: list[Said]
    positions: list[Position]
    news: list[Move]


def history_of(person: Person, *, now: datetime) -> History:
    """Return all that is known to have happened with a person and what is agreed for later."""
    interviews = list(_interviews(person))
    follow_ups = list(person.follow_ups.all())
    referrals = list(person.referrals.select_related("organisation"))
    moves = list(person.moves.select_related("from_organisation", "to_organisation"))
    said = [Said(one, answers) for one in interviews if (answers := list(one.answers.all()))]
    entries = [
        *map(_referral, referrals),
        *map(_move, moves),
        *map(_notes, said),
        *map(_talk, interviews),
        *map(_sent, person.messages.filter(sent_at__isnull=False)),
        *(_follow_up(follow_up, now) for follow_up in follow_ups),
        *map(_research, person.research.all()),
        *_beginnings(person),
    ]
    return History(
        ahead=sorted((entry for entry in entries if entry.is_ahead), key=_moment),
        past=sorted((entry for entry in entries if not entry.is_ahead), key=_moment, reverse=True),
        interviews=interviews,
        follow_ups=follow_ups,
        referrals=referrals,
        said=said,
        positions=[
            Position(move.from_title, move.from_organisation, move.noticed_at)
            for move in moves
            if move.from_title or move.from_organisation
        ],
        news=[move for move in moves if move.is_news],
    )


def _moment(entry: Entry) -> datetime:
    return entry.at


def _interviews(person: Person) -> Iterator[Interview]:
    noted = Answer.objects.exclude(text="").select_related("line").order_by("line__position", "pk")
    for interview in person.interviews.prefetch_related(Prefetch("answers", noted), "people"):
        # Every row belongs to the person's own account; spares a query a row.
        interview.account = person.account
        yield interview


def _beginnings(person: Person) -> Iterator[Entry]:
    by = person.referred_by
    if person.archived_at:
        yield Entry(person.archived_at, _("Archived"))
    title = _("Added to your people") if by is None else _("Named by %(name)s") % {"name": by}
    yield Entry(person.created_at, title, url=by.get_absolute_url() if by else "")


def _research(note: ResearchNote) -> Entry:
    return Entry(note.created_at, _("Research"), note=note)


def _talk(interview: Interview) -> Entry:
    people = list(interview.people.all())
    return Entry(
        interview.starts_at or interview.ended_at or interview.created_at,
        interview.get_kind_display(),
        text=interview.names if len(people) > 1 else "",
        url=interview.get_absolute_url(),
        badge=interview.get_stage_display(),
        stage=interview.stage,
        is_ahead=interview.stage in AHEAD,
        interview=interview,
    )


def _notes(said: Said) -> Entry:
    return Entry(
        max(answer.saved_at for answer in said.answers),
        _("Notes of the talk"),
        url=f"#said-{said.interview.pk}",
        badge=str(len(said.answers)),
    )


def _move(move: Move) -> Entry:
    left = ", ".join(filter(None, [move.from_title, str(move.from_organisation or "")]))
    return Entry(
        move.noticed_at,
        _("Moved to %(where)s") % {"where": move},
        text=_("before: %(where)s") % {"where": left} if left else "",
        url=move.to_organisation.get_absolute_url() if move.to_organisation else "",
    )


def _sent(message: Message) -> Entry:
    """Return a letter that went or came."""
    assert message.sent_at is not None
    title = _("%(what)s sent") % {"what": message.get_purpose_display()}
    if message.is_received:
        title = message.get_meaning_display()
    return Entry(
        message.sent_at,
        title,
        text=message.body,
        url=message.get_absolute_url(),
        badge=message.get_channel_display(),
    )


def _follow_up(follow_up: FollowUp, now: datetime) -> Entry:
    is_open = follow_up.state == FollowUpState.OPEN
    is_thanks = follow_up.kind == FollowUpKind.THANK
    is_late = is_open and follow_up.due_at <= now
    # A day's end is the next day's first moment; it is shown under the day itself.
    due_at = follow_up.due_at if is_thanks else follow_up.due_at - timedelta(microseconds=1)
    return Entry(
        due_at if is_open else follow_up.settled_at or due_at,
        follow_up.get_kind_display(),
        text=follow_up.text,
        url=reverse(
            "follow-up-write" if is_thanks and is_open else "follow-up-edit", args=[follow_up.pk]
        ),
        badge=(_("overdue") if is_late else _("due")) if is_open else follow_up.get_state_display(),
        tone=("overdue" if is_late else "due") if is_open else "",
        is_ahead=is_open,
    )


def _referral(other: Person) -> Entry:
    return Entry(
        other.created_at,
        _("Named %(name)s") % {"name": other},
        text=str(other.organisation or ""),
        url=other.get_absolute_url(),
    )
