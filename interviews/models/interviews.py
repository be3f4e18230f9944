"""Interview: one talk, with whom, when in whose clock, and where it stands."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from config.kit.choices import choices
from config.kit.owned import owner
from contacts.models import Person, Search
from contacts.models.searchable import PENDING, Sought
from contacts.validators import is_zone
from interviews.rules.clocks import Reading, readings
from interviews.rules.stages import Stage

# Minutes that a talk may take.
SHORTEST, LONGEST = 5, 480


class Kind(models.TextChoices):
    """What kind of talk it is."""

    INFORMATIONAL = "informational", _("Informational interview")
    COFFEE = "coffee", _("Coffee chat inside a company")
    JOB = "job", _("Job interview round")


class Medium(models.TextChoices):
    """Where two people meet."""

    VIDEO = "video", _("Video call")
    PHONE = "phone", _("Phone")
    IN_PERSON = "in_person", _("In person")
    WECHAT = "wechat", _("WeChat")


class InterviewQuerySet(models.QuerySet["Interview"]):
    """Interviews, by what is going on with them."""

    def ahead(self, moment: datetime) -> "InterviewQuerySet":
        """Return the scheduled ones that have not begun, soonest first."""
        return self.filter(stage=Stage.SCHEDULED, starts_at__gte=moment).order_by("starts_at")


class Interview(models.Model):
    """One talk.

    What was agreed is `on_date` and `at_time` in `zone` (with `fold` for a repeated hour);
    `starts_at` is derived from them and only there for sorting and searching.
    """

    account = owner("interviews")
    people = models.ManyToManyField(Person, related_name="interviews", verbose_name=_("with"))
    search = models.ForeignKey(
        Search,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="interviews",
        verbose_name=_("search"),
    )
    kind = models.CharField(
        _("kind"), max_length=20, choices=Kind.choices, default=Kind.INFORMATIONAL
    )
    stage = models.CharField(
        max_length=20, choices=choices(Stage), default=Stage.PLANNED.value, editable=False
    )
    # 20 minutes is what a stranger can give (UC Berkeley Career Center).
    minutes = models.PositiveSmallIntegerField(
        _("length in minutes"),
        default=20,
        validators=[MinValueValidator(SHORTEST), MaxValueValidator(LONGEST)],
    )
    medium = models.CharField(
        _("how you meet"), max_length=20, choices=Medium.choices, default=Medium.VIDEO
    )
    place = models.CharField(
        _("link, number or address"),
        max_length=500,
        blank=True,
        help_text=_("The video link, the phone number, the address or the WeChat ID."),
    )
    on_date = models.DateField(_("day"), null=True, blank=True)
    at_time = models.TimeField(_("time"), null=True, blank=True)
    zone = models.CharField(_("in the time of"), max_length=64, blank=True, validators=[is_zone])
    fold = models.PositiveSmallIntegerField(default=0, editable=False)
    starts_at = models.DateTimeField(null=True, editable=False, db_index=True)
    # When it really began and ended; the thank-you is due from here.
    began_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    # When it came to its present stage; unknown for talks from before this was noted.
    moved_at = models.DateTimeField(null=True, blank=True, editable=False)
    # When the time that stands was agreed on; unknown for talks from before this was noted.
    agreed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The instant it had before new time zone rules moved it, until its owner has looked; where the
    # local time exists no more, that is `starts_at` still (see interviews/shifts.py).
    shifted_from = models.DateTimeField(null=True, blank=True, editable=False)
    purpose = models.TextField(_("what I want to learn"), max_length=2000, blank=True)
    # Of a job round: which one, and what they said comes next.
    round_name = models.CharField(_("round"), max_length=120, blank=True)
    next_step = models.CharField(_("next step"), max_length=400, blank=True)
    next_step_on = models.DateField(_("by when"), null=True, blank=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Counts changes of time, length or place, as calendars expect (RFC 5545, SEQUENCE).
    sequence = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    # What search looks in, beside the names of those it is with.
    plain = models.GeneratedField(
        expression=Sought(models.Value(" "), models.F("purpose")),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = InterviewQuerySet.as_manager()

    class Meta:
        """Latest first, those without a time on top."""

        ordering: ClassVar[list[Any]] = [models.F("starts_at").desc(nulls_first=True), "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(on_date=None, at_time=None, starts_at=None)
                | models.Q(on_date__isnull=False, at_time__isnull=False, starts_at__isnull=False),
                name="interview_time_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__range=(SHORTEST, LONGEST)), name="interview_minutes"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account", "stage", "starts_at"], name="interview_by_stage"),
            models.Index(fields=["account", "starts_at"], name="interview_by_start"),
            # A handful after an update of the zone data, else none.
            models.Index(
                fields=["account", "starts_at"],
                condition=models.Q(shifted_from__isnull=False),
                name="interview_shifted",
            ),
            GinIndex(
                fields=["account", "plain"],
                name="interview_sought",
                opclasses=["int8_ops", "gin_trgm_ops"],
                gin_pending_list_limit=PENDING,
            ),
        ]

    def __str__(self) -> str:
        """Return its kind and day."""
        return f"{self.get_kind_display()} {self.on_date or ''}".strip()

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("interview-detail", args=[self.pk])

    def derive_instant(self) -> None:
        """Set `starts_at` from what was agreed; raise clock.NoSuchTime where that cannot be."""
        self.starts_at = (
            clock.instant(self.on_date, self.at_time, self.zone, self.fold)
            if self.on_date and self.at_time
            else None
        )

    @property
    def ends_at(self) -> datetime | None:
        """Return the agreed end in UTC."""
        return self.starts_at + timedelta(minutes=self.minutes) if self.starts_at else None

    def day_told(self, moment: datetime) -> date:
        """Return the day from which "by Friday" counts in what was noted at a moment.

        That is the day of the talk, on my clock, also where it is written down later.
        """
        told = self.ended_at or self.began_at or self.starts_at or moment
        return clock.day_of(min(told, moment), self.account.zone)

    @property
    def is_round(self) -> bool:
        """Return whether it is a round of a job interview."""
        return self.kind == Kind.JOB

    @property
    def called(self) -> str:
        """Return its kind, and of a round which one it is."""
        kind = self.get_kind_display()
        return f"{kind}: {self.round_name}" if self.is_round and self.round_name else kind

    @property
    def names(self) -> str:
        """Return whom it is with, for titles and lists."""
        return ", ".join(person.name for person in self.people.all())

    @property
    def clocks(self) -> list[tuple[str, str]]:
        """Return (whose, zone) of everybody in it, mine first; the agreed zone always stands."""
        people = [(person.address, person.zone) for person in self.people.all() if person.zone]
        agreed = [("", self.zone)] if self.zone else []
        return [(gettext("you"), self.account.zone), *people, *agreed]

    @property
    def readings(self) -> list[Reading]:
        """Return the agreed start on everybody's clock; nothing while there is none."""
        return readings(self.starts_at, self.clocks) if self.starts_at else []

    def clash(self, starts_at: datetime) -> "Interview | None":
        """Return another talk of mine that is on while this one would be."""
        ends_at = starts_at + timedelta(minutes=self.minutes)
        others = self.account.interviews.exclude(pk=self.pk).filter(
            stage=Stage.SCHEDULED,
            starts_at__lt=ends_at,
            starts_at__gt=starts_at - timedelta(minutes=LONGEST),
        )
        return next((one for one in others if one.ends_at and one.ends_at > starts_at), None)

    @property
    def local_start(self) -> datetime | None:
        """Return the start in the zone it was agreed in."""
        return self.starts_at.astimezone(ZoneInfo(self.zone)) if self.starts_at else None
