"""Offer: times I offered somebody for a talk, by secret link; OfferedTime: each of them, and theirs."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from config.kit.owned import owner
from contacts.models import Person
from contacts.models.words import Language
from contacts.validators import is_zone
from interviews.models.interviews import Interview


class OfferState(StrEnum):
    """Where an offer stands; computed, since expiry comes by itself."""

    OPEN = "open"
    PICKED = "picked"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class OfferQuerySet(models.QuerySet["Offer"]):
    """Offers, by whether they still stand."""

    def standing(self, moment: datetime) -> "OfferQuerySet":
        """Return those that can still be answered for the first time."""
        return self.filter(
            withdrawn_at=None, declined_at=None, picked_at=None, expires_at__gt=moment
        )


class Offer(models.Model):
    """A booking page for one person about one talk.

    Whoever has the link may answer: `token` is the only authority. After a pick the same link shows
    what was agreed, moves it and cancels it, until the talk has begun.
    """

    account = owner("offers")
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="offers")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="offers")
    token = models.CharField(max_length=64, unique=True, editable=False)
    language = models.CharField(
        _("language"), max_length=10, choices=Language.choices, default=Language.ENGLISH
    )
    words = models.TextField(
        _("who asks and why"),
        max_length=400,
        blank=True,
        help_text=_("Two lines that stand above the times."),
    )
    shows_questions = models.BooleanField(_("show my questions, as a courtesy"), default=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField(_("open until"))
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    picked_at = models.DateTimeField(null=True, blank=True, editable=False)
    declined_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OfferQuerySet.as_manager()

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]

    def __str__(self) -> str:
        """Return whom it is for."""
        return str(self.person)

    def get_absolute_url(self) -> str:
        """Return the page where its owner changes it."""
        return reverse("offer-edit", args=[self.interview_id])

    def state(self, moment: datetime) -> OfferState:
        """Return where it stands at a moment; what was decided counts before expiry."""
        if self.withdrawn_at:
            return OfferState.WITHDRAWN
        if self.declined_at:
            return OfferState.DECLINED
        if self.picked_at:
            return OfferState.PICKED
        return OfferState.EXPIRED if moment >= self.expires_at else OfferState.OPEN


class OfferedTime(models.Model):
    """A time that I offer, or that they propose (`is_theirs`): local, with its derived instant."""

    account = owner("offered_times")
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="offered_times")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="offered_times")
    # None for what came by calendar, without a link.
    offer = models.ForeignKey(
        Offer, on_delete=models.CASCADE, null=True, blank=True, related_name="times"
    )
    on_date = models.DateField()
    at_time = models.TimeField()
    zone = models.CharField(max_length=64, validators=[is_zone])
    fold = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(1)])
    starts_at = models.DateTimeField(editable=False)
    is_theirs = models.BooleanField(default=False)
    # I offered it although something spoke against it: then only a clash takes it away.
    is_exception = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    # Of a time they proposed: when I agreed or said no.
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        """In their order in time; a link offers each moment once."""

        ordering: ClassVar[list[str]] = ["starts_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["offer", "starts_at", "is_theirs"], name="offered_time_once"
            ),
        ]

    def __str__(self) -> str:
        """Return the local time as it was offered."""
        return f"{self.on_date} {self.at_time:%H:%M} {self.zone}"

    @property
    def local_start(self) -> datetime:
        """Return the start in the zone it was offered in."""
        return self.starts_at.astimezone(ZoneInfo(self.zone))
