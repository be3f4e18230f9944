import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from contacts.models import ImportRun

URL = reverse("import-create")


def csv(name="people.csv", content=b"Name,Company\nAna,Nordlicht\n"):
    return SimpleUploadedFile(name, content)


def text(answer):
    return answer.content.decode()


def test_files_are_taken_and_their_import_is_shown(page, account):
    answer = page.post(URL, {"uploads": [csv(), csv("more.csv")]})

    run = account.imports.get()
    assert answer["Location"] == run.get_absolute_url()
    assert (run.state, [file.name for file in run.files.all()]) == (
        "reading",
        ["people.csv", "more.csv"],
    )


def test_htmx_is_led_to_the_import(htmx, account):
    answer = htmx.post(URL, {"uploads": [csv()]}, target="upload")

    assert answer["HX-Redirect"] == account.imports.get().get_absolute_url()


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([], "Choose a file first."),
        ([csv(content=b"")], "“people.csv” is empty."),
        ([csv("people.xlsx")], "“people.xlsx” is a spreadsheet."),
        ([csv("people.PDF")], "“people.PDF” is a PDF"),
        ([csv(), csv("holiday.jpg")], "“holiday.jpg” is of a kind that cannot be read."),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_way_out(page, files, said):
    answer = page.post(URL, {"uploads": files})

    assert answer.status_code == 422
    assert said in text(answer)
    assert not ImportRun.objects.exists()


def test_the_refusal_swaps_the_form_alone(htmx):
    answer = htmx.post(URL, {}, target="upload")

    assert answer.status_code == 422
    assert text(answer).lstrip().startswith("<form")
    assert "<h1>" not in text(answer)


def test_too_many_bytes_are_dropped_on_the_way_in(page, monkeypatch):
    monkeypatch.setattr("contacts.forms.uploads.MAX_BYTES", 100_000)

    answer = page.post(URL, {"uploads": [csv(), csv("big.csv", b"x" * 200_000), csv("last.csv")]})

    assert answer.status_code == 422
    assert "That is too much at once" in text(answer)
    assert "Choose a file first" not in text(answer)
    assert [file.name for file in answer.wsgi_request.FILES.getlist("uploads")] == ["people.csv"]


def test_too_many_files_are_dropped_on_the_way_in(page):
    answer = page.post(URL, {"uploads": [csv(f"{number}.csv") for number in range(101)]})

    assert answer.status_code == 422
    assert "That is too much at once" in text(answer)


def test_other_pages_take_no_big_files_either(client, db, monkeypatch):
    monkeypatch.setattr("contacts.forms.uploads.MAX_BYTES", 100_000)

    answer = client.post(reverse("account_login"), {"uploads": csv(content=b"x" * 200_000)})

    assert answer.wsgi_request.FILES == {}
