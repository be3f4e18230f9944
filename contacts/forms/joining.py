"""Signing up, openly or by a link, and in; apart from other forms, which allauth's own import."""

from typing import Any

from allauth.account.forms import AddEmailForm, LoginForm, ResetPasswordForm, SignupForm
from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.models import Invitation, ReachKind


class OurWord(forms.Form):
    """A form of allauth's with the address called what every other form calls it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the address in our word."""
        super().__init__(*args, **kwargs)
        for name in {"login", "email"} & self.fields.keys():
            self.fields[name].label = ReachKind.EMAIL.label


class SignInForm(OurWord, LoginForm):
    """Address and password."""


class ForgottenForm(OurWord, ResetPasswordForm):
    """The address that gets the link to a new password."""


class AddressForm(OurWord, AddEmailForm):
    """The address that the account moves to."""


class OpenSignUpForm(OurWord, SignupForm):
    """Sign-up for everybody."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say in one line what a good password is; the checks say the rest when they must."""
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = _(
            "8 characters or more. A few words in a row are strong and easy to remember."
        )


class JoinForm(OpenSignUpForm):
    """Sign-up for who holds an invitation."""

    is_invited = True

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        """Fix the address where the invitation names one."""
        super().__init__(*args, **kwargs)
        self.invitation = invitation
        if invitation.email:
            self.fields["email"].disabled = True
            self.fields["email"].initial = invitation.email

    def clean(self) -> dict[str, Any] | None:
        """Say openly that an address is taken to whoever sits at the machine itself."""
        cleaned = super().clean()
        if self.invitation.is_first_minute and self.account_already_exists:
            raise forms.ValidationError(_("An account with this address exists; sign in instead."))
        return cleaned
