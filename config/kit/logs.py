"""How a line of the log reads: secret links stand in none."""

import logging
import re
from collections.abc import Sequence
from typing import Any


class WithoutLinks(logging.Formatter):
    """Leave out what follows a path whose rest is a secret, in the line and in its traceback.

    Django and others write the address of whatever went wrong into the log; whoever reads it there
    could use it.
    """

    def __init__(self, *args: Any, secret: Sequence[str], **kwargs: Any) -> None:
        """Take the beginnings of such paths, as `/book/`."""
        super().__init__(*args, **kwargs)
        paths = "|".join(re.escape(path) for path in secret)
        self.links = re.compile(rf"({paths})[/ ]*[^/\s?'\"]+")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line as it is written."""
        return self.links.sub(r"\1…", super().format(record))
