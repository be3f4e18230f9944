"""The way in for the words of a template; what keeps them from being one is told with its place."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.kit.owned import OwnedForm
from contacts.models import Channel, Language, MessageTemplate, Purpose
from contacts.rules.filling import problems_in
from contacts.rules.wordings import WITH_SUBJECT


def problems(text: str) -> list[str]:
    """Return what is wrong with a text, each with the line and the column where it stands."""
    told = []
    for one in problems_in(text):
        line = text.count("\n", 0, one.start) + 1
        column = one.start - (text.rfind("\n", 0, one.start) + 1) + 1
        what = _(one.message) % {"quote": one.quote, "nearest": one.nearest}
        place = _("Line %(line)d, character %(column)d:") % {"line": line, "column": column}
        told.append(f"{place} {what}")
    return told


class WordsForm(OwnedForm):
    """Subject and text; the subject only where the channel has one."""

    class Meta:
        """The words alone."""

        model = MessageTemplate
        fields: tuple[str, ...] = ("subject", "body")
        widgets: Mapping[str, Any] = {
            "subject": forms.TextInput(),
            "body": forms.Textarea(attrs={"rows": 12}),
        }
        error_messages: Mapping[str, Any] = {
            "body": {"required": gettext_lazy("Write the text of the template.")}
        }

    def clean_subject(self) -> str:
        """Refuse unknown fields and stray braces."""
        return self._clean_words("subject")

    def clean_body(self) -> str:
        """Refuse unknown fields and stray braces; line ends are plain ones."""
        return self._clean_words("body")

    def _clean_words(self, name: str) -> str:
        text = "\n".join(str(self.cleaned_data[name]).splitlines()).strip()
        if found := problems(text):
            raise forms.ValidationError(found)
        return text

    def has_subject(self) -> bool:
        """Return whether what is written goes by a channel with a subject."""
        return str(self["channel"].value() if "channel" in self.fields else "") in WITH_SUBJECT

    def typed(self) -> tuple[str, str]:
        """Return subject and text as they stand in the form, right or wrong."""
        return str(self["subject"].value() or ""), str(self["body"].value() or "")


class ShippedForm(WordsForm):
    """The words of a shipped template; one that has no subject gets none."""

    def __init__(self, *args: Any, with_subject: bool, **kwargs: Any) -> None:
        """Leave the subject away where the template has none."""
        super().__init__(*args, **kwargs)
        if not with_subject:
            self.fields["subject"].widget = forms.HiddenInput()


class TemplateForm(WordsForm):
    """A template of one's own."""

    class Meta(WordsForm.Meta):
        """What it is for, and its words."""

        fields = ("name", "purpose", "channel", "language", "subject", "body")

    def clean(self) -> dict[str, Any] | None:
        """Refuse a subject that its channel cannot carry, instead of losing it."""
        super().clean()
        channel, subject = self.cleaned_data.get("channel"), self.cleaned_data.get("subject")
        if channel and subject and channel not in WITH_SUBJECT:
            told = _("By %(channel)s there is no subject: move these words into the text.")
            self.add_error("subject", told % {"channel": Channel(channel).label})
        return self.cleaned_data


class TemplateFilters(forms.Form):
    """What to look for among the templates."""

    q = forms.CharField(
        label=gettext_lazy("Words"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    purpose = forms.ChoiceField(
        label=gettext_lazy("What for"),
        required=False,
        choices=[("", gettext_lazy("Anything")), *Purpose.choices],
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("Channel"),
        required=False,
        choices=[("", gettext_lazy("Any")), *Channel.choices],
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        required=False,
        choices=[("", gettext_lazy("Any")), *Language.choices],
    )
