"""Sheet and Line: the ordered questions of one talk, as worded then, with a time plan."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from config.kit.choices import choices
from config.kit.owned import owner
from contacts.models import Language
from interviews.models.banks import Question
from interviews.models.interviews import Interview, Kind
from interviews.rules.categories import Category, Purpose
from interviews.rules.printing import PaperSize, Variant
from interviews.rules.sheets import TimePlan, time_plan


class Sheet(models.Model):
    """What is brought to one talk; made the first time its page is opened."""

    account = owner("sheets")
    interview = models.OneToOneField(Interview, on_delete=models.CASCADE, related_name="sheet")
    language = models.CharField(
        _("language"), max_length=10, choices=Language.choices, default=Language.ENGLISH
    )
    # Printed and shown beside the first; empty: one language is enough.
    second_language = models.CharField(
        _("second language"), max_length=10, choices=Language.choices, blank=True
    )
    # About 5 minutes of small talk and 5 to close (method: UC Berkeley, Rice).
    small_talk_minutes = models.PositiveSmallIntegerField(_("small talk"), default=5)
    closing_minutes = models.PositiveSmallIntegerField(_("closing"), default=5)
    # How it was last printed; empty: as the newest sheet that was (see interviews/paper/choosing.py).
    variant = models.CharField(max_length=10, choices=choices(Variant), blank=True, editable=False)
    paper_size = models.CharField(
        max_length=10, choices=choices(PaperSize), blank=True, editable=False
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)

    def __str__(self) -> str:
        """Return whose sheet it is."""
        return f"sheet of {self.interview_id}"


class SheetTemplate(models.Model):
    """A sheet kept to be used again.

    `lines` are the values of its lines by the names of `Line`, in asking order.
    """

    account = owner("sheet_templates")
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("for"), max_length=20, choices=Kind.choices, blank=True)
    language = models.CharField(
        _("language"), max_length=10, choices=Language.choices, default=Language.ENGLISH
    )
    second_language = models.CharField(
        _("second language"), max_length=10, choices=Language.choices, blank=True
    )
    small_talk_minutes = models.PositiveSmallIntegerField(_("small talk"), default=5)
    closing_minutes = models.PositiveSmallIntegerField(_("closing"), default=5)
    lines = models.JSONField(default=list, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        """By name."""

        ordering: ClassVar[list[str]] = ["name", "pk"]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def plan(self) -> TimePlan:
        """Return the minutes that a talk with these questions takes."""
        return time_plan(
            length=0,
            small_talk=self.small_talk_minutes,
            closing=self.closing_minutes,
            lines=[(line.get("purpose", ""), line.get("minutes", 0)) for line in self.lines],
        )


class Rating(models.IntegerChoices):
    """How well a question worked, or my answer to one of theirs."""

    FLAT = 1, _("Fell flat")
    FINE = 2, _("Fine")
    WELL = 3, _("Worked well")


class LineState(models.TextChoices):
    """What became of a question in the talk."""

    OPEN = "open", _("Not yet")
    ASKED = "asked", _("Asked")
    SKIPPED = "skipped", _("Skipped")


class Line(models.Model):
    """One question on a sheet. Its wording is a copy: later edits of the bank do not touch it."""

    account = owner("lines")
    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="lines")
    question = models.ForeignKey(
        Question, on_delete=models.SET_NULL, null=True, editable=False, related_name="lines"
    )
    # The shipped question it came from; answers to core questions are compared by it.
    key = models.CharField(max_length=80, blank=True, editable=False)
    text = models.TextField(_("question"), max_length=500)
    # The same in the sheet's second language, where it has one.
    second_text = models.TextField(_("in the second language"), max_length=500, blank=True)
    # Follow-ups in the sheet's language, one a line.
    probes = models.TextField(_("follow-ups"), max_length=1000, blank=True)
    purpose = models.CharField(max_length=20, choices=choices(Purpose), blank=True)
    category = models.CharField(max_length=20, choices=choices(Category), blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=3)
    is_core = models.BooleanField(default=False)
    position = models.PositiveIntegerField(editable=False)
    state = models.CharField(
        max_length=10, choices=LineState.choices, default=LineState.OPEN, editable=False
    )
    # In a job round: asked by them; what is noted under it is how I answered.
    is_theirs = models.BooleanField(default=False, editable=False)
    rating = models.PositiveSmallIntegerField(
        _("how it went"),
        choices=Rating.choices,
        null=True,
        blank=True,
        editable=False,
        validators=[MinValueValidator(1), MaxValueValidator(3)],
    )

    class Meta:
        """In asking order."""

        ordering: ClassVar[list[str]] = ["position", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["sheet", "position"],
                name="line_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        """Return the question."""
        return self.text

    @property
    def probe_list(self) -> list[str]:
        """Return its follow-ups in asking order."""
        return [probe.strip() for probe in self.probes.splitlines() if probe.strip()]

    @property
    def handle(self) -> str:
        """Return what its question is called by (see Question.handle); empty for words of its own."""
        return self.key or str(self.question_id or "")

    def is_from(self, question: Question) -> bool:
        """Return whether it came from this question."""
        return bool(self.handle) and self.handle == question.handle
