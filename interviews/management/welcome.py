"""What `up` says once it serves: the address, a first way in, where data and letters are."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from config.kit import clock
from config.kit.addresses import is_loopback
from contacts.actions import first_minute
from contacts.models import Invitation
from interviews.demo import fill_demo

if TYPE_CHECKING:
    from interviews.management.running import Place


def welcome(place: "Place", *, demo: bool) -> str:
    """Return the words; makes the links they hold, and with `demo` the sample account."""
    lines = ["", f"Askwell is running at {place.site_url}"]
    first_minute.close_doors()
    if demo:
        sample = fill_demo(at=clock.now())
        door = first_minute.open_door(sample, at=clock.now())
        lines += _way_in("Sign in to the sample account", place, door)
    elif _is_alone(place) and (first := first_minute.open_first_minute(at=clock.now())):
        lines += _way_in("Make your account here", place, first)
    lines += [*_places(), "Stop it with Ctrl-C."]
    return "\n".join(lines)


def _is_alone(place: "Place") -> bool:
    """Return whether whoever reads these words is the only one who could be meant by them."""
    is_here = is_loopback(place.host) and settings.IS_LOCAL
    return is_here and settings.IS_EMBEDDED and not settings.MAIL_SERVER


def _way_in(what: str, place: "Place", door: Invitation) -> list[str]:
    link = f"{place.site_url}{reverse('join', args=[door.token])}"
    minutes = first_minute.VALID_FOR.seconds // 60
    return [f"{what} (works once, within {minutes} minutes):", f"  {link}", ""]


def _places() -> list[str]:
    data = str(settings.DATA_DIR)
    if settings.IS_EMBEDDED and settings.DATA_DIR not in settings.POSTGRES.home.parents:
        data += f", its database in {settings.POSTGRES.home}"
    places = [f"Data: {data}"]
    if not settings.MAIL_SERVER:
        places.append(f"Letters: no mail server is set, so they land in {settings.LETTERS_DIR}")
    return places
