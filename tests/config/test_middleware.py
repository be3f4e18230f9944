"""Where people land when their session ended, and how redirects reach htmx."""

from urllib.parse import parse_qs, urlsplit

from django.urls import reverse

HERE = "http://testserver/people/?q=ana"


def _next(location):
    return parse_qs(urlsplit(location).query)["next"]


def test_an_ended_session_under_htmx_leads_to_sign_in_and_back_to_the_page(client, db):
    answer = client.post(
        reverse("search-end", args=[1]),
        headers={"HX-Request": "true", "HX-Current-URL": HERE},
    )

    assert answer.status_code == 204
    assert answer["HX-Redirect"].startswith(reverse("account_login"))
    assert _next(answer["HX-Redirect"]) == ["/people/?q=ana"]


def test_an_ended_session_under_a_form_leads_back_to_the_page_of_the_form(client, db):
    answer = client.post(reverse("search-end", args=[1]), headers={"Referer": HERE})

    assert _next(answer["Location"]) == ["/people/?q=ana"]


def test_an_ended_session_never_leads_to_another_site(client, db):
    elsewhere = "http://evil.example/people/"

    answer = client.post(reverse("search-end", args=[1]), headers={"Referer": elsewhere})

    assert _next(answer["Location"]) == [reverse("search-end", args=[1])]


def test_a_page_asked_for_by_nobody_is_shown_after_signing_in(client, db):
    answer = client.get(
        reverse("person-list"), {"q": "ana"}, headers={"Referer": "http://testserver/"}
    )

    assert _next(answer["Location"]) == ["/people/?q=ana"]
