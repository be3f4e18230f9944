"""Search: what someone explores, and what they believe about it before asking."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from config.kit.owned import owner
from contacts.rules.cadence.presets import Preset, presets
from contacts.rules.switch import Switch, switch


class Ending(models.TextChoices):
    """Why a search ended."""

    OFFER = "offer", _("I accepted an offer")
    LEARNED = "learned", _("I know enough now")
    OTHER = "other", _("Another reason")


class SearchQuerySet(models.QuerySet["Search"]):
    """Searches, by what is going on with them."""

    def open(self) -> "SearchQuerySet":
        """Return those not ended."""
        return self.filter(ended_at=None)


class Search(models.Model):
    """From where I am to where I may want to go."""

    account = owner("searches")
    from_role = models.CharField(_("my role now"), max_length=120)
    from_industry = models.CharField(_("my industry now"), max_length=120)
    to_role = models.CharField(_("the role I explore"), max_length=120)
    to_industry = models.CharField(_("the industry I explore"), max_length=120)
    why = models.TextField(_("why this interests me"), max_length=2000, blank=True)
    # Organisations worked on at a time, and how many to list before choosing (Dalton).
    places = models.PositiveSmallIntegerField(
        _("organisations worked on at a time"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
    )
    goal = models.PositiveSmallIntegerField(
        _("organisations to list"),
        default=40,
        validators=[MinValueValidator(1), MaxValueValidator(500)],
    )
    lane_minutes = models.PositiveSmallIntegerField(
        _("minutes a lane of brainstorming"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    # Empty: the account's own pace.
    preset = models.CharField(_("pace"), max_length=40, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    ending = models.CharField(
        _("why it ends"), max_length=10, choices=Ending.choices, blank=True, editable=False
    )

    objects = SearchQuerySet.as_manager()

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]

    def __str__(self) -> str:
        """Return where it leads."""
        return f"{self.to_role}, {self.to_industry}"

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("search-detail", args=[self.pk])

    @property
    def pace(self) -> Preset | None:
        """Return the pace of its own, or None where the account's holds."""
        return presets().get(self.preset)

    @property
    def switch(self) -> Switch:
        """Return whether this changes role, industry, both or neither."""
        return switch(
            from_role=self.from_role,
            from_industry=self.from_industry,
            to_role=self.to_role,
            to_industry=self.to_industry,
        )


class Belief(models.Model):
    """Something I think is true of the work, to be tested by asking."""

    account = owner("beliefs")
    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="beliefs")
    text = models.CharField(_("I believe that …"), max_length=400)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        """In the order they were written."""

        ordering: ClassVar[list[str]] = ["created_at", "pk"]

    def __str__(self) -> str:
        """Return the belief."""
        return self.text
