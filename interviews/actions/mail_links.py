"""What a link of a letter leads to by now, what it does, once, and how that is taken back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property

from django.core import signing
from django.db import transaction
from django.utils.dateparse import parse_date

from config.kit import clock
from contacts.models import Account
from contacts.rules.calendar import TwoCalendars
from interviews.actions.follow_ups import reopen, settle, snooze
from interviews.actions.interviews import move_interview
from interviews.actions.messages import hold_around, take_back_thanks, thank
from interviews.mail.kinds import WANTED
from interviews.mail.links import TELLING, Action, Link, offered
from interviews.models import (
    FollowUp,
    FollowUpKind,
    FollowUpState,
    Letter,
    LetterKind,
    UsedLink,
)
from interviews.rules.agenda import delays
from interviews.rules.stages import Stage
from interviews.sentences import is_unsaid, question_of, title_of

# A letter is read within days or not at all; a forgotten one should not lie about as a key.
GOOD_FOR = timedelta(days=14)
# The way back stands on the page that says what was done; that page is not kept open longer.
BACK_WITHIN = timedelta(hours=1)
_BACK = signing.Signer(salt="interviews.letter-link.back")


class NotNow(Exception):
    """The link does not do what it names (any more); its page says why."""


class Face(StrEnum):
    """What a link is good for by now."""

    OPEN = "open"
    # Its letter, or what it is about, was deleted; or the account is not in use.
    GONE = "gone"
    AWAY = "away"
    EXPIRED = "expired"
    USED = "used"
    # Somebody was faster: it is done, dropped, not called for any more, or put off already.
    DONE = "done"
    DROPPED = "dropped"
    WITHDRAWN = "withdrawn"
    LATER = "later"
    # Only the page of the talk can ask what is to be known.
    ASKED = "asked"
    # What became of the talk was said already.
    SAID = "said"


_LEFT_AS = {
    Action.DONE: FollowUpState.DONE,
    Action.SNOOZE: FollowUpState.OPEN,
    Action.DROP: FollowUpState.DROPPED,
}
_SETTLED = {
    FollowUpState.DONE: Face.DONE,
    FollowUpState.DROPPED: Face.DROPPED,
    FollowUpState.WITHDRAWN: Face.WITHDRAWN,
}


def stop_letters(account: Account, kind: LetterKind) -> None:
    """Switch one kind of letter off; all others go on."""
    field = WANTED[kind].field
    setattr(account, field, False)
    account.save(update_fields=[field])


@dataclass
class Linked:
    """A link with the rows it names, at a moment."""

    link: Link
    letter: Letter
    follow_up: FollowUp | None
    at: datetime

    @property
    def account(self) -> Account:
        """Return whose letter it is."""
        return self.letter.account

    @property
    def one(self) -> FollowUp:
        """Return what it is about; only where it is not gone."""
        assert self.follow_up
        return self.follow_up

    @property
    def good_until(self) -> date:
        """Return the last day, as the account counts days, on which it does something."""
        return self.letter.local_day + GOOD_FOR

    @cached_property
    def used(self) -> UsedLink | None:
        """Return the use that was made of it."""
        uses = UsedLink.objects.filter(letter=self.letter, follow_up=self.follow_up)
        return uses.filter(action=self.link.action).first()

    @property
    def stands(self) -> bool:
        """Return whether what it did is still how things are."""
        if self.follow_up is None or self.used is None:
            return False
        one, action = self.follow_up, self.link.action
        if stage := TELLING.get(action):
            assert one.interview, "see interviews.mail.links.offered"
            return (one.interview.stage, one.interview.moved_at) == (stage, self.used.used_at)
        since = one.snoozed_at if action is Action.SNOOZE else one.settled_at
        return (one.state, since) == (_LEFT_AS[action], self.used.used_at)

    @property
    def face(self) -> Face:
        """Return what it is good for."""
        if self.follow_up is None:
            return Face.GONE
        if not self.account.is_active or self.account.deletion_asked_at:
            return Face.AWAY
        if self.today > self.good_until:
            return Face.EXPIRED
        if self.used:
            return Face.USED
        return self._standing(self.follow_up)

    def _standing(self, one: FollowUp) -> Face:
        if settled := _SETTLED.get(FollowUpState(one.state)):
            return settled
        if self.link.action is Action.SNOOZE and one.due_on >= self.next_day:
            return Face.LATER
        if self.link.action in offered(one, at=self.at):
            return Face.OPEN
        return Face.ASKED if is_unsaid(one) else Face.SAID

    @property
    def today(self) -> date:
        """Return the account's day."""
        return clock.day_of(self.at, self.account.zone)

    @property
    def next_day(self) -> date:
        """Return the day to put it off to: the first one that Today offers for it."""
        one, account = self.one, self.account
        calendars = TwoCalendars.of(account.working_days, account.country, one.person.country)
        days = delays(
            self.today,
            calendars.both if one.is_chaser else calendars.mine,
            is_bound_to_talk=one.kind == FollowUpKind.THANK,
            is_chaser=one.is_chaser,
        )
        return days[0].day

    @property
    def title(self) -> str:
        """Return what it is about, as far as the letter told it; "" for what reads otherwise now."""
        one = self.one
        names = [one.person.name, *([one.about.name] if one.about else [])]
        told = [one.text] if one.text else names
        title = question_of if self.link.action in TELLING else title_of
        return title(one) if all(_is_told(words, self.letter) for words in told) else ""

    @property
    def who(self) -> str:
        """Return with whom, where the title does not say and the letter did."""
        name = self.one.person.name
        return name if self.one.text and self.title and _is_told(name, self.letter) else ""


