"""What a person's title says of them, offered where it is not known yet."""

from typing import Any

from django import template

from contacts.models import Function, Level, Person
from contacts.rules import titles

register = template.Library()


@register.inclusion_tag("contacts/person/_reading.html", takes_context=True)
def title_reading(context: template.Context, person: Person) -> dict[str, Any]:
    """Offer the kind of work and the level that the title names and nobody has set."""
    reading = titles.read(person.title)
    function = "" if person.function else reading.function
    level = "" if person.level else reading.level
    return {
        "person": person,
        "function": Function(function).label if function else "",
        "level": Level(level).label if level else "",
        "csrf_token": context.get("csrf_token", ""),
    }
