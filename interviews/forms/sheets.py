"""The ways in for a sheet: its options, a line's wording, and a question written on the spot."""

from collections.abc import Iterable
from itertools import permutations
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from config.kit.choices import choices
from config.kit.owned import OwnedForm
from contacts.models import Language
from interviews.actions.sheet_templates import Taken, of_sheet, of_template
from interviews.models import Interview, Line, Question, Sheet, SheetTemplate
from interviews.rules.categories import Category, Purpose
from interviews.rules.sheets import MINUTES_A_QUESTION

LONGEST_QUESTION = 60
# How many talks are offered to take questions from.
LATEST_TALKS = 20


class SheetOptionsForm(OwnedForm):
    """The languages of a sheet, and the minutes around the questions."""

    small_talk_minutes = forms.IntegerField(label=_("small talk"), min_value=0, max_value=60)
    closing_minutes = forms.IntegerField(label=_("closing"), min_value=0, max_value=60)
    languages = forms.ChoiceField(label=_("language"))

    class Meta:
        """What does not belong to a single line."""

        model = Sheet
        fields: ClassVar[list[str]] = ["small_talk_minutes", "closing_minutes"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer one language, or one with the other beside it."""
        super().__init__(*args, **kwargs)
        field, sheet = self.fields["languages"], self.instance
        assert isinstance(field, forms.ChoiceField)
        pairs = permutations(Language, 2)
        field.choices = [
            *((one.value, one.label) for one in Language),
            *((f"{one.value}+{two.value}", _beside(one.label, two.label)) for one, two in pairs),
        ]
        chosen = [sheet.language, *([sheet.second_language] if sheet.second_language else [])]
        field.initial = "+".join(chosen)

    def clean_languages(self) -> tuple[str, str]:
        """Return the first language and the second, which may be empty."""
        first, _plus, second = self.cleaned_data["languages"].partition("+")
        return first, second


def _beside(first: Any, second: Any) -> str:
    return gettext("%(first)s, with %(second)s beside it") % {"first": first, "second": second}


class MinutesForm(forms.Form):
    """The minutes of one question."""

    minutes = forms.IntegerField(min_value=1, max_value=LONGEST_QUESTION)


class LineForm(OwnedForm):
    """The wording, the follow-ups and the minutes of one question in this talk."""

    text = forms.CharField(
        label=_("in your words, for this talk"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "autofocus": True}),
    )
    second_text = forms.CharField(
        label=_("in the second language"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    probes = forms.CharField(
        label=_("follow-ups, one a line"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    minutes = forms.IntegerField(label=_("minutes"), min_value=1, max_value=LONGEST_QUESTION)

    class Meta:
        """A copy of the bank's words."""

        model = Line
        fields: ClassVar[list[str]] = ["text", "second_text", "probes", "minutes"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the languages of the sheet; where it has one, there is one wording."""
        super().__init__(*args, **kwargs)
        sheet = self.instance.sheet
        for name in ("text", "probes"):
            self.fields[name].widget.attrs["lang"] = sheet.language
        if not sheet.second_language:
            del self.fields["second_text"]
            return
        self.fields["second_text"].label = Language(sheet.second_language).label
        self.fields["second_text"].widget.attrs["lang"] = sheet.second_language

    def clean_text(self) -> str:
        """Keep a question on one line."""
        return " ".join(self.cleaned_data["text"].split())

    def clean_second_text(self) -> str:
        """Keep a question on one line."""
        return " ".join(self.cleaned_data["second_text"].split())

    def clean_probes(self) -> str:
        """Keep each follow-up on a line of its own, without empty ones."""
        lines = (" ".join(line.split()) for line in self.cleaned_data["probes"].splitlines())
        return "\n".join(line for line in lines if line)


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


class TemplateNameForm(OwnedForm):
    """The name under which a sheet is kept."""

    class Meta:
        """The name only: its questions are those of the sheet it was kept from."""

        model = SheetTemplate
        fields: ClassVar[list[str]] = ["name"]


class TakeForm(forms.Form):
    """Where questions are taken over from: one of my templates, or the sheet of another talk."""

    source = forms.ChoiceField(label=_("from"))

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        """Offer the account's templates, and its latest talks that have questions."""
        super().__init__(*args, **kwargs)
        account = sheet.account
        self._templates = {f"template-{one.pk}": one for one in account.sheet_templates.all()}
        talks = (
            account.sheets.exclude(pk=sheet.pk)
            .filter(Exists(Line.objects.filter(sheet=OuterRef("pk"), is_theirs=False)))
            .select_related("interview")
            .prefetch_related("interview__people")
            .order_by(F("interview__starts_at").desc(nulls_last=True), "-pk")[:LATEST_TALKS]
        )
        self._talks = {f"sheet-{one.pk}": one for one in talks}
        field = self.fields["source"]
        assert isinstance(field, forms.ChoiceField)
        groups = (
            (_("Templates"), [(key, one.name) for key, one in self._templates.items()]),
            (_("Other talks"), [(key, _talk(one.interview)) for key, one in self._talks.items()]),
        )
        field.choices = [("", "—"), *((name, group) for name, group in groups if group)]

    @property
    def has_any(self) -> bool:
        """Return whether there is anything to take."""
        return bool(self._templates or self._talks)

    def taken(self) -> Taken:
        """Return the questions of what was chosen."""
        source = self.cleaned_data["source"]
        if template := self._templates.get(source):
            return of_template(template)
        return of_sheet(self._talks[source])


class ForTalkForm(forms.Form):
    """The talk that a template is used for."""

    talk = forms.ChoiceField(label=_("for the talk with"))

    def __init__(self, *args: Any, talks: Iterable[Interview], **kwargs: Any) -> None:
        """Offer these talks."""
        super().__init__(*args, **kwargs)
        self._talks = {str(talk.pk): talk for talk in talks}
        field = self.fields["talk"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, _talk(talk)) for key, talk in self._talks.items()]

    def chosen(self) -> Interview:
        """Return the talk that was chosen."""
        return self._talks[self.cleaned_data["talk"]]


def _talk(interview: Interview) -> str:
    on = interview.on_date
    return f"{interview.names}, {date_format(on, 'j M Y')}" if on else interview.names
