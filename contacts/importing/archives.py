"""What is taken out of an archive as LinkedIn and Google deliver it, and what is refused."""

import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from contacts.importing.rows import MAX_BYTES, CannotRead

# A full copy of somebody's data holds a few hundred files, or a photo for each contact.
MAX_ENTRIES = 20_000
# Google puts each label's contacts into two more files.
MAX_LISTS = 200
# The list of entries is read in one go: about 100 bytes for each.
_MAX_READ = 100 * MAX_ENTRIES
# What Google's archive calls the folder of contacts in the languages we read.
_FOLDERS = {"contacts", "kontakte", "contactos", "通讯录", "联系人"}
_PIECE = 64 * 1024
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, MemoryError)


def is_archive(head: bytes) -> bool:
    """Return whether a file that begins so is a zip archive, empty ones included."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"))


def contents(stream: BinaryIO) -> Iterator[tuple[str, BinaryIO]]:
    """Yield name and bytes of each known file; raise CannotRead when there is none or it is unsafe.

    Each is open until the next one is asked for. Nothing is written under a name of the archive.
    """
    try:
        archive = zipfile.ZipFile(_Careful(stream))
    except _BROKEN as error:
        raise CannotRead(_damaged()) from error
    with archive:
        left = MAX_BYTES
        for entry in _known(archive.infolist()):
            with tempfile.TemporaryFile() as file:
                left -= _unpack(archive, entry, file, left)
                file.seek(0)
                yield PurePosixPath(entry.filename).name, file


class _Careful:
    """A file that refuses to be read in huge pieces, as a forged list of entries would have it."""

    def __init__(self, stream: BinaryIO) -> None:
        """Stand before a stream."""
        self.stream = stream

    def __getattr__(self, name: str) -> Any:
        """Leave everything else to the stream."""
        return getattr(self.stream, name)

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; raise CannotRead when more are asked for than is right."""
        if size > _MAX_READ:
            raise CannotRead(_crowded())
        return self.stream.read(min(size, _MAX_READ) if size >= 0 else _MAX_READ)


def _known(entries: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """Return the files to read: lists of contacts by the names that exports give them."""
    if len(entries) > MAX_ENTRIES:
        raise CannotRead(_crowded())
    paths = [(entry, PurePosixPath(entry.filename.replace("\\", "/"))) for entry in entries]
    if any(
        path.is_absolute() or ".." in path.parts or ":" in path.parts[0]
        for _e, path in paths
        if path.parts
    ):
        raise CannotRead(
            _("This archive names files outside itself, as no export does. Nothing of it was read.")
        )
    files = [
        (entry, path)
        for entry, path in paths
        if not entry.is_dir() and path.parts and path.parts[0] != "__MACOSX" and path.name[0] != "."
    ]
    if any(path.parts[0] == "xl" for _e, path in files):
        raise CannotRead(
            _(
                "This is an Excel workbook. Save it as “CSV UTF-8” in Excel, then bring in that file."
            )
        )
    known = [entry for entry, path in files if _is_known(path)]
    tables = [entry for entry, path in files if path.suffix.lower() == ".csv"]
    if not known and len(tables) == 1:
        known = tables
    if not known:
        raise CannotRead(
            _(
                "There is no list of contacts in this archive. It should hold Connections.csv"
                " (LinkedIn) or a file of contacts ending in .vcf or .csv (Google)."
            )
        )
    if len(known) > MAX_LISTS:
        raise CannotRead(_crowded())
    return known


def _is_known(path: PurePosixPath) -> bool:
    folders = {part.casefold() for part in path.parts[:-1]}
    return (
        path.name.casefold() == "connections.csv"
        or path.suffix.lower() == ".vcf"
        or (path.suffix.lower() == ".csv" and not folders.isdisjoint(_FOLDERS))
    )


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: BinaryIO, limit: int) -> int:
    """Write one entry to an open file; return its size, counted as it comes, not as promised."""
    if entry.flag_bits & 0x1:
        raise CannotRead(
            _("This archive is locked with a password. Unpack it and bring in the file inside.")
        )
    # Others are never used by exports, and may ask for any amount of memory.
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise CannotRead(_damaged())
    size = 0
    try:
        with archive.open(entry) as source:
            while piece := source.read(_PIECE):
                size += len(piece)
                if size > limit:
                    raise CannotRead(
                        _(
                            "This archive unpacks to more than %(limit)s MB, which no list of"
                            " contacts does. Unpack it and bring in the list alone."
                        )
                        % {"limit": MAX_BYTES // 1024**2}
                    )
                file.write(piece)
    except _BROKEN as error:
        raise CannotRead(_damaged()) from error
    return size


def _damaged() -> str:
    return _("This archive is damaged or not complete. Download it once more and try again.")


def _crowded() -> str:
    return _(
        "This archive holds too many files. Unpack it and bring in the list of contacts alone."
    )
