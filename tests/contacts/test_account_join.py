"""Ways in: open sign-up, its rules, and links."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from config.kit import clock
from contacts.actions.invitations import invite
from contacts.models import Account, Invitation
from tests.sent import mailed

DETAILS = {
    "name": "Ada Nowak",
    "email": "ada@example.org",
    "password1": "four quiet green tables",
    "zone": "Asia/Shanghai",
}


@pytest.fixture
def first_minute(db):
    return Invitation.objects.create(
        expires_at=clock.now() + timedelta(hours=1), is_first_minute=True
    )


def _is_signed_in(client):
    return client.get(reverse("settings-account")).status_code == 200


def test_sign_up_ends_in_by_the_link_of_the_letter(client, db):
    answer = client.post(reverse("account_signup"), DETAILS, follow=True)
    assert "Confirm your address" in answer.content.decode()
    assert not _is_signed_in(client)
    link = re.search(r"http://testserver(/\S+)", mailed()[0].body)[1]

    client.post(link)

    assert _is_signed_in(client)
    account = Account.objects.get(email="ada@example.org")
    assert (account.name, account.zone, account.is_zone_known) == (
        "Ada Nowak",
        "Asia/Shanghai",
        True,
    )


def test_sign_up_without_javascript_leaves_the_zone_to_be_asked(client, db):
    client.post(reverse("account_signup"), DETAILS | {"zone": ""})
    account = Account.objects.get(email="ada@example.org")
    client.force_login(account)

    page = client.get(reverse("settings-data")).content.decode()

    assert "Set your time zone" in page
    assert not account.is_zone_known


def test_sign_up_does_not_believe_in_made_up_zones(client, db):
    client.post(reverse("account_signup"), DETAILS | {"zone": "Mars/Olympus"})

    account = Account.objects.get(email="ada@example.org")

    assert (account.zone, account.is_zone_known) == ("UTC", False)


def test_sign_up_says_what_is_wrong_beside_the_field_and_keeps_the_rest(client, db):
    answer = client.post(reverse("account_signup"), DETAILS | {"password1": "1234"})

    page = answer.content.decode()
    assert "too short" in page and 'value="Ada Nowak"' in page
    assert 'aria-invalid="true"' in page and "id_password1_error" in page
    assert 'href="#id_password1"' in page, "the summary leads to the field"
    assert not Account.objects.exists()


def test_the_letter_names_our_domain_and_not_the_machine(client, db, settings):
    settings.MAIL_DOMAIN = "askwell.example.org"

    client.post(reverse("account_signup"), DETAILS)

    assert mailed()[0].extra_headers["Message-ID"].endswith("@askwell.example.org>")


def test_the_letter_page_names_the_folder_only_without_a_mail_server(client, db, settings):
    url = reverse("account_reset_password_done")
    folder = str(settings.LETTERS_DIR)

    without = client.get(url).content.decode()
    settings.MAIL_SERVER = {"host": "mail.example.org"}
    with_server = client.get(url).content.decode()

    assert folder in without
    assert folder not in with_server


def test_sign_up_holds_to_the_allowed_domains(client, db, settings):
    settings.SIGN_UP_DOMAINS = ["uni.example"]

    refused = client.post(reverse("account_signup"), DETAILS)
    client.post(reverse("account_signup"), DETAILS | {"email": "ada@uni.example"})

    assert "@uni.example" in refused.content.decode()
    assert [account.email for account in Account.objects.all()] == ["ada@uni.example"]


@pytest.mark.parametrize("rule", ["invitation", "closed"])
def test_sign_up_is_not_for_everybody_where_so_decided(client, db, settings, rule):
    settings.SIGN_UP = rule

    client.get(reverse("account_signup"))
    client.post(reverse("account_signup"), DETAILS)

    assert not Account.objects.exists()


def test_an_invitation_lets_one_person_in_past_the_domains(client, db, settings):
    settings.SIGN_UP, settings.SIGN_UP_DOMAINS = "invitation", ["uni.example"]
    url = reverse("join", args=[invite(at=clock.now()).token])

    client.post(url, DETAILS)
    again = client.post(url, DETAILS | {"email": "bo@example.org"})

    assert [account.email for account in Account.objects.all()] == ["ada@example.org"]
    assert again.status_code == 410
    assert len(mailed()) == 1, "an invitation does not prove the address"


def test_an_invitation_for_one_address_takes_no_other(client, db):
    invitation = invite(at=clock.now(), email="Bo@example.org")

    client.post(reverse("join", args=[invitation.token]), DETAILS)

    assert Account.objects.get().email == "bo@example.org"


def test_the_first_minute_link_signs_in_without_a_letter(client, first_minute):
    url = reverse("join", args=[first_minute.token])

    answer = client.post(url, DETAILS)

    assert answer["Location"] == reverse("today")
    assert _is_signed_in(client)
    assert mailed() == []
    first_minute.refresh_from_db()
    assert first_minute.used_by == Account.objects.get()


def test_the_first_minute_link_works_while_sign_up_is_closed(client, first_minute, settings):
    settings.SIGN_UP = "closed"

    client.post(reverse("join", args=[first_minute.token]), DETAILS)

    assert Account.objects.count() == 1


def test_the_first_minute_form_keeps_what_was_typed(client, first_minute):
    answer = client.post(reverse("join", args=[first_minute.token]), DETAILS | {"email": "ada"})

    assert answer.status_code == 422
    assert 'value="Ada Nowak"' in answer.content.decode()
    assert first_minute.is_valid(at=clock.now())


def test_the_first_minute_link_does_not_take_over_an_account(client, first_minute, account):
    url = reverse("join", args=[first_minute.token])

    answer = client.post(url, DETAILS | {"email": account.email.upper()})

    assert answer.status_code == 422
    assert "sign in instead" in answer.content.decode()
    assert not _is_signed_in(client)


def test_a_link_to_an_account_opens_it_once_and_only_by_pressing_the_button(client, account):
    invitation = Invitation.objects.create(
        account=account, expires_at=clock.now() + timedelta(hours=1)
    )
    url = reverse("join", args=[invitation.token])

    client.get(url)
    assert not _is_signed_in(client)
    client.post(url)
    assert _is_signed_in(client)
    client.logout()
    again = client.post(url)

    assert again.status_code == 410
    assert not _is_signed_in(client)


def test_an_expired_link_says_so_and_makes_nothing(client, first_minute):
    url = reverse("join", args=[first_minute.token])

    with clock.moved_to(first_minute.expires_at + timedelta(seconds=1)):
        shown, sent = client.get(url), client.post(url, DETAILS)

    assert "no longer opens anything" in shown.content.decode()
    assert sent.status_code == 410
    assert not Account.objects.exists()


def test_a_link_opened_while_signed_in_leads_home(page, first_minute):
    answer = page.get(reverse("join", args=[first_minute.token]))

    assert answer["Location"] == reverse("today")


def test_a_link_with_a_nul_byte_leads_nowhere(client, db):
    assert client.get("/join/abc%00def/").status_code == 404
