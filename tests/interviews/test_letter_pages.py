import pytest
from django.test import Client
from django.urls import reverse

from interviews.actions.subscriptions import unsubscribe_url
from interviews.models import Letter


def letter(account, **fields):
    row = {
        "kind": "digest",
        "local_day": "2026-03-12",
        "to": account.email,
        "subject": "Thursday 12 March: 1 thing due",
        "text": "* Send <the> article\n  https://askwell.example.org/x",
        "html": "<p>never shown</p>",
        "message_id": f"<{account.pk}@askwell.example.org>",
    }
    return Letter.objects.create(account=account, **(row | fields))


@pytest.fixture
def link(account):
    return unsubscribe_url(account).removeprefix("http://localhost:8000")


def test_opening_the_link_changes_nothing(client, account, link):
    response = client.get(link)

    account.refresh_from_db()
    assert account.wants_digest
    assert "Switch the morning digest off?" in response.content.decode()


@pytest.mark.parametrize("data", [{}, {"List-Unsubscribe": "One-Click"}])
def test_posting_switches_the_digest_off_without_signing_in_or_a_csrf_token(account, link, data):
    program = Client(enforce_csrf_checks=True)

    response = program.post(link, data)

    account.refresh_from_db()
    assert response.status_code == 200
    assert not account.wants_digest
    assert "The morning digest is off" in response.content.decode()


def test_posting_twice_is_the_same_as_once(client, account, link):
    client.post(link)

    assert client.post(link).status_code == 200


@pytest.mark.parametrize("ask", ["get", "post"])
def test_the_page_leaves_no_trace_of_the_link(client, link, ask):
    response = getattr(client, ask)(link)

    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("token", ["1:forged", "nonsense", "99999:x"])
def test_a_link_we_did_not_sign_is_not_found(client, account, token):
    response = client.post(reverse("unsubscribe", args=[token]))

    account.refresh_from_db()
    assert response.status_code == 404
    assert account.wants_digest


def test_a_link_is_good_for_its_own_account_only(client, account, stranger, link):
    signature = link.split(":")[1]

    response = client.post(f"/unsubscribe/{stranger.pk}:{signature}")

    stranger.refresh_from_db()
    assert response.status_code == 404
    assert stranger.wants_digest


def test_the_link_of_a_deleted_account_is_not_found(client, account, link):
    account.delete()

    assert client.post(link).status_code == 404


def test_a_letter_shows_its_text_and_what_became_of_it(page, account):
    row = letter(account, state="failed", error="550 no such mailbox", attempts=9)

    html = page.get(row.get_absolute_url()).content.decode()

    assert "Send &lt;the&gt; article" in html
    assert 'href="https://askwell.example.org/x"' in html
    assert "550 no such mailbox" in html and "Could not be sent" in html
    assert "never shown" not in html


def test_a_letter_that_is_tried_again_says_so(page, account):
    row = letter(account, error="451 later", attempts=1)

    html = page.get(row.get_absolute_url()).content.decode()

    assert "it is tried again" in html and "451 later" in html


def test_strangers_letters_are_not_found(page, stranger):
    assert page.get(letter(stranger).get_absolute_url()).status_code == 404


def test_recent_letters_are_read_without_their_text(account, django_assert_num_queries):
    for day in range(1, 15):
        letter(account, local_day=f"2026-03-{day:02}", message_id=f"<{day}@x>")

    with django_assert_num_queries(1) as asked:
        assert len(account.letters.recent()) == 10

    assert '"html"' not in asked.captured_queries[0]["sql"]
