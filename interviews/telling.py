"""Whose calendar shows what no longer holds about a talk, and what there is to tell them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import F, Q
from django.utils.formats import date_format

from contacts.models import Account, Person, ReachKind
from interviews.calendars.entry import Guest
from interviews.calendars.files import Method
from interviews.models import Attendance, AttendanceState, Interview, Letter, LetterState
from interviews.rules.clocks import Reading, readings
from interviews.rules.stages import TOOK_PLACE, Stage

# A talk that came about or did not: nobody's calendar needs to hear of it any more.
_OVER = (*TOOK_PLACE, Stage.MISSED)


class Need(StrEnum):
    """What somebody's calendar does not know yet."""

    FIRST = "first"
    CHANGED = "changed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Telling:
    """What one person's calendar was told about a talk, and what it needs to be told."""

    interview: Interview
    person: Person
    attendance: Attendance | None
    need: Need | None

    @property
    def letter(self) -> Letter | None:
        """Return the letter that tells them last, if the app was to send it."""
        return self.attendance.letter if self.attendance else None

    @property
    def is_on_its_way(self) -> bool:
        """Return whether a letter waits for the mail server."""
        return self.letter is not None and self.letter.state == LetterState.QUEUED

    @property
    def is_failed(self) -> bool:
        """Return whether the letter that was to tell them never left."""
        return self.letter is not None and self.letter.state == LetterState.FAILED

    @property
    def is_outdated(self) -> bool:
        """Return whether their calendar shows something wrong, as far as we know."""
        return self.need in (Need.CHANGED, Need.CANCELLED) and not self.is_on_its_way

    @property
    def is_declined(self) -> bool:
        """Return whether their calendar said no to the time that stands."""
        said = self.attendance.state if self.attendance else None
        is_asked = self.need is None and stands(self.interview, self.person)
        return said == AttendanceState.DECLINED and is_asked and self.knows_of_it

    @property
    def knows_of_it(self) -> bool:
        """Return whether their calendar holds a talk that has not taken place."""
        known = self.attendance
        is_told = known is not None and known.told_at is not None and not known.is_told_cancelled
        return is_told and self.interview.stage not in _OVER

    @property
    def knows_the_time(self) -> bool:
        """Return whether they were told the time that stands, or a letter with it is on its way."""
        known = self.attendance
        if known is None or known.is_told_cancelled:
            return False
        is_told = known.told_starts_at == self.interview.starts_at
        is_leaving = self.is_on_its_way and self.letter and self.letter.sequence
        return is_told or is_leaving == self.interview.sequence

    @property
    def is_called_off(self) -> bool:
        """Return whether what there is to tell is that nothing stands any more."""
        return self.need is Need.CANCELLED or not stands(self.interview, self.person)

    @property
    def method(self) -> Method:
        """Return what a file about it asks their calendar to do."""
        return Method.CANCEL if self.is_called_off else Method.REQUEST

    @property
    def old_start(self) -> datetime | None:
        """Return the time their calendar shows, where that is not the agreed one."""
        known = (
            self.attendance if self.attendance and not self.attendance.is_told_cancelled else None
        )
        before = known.told_starts_at if known else None
        return None if before == self.interview.starts_at and not self.is_called_off else before

    @property
    def old_readings(self) -> list[Reading]:
        """Return the time their calendar shows on everybody's clock; nothing where it is right."""
        return readings(self.old_start, self.interview.clocks) if self.old_start else []

    @property
    def old_words(self) -> str:
        """Return the same in a line."""
        return _in_a_line(self.old_readings)

    @property
    def agreed_words(self) -> str:
        """Return the agreed time on everybody's clock, in a line."""
        return _in_a_line(self.interview.readings)

    @property
    def can_be_told(self) -> bool:
        """Return whether a letter makes sense: there is something to say, or the talk stands."""
        is_agreed = stands(self.interview, self.person) and not self.is_on_its_way
        return self.need is not None or self.is_failed or is_agreed


def _in_a_line(clocks: list[Reading]) -> str:
    return " / ".join(f"{date_format(one.wall, 'D j M, H:i')} {one.city}" for one in clocks)


def tellings(interview: Interview, *, at: datetime) -> list[Telling]:
    """Return one for everybody in a talk with a time, and for whoever left it after being told."""
    if interview.starts_at is None:
        return []
    known = {one.person_id: one for one in interview.attendances.select_related("person", "letter")}
    people = {person.pk: person for person in interview.people.all()}
    for attendance in known.values():
        people.setdefault(attendance.person_id, attendance.person)
    return [_telling(interview, one, known.get(one.pk), at) for one in people.values()]


