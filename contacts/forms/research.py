"""The way in for a research note."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.kit import clock
from config.kit.owned import OwnedForm
from contacts.actions.research import keep_note
from contacts.models import ResearchNote
from contacts.rules.research import items_for


class ResearchNoteForm(OwnedForm):
    """A fact with its source. `instance` says whom or what it is about."""

    item = forms.ChoiceField(label=gettext_lazy("Answers"), required=False)
    link = forms.URLField(
        label=gettext_lazy("Link to the source"),
        required=False,
        max_length=1000,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )

    class Meta:
        """All that is typed."""

        model = ResearchNote
        fields = ("text", "link", "source", "dated_on", "item", "is_verified")
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3}),
            "dated_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the checklist that fits, and an entry that has since gone from it."""
        super().__init__(*args, **kwargs)
        items = items_for(is_person=self.instance.person is not None)
        choices = [("", _("nothing on the checklist"))]
        choices += [(item.key, _(item.text)) for item in items]
        kept = self.instance.item
        if kept not in dict(choices):
            choices.append((kept, kept))
        self.fields["item"].choices = choices  # type: ignore[attr-defined]

    def clean_dated_on(self) -> date | None:
        """Refuse a day to come: nothing is known of it yet."""
        day: date | None = self.cleaned_data["dated_on"]
        if day and day > clock.today(self.account.zone):
            raise ValidationError(_("That day is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        """Ask where a fact was checked."""
        cleaned = super().clean() or self.cleaned_data
        has_source = cleaned.get("link") or cleaned.get("source") or "link" in self.errors
        if cleaned.get("is_verified") and not has_source:
            self.add_error("source", _("Say where you checked it: add a link or name the source."))
        return cleaned

    def save(self, commit: bool = True) -> ResearchNote:
        """Save the note; a new one ticks its checklist entry."""
        note: ResearchNote = self.instance
        keep_note(note=note, at=clock.now())
        return note
