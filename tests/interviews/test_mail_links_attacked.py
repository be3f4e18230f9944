"""What strangers, programs and hurried fingers try with the links of letters."""

import logging
import re
from collections import Counter
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from config.kit import clock
from interviews.mail.digest import digest_for
from interviews.mail.links import Action, Link, read, token_of, unsubscribe_url
from interviews.mail.wording import written
from interviews.models import FollowUp, UsedLink
from tests.interviews.test_secret_links import as_written, assert_kept
from tests.mailed import MORNING, THURSDAY, a_letter, a_promise, path, state_of
from tests.world import build_world

pytestmark = pytest.mark.full

ACTIONS = ("done", "snooze", "drop")


@pytest.fixture
def account(account):
    cache.clear()
    with clock.moved_to(MORNING):
        yield account


@given(st.uuids(), st.integers(1, 2**63 - 1), st.sampled_from(Action))
def test_a_link_is_read_as_it_was_made_and_is_short(uid, number, action):
    link = Link(uid, number, action)

    assert read(token_of(link)) == link
    assert len(token_of(Link(uid, 10_000_000, action))) <= 44


def test_changing_any_part_of_a_link_breaks_it():
    token = token_of(Link(uuid4(), 70_000, Action.SNOOZE))
    letters = "AZaz09-_"
    changed = {
        token[:at] + letter + token[at + 1 :] for at in range(len(token)) for letter in letters
    } - {token}
    cut = {token[:at] for at in range(len(token))} | {token[at:] for at in range(1, len(token))}
    grown = {token + more for more in ("A", "AA", "AAAA", "=", "==", ".", "\n", "!", "é", "\x00")}
    mixed = {token.upper(), token.lower(), token[::-1], f"{token[:20]}\r\n{token[20:]}", "x" * 9000}

    assert [bad for bad in changed | cut | grown | mixed if read(bad)] == []


