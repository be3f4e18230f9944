"""What is said when a calendar cannot be read: what happened, and what to do about it."""

from enum import StrEnum

from django.utils.translation import gettext as _

from config.kit.fetching import MAX_BYTES, Trouble


class Unreadable(StrEnum):
    """Why what came is of no use."""

    WEB_PAGE = "web_page"
    NO_CALENDAR = "no_calendar"
    TOO_MUCH = "too_much"


def said(key: str) -> str:
    """Return a trouble's sentence, by its key."""
    if key in Unreadable:
        return _unreadable(Unreadable(key))
    return _never(Trouble(key)) or _there(Trouble(key)) if key in Trouble else ""


def is_up_to_me(key: str) -> bool:
    """Return whether nothing gets better before I give another address."""
    return key in Trouble and bool(_never(Trouble(key)))


def _unreadable(trouble: Unreadable) -> str:
    match trouble:
        case Unreadable.WEB_PAGE:
            return _(
                "This is a web page, not a calendar. Copy the address that ends in .ics or is called "
                "iCal or ICS; a link that opens the calendar in a browser will not do."
            )
        case Unreadable.NO_CALENDAR:
            return _(
                "This is not a whole calendar file (.ics). Export it once more, or another way."
            )
        case Unreadable.TOO_MUCH:
            return _(
                "There is more in this calendar than can be worked out: over 5,000 entries still to "
                "come, or some that repeat every few seconds. Share only the calendar you live by."
            )


def _never(trouble: Trouble) -> str:
    """Return why an address is not asked at all."""
    match trouble:
        case Trouble.NO_ADDRESS:
            return _("This is no address of a calendar; it begins with https:// or webcal://.")
        case Trouble.PASSWORD:
            return _(
                "The address holds a user name or password. Use the program's secret or public "
                "address instead, which needs none."
            )
        case Trouble.PORT:
            return _("Only the ports of the web (80 and 443) are asked; leave the port out.")
        case Trouble.NOT_PUBLIC:
            return _(
                "The address leads into a private network, which is never asked. Whoever runs this "
                "site can allow a host of theirs (ASKWELL_CALENDAR_HOSTS); or upload a file."
            )
        case Trouble.REDIRECTS:
            return _("The address leads on and on, or to one that is not encrypted. Copy it again.")
        case _other:
            return ""


def _there(trouble: Trouble) -> str:
    """Return what the other side did."""
    match trouble:
        case Trouble.NO_HOST:
            return _("There is no such host, or nobody could say where it is. Check the address.")
        case Trouble.UNREACHABLE:
            return _("The other side does not answer, or broke off. It is asked again by itself.")
        case Trouble.CERTIFICATE:
            return _("The other side cannot prove who it is (its certificate is not valid).")
        case Trouble.SLOW:
            return _("The other side took longer than 30 seconds. It is asked again by itself.")
        case Trouble.TOO_LARGE:
            size = MAX_BYTES // 1_000_000
            return _("The calendar is larger than %(size)s MB. Share one with less in it.") % {
                "size": size
            }
        case Trouble.GONE:
            return _("Nothing is at this address any more. Copy the secret address again.")
        case Trouble.FORBIDDEN:
            return _(
                "The other side asks for a sign-in. Use the secret or public address of the calendar."
            )
        case Trouble.BUSY:
            return _("The other side is busy just now. It is asked again by itself.")
        case Trouble.BROKEN:
            return _("The other side has trouble of its own. It is asked again by itself.")
        case _other:
            return _("The other side answered with something else than a calendar.")
