"""Bytes become text whatever wrote them; archives and hostile files cost no more than a message."""

import io
import struct
import tracemalloc
import zipfile

import pytest

from contacts.importing import archives
from contacts.importing.decoding import MAX_LINE, encoding_of, lines
from contacts.importing.opening import unpack
from contacts.importing.reading import read
from contacts.importing.rows import MAX_BYTES, MAX_ROWS, CannotRead, Rejected, Row
from tests.contacts.importing.test_samples_read import SAMPLES

CONNECTIONS = (SAMPLES / "linkedin-connections.csv").read_bytes()

GERMAN = "Vorname;Nachname;Firma\r\nJürgen;Müller;Straßenbau Größe GmbH\r\nÄnne;Öz;Übel & Söhne\r\n"
SPANISH = "Nombre,Apellidos,Empresa\nJosé,Núñez,Compañía Española\nIñaki,Peña,“Año”\n"
CHINESE = "姓名,公司,职位\n王小明,字节跳动,产品经理\n欧阳晓雪,蓝鹭智能,数据科学家\n"
MIXED = "First Name,Last Name,Company\n小明,王,Acme\nAna,Berg,Contoso\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *(
            (text, "cp1252")
            for text in (GERMAN, SPANISH, "Name\nJosé\n", "Name\nÍñigo\n", "Name,X\nGROẞ,MÜLLER\n")
        ),
        *((text, "gb18030") for text in (CHINESE, MIXED, "姓名\n王小明\n", "Name\n陈静\n")),
        *((text, "utf-8") for text in (GERMAN, SPANISH, CHINESE, MIXED, "Name\nAna\n", "")),
        *((text, "utf-8-sig") for text in (GERMAN, CHINESE)),
        *((text, "utf-16") for text in (GERMAN, CHINESE, MIXED)),
        *((text, "utf-16-le") for text in (GERMAN, CHINESE, MIXED, "Name\nAna\n")),
        *((text, "utf-16-be") for text in (GERMAN, CHINESE, MIXED, "Name\nAna\n")),
    ],
)
@pytest.mark.parametrize("times", [1, 1000])
def test_encodings_are_told_apart(text, encoding, times):
    data = (text.replace("ẞ", "ß") * times).encode(encoding)

    assert encoding_of(io.BytesIO(data)) == encoding


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "gb18030"])
def test_a_letter_late_in_the_file_still_counts(encoding):
    name = "王小明" if encoding == "gb18030" else "José"
    data = f"Name,Company\n{'Ana Berg,Acme\n' * 8_000}{name},Acme\n".encode(encoding)

    rows = list(read(io.BytesIO(data), "x.csv").rows)

    assert rows[-1].name == name


def test_a_broken_byte_in_utf8_is_read_as_western():
    data = GERMAN.encode() + b"Jos\xe9;N\xfa\xf1ez;Acme\r\n"

    rows = list(read(io.BytesIO(data), "x.csv").rows)

    assert [row.name for row in rows][::2] == ["Jürgen Müller", "José Núñez"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_survive_the_edges_of_pieces(end):
    written = [f"{'x' * (n % 70)}é{n}{end}" for n in range(4000)]

    assert list(lines(io.BytesIO("".join(written).encode()), "utf-8")) == written


def test_a_line_of_ten_megabytes_costs_only_itself():
    data = b"Name,Company\nAna,Acme\n" + b"x" * 10_000_000 + b"\nBo,Beta\n"

    good, bad, after = list(read(io.BytesIO(data), "x.csv").rows)

    assert [good.name, after.name, after.number] == ["Ana", "Bo", 4]
    assert "100,000 characters" in bad.reason and len(bad.raw) < MAX_LINE


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xef\xbb\xbf\r\n\r\n",
        b",,,,\n,,,,\n",
        b"\0" * 5000,
        b"x" * 10_000_000,
        b"," * 10_000_000,
        b'"' * 1_000_000,
        b'"\n' * 20_000,
        bytes(range(256)) * 400,
        b"%PDF-1.7\n...",
        b"\xd0\xcf\x11\xe0 old Excel",
        b"\x89PNG\r\n\x1a\n",
        b"<!DOCTYPE html><html><p>Sign in</p>",
        b"PK\x03\x04 inside an archive",
    ],
    ids=lambda data: f"{data[:12]!r}{len(data)}",
)
def test_what_is_no_list_of_contacts_is_refused_or_gives_nobody(data):
    try:
        rows = list(read(io.BytesIO(data), "strange.bin").rows)
    except CannotRead as error:
        assert "file" in str(error) or "list" in str(error)  # noqa: PT017
    else:
        assert not [row for row in rows if isinstance(row, Row)]


