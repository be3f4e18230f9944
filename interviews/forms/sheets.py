"""The ways in for a sheet: its options, a line's wording, and a question written on the spot."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from config.kit.choices import choices
from config.kit.owned import OwnedForm
from contacts.models import Language
from interviews.models import Line, Question, Sheet
from interviews.rules.categories import Category, Purpose
from interviews.rules.sheets import MINUTES_A_QUESTION

LONGEST_QUESTION = 60


class SheetOptionsForm(OwnedForm):
    """The language of a sheet, and the minutes around the questions."""

    small_talk_minutes = forms.IntegerField(label=_("small talk"), min_value=0, max_value=60)
    closing_minutes = forms.IntegerField(label=_("closing"), min_value=0, max_value=60)

    class Meta:
        """What does not belong to a single line."""

        model = Sheet
        fields: ClassVar[list[str]] = ["small_talk_minutes", "closing_minutes", "language"]


class LineForm(OwnedForm):
    """The wording and the minutes of one question in this talk."""

    text = forms.CharField(
        label=_("in your words, for this talk"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "autofocus": True}),
    )
    minutes = forms.IntegerField(label=_("minutes"), min_value=1, max_value=LONGEST_QUESTION)

    class Meta:
        """A copy of the bank's words."""

        model = Line
        fields: ClassVar[list[str]] = ["text", "minutes"]

    def clean_text(self) -> str:
        """Keep a question on one line."""
        return " ".join(self.cleaned_data["text"].split())


class WriteForm(forms.Form):
    """A question written for this talk, kept among one's own where that is wished."""

    text = forms.CharField(
        label=_("your question"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    purpose = forms.ChoiceField(
        label=_("purpose"), choices=choices(Purpose), initial=Purpose.INSIGHTS
    )
    category = forms.ChoiceField(
        label=_("about"), choices=[("", "—"), *choices(Category)], required=False
    )
    minutes = forms.IntegerField(
        label=_("minutes"), min_value=1, max_value=LONGEST_QUESTION, initial=MINUTES_A_QUESTION
    )
    keep = forms.BooleanField(label=_("Keep it among my questions"), required=False)

    def clean_text(self) -> str:
        """Keep a question on one line."""
        return " ".join(self.cleaned_data["text"].split())

    def clean(self) -> dict[str, Any]:
        """Ask what it is about where it is to be kept and found again."""
        cleaned = super().clean() or {}
        if cleaned.get("keep") and not cleaned.get("category") and "category" not in self.errors:
            self.add_error("category", ValidationError(_("Choose what it is about, to find it.")))
        return cleaned

    def question(self, sheet: Sheet) -> Question:
        """Return the question, not saved, in the language of the sheet."""
        cleaned = self.cleaned_data
        is_chinese = sheet.language == Language.CHINESE
        return Question(
            account=sheet.account,
            purpose=cleaned["purpose"],
            category=cleaned["category"],
            minutes=cleaned["minutes"],
            **{"text_zh" if is_chinese else "text_en": cleaned["text"]},
        )
