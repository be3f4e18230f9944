import json
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.kit import clock
from interviews.models import Answer
from tests.cases import few
from tests.factories import AnswerFactory, InterviewFactory, LineFactory, SheetFactory


@pytest.fixture
def line(account):
    sheet = SheetFactory(account=account, interview=InterviewFactory(account=account))
    return LineFactory(account=account, sheet=sheet)


@pytest.fixture
def save(page, line):
    """Send a note as the script does; return the status and what was said."""

    def send(text="Typed", seen=0, **more):
        sent = {"key": f"line-{line.pk}", "text": text, "seen": seen, "asked": line.text, **more}
        answer = page.post(
            reverse("talk-save", args=[line.sheet.interview_id]),
            json.dumps(sent),
            content_type="application/json",
        )
        return answer.status_code, answer.json()

    return send


def test_a_note_is_stored_and_its_version_told(save, line):
    assert save("Two days\x00 of meetings") == (
        200,
        {"kind": "saved", "version": 1, "state": "open", "marked": ""},
    )
    assert line.answers.get().text == "Two days of meetings"


def test_a_retry_after_a_lost_answer_is_saved_once(save, line):
    first = save("Typed")

    assert save("Typed") == first
    assert Answer.objects.get().version == 1


def test_a_conflict_carries_the_stored_text(save, line):
    AnswerFactory(line=line, text="Theirs", version=4)

    assert save("Mine", 3) == (409, {"kind": "conflict", "version": 4, "text": "Theirs"})
    assert line.answers.get().text == "Theirs"


def test_who_says_what_they_began_from_gets_both_texts(save, line):
    AnswerFactory(line=line, text="One\nTheirs", version=4)

    assert save("Mine\nTwo", 3, base="One\nTwo") == (
        200,
        {"kind": "merged", "text": "Mine\nTheirs", "version": 5, "state": "open", "marked": ""},
    )
    assert save("Mine\nTwo", 3, base="One\nTwo")[1]["version"] == 5
    assert save("Other\nTwo", 3, base="One\nTwo")[1]["kind"] == "conflict"


def test_what_a_chosen_text_takes_the_place_of_is_kept(save, line):
    AnswerFactory(line=line, text="No", version=4)
    save("Yes", 4)

    save("Now", 5, chosen=True)

    assert [kept.text for kept in line.answers.get().versions.all()] == ["Yes", "No"]


def test_a_question_gone_meanwhile_takes_its_notes_once(save, line):
    interview = line.sheet.interview
    type(line).objects.filter(pk=line.pk).delete()
    save("One", 0)
    AnswerFactory(line=None, account=interview.account, interview=interview, text="Else")

    assert save("One, changed", 1)[1]["kind"] == "saved"
    assert save("And mine", 1, base="One")[1]["text"] == "One, changed\n\nAnd mine"
    assert interview.answers.get(asked=line.text).version == 3


def test_a_note_too_long_says_so(save):
    status, said = save("x" * 50_001)

    assert (status, said["kind"]) == (422, "refused")
    assert "50,000 characters" in said["reason"]


def test_a_page_of_another_account_is_told_to_sign_in(save, account):
    assert save(account=account.pk + 1) == (401, {"kind": "signed-out"})
    assert save(account=account.pk)[0] == 200


def test_a_note_of_a_removed_question_is_kept(save, line):
    interview, asked = line.sheet.interview, line.text
    type(line).objects.filter(pk=line.pk).delete()

    assert save("Typed meanwhile")[0] == 200
    assert interview.answers.get().asked == asked


@pytest.mark.parametrize(
    "body",
    few(
        [
            b"",
            b"[]",
            b"null",
            b'{"key": "line-1", "text": "x"}',
            b'{"key": "line-1", "text": 5, "seen": 0}',
            b'{"key": "line-1", "text": "x", "seen": true}',
            b'{"key": "line-1", "text": "x", "seen": -1}',
            b'{"key": "line-1", "text": "x", "seen": 0, "base": 5}',
            b'{"key": "bank-1", "text": "x", "seen": 0}',
            b'{"key": "line-1\\n", "text": "x", "seen": 0}',
            b'\xff{"key"',
        ],
        quick=4,
    ),
)
def test_what_is_no_note_is_refused(page, line, body):
    answer = page.post(
        reverse("talk-save", args=[line.sheet.interview_id]), body, content_type="application/json"
    )

    assert (answer.status_code, answer.json()["kind"]) == (400, "refused")


def test_nobody_is_sent_to_sign_in(client, line):
    answer = client.post(reverse("talk-save", args=[line.sheet.interview_id]))

    assert answer["Location"].startswith(reverse("account_login"))


def test_a_note_too_large_to_read_is_refused_for_good(save, line, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    status, said = save("a" * 1000)

    assert (status, said["kind"]) == (422, "refused")
    assert not line.answers.exists()


def test_what_is_marked_is_said_with_the_day_of_the_talk_in_mind(save, line):
    interview = line.sheet.interview
    interview.ended_at = datetime(2026, 5, 6, 15, tzinfo=UTC)
    interview.save()

    with clock.moved_to(datetime(2026, 5, 9, 8, tzinfo=UTC)):
        _status, said = save("plain\n> the slides by Friday <b>")
        _status, said = save("plain\n> the <b>slides</b> by Friday", seen=1)

    assert "My promise" in said["marked"]
    assert "the &lt;b&gt;slides&lt;/b&gt; by Friday" in said["marked"]
    assert "Fri 8 May" in said["marked"]


def test_other_devices_are_told_what_is_new_and_else_only_that_nothing_is(
    page, client, stranger, save, line
):
    interview = line.sheet.interview
    url = reverse("talk-save", args=[interview.pk])
    save('" Two days')
    first = page.get(url)
    AnswerFactory(account=interview.account, interview=interview, line=None, part="free")

    def ask(stamp):
        return page.get(url, headers={"If-None-Match": stamp})

    second = ask(first["ETag"])
    with CaptureQueriesContext(connection) as few:
        nothing = ask(second["ETag"])
    save("Three days", 1)
    third = ask(second["ETag"])

    (note,) = first.json()["notes"]
    assert (note["key"], note["text"], note["version"]) == (f"line-{line.pk}", '" Two days', 1)
    assert "Two days" in note["marked"]
    assert (second.status_code, len(second.json()["notes"])) == (200, 2)
    assert (nothing.status_code, nothing.content) == (304, b"")
    # Who it is, whether the session is known, the talk, the stamp.
    assert len(few) <= 4, [one["sql"][:80] for one in few]
    assert next(one["text"] for one in third.json()["notes"]) == "Three days"
    client.force_login(stranger)
    assert client.get(url).status_code == 404
