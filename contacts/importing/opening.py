"""What an uploaded file is made of: itself, or the lists of contacts inside an archive."""

import io
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from contacts.importing import archives
from contacts.importing.rows import MAX_BYTES, CannotRead


def unpack(stream: BinaryIO, name: str) -> Iterator[tuple[str, BinaryIO]]:
    """Yield the file itself, or the known files inside an archive, each as (name, bytes).

    A file of an archive is open until the next one is asked for. Raises CannotRead.
    """
    if stream.seek(0, io.SEEK_END) > MAX_BYTES:
        raise CannotRead(
            _("This file is larger than %(limit)s MB. Split it, and bring in one part at a time.")
            % {"limit": MAX_BYTES // 1024**2}
        )
    stream.seek(0)
    head = stream.read(4)
    stream.seek(0)
    if archives.is_archive(head):
        yield from archives.contents(stream)
    else:
        yield name, stream
