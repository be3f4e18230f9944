"""How days, moments, minutes and names stand on paper, in the language that is active."""

from collections.abc import Iterable
from datetime import date

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from config.kit.printable import isolated
from contacts.models import Person
from interviews.rules.clocks import Reading

_MOMENTS = {"en": "l j F Y, H:i", "zh-hans": "Y年n月j日 l H:i"}
_DAYS = {"en": "j M Y", "zh-hans": "Y年n月j日"}


def minutes(count: int) -> str:
    """Return how long something takes."""
    return _("%(minutes)s min") % {"minutes": count}


def moment(reading: Reading) -> str:
    """Return day and time on one clock, with its city, its distance from UTC and whose it is."""
    whose = "".join(f", {isolated(name)}" for name in reading.whose)
    return f"{date_format(reading.wall, _in(_MOMENTS))} {reading.city} ({reading.utc}{whose})"


def day(on: date | None) -> str:
    """Return a day; empty where there is none."""
    return date_format(on, _in(_DAYS)) if on else ""


def names(people: Iterable[Person]) -> str:
    """Return the names in a row, in this order whatever their script."""
    return ", ".join(isolated(person.name) for person in people)


def _in(formats: dict[str, str]) -> str:
    return formats.get(translation.get_language() or "en", formats["en"])
