"""From an import's files to rows in the database, with what each of them will do."""

import logging
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from hashlib import blake2b
from itertools import batched, islice
from operator import attrgetter
from typing import Any, BinaryIO

from django.core.files.base import File
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _
from psycopg.types.json import Jsonb

from contacts.actions.imports.differing import compare, gather, judge
from contacts.actions.imports.keeping import PIECE, forget_bytes, keep_bytes, opened
from contacts.actions.imports.matching import match
from contacts.actions.imports.working import Progress, at_work, or_say_so
from contacts.exporting.people import person_of_key
from contacts.importing.askwell import DAYS
from contacts.importing.opening import unpack
from contacts.importing.reading import read
from contacts.importing.rows import MAX_ROWS, CannotRead, Reading, Rejected, Row
from contacts.models import ImportFile, ImportRun, ImportState, Verdict
from contacts.rules.pinyin import sounds
from contacts.rules.plain import plain

logger = logging.getLogger(__name__)

# Rows shown of a file whose columns the user has to name first.
SAMPLE = 20
# Rows held in memory at a time; a single one may be large.
BATCH = 1_000
_FACTS = [field.name for field in fields(Row) if field.name not in ("number", "raw")]
_told = attrgetter(*_FACTS)
_COPY = (
    "COPY contacts_importrow"
    " (account_id, run_id, file_id, number, raw, verdict, reason, facts, kept) FROM STDIN"
)


def read_files(run_id: int) -> None:
    """Read an import's files and say of every row what importing would do with it.

    A file that cannot be used says why, and the others go on; without any the import has failed.
    Nothing happens unless it waits to be read, so that doing it twice is doing it once.
    """
    nothing = _("Reading stopped because of a fault of ours, and nothing was kept. Try again.")
    with (
        or_say_so(run_id, back_to=ImportState.FAILED, message=nothing),
        at_work(run_id, ImportState.READING) as work,
    ):
        if work:
            _read(*work)


def _read(run: ImportRun, progress: Progress) -> None:
    run.rows.all()._raw_delete(run.rows.db)
    for file in run.files.all():
        with opened(file) as stream:
            _unpack(file, stream)
    for file in run.files.filter(failure=""):
        with opened(file) as stream:
            _read_one(file, stream, progress)
    files = list(run.files.all())
    if all(file.failure for file in files):
        run.state = ImportState.FAILED
        run.failure = files[0].failure if len(files) == 1 else _("None of the files can be used.")
        forget_bytes(run=run)
    elif all(file.is_sure or file.failure for file in files):
        match(run)
        gather(is_real=False)
        compare(run, is_real=False)
        run.state, run.counts = ImportState.READY, judge(run)
    else:
        run.state = ImportState.COLUMNS
    run.progress = run.total = progress.done
    run.save(update_fields=["state", "failure", "counts", "progress", "total"])


def _unpack(file: ImportFile, stream: BinaryIO) -> None:
    """Put the known files inside an archive in its place; leave any other file as it is."""
    try:
        with transaction.atomic():
            for name, inner in unpack(stream, file.name):
                if inner is stream:
                    return
                pieces = File(inner).chunks(PIECE)
                keep_bytes(run=file.run, name=name, pieces=pieces)
            file.delete()
    except Exception as problem:
        _fail(file, problem)


def _read_one(file: ImportFile, stream: BinaryIO, progress: Progress) -> None:
    """Keep a file's rows, all or none of them."""
    before = progress.done
    try:
        with transaction.atomic():
            mapping, is_headed = (file.mapping, file.is_headed) if file.is_mapped else (None, None)
            reading = read(stream, file.name, mapping=mapping, is_headed=is_headed)
            _describe(file, reading)
            rows = reading.rows if file.is_sure else islice(reading.rows, SAMPLE)
            _keep_rows(file, rows, progress)
            file.save()
    except Exception as problem:
        progress.done = before
        _fail(file, problem)


def _describe(file: ImportFile, reading: Reading) -> None:
    file.format, file.encoding, file.delimiter = (
        reading.format,
        reading.encoding,
        reading.delimiter,
    )
    file.header, file.mapping = list(reading.header), list(reading.mapping)
    file.preamble, file.is_headed = reading.preamble, reading.is_headed
    file.is_sure = reading.is_sure or file.is_mapped


def _fail(file: ImportFile, problem: Exception) -> None:
    """Say on the file why it cannot be used; raise what is no fault of the file."""
    if isinstance(problem, DatabaseError):
        raise problem
    if not isinstance(problem, CannotRead):
        logger.error("File %s of import %s", file.pk, file.run_id, exc_info=problem)
    why = str(problem) if isinstance(problem, CannotRead) else ""
    file.failure = why or _(
        "This file could not be read. Export it again, or save it as CSV (UTF-8) and try that."
    )
    file.save(update_fields=["failure"])


def _keep_rows(file: ImportFile, rows: Iterator[Row | Rejected], progress: Progress) -> None:
    for batch in batched(rows, BATCH):
        if progress.done + len(batch) > MAX_ROWS:
            raise CannotRead(
                _("There are more than %(limit)s rows. Import fewer of them at a time.")
                % {"limit": f"{MAX_ROWS:,}"}
            )
        with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
            for row in batch:
                copy.write_row(_staged(file, row))
        progress.add(len(batch))


def _staged(file: ImportFile, row: Row | Rejected) -> tuple[Any, ...]:
    place = (file.account_id, file.run_id, file.pk, row.number, row.raw)
    if isinstance(row, Rejected):
        return (*place, Verdict.UNREADABLE.value, row.reason, Jsonb({}), "")
    facts = _facts(row)
    if row.key and (person := person_of_key(row.key, file.account_id)):
        facts["person"] = person
    elif not row.profile:
        facts["known_by"] = [print_of(row)]
    # Most rows are new, and what is right already need not be written a second time.
    return (*place, Verdict.NEW.value, "", Jsonb(facts), "")


def print_of(row: Row) -> str:
    """Return what tells the same row in another file: its key, else its name, place and e-mail."""
    told = [plain(row.name), plain(row.organisation), *sorted(map(str.lower, row.emails))]
    text = "\n".join([row.key] if row.key else ["", *told])
    return blake2b(text.encode(errors="replace"), digest_size=8).hexdigest()


def _facts(row: Row) -> dict[str, Any]:
    """Return what a row tells, without what it leaves open, and how the name sounds."""
    facts: dict[str, Any] = {
        name: value for name, value in zip(_FACTS, _told(row), strict=True) if value
    }
    for name in DAYS:
        if isinstance(day := facts.get(name), date):
            facts[name] = day.isoformat()
    if sound := sounds(row.name):
        facts["sounds"] = sound
    return facts
