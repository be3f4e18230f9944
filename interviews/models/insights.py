"""Insight and Evidence: what was learned, and who said what makes me think so."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from config.kit.choices import choices
from config.kit.owned import owner
from contacts.models import Search
from interviews.models.interviews import Interview
from interviews.models.notes import Answer
from interviews.rules.categories import Category

# Of a longer line its beginning is the quote (our rule).
LONGEST_QUOTE = 2000
LONGEST_STATEMENT = 500


class Confidence(models.IntegerChoices):
    """How sure I am of it."""

    HEARD = 1, _("Heard once")
    LIKELY = 2, _("Likely")
    SURE = 3, _("Sure")


class Insight(models.Model):
    """One statement about what is explored, held by evidence."""

    account = owner("insights")
    search = models.ForeignKey(
        Search,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="insights",
        verbose_name=_("search"),
    )
    topic = models.CharField(_("about"), max_length=20, choices=choices(Category))
    statement = models.TextField(_("what I learned"), max_length=LONGEST_STATEMENT)
    confidence = models.PositiveSmallIntegerField(
        _("how sure"), choices=Confidence.choices, default=Confidence.HEARD
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)
    dropped_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        """By topic, the surest first."""

        ordering: ClassVar[list[str]] = ["topic", "-confidence", "pk"]

    def __str__(self) -> str:
        """Return the statement."""
        return self.statement

    def get_absolute_url(self) -> str:
        """Return where it stands among what was learned."""
        return f"{self.page_url}#insight-{self.pk}"

    @property
    def page_url(self) -> str:
        """Return the page that shows what was learned beside it."""
        if self.search_id:
            return reverse("search-insights", args=[self.search_id])
        return reverse("insights-apart")


class Evidence(models.Model):
    """What somebody said in a talk that an insight rests on."""

    account = owner("evidence")
    insight = models.ForeignKey(Insight, on_delete=models.CASCADE, related_name="evidence")
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="evidence")
    # Under which question it was noted; the quote stays when that note goes.
    answer = models.ForeignKey(
        Answer, on_delete=models.SET_NULL, null=True, blank=True, related_name="evidence"
    )
    quote = models.TextField(_("in their words"), max_length=LONGEST_QUOTE, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        """In the order it came in."""

        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        """Return the quote."""
        return self.quote[:80]
