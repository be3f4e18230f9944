"""Target: an organisation within a search, what speaks for it, and whether it is worked on."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from config.kit.owned import owner
from contacts.models.organisations import Organisation
from contacts.models.people import Person, Tie
from contacts.models.searches import Search
from contacts.rules.targets import Standing, State


def acquaintances() -> models.QuerySet[Person]:
    """Return people one may turn to: known by any tie but “cold”, and open to being asked.

    The pool counts: an imported connection is somebody I know, though nothing is to be done yet.
    """
    return Person.objects.current().filter(is_do_not_contact=False).exclude(tie=Tie.COLD)


class TargetQuerySet(models.QuerySet["Target"]):
    """Targets, with what their place depends on."""

    def scored(self) -> "TargetQuerySet":
        """Return them with `knows_somebody`: whether one of my acquaintances works there."""
        there = acquaintances().filter(organisation=models.OuterRef("organisation")).order_by()
        return self.annotate(knows_somebody=models.Exists(there))

    def in_state(self, state: State) -> "TargetQuerySet":
        """Return those that stand so."""
        return self.filter(_STATES[state])


_LEFT = models.Q(ruled_out_at__isnull=False)
_HELPED = models.Q(ruled_out_at=None, helper_at__isnull=False)
_ENTERED = models.Q(ruled_out_at=None, helper_at=None, entered_at__isnull=False)
_STATES = {
    State.RULED_OUT: _LEFT,
    State.HELPED: _HELPED,
    State.ACTIVE: _ENTERED,
    State.WAITING: models.Q(ruled_out_at=None, helper_at=None, entered_at=None),
}


class Target(models.Model):
    """One organisation in one search.

    `motivation` is a gut feeling from 0 (do not know it yet) to 3 and is never filled in by us;
    `posting` is 3 for a relevant posting, 2 for a partly relevant one, 1 for none. `advocacy` is
    what the user said, or None for what is computed from their people there. It is worked on from
    `entered_at` until `ruled_out_at` or `helper_at`. Source: Dalton, 2nd ed.
    """

    account = owner("targets")
    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="targets")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="targets")
    motivation = models.PositiveSmallIntegerField(
        _("motivation"), default=0, validators=[MaxValueValidator(3)]
    )
    posting = models.PositiveSmallIntegerField(
        _("posting"), default=1, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    advocacy = models.BooleanField(_("someone there would help"), null=True, blank=True)
    # The brainstorming lane it came from, by its stable key; see rules/targets.toml.
    lane = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    entered_at = models.DateTimeField(null=True, blank=True, editable=False)
    helper_at = models.DateTimeField(null=True, blank=True, editable=False)
    ruled_out_at = models.DateTimeField(null=True, blank=True, editable=False)
    reason = models.CharField(_("why not"), max_length=300, blank=True)

    objects = TargetQuerySet.as_manager()

    # Set by `scored()`.
    knows_somebody: bool

    class Meta:
        """Each organisation once a search."""

        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["search", "organisation"], name="target_once"),
            models.CheckConstraint(
                condition=models.Q(motivation__range=(0, 3)) & models.Q(posting__range=(1, 3)),
                name="target_scores",
            ),
        ]

    def __str__(self) -> str:
        """Return the organisation's name."""
        return str(self.organisation)

    def get_absolute_url(self) -> str:
        """Return its page: whom to ask there."""
        return reverse("target-detail", args=[self.pk])

    def take_over(self, other: "Target") -> None:
        """Keep the higher scores of two targets that turn out to be one, and the work on either.

        No more are worked on than before: one that was ruled out comes back to wait.
        """
        was_active = State.ACTIVE in (self.state, other.state)
        self.motivation = max(self.motivation, other.motivation)
        self.posting = max(self.posting, other.posting)
        if other.advocacy is not None:
            self.advocacy = self.advocacy or other.advocacy
        entered = [one.entered_at for one in (self, other) if one.entered_at]
        self.entered_at = min(entered, default=None)
        self.helper_at = self.helper_at or other.helper_at
        # It is out only where both are.
        if other.ruled_out_at is None:
            self.ruled_out_at, self.reason = None, ""
        if self.state is State.ACTIVE and not was_active:
            self.entered_at = None

    @property
    def state(self) -> State:
        """Return where it stands."""
        if self.ruled_out_at:
            return State.RULED_OUT
        if self.helper_at:
            return State.HELPED
        return State.ACTIVE if self.entered_at else State.WAITING

    @property
    def has_advocate(self) -> bool:
        """Return what the user said of advocacy, else what follows from their people there."""
        return self.knows_somebody if self.advocacy is None else self.advocacy

    @property
    def standing(self) -> Standing:
        """Return what its place depends on; needs `scored()`."""
        return Standing(
            key=self.pk,
            motivation=self.motivation,
            posting=self.posting,
            has_advocate=self.has_advocate,
            state=self.state,
        )
