"""Where letters go while no mail server is set up: one .eml file each in a folder."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from config.kit import clock


class FolderBackend(BaseEmailBackend):
    """Write each letter as a file that any mail program opens."""

    def __init__(self, folder: str, **kwargs: Any) -> None:
        """Take the folder to write to; it is made when the first letter comes."""
        super().__init__(**kwargs)
        self.folder = Path(folder)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write all letters, return how many; names sort by time."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            stamp = clock.now().strftime("%Y%m%d-%H%M%S-%f")
            subject = re.sub(r"\W+", "-", str(message.subject)).strip("-")[:60] or "letter"
            path = self.folder / f"{stamp}-{subject}.eml"
            path.write_bytes(message.message().as_bytes())
        return len(email_messages)
