"""Forms of the account itself."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from contacts.models import Account


class SignUpForm(forms.Form):
    """What sign-up asks beside address and password; allauth calls `signup` after saving."""

    name = forms.CharField(label=_("Your name"), max_length=200)

    def signup(self, request: HttpRequest, user: Account) -> None:
        """Keep the name."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
