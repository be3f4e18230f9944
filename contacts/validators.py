"""What a field accepts, beyond its type."""

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def is_zone(value: str) -> None:
    """Raise ValidationError unless the value is an IANA time zone such as Europe/Lisbon."""
    if value not in available_timezones():
        raise ValidationError(
            _("“%(zone)s” is not a time zone. Choose one such as Europe/Lisbon."),
            code="zone",
            params={"zone": value},
        )
