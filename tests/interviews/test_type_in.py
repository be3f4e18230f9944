import pytest
from django.urls import reverse

from interviews.models import LineState
from tests.factories import AnswerFactory, InterviewFactory, LineFactory, SheetFactory


@pytest.fixture
def sheet(account):
    sheet = SheetFactory(account=account, interview=InterviewFactory(account=account))
    LineFactory(account=account, sheet=sheet, text="First?")
    LineFactory(account=account, sheet=sheet, text="Second?")
    return sheet


@pytest.fixture
def url(sheet):
    return reverse("talk-type-in", args=[sheet.interview_id])


def notes(line, text):
    key = f"line-{line.pk}"
    return {f"note-{key}": text, f"version-{key}": "0", f"asked-{key}": line.text}


def test_its_fields_stand_in_the_order_of_the_paper(page, sheet, url):
    html = page.get(url).content.decode()

    names = ["First?</h2>", "Second?</h2>", 'name="closing-name"', 'name="closing-promise"']
    names += ['name="note-free"', 'name="note-learned"', 'name="note-else"', 'name="on"']
    places = [html.index(name) for name in names]
    assert places == sorted(places)


def test_it_is_stored_at_once_without_scripts(page, sheet, url):
    first, second = sheet.lines.all()
    second.state = LineState.ASKED
    second.save()
    sent = notes(first, "On paper") | notes(second, "") | {"asked-box": first.pk}
    sent |= {"note-free": "A warm voice", "version-free": "0", "note-learned": "Much"}
    sent |= {"version-learned": "0", "closing-name": "Mei Lin", "closing-promise": "slides"}

    answer = page.post(url, sent)

    interview = sheet.interview
    assert answer["Location"] == url
    assert first.answers.get().text == "On paper"
    assert interview.answers.get(part="free").text == "A warm voice\n@ Mei Lin\n> slides"
    assert interview.answers.get(part="learned").text == "Much"
    assert [line.state for line in sheet.lines.all()] == [LineState.ASKED, LineState.OPEN]


@pytest.mark.parametrize(("is_over", "to"), [(True, "debrief"), (False, "talk")])
def test_it_leads_on(page, sheet, url, is_over, to):
    if is_over:
        page.post(reverse("talk-end", args=[sheet.interview_id]))

    answer = page.post(url, {"on": "on"})

    assert answer["Location"].split("#")[0] == reverse(to, args=[sheet.interview_id])


def test_what_they_asked_in_a_job_round_stands_after_my_questions(page, htmx, sheet, url):
    sheet.interview.kind = "job"
    sheet.interview.save()
    add = reverse("talk-question", args=[sheet.interview_id])
    sent = {"paper": "1", "new-theirs": "1", "new-text": "Why us?"}

    part = htmx.post(add, sent, target="new-question").content.decode()
    page.post(url, {"paper": "1", "new-text": "Why now?"})

    html = page.get(url).content.decode()
    assert "How I answered" in part and "Ask this too" not in part
    assert page.post(add, sent | {"new-text": "And?"})["Location"] == url
    assert list(sheet.lines.filter(is_theirs=True).values_list("text", flat=True)) == [
        "Why us?",
        "Why now?",
        "And?",
    ]
    assert html.index("Second?</h2>") < html.index("Why us?</h2>") < html.index("closing-name")


def test_what_was_changed_elsewhere_stands_beside_what_was_typed(page, sheet, url):
    first = sheet.lines.first()
    AnswerFactory(line=first, text="On the phone", version=2)

    answer = page.post(url, notes(first, "On paper") | {"closing-name": "Mei Lin"})

    html = answer.content.decode()
    assert answer.status_code == 409
    assert "On the phone" in html and "\nOn paper</textarea>" in html
    assert first.answers.get().text == "On the phone"
    assert sheet.interview.answers.get(part="free").text == "@ Mei Lin"


def test_it_comes_back_after_the_session_ended(client, sheet, url):
    answer = client.post(url, {"closing-name": "Mei Lin"})

    assert answer.status_code == 403
    assert 'name="closing-name" value="Mei Lin"' in answer.content.decode()


def test_a_stranger_types_nothing_in(client, stranger, sheet, url):
    client.force_login(stranger)

    codes = client.get(url).status_code, client.post(url, {"closing-name": "x"}).status_code

    assert codes == (404, 404)
    assert not sheet.interview.answers.exists()
