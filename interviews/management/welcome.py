"""What `up` says once it serves: the address, a first way in, where data and letters are."""

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from interviews.management.running import Place


def welcome(place: "Place", *, demo: bool) -> str:
    """Return the words."""
    lines = ["", f"Askwell is running at {place.site_url}"]
    data = f"{settings.DATA_DIR}"
    if settings.IS_EMBEDDED and settings.DATA_DIR not in settings.POSTGRES.home.parents:
        data += f", its database in {settings.POSTGRES.home}"
    lines.append(f"Data: {data}")
    if not settings.MAIL_SERVER:
        lines.append(f"Letters: no mail server is set, so they land in {settings.LETTERS_DIR}")
    return "\n".join([*lines, "Stop it with Ctrl-C."])