def test_a_new_key_ends_old_links_kindly_unless_the_one_before_is_still_good(
    client, account, settings
):
    one, letter = a_promise(account), a_letter(account)
    url, stop = path(letter, one, "done"), unsubscribe_url(account, "digest")
    before, settings.SECRET_KEY = settings.SECRET_KEY, "n" * 50

    answers = [client.post(url), client.post(stop)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert all("before this site changed its keys" in a.content.decode() for a in answers)
    assert state_of(one)[0] == "open"

    settings.SECRET_KEY_FALLBACKS = [before]
    assert [client.post(url).status_code, client.post(stop).status_code] == [200, 200]


def test_a_letter_opens_nothing_of_another_account(client, account, stranger):
    theirs, letter = a_promise(stranger), a_letter(account)

    answers = [client.post(path(letter, theirs, action)) for action in ACTIONS]

    assert [answer.status_code for answer in answers] == [410, 410, 410]
    assert all("Send the article" not in answer.content.decode() for answer in answers)
    assert state_of(theirs)[0] == "open"


@pytest.mark.parametrize("method", ["get", "head", "options", "put", "delete"])
def test_programs_that_look_at_every_link_change_nothing(account, method):
    letter, ones = a_letter(account), [a_promise(account) for _ in range(2)]
    urls = [path(letter, one, action) for one in ones for action in ACTIONS]
    urls += [unsubscribe_url(account, kind) for kind in ("digest", "thanks")]
    before = list(FollowUp.objects.order_by("pk").values())

    codes = {getattr(Client(), method)(url).status_code for url in urls for _ in range(2)}

    account.refresh_from_db()
    assert codes == ({200} if method in ("get", "head") else {405})
    assert list(FollowUp.objects.order_by("pk").values()) == before
    assert (account.wants_digest, account.wants_thanks) == (True, True)
    assert not UsedLink.objects.exists()


@pytest.mark.parametrize("language", ["en", pytest.param("zh-hans", marks=pytest.mark.full)])
def test_every_link_of_a_real_letter_says_what_the_letter_said(account, language):
    build_world(account)
    account.language = language
    account.save()
    uid, day = uuid4(), clock.today(account.zone)
    digest = digest_for(account, day=day, at=clock.now())
    words = written(digest, uid)
    a_letter(account, uid=uid, local_day=day, text=words.text, html=words.html)
    links = set(re.findall(r"http://localhost:8000(/(?:letter|unsubscribe)/[^\s\"<]+)", words.text))
    before = list(FollowUp.objects.order_by("pk").values())

    pages = [Client().get(link) for link in links]

    assert len(links) > 10
    assert links == set(re.findall(r"(/(?:letter|unsubscribe)/[^\s\"<]+)", words.html))
    assert {page.status_code for page in pages} == {200}
    with translation.override(language):
        told = [page for page in pages if "linked" in page.context]
        assert all(page.context["linked"].title in page.content.decode() for page in told)
        assert all(page.context["linked"].title in words.text for page in told)
    assert list(FollowUp.objects.order_by("pk").values()) == before


def test_every_answer_to_a_letters_link_keeps_it_from_others(account, caplog):
    one, letter = a_promise(account), a_letter(account)
    url, stop = path(letter, one, "snooze"), unsubscribe_url(account, "review")
    client = Client(headers={"Cookie": "askwell_session=x; csrftoken=y"})
    caplog.set_level(logging.INFO)

    answers = [
        client.get(url),
        client.put(url),
        client.get(url.rstrip("/")),
        client.get(f"{url}more/"),
        client.post(url, dict.fromkeys(map(str, range(1100)), "x")),
        client.post(url, b"x", content_type="multipart/form-data"),
        client.get(url, headers={"Host": "elsewhere.example"}),
        client.post(url, {"back": "forged"}),
        client.post(url, headers={"Origin": "https://elsewhere.example"}),
        client.post(url),
        client.get(f"/letter/{'x' * 44}/"),
        client.get(stop),
        client.post(stop, {"List-Unsubscribe": "One-Click"}),
        client.post(stop, b"x", content_type="multipart/form-data"),
        client.get("/unsubscribe/1:x/"),
        *(client.post(url) for _ in range(30)),
    ]
    account.zone = "Mars/Base"
    account.save()
    answers.append(Client(raise_request_exception=False).get(url))

    codes = [200, 405, 301, 404, 400, 400, 400, 409, 200, 410, 404, 200, 200, 200, 404]
    assert [answer.status_code for answer in answers[:15]] == codes
    assert answers[2]["Location"] == url
    assert [answer.status_code for answer in answers[-2:]] == [429, 500]
    for answer in answers:
        assert_kept(answer)
    written = as_written(caplog.records)
    assert "/letter/…" in written and url.split("/")[2] not in written
    assert stop.split("/")[-2] not in written


def test_no_address_leads_out_of_the_site_and_no_header_takes_what_was_sent(client, account):
    one, letter = a_promise(account), a_letter(account)
    url = path(letter, one, "done")
    asked = [
        client.get("/letter//elsewhere.example"),
        client.get("//elsewhere.example/letter/x"),
        client.get(f"{url}?next=https://elsewhere.example/"),
        client.get("/letter/x%0d%0aSet-Cookie:%20a=b/"),
        client.post(url, {"next": "//elsewhere.example", "back": "\r\nSet-Cookie: a=b"}),
        client.post(unsubscribe_url(account, "digest"), {"next": "//elsewhere.example"}),
    ]

    for answer in asked:
        assert not answer.get("Location", "/").startswith(("//", "http"))
        assert "elsewhere.example" not in answer.content.decode()
        assert not answer.cookies and "Set-Cookie" not in answer.headers


def test_whoever_tries_links_is_held_back_and_good_links_are_counted_by_themselves(client, account):
    one, letter = a_promise(account), a_letter(account)
    tried = Counter(client.get(f"/letter/{number:x>44}/").status_code for number in range(121))

    assert tried == {404: 120, 429: 1}
    assert client.get("/unsubscribe/1:x/").status_code == 429
    assert client.get(path(letter, one, "done")).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM askwell_cache")
        assert cursor.fetchone()[0] <= 3


def test_reading_a_link_asks_little_of_the_database(client, account, django_assert_max_num_queries):
    one, letter = a_promise(account), a_letter(account)
    url = path(letter, one, "done")
    client.get(url)

    with django_assert_max_num_queries(10):
        client.get(url)
    with django_assert_max_num_queries(7):
        client.get(reverse("letter-link", args=["x" * 44]))


def at_once(*urls):
    """Post to all at the same moment, each over a connection of its own; return the codes."""
    start, codes = Barrier(len(urls)), []

    def send(url):
        try:
            start.wait()
            codes.append(Client().post(url).status_code)
        finally:
            connection.close()

    threads = [Thread(target=send, args=[url]) for url in urls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(codes)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("action", ACTIONS)
def test_pressed_several_times_at_once_it_acts_once(account, action):
    one, letter = a_promise(account), a_letter(account)

    codes = at_once(*[path(letter, one, action)] * 4)

    assert codes == {200: 1, 410: 3}
    assert UsedLink.objects.count() == 1
    assert state_of(one) != ("open", THURSDAY)


@pytest.mark.django_db(transaction=True)
def test_of_two_links_at_once_one_settles_it(account):
    one = a_promise(account)
    letters = [a_letter(account), a_letter(account, local_day=THURSDAY)]

    codes = at_once(*(path(x, one, action) for x in letters for action in ("done", "drop")))

    assert codes == {200: 1, 409: 3}
    assert UsedLink.objects.count() == 1
    assert state_of(one)[0] == UsedLink.objects.get().action.replace("drop", "dropped")
