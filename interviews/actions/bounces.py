"""What follows when a letter came back: it did not arrive, and its address may take no mail."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext, gettext_noop

from contacts.models import (
    Account,
    Channel,
    Meaning,
    Message,
    Outreach,
    OutreachStage,
    Person,
    ReachKind,
)
from interviews.actions.correspondence import CannotBe, log_received
from interviews.actions.messages import hold_around
from interviews.actions.planning_letters import give_back
from interviews.actions.stopping import stop
from interviews.importing.bounces import Bounce, Failure
from interviews.models import Attendance, Cause, Letter, LetterKind, LetterState
from interviews.rules.addresses import one_spelling
from interviews.rules.bouncing import Verdict, refusal

# Mail systems try for four or five days, and a report that names no letter is about a recent one.
RECENT = timedelta(days=10)
NO_WORDS = gettext_noop("It came back, and the mail server did not say why.")

# Where an ask waits for an answer that will not come from an address that takes no mail.
_SILENT = (OutreachStage.ASKED, OutreachStage.NUDGED, OutreachStage.RESTING)


class Refused(StrEnum):
    """Why a report changes nothing."""

    NO_LETTER = "no letter"
    OTHER_ADDRESS = "other address"


class NotTaken(ValueError):
    """Nothing was changed; `letter` is the one it is about where it reports another address."""

    def __init__(self, why: Refused, letter: Letter | None = None) -> None:
        """Keep the reason and the letter."""
        super().__init__(why.value)
        self.why, self.letter = why, letter


@dataclass(frozen=True)
class Taken:
    """The letter that came back and what that means.

    `is_new` is False where that was known before, and nothing was changed; `is_stopped` says that no
    mail goes to its address any more; `logged` is what was noted of the person it was written to.
    """

    letter: Letter
    verdict: Verdict
    is_new: bool
    is_stopped: bool = False
    logged: Message | None = None


@transaction.atomic
def take_bounce(bounce: Bounce, *, at: datetime, account: Account | None = None) -> Taken:
    """Note that a letter came back; the same report twice is noted once.

    From its owner (`account`) it may be about a letter of theirs alone, and may leave out which, where
    one went to that address of late. Raises NotTaken: who reports can stop only the address that the
    letter went to, and nobody that of another account, whose reminders would stop with it.
    """
    found = _letter(bounce, account, at)
    if found is None:
        raise NotTaken(Refused.NO_LETTER)
    failure = _about(found, bounce.failures)
    if failure is None:
        raise NotTaken(Refused.OTHER_ADDRESS, found)
    if found.person:
        # People before letters, as everywhere.
        hold_around(found.person)
    letter = Letter.objects.select_for_update(of=("self",), no_key=True).get(pk=found.pk)
    means = refusal(status=failure.status, code=failure.code, words=failure.words)
    if letter.state in (LetterState.FAILED, LetterState.DROPPED):
        return Taken(letter, means, is_new=False)
    if letter.state == LetterState.SENT:
        _forget_told(letter)
    _mark(letter, means, failure)
    is_gone = means is Verdict.ADDRESS
    is_stopped = is_gone and not (account and _is_of_another(letter.to, account))
    if is_stopped:
        # Others who write there are shown what the server said, never what a member says that it did.
        reason = "" if account else letter.error
        stop(letter.to, at=at, code=letter.code, reason=reason, letter=letter)
    logged = note_undelivered(letter, words=letter.error, is_gone=is_gone, at=at)
    return Taken(letter, means, is_new=True, is_stopped=is_stopped, logged=logged)


def note_undelivered(letter: Letter, *, words: str, is_gone: bool, at: datetime) -> Message | None:
    """Have the rest know that a letter did not arrive; return what was noted of its person.

    What it told is told by the next one. Where an invitation found nobody (`is_gone`, `words` are the
    mail server's), that is noted of the person, and the plan looks for another way to them.
    """
    give_back(letter)
    is_to_helper = letter.kind == LetterKind.INVITATION and letter.person is not None
    return _logged(letter, words, at) if is_gone and is_to_helper else None


def _forget_told(letter: Letter) -> None:
    """Note that a calendar knows nothing of what a letter said that I sent.

    Who acted on the page knows it from there, whatever became of the answer.
    """
    if not letter.is_automatic:
        Attendance.objects.filter(letter=letter).update(
            told_sequence=None,
            told_at=None,
            told_starts_at=None,
            told_minutes=None,
            told_place="",
            is_told_cancelled=False,
        )


def _letter(bounce: Bounce, account: Account | None, at: datetime) -> Letter | None:
    letters = account.letters.all() if account else Letter.objects.all()
    known = {one.message_id: one for one in letters.filter(message_id__in=bounce.letters)}
    if known or account is None or bounce.letters:
        return next((known[one] for one in bounce.letters if one in known), None)
    named = {one_spelling(name) for one in bounce.failures for name in one.addresses}
    late = letters.filter(state=LetterState.SENT, sent_at__gte=at - RECENT).order_by("-sent_at")
    return next((one for one in late.defer("text", "html") if one_spelling(one.to) in named), None)


def _is_of_another(address: str, account: Account) -> bool:
    proved = EmailAddress.objects.filter(email__iexact=address, verified=True)
    return proved.exclude(user=account).exists()


def _about(letter: Letter, failures: Collection[Failure]) -> Failure | None:
    to = one_spelling(letter.to)
    about = (one for one in failures if to in {one_spelling(name) for name in one.addresses})
    return next(about, None)


def _mark(letter: Letter, means: Verdict, failure: Failure) -> None:
    """Mark it failed; whoever is just sending it again finds that it is not theirs any more."""
    letter.state, letter.claim = LetterState.FAILED, None
    letter.cause, letter.code = Cause(means.value), failure.code
    letter.error, letter.is_seen = failure.words or NO_WORDS, False
    fields = ["state", "claim", "cause", "code", "error", "is_seen"]
    if letter.kind == LetterKind.SIGN_IN:
        # Its link is not kept once it waits no more.
        letter.text = letter.html = ""
        fields += ["text", "html"]
    letter.save(update_fields=fields)


def _logged(letter: Letter, said: str, at: datetime) -> Message | None:
    """Return what was noted among what came from the person; None where the plan cannot take it."""
    person = letter.person
    assert person is not None, "asked before"
    words = {"address": letter.to, "words": gettext(said)}
    ask = _silent_ask(person)
    try:
        with transaction.atomic():
            return log_received(
                person,
                meaning=Meaning.BOUNCE,
                came_at=at,
                at=at,
                channel=Channel.EMAIL,
                body=gettext("The invitation to %(address)s came back: %(words)s") % words,
                outreach=ask,
                is_of_ask=ask is not None,
            )
    except CannotBe:
        return None


def _silent_ask(person: Person) -> Outreach | None:
    """Return the ask by mail that still waits for an answer: it will not come from there."""
    last = person.outreach.order_by("-created_at", "-pk").first()
    is_silent = last and last.channel == Channel.EMAIL and last.stage in _SILENT
    return last if is_silent else None


def people_at(account: Account, addresses: Collection[str]) -> list[Person]:
    """Return the account's people who have one of these addresses."""
    wanted = {form for one in addresses for form in (one.lower(), one_spelling(one))}
    people = account.people.filter(reaches__kind=ReachKind.EMAIL)
    return list(people.alias(value=Lower("reaches__value")).filter(value__in=wanted).distinct())
