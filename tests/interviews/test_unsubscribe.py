import pytest
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse

from interviews.mail.kinds import WANTED
from interviews.mail.links import unsubscribe_url
from interviews.models import LetterKind


@pytest.fixture
def account(account):
    for wanted in WANTED.values():
        setattr(account, wanted.field, True)
    account.save()
    return account


def link(account, kind="digest"):
    return unsubscribe_url(account, kind).removeprefix("http://localhost:8000")


def wanted_by(account):
    account.refresh_from_db()
    return {kind for kind, wanted in WANTED.items() if wanted.is_on(account)}


def text(answer):
    return answer.content.decode()


@pytest.mark.parametrize("kind", WANTED)
def test_a_link_asks_which_letters_are_to_stop_then_stops_those_alone(account, kind):
    program = Client(enforce_csrf_checks=True)

    asked = text(program.get(link(account, kind)))
    assert wanted_by(account) == {*WANTED}
    assert str(WANTED[kind].label) in asked and str(WANTED[kind].line) in asked
    assert asked.count("<button") == 1

    answer = program.post(link(account, kind), {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, "These letters are off" in text(answer)) == (200, True)
    assert wanted_by(account) == {*WANTED} - {kind}
    for other in WANTED.keys() - {kind}:
        assert f"<li>{WANTED[other].label}</li>" in text(answer)
    assert reverse("settings-mail") in text(answer)


@pytest.mark.parametrize("body", [{}, {"List-Unsubscribe": "One-Click"}, {"anything": "else"}])
def test_posting_twice_is_the_same_as_once(client, account, body):
    client.post(link(account), body)

    assert client.post(link(account), body).status_code == 200
    assert wanted_by(account) == {*WANTED} - {LetterKind.DIGEST}


def test_links_of_the_first_letters_stop_the_digest_as_ever(client, account):
    old = Signer(salt="interviews.unsubscribe").sign(str(account.pk))

    assert client.post(f"/unsubscribe/{old}/").status_code == 200
    assert wanted_by(account) == {*WANTED} - {LetterKind.DIGEST}


def test_what_cannot_be_switched_off_is_switched_off_by_no_link(client, account):
    assert client.post(link(account, LetterKind.SIGN_IN)).status_code == 404
    assert wanted_by(account) == {*WANTED}


@pytest.mark.parametrize("token", ["1:forged", "1.digest:forged", "nonsense", "99999:x", ":", "."])
def test_a_link_we_did_not_sign_is_not_found(client, account, token):
    answers = [
        client.get(reverse("unsubscribe", args=[token])),
        client.post(f"/unsubscribe/{token}/"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert wanted_by(account) == {*WANTED}


def test_a_link_is_good_for_its_own_account_and_kind_only(client, account, stranger):
    token, signature = link(account).strip("/").split("/")[1].split(":")

    for other in (f"{stranger.pk}.digest", f"{account.pk}.review", f"{account.pk}", f"{token}."):
        assert client.post(f"/unsubscribe/{other}:{signature}/").status_code == 404
    assert wanted_by(account) == {*WANTED}
    assert LetterKind.DIGEST in wanted_by(stranger)


def test_the_link_of_a_deleted_account_is_not_found(client, account):
    url = link(account)
    account.delete()

    assert client.post(url).status_code == 404


def test_a_chinese_account_reads_chinese(client, account):
    account.language = "zh-hans"
    account.save()

    asked, answer = text(client.get(link(account))), text(client.post(link(account)))

    assert "停发这些信吗？" in asked and "这些信已停发" in answer
    assert "letters" not in (asked + answer).lower().replace("letters/", "")
