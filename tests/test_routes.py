"""Every address, visited by its owner, as a stranger and as nobody."""

import pytest
from django.urls import reverse

from config.views import missing
from tests.routes import all_routes
from tests.world import SECRET, build_world

ROUTES = [route for route in all_routes() if route.view is not missing]
OWN = [route for route in ROUTES if not route.path.startswith(("accounts/", "static/"))]
# Reached without signing in; each is its own authority or holds nothing private.
PUBLIC = {"about", "health-live", "health-ready", "join", "unsubscribe"}
# Arguments that are no row of an account.
SHIPPED = {"key": "typical-week", "token": "no-such-token"}
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


def _rows(route):
    return [name for name in route.arguments if name not in SHIPPED]


@pytest.mark.parametrize("route", OWN, ids=lambda route: route.name)
def test_nobody_sees_a_page_without_signing_in(db, client, account, route):
    values = build_world(account) | SHIPPED

    answers = [client.get(route.url(values)), client.post(route.url(values))]

    if route.name not in PUBLIC:
        for answer in answers:
            assert answer.status_code in (302, 405), route
            if answer.status_code == 302:
                assert answer["Location"].startswith(reverse("account_login"))
    assert all(SECRET.encode() not in answer.content for answer in answers)


@pytest.mark.parametrize(
    "route", [route for route in OWN if _rows(route)], ids=lambda route: route.name
)
def test_a_stranger_finds_nothing_of_mine(account, stranger, client, route):
    url = route.url(build_world(account) | SHIPPED)
    client.force_login(account)
    mine = client.get(url)
    client.force_login(stranger)

    answers = [client.get(url), client.post(url)]

    assert mine.status_code in (200, 302, 303, 405), "the owner reaches it, or the test is empty"
    assert {answer.status_code for answer in answers} <= {404, 405}
    assert any(answer.status_code == 404 for answer in answers)


@pytest.mark.parametrize(
    "route", [route for route in OWN if not _rows(route)], ids=lambda route: route.name
)
def test_my_rows_stand_on_no_page_of_a_stranger(account, stranger, client, route):
    url = route.url(build_world(account) | SHIPPED)
    client.force_login(stranger)

    answer = client.get(url, {"q": SECRET})

    assert SECRET not in answer.content.decode().replace(f'value="{SECRET}"', "")


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
