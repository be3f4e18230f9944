"""Forms of the account itself: what sign-up asks, and the settings."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from config.kit.fields import CountryField, WordsField, ZoneField
from contacts.models import Account, Weekday
from contacts.validators import is_zone


class SignUpForm(forms.Form):
    """What sign-up asks beside address and password; allauth calls `signup` after saving."""

    # Who came by an invitation may have any address.
    is_invited = False
    field_order = ["name", "email", "password1", "zone"]

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    # The browser tells it; who has no JavaScript is asked after signing in.
    zone = forms.CharField(
        required=False, max_length=64, widget=forms.HiddenInput(attrs={"data-zone": True})
    )

    def clean_zone(self) -> str:
        """Return the zone, or nothing where the browser named one that does not exist."""
        zone: str = self.cleaned_data["zone"]
        try:
            is_zone(zone)
        except forms.ValidationError:
            return ""
        return zone

    def clean(self) -> dict[str, Any] | None:
        """Hold to the allowed domains where some are set."""
        domain = (self.cleaned_data.get("email") or "").rpartition("@")[2].lower()
        allowed = settings.SIGN_UP_DOMAINS
        if domain and allowed and domain not in allowed and not self.is_invited:
            self.add_error(
                "email",
                _("Here only addresses that end in %(domains)s can sign up.")
                % {"domains": ", ".join(f"@{name}" for name in allowed)},
            )
        return self.cleaned_data

    def signup(self, request: HttpRequest, user: Account) -> None:
        """Keep the name and the zone."""
        user.name = self.cleaned_data["name"]
        if self.cleaned_data["zone"]:
            user.zone, user.is_zone_known = self.cleaned_data["zone"], True
        user.save(update_fields=["name", "zone", "is_zone_known"])


class ProfileForm(forms.ModelForm):
    """Who I am, as messages and matches use it."""

    groups = WordsField(
        label=_("Schools and groups"),
        required=False,
        help_text=_(
            "Separated by commas. People who share one with you are the easiest to write to."
        ),
    )
    earlier = WordsField(label=_("Earlier roles and industries"), required=False)

    class Meta:
        """The fields in the order asked."""

        model = Account
        fields = ("name", "pitch", "sign_off", "function", "level", "groups", "earlier")
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "pitch": forms.Textarea(attrs={"rows": 4}),
            "sign_off": forms.Textarea(attrs={"rows": 2}),
        }

    def clean_sign_off(self) -> str:
        """Return the lines as a letter has them; a browser sends each with a carriage return."""
        return "\n".join(self.cleaned_data["sign_off"].splitlines())


class ClockForm(forms.ModelForm):
    """When it is my day, and in which language letters and sheets are written."""

    zone = ZoneField(label=_("Time zone"), help_text=_("The name of a big city near you will do."))
    country = CountryField(
        label=_("Country"), required=False, help_text=_("Its public holidays are days off.")
    )
    working_days = forms.TypedMultipleChoiceField(
        label=_("Working days"),
        choices=Weekday.choices,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "What is due for writing waits for one of these days; talks are offered on them."
        ),
    )

    class Meta:
        """The fields in the order asked."""

        model = Account
        fields = ("zone", "country", "working_days", "day_starts_at", "day_ends_at", "language")
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "day_starts_at": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            "day_ends_at": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "day_starts_at": _("Talks are offered within these hours.")
        }

    def clean_zone(self) -> str:
        """Refuse what is no time zone."""
        zone: str = self.cleaned_data["zone"]
        is_zone(zone)
        return zone

    def clean(self) -> dict[str, Any] | None:
        """Refuse a day that ends before it starts."""
        super().clean()
        starts, ends = (self.cleaned_data.get(f"day_{edge}_at") for edge in ("starts", "ends"))
        if starts and ends and ends <= starts:
            self.add_error("day_ends_at", _("Your day ends before it starts; swap the two times."))
        return self.cleaned_data

    def save(self, commit: bool = True) -> Account:
        """Keep the zone as one that was chosen."""
        self.instance.is_zone_known = True
        account: Account = super().save(commit)
        return account
