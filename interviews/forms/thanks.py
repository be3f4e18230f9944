"""The way in for a thank-you: its text, which rules it is held to, and when it was sent."""

from datetime import datetime, time
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from contacts.models import Channel, Language, Message
from interviews.forms.follow_ups import DayInput
from interviews.models import FollowUp


class DraftForm(forms.ModelForm):
    """What is typed; an empty subject or text is fine while one writes."""

    class Meta:
        """The letter itself."""

        model = Message
        fields: ClassVar = ["subject", "body", "language"]
        widgets: ClassVar = {
            "body": forms.Textarea(attrs={"rows": 12, "spellcheck": "true"}),
            "language": forms.Select(choices=Language.choices),
        }
        labels: ClassVar = {"language": _("Language of the letter")}


class SentForm(DraftForm):
    """The letter as it was sent, how, and when; nothing is taken as sent before its writer says so."""

    sent_on = forms.DateField(
        label=_("Sent on"),
        required=False,
        widget=DayInput(),
        help_text=_("Leave it empty for now."),
    )

    class Meta(DraftForm.Meta):
        """The letter and its way."""

        fields = [*DraftForm.Meta.fields, "channel"]

    def __init__(self, *args: Any, follow_up: FollowUp, **kwargs: Any) -> None:
        """Know the talk that it thanks for."""
        super().__init__(*args, **kwargs)
        self.follow_up = follow_up
        self.fields["channel"].required = False

    def clean_channel(self) -> str:
        """Stay with the way chosen before when the page did not ask."""
        return str(self.cleaned_data["channel"] or self.instance.channel or Channel.EMAIL)

    def clean_sent_on(self) -> datetime:
        """Return the moment it was sent: now, or noon of an earlier day."""
        day, now, zone = self.cleaned_data["sent_on"], clock.now(), self.follow_up.account.zone
        if not day or day == clock.today(zone):
            return now
        if day > clock.today(zone):
            raise ValidationError(_("That day is still to come."))
        interview = self.follow_up.interview
        if interview and interview.ended_at and clock.end_of_day(day, zone) <= interview.ended_at:
            raise ValidationError(_("That is before the talk ended."))
        return clock.instant(day, time(12), zone, fold=0)
