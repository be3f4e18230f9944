"""BusyCalendar: when I am busy elsewhere; CalendarFeed: my talks for my own calendar program."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from config.kit.owned import owner


class BusyCalendar(models.Model):
    """A calendar of mine that is read for busy times, from a file or from its secret address.

    `text` holds its times and recurrences only: what an entry is about is never stored.
    """

    account = owner("busy_calendars")
    name = models.CharField(_("name"), max_length=120)
    # Empty for an uploaded file.
    address = models.URLField(_("secret address"), max_length=1000, blank=True)
    text = models.TextField(blank=True, editable=False)
    # As the server gave them, for the next conditional request.
    etag = models.CharField(max_length=400, blank=True, editable=False)
    last_modified = models.CharField(max_length=100, blank=True, editable=False)
    fetched_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The last day on my clock on which its times were worked out, which reach so far from there.
    expanded_on = models.DateField(null=True, blank=True, editable=False)
    # While a reading is asked for and not over, when it was; and when the last one was over.
    asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    tried_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Why the last reading failed (a key of interviews/calendars/troubles.py), and how many
    # failed in a row.
    error = models.TextField(blank=True, editable=False)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    # Removed ones can be brought back for a while; their times are gone at once.
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        """By name."""

        ordering: ClassVar[list[str]] = ["name", "pk"]

    def __str__(self) -> str:
        """Return its name."""
        return self.name


class BusyTime(models.Model):
    """A stretch of time that one of these calendars says I am busy."""

    account = owner("busy_times")
    calendar = models.ForeignKey(BusyCalendar, on_delete=models.CASCADE, related_name="times")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        """In time order."""

        ordering: ClassVar[list[str]] = ["starts_at", "pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account", "starts_at"], name="busy_by_start"),
        ]

    def __str__(self) -> str:
        """Return its instants."""
        return f"{self.starts_at} – {self.ends_at}"


class CalendarFeed(models.Model):
    """A secret address at which my calendar program reads my talks; at most one an account."""

    account = owner("calendar_feeds")
    token = models.CharField(max_length=64, unique=True, editable=False)
    with_follow_ups = models.BooleanField(_("follow-ups as all-day entries"), default=False)
    with_details = models.BooleanField(_("names, places and what I want to learn"), default=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    # What stood in it when it was last read, as a print, and since when it says that.
    said = models.CharField(max_length=64, blank=True, editable=False)
    changed_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        """At most one an account."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["account"], name="calendar_feed_once"),
        ]

    def __str__(self) -> str:
        """Return whose it is."""
        return str(self.account)
