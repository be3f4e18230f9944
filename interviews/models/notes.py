"""Answer: what was typed during or after a talk, and every version of it."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from config.kit.choices import choices
from config.kit.owned import owner
from interviews.models.interviews import Interview
from interviews.models.sheets import Line
from interviews.rules.marks import Marked, marks_in
from interviews.rules.notes import OF_TALK, Part


class AnswerQuerySet(models.QuerySet["Answer"]):
    """Notes, by whose words they hold."""

    def said(self) -> "AnswerQuerySet":
        """Return what was noted of the talk itself, without what I thought of it afterwards."""
        return self.filter(part__in=("", Part.FREE))


class Answer(models.Model):
    """The notes under one question, or (without a line) one `part` of what is noted of a talk.

    Under a line, the part is empty for what was said and IMPROVE for what to do better next time.
    Without one and without a part, its question has left the sheet.

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
    part = models.CharField(max_length=10, choices=choices(Part), blank=True, editable=False)
    text = models.TextField(_("notes"), max_length=50_000, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    saved_at = models.DateTimeField(default=clock.now, editable=False)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        """One a line and part, one of each part a talk."""

        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["line", "part"],
                condition=models.Q(line__isnull=False),
                name="answer_line_once",
            ),
            models.UniqueConstraint(
                fields=["interview", "part"],
                condition=models.Q(part__in=[part.value for part in OF_TALK]),
                name="answer_part_once",
            ),
        ]

    def __str__(self) -> str:
        """Return its first words."""
        return self.text[:80]

    @property
    def is_free(self) -> bool:
        """Return whether these are the free notes of the talk."""
        return self.part == Part.FREE

    @property
    def key(self) -> str:
        """Return what a page's field of it is called by (see actions.notes.save_note)."""
        if self.part in OF_TALK:
            return self.part
        kind = Part.IMPROVE.value if self.part == Part.IMPROVE else "line"
        return f"{kind}-{self.line_id}" if self.line_id else f"answer-{self.pk}"

    @property
    def title(self) -> str:
        """Return what it is a note on: its question, else which part of the talk it holds."""
        asked = self.asked or (self.line.text if self.line else "")
        return asked or (gettext(Part(self.part).label) if self.part else "")

    @property
    def marked(self) -> list[Marked]:
        """Return its marked lines, in order."""
        return marks_in(self.text, today=self.interview.day_told(self.saved_at))

    @property
    def versions_url(self) -> str:
        """Return where all its earlier texts stand."""
        return reverse("note-versions", args=[self.pk])

    @property
    def is_aside(self) -> bool:
        """Return whether its question has left the sheet."""
        return self.line_id is None and self.part not in OF_TALK


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
