"""An import's files from the upload until they are no longer needed, and the user's decisions."""

import codecs
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import BinaryIO

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from contacts.actions.imports.lanes import queue
from contacts.importing.rows import MAX_BYTES, CannotRead
from contacts.models import Account, ImportChunk, ImportFile, ImportRun, ImportState, Verdict

# Bytes a piece: few rows for a large file, little memory for each.
PIECE = 1024 * 1024
# What Python leaves out at the start of these, and other programs look for.
_WITH_MARK = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}


@transaction.atomic
def begin_import(*, account: Account, files: Sequence[UploadedFile], at: datetime) -> ImportRun:
    """Return a new import of these files, to be read by the worker.

    Raises CannotRead, with nothing kept, when there is no file or they are too large together.
    """
    if not files:
        raise CannotRead(_("Choose a file first."))
    if sum(file.size or 0 for file in files) > MAX_BYTES:
        raise CannotRead(
            _("These files are larger than %(limit)s together. Import them one at a time.")
            % {"limit": filesizeformat(MAX_BYTES)}
        )
    run = ImportRun.objects.create(account=account, created_at=at)
    for file in files:
        keep_bytes(run=run, name=file.name or "", pieces=file.chunks(PIECE))
    queue("contacts.read_import", run)
    return run


def keep_bytes(*, run: ImportRun, name: str, pieces: Iterator[bytes]) -> ImportFile:
    """Return a file of the import, its bytes kept piece by piece."""
    file = ImportFile.objects.create(account_id=run.account_id, run=run, name=name[-255:], size=0)
    for position, data in enumerate(pieces):
        file.size += len(data)
        ImportChunk.objects.create(file=file, position=position, data=data)
    file.save(update_fields=["size"])
    return file


@contextmanager
def opened(file: ImportFile) -> Iterator[BinaryIO]:
    """Open what was kept of a file, from disk rather than from memory."""
    with tempfile.TemporaryFile() as stream:
        for data in file.chunks.values_list("data", flat=True).iterator(chunk_size=1):
            stream.write(data)
        stream.seek(0)
        yield stream


@transaction.atomic
def map_columns(*, file: ImportFile, mapping: list[str], is_headed: bool) -> None:
    """Take the user's word for what each column and the first row hold; have it read again.

    Nothing happens once it is being imported.
    """
    waiting = ImportRun.objects.select_for_update().filter(
        pk=file.run_id, state__in=(ImportState.COLUMNS, ImportState.READY)
    )
    for run in waiting:
        file.mapping, file.is_headed, file.is_mapped, file.is_sure = mapping, is_headed, True, True
        file.save(update_fields=["mapping", "is_headed", "is_mapped", "is_sure"])
        if not run.files.filter(is_sure=False, failure="").exists():
            _set_out(run, ImportState.READING, "contacts.read_import")


@transaction.atomic
def start_import(*, run: ImportRun) -> None:
    """Have the rows imported; nothing happens unless they are read and waiting."""
    for waiting in ImportRun.objects.select_for_update().filter(pk=run.pk, state=ImportState.READY):
        forget_bytes(run=waiting)
        _set_out(waiting, ImportState.IMPORTING, "contacts.apply_import")
    run.refresh_from_db()


def _set_out(run: ImportRun, state: ImportState, task: str) -> None:
    run.state, run.progress, run.total, run.failure = state, 0, 0, ""
    run.save(update_fields=["state", "progress", "total", "failure"])
    queue(task, run)


def forget_bytes(*, run: ImportRun) -> None:
    """Delete what was uploaded; what was read of it stays."""
    ImportChunk.objects.filter(file__run=run).delete()


@transaction.atomic
def discard_import(*, run: ImportRun) -> bool:
    """Delete an import that was not applied, with all that was read; return whether it was.

    One that a worker is busy with right now stays, rather than keeping the user waiting.
    """
    before = (ImportState.READING, ImportState.COLUMNS, ImportState.READY, ImportState.FAILED)
    waiting = ImportRun.objects.select_for_update(skip_locked=True)
    unused = waiting.filter(pk=run.pk, state__in=before).first()
    if unused is not None:
        delete_run(unused)
    return unused is not None


def delete_run(run: ImportRun) -> None:
    """Delete a run whose rows may be many, without reading them."""
    forget_bytes(run=run)
    run.rows.all()._raw_delete(run.rows.db)
    run.delete()


def rejected_rows(*, file: ImportFile) -> Iterator[bytes]:
    """Yield a file of the same format and encoding that holds the rejected rows only."""
    encoding = file.encoding or "utf-8"
    # One encoder for all, since some write a mark before whatever they begin with.
    encode = codecs.getincrementalencoder(encoding)("replace").encode
    yield _WITH_MARK.get(encoding.lower(), b"")
    yield encode(file.preamble)
    rejected = file.rows.filter(verdict=Verdict.UNREADABLE).order_by("pk")
    for raw in rejected.values_list("raw", flat=True).iterator(chunk_size=500):
        ending = "" if raw.endswith(("\n", "\r")) else "\r\n"
        yield encode(raw + ending)