def test_zero_bytes_are_left_out():
    [row] = read(io.BytesIO(b"Name,Comp\0any\nA\0na,Ac\0me\n"), "x.csv").rows

    assert (row.name, row.organisation, row.raw) == ("Ana", "Acme", "Ana,Acme\n")


def test_too_many_rows_are_refused_with_the_limit(monkeypatch):
    monkeypatch.setattr("contacts.importing.reading.MAX_ROWS", 3)
    rows = read(io.BytesIO(b"Name\n" + b"Ana\n" * 4), "x.csv").rows

    with pytest.raises(CannotRead, match="more than 3 rows"):
        list(rows)

    assert MAX_ROWS == 200_000


@pytest.mark.full
def test_memory_stays_flat_over_a_large_file():
    data = io.BytesIO(b"Name,Company\n" + b"Ana Berg,Acme\n" * 6_000)

    tracemalloc.start()
    count = sum(1 for _ in read(data, "x.csv").rows)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == 6_000
    assert most < 1.5 * 1024**2


# What an archive may come to in these tests, to build it fast.
LIMIT = 1024**2


def archive_of(files, **options):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data


def opened(data, name="export.zip"):
    return [(inner, stream.read()) for inner, stream in unpack(data, name)]


def test_a_file_that_is_no_archive_is_itself():
    assert opened(io.BytesIO(b"Name\nAna\n"), "a.csv") == [("a.csv", b"Name\nAna\n")]


@pytest.mark.parametrize(
    ("files", "names"),
    [
        (
            {
                "Basic_LinkedInDataExport_01-02-2026/Connections.csv": CONNECTIONS,
                "Basic_LinkedInDataExport_01-02-2026/messages.csv": b"FROM,TO\n",
                "Basic_LinkedInDataExport_01-02-2026/Email Addresses.csv": b"a,b\n",
            },
            ["Connections.csv"],
        ),
        ({"Connections.csv": b"x", "Articles/a.html": b"<p>"}, ["Connections.csv"]),
        (
            {
                "Takeout/archive_browser.html": b"<p>",
                "Takeout/Contacts/All Contacts/All Contacts.vcf": b"BEGIN:VCARD",
                "Takeout/Contacts/All Contacts/Ana.jpg": b"\xff\xd8",
                "Takeout/Contacts/My Labels/My Labels.csv": b"Name\nAna\n",
                "Takeout/Drive/money.csv": b"a,b\n",
            },
            ["All Contacts.vcf", "My Labels.csv"],
        ),
        ({"Takeout/Kontakte/Alle/Alle.csv": b"x", "Takeout/other.csv": b"y"}, ["Alle.csv"]),
        # Somebody's own list, packed.
        ({"list.csv": b"Name\nAna\n", "__MACOSX/._list.csv": b"x", ".hidden.vcf": b"x"}, ["list.csv"]),
    ],
)  # fmt: skip
def test_only_known_files_of_an_archive_are_read(files, names):
    assert [name for name, _ in opened(archive_of(files))] == names


def test_connections_inside_an_archive_are_read_whole():
    data = archive_of({"Complete/Connections.csv": CONNECTIONS})

    for name, stream in unpack(data, "x.zip"):
        assert len(list(read(stream, name).rows)) == 400


def with_flag(data, flag):
    """Return an archive whose entries say that they are encrypted, and the like."""
    raw = bytearray(data.getvalue())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.find(mark) + offset
        raw[at : at + 2] = struct.pack("<H", flag)
    return io.BytesIO(bytes(raw))


