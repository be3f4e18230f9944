from interviews.models import Letter


def letter(account, **fields):
    row = {
        "kind": "digest",
        "local_day": "2026-03-12",
        "to": account.email,
        "subject": "Thursday 12 March: 1 thing due",
        "text": "* Send <the> article\n  https://askwell.example.org/x",
        "html": "<p>never shown</p>",
        "message_id": f"<{account.pk}@askwell.example.org>",
    }
    return Letter.objects.create(account=account, **(row | fields))


def test_a_letter_shows_its_text_and_what_became_of_it(page, account):
    row = letter(account, state="failed", error="550 no such mailbox", attempts=9)

    html = page.get(row.get_absolute_url()).content.decode()

    assert "Send &lt;the&gt; article" in html
    assert 'href="https://askwell.example.org/x"' in html
    assert "550 no such mailbox" in html and "Could not be sent" in html
    assert "never shown" not in html


def test_a_letter_that_is_tried_again_says_so(page, account):
    row = letter(account, error="451 later", attempts=1)

    html = page.get(row.get_absolute_url()).content.decode()

    assert "it is tried again" in html and "451 later" in html


def test_strangers_letters_are_not_found(page, stranger):
    assert page.get(letter(stranger).get_absolute_url()).status_code == 404


def test_recent_letters_are_read_without_their_text(account, django_assert_num_queries):
    for day in range(1, 15):
        letter(account, local_day=f"2026-03-{day:02}", message_id=f"<{day}@x>")

    with django_assert_num_queries(1) as asked:
        assert len(account.letters.recent()) == 10

    assert '"html"' not in asked.captured_queries[0]["sql"]
