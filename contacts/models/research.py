"""ResearchNote: a sourced, dated fact about someone or somewhere; and ticks of the checklist."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from config.kit.owned import owner
from contacts.models.organisations import Organisation
from contacts.models.people import Person

_ABOUT_ONE = models.Q(person=None, organisation__isnull=False) | models.Q(
    person__isnull=False, organisation=None
)


class ResearchNote(models.Model):
    """One fact or link. `is_verified` means: I saw it at the source."""

    account = owner("research_notes")
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, editable=False, related_name="research"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, editable=False, related_name="research"
    )
    text = models.TextField(_("what I found"), max_length=4000)
    link = models.URLField(_("link to the source"), max_length=1000, blank=True)
    source = models.CharField(
        _("source"), max_length=200, blank=True, help_text=_("Such as: company blog, a talk.")
    )
    dated_on = models.DateField(
        _("date of the fact"), null=True, blank=True, help_text=_("Leave empty when unknown.")
    )
    is_verified = models.BooleanField(_("I checked it at the source"), default=False)
    # The checklist entry it answers, by its stable key; see rules/research.py.
    item = models.CharField(_("answers"), max_length=60, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        """Newest first; about exactly one thing."""

        verbose_name = _("research note")
        verbose_name_plural = _("research notes")
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=_ABOUT_ONE, name="research_about_one"),
        ]

    def __str__(self) -> str:
        """Return its first words."""
        return self.text[:80]

    @property
    def about(self) -> Person | Organisation:
        """Return whom or what it is about."""
        about = self.person or self.organisation
        assert about is not None, "research_about_one"
        return about


class ResearchTick(models.Model):
    """A checklist entry that was looked into, whether or not a note came of it."""

    account = owner("research_ticks")
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, editable=False, related_name="ticks"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, editable=False, related_name="ticks"
    )
    item = models.CharField(max_length=60)
    ticked_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        """Once an entry; about exactly one thing."""

        verbose_name = _("tick in the checklist")
        verbose_name_plural = _("ticks in the checklist")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=_ABOUT_ONE, name="tick_about_one"),
            models.UniqueConstraint(
                fields=["person", "organisation", "item"],
                nulls_distinct=False,
                name="tick_once",
            ),
        ]

    def __str__(self) -> str:
        """Return the entry's key."""
        return self.item
