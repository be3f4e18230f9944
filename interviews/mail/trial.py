"""The test letter: one plain line, sent because somebody asked whether letters arrive."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext

from contacts.models import Account
from interviews.mail.phrases import Pen, url
from interviews.models import LetterKind


@dataclass(frozen=True)
class Trial:
    """A letter that says only when it was asked for."""

    kind: ClassVar = LetterKind.TEST
    template: ClassVar = "test"
    told: ClassVar[Sequence[int]] = ()
    sheets_of: ClassVar[Sequence[int]] = ()
    account: Account
    asked_at: datetime

    def subject(self) -> str:
        """Return that it is a test."""
        return gettext("A test letter from Askwell")

    def words(self, pen: Pen) -> dict[str, Any]:
        """Return what its templates say."""
        zone = self.account.zone
        asked = date_format(
            self.asked_at.astimezone(ZoneInfo(zone)),
            pgettext("format of a moment in a letter", "l j F Y, H:i:s"),
        )
        return {"title": self.subject(), "asked": asked, "zone": zone, "today_url": url("today")}