def crowded():
    """Return an archive whose list of entries claims to be of 2 GB."""
    raw = bytearray(archive_of({"Connections.csv": b"x"}).getvalue())
    at = raw.rfind(b"PK\x05\x06")
    raw[at + 12 : at + 16] = struct.pack("<L", 2**31)
    return io.BytesIO(bytes(raw))


def broken(data):
    raw = bytearray(data.getvalue())
    at = raw.find(b"Connections.csv") + 40
    raw[at : at + 40] = b"\0" * 40
    return io.BytesIO(bytes(raw))


def packed_with(kind):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", kind) as archive:
        archive.writestr("Connections.csv", CONNECTIONS)
    return data


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (lambda: archive_of({"../../etc/Connections.csv": b"x"}), "outside itself"),
        (lambda: archive_of({"/etc/Connections.csv": b"x"}), "outside itself"),
        (lambda: archive_of({"Connections.csv": b"x", "..\\evil.exe": b"x"}), "outside itself"),
        (lambda: archive_of({"C:/Connections.csv": b"x"}), "outside itself"),
        (lambda: archive_of({"readme.txt": b"x"}), "no list of contacts"),
        (lambda: archive_of({"a.csv": b"x", "b.csv": b"x"}), "no list of contacts"),
        (lambda: archive_of({}), "no list of contacts"),
        (lambda: archive_of({"inner.zip": archive_of({"Connections.csv": b"x"}).getvalue()}),
         "no list of contacts"),
        (lambda: archive_of({"[Content_Types].xml": b"x", "xl/workbook.xml": b"x"}), "Excel"),
        (lambda: archive_of({"Connections.csv": b"\0" * (LIMIT + 1)}), "more than 1 MB"),
        (lambda: archive_of({"a.vcf": b"\0" * (LIMIT // 2), "b.vcf": b"\0" * (LIMIT // 2 + 1)}),
         "more than 1 MB"),
        (lambda: archive_of({f"{n}.vcf": b"" for n in range(archives.MAX_LISTS + 1)}), "too many"),
        (lambda: with_flag(archive_of({"Connections.csv": b"x"}), 1), "password"),
        (crowded, "too many|damaged"),
        (lambda: broken(archive_of({"Connections.csv": CONNECTIONS})), "damaged"),
        (lambda: packed_with(zipfile.ZIP_LZMA), "damaged"),
        (lambda: io.BytesIO(archive_of({"Connections.csv": CONNECTIONS}).getvalue()[:4000]), "damaged"),
        (lambda: io.BytesIO(b"PK\x03\x04" + b"\0" * 4000), "damaged"),
    ],
)  # fmt: skip
def test_a_hostile_archive_costs_only_a_message(data, words, monkeypatch):
    monkeypatch.setattr(archives, "MAX_BYTES", LIMIT)

    with pytest.raises(CannotRead, match=words):
        opened(data())


def test_an_archive_with_very_many_entries_is_refused(monkeypatch):
    monkeypatch.setattr(archives, "MAX_ENTRIES", 50)

    with pytest.raises(CannotRead, match="too many"):
        opened(archive_of(dict.fromkeys(map(str, range(51)), b"")))


@pytest.mark.full
def test_a_bomb_is_cut_off_before_it_fills_memory():
    data = archive_of({"Connections.csv": b"\0" * (MAX_BYTES + 1)})

    tracemalloc.start()
    with pytest.raises(CannotRead, match="more than 50 MB"):
        opened(data)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 2 * 1024**2


def test_a_file_beyond_the_limit_is_refused():
    class Large(io.BytesIO):
        def seek(self, offset, whence=0):
            return MAX_BYTES + 1 if whence else super().seek(offset)

    with pytest.raises(CannotRead, match="larger than 50 MB"):
        opened(Large(b"Name\n"))


def test_files_of_quotation_marks_take_no_time_out_of_proportion():
    # Each line opens a quotation mark, and would go on with any number of others.
    data = b"Name,Company,Title\n" + b'a","""\n' * 3_000

    rows = list(read(io.BytesIO(data), "x.csv").rows)

    assert len(rows) == 3_000 and all(isinstance(row, Rejected) for row in rows)
