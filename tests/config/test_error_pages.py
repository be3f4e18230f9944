"""What people see when something is not there, not allowed or broken."""

from django.test import Client, RequestFactory
from django.urls import reverse
from django.views.defaults import bad_request, server_error


def test_a_missing_page_keeps_the_way_home(page):
    answer = page.get("/no-such-page/")

    assert answer.status_code == 404
    assert "nothing at this address" in answer.content.decode()
    assert f'href="{reverse("person-list")}"' in answer.content.decode()


def test_an_old_form_says_what_to_do(db, account):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(account)

    answer = strict.post(reverse("account-keep"))

    assert answer.status_code == 403
    assert "open too long" in answer.content.decode()


def test_pages_of_last_resort_need_neither_database_nor_account():
    request = RequestFactory().get("/")

    broken, unreadable = server_error(request), bad_request(request, ValueError())

    assert "broke on our side" in broken.content.decode()
    assert "could not be read" in unreadable.content.decode()
