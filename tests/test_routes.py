"""Every address, visited by its owner, as a stranger and as nobody."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.routes import all_routes
from tests.world import SECRET, build_world

ROUTES = all_routes()
OWN = [route for route in ROUTES if not route.path.startswith(("accounts/", "static/"))]
# Reached without signing in; each is its own authority or holds nothing private.
PUBLIC = {"about", "health-live", "health-ready", "join"}
# Whoever has the link may see what it leads to, and answer: each such address has tests of its own.
TOKENS = {"share_token", "offer_token", "feed_token", "letter_token", "stop_token"}
SHARED = {route.name for route in OWN if TOKENS & set(route.arguments)}
# What the owner of a row is answered; otherwise that a stranger finds nothing would tell nothing.
FOUND = (200, 302, 303, 405)
# Arguments that are no row of an account.
SHIPPED = {
    "key": "typical-week",
    "template_key": "en.nudge.plain.letter",
    "token": "no-such-token",
    "letter_kind": "digest",
}
# Files, and answers to programs: tests/test_markup.py opens all others as their owner.
NO_PAGES = {
    "health-live",
    "health-ready",
    "interview-calendar",
    "invitation-file",
    "sheet-pdf",
    "import-rejected",
    "person-export-file",
    "day-sheets",
    "bank-csv",
    "bank-markdown",
    "calendar-feed",
    "booking-calendar",
    "letter-preview-frame",
    "talk-save",
}
ALLAUTH_PUBLIC = {
    "account_login",
    "account_signup",
    "account_logout",
    "account_inactive",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_request_login_code",
    "account_confirm_login_code",
    "account_signup_by_passkey",
    "mfa_authenticate",
    "mfa_trust",
    "mfa_login_webauthn",
    "mfa_signup_webauthn",
}


def has_rows(route):
    """Return whether the address leads to rows of an account, for nobody but their owner."""
    return bool(set(route.arguments) - set(SHIPPED)) and route.name not in SHARED


@pytest.fixture
def world(account):
    """An account with something of everything, and the arguments of every address."""
    return build_world(account) | SHIPPED


def test_nobody_sees_a_page_without_signing_in(client, world):
    assert len(OWN) > 80
    for route in OWN:
        answers = [client.get(route.url(world)), client.post(route.url(world))]

        if route.name not in PUBLIC | SHARED - {"shared-bank-copy"}:
            codes = {answer.status_code for answer in answers}
            doors = {answer["Location"] for answer in answers if answer.status_code == 302}
            assert codes <= {302, 405}, route
            assert all(door.startswith(reverse("account_login")) for door in doors), route
        if route.name not in SHARED - {"shared-bank-copy"}:
            assert all(SECRET.encode() not in answer.getvalue() for answer in answers), route


def test_a_stranger_finds_nothing_of_mine(account, stranger, world):
    owner, other = Client(), Client()
    owner.force_login(account)
    other.force_login(stranger)
    for route in filter(has_rows, OWN):
        codes = {other.get(route.url(world)).status_code, other.post(route.url(world)).status_code}

        if route.name in NO_PAGES:
            assert owner.get(route.url(world)).status_code in FOUND, route
        assert 404 in codes and codes <= {404, 405}, route


def test_my_rows_stand_on_no_page_of_a_stranger(stranger, world):
    other = Client()
    other.force_login(stranger)
    for route in [route for route in OWN if not set(route.arguments) - set(SHIPPED)]:
        answer = other.get(route.url(world), {"q": SECRET})

        # What was typed comes back, in its field and in the addresses of the same list.
        html = answer.getvalue().decode()
        for echo in (f'value="{SECRET}"', f"q={SECRET}", f"“{SECRET}”", f"name={SECRET}"):
            html = html.replace(echo, "")
        assert SECRET not in html, route


@pytest.mark.parametrize(
    "route",
    [route for route in ROUTES if route.path.startswith("accounts/") and not route.arguments],
    ids=lambda route: route.name,
)
def test_account_pages_ask_nobody_to_come_in(db, client, route):
    answer = client.get(route.url({}))

    if route.name not in ALLAUTH_PUBLIC:
        assert answer.status_code in (302, 404, 405), route


@pytest.mark.parametrize(
    "name", ["today", "person-list", "interview-list", "settings-account", "account_email"]
)
def test_private_pages_are_kept_by_no_cache(page, name):
    answer = page.get(reverse(name))

    assert answer["Cache-Control"] == "private, no-store"


def test_only_pages_behind_a_secret_link_do_without_the_token_against_forged_forms():
    exempt = {route.name for route in ROUTES if getattr(route.view, "csrf_exempt", False)}

    booking = {route.name for route in OWN if "offer_token" in route.arguments}
    assert exempt == {"letter-link", "unsubscribe", *booking}