def _is_told(words: str, letter: Letter) -> bool:
    return " ".join(words.split()) in " ".join(letter.text.split())


def look(link: Link, *, at: datetime) -> Linked | None:
    """Return what a link leads to; None where its letter is gone, with all that could be said of it."""
    letters = Letter.objects.select_related("account").defer("html", "calendar")
    letter = letters.filter(uid=link.letter_uid).first()
    if letter is None:
        return None
    rows = FollowUp.with_withdrawn.select_related("person", "about", "interview", "message")
    follow_up = rows.filter(account=letter.account_id, pk=link.follow_up_id).first()
    if follow_up:
        follow_up.account = letter.account
    return Linked(link, letter, follow_up, at)


@transaction.atomic
def follow(link: Link, *, at: datetime) -> tuple[Linked, str]:
    """Do what a link names, once; return what it leads to now, and what takes it back (`go_back`).

    Of two at the same moment one waits for the other, and then finds it done. Raises NotNow.
    """
    linked = _held(link, at=at)
    if linked is None or linked.face is not Face.OPEN:
        raise NotNow
    before = linked.one.due_on
    _act(linked)
    used = UsedLink.objects.create(
        letter=linked.letter, follow_up=linked.one, action=link.action, used_at=at
    )
    linked.used = used
    return linked, _BACK.sign_object([used.pk, before.isoformat()])


def _held(link: Link, *, at: datetime) -> Linked | None:
    """Lock what a link is about, people first as everybody does, and return it as it is then."""
    seen = look(link, at=at)
    if seen and seen.follow_up:
        hold_around(seen.follow_up.person)
        rows = FollowUp.with_withdrawn.select_for_update()
        rows.filter(pk=seen.follow_up.pk).first()
    return look(link, at=at)


def _act(linked: Linked) -> None:
    """Do as the same buttons of Today do."""
    one, at = linked.one, linked.at
    match linked.link.action:
        case Action.SNOOZE:
            snooze(one, until=linked.next_day, at=at)
        case Action.DROP:
            settle(one, FollowUpState.DROPPED, at=at)
        case Action.TALKED | Action.MISSED as said:
            assert one.interview, "see interviews.mail.links.offered"
            move_interview(one.interview, TELLING[said], at=at)
        case Action.DONE if one.kind == FollowUpKind.THANK:
            thank(one, at=at)
        case Action.DONE:
            settle(one, FollowUpState.DONE, at=at)


@transaction.atomic
def go_back(link: Link, way_back: str, *, at: datetime) -> Linked:
    """Take back what a link did a moment ago, while it stands as it did it. Raises NotNow."""
    try:
        use, before = _BACK.unsign_object(way_back)
    except signing.BadSignature as unknown:
        raise NotNow from unknown
    linked = _held(link, at=at)
    if linked is None or linked.used is None or linked.used.pk != use:
        raise NotNow
    if not linked.stands or at > linked.used.used_at + BACK_WITHIN:
        raise NotNow
    if link.action in TELLING:
        assert linked.one.interview, "see interviews.mail.links.offered"
        move_interview(linked.one.interview, Stage.SCHEDULED, at=at)
        linked.follow_up = FollowUp.with_withdrawn.get(pk=linked.one.pk)
    elif link.action is Action.DONE and linked.one.kind == FollowUpKind.THANK:
        take_back_thanks(linked.one, at=at)
    else:
        is_put_off = link.action is Action.SNOOZE
        reopen(linked.one, at=at, due_on=parse_date(before) if is_put_off else None)
    return linked
