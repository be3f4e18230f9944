"""The ways in for a letter about a talk, as I leave it, and for what a calendar answered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interviews.calendars.replies import MAX_BYTES, Reply, read_reply
from interviews.forms.received import ReceivedForm


class LetterForm(forms.Form):
    """To which of their addresses, and in which words; `seen` is the talk as I looked at it."""

    to = forms.ChoiceField(label=_("To"))
    subject = forms.CharField(label=_("Subject"), max_length=200)
    text = forms.CharField(
        label=_("Letter"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 16})
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, addresses: list[str], language: str, **kwargs: Any) -> None:
        """Offer the addresses that are known; the words are in their language."""
        super().__init__(*args, **kwargs)
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = [(address, address) for address in addresses]
        if not addresses:
            del self.fields["to"]
        for name in ("subject", "text"):
            self.fields[name].widget.attrs["lang"] = (
                "zh-Hans" if language == "zh-hans" else language
            )


class ReplyForm(ReceivedForm):
    """A calendar answer, pasted or as a file; when valid, `reply` is what it says."""

    upload = forms.FileField(
        label=_("File"),
        required=False,
        allow_empty_file=True,
        help_text=_("Their answer as your mail program saves it (.eml), or its attachment (.ics)."),
        widget=forms.FileInput(
            attrs={
                "accept": ".ics,.eml,text/calendar,message/rfc822",
                "data-upload-limit": MAX_BYTES,
            }
        ),
    )
    pasted = forms.CharField(
        label=_("Or its text"),
        required=False,
        strip=False,
        help_text=_("Everything from BEGIN:VCALENDAR to END:VCALENDAR."),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    reply: Reply
    most = MAX_BYTES

    def take(self, raw: bytes) -> None:
        """Read the answer."""
        self.reply = read_reply(raw)
