"""FollowUp: a promise or a step of the plan, with a due day."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from config.kit.owned import owner
from contacts.models import Message, Outreach, Person
from contacts.rules.cadence import StepKind
from interviews.models.interviews import Interview
from interviews.rules.digest import is_fresh


class FollowUpKind(models.TextChoices):
    """What is to be done."""

    # Noted by hand, on a day that was agreed or chosen.
    PROMISE = "promise", _("My promise")
    REPORT_BACK = "report_back", _("Report on their advice")
    THEIR_PROMISE = "their_promise", _("Their promise")
    FREE = "free", _("Something else")
    # Planned from what happened (contacts/rules/cadence).
    ANSWER = "answer", _("Answer them")
    SECOND_PERSON = "second_person", _("Write to a second person there")
    NUDGE = "nudge", _("Follow up once")
    CONFIRM = "confirm", _("Confirm the talk")
    DEBRIEF = "debrief", _("Write down what you learned")
    THANK = "thank", _("Thank-you")
    ASK_NEXT_STEP = "ask_next_step", _("Ask what comes next")
    ASK_REFERRAL = "ask_referral", _("Ask whom to meet next")
    NUDGE_INTRODUCTION = "nudge_introduction", _("Remind of the introduction")
    TELL_REFERRER = "tell_referrer", _("Tell who named them how it went")
    KEEP_IN_TOUCH = "keep_in_touch", _("Keep in touch")
    TELL_ENDED = "tell_ended", _("Tell that the search has ended")
    OTHER_WAY = "other_way", _("Find another way to reach them")
    WRITE_INTRODUCED = "write_introduced", _("Write after an introduction")
    CLARIFY = "clarify", _("Fill in a day")


class FollowUpState(models.TextChoices):
    """What became of it."""

    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")
    # A step of the plan that does not apply any more; it may again.
    WITHDRAWN = "withdrawn", _("Withdrawn")


# Those whose present due day no letter has told (see `is_fresh`).
UNANNOUNCED = Q(announced_on=None) | Q(announced_on__lt=F("due_on"))


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    """Follow-ups, by what is still to do."""

    def open(self) -> "FollowUpQuerySet":
        """Return those neither done nor dropped, the most urgent first."""
        return self.filter(state=FollowUpState.OPEN).order_by("due_at", "pk")

    def titled(self) -> "FollowUpQuerySet":
        """Read what a list of titles shows, and no more: what, with whom, by when."""
        shown = ("kind", "key", "text", "reason", "state", "due_on", "due_at")
        return self.select_related("person", "about").only(*shown, "person__name", "about__name")

    def timely(self, at: datetime) -> "FollowUpQuerySet":
        """Leave out confirmations of talks that have begun; the plan, which knows days, keeps them."""
        return self.exclude(kind=FollowUpKind.CONFIRM, interview__starts_at__lte=at)


_Manager = models.Manager.from_queryset(FollowUpQuerySet)


class FollowUpManager(_Manager["FollowUp"]):
    """Finds what is or was on somebody's list."""

    def get_queryset(self) -> FollowUpQuerySet:
        """Leave out what the plan has withdrawn."""
        rows = FollowUpQuerySet(self.model, using=self._db)
        return rows.exclude(state=FollowUpState.WITHDRAWN)


