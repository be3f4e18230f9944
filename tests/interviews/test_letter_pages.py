import pytest

from config.kit import clock
from interviews.mail.links import unsubscribe_url
from interviews.models import Letter
from tests.mailed import MORNING, a_letter, a_promise, path


def shown(page, row):
    return page.get(row.get_absolute_url()).content.decode()


def test_a_letter_shows_its_text_and_why_it_did_not_go_out(page, account):
    row = a_letter(
        account,
        text="* Send <the> article\n  https://askwell.example.org/x",
        html="<p>never shown</p>",
        state="failed",
        cause="refused",
        error="550 no such thing",
        attempts=9,
    )

    html = shown(page, row)

    assert "Send &lt;the&gt; article" in html and "never shown" not in html
    assert 'href="https://askwell.example.org/x"' in html
    assert "Not sent" in html and "550 no such thing" in html and "refused this letter" in html
    assert row.message_id.strip("<>") in html


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"error": "451 later", "cause": "later", "attempts": 1}, ["tried again", "Next try"]),
        (
            {"state": "sent", "is_repeat": True, "sent_at": MORNING, "answer": "250 taken"},
            ["handed over twice", "Sent"],
        ),
        ({"state": "sent", "sent_at": MORNING}, ["In the folder"]),
        ({"state": "dropped", "error": "It was settled."}, ["Not needed any more", "Why not"]),
    ],
)
def test_a_letter_says_what_became_of_it(page, account, fields, told):
    html = shown(page, a_letter(account, **fields))

    assert [words for words in told if words not in html] == []


def test_links_that_act_or_sign_in_stand_in_the_letter_only(page, account):
    one, letter = a_promise(account), a_letter(account)
    keys = [
        f"http://localhost:8000{path(letter, one, 'done')}",
        unsubscribe_url(account, "digest"),
        "http://localhost:8000/book/secretsecret/move/",
        "https://other.example/accounts/password/reset/key/1-secret/",
    ]
    letter.text = "Done: " + "\n".join([*keys, "Today: http://localhost:8000/"])
    letter.save()

    html = shown(page, letter)

    assert html.count("[only in the letter]") == 4
    assert 'href="http://localhost:8000/"' in html
    assert not any(key.split("/", 3)[3] in html for key in keys)


def test_what_a_letter_for_signing_in_said_is_never_shown(page, account):
    row = a_letter(account, kind="sign_in", text="Open https://x.example/secret")

    html = shown(page, row)

    assert "That is not kept" in html and "x.example" not in html


def test_a_letter_says_what_its_links_did(page, client, account):
    one, letter = a_promise(account), a_letter(account)
    with clock.moved_to(MORNING):
        client.post(path(letter, one, "drop"))

    html = shown(page, letter)

    assert "What was done by its links" in html and "Send the article" in html


def test_strangers_letters_are_not_found(page, stranger):
    assert page.get(a_letter(stranger).get_absolute_url()).status_code == 404


def test_recent_letters_are_read_without_their_text(account, django_assert_num_queries):
    for _ in range(14):
        a_letter(account)

    with django_assert_num_queries(1) as asked:
        assert len(account.letters.recent()) == 10

    assert '"html"' not in asked.captured_queries[0]["sql"]
    assert Letter.objects.count() == 14
