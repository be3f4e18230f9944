"""What letters would have said that did not leave."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from django.db.models import Q
from django.utils.translation import gettext as _

from contacts.models import Account
from interviews.mail.digest import digest_for
from interviews.mail.kinds import WANTED
from interviews.mail.leave import PATIENCE
from interviews.mail.wording import written
from interviews.mail_health import pulse, runs_it
from interviews.mail_words import advice, meaning
from interviews.models import UNANNOUNCED, Cause, Letter, LetterKind, LetterState
from interviews.rules.delivering import OLDEST
from interviews.rules.digest import window
from interviews.rules.mail_troubles import Trouble, trouble_of

# What comes by itself; other letters belong to a talk's page, or to who signs in.
_KINDS = tuple(WANTED)


@dataclass(frozen=True)
class Unsent:
    """A letter that has not left: its kind, its day, what it says, and why it is here."""

    kind: LetterKind
    day: date
    text: str
    why: str
    is_waiting: bool = False


def unsent(account: Account, day: date, *, at: datetime) -> list[Unsent]:
    """Return the letters that wait too long, those of a day that failed, and a digest nobody wrote.

    One that failed before that day stands as long as its owner has not looked at what failed and
    something it told is still to be told. One query while all is well.
    """
    late = Q(state=LetterState.QUEUED, created_at__lt=at - PATIENCE)
    dead = Q(state=LetterState.FAILED) & (Q(local_day=day) | Q(is_seen=False))
    # No letter waits for longer; that spares looking at all there ever were.
    lately = account.letters.filter(late | dead, created_at__gt=at - OLDEST)
    letters = list(lately.filter(kind__in=_KINDS).exclude(text="").defer("html", "calendar"))
    told = [key for one in letters if _is_past(one, day) for key in one.told]
    fresh = account.follow_ups.open().filter(UNANNOUNCED, pk__in=told) if told else None
    untold = set(fresh.values_list("pk", flat=True)) if fresh is not None else set()
    shown = []
    for letter in letters:
        # What a newer one tells again is not shown twice.
        if not _is_past(letter, day) or untold.intersection(letter.told):
            shown.append(letter)
        untold.difference_update(letter.told)
    # A letter that nobody touched is not to blame itself.
    is_untouched = any(one.state == LetterState.QUEUED and not one.cause for one in shown)
    general = _general(at) if is_untouched else ""
    found = [
        Unsent(
            LetterKind(one.kind),
            one.local_day,
            one.text,
            _why(one, account) or general,
            is_waiting=one.state == LetterState.QUEUED,
        )
        for one in reversed(shown)
    ]
    return found + _unwritten(account, day, at=at)


def _is_past(letter: Letter, day: date) -> bool:
    """Return whether a letter is shown only for what nobody told since."""
    return letter.state == LetterState.FAILED and letter.local_day < day


def _why(letter: Letter, account: Account) -> str:
    """Return why a letter is here, where that is known of it alone."""
    is_told = letter.state == LetterState.FAILED and letter.cause in ("", Cause.ANOTHER)
    return _(letter.error) if is_told else _reason(trouble_of(letter.cause, letter.error), account)


def _reason(trouble: Trouble | None, account: Account) -> str:
    """Return what is wrong and what to do; nothing where nothing is."""
    if trouble is None:
        return ""
    return f"{meaning(trouble)} {advice(trouble, runs_it=runs_it(account))}".strip()


def _general(at: datetime) -> str:
    """Return what all letters wait for; why, the warning above every page says."""
    now = pulse(at=at)
    if now.is_worker_silent:
        return _("It leaves as soon as something works in the background again.")
    if now.down_since:
        return _("It leaves by itself once the mail server works again.")
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
    return [Unsent(LetterKind.DIGEST, day, written(digest, uuid4()).text, "", is_waiting=True)]
