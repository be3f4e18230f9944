"""The way in for an ask: which search it serves, by which channel it goes."""

from typing import ClassVar

from config.kit.owned import OwnedForm
from contacts.models import Outreach


class OutreachForm(OwnedForm):
    """What can be changed of an ask itself; all else follows from its messages."""

    class Meta:
        """The rest is derived."""

        model = Outreach
        fields: ClassVar = ["search", "channel"]
