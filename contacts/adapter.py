"""How allauth is told who may sign up and how letters look."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """The house rules of signing up."""
