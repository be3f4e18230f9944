"""Passwords, addresses and the second step, walked through as a person does."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.urls import reverse

from tests.sent import mailed

PASSWORD = "correct horse battery"


def _link(letter):
    return re.search(r"http://testserver(/\S+)", letter.body)[1]


def _sign_in(client, account, password=PASSWORD):
    return client.post(
        reverse("account_login"), {"login": account.email, "password": password}, follow=True
    )


def _prove(client):
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def _is_signed_in(client):
    return client.get(reverse("settings-data")).status_code == 200


def _code(secret):
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_a_forgotten_password_is_replaced_by_the_link_of_a_letter(client, account):
    client.post(reverse("account_reset_password"), {"email": account.email})
    (letter,) = mailed()
    form = client.get(_link(letter), follow=True)
    client.post(
        form.request["PATH_INFO"],
        {"password1": "seven green chairs", "password2": "seven green chairs"},
    )

    _sign_in(client, account, "seven green chairs")

    assert _is_signed_in(client)
    assert "password" in mailed()[1].body, "a change of password is told by letter"
    again = client.get(_link(letter), follow=True)
    assert "no longer works" in again.content.decode()


def test_nobody_learns_whether_an_address_has_an_account(client, account):
    known = client.post(reverse("account_reset_password"), {"email": account.email}, follow=True)
    unknown = client.post(
        reverse("account_reset_password"), {"email": "x@example.org"}, follow=True
    )

    known, unknown = (re.sub(rb'nonce="[^"]*"', b"", answer.content) for answer in (known, unknown))
    assert known == unknown
    assert len(mailed()) == 1


def test_the_address_changes_once_the_new_one_is_confirmed(client, account):
    old = account.email
    _sign_in(client, account)
    _prove(client)

    client.post(reverse("account_email"), {"email": "new@example.org", "action_add": ""})
    waiting = client.get(reverse("account_email")).content.decode()
    account.refresh_from_db()
    assert "new@example.org waits to be confirmed" in waiting and account.email == old
    letter = next(mail for mail in mailed() if mail.to == ["new@example.org"])
    client.post(_link(letter))

    account.refresh_from_db()
    assert account.email == "new@example.org"


def test_guessing_passwords_is_slowed_down(client, account):
    for _ in range(5):
        _sign_in(client, account, "wrong")

    answer = _sign_in(client, account)

    assert "Too many failed login attempts" in answer.content.decode()
    assert not _is_signed_in(client)


def test_an_app_becomes_the_second_step_and_a_recovery_code_stands_in(client, account):
    _sign_in(client, account)
    _prove(client)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    codes = client.post(reverse("mfa_activate_totp"), {"code": _code(secret)}, follow=True)
    recovery = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert recovery[0] in codes.content.decode()
    client.post(reverse("account_logout"))

    asked = _sign_in(client, account)
    assert "The second step" in asked.content.decode() and not _is_signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": recovery[0]})

    assert _is_signed_in(client)
    assert "9 codes are left" in client.get(reverse("mfa_index")).content.decode()


def test_other_sessions_are_signed_out(client, account):
    elsewhere = client.__class__()
    _sign_in(elsewhere, account)
    _sign_in(client, account)
    assert "Sign out all others" in client.get(reverse("usersessions_list")).content.decode()

    client.post(reverse("usersessions_list"))

    assert _is_signed_in(client)
    assert not _is_signed_in(elsewhere)


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_reset_password"])
def test_every_form_has_the_same_word_for_the_address(db, client, name):
    html = client.get(reverse(name)).content.decode()

    assert ">E-mail" in html and ">Email" not in html


def test_the_form_of_a_new_address_has_that_word_too(page):
    html = page.get(reverse("account_email")).content.decode()

    assert ">E-mail <" in html and ">Email" not in html
