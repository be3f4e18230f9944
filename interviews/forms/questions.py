"""The ways in for questions, banks, and for looking through them."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from config.kit.choices import choices
from config.kit.owned import OwnedForm
from contacts.models import Account
from interviews.models import Bank, Question
from interviews.rules.categories import Category, Purpose


class QuestionForm(OwnedForm):
    """One question in one or both languages."""

    minutes = forms.IntegerField(label=_("minutes"), min_value=1, max_value=30, initial=3)

    class Meta:
        """All but what the app keeps to itself."""

        model = Question
        fields: ClassVar[list[str]] = [
            "text_en",
            "text_zh",
            "intent",
            "purpose",
            "category",
            "minutes",
            "bank",
            "is_core",
            "is_public",
            "look_up",
        ]
        widgets: ClassVar[dict[str, Any]] = {
            "text_en": forms.Textarea(attrs={"rows": 2}),
            "text_zh": forms.Textarea(attrs={"rows": 2, "lang": "zh-Hans"}),
            "intent": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "text_en": _("An open question: one that cannot be answered with yes or no."),
            "text_zh": _("One language is enough; with both, a sheet can change languages."),
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


class BankForm(OwnedForm):
    """A bank's name."""

    class Meta:
        """The name only."""

        model = Bank
        fields: ClassVar[list[str]] = ["name"]


class QuestionFilter(forms.Form):
    """What to look for among the questions; nothing chosen means all in use."""

    q = forms.CharField(
        label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    purpose = forms.ChoiceField(label=_("Purpose"), required=False)
    category = forms.ChoiceField(label=_("About"), required=False)
    bank = forms.ChoiceField(label=_("From"), required=False)
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("In use")),
            ("core", _("Asked of everyone")),
            ("mine", _("Written or changed by me")),
            ("off", _("Switched off")),
            ("archived", _("Archived")),
        ],
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        """Offer the account's own banks."""
        super().__init__(*args, **kwargs)
        banks = account.banks.values_list("pk", "name")
        self._offer("purpose", _("All purposes"), choices(Purpose))
        self._offer("category", _("Everything"), choices(Category))
        self._offer(
            "bank",
            _("All questions"),
            [
                ("shipped", _("Shipped with Askwell")),
                ("own", _("My own questions")),
                *((str(key), name) for key, name in banks),
            ],
        )

    def _offer(self, name: str, all_of_them: Any, rest: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", all_of_them), *rest]

    def narrow(self, questions: Iterable[Question]) -> list[Question]:
        """Return those that match all that is chosen, in their order; a wrong choice is no choice."""
        self.is_valid()
        wanted = getattr(self, "cleaned_data", {})
        words = wanted.get("q", "").casefold().split()
        return [
            question
            for question in questions
            if _is_shown(question, wanted.get("show", ""))
            and question.purpose in (wanted.get("purpose") or question.purpose)
            and question.category in (wanted.get("category") or question.category)
            and _is_from(question, wanted.get("bank", ""))
            and all(word in question.searched for word in words)
        ]


def _is_shown(question: Question, show: str) -> bool:
    if show == "off":
        return question.is_off and not question.is_archived
    if show == "archived":
        return question.is_archived
    if show == "mine":
        return question.pk is not None and not question.is_archived
    return question.is_offered and (question.is_core or show != "core")


def _is_from(question: Question, bank: str) -> bool:
    if bank == "shipped":
        return question.shipped is not None
    if bank == "own":
        return question.shipped is None
    return bank in ("", str(question.bank_id))
