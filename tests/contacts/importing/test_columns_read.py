"""Files of columns: variants of the samples, translated headings, and columns nobody announced."""

import csv
import io
from contextlib import suppress
from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.exporting.sheets import sheet
from contacts.importing import columns, headings
from contacts.importing.reading import read
from contacts.importing.rows import CannotRead, Rejected, Row
from tests.contacts.importing.test_samples_read import SAMPLES

NAMES = ["google-new", "google-old", "linkedin-2018", "linkedin-connections"]
NAMES += ["outlook-desktop", "outlook-web"]
NOTES = 'Notes:\n"When exporting, ""some"" addresses\nmay be missing."\n\n'


def reading_of(text, encoding="utf-8", **options):
    return read(io.BytesIO(text.encode(encoding)), "list.csv", **options)


def people(text, encoding="utf-8", **options):
    return list(reading_of(text, encoding, **options).rows)


def table_of(name, most=12):
    """Return headings and rows of a sample."""
    text = (SAMPLES / f"{name}.csv").read_bytes().decode("utf-8-sig")
    rows = [row for row in csv.reader(io.StringIO(text, newline="")) if len(row) > 3]
    return rows[0], rows[1 : most + 1]


def written(header, rows, delimiter=",", end="\r\n", preamble=""):
    file = io.StringIO(newline="")
    # Before Python 3.13 a writer of lines that end otherwise leaves a line feed inside a cell bare.
    quoting = csv.QUOTE_ALL if end == "\r" else csv.QUOTE_MINIMAL
    writer = csv.writer(file, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerows([header, *rows])
    return preamble.replace("\n", end) + file.getvalue()


def facts(rows):
    """Return what the rows tell, less where they stood."""
    kept = [name for name in Row.__slots__ if name not in ("number", "raw")]
    return [[getattr(row, name) for name in kept] for row in rows]


@pytest.mark.parametrize("name", NAMES)
def test_however_a_sample_is_written_it_gives_the_same_people(name):
    header, rows = table_of(name)
    told = facts(people(written(header, rows)))

    ways = product(
        ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"],
        [(",", "\r\n", ""), (";", "\n", NOTES), ("\t", "\r", ""), (";", "\r\n", "sep=;\n")],
        [1, -1],
    )
    for encoding, (delimiter, end, preamble), order in ways:
        lines = [row[::order] for row in rows]
        text = written(header[::order], lines, delimiter, end, preamble)
        again = people(text, encoding)
        if order == 1:
            assert facts(again) == told, (encoding, delimiter)
        else:
            # E-mails and notes come in the order of their columns.
            assert [row.name for row in again] == [each[0] for each in told]
            assert [sorted(row.emails) for row in again] == [sorted(each[5]) for each in told]


@pytest.mark.parametrize("name", NAMES)
def test_windows_1252_gives_the_same_people(name):
    header, rows = table_of(name)
    western = [row for row in rows if "".join(row).encode("cp1252", "replace").count(b"?") == 0]
    told = facts(people(written(header, western)))

    for delimiter in ",;\t":
        assert facts(people(written(header, western, delimiter), "cp1252")) == told


# The same columns in other languages: Outlook's own headings, and what people would write.
LINKEDIN = ["first_name", "last_name", "profile", "email", "organisation", "title", "connected_on"]
OUTLOOK = ["prefix", "first_name", "middle_name", "last_name", "suffix", "organisation", "more"]
OUTLOOK += ["title", "unused", "more", "country", "phone", "phone", "unused", "tags", "email"]
OUTLOOK += ["unused", "unused", "email", "notes", "website"]
GOOGLE = ["first_name", "middle_name", "last_name", "prefix", "suffix", "called", "organisation"]
GOOGLE += ["title", "more", "unused", "notes", "unused", "tags", "email", "phone", "website"]


@pytest.mark.parametrize(
    ("line", "keys"),
    [
        ("First Name,Last Name,URL,Email Address,Company,Position,Connected On", LINKEDIN),
        ("Vorname,Nachname,URL,E-Mail-Adresse,Unternehmen,Position,Verbunden am", LINKEDIN),
        ("Nombre,Apellidos,URL,Correo electrónico,Empresa,Cargo,Conectado el", LINKEDIN),
        ("名字,姓氏,URL,邮箱,公司,职位,联系日期", LINKEDIN),
        ("名,姓,网址链接,电子邮件,公司,职位,连接时间", [*LINKEDIN[:2], "", *LINKEDIN[3:]]),
        (
            "Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,"
            "Business Street,Business City,Business Country/Region,Business Phone,Mobile Phone,"
            "Birthday,Categories,E-mail Address,E-mail Type,E-mail Display Name,E-mail 2 Address,"
            "Notes,Web Page",
            OUTLOOK,
        ),
        (
            "Anrede,Vorname,Weitere Vornamen,Nachname,Suffix,Firma,Abteilung,Position,"
            "Straße geschäftlich,Ort geschäftlich,Land/Region geschäftlich,Telefon geschäftlich,"
            "Mobiltelefon,Geburtstag,Kategorien,E-Mail-Adresse,E-Mail-Typ,"
            "E-Mail: Angezeigter Name,E-Mail 2: Adresse,Notizen,Webseite",
            OUTLOOK,
        ),
        (
            "Tratamiento,Nombre,Segundo nombre,Apellidos,Sufijo,Empresa,Departamento,Puesto,"
            "Calle del trabajo,Ciudad del trabajo,País o región del trabajo,Teléfono del trabajo,"
            "Teléfono móvil,Cumpleaños,Categorías,Dirección de correo electrónico,"
            "Tipo de correo electrónico,Nombre de pantalla de correo electrónico,"
            "Dirección de correo electrónico 2,Notas,Página web",
            OUTLOOK,
        ),
        (
            "英文称谓,名,中间名,姓,中文称谓,单位,部门,职务,商务地址 街道,商务地址 市/县,"
            "商务地址 国家/地区,商务电话,移动电话,生日,类别,电子邮件地址,电子邮件类型,"
            "电子邮件显示名称,电子邮件 2 地址,附注,网页",
            OUTLOOK,
        ),
        (
            "Vorname,Weiterer Vorname,Nachname,Präfix,Namenssuffix,Spitzname,Name der Organisation,"
            "Titel,Abteilung,Geburtstag,Notizen,Foto,Labels,E-Mail 1 - Wert,Telefon 1 - Wert,"
            "Webseite 1 - Wert",
            GOOGLE,
        ),
        (
            "Nombre,Segundo nombre,Apellidos,Prefijo del nombre,Sufijo del nombre,Apodo,"
            "Nombre de la organización,Puesto,Departamento,Cumpleaños,Notas,Foto,Etiquetas,"
            "Correo electrónico 1 - Valor,Teléfono 1 - Valor,Sitio web 1 - Valor",
            GOOGLE,
        ),
        (
            "名字,中间名,姓氏,姓名前缀,姓名后缀,昵称,组织名称,职位,部门,生日,附注,照片,标签,"
            "电子邮件 1 - 值,电话 1 - 值,网站 1 - 值",
            GOOGLE,
        ),
        # Words that mean another thing beside another column.
        ("Name,E-Mail", ["name", "email"]),
        ("Name,Vorname,E-Mail", ["last_name", "first_name", "email"]),
        ("Nombre,Empresa", ["name", "organisation"]),
        ("姓名,微信号,学校,国家", ["name", "wechat", "groups", "country"]),
        ("名字,公司", ["name", "organisation"]),
        ("Titel;Name".replace(";", ","), ["title", "name"]),
        ("FIRST NAME,last_name,eMail,LinkedIn", ["first_name", "last_name", "email", "profile"]),
        ("firstName,lastName,jobTitle", ["first_name", "last_name", "title"]),
    ],
)
def test_headings_are_understood_in_four_languages(line, keys):
    assert columns.by_headings(line.split(",")) == keys


@pytest.mark.parametrize("name", NAMES)
def test_every_column_of_a_sample_is_known(name):
    header, _ = table_of(name)

    assert [one for one in header if headings.key_of(one) is None] == []


def test_every_heading_leads_to_a_field():
    known = set(headings._meanings().values())

    assert known - {headings.UNUSED} == set(columns.FIELDS)


@pytest.mark.parametrize(
    ("table", "mapping"),
    [
        # No headings at all.
        (
            "Ana Muñoz;ana@example.org;https://linkedin.com/in/ana;12 Mar 2024;+351 21 000 00 00\n"
            "Bo Berg;bo@example.org;https://linkedin.com/in/bo;13 Mar 2024;+351 21 000 00 01\n",
            ["name", "email", "profile", "connected_on", "phone"],
        ),
        (
            "王小明\t字节跳动科技有限公司\txm@example.org\n张伟\t阿里巴巴集团公司\tzw@example.org\n",
            ["name", "", "email"],
        ),
        ("ana@example.org\nbo@example.org\n", ["email"]),
    ],
)
def test_without_headings_the_values_tell(table, mapping):
    reading = reading_of(table)

    assert reading.mapping == mapping
    assert reading.header == [f"Column {n}" for n in range(1, len(mapping) + 1)]
    assert (reading.is_sure, reading.format, reading.preamble) == (False, "columns", "")
    assert len(list(reading.rows)) == 2


def test_headings_in_an_unknown_language_are_shown_and_the_values_tell():
    text = "Jméno,Příjmení,Pošta\nAna,Muñoz,ana@example.org\nBo,Berg,bo@example.org\n"
    reading = reading_of(text)

    assert reading.header == ["Jméno", "Příjmení", "Pošta"]
    assert (reading.mapping, reading.is_sure) == (["", "", "email"], False)
    rows = people(text, mapping=["first_name", "last_name", "email"])
    assert [(row.name, row.emails) for row in rows] == [
        ("Ana Muñoz", ("ana@example.org",)),
        ("Bo Berg", ("bo@example.org",)),
    ]


def test_a_note_before_headings_nobody_knows_is_no_person():
    text = f"{NOTES}Jméno,Příjmení,Firma,Pošta\nAna,Muñoz,Acme,ana@example.org\n"
    rows = people(text, mapping=["first_name", "last_name", "organisation", "email"])

    assert [row.name for row in rows] == ["Ana Muñoz"]


def test_an_unknown_column_is_asked_about_and_an_empty_one_is_not():
    assert not reading_of("Name,Foo\nAna,x\n").is_sure
    assert reading_of("Name,Foo,\nAna,,\n").is_sure


def test_our_own_export_is_known_and_tells_what_only_it_writes():
    row = Row(
        number=2, name="=Ana; Muñoz", tie="event", notes="a, b\n“c”", emails=("a@x.org", "b@x.org")
    )
    text = "".join(sheet([row]))
    for end, delimiter in product(["\r\n", "\n"], ",;\t"):
        again = written(*heads_and_rows(text), delimiter, end)
        reading = reading_of(again, "utf-8-sig")
        [back] = reading.rows

        assert (reading.format, reading.is_sure) == ("askwell", True)
        assert replace(back, raw="") == row


def heads_and_rows(text):
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    return header, rows


def test_a_short_mapping_leaves_columns_out():
    [row] = people("Name,E-mail\nAna,ana@example.org\n", mapping=["name"])

    assert (row.name, row.emails) == ("Ana", ())


def one(header, row):
    [made] = people(written(header.split("|"), [row.split("|")]))
    return made


@pytest.mark.parametrize(
    ("header", "row", "field", "value"),
    [
        ("Name|Company", "Ana|=HYPERLINK(1)", "organisation", "=HYPERLINK(1)"),
        ("Name|Company", "Ana|-Acme", "organisation", "-Acme"),
        ("Name|Title", "@ana|+1 more", "title", "+1 more"),
        ("Name|Title", "  Ana \t  M.\x00 |\u202eboss\x07", "title", "boss"),
        ("Name|Title", "  Ana \t  M.\x00\xa0|x", "name", "Ana M."),
        ("Name|E-mail", "Ana|a@x.org; b@x.org", "emails", ("a@x.org", "b@x.org")),
        ("Name|E-mail", "Ana|Ana <a@example.org>", "emails", ("a@example.org",)),
        ("Name|E-mail|E-mail 2", "Ana|A@example.org|a@example.org", "emails", ("A@example.org",)),
        ("Name|E-mail", "Ana|ana at home", "notes", "E-mail: ana at home"),
        ("Name|Phone", "Ana|+1 415 555 ::: 030 / 123-45", "phones", ("+1 415 555", "030 / 123-45")),
        ("Name|Phone", "Ana|ask Bo", "notes", "Phone: ask Bo"),
        ("Name|URL", "Ana|http://LinkedIn.com/in/Ana/?x=1", "profile", "https://www.linkedin.com/in/ana"),
        ("Name|URL", "Ana|unknown", "profile", ""),
        ("Name|URL", "Ana|unknown", "notes", "URL: unknown"),
        ("Name|Web page", "Ana|example.org/ana", "websites", ("https://example.org/ana",)),
        ("Name|Web page", "Ana|javascript:alert(1)", "notes", "Web page: javascript:alert(1)"),
        ("Name|Country", "Ana|Deutschland", "country", "DE"),
        ("Name|Country", "Ana|Atlantis", "notes", "Country: Atlantis"),
        ("Name|Connected on", "Ana|3/4/24", "notes", "Connected on: 3/4/24"),
        ("Name|Skype", "Ana|ana.m", "others", ("Skype: ana.m",)),
        ("Name|Department", "Ana|R&D", "notes", "Department: R&D"),
        ("Name|Labels", "Ana|* myContacts ::: Pie & AI ::: * starred", "tags", ("Pie & AI",)),
        ("Name|Kategorien", "Ana|Freunde;freunde;Arbeit", "tags", ("Freunde", "Arbeit")),
        ("Name|Title|Position", "Ana|Dr.|Researcher", "called", "Dr. Ana"),
        ("First name|Nickname", "|Marty", "name", "Marty"),
        ("Name|Company|Organisation", "Ana|Acme|Beta", "notes", "Organisation: Beta"),
        ("First name|Last name", "Ana|Muñoz, PhD", "notes", "Name as written: Ana Muñoz, PhD"),
        ("Name|Notes", "Ana|one\r\ntwo\rthree", "notes", "one\ntwo\nthree"),
    ],
)  # fmt: skip
def test_a_cell_becomes_a_fact_and_nothing_is_lost(header, row, field, value):
    assert getattr(one(header, row), field) == value


def test_texts_too_long_for_their_fields_stand_in_the_notes():
    row = one("Name|Company|Tags", f"Ana|{'Acme ' * 60}|{'t' * 70}")

    assert len(row.organisation) == 200 and row.organisation.endswith("…")
    assert row.tags == ("t" * 60,)
    assert row.notes == f"Tags: {'t' * 70}\nOrganisation: {('Acme ' * 60).strip()}"


def test_notes_too_long_say_that_they_were_cut():
    row = one("Name|Notes", f"Ana|{'x' * 20_000}")

    assert len(row.notes) <= 10_000 and "10100 characters, did not fit" in row.notes


@pytest.mark.parametrize("row", ["|ana@example.org|", "🚀||", "?|x|"])
def test_a_row_without_a_name_is_rejected_and_says_so(row):
    assert one("Name|E-mail|Title", row).reason == "There is no name in this row."


def test_dates_of_a_column_are_read_in_the_order_that_the_column_shows():
    american = people("Name,Connected on\nAna,3/4/24\nBo,3/14/24\n")
    european = people("Name,Connected on\nAna,3/4/24\nBo,14/3/24\n")

    assert [row.connected_on for row in american] == [date(2024, 3, 4), date(2024, 3, 14)]
    assert [row.connected_on for row in european] == [date(2024, 4, 3), date(2024, 3, 14)]


HEADER = "First Name,Last Name,Email Address,Company\n"


@pytest.mark.parametrize(
    ("body", "names", "bad"),
    [
        # A quotation mark that nothing closes costs its own line.
        ('Ana,M,,"Acme\nBo,B,,Beta\nCy,C,,Gamma\n', ["Ana M", "Bo B", "Cy C"], 0),
        ('Ana,"M,,Acme\nBo,B,,Beta\nCy,C,,Gamma\n', ["Bo B", "Cy C"], 1),
        ('Ana,"M,,Acme\nBo,"B",,Beta\nCy,C,,Gamma\n', ["Bo B", "Cy C"], 1),
        # Closed by luck far below: whole records in a cell give it away.
        ('Ana,"M,,Acme\nBo,B,,Beta\nCy,C,,Gamma\nDi,D",,x\n', ["Bo B", "Cy C", "Di D\""], 1),
        # Quotation marks within a cell, not doubled.
        ('Ana,M,,"Open "Source" Labs"\nBo,B,,Beta\n', ["Ana M", "Bo B"], 0),
        # A true line end within a cell.
        ('Ana,M,,"Acme\nInc."\nBo,B,,Beta\n', ["Ana M", "Bo B"], 0),
        # The rest of a broken row is not taken for a person.
        ('Ana,"M "x,,"a\nb"\nBo,B,,Beta\n', ["Ana M x", "Bo B"], 1),
        # A separator that lacks its quotation marks.
        ("Ana,M,,Acme, Inc.\nBo,B,,Beta\n", ["Bo B"], 1),
        # Too few cells, and too many empty ones.
        ("Ana,M\nBo,B,,Beta,,,\n", ["Ana M", "Bo B"], 0),
        # Lines that hold nothing are no rows.
        ("\nAna,M,,\n,,,\n \nBo,B,,\n\n", ["Ana M", "Bo B"], 0),
    ],
)  # fmt: skip
def test_one_bad_record_costs_only_itself(body, names, bad):
    reading = reading_of(HEADER + body)
    rows = list(reading.rows)

    assert [row.name for row in rows if isinstance(row, Row)] == names
    assert sum(isinstance(row, Rejected) for row in rows) == bad


def test_records_keep_their_line_and_their_text():
    rows = people('\n\nName,Company\r\nAna,"Acme\r\nInc."\r\nBo,Beta')

    assert [(row.number, row.raw) for row in rows] == [
        (4, 'Ana,"Acme\r\nInc."\r\n'),
        (6, "Bo,Beta"),
    ]


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12) | st.sampled_from(
    ['"', ",", "\n", "First Name", "a@example.org", "3/4/24", "王", "=1"]
)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8))
def test_every_row_that_was_written_comes_back(rows):
    rows = [(f"P{place}{first}", *rest) for place, (first, *rest) in enumerate(rows)]
    found = people(
        written(["Name", "Company", "Notes"], rows), mapping=["name", "organisation", "notes"]
    )

    assert len(found) == len(rows)


