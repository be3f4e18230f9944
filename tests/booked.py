"""Offers of times to answer by their link, for tests of booking."""

from datetime import UTC, datetime, timedelta

from django.urls import reverse

from interviews.models import Offer, OfferedTime
from tests.factories import InterviewFactory, PersonFactory

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + n * DAY + 2 * HOUR for n in (1, 2, 3))


def an_offer(account, *starts, person=None, zone="Africa/Nairobi", is_exception=False, **fields):
    person = person or PersonFactory(account=account, name="Bo Chen", zone=zone)
    talk = InterviewFactory(account=account, people=[person], zone="", purpose="My secret aim")
    offer = Offer.objects.create(
        account=account,
        interview=talk,
        person=person,
        token=f"{talk.pk:x<43}",
        words="I teach, and want to learn\nhow analysts work.",
        expires_at=MONDAY + 14 * DAY,
        **fields,
    )
    for start in starts or (TUESDAY, WEDNESDAY, THURSDAY):
        OfferedTime.objects.create(
            account=account,
            interview=talk,
            person=person,
            offer=offer,
            on_date=start.date(),
            at_time=start.time(),
            zone="UTC",
            starts_at=start,
            is_exception=is_exception,
        )
    return offer


def url(offer, name="booking"):
    return reverse(name, args=[offer.token])


def value(start):
    return f"{start:%Y-%m-%dT%H:%MZ}"


def text(answer):
    return answer.content.decode()
