import pytest
from django.urls import reverse

from contacts.models import ResearchNote
from contacts.rules.research import ORGANISATION, PERSON, minutes
from tests.cases import few
from tests.factories import OrganisationFactory, PersonFactory, ResearchNoteFactory


@pytest.fixture(params=["person", "organisation"])
def about(request, account):
    make = {"person": PersonFactory, "organisation": OrganisationFactory}
    return make[request.param](account=account)


def url_of(about, suffix=""):
    return reverse(f"{about._meta.model_name}-research{suffix}", args=[about.pk])


def test_a_fact_is_noted_with_its_source(page, about):
    sent = {
        "text": "Opened a lab",
        "link": "example.com/lab",
        "dated_on": "2026-01-05",
        "is_verified": "on",
    }

    answer = page.post(url_of(about), sent)

    note = about.research.get()
    assert answer["Location"] == url_of(about)
    assert note.about == about
    assert (note.link, str(note.dated_on)) == ("https://example.com/lab", "2026-01-05")


def test_a_note_in_place_empties_the_form_and_ticks_its_entry(htmx, account):
    person = PersonFactory(account=account)

    answer = htmx.post(url_of(person), {"text": "Taught", "item": "path"}, target="research")
    html = answer.content.decode()

    assert html.lstrip().startswith('<div id="research"')
    assert "1 of 5 done" in html
    assert not answer.context["form"].is_bound


@pytest.mark.parametrize(
    ("field", "change"),
    few(
        [
            ("text", {"text": ""}),
            ("link", {"link": "javascript:alert(1)"}),
            ("dated_on", {"dated_on": "yesterday"}),
            ("dated_on", {"dated_on": "2100-01-05"}),
            ("item", {"item": "no-such-entry"}),
            ("source", {"is_verified": "on"}),
        ],
        quick=3,
    ),
)
def test_a_faulty_note_keeps_everything_typed(page, htmx, about, field, change):
    sent = {"text": "precious", "source": "", "dated_on": "", "link": ""} | change

    answers = [page.post(url_of(about), sent), htmx.post(url_of(about), sent, target="research")]

    for answer in answers:
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]
        assert ("precious" in answer.content.decode()) is (field != "text")
    assert not ResearchNote.objects.exists()


def test_what_was_not_checked_is_marked(page, account):
    person = PersonFactory(account=account)
    ResearchNoteFactory(person=person, text="They may be hiring")

    html = page.get(url_of(person)).content.decode()

    assert "Not verified" in html
    assert "no source named" in html


def test_an_entry_is_ticked_and_unticked(page, htmx, about):
    item = (PERSON if about._meta.model_name == "person" else ORGANISATION)[0].key

    page.post(url_of(about, "-tick"), {"item": item, "is_done": "1"})
    again = htmx.post(url_of(about, "-tick"), {"item": item, "is_done": "1"}, target="checklist")

    assert again.content.decode().lstrip().startswith('<section id="checklist"')
    assert [tick.item for tick in about.ticks.all()] == [item]

    page.post(url_of(about, "-tick"), {"item": item})

    assert not about.ticks.exists()


def test_an_unknown_entry_is_not_ticked(page, about):
    page.post(url_of(about, "-tick"), {"item": "made-up", "is_done": "1"})

    assert not about.ticks.exists()


def test_a_note_is_changed_and_deleted_once_asked(page, account):
    note = ResearchNoteFactory(person__account=account)
    edit, delete = (reverse(f"research-{verb}", args=[note.pk]) for verb in ("edit", "delete"))

    page.post(edit, {"text": "Better put"})
    faulty = page.post(edit, {"text": "", "source": "precious"})
    asked = page.get(delete)

    assert faulty.status_code == 422
    assert "precious" in faulty.content.decode()
    assert "Better put" in asked.content.decode()
    note.refresh_from_db()
    assert note.text == "Better put"

    page.post(delete)

    assert not ResearchNote.objects.exists()


def test_the_checklists_fit_their_time_boxes():
    assert (minutes(PERSON), minutes(ORGANISATION)) == (20, 15)
    assert len({item.key for item in (*PERSON, *ORGANISATION)}) == len(PERSON) + len(ORGANISATION)
