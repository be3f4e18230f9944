"""What changes an interview: its time, its stage, and what its end sets in motion."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction

from config.kit import clock
from contacts.actions.pool import promote
from contacts.models import Account, Person
from interviews.actions.contact import derive_contact
from interviews.actions.follow_ups import settle
from interviews.actions.planning import hold, replan
from interviews.models import FollowUpKind, FollowUpState, Interview, OfferedTime
from interviews.rules.stages import EARLY, TOOK_PLACE, Stage, check_move

# Stages in which a calendar entry stands as agreed.
_AGREED = (Stage.SCHEDULED, Stage.HELD, Stage.THANKED, Stage.CLOSED)

# What a calendar entry shows, beside the time.
_SHOWN = {"people", "kind", "minutes", "medium", "place"}


@transaction.atomic
def save_interview(
    interview: Interview, *, people: Iterable[Person], changed: Collection[str]
) -> Interview:
    """Save what a form changed, and who takes part.

    They leave the pool. Where a calendar may hold an entry (a time was agreed) and shows what
    changed, `sequence` counts up. People who join or leave a talk already held gain or lose their
    thank-you.
    """
    people = list(people)
    before = list(interview.people.all()) if interview.pk else []
    concerned = [*before, *people]
    hold(concerned)
    if interview.pk is None:
        interview.moved_at = clock.now()
        interview.save()
    else:
        _save_changed(interview, set(changed))
    interview.people.set(people)
    derive_contact(concerned)
    promote(people=interview.people.all())
    replan(concerned, at=clock.now())
    return interview


def _save_changed(interview: Interview, changed: set[str]) -> None:
    """Save what the form changed and nothing else: the talk may have begun or ended meanwhile."""
    now = Interview.objects.select_for_update(no_key=True).get(pk=interview.pk)
    interview.sequence = now.sequence + bool(now.starts_at and _SHOWN & changed)
    own = {field.name for field in Interview._meta.concrete_fields}
    interview.save(update_fields=(own & changed) | {"sequence", "changed_at"})


@transaction.atomic
def schedule_interview(
    interview: Interview,
    *,
    on_date: date,
    at_time: time,
    zone: str,
    fold: int | None = None,
) -> Interview:
    """Agree on a local day and time; a talk still ahead becomes scheduled.

    Raises clock.NoSuchTime, or clock.TwoSuchTimes while `fold` is None, and MoveRefused for a
    cancelled talk. A change of an earlier time counts up `sequence`.
    """
    starts_at = clock.instant(on_date, at_time, zone, fold)
    # Before anything else: somebody may be picking a time by their link just now.
    Account.objects.select_for_update(no_key=True).get(pk=interview.account_id)
    _lock(interview)
    before = (interview.starts_at, interview.zone)
    interview.on_date, interview.at_time, interview.zone = on_date, at_time, zone
    interview.starts_at, interview.fold = starts_at, _fold_of(starts_at, zone)
    interview.shifted_from = None
    began_at = interview.began_at
    if began_at and interview.ended_at is None and began_at < starts_at - EARLY:
        # A clock started for a talk that did not come about; the new one starts its own.
        interview.began_at = None
    if before[0] and before != (starts_at, zone):
        interview.sequence += 1
    now = clock.now()
    is_held = interview.stage in TOOK_PLACE
    if not is_held and (before[0] != starts_at or interview.stage != Stage.SCHEDULED):
        interview.agreed_at = now
    if not is_held and interview.stage != Stage.SCHEDULED:
        check_move(Stage(interview.stage), Stage.SCHEDULED, has_time=True)
        interview.stage, interview.moved_at = Stage.SCHEDULED, now
    interview.save()
    _follow(interview, at=now)
    return interview


@transaction.atomic
def move_interview(interview: Interview, to: Stage, *, at: datetime) -> Interview:
    """Move a talk to another stage; raise MoveRefused where that is not allowed.

    Held fixes the end of the talk, and the plan follows; back from held takes both back.
    Thanked settles the thank-yous still open; their drafts stay drafts.
    """
    _lock(interview)
    now = Stage(interview.stage)
    check_move(now, to, has_time=interview.starts_at is not None)
    if to is Stage.HELD and now not in (Stage.THANKED, Stage.CLOSED):
        ends_at = interview.ends_at
        return hold_interview(
            interview, ended_at=interview.ended_at or (min(ends_at, at) if ends_at else at), at=at
        )
    is_taken_back = now is Stage.HELD and to is Stage.SCHEDULED
    if is_taken_back:
        interview.ended_at = None
    if interview.starts_at and (now in _AGREED) != (to in _AGREED):
        interview.sequence += 1
    interview.stage, interview.moved_at = to, at
    interview.save()
    if to is Stage.THANKED:
        for thank in interview.follow_ups.open().filter(kind=FollowUpKind.THANK):
            settle(thank, FollowUpState.DONE, at=at)
    _follow(interview, at=at)
    return interview


@transaction.atomic
def hold_interview(interview: Interview, *, ended_at: datetime, at: datetime) -> Interview:
    """Record that the talk took place and when it ended; everybody in it is planned anew.

    Doing it again moves nothing but the end. Raises MoveRefused for a cancelled or missed talk.
    """
    _lock(interview)
    now = Stage(interview.stage)
    if now not in TOOK_PLACE:
        check_move(now, Stage.HELD, has_time=interview.starts_at is not None)
        interview.stage, interview.moved_at = Stage.HELD, at
    interview.ended_at = ended_at
    interview.save()
    _follow(interview, at=at)
    return interview


@transaction.atomic
def delete_interview(interview: Interview) -> None:
    """Delete a talk with its sheet, notes and follow-ups, for good; the people stay."""
    people = list(interview.people.all())
    hold(people)
    interview.delete()
    derive_contact(people)
    replan(people, at=clock.now())


def _follow(interview: Interview, *, at: datetime) -> None:
    """Let what hangs on a talk follow it: the last contact and the plan of everybody in it."""
    people = list(interview.people.all())
    derive_contact(people)
    replan(people, at=at)


def _lock(interview: Interview) -> None:
    """Hold the row and read it anew: another tab may have moved the talk since it was loaded.

    First of all the people in it, for they are planned anew next.
    """
    hold(interview.people.all())
    interview.refresh_from_db(from_queryset=Interview.objects.select_for_update(no_key=True))


def _fold_of(instant: datetime, zone: str) -> int:
    return instant.astimezone(ZoneInfo(zone)).fold


@dataclass(frozen=True)
class Moved:
    """An agreed time whose instant is another one under today's time zone rules.

    `now` is None where the local time no longer exists; the old instant then stays, and somebody
    has to ask.
    """

    interview: Interview
    before: datetime
    now: datetime | None


def recompute_instants(account: Account | None = None) -> list[Moved]:
    """Derive every `starts_at` again from local time and zone; return what moved.

    To be run after every update of the time zone data. The owner of a talk that moved is told on Today
    and on its page (`shifted_from`). Times on offer follow; those that exist no more are offered no
    more.
    """
    _recompute_offered(account)
    interviews = Interview.objects.exclude(starts_at=None)
    if account:
        interviews = interviews.filter(account=account)
    stale = [
        one.pk for one in interviews.iterator(chunk_size=500) if _derived(one) != one.starts_at
    ]
    return [moved for pk in stale if (moved := _recompute(pk))]


def _recompute_offered(account: Account | None) -> None:
    """Derive what is offered or proposed, and still to come, again."""
    times = OfferedTime.objects.filter(settled_at=None, starts_at__gt=clock.now())
    if account:
        times = times.filter(account=account)
    for one in times.iterator(chunk_size=500):
        now = _derived(one)
        if now == one.starts_at:
            continue
        same = OfferedTime.objects.filter(offer=one.offer_id, is_theirs=one.is_theirs)
        if now is None or (one.offer_id and same.filter(starts_at=now).exists()):
            one.delete()
        else:
            OfferedTime.objects.filter(pk=one.pk).update(starts_at=now)


@transaction.atomic
def see_shift(interview: Interview) -> None:
    """Note that its owner has seen where new time zone rules moved a talk."""
    interview.shifted_from = None
    interview.save(update_fields=["shifted_from"])


def _derived(agreed: Interview | OfferedTime) -> datetime | None:
    """Return the instant that today's rules give, or None where the local time is gone."""
    assert agreed.on_date and agreed.at_time, "interview_time_whole"
    try:
        return clock.instant(agreed.on_date, agreed.at_time, agreed.zone, agreed.fold)
    except clock.NoSuchTime:
        return None


@transaction.atomic
def _recompute(pk: int) -> Moved | None:
    """Set one instant anew; hold the row, since somebody may be changing the time just now."""
    hold(Person.objects.filter(interviews=pk))
    interview = Interview.objects.select_for_update().filter(pk=pk).exclude(starts_at=None).first()
    if interview is None:
        return None
    before, now = interview.starts_at, _derived(interview)
    assert before is not None
    if now == before:
        return None
    # Moved twice before anybody looked: what its owner knows is the first.
    known = interview.shifted_from or before
    interview.shifted_from = None if known == now else known
    if now is None:
        interview.save(update_fields=["shifted_from"])
        return Moved(interview, before, now)
    interview.starts_at = now
    interview.sequence += 1
    interview.save(update_fields=["starts_at", "sequence", "shifted_from", "changed_at"])
    _follow(interview, at=clock.now())
    return Moved(interview, before, now)
