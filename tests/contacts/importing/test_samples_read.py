from datetime import date
from pathlib import Path

import pytest

from contacts.importing.opening import unpack
from contacts.importing.reading import read
from contacts.importing.rows import Row

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "imports"


def people_of(name):
    with (SAMPLES / name).open("rb") as stream:
        [(inner, opened)] = unpack(stream, name)
        reading = read(opened, inner)
        return reading, list(reading.rows)


@pytest.mark.parametrize(
    ("name", "form", "count"),
    [
        ("linkedin-connections.csv", "linkedin", 400),
        ("linkedin-2018.csv", "linkedin", 25),
        ("google-old.csv", "google", 20),
        ("google-new.csv", "google", 20),
        ("outlook-desktop.csv", "outlook", 20),
    ],
)
def test_every_row_of_a_sample_is_a_person(name, form, count):
    reading, rows = people_of(name)

    assert (reading.format, reading.is_sure) == (form, True)
    assert len(rows) == count
    assert all(isinstance(row, Row) for row in rows)


def test_preamble_and_raw_texts_are_the_file_again():
    reading, rows = people_of("linkedin-connections.csv")

    whole = (SAMPLES / "linkedin-connections.csv").read_bytes().decode()
    assert reading.preamble + "".join(row.raw for row in rows) == whole
    assert rows[0].number == 5


def test_linkedin_row_tells_everything_it_holds():
    _, rows = people_of("linkedin-connections.csv")

    [row] = [row for row in rows if row.profile.endswith("/member-00003")]
    assert (row.name, row.is_family_first, row.connected_on) == ("陈静", True, date(2019, 2, 20))
    assert rows[1].organisation == 'Open "Source" Labs'
