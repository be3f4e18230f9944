"""What tells a calendar about a talk: the answer to what a helper did, and letters I send myself.

To a helper the app writes in two cases alone: in answer to what that helper just did on the booking
page, and where I looked a letter through and pressed "send now".
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext

from config.kit.mail import is_mail_leaving
from contacts.actions.folding import thaw
from contacts.models import Person
from interviews.actions.invitation_wording import (
    Written,
    answer,
    draft,
    in_html,
    notice,
    sender_name,
)
from interviews.actions.outbox import own_address, record
from interviews.actions.planning import hold
from interviews.actions.stopping import TAKES_NO_MAIL, is_stopped, stopped_among
from interviews.calendars.entry import clean
from interviews.calendars.files import Method, file_for_me, file_for_them
from interviews.models import Attendance, AttendanceState, Interview, Letter, LetterKind
from interviews.rules.stages import Stage
from interviews.telling import Telling, addresses_of, guests_of, telling

logger = logging.getLogger(__name__)

# What one talk and one account may set going to helpers in 24 hours; our own rule, far above what
# anybody needs, so that no account becomes a source of unwanted mail.
MOST_ABOUT_A_TALK, MOST_FROM_AN_ACCOUNT = 20, 60
_DAY = timedelta(days=1)


class TooManyLetters(ValueError):
    """More letters to helpers left within a day than anybody needs; nothing was sent."""


class NothingToSend(ValueError):
    """There is no address of theirs, or the talk has changed since the letter was looked through."""


@dataclass(frozen=True)
class Prepared:
    """A letter to somebody whose calendar does not know yet what holds, to look through and send."""

    telling: Telling
    to: str
    subject: str
    text: str
    calendar: bytes
    language: str

    @property
    def method(self) -> Method:
        """Return what the file asks of their calendar."""
        return self.telling.method


@transaction.atomic
def answer_by_mail(
    interview: Interview, person: Person, method: Method, at: datetime, *, word: str = ""
) -> list[Letter]:
    """Record and queue the letters to both about what the helper just did on the link.

    `method` is Method.REQUEST after a pick or a move, Method.CANCEL after a cancellation; `word` is
    what they wrote with it, for me alone. To be called in the transaction of what they did, after it.
    The helper gets one where their address is known, I get one where mine is proved.
    """
    attendance = _held(interview, person)
    about = telling(interview, person, at=at)
    is_first = attendance.told_sequence is None or attendance.is_told_cancelled
    before = None if is_first else attendance.told_starts_at
    language = language_for(interview, person)
    is_off = method is Method.CANCEL
    attendance.state = AttendanceState.DECLINED if is_off else AttendanceState.ACCEPTED
    attendance.answered_at = at
    attendance.save(update_fields=["state", "answered_at"])
    file = _file(interview, person, method, language, at, answered=attendance.state)
    link = link_for(interview, person)
    words = answer(interview, person, method, language=language, before=before, link=link)
    told = _letter_to_them(about, words, file, method)
    told.is_automatic = True
    letters = []
    if told.to and not person.is_do_not_contact and not _is_too_much(interview, at):
        letters.append(_queue(told, at))
    if mine := own_address(interview.account):
        is_mailed = bool(letters) and is_mail_leaving()
        words = notice(interview, person, method, before=before, word=word, is_mailed=is_mailed)
        to_me = _notice(interview, person, words, mine)
        to_me.calendar = file_for_me(interview).decode()
        to_me.method = Method.PUBLISH.value
        letters.append(_queue(to_me, at))
    their = next((one for one in letters if one.kind == LetterKind.INVITATION), None)
    # They know it from the page, whatever becomes of the letter.
    note_told(attendance, interview, method, at=at, letter=their)
    return letters


def compose(interview: Interview, person: Person, *, at: datetime, to: str = "") -> Prepared:
    """Return the letter that would tell somebody what holds now, in their language, with its file."""
    about = telling(interview, person, at=at)
    language = language_for(interview, person)
    words = draft(about, language=language, link=link_for(interview, person))
    return Prepared(
        telling=about,
        to=to or _address(person),
        subject=words.subject,
        text=words.text,
        calendar=_file(interview, person, about.method, language, at, to=to),
        language=language,
    )


@transaction.atomic
def send_now(
    interview: Interview,
    person: Person,
    *,
    to: str,
    subject: str,
    text: str,
    seen: int,
    at: datetime,
) -> Letter:
    """Record and queue a letter that I looked through, as I left it; nobody can call it back.

    `seen` is the talk's sequence when I did: raises NothingToSend where it has changed since, or
    where the address is none of theirs or takes no mail, and TooManyLetters. Pressed twice, it is
    one letter.
    """
    attendance = _held(interview, person)
    interview.refresh_from_db()
    about = telling(interview, person, at=at)
    if about.is_on_its_way and about.letter and about.letter.sequence == seen:
        return about.letter
    if interview.sequence != seen or interview.starts_at is None:
        raise NothingToSend(gettext("The talk has changed since; look the letter through again."))
    if to not in addresses_of(person):
        raise NothingToSend(gettext("This is none of their addresses."))
    if is_stopped(to):
        raise NothingToSend(gettext(TAKES_NO_MAIL))
    if _is_too_much(interview, at):
        raise TooManyLetters(
            gettext("Many letters went out today already. Send this one from your own mail.")
        )
    language, method = language_for(interview, person), about.method
    words = Written(clean(subject), text, in_html(text, language))
    _ask_again(attendance, about)
    file = _file(interview, person, method, language, at, to=to)
    letter = _letter_to_them(about, words, file, method)
    letter.to, letter.is_automatic = to, False
    _queue(letter, at)
    attendance.letter = letter
    attendance.save(update_fields=["letter", "state", "answered_at"])
    return letter


@transaction.atomic
def mark_told(interview: Interview, person: Person, *, at: datetime) -> Attendance:
    """Note that I told somebody myself what holds now, by whatever way."""
    attendance = _held(interview, person)
    about = telling(interview, person, at=at)
    _ask_again(attendance, about)
    return note_told(attendance, interview, about.method, at=at, letter=None)


@transaction.atomic
def take_back_told(
    interview: Interview, person: Person, *, told_at: datetime, before: Mapping[str, Any] | None
) -> bool:
    """Put back what was noted of somebody before `mark_told` at that moment.

    `before` is the frozen attendance, None where there was none. False where more is known since.
    """
    rows = Attendance.objects.select_for_update(no_key=True, of=("self",))
    now = rows.filter(interview=interview, person=person, told_at=told_at, letter=None).first()
    if now is None or now.answered_at or (before and before["id"] != now.pk):
        return False
    if before is None:
        now.delete()
    else:
        thaw(Attendance, before).save(force_update=True)
    return True


def note_told(
    attendance: Attendance,
    interview: Interview,
    method: str,
    *,
    at: datetime,
    letter: Letter | None,
) -> Attendance:
    """Note what somebody knows of a talk as it stands now, and by which letter."""
    attendance.told_sequence, attendance.told_at = interview.sequence, at
    attendance.told_starts_at, attendance.told_minutes = interview.starts_at, interview.minutes
    attendance.told_place = interview.place
    attendance.is_told_cancelled = method == Method.CANCEL
    attendance.letter = letter
    attendance.save()
    return attendance


def language_for(interview: Interview, person: Person) -> str:
    """Return the language to write to somebody in: that of their page, else theirs, else mine."""
    offer = interview.offers.filter(person=person).first()
    return (offer.language if offer else "") or person.language or interview.account.language


def link_for(interview: Interview, person: Person) -> str:
    """Return the address where somebody moves or cancels a talk; nothing where there is no such page."""
    picked = interview.offers.filter(person=person, withdrawn_at=None, declined_at=None)
    offer = picked.exclude(picked_at=None).first()
    return f"{settings.SITE_URL}{reverse('booking', args=[offer.token])}" if offer else ""


def _held(interview: Interview, person: Person) -> Attendance:
    """Return the attendance, made where there is none, and held: two tabs send one letter."""
    # People first: who merges them holds them and then wants what was told them.
    hold([person])
    made, _is_new = Attendance.objects.get_or_create(
        interview=interview, person=person, defaults={"account": interview.account}
    )
    return Attendance.objects.select_for_update(no_key=True, of=("self",)).get(pk=made.pk)


def _ask_again(attendance: Attendance, about: Telling) -> None:
    """Forget what they answered to what was agreed before; to what still holds it counts."""
    if about.need is not None:
        attendance.state, attendance.answered_at = AttendanceState.NEEDS_ACTION, None


def _is_too_much(interview: Interview, at: datetime) -> bool:
    theirs = interview.account.letters.filter(kind=LetterKind.INVITATION, created_at__gte=at - _DAY)
    is_much = theirs.count() >= MOST_FROM_AN_ACCOUNT
    if is_much or theirs.filter(interview=interview).count() >= MOST_ABOUT_A_TALK:
        logger.warning("No more letters about interview %s for today", interview.pk)
        return True
    return False


def _file(
    interview: Interview,
    person: Person,
    method: Method,
    language: str,
    at: datetime,
    *,
    answered: str = "",
    to: str = "",
) -> bytes:
    """Return the file for somebody; `answered` is what they said just now to what it tells.

    It names them by the address that it goes to, else their program takes it for somebody else's.
    """
    people = list(interview.people.all())
    if person not in people or (method is Method.CANCEL and interview.stage == Stage.SCHEDULED):
        # Called off for this one alone.
        people = [person]
    guests = guests_of(interview, people)
    place = people.index(person)
    known = guests[place]
    reader = replace(
        known, email=to or _address(person) or known.email, state=answered or known.state
    )
    guests[place] = reader
    return file_for_them(
        interview,
        guests,
        reader=reader,
        language=language,
        method=method,
        stamp=at,
        link=link_for(interview, person) if method is Method.REQUEST else "",
    )


def _letter_to_them(about: Telling, words: Written, file: bytes, method: Method) -> Letter:
    interview, account = about.interview, about.interview.account
    return Letter(
        account=account,
        kind=LetterKind.INVITATION,
        interview=interview,
        person=about.person,
        to=_address(about.person),
        subject=words.subject,
        text=words.text,
        html=words.html,
        reply_to=account.email,
        sender_name=sender_name(account, language_for(interview, about.person)),
        calendar=file.decode(),
        method=method.value,
        sequence=interview.sequence,
    )


def _notice(interview: Interview, person: Person, words: Written, to: str) -> Letter:
    return Letter(
        account=interview.account,
        kind=LetterKind.NOTICE,
        interview=interview,
        person=person,
        to=to,
        subject=words.subject,
        text=words.text,
        html=words.html,
        reply_to=next(iter(addresses_of(person)), ""),
        sequence=interview.sequence,
    )


def tell_me(interview: Interview, person: Person, words: Written, *, at: datetime) -> Letter | None:
    """Record and queue a letter to me about an answer that agrees on nothing; None without an address.

    To be called in the transaction of what they did.
    """
    mine = own_address(interview.account)
    return _queue(_notice(interview, person, words, mine), at) if mine else None


def _address(person: Person) -> str:
    """Return where to write to somebody: their first address, or the first that takes mail."""
    known = addresses_of(person)
    stopped = stopped_among(known) if len(known) > 1 else {}
    return next((one for one in known if one not in stopped), next(iter(known), ""))


def _queue(letter: Letter, at: datetime) -> Letter:
    letter.is_urgent = True
    return record(letter, at=at)
