"""What somebody's calendar answered to an invitation, noted where it concerns the talk as it stands."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext

from config.kit.labels import N_
from contacts.models import Account, Channel, Meaning, Person, ReachKind
from interviews.actions.correspondence import CannotBe, log_received
from interviews.actions.planning import hold
from interviews.calendars.replies import Reply
from interviews.models import Attendance, AttendanceState, Interview, OfferedTime
from interviews.rules.clocks import agreed_at
from interviews.telling import says_the_same


class Refused(StrEnum):
    """Why an answer cannot be noted."""

    NO_TALK = "no talk"
    NOT_IN_IT = "not in it"
    OLD = "old"
    PAST = "past"


class NotTaken(ValueError):
    """Nothing was noted; `why` says for what reason, `interview` which talk it is about if any."""

    def __init__(self, why: Refused, interview: Interview | None = None) -> None:
        """Keep the reason and the talk."""
        super().__init__(why.value)
        self.why, self.interview = why, interview


@dataclass(frozen=True)
class Taken:
    """What an answer changed: of whom, in which talk; `proposed` for a counter-proposal."""

    interview: Interview
    person: Person
    state: AttendanceState | None
    proposed: OfferedTime | None


@transaction.atomic
def take_reply(account: Account, reply: Reply, *, at: datetime) -> Taken:
    """Note what a calendar answered; the same answer twice is noted once.

    Raises NotTaken for a talk of somebody else's or none, for an address that nobody in the talk
    has, for an answer to what the talk was before its last change, and for a proposal in the past.
    """
    interview = account.interviews.filter(uid=reply.uid).first()
    if interview is None:
        raise NotTaken(Refused.NO_TALK)
    person = _answering(interview, reply.email)
    if person is None:
        raise NotTaken(Refused.NOT_IN_IT, interview)
    # Before the attendance, as whoever answers by the link does.
    hold([*interview.people.all(), person])
    attendance, _is_new = Attendance.objects.get_or_create(
        interview=interview, person=person, defaults={"account": account}
    )
    if _is_old(reply, attendance, interview):
        raise NotTaken(Refused.OLD, interview)
    if reply.starts_at is not None:
        proposed = _propose(interview, person, reply.starts_at, reply.zone, at)
        taken = Taken(interview, person, None, proposed)
    else:
        attendance.state, attendance.answered_at = AttendanceState(reply.state), at
        attendance.save(update_fields=["state", "answered_at"])
        taken = Taken(interview, person, AttendanceState(reply.state), None)
    if reply.comment:
        _note_word(taken, reply.comment, at)
    return taken


def _answering(interview: Interview, email: str) -> Person | None:
    """Return who in a talk has an address, those who left it after they were invited included."""
    people = Person.objects.filter(reaches__kind=ReachKind.EMAIL, reaches__value__iexact=email)
    return (
        people.filter(interviews=interview).first()
        or people.filter(attendances__interview=interview).first()
    )


def _is_old(reply: Reply, attendance: Attendance, interview: Interview) -> bool:
    """Return whether they answered something that no longer holds."""
    told = attendance.told_sequence
    if told is not None and reply.sequence >= told and says_the_same(attendance, interview):
        # What changed since is nothing that they were told.
        return False
    return reply.sequence < interview.sequence


def _propose(
    interview: Interview, person: Person, starts_at: datetime, zone: str, at: datetime
) -> OfferedTime:
    if starts_at <= at:
        raise NotTaken(Refused.PAST, interview)
    zone = zone or person.zone or interview.zone or interview.account.zone
    open_ones = interview.offered_times.filter(
        person=person, is_theirs=True, starts_at=starts_at, settled_at=None
    )
    return open_ones.first() or OfferedTime.objects.create(
        account=interview.account,
        interview=interview,
        person=person,
        **agreed_at(starts_at, zone),
        starts_at=starts_at,
        is_theirs=True,
        created_at=at,
    )


# How a word that came by calendar begins, among what came from them: what they did, then the word.
_DID = {
    AttendanceState.ACCEPTED: N_("Accepted by calendar."),
    AttendanceState.TENTATIVE: N_("May come, says their calendar."),
    AttendanceState.DECLINED: N_("Declined by calendar."),
    None: N_("Proposed another time by calendar."),
}


def _note_word(taken: Taken, comment: str, at: datetime) -> None:
    """Keep what they wrote with it among what came from them, where the plan can take it."""
    try:
        with transaction.atomic():
            log_received(
                taken.person,
                meaning=Meaning.REPLY,
                came_at=at,
                at=at,
                channel=Channel.EMAIL,
                body=f"{gettext(_DID[taken.state])}\n\n{comment}",
            )
    except CannotBe:
        return