def telling(interview: Interview, person: Person, *, at: datetime) -> Telling:
    """Return what one person needs to be told about a talk."""
    known = interview.attendances.select_related("letter").filter(person=person).first()
    return _telling(interview, person, known, at)


def outdated(account: Account, *, at: datetime) -> list[Telling]:
    """Return, for Today, whose calendars are wrong, whose letter never left, and whose says no.

    Soonest first; the same two queries however many there are.
    """
    rows = (
        account.attendances.filter(
            Q(told_starts_at__gte=at) | Q(interview__starts_at__gte=at, letter__isnull=False),
        )
        .exclude(interview__stage__in=_OVER)
        .filter(_may_be_outdated())
        .select_related("interview", "person", "letter")
        .prefetch_related("interview__people")
        .order_by("interview__starts_at", "pk")
    )
    found = []
    for attendance in rows:
        attendance.interview.account = account
        one = _telling(attendance.interview, attendance.person, attendance, at)
        if one.is_outdated or one.is_failed or one.is_declined:
            found.append(one)
    return found


def _may_be_outdated() -> Q:
    """Return a net that leaves out what is plainly right."""
    is_same = Q(
        told_starts_at=F("interview__starts_at"),
        told_minutes=F("interview__minutes"),
        told_place=F("interview__place"),
        interview__stage=Stage.SCHEDULED,
        interview__people=F("person"),
        is_told_cancelled=False,
    )
    is_gone = Q(is_told_cancelled=True) & ~Q(interview__stage=Stage.SCHEDULED)
    is_no = Q(state=AttendanceState.DECLINED)
    return is_no | Q(letter__state=LetterState.FAILED) | ~(is_same | is_gone)


def _telling(
    interview: Interview, person: Person, attendance: Attendance | None, at: datetime
) -> Telling:
    return Telling(interview, person, attendance, _need(interview, person, attendance, at))


def _need(
    interview: Interview, person: Person, attendance: Attendance | None, at: datetime
) -> Need | None:
    known = attendance and attendance.told_sequence is not None and attendance
    if stands(interview, person):
        assert interview.ends_at is not None
        if interview.ends_at <= at:
            return None
        if known and known.is_told_cancelled:
            return None if _stays_away(known, interview) else Need.FIRST
        if not known:
            return Need.FIRST
        return None if says_the_same(known, interview) else Need.CHANGED
    if not known or known.is_told_cancelled or interview.stage in _OVER:
        return None
    is_past = known.told_starts_at is None or known.told_starts_at <= at
    return None if is_past else Need.CANCELLED


def _stays_away(attendance: Attendance, interview: Interview) -> bool:
    """Return whether they called off their own coming, and the time is still that one."""
    is_theirs = attendance.state == AttendanceState.DECLINED
    return is_theirs and attendance.told_starts_at == interview.starts_at


def stands(interview: Interview, person: Person) -> bool:
    """Return whether somebody is to come to a talk at its agreed time."""
    is_in_it = any(one.pk == person.pk for one in interview.people.all())
    return is_in_it and interview.stage == Stage.SCHEDULED and interview.starts_at is not None


def says_the_same(attendance: Attendance, interview: Interview) -> bool:
    """Return whether what somebody was told is what is agreed; moved and moved back is the same."""
    told = attendance.told_starts_at, attendance.told_minutes, attendance.told_place
    return told == (interview.starts_at, interview.minutes, interview.place)


def addresses_of(person: Person) -> list[str]:
    """Return the e-mail addresses of somebody that a letter could go to, the first one first."""
    known = (one.value.strip() for one in person.reaches.all() if one.kind == ReachKind.EMAIL)
    return [one for one in known if _is_address(one)]


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def guests_of(interview: Interview, people: Iterable[Person]) -> list[Guest]:
    """Return those in a talk as an entry names them, with what their calendars answered.

    A yes to what the talk was before is none to what it is: whoever gave it is asked anew.
    """
    known = interview.attendances.all()
    states = {one.person_id: one.state for one in known if says_the_same(one, interview)}
    return list(_guests(people, states))


def _guests(people: Iterable[Person], states: dict[int, str]) -> Iterator[Guest]:
    for person in people:
        email = next(iter(addresses_of(person)), "")
        state = states.get(person.pk, AttendanceState.NEEDS_ACTION.value)
        yield Guest(person.name, email, person.zone, state)
