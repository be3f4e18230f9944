"""The way in for a letter that came back."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interviews.forms.received import ReceivedForm
from interviews.importing.bounces import MAX_BYTES, Bounce, NoBounce, read_bounce


class ReturnedForm(ReceivedForm):
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
    most = MAX_BYTES

    def take(self, raw: bytes) -> None:
        """Read the message."""
        try:
            self.bounce = read_bounce(raw)
        except NoBounce as refused:
            raise ValueError(gettext(refused.why)) from refused
