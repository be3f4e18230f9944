"""Around a talk: confirm it, write down what it taught, thank, ask whom to meet next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from contacts.rules.cadence.events import Event, Kind, Purpose
from contacts.rules.cadence.history import History, latest, may_follow
from contacts.rules.cadence.landing import end_of_day
from contacts.rules.cadence.reasons import Reason
from contacts.rules.cadence.steps import StepKind
from contacts.rules.cadence.wants import Known, Want

_OFF = (Kind.CANCELLED, Kind.MISSED)


@dataclass(frozen=True)
class Talk:
    """One talk as its events tell it; `agreed` is the time that stands, if one does."""

    talk: int
    agreed: Event | None = None
    held: Event | None = None
    thanks: Event | None = None
    is_debriefed: bool = False

    @property
    def is_ahead(self) -> bool:
        """Return whether a time is agreed and nobody said yet that it took place."""
        return bool(self.agreed and not self.held)


def talks_in(known: Known) -> list[Talk]:
    """Return the talks of a history, the oldest id first."""
    events = known.history.of(*Kind)
    ids = sorted({event.talk for event in events if event.talk})
    return [_read(known.history, talk) for talk in ids]


def _read(history: History, talk: int) -> Talk:
    own = [event for event in history.of(*Kind) if event.talk == talk]
    agreed = latest(e for e in own if e.kind is Kind.SCHEDULED and e.starts_at)
    if agreed and any(may_follow(e, agreed) for e in own if e.kind in _OFF):
        agreed = None
    held = latest(e for e in own if e.kind is Kind.HELD)
    general = [e for e in history.thanks() if not e.talk and held and may_follow(e, held)]
    return Talk(
        talk=talk,
        agreed=agreed,
        held=held,
        thanks=next((e for e in history.thanks() if e.talk == talk), None)
        or next(iter(general), None),
        is_debriefed=any(e.kind is Kind.DEBRIEFED for e in own),
    )


def steps_of_talks(talks: list[Talk], known: Known) -> Iterator[Want]:
    """Yield what the talks with one person lead to."""
    for talk in talks:
        if talk.held:
            yield from _after(talk, talk.held, known)
        elif talk.agreed and not _is_called_off(talk.agreed, known.history):
            yield from _before(talk, talk.agreed, known)
        elif talk.thanks and not known.history.do_not_contact:
            yield _clarify("when_held", talk.talk, talk.thanks, known)
    # Whoever interviews me for a job is not asked whom to meet next.
    if last := latest(talk.held for talk in talks if talk.held and not talk.held.is_round):
        yield from _whom_next(last, known)


def _is_called_off(agreed: Event, history: History) -> bool:
    return history.declined is not None and history.declined.at >= agreed.at


def _before(talk: Talk, agreed: Event, known: Known) -> Iterator[Want]:
    assert agreed.starts_at is not None
    day = agreed.starts_at.date()
    if not known.history.do_not_contact and known.today <= day:
        yield from _confirm(talk.talk, agreed, known)
    if not talk.is_debriefed:
        yield Want(
            kind=StepKind.DEBRIEF,
            key=f"{StepKind.DEBRIEF}:{talk.talk}",
            since=day,
            reason=Reason("was_held" if known.today > day else "debrief_ahead", day=day),
            number="debrief",
            due_at=agreed.starts_at,
            overdue_at=end_of_day(day, agreed.starts_at),
            talk=talk.talk,
        )


def _confirm(talk: int, agreed: Event, known: Known) -> Iterator[Want]:
    """Yield the confirmation, unless the talk was agreed on so late that it would say nothing."""
    assert agreed.starts_at is not None
    day = agreed.starts_at.date()
    eve = known.calendar.both.working_or_before(day - timedelta(days=known.preset["confirm"]))
    sent = known.history.sent(Purpose.CONFIRM)
    is_sent = any(e.talk in (0, talk) and may_follow(e, agreed) for e in sent)
    if agreed.day < eve and not is_sent:
        yield Want(
            kind=StepKind.CONFIRM,
            key=f"{StepKind.CONFIRM}:{talk}:{agreed.starts_at:%Y%m%dT%H%M}",
            since=eve,
            reason=Reason("confirm", day=day),
            number="confirm",
            overdue_at=end_of_day(eve, agreed.starts_at),
            talk=talk,
        )


def _after(talk: Talk, held: Event, known: Known) -> Iterator[Want]:
    # Asked for on the same day only, unless it was put off: later little of it is true.
    key = f"{StepKind.DEBRIEF}:{talk.talk}"
    put_off = [e.until for e in known.history.of(Kind.SNOOZED) if e.step == key and e.until]
    if not talk.is_debriefed and known.today <= max([held.day, *put_off]):
        yield Want(
            kind=StepKind.DEBRIEF,
            key=key,
            since=held.day,
            reason=_while_fresh(held, known),
            number="debrief",
            due_at=held.at,
            overdue_at=end_of_day(held.day, held.at),
            talk=talk.talk,
        )
    if not talk.thanks and not known.history.do_not_contact:
        due_at = hours_after(held.at, known.preset["thank_you"])
        yield Want(
            kind=StepKind.THANK,
            key=f"{StepKind.THANK}:{talk.talk}",
            since=due_at.date(),
            reason=Reason("thank", known.preset["thank_you"], held.day),
            number="thank_you",
            due_at=due_at,
            overdue_at=due_at,
            talk=talk.talk,
        )


def _while_fresh(held: Event, known: Known) -> Reason:
    if held.is_round:
        return Reason("debrief_round", day=held.day)
    return Reason("debrief", known.preset["debrief"], held.day)


def _whom_next(held: Event, known: Known) -> Iterator[Want]:
    history = known.history
    named = history.of(Kind.NAMED, Kind.PROMISED, Kind.INTRODUCED)
    answered = [*named, *history.sent(Purpose.REFERRAL_ASK)]
    if history.stop or history.ended or any(e.day >= held.day for e in answered):
        return
    yield Want(
        kind=StepKind.ASK_REFERRAL,
        key=f"{StepKind.ASK_REFERRAL}:{held.talk}",
        since=held.day + timedelta(days=known.preset["ask_referral"]),
        reason=Reason("ask_referral"),
        number="ask_referral",
        counts_from=held.day,
        talk=held.talk,
    )


def _clarify(question: str, talk: int, event: Event, known: Known) -> Want:
    return Want(
        kind=StepKind.CLARIFY,
        key=f"{question}:{talk}",
        since=event.day,
        reason=Reason(question, day=event.day),
        talk=talk,
    )


def hours_after(moment: datetime, hours: int) -> datetime:
    """Return the moment so many real hours later, whatever the clocks do, in the same zone."""
    later = moment.astimezone(UTC) + timedelta(hours=hours)
    return later.astimezone(moment.tzinfo)
