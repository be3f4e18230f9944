"""Leaving: days of grace, the job, and what the operator can do."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.urls import reverse

from config.kit import clock
from contacts import jobs
from contacts.actions.accounts import ask_deletion, delete_expired_accounts
from contacts.models import Account, Person
from tests.factories import AnswerFactory, FollowUpFactory, PersonFactory
from tests.sent import mailed


def _sign_in(client, account):
    client.post(
        reverse("account_login"), {"login": account.email, "password": "correct horse battery"}
    )


def test_deletion_asks_for_the_password_then_waits_30_days(client, account):
    client.force_login(account)
    url = reverse("account-delete")
    asked = client.get(url)
    client.post(asked["Location"], {"password": "correct horse battery"})

    client.post(url)

    account.refresh_from_db()
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert account.leaves_at - account.deletion_asked_at == timedelta(days=30)
    assert mailed()[0].to == [account.email]
    assert "Keep my account" in client.get(reverse("settings-account")).content.decode()


def test_deletion_is_not_asked_without_the_password(page, account):
    page.post(reverse("account-delete"))

    account.refresh_from_db()
    assert account.deletion_asked_at is None


def test_deletion_is_taken_back(page, account):
    ask_deletion(account=account, at=clock.now())

    page.post(reverse("account-keep"))

    account.refresh_from_db()
    assert account.deletion_asked_at is None


def test_deletion_happens_when_the_days_are_over_and_takes_everything(account, stranger):
    PersonFactory(account=account)
    AnswerFactory(line__sheet__interview__account=account)
    FollowUpFactory(person__account=account)
    kept = PersonFactory(account=stranger)
    at = clock.now()
    ask_deletion(account=account, at=at)

    early = delete_expired_accounts(at=at + timedelta(days=29, hours=23))
    due = delete_expired_accounts(at=at + timedelta(days=30))

    assert (early, due) == (0, 1)
    assert list(Account.objects.all()) == [stranger]
    assert list(Person.objects.all()) == [kept]


def test_the_job_deletes_by_the_clock_and_may_run_twice(account):
    ask_deletion(account=account, at=clock.now())

    with clock.moved_to(clock.now() + timedelta(days=31)):
        deleted = [jobs.delete_expired_accounts(timestamp=0) for _ in range(2)]

    assert deleted == [1, 0]


def test_a_disabled_account_is_out_at_once_and_can_come_back(client, account):
    _sign_in(client, account)
    assert client.get(reverse("settings-account")).status_code == 200

    call_command("account_disable", account.email.upper(), stdout=StringIO())
    shut_out = client.get(reverse("settings-account"))
    call_command("account_enable", account.email, stdout=StringIO())
    _sign_in(client, account)

    assert shut_out.status_code == 302
    assert client.get(reverse("settings-account")).status_code == 200


def test_disabling_ends_the_open_sessions(client, account):
    _sign_in(client, account)
    client.get(reverse("settings-account"))

    call_command("account_disable", account.email, stdout=StringIO())

    assert not Session.objects.exists()


def test_the_operator_deletes_only_after_the_address_was_typed(account, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda question: "somebody@example.com")

    with pytest.raises(CommandError, match="nothing was deleted"):
        call_command("account_delete", account.email)
    assert Account.objects.exists()

    call_command("account_delete", account.email, yes=True, stdout=StringIO())
    assert not Account.objects.exists()


def test_the_operator_invites_by_a_printed_link(db, client, settings):
    said = StringIO()

    call_command("account_invite", "bo@example.org", stdout=said)

    link = said.getvalue().strip()
    assert link.startswith(settings.SITE_URL + "/join/")
    assert "bo@example.org" in client.get(link.removeprefix(settings.SITE_URL)).content.decode()


def test_an_account_becomes_an_operator_and_an_ordinary_one_again(account):
    call_command("account_operator", account.email.upper(), stdout=StringIO())
    account.refresh_from_db()
    assert account.is_operator

    call_command("account_operator", account.email, off=True, stdout=StringIO())
    account.refresh_from_db()
    assert not account.is_operator


def test_a_command_about_an_unknown_address_says_so(db):
    with pytest.raises(CommandError, match=r"no account with the address nobody@example\.com"):
        call_command("account_disable", "nobody@example.com")
