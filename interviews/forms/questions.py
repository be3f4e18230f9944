"""The ways in for questions and banks."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from config.kit.owned import OwnedForm
from contacts.models import Function, Level, Size
from interviews.forms.question_filter import QuestionFilter
from interviews.models import Bank, Question
from interviews.models.interviews import Kind

__all__ = ["BankForm", "QuestionFilter", "QuestionForm"]

AUDIENCE = ("functions", "levels", "sizes", "kinds")
# One sentence each: a file of questions gives each a line.
ONE_LINE = ("text_en", "text_zh", "intent", "source", "look_up")


def _several(label: Any, choices: list[Any]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class QuestionForm(OwnedForm):
    """One question in one or both languages."""

    minutes = forms.IntegerField(label=_("minutes"), min_value=1, max_value=30, initial=3)
    functions = _several(_("kinds of work"), Function.choices)
    levels = _several(_("levels"), Level.choices)
    sizes = _several(_("sizes of organisation"), Size.choices)
    kinds = _several(_("kinds of talk"), Kind.choices)

    class Meta:
        """All but what the app keeps to itself."""

        model = Question
        fields: ClassVar[list[str]] = [
            "text_en",
            "text_zh",
            "probes_en",
            "probes_zh",
            "intent",
            "purpose",
            "category",
            "minutes",
            "bank",
            "is_core",
            "is_public",
            "look_up",
            "source",
            *AUDIENCE,
        ]
        widgets: ClassVar[dict[str, Any]] = {
            "text_en": forms.Textarea(attrs={"rows": 2}),
            "text_zh": forms.Textarea(attrs={"rows": 2, "lang": "zh-Hans"}),
            "probes_en": forms.Textarea(attrs={"rows": 2}),
            "probes_zh": forms.Textarea(attrs={"rows": 2, "lang": "zh-Hans"}),
            "intent": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "text_en": _("An open question: one that cannot be answered with yes or no."),
            "text_zh": _("One language is enough; with both, a sheet can change languages."),
            "probes_en": _("For when the answer is short; one a line."),
            "probes_zh": _("In the same order."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer banks in use; a shipped question has none."""
        super().__init__(*args, **kwargs)
        if self.instance.key:
            del self.fields["bank"]
            return
        banks = self.account.banks.filter(archived_at=None)
        if self.instance.bank_id:
            banks |= self.account.banks.filter(pk=self.instance.bank_id)
        field = self.fields["bank"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset, field.empty_label = banks, str(_("No bank"))

    def clean(self) -> dict[str, Any] | None:
        """Keep sentences on one line and follow-ups one a line."""
        cleaned = super().clean() or self.cleaned_data
        for name in ONE_LINE:
            if name in cleaned:
                cleaned[name] = " ".join(cleaned[name].split())
        for name in ("probes_en", "probes_zh"):
            lines = (" ".join(line.split()) for line in cleaned.get(name, "").splitlines())
            cleaned[name] = "\n".join(filter(None, lines))
        return cleaned

    @property
    def audience(self) -> list[forms.BoundField]:
        """Return the fields that say whom it suits."""
        return [self[name] for name in AUDIENCE]

    @property
    def has_wrong_audience(self) -> bool:
        """Return whether something of it has to be looked at again."""
        return any(field.errors for field in self.audience)

    @property
    def others(self) -> list[forms.BoundField]:
        """Return all other fields, in their order."""
        return [self[name] for name in self.fields if name not in AUDIENCE]


class BankForm(OwnedForm):
    """A bank's name."""

    class Meta:
        """The name only."""

        model = Bank
        fields: ClassVar[list[str]] = ["name"]
