"""What is done to the calendars that say when I am busy: added, read, named, removed, brought back.

Only the worker fetches and works out; a page asks for it and shows what came of it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from config.kit import clock
from config.kit.fetching import CannotFetch, Fetched, fetch
from config.kit.jobs import hand_over
from contacts.models import Account
from interviews.calendars.busy import NotACalendar, TooMuch, stripped, worked_out
from interviews.calendars.troubles import Unreadable
from interviews.models import BusyCalendar, BusyTime

# An account has so many, those that can be brought back included.
MOST = 10
# The furthest that times are offered (offer_days, at most 60), and a month to see ahead.
HORIZON = timedelta(days=90)
# How often an address is asked, and how seldom at most while it fails.
EVERY, SELDOM = timedelta(hours=1), timedelta(days=1)
# After so long a reading that was asked for is asked for again: the job is lost.
LOST = timedelta(minutes=15)
# How long a removed calendar can be brought back.
KEPT = timedelta(days=1)

type Spans = Sequence[tuple[datetime, datetime]]


def add_address(account: Account, *, name: str, address: str, at: datetime) -> BusyCalendar:
    """Return a new calendar that is read from its secret address, at once and from then on."""
    calendar = BusyCalendar.objects.create(account=account, name=name, address=address)
    ask_reading(calendar, at=at)
    return calendar


def add_file(account: Account, *, name: str, raw: bytes, at: datetime) -> BusyCalendar:
    """Return a new calendar out of a file, of which only the times are kept.

    Raises NotACalendar and TooMuch, and nothing is kept then.
    """
    text = _times_of(account, raw, at)
    calendar = BusyCalendar.objects.create(account=account, name=name, text=text, fetched_at=at)
    ask_reading(calendar, at=at)
    return calendar


@transaction.atomic
def replace_file(calendar: BusyCalendar, raw: bytes, *, at: datetime) -> None:
    """Let a newer file stand for a calendar. Raises NotACalendar and TooMuch, changing nothing."""
    calendar.text, calendar.fetched_at = _times_of(calendar.account, raw, at), at
    # A reading of the file before may be going on; it is followed by another.
    calendar.asked_at = None
    calendar.save(update_fields=["text", "fetched_at", "asked_at"])
    ask_reading(calendar, at=at)


@transaction.atomic
def replace_address(calendar: BusyCalendar, address: str, *, at: datetime) -> None:
    """Read a calendar from another address from now on."""
    calendar.address = address
    calendar.etag = calendar.last_modified = calendar.error = ""
    calendar.asked_at, calendar.failures = None, 0
    calendar.save(
        update_fields=["address", "etag", "last_modified", "error", "asked_at", "failures"]
    )
    ask_reading(calendar, at=at)


@transaction.atomic
def ask_reading(calendar: BusyCalendar, *, at: datetime) -> None:
    """Hand the calendar to the worker, unless it has it already."""
    calendar = BusyCalendar.objects.select_for_update().get(pk=calendar.pk)
    if calendar.removed_at or (calendar.asked_at and calendar.asked_at > at - LOST):
        return
    calendar.asked_at = at
    calendar.save(update_fields=["asked_at"])
    # One at a time, so that a slow one never takes the places of letters.
    hand_over("read_calendar", lock="calendars", calendar_id=calendar.pk)


def rename_calendar(calendar: BusyCalendar, name: str) -> None:
    """Call it otherwise."""
    calendar.name = name
    calendar.save(update_fields=["name"])


@transaction.atomic
def remove_calendar(calendar: BusyCalendar, *, at: datetime) -> None:
    """Take a calendar and all its times away; for a day it can be brought back."""
    calendar.removed_at, calendar.asked_at = at, None
    calendar.save(update_fields=["removed_at", "asked_at"])
    calendar.times.all().delete()


@transaction.atomic
def restore_calendar(calendar: BusyCalendar, *, at: datetime) -> None:
    """Bring a removed calendar back; its times follow once the worker has worked them out."""
    calendar.removed_at = calendar.asked_at = None
    calendar.save(update_fields=["removed_at", "asked_at"])
    ask_reading(calendar, at=at)


def read_calendar(calendar_id: int, *, at: datetime) -> None:
    """Fetch a calendar where it has an address, work out its times and keep them, or keep why not.

    What it said before stands, and is worked out for each new day, until a reading goes well.
    """
    calendar = BusyCalendar.objects.select_related("account").filter(pk=calendar_id).first()
    if calendar is None or calendar.removed_at:
        return
    before, trouble, spans = calendar.text, "", None
    try:
        if calendar.address:
            _fetch(calendar, at)
    except CannotFetch as refused:
        trouble = refused.trouble.value
    except (NotACalendar, TooMuch) as refused:
        trouble = trouble_of(refused)
    try:
        if calendar.text:
            spans = _spans(calendar, at)
    except (NotACalendar, TooMuch) as refused:
        trouble = trouble_of(refused)
    _keep(calendar, spans, before=before, trouble=trouble, at=at)


def trouble_of(refused: NotACalendar | TooMuch) -> str:
    """Return the key of why a file is of no use (interviews/calendars/troubles.py)."""
    if isinstance(refused, TooMuch):
        return Unreadable.TOO_MUCH
    return Unreadable.WEB_PAGE if refused.is_page else Unreadable.NO_CALENDAR


def ask_due_readings(*, at: datetime) -> None:
    """Ask for those whose time has come: an hour on, longer after failures, or a new day."""
    lost = Q(asked_at=None) | Q(asked_at__lte=at - LOST)
    waiting = BusyCalendar.objects.filter(lost, removed_at=None).select_related("account")
    # What stands in them may be megabytes each, and whether they are due does not hang on it.
    for calendar in waiting.defer("text").iterator(chunk_size=500):
        today = clock.day_of(at, calendar.account.zone)
        if calendar.account.is_active and (_is_due(calendar, at) or calendar.expanded_on != today):
            ask_reading(calendar, at=at)


def forget_removed(*, at: datetime) -> None:
    """Delete for good what was removed a day ago."""
    BusyCalendar.objects.filter(removed_at__lte=at - KEPT).delete()


def next_try(calendar: BusyCalendar) -> datetime | None:
    """Return when a calendar with an address is asked next, or None where it has none."""
    if not calendar.address or calendar.tried_at is None:
        return None
    wait: timedelta = min(EVERY * 2 ** min(calendar.failures, 10), SELDOM)
    return calendar.tried_at + wait


def _is_due(calendar: BusyCalendar, at: datetime) -> bool:
    """Return whether it is time to ask; a file that failed once fails until there is another."""
    if not calendar.address:
        return calendar.tried_at is None
    again = next_try(calendar)
    return again is None or again <= at


def _fetch(calendar: BusyCalendar, at: datetime) -> None:
    """Take what stands at the address; set, not saved."""
    found: Fetched = fetch(
        calendar.address,
        etag=calendar.etag if calendar.text else "",
        last_modified=calendar.last_modified if calendar.text else "",
        trusted=settings.CALENDAR_HOSTS,
    )
    if found.body is not None:
        calendar.text = _times_of(calendar.account, found.body, at)
        calendar.etag = found.etag if len(found.etag) <= 400 else ""
        calendar.last_modified = found.last_modified if len(found.last_modified) <= 100 else ""
    calendar.fetched_at = at


def _times_of(account: Account, raw: bytes, at: datetime) -> str:
    mine = {
        account.email,
        *EmailAddress.objects.filter(user=account).values_list("email", flat=True),
    }
    return stripped(raw, mine=mine, today=clock.day_of(at, account.zone))


def _spans(calendar: BusyCalendar, at: datetime) -> Spans:
    """Return when I am busy from today on; a calendar is expanded again each day."""
    zone = calendar.account.zone
    today = clock.day_of(at, zone)
    return worked_out(calendar.text, zone=zone, first=today, last=today + HORIZON)


@transaction.atomic
def _keep(
    calendar: BusyCalendar, spans: Spans | None, *, before: str, trouble: str, at: datetime
) -> None:
    """Store what a reading gave, unless the calendar went or changed meanwhile."""
    now = BusyCalendar.objects.select_for_update().filter(pk=calendar.pk).first()
    if now is None or now.removed_at or (now.address, now.text) != (calendar.address, before):
        return
    # A new day is tried once, whether or not that goes well.
    calendar.expanded_on = clock.day_of(at, calendar.account.zone)
    calendar.error, calendar.failures = trouble, min(calendar.failures + 1, 1000) if trouble else 0
    calendar.tried_at, calendar.asked_at = at, None
    calendar.save(
        update_fields=[
            *("text", "etag", "last_modified", "fetched_at", "expanded_on"),
            *("error", "failures", "tried_at", "asked_at"),
        ]
    )
    if spans is not None:
        calendar.times.all().delete()
        BusyTime.objects.bulk_create(
            BusyTime(account=calendar.account, calendar=calendar, starts_at=start, ends_at=end)
            for start, end in spans
        )
