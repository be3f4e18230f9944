"""What every page may warn of when letters do not leave."""

from django import template

from config.kit import clock
from config.kit.htmx import Request
from interviews.mail_health import Alarm, AlarmKind, alarm_for, standing_still

register = template.Library()


@register.simple_tag(takes_context=True)
def mail_alarm(context: template.Context) -> Alarm | None:
    """Return what whoever is signed in is to be warned of; its own page says it at length."""
    request: Request = context["request"]
    match = request.resolver_match
    if match is not None and match.url_name == "reminder-health":
        return None
    return alarm_for(request.user, at=clock.now())


@register.simple_tag
def mail_standing_still() -> AlarmKind | None:
    """Return why no letter leaves at the moment, for whoever waits for one to sign in."""
    return standing_still(at=clock.now())