@given(st.text(alphabet='",;\n\r\tA王é:', max_size=120))
def test_no_line_of_a_file_is_lost(text):
    text = f"Name,Company\n{text}"
    reading = reading_of(text)

    raws = "".join(row.raw for row in reading.rows)
    empty = str.maketrans("", "", '\r\n\t;,"')
    assert raws.translate(empty) == text.removeprefix(reading.preamble).translate(empty)


@pytest.mark.full
@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-16")))
def test_any_bytes_are_read_or_refused(data):
    with suppress(CannotRead):
        for row in read(io.BytesIO(data), "x.csv").rows:
            told = f"{row.raw}{getattr(row, 'name', '')}{getattr(row, 'notes', '')}"
            assert "\0" not in told and told.encode()


@pytest.mark.parametrize(
    ("is_headed", "names"), [(None, ["Ana", "Bo"]), (False, ["Ana", "Bo"]), (True, ["Bo"])]
)
def test_a_gap_above_values_makes_a_first_row_no_headings(is_headed, names):
    text = "Ana,,Contoso\nBo,bo@example.com,Fabrikam\n"

    reading = read(io.BytesIO(text.encode()), "a.csv", mapping=["name"], is_headed=is_headed)

    assert [row.name for row in reading.rows] == names
    assert reading.is_headed is bool(is_headed)


def test_known_headings_that_are_none_are_a_row():
    text = "Note\n\nName,E-mail\nBo,bo@example.com\n"

    reading = read(io.BytesIO(text.encode()), "a.csv", mapping=["name", ""], is_headed=False)

    assert [(row.number, row.name) for row in reading.rows] == [(3, "Name"), (4, "Bo")]
    assert reading.preamble == "Note\n\n"
