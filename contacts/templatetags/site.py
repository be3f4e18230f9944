"""What templates may know of how this installation is set up."""

from django import template
from django.conf import settings

from contacts.rules.browsers import browser_name

register = template.Library()


@register.simple_tag
def letters_folder() -> str:
    """Return the folder that letters land in while no mail server is set up, else nothing."""
    return "" if settings.MAIL_SERVER else str(settings.LETTERS_DIR)


@register.simple_tag
def sign_up_rule() -> str:
    """Return who may sign up: open, invitation or closed."""
    rule: str = settings.SIGN_UP
    return rule


register.filter("browser_name", browser_name)
