"""What an offer of times says to whoever has its link: where it stands, which times are left to pick."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cached_property
from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language, gettext

from config.kit.mail import is_mail_leaving
from contacts.models import ReachKind
from interviews.availability import Openings, openings
from interviews.models import AttendanceState, Interview, LetterKind, LetterState, Offer, OfferState
from interviews.rules.clocks import Reading, readings
from interviews.rules.drafts import city_of
from interviews.rules.stages import TOOK_PLACE, Stage


class Face(StrEnum):
    """What the page behind the link is about."""

    OPEN = "open"
    AGREED = "agreed"
    OVER = "over"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


_DECIDED = {
    OfferState.WITHDRAWN: Face.WITHDRAWN,
    OfferState.DECLINED: Face.DECLINED,
}


def face_of(offer: Offer, at: datetime) -> Face:
    """Return what the link leads to: what was decided counts first, then how the talk stands.

    Nothing is on offer by somebody who leaves, or to somebody who takes no part any more or wishes
    not to be contacted; what is agreed with them stands, and is theirs to move or cancel.
    """
    talk, state = offer.interview, offer.state(at)
    if offer.account.deletion_asked_at or offer.person not in talk.people.all():
        return Face.WITHDRAWN
    if state in _DECIDED:
        return _DECIDED[state]
    if talk.stage in TOOK_PLACE:
        return Face.OVER
    if talk.stage == Stage.SCHEDULED and talk.starts_at:
        return Face.AGREED if talk.starts_at > at else Face.OVER
    if talk.stage == Stage.CANCELLED:
        return Face.CANCELLED if offer.picked_at else Face.WITHDRAWN
    if offer.person.is_do_not_contact:
        return Face.WITHDRAWN
    return Face.EXPIRED if at >= offer.expires_at else Face.OPEN


def _city(zone: str) -> str:
    return city_of(get_language() or "", zone)


@dataclass(frozen=True)
class Slot:
    """A time that can be picked, on their clock and on mine."""

    starts_at: datetime
    here: Reading
    there: Reading

    @property
    def here_city(self) -> str:
        """Return where their clock hangs, in the language of the page."""
        return _city(self.here.zone)

    @property
    def there_city(self) -> str:
        """Return where mine hangs."""
        return _city(self.there.zone)

    @property
    def value(self) -> str:
        """Return it as a form sends it."""
        return f"{self.starts_at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"

    @property
    def is_same_day(self) -> bool:
        """Return whether both clocks show the same day."""
        return self.here.wall.date() == self.there.wall.date()


@dataclass(frozen=True)
class Booking:
    """One offer as it is at a moment, seen on the clock of `zone`."""

    offer: Offer
    at: datetime
    zone: str

    @cached_property
    def face(self) -> Face:
        """Return what the page is about."""
        return face_of(self.offer, self.at)

    @property
    def talk(self) -> Interview:
        """Return the talk that a time is sought for."""
        return self.offer.interview

    @property
    def asker(self) -> str:
        """Return who asks, by the name they gave; never their address."""
        return self.offer.account.name or gettext("The person who sent you this link")

    @property
    def is_alone(self) -> bool:
        """Return whether nobody else takes part, so that one answer moves the talk."""
        return len(self.talk.people.all()) == 1

    @property
    def is_link(self) -> bool:
        """Return whether the place can be opened by pressing it."""
        return self.talk.place.startswith(("https://", "http://"))

    @cached_property
    def has_email(self) -> bool:
        """Return whether an invitation can be mailed to them."""
        return self.offer.person.reaches.filter(kind=ReachKind.EMAIL).exists()

    @property
    def will_be_invited(self) -> bool:
        """Return whether an invitation would go to them by mail."""
        return self.has_email and is_mail_leaving()

    @property
    def is_invited(self) -> bool:
        """Return whether an invitation went to them by mail, or is about to."""
        if not is_mail_leaving():
            return False
        letters = self.talk.letters.filter(person=self.offer.person, kind=LetterKind.INVITATION)
        of_now = letters.filter(sequence=self.talk.sequence).exclude(state=LetterState.FAILED)
        return of_now.exists()

    @cached_property
    def before(self) -> Slot | None:
        """Return the time they know, where I moved the talk since and have not told them."""
        known = self.talk.attendances.filter(person=self.offer.person, is_told_cancelled=False)
        told = known.values_list("told_starts_at", flat=True).first()
        return self.slot(told) if told and told != self.talk.starts_at else None

    @property
    def clock(self) -> Reading:
        """Return what their clock shows now, for its name and its distance from UTC."""
        return readings(self.at, [("", self.zone)])[0]

    @property
    def city(self) -> str:
        """Return where it hangs, in the language of the page."""
        return _city(self.zone)

    @cached_property
    def openings(self) -> Openings:
        """Return what leaves time for the talk."""
        return openings(self.talk, self.offer.person, at=self.at, zone=self.zone)

    @cached_property
    def slots(self) -> list[Slot]:
        """Return what can be picked: what was offered and is free, fresh times in place of the rest.

        In place too of what lies outside the day on their clock: that stays, but may not suit them.
        """
        offered = list(self.offer.times.filter(is_theirs=False))
        now = self.talk.starts_at if self.face is Face.AGREED else None
        standing = {
            one.starts_at for one in offered if one.starts_at != now and self.openings.stands(one)
        }
        easy = sum(map(self.openings.is_easy, standing))
        wanted = max(len(offered), self.openings.limits.offered) - easy
        without = {*standing, now} if now else standing
        fresh = self.openings.proposed(wanted, without=without) if wanted > 0 else []
        return [self.slot(start) for start in sorted({*standing, *fresh})]

    @property
    def days(self) -> list[tuple[date, list[Slot]]]:
        """Return the slots by the days of their clock."""
        return [
            (day, list(slots))
            for day, slots in groupby(self.slots, key=lambda slot: slot.here.wall.date())
        ]

    @property
    def is_off_by_them(self) -> bool:
        """Return whether they called the talk off themselves."""
        known = self.talk.attendances.filter(person=self.offer.person)
        return known.filter(state=AttendanceState.DECLINED, is_told_cancelled=True).exists()

    @property
    def agreed(self) -> Slot | None:
        """Return the time that stands."""
        return self.slot(self.talk.starts_at) if self.talk.starts_at else None

    @property
    def is_move_asked(self) -> bool:
        """Return whether I offered these times in place of the one that is agreed."""
        since = self.talk.agreed_at
        is_later = since is None or self.offer.created_at > since
        return is_later and self.offer.state(self.at) is OfferState.OPEN

    @property
    def proposed(self) -> list[Slot]:
        """Return the times they proposed that nobody has settled."""
        times = self.offer.times.filter(is_theirs=True, settled_at=None, starts_at__gt=self.at)
        return [self.slot(one.starts_at) for one in times]

    def is_free(self, starts_at: datetime) -> bool:
        """Return whether a time can be picked: one that was offered, or another that could have been."""
        offered = self.offer.times.filter(is_theirs=False, starts_at=starts_at).first()
        return self.openings.stands(offered) if offered else starts_at in self.openings.free

    def slot(self, starts_at: datetime) -> Slot:
        """Return how a moment reads on both clocks."""
        here, there = (
            readings(starts_at, [("", zone)])[0] for zone in (self.zone, self.offer.account.zone)
        )
        return Slot(starts_at, here, there)

    def url(self, name: str = "booking") -> str:
        """Return an address behind the link that keeps the clock."""
        address = reverse(name, args=[self.offer.token])
        return f"{address}?{urlencode({'zone': self.zone})}"
