"""Sign-in mail goes through the outbox, and nothing leaves any other way."""

import ast
from datetime import timedelta
from pathlib import Path

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from django.core import mail
from django.urls import reverse

from config.kit import clock
from contacts.actions.accounts import ask_deletion
from interviews.actions.stopping import is_stopped, stop
from interviews.models import Letter
from tests.sent import mailed

ROOT = Path(__file__).resolve().parent.parent.parent
# What can put a letter on its way.
MAY_SEND = {"config/kit/mail.py", "config/kit/smtp.py"}
SENDERS = {"smtplib", "mailers", "send_mail", "send_mass_mail", "mail_admins", "get_connection"}


def asked_for_a_password(client, account):
    client.post(reverse("account_reset_password"), {"email": account.email})
    return account.letters.get()


def test_a_forgotten_password_waits_in_the_outbox_until_its_link_dies(client, account):
    before = clock.now()

    letter = asked_for_a_password(client, account)

    assert mail.outbox == []
    assert (letter.kind, letter.state, letter.is_urgent) == ("sign_in", "queued", True)
    assert letter.to == account.email and "/password/reset/key/" in letter.text
    assert before + timedelta(days=3) <= letter.until < clock.now() + timedelta(days=3)


def test_what_a_sign_in_letter_said_is_forgotten_once_it_left(client, account):
    letter = asked_for_a_password(client, account)

    (sent,) = mailed()

    letter.refresh_from_db()
    assert "/password/reset/key/" in sent.body
    assert (letter.state, letter.text, letter.html) == ("sent", "", "")


def test_a_sign_in_letter_that_comes_too_late_is_forgotten_too(client, account):
    letter = asked_for_a_password(client, account)

    assert mailed(at=clock.now() + timedelta(days=4)) == []

    letter.refresh_from_db()
    assert (letter.state, letter.cause, letter.text, letter.html) == ("failed", "time", "", "")


def test_somebody_who_waits_to_sign_in_is_written_to_at_a_stopped_address_too(client, account):
    stop(account.email, at=clock.now(), code=550)

    asked_for_a_password(client, account)

    assert len(mailed()) == 1
    assert not is_stopped(account.email), "it works again"


def test_who_leaves_is_still_told_so(client, account):
    ask_deletion(account=account, at=clock.now())

    asked_for_a_password(client, account)

    assert len(mailed()) == 1


def test_nobody_else_gets_a_letter(client, account):
    client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})

    assert not Letter.objects.exists()


def test_a_letter_belongs_to_who_proved_the_address_not_to_who_claims_it(account, stranger, rf):
    EmailAddress.objects.create(user=stranger, email=account.email)
    EmailAddress.objects.filter(user=account).delete()
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)

    with request_context(rf.get("/")):
        get_adapter().send_account_already_exists_mail(account.email)

    assert Letter.objects.get().account == account


def _senders(path):
    """Yield what in a module could send mail by itself."""
    text = path.read_text()
    if not any(name in text for name in (*SENDERS, "send_messages")):
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from SENDERS.intersection(alias.name for alias in node.names)
        elif isinstance(node, ast.Attribute) and node.attr == "send_messages":
            yield node.attr


def test_no_mail_leaves_but_through_the_outbox():
    modules = [
        one for top in ("config", "contacts", "interviews") for one in (ROOT / top).rglob("*.py")
    ]

    assert {str(one.relative_to(ROOT)) for one in modules if any(_senders(one))} == MAY_SEND
