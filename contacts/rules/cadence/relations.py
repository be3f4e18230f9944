"""What lasts beyond one ask: answers owed, introductions, referrals, promises, staying in touch."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from contacts.rules.cadence.asks import Ask, standing
from contacts.rules.cadence.chasing import other_way
from contacts.rules.cadence.events import SIGNS, Event, Kind, Purpose
from contacts.rules.cadence.history import is_thanks, latest, may_follow, place
from contacts.rules.cadence.landing import end_of_day
from contacts.rules.cadence.reasons import Reason
from contacts.rules.cadence.steps import Stage, StepKind
from contacts.rules.cadence.talks import Talk, hours_after
from contacts.rules.cadence.wants import Known, Want

# An answer is help too: whoever offered advice or a time would like to know that it is over.
_HELP = (Kind.REPLIED, Kind.HELD, Kind.NAMED, Kind.PROMISED, Kind.INTRODUCED)
# An ask that stands here is still hoped for.
_WAITING = (Stage.ASKED, Stage.NUDGED)
# What comes due within so many days is told of in one message.
_TOGETHER = timedelta(days=7)


def steps_of_relation(asks: list[Ask], talks: list[Talk], known: Known) -> Iterator[Want]:
    """Yield what is owed to a person, and what keeps the acquaintance."""
    history = known.history
    if history.stop:
        return
    yield from _reports(known)
    owed = _unanswered(known)
    if owed:
        yield _answer(owed, known)
    if history.ended:
        yield from _tell_ended(history.ended, known)
    else:
        yield from _introductions(known)
        yield from _write_introduced(asks, known)
        yield from _referrals(known)
        yield from _undelivered(known)
    is_waiting = any(standing(ask, known).stage in _WAITING for ask in asks)
    if not (owed or is_waiting or any(talk.is_ahead for talk in talks)):
        yield from _keep_in_touch(known)


def _unanswered(known: Known) -> Event | None:
    """Return the oldest reply that nothing of mine followed."""
    history = known.history
    asking = {e for e in history.contacts() if e.purpose == Purpose.NUDGE} | history.openings
    mine = [e for e in history.contacts() if e not in asking]
    mine += history.of(Kind.SCHEDULED, Kind.HELD)
    for reply in history.of(Kind.REPLIED):
        if not any(may_follow(e, reply) for e in mine) and not _is_courtesy(reply, known):
            return reply
    return None


def _is_courtesy(reply: Event, known: Known) -> bool:
    """Return whether it only answers thanks or a farewell, which ends the exchange."""
    before = latest(e for e in known.history.contacts() if e.at <= reply.at)
    is_closed = before and (is_thanks(before) or before.purpose == Purpose.END_OF_SEARCH)
    return bool(is_closed) and not reply.outreach


def _answer(reply: Event, known: Known) -> Want:
    due_at = hours_after(reply.at, known.preset["answer"])
    return Want(
        kind=StepKind.ANSWER,
        key=f"{StepKind.ANSWER}:{reply.fact or f'ask{reply.outreach}'}",
        since=due_at.date(),
        reason=Reason("answer", known.preset["answer"], reply.day),
        number="answer",
        due_at=due_at,
        overdue_at=due_at,
        outreach=reply.outreach,
        fact=reply.fact,
    )


def _reports(known: Known) -> Iterator[Want]:
    sent = list(known.history.sent(Purpose.REPORT_ADVICE))
    promises = {made.fact: made for made in known.history.of(Kind.PROMISE_MADE)}
    for made in promises.values():
        if any(may_follow(e, made) for e in sent):
            continue
        if made.on is None:
            yield Want(
                kind=StepKind.CLARIFY,
                key=f"report_when:{made.fact}",
                since=made.day,
                reason=Reason("report_when"),
                fact=made.fact,
            )
        else:
            yield Want(
                kind=StepKind.REPORT_BACK,
                key=f"{StepKind.REPORT_BACK}:{made.fact}",
                since=made.on,
                reason=Reason("report_back", day=made.on),
                overdue_at=end_of_day(made.on, made.at),
                fact=made.fact,
            )


def _introductions(known: Known) -> Iterator[Want]:
    """Yield one reminder for each introduction that was promised and has not come."""
    history = known.history
    over = {e.other for e in history.of(Kind.INTRODUCED, Kind.USED)}
    first: dict[int, Event] = {}
    for event in history.of(Kind.PROMISED):
        first.setdefault(event.other, event)
    for other, promised in first.items():
        is_reminded = any(e.other == other and may_follow(e, promised) for e in history.sent())
        if other in over or (other and is_reminded):
            continue
        yield Want(
            kind=StepKind.NUDGE_INTRODUCTION,
            key=f"{StepKind.NUDGE_INTRODUCTION}:{other}",
            since=promised.day + timedelta(days=known.preset["nudge_introduction"]),
            reason=Reason("nudge_introduction"),
            number="nudge_introduction",
            counts_from=promised.day,
            other=other,
        )


def _write_introduced(asks: list[Ask], known: Known) -> Iterator[Want]:
    """Yield the first word to somebody I was introduced to, where nothing followed from either side."""
    history = known.history
    first = {e.other: e for e in reversed(list(history.of(Kind.INTRODUCED_TO)))}
    made = latest(first.values())
    if made is None or any(standing(ask, known).stage in _WAITING for ask in asks):
        return
    if not any(may_follow(e, made) for e in (*history.contacts(), *history.of(*SIGNS))):
        yield Want(
            kind=StepKind.WRITE_INTRODUCED,
            key=f"{StepKind.WRITE_INTRODUCED}:{made.other}",
            since=known.calendar.both.add_working(made.day, known.preset["write_introduced"]),
            reason=Reason("write_introduced", day=made.day),
            number="write_introduced",
            other=made.other,
        )


def _referrals(known: Known) -> Iterator[Want]:
    """Yield one word to the referrer on whom I followed up on and have not told of.

    One message tells of all whose own day has come by then, or comes within the week after: nobody
    hears twice in a week how it went with whom they named.
    """
    number = known.preset["tell_referrer"]
    untold = list(_untold(known))
    if not untold:
        return
    used, *others = untold
    since = used.day + timedelta(days=number)
    by = max(since, known.today)
    yield Want(
        kind=StepKind.TELL_REFERRER,
        key=f"{StepKind.TELL_REFERRER}:{used.other}",
        since=since,
        reason=Reason("tell_referrer"),
        number="tell_referrer",
        counts_from=used.day,
        other=used.other,
        also=tuple(e.other for e in others if e.day + timedelta(days=number) <= by + _TOGETHER),
    )


def _untold(known: Known) -> Iterator[Event]:
    """Yield the first use of each referral that they have not heard about, the earliest first."""
    history = known.history
    named = {e.other: e for e in reversed(list(history.of(Kind.NAMED, Kind.PROMISED)))}
    first = {e.other: e for e in reversed(list(history.of(Kind.USED)))}
    told = list(history.sent(Purpose.REPORT_REFERRER, Purpose.END_OF_SEARCH))
    stem = f"{StepKind.TELL_REFERRER}:"
    settled = [e for e in history.of(Kind.SETTLED) if e.step.startswith(stem)]
    waits = timedelta(days=known.preset["tell_referrer"]) - _TOGETHER
    for used in sorted(first.values(), key=place):
        was_first = used.other in named and not may_follow(used, named[used.other])
        is_told = any(
            may_follow(e, used) and (e.other in (0, used.other) or used.day + waits <= e.day)
            for e in told
        )
        is_settled = f"{stem}{used.other}" in history.settled or any(
            may_follow(e, used) and used.day + waits <= e.day for e in settled
        )
        if not (was_first or is_told or is_settled):
            yield used


def _undelivered(known: Known) -> Iterator[Want]:
    """Yield the search for another way after a message outside any ask came back."""
    bounced = latest(e for e in known.history.of(Kind.BOUNCED) if not e.outreach)
    later = (*known.history.contacts(), *known.history.of(*SIGNS))
    if bounced and not any(e.at > bounced.at for e in later):
        yield other_way(bounced)


def _tell_ended(ended: Event, known: Known) -> Iterator[Want]:
    told = latest(known.history.sent(Purpose.END_OF_SEARCH))
    helped = [e for e in known.history.of(*_HELP) if told is None or e.at > told.at]
    if (told and may_follow(told, ended)) or not helped:
        return
    yield Want(
        kind=StepKind.TELL_ENDED,
        key=f"{StepKind.TELL_ENDED}:{ended.fact}",
        since=known.calendar.both.add_working(ended.day, known.preset["tell_ended"]),
        reason=Reason("tell_ended", day=ended.day),
        number="tell_ended",
        fact=ended.fact,
    )


def _keep_in_touch(known: Known) -> Iterator[Want]:
    """Yield the next check-in with somebody I talked to, until too many went unanswered in a row."""
    history, preset = known.history, known.preset
    sign = latest(history.of(*SIGNS))
    if sign is None or not any(history.of(Kind.HELD)):
        return
    stem = f"{StepKind.KEEP_IN_TOUCH}:"
    settled = [e for e in history.of(Kind.SETTLED) if e.step.startswith(stem)]
    sent = list(history.sent(Purpose.KEEP_IN_TOUCH))
    unanswered = _made(_after(sign, sent), list(enumerate(_after(sign, settled), 1)))
    if unanswered >= preset["check_ins"]:
        return
    turn = 1 + _made(sent, [(int(e.step.removeprefix(stem)), e) for e in settled])
    last = max(e.day for e in (*history.contacts(), *history.of(*SIGNS), *settled))
    number = "keep_in_touch_calm" if history.ended else "keep_in_touch"
    yield Want(
        kind=StepKind.KEEP_IN_TOUCH,
        key=f"{stem}{turn}",
        since=months_after(last, preset[number]),
        reason=Reason("keep_in_touch_last" if _after(sign, sent) else "keep_in_touch"),
        number=number,
        counts_from=last,
    )


def _after(sign: Event, events: list[Event]) -> list[Event]:
    return [event for event in events if event.at > sign.at]


def _made(sent: list[Event], settled: list[tuple[int, Event]]) -> int:
    """Return how many check-ins there were, from messages and from numbered steps that were settled.

    One that was done by a message is both, and then it was settled no earlier than it was sent.
    """
    told = [number + len(_after(step, sent)) for number, step in settled]
    return max(len(sent), *told, 0)


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, the month's last where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
