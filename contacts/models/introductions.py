"""Introduction: somebody said they would put me in touch with somebody else."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from config.kit.choices import choices
from config.kit.owned import owner
from contacts.models.people import Person
from contacts.rules.introductions import DAYS, WAITING, IntroductionState, moves_from, says


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    """Introductions, by what may still come of them."""

    def waiting(self) -> "IntroductionQuerySet":
        """Return those promised and neither made, declined nor let go."""
        return self.filter(state__in=WAITING)


class Introduction(models.Model):
    """What `introducer` promised: to put me in touch with `person`.

    Every state it went through has a day, known only to the day; the last one says where it stands.
    """

    account = owner("introductions")
    introducer = models.ForeignKey(
        Person,
        on_delete=models.CASCADE,
        related_name="introductions_promised",
        verbose_name=_("who introduces"),
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.CASCADE,
        related_name="introductions",
        verbose_name=_("to whom"),
    )
    state = models.CharField(
        max_length=10,
        choices=choices(IntroductionState),
        default=IntroductionState.PROMISED.value,
        editable=False,
    )
    promised_on = models.DateField(_("promised on"))
    # The day they asked the other one, and the day that one agreed, where that is known.
    asked_on = models.DateField(_("they asked on"), null=True, blank=True)
    agreed_on = models.DateField(_("the other one agreed on"), null=True, blank=True)
    # The day it was made, declined or let go.
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=400, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        """Newest first; one at a time between two people, and never with oneself."""

        verbose_name = _("introduction")
        verbose_name_plural = _("introductions")
        ordering: ClassVar[list[str]] = ["-promised_on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["introducer", "person"], name="introduction_once"),
            models.CheckConstraint(
                condition=~models.Q(introducer=models.F("person")), name="introduction_of_two"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[word.value for word in WAITING], settled_on=None)
                | (
                    ~models.Q(state__in=[word.value for word in WAITING])
                    & models.Q(settled_on__isnull=False)
                ),
                name="introduction_settled",
            ),
        ]

    def __str__(self) -> str:
        """Return who introduces whom."""
        return f"{self.introducer} → {self.person}"

    def take_over(self, other: "Introduction") -> None:
        """Stand where one that turns out to be the same one stands, when that is further along."""
        self.note = self.note or other.note
        if other.rank > self.rank:
            self.state = other.state
            for name in ("promised_on", "asked_on", "agreed_on", "settled_on"):
                setattr(self, name, getattr(other, name))

    @property
    def rank(self) -> int:
        """Return how far along it is: made is the furthest."""
        order = [
            IntroductionState.DROPPED,
            IntroductionState.DECLINED,
            *WAITING,
            IntroductionState.MADE,
        ]
        return order.index(IntroductionState(self.state))

    @property
    def is_waiting(self) -> bool:
        """Return whether it may still come."""
        return self.state in WAITING

    @property
    def since(self) -> date:
        """Return the day on which it came to stand where it does."""
        known: date | None = getattr(self, DAYS[IntroductionState(self.state)])
        return known or self.promised_on

    @property
    def moves(self) -> list[tuple[str, str]]:
        """Return where it may go from here, each with what its button says."""
        following = moves_from(IntroductionState(self.state))
        return [(to.value, gettext(says(to))) for to in following]

    @property
    def before(self) -> IntroductionState:
        """Return where it waited last."""
        past = [state for state in WAITING if getattr(self, DAYS[state])]
        return past[-1]
