"""The ways in for calendars that say when I am busy, and for what the feed of my talks tells."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.kit.fetching import MAX_BYTES, CannotFetch, Trouble, read_address
from contacts.models import Account
from interviews.actions.calendars import MOST
from interviews.calendars.troubles import said
from interviews.models import BusyCalendar


def _clean_address(address: str) -> str:
    """Return an address that may be asked; raise ValidationError, which says what to do."""
    if not address.startswith(("https://", "http://", "webcal://", "webcals://")):
        address = f"https://{address}" if "://" not in address and address else address
    try:
        read_address(address, settings.CALENDAR_HOSTS)
    except CannotFetch as refused:
        raise forms.ValidationError(said(refused.trouble.value)) from None
    return address


def _address_field(**options: Any) -> forms.CharField:
    return forms.CharField(
        max_length=1000,
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}
        ),
        **options,
    )


def _file_field(**options: Any) -> forms.FileField:
    limit = said(Trouble.TOO_LARGE.value)
    return forms.FileField(
        allow_empty_file=True,
        widget=forms.FileInput(
            attrs={
                "accept": ".ics,.ical,.ifb,text/calendar",
                "data-upload-limit": MAX_BYTES,
                "data-upload-too-much": limit,
            }
        ),
        **options,
    )


class _NewForm(forms.Form):
    """A name, and room for one calendar more."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        help_text=gettext_lazy("For you alone, such as Work or Family."),
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        """Keep whose it will be."""
        super().__init__(*args, **kwargs)
        self.account = account

    def clean(self) -> dict[str, Any] | None:
        """Refuse more calendars than anyone lives by."""
        super().clean()
        if self.account.busy_calendars.count() >= MOST:
            told = _("There are %(most)s calendars already; remove one first.") % {"most": MOST}
            self.add_error(None, told)
        return self.cleaned_data


class AddressForm(_NewForm):
    """A calendar that is read from its secret address."""

    address = _address_field(
        label=gettext_lazy("Secret address"),
        help_text=gettext_lazy("It begins with https:// or webcal://, and often ends in .ics."),
    )

    def clean_address(self) -> str:
        """Refuse what would never be asked."""
        return _clean_address(self.cleaned_data["address"])


class FileForm(_NewForm):
    """A calendar that is read from a file."""

    upload = _file_field(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("An .ics file of up to 10 MB. Only its times are kept."),
        error_messages={"required": gettext_lazy("Choose a file first.")},
    )

    def clean_upload(self) -> UploadedFile:
        """Refuse what is too large."""
        return _of_size(self.cleaned_data["upload"])


class BusyCalendarForm(forms.ModelForm):
    """What a calendar is called, and a newer file or address in the place of the one it has."""

    class Meta:
        """Its name; the address is a secret, so it is taken and never shown."""

        model = BusyCalendar
        fields = ("name",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for what it is read from."""
        super().__init__(*args, **kwargs)
        if self.instance.address:
            self.fields["address"] = _address_field(
                label=_("Another secret address"),
                required=False,
                help_text=_("Left empty, the one it has stays."),
            )
        else:
            self.fields["upload"] = _file_field(
                label=_("Newer file"),
                required=False,
                help_text=_("It takes the place of the one before. Left empty, that one stays."),
            )

    def clean_address(self) -> str:
        """Refuse what would never be asked."""
        address = self.cleaned_data["address"]
        return _clean_address(address) if address else ""

    def clean_upload(self) -> UploadedFile | None:
        """Refuse what is too large."""
        upload = self.cleaned_data["upload"]
        return _of_size(upload) if upload else None


class FeedForm(forms.Form):
    """What stands in the feed of my talks."""

    with_details = forms.BooleanField(
        label=gettext_lazy("Names, places and what I want to learn"),
        required=False,
        help_text=gettext_lazy("Off, the entry says only that there is a talk, and when."),
    )
    with_follow_ups = forms.BooleanField(
        label=gettext_lazy("Follow-ups and debriefs, each on its day"),
        required=False,
        help_text=gettext_lazy("As entries for the whole day that leave you free."),
    )


def _of_size(upload: UploadedFile) -> UploadedFile:
    if (upload.size or 0) > MAX_BYTES:
        raise forms.ValidationError(said(Trouble.TOO_LARGE.value))
    return upload
