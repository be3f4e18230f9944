"""Answer: what was typed during a talk, and every version of it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from config.kit.owned import owner
from interviews.models.interviews import Interview
from interviews.models.sheets import Line


class Answer(models.Model):
    """The notes under one question, or (without a line) the free notes of the talk.

    `version` rises by one with every change; a writer names the version they saw, so that two
    tabs never overwrite each other unseen.
    """

    account = owner("answers")
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="answers")
    line = models.ForeignKey(
        Line, on_delete=models.SET_NULL, null=True, blank=True, related_name="answers"
    )
    # Kept even when the line is removed from the sheet, so that no typed note loses its question.
    asked = models.TextField(blank=True, editable=False)
    is_free = models.BooleanField(default=False, editable=False)
    text = models.TextField(_("notes"), max_length=50_000, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    saved_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        """One a line, one free a talk."""

        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["line"], condition=models.Q(line__isnull=False), name="answer_line_once"
            ),
            models.UniqueConstraint(
                fields=["interview"], condition=models.Q(is_free=True), name="answer_free_once"
            ),
        ]

    def __str__(self) -> str:
        """Return its first words."""
        return self.text[:80]


class AnswerVersion(models.Model):
    """What an answer said before a change."""

    account = owner("answer_versions")
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    kept_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["answer", "version"], name="answer_version_once"),
        ]

    def __str__(self) -> str:
        """Return its first words."""
        return self.text[:80]
