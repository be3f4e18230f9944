import pytest
from django.test import Client
from django.urls import reverse

from interviews.mail.links import unsubscribe_url


@pytest.fixture
def link(account):
    return unsubscribe_url(account).removeprefix("http://localhost:8000")


def test_opening_the_link_changes_nothing(client, account, link):
    response = client.get(link)

    account.refresh_from_db()
    assert account.wants_digest
    assert "Stop these letters?" in response.content.decode()


@pytest.mark.parametrize("data", [{}, {"List-Unsubscribe": "One-Click"}])
def test_posting_switches_the_digest_off_without_signing_in_or_a_csrf_token(account, link, data):
    program = Client(enforce_csrf_checks=True)

    response = program.post(link, data)

    account.refresh_from_db()
    assert response.status_code == 200
    assert not account.wants_digest
    assert "These letters are off" in response.content.decode()


def test_posting_twice_is_the_same_as_once(client, account, link):
    client.post(link)

    assert client.post(link).status_code == 200


@pytest.mark.parametrize("ask", ["get", "post"])
def test_the_page_leaves_no_trace_of_the_link(client, link, ask):
    response = getattr(client, ask)(link)

    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
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
