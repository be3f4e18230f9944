"""What today's letters would have said, where they did not leave."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.db.models import Q
from django.utils.translation import gettext as _

from contacts.models import Account
from interviews.mail.digest import digest_for
from interviews.mail.kinds import WANTED
from interviews.mail.wording import written
from interviews.mail_health import pulse, runs_it
from interviews.mail_words import advice, meaning
from interviews.models import LetterKind, LetterState
from interviews.rules.digest import window
from interviews.rules.mail_troubles import Trouble, trouble_of

# A letter that waits this long is told here: greylisting servers let it through about now.
PATIENCE = timedelta(minutes=15)
LATELY = timedelta(days=2)
# What comes by itself; other letters belong to a talk's page, or to who signs in.
_KINDS = tuple(WANTED)


@dataclass(frozen=True)
class Unsent:
    """A letter of today that has not left: its kind, what it says, and why it is here."""

    kind: LetterKind
    text: str
    why: str
    is_waiting: bool = False


def unsent(account: Account, day: date, *, at: datetime) -> list[Unsent]:
    """Return today's letters that failed or wait too long, and a digest that nobody wrote.

    One query while all is well.
    """
    stuck = Q(state=LetterState.FAILED) | Q(state=LetterState.QUEUED, created_at__lt=at - PATIENCE)
    # The day says which; when they were made only spares looking at all there ever were.
    lately = account.letters.filter(stuck, created_at__gt=at - LATELY)
    letters = lately.filter(local_day=day, kind__in=_KINDS).exclude(text="")
    rows = list(
        letters.order_by("created_at").values_list("kind", "text", "state", "cause", "error")
    )
    if not rows:
        return _unwritten(account, day, at=at)
    # A letter that nobody touched is not to blame itself.
    general = "" if all(cause for *_told, cause, _error in rows) else _general(account, at)
    return [
        Unsent(
            LetterKind(kind),
            text,
            _reason(trouble_of(cause, error), account) or general,
            is_waiting=state == LetterState.QUEUED,
        )
        for kind, text, state, cause, error in rows
    ]


def _reason(trouble: Trouble | None, account: Account) -> str:
    """Return what is wrong and what to do; nothing where nothing is."""
    if trouble is None:
        return ""
    return f"{meaning(trouble)} {advice(trouble, runs_it=runs_it(account))}".strip()


def _general(account: Account, at: datetime) -> str:
    """Return what holds all letters up."""
    now = pulse(at=at)
    if now.is_worker_silent:
        return _("Nothing works in the background; it leaves as soon as something does.")
    if now.down_since:
        return _reason(now.trouble, account)
    return _("Many letters may be before it; it is taken in its turn.")


def _unwritten(account: Account, day: date, *, at: datetime) -> list[Unsent]:
    """Return the digest that would have been written by now, had anybody worked in the background."""
    opens, closes = window(day, account.digest_hour, account.zone)
    is_missing = account.wants_digest and account.digest_planned_on < day
    if not (is_missing and opens + PATIENCE < at < closes and account.calendar.is_working(day)):
        return []
    now = pulse(at=at)
    if not now.is_worker_silent:
        return []
    digest = digest_for(account, day=day, at=at)
    if digest is None:
        return []
    return [Unsent(LetterKind.DIGEST, written(digest, uuid4()).text, "", is_waiting=True)]
