import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from contacts.actions import imports
from contacts.models import ImportRun
from tests.contacts.imports.conftest import brought
from tests.factories import ImportFileFactory, ImportRowFactory, ImportRunFactory

HEADED = {"is_headed": "on"}
HEADER = ["Wer", "Firma", "Mail", "Zweitmail", "Leer"]


@pytest.fixture
def file(account):
    file = ImportFileFactory(
        run=ImportRunFactory(account=account, state="columns"),
        name="alumni.csv",
        format="columns",
        delimiter=";",
        header=HEADER,
        preamble=";".join(HEADER) + "\n",
        mapping=["name", "organisation", "email", "", ""],
        is_sure=False,
    )
    for name in ("Ana Muñoz", "=1+1", "Bo; Lin"):
        raw = f'"{name}";<b>Nordlicht</b>;a@example.com;b@example.com;\n'
        ImportRowFactory(file=file, verdict="", raw=raw)
    return file


@pytest.fixture
def here(file):
    return reverse("import-columns", args=[file.run_id, file.pk])


def choice(*mapping, **more):
    return {f"column-{place}": key for place, key in enumerate(mapping)} | HEADED | more


def text(answer):
    return " ".join(answer.content.decode().split())


def test_the_guess_is_chosen_beside_what_stands_in_each_column(page, here):
    answer = page.get(here)
    found = {field.label: (field.value(), samples) for field, samples in answer.context["columns"]}

    assert found["Wer"] == ("name", ["Ana Muñoz", "=1+1", "Bo; Lin"])
    assert found["Firma"] == ("organisation", ["<b>Nordlicht</b>"])
    assert found["Leer"] == ("", [])
    assert "&lt;b&gt;Nordlicht" in text(answer)
    assert "1 more column with nothing in its first rows" in text(answer)
    assert next(row.name for row in answer.context["people"]) == "Ana Muñoz"


def test_a_look_shows_the_choice_and_keeps_nothing(page, htmx, file, here):
    sent = choice("name", "", "email", "email", "", look="1")

    whole, part = page.post(here, sent), htmx.post(here, sent, target="preview")

    for answer in (whole, part):
        assert answer.status_code == 200
        person = answer.context["people"][0]
        assert (person.name, person.facts) == ("Ana Muñoz", ["a@example.com", "b@example.com"])
    assert "<h1>" not in text(part)
    file.refresh_from_db()
    assert file.mapping[3] == ""


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        (("", "organisation", "email", "", ""), "Choose the column that holds the names"),
        (("name", "name", "", "", ""), "Two columns are taken for “Full name”"),
    ],
)
def test_a_look_says_what_is_odd(page, here, mapping, said):
    assert said in text(page.post(here, choice(*mapping, look="1")))


def test_two_mail_addresses_are_nothing_odd(page, here):
    answer = page.post(here, choice("name", "", "email", "email", "", look="1"))

    assert answer.context["form"].warnings == []


@pytest.mark.parametrize(
    "mapping", [("", "organisation", "", "", ""), ("nonsense", "", "", "", "")]
)
def test_columns_without_a_name_are_refused(page, file, here, mapping):
    answer = page.post(here, choice(*mapping))

    assert answer.status_code == 422
    assert "Choose the column that holds the names" in text(answer)
    file.refresh_from_db()
    assert not file.is_mapped


def test_the_choice_is_taken_and_the_file_read_again(page, file, here):
    answer = page.post(here, choice("name", "organisation", "email", "email", ""))

    file.refresh_from_db()
    assert answer["Location"] == file.run.get_absolute_url()
    assert (file.mapping[3], file.run.state) == ("email", "reading")


def test_a_first_row_said_to_be_no_headings_is_shown_as_a_person(page, htmx, file, here):
    file.header = ["Cy Chen", "Fabrikam", "", "", ""]
    file.preamble = ";".join(file.header) + "\n"
    file.save()
    sent = choice("name", "organisation", "email", "email", "", look="1")
    del sent["is_headed"]

    whole, part = page.post(here, sent), htmx.post(here, sent, target="preview")

    for answer in (whole, part):
        names = [person.name for person in answer.context["people"]]
        assert names == ["Cy Chen", "Ana Muñoz", "=1+1"]
    labels = [(field.label, samples) for field, samples in whole.context["columns"]]
    assert labels[0] == ("Column 1", ["Cy Chen", "Ana Muñoz", "=1+1"])
    file.refresh_from_db()
    assert file.is_headed is None


def test_a_first_row_said_to_be_headings_is_no_person(page, file, here):
    file.header, file.preamble, file.is_headed = ["Column 1"] * 5, "", False
    file.save()

    answer = page.post(here, choice("name", "organisation", "email", "", "", look="1"))

    assert [person.name for person in answer.context["people"]] == ["=1+1", "Bo; Lin"]
    found = {field.label: samples for field, samples in answer.context["columns"]}
    assert found["Ana Muñoz"] == ["=1+1", "Bo; Lin"]


@pytest.mark.parametrize(("said", "names"), [({}, ["Ana Sousa", "Bo Li"]), (HEADED, ["Bo Li"])])
def test_a_file_that_begins_with_a_person_is_read_as_was_said(account, page, said, names):
    lines = "Ana Sousa,Contoso,Porto\nBo Li,Fabrikam,bo@example.com\n"
    run = brought(account, SimpleUploadedFile("people.csv", lines.encode()))
    file = run.files.get()
    found = dict.fromkeys(("column-0", "column-1", "column-2"), "") | {"column-0": "name"}

    page.post(reverse("import-columns", args=[run.pk, file.pk]), found | said)
    imports.read_files(run.pk)

    file.refresh_from_db()
    assert [row.facts["name"] for row in run.rows.order_by("pk")] == names
    assert file.is_headed is bool(said)


def test_columns_of_what_is_imported_are_settled(page, file, here):
    ImportRun.objects.update(state="importing")

    answer = page.post(here, choice("name", "", "", "", ""), follow=True)

    assert "The columns of this file are settled." in text(answer)


def test_our_own_export_has_no_columns_to_name(page, file, here):
    file.run.files.update(format="askwell", is_sure=True)
    ImportRun.objects.update(state="ready")

    assert page.get(here).status_code == 303
    assert page.post(here, choice("name"))["Location"] == file.run.get_absolute_url()
    assert here not in page.get(file.run.get_absolute_url()).content.decode()
    file.refresh_from_db()
    assert not file.is_mapped
