"""Debrief and Mark: ten minutes after a talk, and what became of the lines marked in its notes."""

from datetime import datetime
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from config.kit.choices import choices
from config.kit.owned import owner
from contacts.models import Person, ResearchNote
from interviews.models.follow_ups import FollowUp
from interviews.models.insights import Insight
from interviews.models.interviews import Interview
from interviews.models.notes import Answer
from interviews.rules.marks import LONGEST_MARK, MarkKind

# Small scales: 1 not at all, 5 very much; empty while not said.
_SCALE = (MinValueValidator(1), MaxValueValidator(5))


class DebriefQuerySet(models.QuerySet["Debrief"]):
    """Debriefs, by how far they got."""

    def settled(self) -> "DebriefQuerySet":
        """Return those finished or skipped."""
        return self.exclude(finished_at=None, skipped_at=None)


class Debrief(models.Model):
    """How a talk was gone over; its words are the talk's notes of the parts LEARNED to WHOM."""

    account = owner("debriefs")
    interview = models.OneToOneField(Interview, on_delete=models.CASCADE, related_name="debrief")
    energy = models.PositiveSmallIntegerField(_("energy"), null=True, blank=True, validators=_SCALE)
    values = models.PositiveSmallIntegerField(_("values"), null=True, blank=True, validators=_SCALE)
    hours = models.PositiveSmallIntegerField(_("hours"), null=True, blank=True, validators=_SCALE)
    started_at = models.DateTimeField(default=clock.now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True, editable=False)
    skipped_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DebriefQuerySet.as_manager()

    def __str__(self) -> str:
        """Return whose it is."""
        return f"debrief of {self.interview_id}"

    @property
    def settled_at(self) -> datetime | None:
        """Return when it was finished or skipped; None while it can be gone on with."""
        return self.finished_at or self.skipped_at

    @property
    def has_scales(self) -> bool:
        """Return whether anything is said on the scales."""
        return any((self.energy, self.values, self.hours))


class Mark(models.Model):
    """What was decided about one marked line: kept, and what it became, or dropped.

    The mark itself is the line of the note; `text` is that line without its sign.
    """

    account = owner("marks")
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=15, choices=choices(MarkKind))
    text = models.CharField(max_length=LONGEST_MARK)
    is_kept = models.BooleanField()
    insight = models.ForeignKey(Insight, on_delete=models.SET_NULL, null=True, related_name="marks")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="marks")
    follow_up = models.ForeignKey(
        FollowUp, on_delete=models.SET_NULL, null=True, related_name="marks"
    )
    # What undoing it gives back or needs to know: of a name see actions.referrals.record_of, of an
    # insight that was made of it the words it had.
    record = models.JSONField(default=list)
    research_note = models.ForeignKey(
        ResearchNote, on_delete=models.SET_NULL, null=True, related_name="marks"
    )
    decided_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        """In the order of deciding; each line is decided once."""

        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["answer", "kind", "text"], name="mark_decided_once"),
        ]

    def __str__(self) -> str:
        """Return the marked words."""
        return self.text[:80]
