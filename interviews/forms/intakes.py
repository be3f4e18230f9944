"""The ways in for files of questions, and for choosing the bank that questions go to."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.importing.rows import CannotRead
from contacts.models import Account
from interviews.importing.reading import read_questions, too_large
from interviews.importing.rows import MAX_BYTES, QuestionReading
from interviews.models import Bank


class IntoForm(forms.Form):
    """The bank that questions go to: one there is, or a new one."""

    bank = forms.ModelChoiceField(
        label=gettext_lazy("Into"), queryset=Bank.objects.none(), required=False
    )
    bank_name = forms.CharField(
        label=gettext_lazy("Name of the new bank"), max_length=120, required=False
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        """Offer the account's banks in use, and a new one."""
        super().__init__(*args, **kwargs)
        field = self.fields["bank"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = account.banks.filter(archived_at=None)
        field.empty_label = str(_("A new bank"))

    @property
    def name(self) -> str:
        """Return the name of the new bank, on one line."""
        return " ".join(self.cleaned_data["bank_name"].split())


class QuestionFileForm(IntoForm):
    """A file of questions; when valid, `reading` is what it says."""

    upload = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or Markdown, up to 2 MB. Nothing is kept before you say so."),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Choose a file first.")},
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.md,.markdown"}),
    )
    field_order = ("upload", "bank", "bank_name")

    reading: QuestionReading

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Tell the browser what fits."""
        super().__init__(*args, **kwargs)
        self.fields["upload"].widget.attrs |= {
            "data-upload-limit": MAX_BYTES,
            "data-upload-too-much": too_large(),
        }
        self.fields["bank_name"].help_text = _(
            "For a new bank only. Left empty, it is called as the file is."
        )

    def clean_upload(self) -> Any:
        """Read the file, or say why nothing of it can be used."""
        file = self.cleaned_data["upload"]
        try:
            self.reading = read_questions(file)
        except CannotRead as problem:
            raise forms.ValidationError(str(problem)) from problem
        return file