class FollowUp(models.Model):
    """One thing to do for, or to expect from, one person.

    One with a `key` is a step of the plan: the same facts always give the same key, so that what was
    done, dropped or put off is found again and never comes back. One that does not apply any more is
    withdrawn: only the plan sees it (`with_withdrawn`). Its `reason` is what the plan says
    of it (see contacts/rules/cadence), `since_on` the day it fell on before anything moved it.

    `due_at` is the moment it turns overdue (UTC): the end of the due day in the account's zone, or
    for a thank-you 24 hours after the talk ended. `due_on` is the day it is shown under, in the
    account's zone; snoozing moves both.
    """

    account = owner("follow_ups")
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="follow_ups", verbose_name=_("person")
    )
    interview = models.ForeignKey(
        Interview,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="follow_ups",
    )
    message = models.OneToOneField(
        Message,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="follow_up",
    )
    kind = models.CharField(
        _("kind"), max_length=20, choices=FollowUpKind.choices, default=FollowUpKind.FREE
    )
    key = models.CharField(max_length=60, blank=True, editable=False)
    outreach = models.ForeignKey(
        Outreach,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="follow_ups",
    )
    # Whom it is about, when that is somebody else: the one they named, or were to introduce.
    about = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="follow_ups_about",
    )
    reason = models.JSONField(default=dict, blank=True, editable=False)
    since_on = models.DateField(null=True, blank=True, editable=False)
    text = models.CharField(_("what"), max_length=400, blank=True)
    due_on = models.DateField(_("due"))
    due_at = models.DateTimeField(editable=False)
    state = models.CharField(
        max_length=10,
        choices=FollowUpState.choices,
        default=FollowUpState.OPEN,
        editable=False,
    )
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)
    # When it was last put off; a thank-you that was keeps its day when the talk's end is corrected.
    snoozed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The local day on which a digest first said that it is due.
    announced_on = models.DateField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FollowUpManager()
    with_withdrawn = FollowUpQuerySet.as_manager()

    class Meta:
        """Most urgent first; a step of the plan stands once."""

        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering: ClassVar[list[str]] = ["due_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person", "key"], condition=~Q(key=""), name="step_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["account", "due_at"],
                condition=Q(state="open"),
                name="follow_up_open",
            ),
            # Today takes the first few of each kind, however many wait.
            models.Index(
                fields=["account", "kind", "due_on", "id"],
                condition=Q(state="open"),
                name="follow_up_by_kind",
            ),
            # What the evening of a talk may be about, of all accounts.
            models.Index(
                fields=["due_on"],
                condition=Q(state="open", kind__in=["thank", "debrief"]),
                name="follow_up_evening",
            ),
            # What was settled or put off today.
            models.Index(
                fields=["account", "settled_at"],
                condition=Q(settled_at__isnull=False),
                name="follow_up_settled",
            ),
            models.Index(
                fields=["account", "snoozed_at"],
                condition=Q(snoozed_at__isnull=False),
                name="follow_up_snoozed",
            ),
        ]

    def __str__(self) -> str:
        """Return what is to be done."""
        return self.text or self.get_kind_display()

    def take_over(self, other: "FollowUp") -> None:
        """Be settled where a follow-up that turns out to be the same one is."""
        if self.state == FollowUpState.WITHDRAWN:
            self.due_on, self.due_at, self.snoozed_at = other.due_on, other.due_at, other.snoozed_at
            self.state, self.settled_at = other.state, other.settled_at
        if other.state == FollowUpState.DONE and self.state != FollowUpState.DONE:
            self.state, self.settled_at = other.state, other.settled_at
            self.message = other.message or self.message
        self.message = self.message or other.message

    @property
    def plan_key(self) -> str:
        """Return the key by which the plan knows it: a merge may have changed whom it is about."""
        return f"{self.kind}:{self.about_id}" if self.key and self.about_id else self.key

    @property
    def is_theirs(self) -> bool:
        """Return whether I wait for somebody else."""
        return self.kind == FollowUpKind.THEIR_PROMISE

    @property
    def is_chaser(self) -> bool:
        """Return whether it waits for a working day and is never overdue; others keep their clock."""
        return bool(self.key) and StepKind(self.kind).is_chaser

    @property
    def is_bound(self) -> bool:
        """Return whether it follows from a talk or an answer and keeps its own clock."""
        return bool(self.key) and not self.is_chaser

    @property
    def is_unannounced(self) -> bool:
        """Return whether no digest has told its present due day."""
        return is_fresh(self.due_on, self.announced_on)
