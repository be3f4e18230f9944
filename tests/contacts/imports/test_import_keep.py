import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from procrastinate.contrib.django.models import ProcrastinateJob

from config.kit import clock
from contacts.actions import imports
from contacts.importing.rows import MAX_BYTES, CannotRead
from contacts.models import ImportChunk, ImportFile, ImportRow, ImportRun


def uploaded(data=b"First Name,Last Name\nAna,Sousa\n", name="Connections.csv"):
    return SimpleUploadedFile(name, data)


def begun(account, *files):
    return imports.begin_import(account=account, files=files or [uploaded()], at=clock.now())


def jobs():
    return list(ProcrastinateJob.objects.order_by("id").values_list("task_name", flat=True))


def test_a_file_is_kept_piece_by_piece_for_a_worker_anywhere(account):
    data = bytes(range(256)) * 10_000
    large = TemporaryUploadedFile("Connections.csv", "text/csv", len(data), None)
    large.write(data)

    run = begun(account, large)

    file = run.files.get()
    pieces = [bytes(chunk.data) for chunk in file.chunks.all()]
    assert (run.state, file.size, file.name) == ("reading", len(data), "Connections.csv")
    assert b"".join(pieces) == data
    assert len(pieces) == 3
    assert jobs() == ["contacts.read_import"]


@pytest.mark.parametrize("size", [0, MAX_BYTES + 1])
def test_no_file_or_too_much_is_refused_before_anything_is_kept(account, size):
    files = [uploaded()] if size else []
    for file in files:
        file.size = size

    with pytest.raises(CannotRead, match=r"50|Choose"):
        imports.begin_import(account=account, files=files, at=clock.now())

    assert not ImportRun.objects.exists()
    assert jobs() == []


def test_imports_of_one_account_wait_for_each_other(account):
    begun(account)
    begun(account)

    assert ProcrastinateJob.objects.values("lock").distinct().count() == 1


def test_an_import_that_is_discarded_leaves_nothing(account):
    run = begun(account)
    file = run.files.get()
    ImportRow.objects.create(account=account, run=run, file=file, number=2)

    imports.discard_import(run=run)

    for model in (ImportRun, ImportFile, ImportChunk, ImportRow):
        assert not model.objects.exists()


@pytest.mark.parametrize("state", ["importing", "done", "undoing", "undone"])
def test_what_is_imported_already_cannot_be_discarded(account, state):
    run = begun(account)
    ImportRun.objects.update(state=state)

    imports.discard_import(run=run)

    assert ImportRun.objects.filter(pk=run.pk).exists()


def test_columns_that_are_named_are_read_again(account):
    run = begun(account)
    ImportRun.objects.update(state="columns")
    file = run.files.get()

    imports.map_columns(file=file, mapping=["name", ""], is_headed=True)

    run.refresh_from_db()
    file.refresh_from_db()
    assert (run.state, file.mapping, file.is_mapped) == ("reading", ["name", ""], True)
    assert jobs() == ["contacts.read_import"] * 2


def test_starting_gives_up_the_bytes_and_happens_once(account):
    run = begun(account)
    ImportRun.objects.update(state="ready")

    imports.start_import(run=run)
    imports.start_import(run=run)

    assert run.state == "importing"
    assert not ImportChunk.objects.exists()
    assert jobs() == ["contacts.read_import", "contacts.apply_import"]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030", "cp1252"]
)
def test_rejected_rows_make_a_file_of_the_same_kind(account, encoding):
    run = begun(account)
    file = run.files.get()
    file.encoding, file.preamble = encoding, "Name;Straße\r\n"
    file.save()
    rows = [("same", "Bo;x\r\n"), ("unreadable", ";é\r\n"), ("unreadable", ";ü")]
    for number, (verdict, raw) in enumerate(rows, start=2):
        ImportRow.objects.create(
            account=account, run=run, file=file, number=number, verdict=verdict, raw=raw
        )

    written = b"".join(imports.rejected_rows(file=file))

    text = written.decode("utf-16" if encoding == "utf-16-le" else encoding)
    assert text == "Name;Straße\r\n;é\r\n;ü\r\n"
