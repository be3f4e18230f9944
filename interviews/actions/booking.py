"""What somebody does on the page behind their link, and how I answer a time that they propose.

Everything here holds the account first: whoever comes second, by whichever offer, sees what the first
one did. Doing the same thing again changes nothing.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from config.kit.labels import N_
from contacts.models import Account, Channel, Meaning, Message, Reach, ReachKind
from interviews.actions.booking_wording import answered
from interviews.actions.correspondence import log_received
from interviews.actions.interviews import move_interview, schedule_interview
from interviews.actions.invitations import answer_by_mail, tell_me
from interviews.actions.messages import CannotBe
from interviews.actions.planning import hold
from interviews.bookings import Booking, Face, face_of
from interviews.calendars.files import Method
from interviews.models import Interview, Offer, OfferedTime
from interviews.rules.clocks import agreed_at, readings
from interviews.rules.stages import Stage, moves_from

# More times than these nobody weighs; what they would rather say fits into a word.
MOST_PROPOSED = 6


class SlotTaken(Exception):
    """The time is not free any more, or too near by now."""


class Closed(Exception):
    """The link does not lead there any more: it was answered, withdrawn, or time has passed."""


class TooMany(Exception):
    """They have proposed as many times as anybody weighs."""


@transaction.atomic
def pick(
    offer: Offer,
    *,
    starts_at: datetime,
    zone: str,
    at: datetime,
    medium: str = "",
    place: str = "",
    email: str = "",
    word: str = "",
) -> Interview:
    """Agree on a time in the zone they saw it in; return the talk, which is scheduled then.

    `medium` and `place` are how they would meet: kept where I said nothing, else told as their wish.
    `email` is kept where I know none. Raises SlotTaken, Closed.
    """
    offer = _held(offer)
    talk = offer.interview
    if face_of(offer, at) is Face.AGREED and talk.starts_at == starts_at:
        return talk
    _check(offer, at, Face.OPEN)
    _check_free(offer, starts_at, zone, at)
    wish = _settle_place(talk, medium, place)
    if email and not offer.person.reaches.filter(kind=ReachKind.EMAIL).exists():
        Reach.objects.create(
            account=offer.account, person=offer.person, kind=ReachKind.EMAIL, value=email
        )
    schedule_interview(talk, **agreed_at(starts_at, zone))
    offer.picked_at = at
    offer.save(update_fields=["picked_at"])
    said = "\n\n".join(filter(None, [wish, word]))
    _log(offer, at, said, _on_my_screen(N_("Picked %(time)s."), starts_at, zone))
    answer_by_mail(talk, offer.person, Method.REQUEST, at, word=said)
    return talk


@transaction.atomic
def move(
    offer: Offer, *, starts_at: datetime, zone: str, at: datetime, word: str = ""
) -> Interview:
    """Move the agreed talk to another free time; return it. Raises SlotTaken, Closed."""
    offer = _held(offer)
    talk = offer.interview
    _check(offer, at, Face.AGREED)
    if talk.starts_at == starts_at:
        return talk
    if not Booking(offer, at, zone).is_alone:
        raise Closed
    _check_free(offer, starts_at, zone, at)
    schedule_interview(talk, **agreed_at(starts_at, zone))
    offer.picked_at = at
    offer.save(update_fields=["picked_at"])
    _log(offer, at, word, _on_my_screen(N_("Moved the talk to %(time)s."), starts_at, zone))
    answer_by_mail(talk, offer.person, Method.REQUEST, at, word=word)
    return talk


@transaction.atomic
def propose(
    offer: Offer, *, starts_at: datetime, zone: str, at: datetime, word: str = ""
) -> OfferedTime:
    """Keep another time that they propose, for me to answer; return it. Raises Closed, TooMany."""
    offer = _held(offer)
    _check(offer, at, Face.OPEN, Face.AGREED)
    theirs = offer.times.filter(is_theirs=True)
    if known := theirs.filter(starts_at=starts_at).first():
        return known
    if theirs.filter(settled_at=None, starts_at__gt=at).count() >= MOST_PROPOSED:
        raise TooMany
    proposed = OfferedTime.objects.create(
        account=offer.account,
        interview=offer.interview,
        person=offer.person,
        offer=offer,
        starts_at=starts_at,
        is_theirs=True,
        created_at=at,
        **agreed_at(starts_at, zone),
    )
    _log(offer, at, word, _on_my_screen(N_("Proposed %(time)s."), starts_at, zone))
    tell_me(offer.interview, offer.person, answered(offer, proposed, word), at=at)
    return proposed


@transaction.atomic
def decline(offer: Offer, *, at: datetime, word: str = "") -> None:
    """Note that they would rather not; a talk with them alone is called off. Raises Closed."""
    offer = _held(offer)
    if offer.declined_at:
        return
    _check(offer, at, Face.OPEN)
    _decline(offer, at)
    _log(offer, at, word, _on_my_screen(N_("Declined.")), meaning=Meaning.DECLINE)
    tell_me(offer.interview, offer.person, answered(offer, None, word), at=at)
    if Booking(offer, at, offer.account.zone).is_alone:
        _call_off(offer.interview, at)


@transaction.atomic
def cancel(offer: Offer, *, at: datetime, word: str = "") -> None:
    """Call off the talk agreed on; where others take part, only their own coming. Raises Closed."""
    offer = _held(offer)
    if face_of(offer, at) in (Face.CANCELLED, Face.DECLINED):
        return
    _check(offer, at, Face.AGREED)
    talk = offer.interview
    assert talk.starts_at
    said = _on_my_screen(N_("Cancelled the talk of %(time)s."), talk.starts_at, talk.zone)
    if Booking(offer, at, talk.zone).is_alone:
        offer.picked_at = offer.picked_at or at
        offer.save(update_fields=["picked_at"])
        _call_off(talk, at)
    else:
        _decline(offer, at)
    _log(offer, at, word, said)
    answer_by_mail(talk, offer.person, Method.CANCEL, at, word=word)


@transaction.atomic
def agree(proposed: OfferedTime, *, at: datetime) -> Interview:
    """Agree to a time that they proposed; return the talk, which is scheduled then.

    Raises SlotTaken where it has passed or another talk of mine is on then.
    """
    proposed = _held_time(proposed)
    talk = proposed.interview
    if talk.stage == Stage.SCHEDULED and talk.starts_at == proposed.starts_at:
        return talk
    if proposed.starts_at <= at or talk.clash(proposed.starts_at):
        raise SlotTaken
    schedule_interview(talk, **agreed_at(proposed.starts_at, proposed.zone))
    proposed.settled_at = at
    proposed.save(update_fields=["settled_at"])
    if proposed.offer:
        proposed.offer.picked_at = at
        proposed.offer.save(update_fields=["picked_at"])
    return talk


@transaction.atomic
def turn_down(proposed: OfferedTime, *, at: datetime) -> None:
    """Note that a time they proposed does not suit me; telling them so is a letter of mine."""
    proposed = _held_time(proposed)
    proposed.settled_at = proposed.settled_at or at
    proposed.save(update_fields=["settled_at"])


def _held(offer: Offer) -> Offer:
    """Return the offer as it is now, with nobody else at work on times of its account."""
    Account.objects.select_for_update(no_key=True).get(pk=offer.account_id)
    hold([*offer.interview.people.all(), offer.person])
    rows = Offer.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("account", "interview__account", "person").get(pk=offer.pk)


def _held_time(proposed: OfferedTime) -> OfferedTime:
    Account.objects.select_for_update(no_key=True).get(pk=proposed.account_id)
    hold(proposed.interview.people.all())
    rows = OfferedTime.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("offer", "interview__account", "person").get(pk=proposed.pk)


def _check(offer: Offer, at: datetime, *faces: Face) -> None:
    if face_of(offer, at) not in faces:
        raise Closed


def _check_free(offer: Offer, starts_at: datetime, zone: str, at: datetime) -> None:
    if not Booking(offer, at, zone).is_free(starts_at):
        raise SlotTaken


def _decline(offer: Offer, at: datetime) -> None:
    offer.declined_at = at
    offer.save(update_fields=["declined_at"])


def _call_off(talk: Interview, at: datetime) -> None:
    has_time = talk.starts_at is not None
    if Stage.CANCELLED in moves_from(Stage(talk.stage), has_time=has_time):
        move_interview(talk, Stage.CANCELLED, at=at)


def _settle_place(talk: Interview, medium: str, place: str) -> str:
    """Keep where they would meet if I have set nothing; return it as a wish where I have."""
    if not place or place == talk.place:
        return ""
    if talk.place:
        return _on_my_screen(N_("Would rather meet here: %(place)s"), place=place)
    talk.place, talk.medium = place, medium or talk.medium
    talk.save(update_fields=["place", "medium", "changed_at"])
    return ""


def _log(
    offer: Offer, at: datetime, word: str, *told: str, meaning: Meaning = Meaning.REPLY
) -> None:
    """Keep what they did as a letter received, so that history, plan and Today follow."""
    body = "\n\n".join([" ".join(filter(None, told)), word]).strip()
    try:
        with transaction.atomic():
            log_received(
                offer.person,
                meaning=meaning,
                came_at=at,
                at=at,
                channel=Channel.OTHER,
                body=body,
            )
    except CannotBe:
        # What is noted of the ask contradicts it; what they wrote is kept all the same.
        Message.objects.create(
            account=offer.account,
            person=offer.person,
            channel=Channel.OTHER,
            language=offer.language,
            is_received=True,
            meaning=meaning,
            body=body,
            sent_at=at,
        )


def _on_my_screen(
    said: str, starts_at: datetime | None = None, zone: str = "", **words: str
) -> str:
    """Return a sentence in the language of my screens, whatever that of their page."""
    with translation.override(settings.LANGUAGE_CODE):
        if starts_at:
            wall = starts_at.astimezone(ZoneInfo(zone))
            utc = readings(starts_at, [("", zone)])[0].utc
            words["time"] = f"{date_format(wall, 'D j M Y, H:i')} {zone} ({utc})"
        return gettext(said) % words
