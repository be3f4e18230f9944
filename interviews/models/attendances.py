"""Attendance: what one person's calendar was told about a talk, and what it answered."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from config.kit.owned import owner
from contacts.models import Person
from interviews.models.interviews import Interview
from interviews.models.letters import Letter


class AttendanceState(models.TextChoices):
    """What they answered (RFC 5545, PARTSTAT)."""

    NEEDS_ACTION = "needs-action", _("No answer yet")
    ACCEPTED = "accepted", _("They accepted")
    TENTATIVE = "tentative", _("They may come")
    DECLINED = "declined", _("They declined")


# What was told, as one.
_TOLD = (
    "told_sequence",
    "told_at",
    "told_starts_at",
    "told_minutes",
    "told_place",
    "is_told_cancelled",
    "letter_id",
)


class Attendance(models.Model):
    """One a person and talk, from the first invitation on.

    `told_sequence` is the `Interview.sequence` that the last invitation or cancellation carried, and
    `told_starts_at`, `told_minutes`, `told_place` are what it said: where the talk says something
    else by now, their calendar shows what no longer holds (see interviews/telling.py).
    """

    account = owner("attendances")
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="attendances")
    state = models.CharField(
        max_length=12, choices=AttendanceState.choices, default=AttendanceState.NEEDS_ACTION
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    told_sequence = models.PositiveIntegerField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    told_starts_at = models.DateTimeField(null=True, blank=True)
    told_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    told_place = models.CharField(max_length=500, blank=True)
    # Whether what they were told last was that the talk is cancelled.
    is_told_cancelled = models.BooleanField(default=False)
    # The letter that tells them last, on its way or not; None where I told them by other means.
    letter = models.ForeignKey(
        Letter, on_delete=models.SET_NULL, null=True, blank=True, related_name="attendances"
    )

    class Meta:
        """One a person and talk."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["interview", "person"], name="attendance_once"),
        ]

    def __str__(self) -> str:
        """Return who, and what they answered."""
        return f"{self.person}: {self.get_state_display()}"

    def take_over(self, other: "Attendance") -> None:
        """Know what `other`, of the same person in the same talk, was told later or answered later."""
        if other.told_at and (self.told_at is None or other.told_at > self.told_at):
            for name in _TOLD:
                setattr(self, name, getattr(other, name))
        if other.answered_at and (self.answered_at is None or other.answered_at > self.answered_at):
            self.state, self.answered_at = other.state, other.answered_at
