"""The way in for messages: a draft and what it is for, when it was sent, what came back."""

from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from config.kit import clock
from contacts.models import Account, Channel, Language, Meaning, Message, Outreach, Person, Purpose
from contacts.rules.replies import guess
from contacts.rules.wordings import WITH_SUBJECT
from interviews.drafting import Wording
from interviews.forms.moments import MomentFields

# What a template may be called; its longest key and an account's own.
_LONGEST_KEY = 80


class BeginForm(forms.Form):
    """What a new message is for, and how it goes; a GET form that only looks."""

    purpose = forms.ChoiceField(label=_("What for"), choices=Purpose.choices, required=False)
    channel = forms.ChoiceField(label=_("By"), choices=Channel.choices, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, required=False)


class DraftForm(forms.ModelForm):
    """What is typed, and the quiet settings above it; an empty text is fine while one writes."""

    wording = forms.ChoiceField(label=_("Begin with"), required=False)

    class Meta:
        """The message itself."""

        model = Message
        fields: ClassVar = ["purpose", "channel", "language", "subject", "body"]
        widgets: ClassVar = {
            "body": forms.Textarea(attrs={"rows": 12, "spellcheck": "true"}),
        }
        labels: ClassVar = {
            "purpose": _("What for"),
            "channel": _("By"),
            "language": _("Language"),
        }

    def __init__(self, *args: Any, wordings: list[Wording], **kwargs: Any) -> None:
        """Offer the wordings there are; settings that a page leaves out stay as they were."""
        super().__init__(*args, **kwargs)
        for name in ("purpose", "channel", "language"):
            self.fields[name].required = False
        choices = [(one.key, one.label) for one in wordings]
        kept = self.instance.template
        if kept and kept not in dict(choices):
            choices.append((kept, str(_("As it began"))))
        wording = self.fields["wording"]
        assert isinstance(wording, forms.ChoiceField)
        wording.choices = choices
        self.initial.setdefault("wording", kept)

    def clean(self) -> dict[str, Any]:
        """Keep what was not asked for, and say under which key the wording is stored."""
        told = super().clean() or {}
        for name in ("purpose", "channel", "language"):
            told[name] = told.get(name) or getattr(self.instance, name)
        told["template"] = (told.pop("wording", "") or self.instance.template)[:_LONGEST_KEY]
        if "subject" not in self.data:
            told.pop("subject", None)
        return told

    @property
    def has_subject(self) -> bool:
        """Return whether this channel carries one."""
        return self.instance.channel in WITH_SUBJECT


class SentForm(DraftForm, MomentFields):
    """The message as it went out, and when; nothing counts as sent before its writer says so."""

    def clean(self) -> dict[str, Any]:
        """Turn day and time into the moment it was sent."""
        told = super().clean()
        sent_at = self.moment(self.instance.account)
        return {**told, "sent_at": sent_at}


class LoggedForm(MomentFields):
    """A message of mine that was not composed here."""

    purpose = forms.ChoiceField(label=_("What for"), choices=Purpose.choices)
    channel = forms.ChoiceField(label=_("By"), choices=Channel.choices)
    body = forms.CharField(
        label=_("Its text"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Paste it if you have it at hand; it is not needed."),
    )

    field_order = ("purpose", "channel", "day", "hour", "fold", "body")

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        """Know whose clock it is."""
        super().__init__(*args, **kwargs)
        self.account = account
        self.fields["day"].initial = clock.today(account.zone)
        self.fields["hour"].help_text = _("If you know it.")

    def clean(self) -> dict[str, Any]:
        """Turn day and time into the moment it was sent."""
        told = super().clean() or {}
        return {**told, "sent_at": self.moment(self.account)}


class ReceivedForm(MomentFields):
    """What came back; what it says is proposed from the text and always shown before it counts."""

    body = forms.CharField(
        label=_("What they wrote"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8, "autofocus": True}),
        help_text=_("Paste it here; a few words will do."),
    )
    meaning = forms.ChoiceField(
        label=_("What it says"), choices=Meaning.choices, required=False, widget=forms.RadioSelect
    )
    until = forms.DateField(
        label=_("Away until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day they are away, if they say."),
    )
    channel = forms.ChoiceField(label=_("By"), choices=Channel.choices)
    outreach: Any = forms.ModelChoiceField(
        label=_("In answer to"), queryset=Outreach.objects.none(), required=False
    )
    # What the page proposed, so that a choice made by hand is told from it.
    guessed = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = ("body", "meaning", "until", "day", "hour", "fold", "channel", "outreach")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        """Offer the asks there were, the latest beforehand; no choice where there is at most one."""
        super().__init__(*args, **kwargs)
        self.person, self.account = person, person.account
        asks = person.outreach.order_by("-created_at", "-pk")
        self.fields["outreach"].queryset = asks  # type: ignore[attr-defined]
        self.fields["outreach"].label_from_instance = _ask_label  # type: ignore[attr-defined]
        self.fields["day"].initial = clock.today(self.account.zone)
        self.fields["hour"].help_text = _("If you know it.")
        if asks.count() < 2:
            del self.fields["outreach"]

    def with_guess(self) -> "ReceivedForm":
        """Return the form as typed, with what the text seems to say chosen, unless chosen by hand."""
        typed = QueryDict(mutable=True)
        typed.update(self.data)
        told = guess(self.data.get("body", ""), today=clock.today(self.account.zone))
        is_by_hand = typed.get("meaning") and typed["meaning"] != typed.get("guessed")
        if not is_by_hand:
            typed["meaning"] = told.meaning
        if told.until and not typed.get("until"):
            typed["until"] = told.until.isoformat()
        typed["guessed"] = told.meaning
        return ReceivedForm(typed, person=self.person)

    def clean(self) -> dict[str, Any]:
        """Ask for the meaning; away is only what an out-of-office note is."""
        told = super().clean() or {}
        if not told.get("meaning") and "meaning" not in self.errors:
            self.add_error("meaning", _("Is this what it says? Look once, then log it."))
        came_at = self.moment(self.account)
        until = told.get("until") if told.get("meaning") == Meaning.OUT_OF_OFFICE else None
        if until and came_at and until < clock.day_of(came_at, self.account.zone):
            self.add_error("until", _("They were back by then; leave it empty if that is so."))
        return {**told, "came_at": came_at, "until": until}


def _ask_label(ask: Outreach) -> str:
    facts = [str(ask.get_channel_display()), str(ask.get_stage_display())]
    if ask.asked_at:
        facts.insert(0, clock.day_of(ask.asked_at, ask.account.zone).isoformat())
    return " · ".join(facts)
