import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from interviews.models import AnswerVersion
from interviews.rules.note_changes import Standing, differences, words_in
from tests.factories import AnswerFactory

BOTH, EARLIER, NOW = Standing.BOTH, Standing.EARLIER, Standing.NOW


@pytest.mark.parametrize(
    ("earlier", "now", "pieces"),
    [
        (
            "They ship weekly",
            "They ship daily",
            [(BOTH, "They ship "), (EARLIER, "weekly"), (NOW, "daily")],
        ),
        ("", "New", [(NOW, "New")]),
        ("Gone", "", [(EARLIER, "Gone")]),
        ("One\nTwo", "One\nTwo", [(BOTH, "One\nTwo")]),
        ("每周开会", "每天开会", [(BOTH, "每"), (EARLIER, "周"), (NOW, "天"), (BOTH, "开会")]),
    ],
)
def test_two_texts_are_compared_word_by_word(earlier, now, pieces):
    found = differences(earlier, now)

    assert [(piece.standing, piece.text) for piece in found] == pieces


def test_what_both_have_is_cut_short_far_from_a_difference():
    same = " ".join(f"word{n}" for n in range(100))

    first, gone, last = differences(f"{same} old {same}", f"{same} {same}")

    assert (first.is_cut, first.text, last.is_cut, last.tail) == (True, "", True, "")
    assert first.tail.startswith("word85 ") and last.text.endswith(" word14 ")
    assert gone.text.strip() == "old"
    assert words_in([first, gone, last], EARLIER) == 1


@given(st.text("ab \n"), st.text("ab \n"))
def test_the_pieces_make_up_both_texts(earlier, now):
    pieces = differences(earlier, now)

    assert "".join(piece.text for piece in pieces if piece.standing is not NOW) == earlier
    assert "".join(piece.text for piece in pieces if piece.standing is not EARLIER) == now


@pytest.fixture
def answer(account):
    return AnswerFactory(line__sheet__account=account, line__account=account, version=9, text="Now")


def keep(answer, version, text):
    return AnswerVersion.objects.create(
        account=answer.account, answer=answer, version=version, text=text
    )


def test_every_earlier_text_is_listed_latest_first(page, answer):
    for version in range(1, 26):
        keep(answer, version, f"Text <{version}>")

    first = page.get(answer.versions_url)
    rest = page.get(answer.versions_url + first.context["page"].after)

    shown = [text.version.version for text in first.context["earlier"] + rest.context["earlier"]]
    assert shown == list(range(25, 0, -1))
    assert "Text &lt;25&gt;</" in first.content.decode()


def test_a_text_comes_back_and_the_present_one_is_kept(page, answer):
    before = keep(answer, 3, "Before")

    said = page.post(reverse("note-restore", args=[answer.pk, before.pk]), follow=True)

    answer.refresh_from_db()
    assert (answer.text, answer.version) == ("Before", 10)
    assert [kept.text for kept in answer.versions.all()] == ["Now", "Before"]
    assert "That text is back" in said.content.decode()


def test_a_text_comes_back_only_to_its_own_note(page, answer):
    other = AnswerFactory(
        line__sheet__account=answer.account, line__account=answer.account, text="Other"
    )
    before = keep(other, 3, "Before")

    assert page.post(reverse("note-restore", args=[answer.pk, before.pk])).status_code == 404
    answer.refresh_from_db()
    assert answer.text == "Now"


def test_a_stranger_finds_no_texts(client, stranger, answer):
    client.force_login(stranger)

    assert client.get(answer.versions_url).status_code == 404


@pytest.mark.full
def test_many_texts_need_no_more_queries(page, answer):
    counts = []
    for n in (1, 3):
        for version in range(10 * n, 10 * n + n):
            keep(answer, version, "Text")
        with CaptureQueriesContext(connection) as queries:
            page.get(answer.versions_url)
        counts.append(len(queries))

    assert counts[0] == counts[1]
