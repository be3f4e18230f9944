"""The limit on what one request may upload, kept while the bytes arrive."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from contacts.importing.rows import MAX_BYTES

MAX_FILES = 100
# Where the form finds that something was dropped.
TOO_MUCH = "askwell.too_much_uploaded"


class CappedUpload(FileUploadHandler):
    """Stands before the handlers that keep files; what is beyond the limits they never see.

    The rest of the request is read and dropped rather than cut off: a browser whose connection is
    cut shows an error of its own instead of our answer.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        """Begin to count."""
        super().__init__(request)
        self.files = self.bytes = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Count a file; drop it when there are too many."""
        super().new_file(*args, **kwargs)
        self.files += 1
        self._check()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hand the bytes on; drop the file when all of them together are too many."""
        self.bytes += len(raw_data)
        self._check()
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""

    def _check(self) -> None:
        if self.files > MAX_FILES or self.bytes > MAX_BYTES:
            if self.request is not None:
                self.request.META[TOO_MUCH] = True
            raise SkipFile
