"""What the page of reminder health shows of one account's own letters."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Q, QuerySet

from contacts.models import Account
from interviews.actions.dead_letters import why_not_again
from interviews.actions.stopping import stopped_among
from interviews.mail_health import server_name
from interviews.mail_words import advice, meaning
from interviews.models import Cause, Letter, LetterKind, LetterState, StoppedAddress
from interviews.rules.mail_troubles import trouble_of

SHOWN = 10
# Nobody mends after a month what was to remind then.
FAILED_SHOWN = timedelta(days=30)
# How long a test letter is followed on the screen.
FOLLOWED = timedelta(hours=1)
# And how long the page asks for news by itself.
WATCHED = timedelta(minutes=3)
OVER = (LetterState.SENT, LetterState.DROPPED)
WORDS = ("text", "html", "calendar")
STEPS = ("queued", "taken", "handed", "accepted")
# What the server says only once it has the letter, or whom it is from and to.
_SAID_BY_SERVER = (Cause.LATER, Cause.ADDRESS, Cause.REFUSED, Cause.UNKNOWN)
# Of so many letters the addresses are looked at.
LAST = 500


@dataclass(frozen=True)
class Row:
    """One letter in a list: what became of it means, what to do, why it is not sent again."""

    letter: Letter
    means: str
    todo: str
    why_not: str = ""


@dataclass(frozen=True)
class Step:
    """One step of a letter's way: `state` is done, now, todo or stuck."""

    key: str
    state: str


def waiting(account: Account, *, runs_it: bool) -> list[Row]:
    """Return what waits to be sent, in the order it will be tried."""
    queued = (
        _listed(account).defer(*WORDS).filter(state=LetterState.QUEUED).order_by("try_at", "pk")
    )
    return [_row(letter, runs_it=runs_it) for letter in queued[:SHOWN]]


def failed(account: Account, *, at: datetime, runs_it: bool) -> list[Row]:
    """Return the last letters that could not be sent, newest first."""
    since = at - FAILED_SHOWN
    dead = _listed(account).filter(state=LetterState.FAILED, created_at__gte=since)
    # A test that is followed stands above these; that letters leave again answers one that failed.
    left_since = account.letters.filter(state=LetterState.SENT, sent_at__gt=OuterRef("created_at"))
    answered = Q(created_at__gte=at - FOLLOWED) | Exists(left_since.order_by())
    dead = dead.exclude(Q(kind=LetterKind.TEST) & answered)
    letters = list(dead.defer("html", "calendar")[:SHOWN])
    why_not = why_not_again(letters, at=at)
    return [_row(letter, runs_it=runs_it, why_not=why_not[letter.pk]) for letter in letters]


def left(account: Account) -> list[Row]:
    """Return the last letters that left or were not needed any more, newest first."""
    letters = _listed(account).defer(*WORDS).filter(state__in=OVER)
    return [_row(one, runs_it=False) for one in letters[:SHOWN]]


def shown(letter: Letter, *, at: datetime, runs_it: bool) -> Row:
    """Return one letter of its owner as its own page shows it."""
    is_dead = letter.state == LetterState.FAILED
    why_not = why_not_again([letter], at=at)[letter.pk] if is_dead else ""
    return _row(letter, runs_it=runs_it, why_not=why_not)


def _listed(account: Account) -> "QuerySet[Letter]":
    """Return an account's letters with what tells them apart."""
    return account.letters.select_related("interview", "person")


def _row(letter: Letter, *, runs_it: bool, why_not: str = "") -> Row:
    trouble = trouble_of(letter.cause, letter.error)
    if trouble is None or letter.state in OVER:
        return Row(letter, "", "", why_not)
    is_over = letter.state == LetterState.FAILED
    return Row(letter, meaning(trouble), advice(trouble, runs_it=runs_it, is_over=is_over), why_not)


@dataclass(frozen=True)
class Stopped:
    """An address that takes no mail, as I write it, and whether it is my own."""

    address: str
    row: StoppedAddress
    is_mine: bool


def stopped(account: Account) -> list[Stopped]:
    """Return those of my addresses, and of those I last wrote to, that take no mail, mine first."""
    mine = set(EmailAddress.objects.filter(user=account).values_list("email", flat=True))
    written_to = account.letters.values_list("to", flat=True)[:LAST]
    rows = stopped_among({*mine, *written_to})
    found = [Stopped(address, row, address in mine) for address, row in rows.items()]
    return sorted(found, key=lambda one: (not one.is_mine, one.address))


def trial(account: Account, *, at: datetime) -> Letter | None:
    """Return the last test letter that is still followed."""
    trials = account.letters.filter(kind=LetterKind.TEST, created_at__gte=at - FOLLOWED)
    return trials.first()


def steps(letter: Letter) -> list[Step]:
    """Return how far a letter has come on its way out, and where it is stuck."""
    if letter.state == LetterState.SENT:
        return [Step(key, "done") for key in STEPS]
    if letter.handed_at or letter.cause in _SAID_BY_SERVER:
        reached = 3
    else:
        reached = 2 if letter.claim or letter.attempts else 1
    is_stuck = letter.cause or letter.state != LetterState.QUEUED
    states = ["done"] * reached + ["stuck" if is_stuck else "now"] + ["todo"] * len(STEPS)
    return [Step(key, state) for key, state in zip(STEPS, states, strict=False)]


def is_watched(letter: Letter | None, *, at: datetime) -> bool:
    """Return whether the page should ask again by itself what became of a test letter."""
    if letter is None or letter.state != LetterState.QUEUED:
        return False
    return letter.created_at > at - WATCHED


def trial_context(account: Account, *, at: datetime, runs_it: bool) -> Mapping[str, Any]:
    """Return all that is shown of the last test letter."""
    letter = trial(account, at=at)
    # One that a folder took before there was a server got no answer.
    in_folder = letter is not None and letter.state == LetterState.SENT and not letter.answer
    return {
        "by_server": bool(server_name()) and not in_folder,
        "trial": _row(letter, runs_it=runs_it) if letter else None,
        "steps": steps(letter) if letter else [],
        "is_watched": is_watched(letter, at=at),
    }
