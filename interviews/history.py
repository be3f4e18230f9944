"""Everything that happened with one person, gathered from both sides and put in order of time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import F, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from config.kit.mail import is_mail_leaving
from contacts.models import (
    Message,
    Move,
    Organisation,
    OutreachStage,
    Person,
    ResearchNote,
)
from contacts.rules.cadence.events import NOON
from interviews.models import (
    Answer,
    Evidence,
    FollowUp,
    FollowUpState,
    Insight,
    Interview,
    Letter,
    LetterKind,
    LetterState,
)
from interviews.rules.stages import AHEAD


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
    """What was written down in one talk: every answer, in asking order, and the insights it led to."""

    interview: Interview
    answers: list[Answer]
    insights: list[Insight]


@dataclass(frozen=True)
class Position:
    """Where somebody was before, and when it was noticed that they no longer are."""

    title: str
    organisation: Organisation | None
    until: datetime


@dataclass(frozen=True)
class History:
    """Which talks lie ahead, soonest first, and what is past, latest first; and the rows behind both.

    What is to be done stands in the plan (interviews/views/story.py), not here.
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
    """Return all that is known to have happened with a person and which talks are ahead."""
    interviews = list(_interviews(person))
    follow_ups = list(person.follow_ups.select_related("message"))
    referrals = list(person.referrals.select_related("organisation"))
    for one in referrals:
        # Everybody belongs to the person's own account; spares a query a row.
        one.account = person.account
    moves = list(person.moves.select_related("from_organisation", "to_organisation"))
    said = [
        Said(one, answers, _insights(one))
        for one in interviews
        if (answers := list(one.answers.all()))
    ]
    entries = [
        *map(_referral, referrals),
        *map(_move, moves),
        *map(_notes, said),
        *map(_talk, interviews),
        *map(_message, person.messages.filter(sent_at__isnull=False)),
        *map(_letter, _letters(person)),
        *_told_by_me(person),
        *(_settled(one) for one in follow_ups if _is_told(one)),
        *_rests(person, now),
        *_introductions(person),
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


def _insights(interview: Interview) -> list[Insight]:
    """Return what was learned from a talk, without what was dropped since."""
    learned = dict.fromkeys(evidence.insight for evidence in interview.evidence.all())
    return [insight for insight in learned if insight.dropped_at is None]


def _interviews(person: Person) -> Iterator[Interview]:
    noted = Answer.objects.exclude(text="").select_related("line").order_by("line__position", "pk")
    learned = Prefetch("evidence", Evidence.objects.select_related("insight"))
    rows = person.interviews.prefetch_related(Prefetch("answers", noted), learned, "people")
    for interview in rows:
        # Every row belongs to the person's own account; spares a query a row.
        interview.account = person.account
        yield interview


def _beginnings(person: Person) -> Iterator[Entry]:
    by = person.referred_by
    if person.archived_at:
        yield Entry(person.archived_at, _("Archived"))
    title = _("Added to your people") if by is None else _("Named by %(name)s") % {"name": by}
    at = _named_at(person) if by else person.created_at
    yield Entry(at, title, url=by.get_absolute_url() if by else "")


def _research(note: ResearchNote) -> Entry:
    return Entry(note.created_at, _("Research"), note=note)


def _talk(interview: Interview) -> Entry:
    people = list(interview.people.all())
    return Entry(
        interview.starts_at or interview.ended_at or interview.created_at,
        interview.called,
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


def _message(message: Message) -> Entry:
    assert message.sent_at is not None
    sent = _("%(what)s sent") % {"what": message.get_purpose_display() or _("Message")}
    return Entry(
        message.sent_at,
        message.get_meaning_display() if message.is_received else sent,
        text="\n".join(filter(None, [message.subject, message.body])),
        url=message.get_absolute_url(),
        badge=message.get_channel_display(),
    )


def _letters(person: Person) -> QuerySet[Letter]:
    """Return what told their calendar of a talk; such letters are no messages, and plan nothing."""
    sent = Letter.objects.filter(account=person.account, person=person, state=LetterState.SENT)
    return sent.filter(kind=LetterKind.INVITATION).defer("html", "calendar")


def _letter(letter: Letter) -> Entry:
    is_off = letter.method == "CANCEL"
    is_gone = bool(letter.answer) or is_mail_leaving()
    by = _("In answer to them") if letter.is_automatic else _("Sent by you")
    if is_gone:
        title = _("Cancellation sent") if is_off else _("Invitation sent")
    else:
        title = _("Cancellation written") if is_off else _("Invitation written")
    return Entry(
        letter.sent_at or letter.created_at,
        title,
        text=letter.subject,
        url=letter.get_absolute_url(),
        badge=by if is_gone else _("Did not leave: no mail server is set up"),
    )


def _told_by_me(person: Person) -> Iterator[Entry]:
    """Yield of which talks I told somebody by a mail of my own; what they did themselves is no such."""
    known = person.attendances.filter(told_at__isnull=False, letter=None)
    for one in known.exclude(answered_at=F("told_at")).select_related("interview"):
        assert one.told_at is not None
        is_off = one.is_told_cancelled
        title = _("Told that the talk is off") if is_off else _("Invited to the talk")
        url = one.interview.get_absolute_url()
        yield Entry(one.told_at, title, url=url, badge=_("Sent by you"))


def _is_told(step: FollowUp) -> bool:
    """Return whether a follow-up is history by itself: settled, and by no message that tells it."""
    is_sent = step.message is not None and step.message.sent_at is not None
    return step.state != FollowUpState.OPEN and not (step.state == FollowUpState.DONE and is_sent)


def _settled(step: FollowUp) -> Entry:
    is_done = step.state == FollowUpState.DONE
    return Entry(
        step.settled_at or step.due_at,
        step.get_kind_display(),
        text=step.text,
        url="" if step.key else reverse("follow-up-edit", args=[step.pk]),
        badge=_("Done") if is_done else _("Let go"),
        tone="good" if is_done else "",
    )


def _rests(person: Person, now: datetime) -> Iterator[Entry]:
    """Yield when silent asks were left in peace."""
    for ask in person.outreach.filter(stage=OutreachStage.RESTING, rests_on__isnull=False):
        assert ask.rests_on is not None
        at = _noon(ask.rests_on, person)
        if at <= now:
            text = _("No answer came, which is normal. Nobody owes anybody anything.")
            yield Entry(at, _("Left in peace"), text=text, url=ask.get_absolute_url())


def _introductions(person: Person) -> Iterator[Entry]:
    either = Q(introducer=person) | Q(person=person)
    for one in person.account.introductions.filter(either).select_related("introducer", "person"):
        names = {"by": one.introducer, "to": one.person}
        other = one.person if one.introducer_id == person.pk else one.introducer
        url = other.get_absolute_url()
        promised = _("%(by)s promised to introduce you to %(to)s") % names
        yield Entry(_noon(one.promised_on, person), promised, text=one.note, url=url)
        if one.settled_on:
            settled = _("Introduction by %(by)s to %(to)s") % names
            at = _noon(one.settled_on, person)
            yield Entry(at, settled, url=url, badge=one.get_state_display())


def _noon(day: date, person: Person) -> datetime:
    """Return the moment at which a thing known by its day stands."""
    return datetime.combine(day, NOON, ZoneInfo(person.account.zone))


def _named_at(person: Person) -> datetime:
    """Return when somebody was named, else since when they are known."""
    return _noon(person.named_on, person) if person.named_on else person.created_at


def _referral(other: Person) -> Entry:
    return Entry(
        _named_at(other),
        _("Named %(name)s") % {"name": other},
        text=str(other.organisation or ""),
        url=other.get_absolute_url(),
    )
