"""What each kind of letter would say now: from the account's own data, else a made-up one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import translation

from config.kit import clock
from contacts.models import Account
from interviews.mail.before_talk import TalkNote, note_for
from interviews.mail.digest import Digest, digest_for
from interviews.mail.evening import Evening, evening_for
from interviews.mail.review import Review, review_for
from interviews.mail.samples import sample
from interviews.mail.wording import Content, Written, written
from interviews.models import FollowUp, FollowUpKind, LetterKind
from interviews.rules.stages import TOOK_PLACE

# Links in a preview are signed with the number of no letter: they do nothing.
_NO_LETTER = UUID(int=0)
_MOST = 5


@dataclass(frozen=True)
class Preview:
    """A letter as it would read, and whether it is made up."""

    letter: Written
    is_sample: bool


def preview(account: Account, kind: LetterKind, *, at: datetime) -> Preview:
    """Return a letter of a kind as the account would get it now; KeyError where it has no switch."""
    content = _REAL[kind](account, at)
    if content:
        return Preview(written(content, _NO_LETTER), is_sample=False)
    with translation.override(account.language):
        made_up = sample(account, kind, at=at)
    return Preview(written(made_up, _NO_LETTER), is_sample=True)


def _digest(account: Account, at: datetime) -> Digest | None:
    today = clock.day_of(at, account.zone)
    days = (today, account.calendar.next_working(today))
    working = (day for day in days if account.calendar.is_working(day))
    found = (digest_for(account, day=day, at=at) for day in working)
    return next((digest for digest in found if digest), None)


def _thanks(account: Account, at: datetime) -> Evening | None:
    thanks = _steps(account, FollowUpKind.THANK)
    debriefs = _steps(account, FollowUpKind.DEBRIEF) if account.wants_debrief else []
    return evening_for(account, thanks=thanks, debriefs=debriefs, at=at) if thanks else None


def _debrief(account: Account, at: datetime) -> Evening | None:
    return evening_for(account, thanks=[], debriefs=_steps(account, FollowUpKind.DEBRIEF), at=at)


def _steps(account: Account, kind: FollowUpKind) -> list[FollowUp]:
    open_ones = account.follow_ups.open().filter(kind=kind, interview__stage__in=TOOK_PLACE)
    return list(open_ones.select_related("person", "about", "interview")[:_MOST])


def _before_talk(account: Account, at: datetime) -> TalkNote | None:
    talk = account.interviews.ahead(at).first()
    return note_for(talk, at=at) if talk else None


def _review(account: Account, at: datetime) -> Review | None:
    return review_for(account, day=clock.day_of(at, account.zone), at=at)


_REAL: dict[LetterKind, Callable[[Account, datetime], Content | None]] = {
    LetterKind.DIGEST: _digest,
    LetterKind.THANKS: _thanks,
    LetterKind.DEBRIEF: _debrief,
    LetterKind.TALK: _before_talk,
    LetterKind.REVIEW: _review,
}
