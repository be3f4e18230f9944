"""The way in for a letter that came back."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interviews.importing.bounces import MAX_BYTES, Bounce, NoBounce, read_bounce


class ReturnedForm(forms.Form):
    """A report of a mail system, as a file or pasted; when valid, `bounce` is what it says."""

    upload = forms.FileField(
        label=_("The message as a file"),
        required=False,
        allow_empty_file=True,
        help_text=_("Saved from your mail program; its name mostly ends in .eml."),
        widget=forms.FileInput(
            attrs={"accept": ".eml,.txt,message/rfc822", "data-upload-limit": MAX_BYTES}
        ),
    )
    pasted = forms.CharField(
        label=_("Or its text"),
        required=False,
        strip=False,
        max_length=200_000,
        help_text=_("Best its source, which many programs call “Show original” or “View source”."),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )

    bounce: Bounce

    def clean(self) -> dict[str, Any]:
        """Read the message, or say what it is instead."""
        cleaned = super().clean() or {}
        file, pasted = cleaned.get("upload"), cleaned.get("pasted") or ""
        if file is None and not pasted.strip():
            raise forms.ValidationError(_("Choose a file or paste its text."))
        raw = file.read(MAX_BYTES + 1) if file else pasted.strip().encode(errors="replace")
        try:
            self.bounce = read_bounce(raw)
        except NoBounce as refused:
            self.add_error("upload" if file else "pasted", gettext(refused.why))
        return cleaned
