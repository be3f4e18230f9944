"""The way in for a correction: when a letter really went or came, by which way, and what it says."""

from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.models import Meaning, Message, Purpose
from contacts.rules.cadence.events import NOON
from interviews.forms.moments import MomentFields


class CorrectionForm(MomentFields, forms.ModelForm):
    """What is noted of a letter; whether it went or came stays."""

    class Meta:
        """All that can have been noted wrongly."""

        model = Message
        fields: ClassVar = ["purpose", "meaning", "until", "channel", "subject", "body"]
        widgets: ClassVar = {
            "body": forms.Textarea(attrs={"rows": 10}),
            "until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        labels: ClassVar = {"body": _("Its text"), "channel": _("By")}

    field_order = ("purpose", "meaning", "until", "channel", "day", "hour", "fold")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask of a received letter what it says, of one of mine what it was for."""
        super().__init__(*args, **kwargs)
        instance = self.instance
        unwanted = ("purpose", "subject") if instance.is_received else ("meaning", "until")
        for name in unwanted:
            del self.fields[name]
        kept = "meaning" if instance.is_received else "purpose"
        field = self.fields[kept]
        assert isinstance(field, forms.ChoiceField)
        field.required = True
        field.choices = Meaning.choices if instance.is_received else Purpose.choices
        for name in ("day", "hour"):
            self.fields[name].required = name == "day"
        assert instance.sent_at
        local = instance.sent_at.astimezone(ZoneInfo(instance.account.zone))
        self.initial["day"] = local.date()
        self.initial["hour"] = None if local.time() == NOON else local.time().replace(microsecond=0)

    def clean(self) -> dict[str, Any]:
        """Keep the moment to the second where day and time were left as they are."""
        told = super().clean() or {}
        if told.get("meaning") and told["meaning"] != Meaning.OUT_OF_OFFICE:
            told["until"] = None
        is_moved = {"day", "hour", "fold"} & set(self.changed_data)
        told["sent_at"] = self.moment(self.instance.account) if is_moved else self.instance.sent_at
        return told

    def corrected(self) -> dict[str, Any]:
        """Return the fields of the message as they should be; only after validation."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("day", "hour", "fold")}
