import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import InterviewFactory, LineFactory, SheetFactory


@pytest.fixture
def line(account):
    sheet = SheetFactory(account=account, interview=InterviewFactory(account=account))
    return LineFactory(account=account, sheet=sheet)


def notes(line, text="Typed for an hour <b>"):
    key = f"line-{line.pk}"
    return {f"note-{key}": text, f"version-{key}": "0", f"asked-{key}": line.text}


@pytest.mark.parametrize("name", ["talk", "talk-begin", "talk-end", "talk-person", "line-state"])
def test_notes_sent_after_the_session_ended_come_back(client, line, name):
    pk = line.pk if name == "line-state" else line.sheet.interview_id

    answer = client.post(reverse(name, args=[pk]), notes(line) | {"state": "asked"})

    html = answer.content.decode()
    assert answer.status_code == 403
    assert "Typed for an hour &lt;b&gt;</textarea>" in html
    assert f'name="version-line-{line.pk}" value="0"' in html
    assert 'name="state" value="asked"' in html
    assert line.text in html
    assert not line.answers.exists()


def test_whom_to_meet_next_comes_back_without_any_notes(client, line):
    url = reverse("talk-person", args=[line.sheet.interview_id])

    answer = client.post(url, {"next-name": "Bo Lin", "next-permission": "asked"})

    html = answer.content.decode()
    assert answer.status_code == 403
    assert 'name="next-name" value="Bo Lin"' in html
    assert 'name="next-permission" value="asked"' in html


def test_who_sends_no_notes_is_asked_to_sign_in(client, line):
    url = reverse("talk", args=[line.sheet.interview_id])

    for answer in (client.get(url), client.post(url, {"note-free": " "})):
        assert answer["Location"] == f"{reverse('account_login')}?next={url}"


@pytest.mark.parametrize(
    ("origin", "is_back"), [("http://testserver", True), ("https://evil.example", False)]
)
def test_a_form_from_before_signing_in_comes_back_to_our_own_page(account, line, origin, is_back):
    client = Client(enforce_csrf_checks=True)
    client.force_login(account)

    answer = client.post(
        reverse("talk", args=[line.sheet.interview_id]), notes(line), headers={"Origin": origin}
    )

    assert answer.status_code == 403
    assert ("Typed for an hour" in answer.content.decode()) is is_back
    assert not line.answers.exists()


def test_who_pressed_a_button_comes_back_to_the_page_it_stood_on(client, line):
    talk = reverse("talk", args=[line.sheet.interview_id])
    begin = reverse("talk-begin", args=[line.sheet.interview_id])

    answer = client.post(begin, headers={"Referer": f"http://testserver{talk}"})

    assert answer["Location"] == f"{reverse('account_login')}?next={talk}"
