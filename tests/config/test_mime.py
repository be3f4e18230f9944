from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.kit.mime import Attachment, Mail

PLAIN = {
    "message_id": "<5f@askwell.example.org>",
    "date": datetime(2026, 11, 20, 9, tzinfo=UTC),
    "sender": ("Askwell", "letters@askwell.example.org"),
    "to": "bo@example.org",
    "subject": "Hello",
    "text": "World\n",
}
# What can stand in a letter: no half of a pair, which is no text.
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00"))


def read(**fields):
    raw = Mail(**PLAIN | fields).as_bytes()
    assert b"\n" not in raw.replace(b"\r\n", b"") and b"\r" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) < 998
    return message_from_bytes(raw, policy=default)


def said(part):
    return part.get_content().replace("\r\n", "\n")


def whole(words):
    """Return a text as it arrives: with the end of its last line."""
    return words.rstrip("\n") + "\n"


@given(WORDS, WORDS)
def test_text_and_html_arrive_as_they_were_written(text, html):
    received = read(text=text, html=html + "<p>")

    plain, rich = received.iter_parts()
    assert [plain.get_content_type(), rich.get_content_type()] == ["text/plain", "text/html"]
    assert (said(plain), said(rich)) == (whole(text), whole(html + "<p>"))


@pytest.mark.parametrize(
    "line", ["a" * 5000, "王小明" * 2000, ".\n..\n.", "--=_a5f", "From me\n \n"]
)
def test_no_line_is_too_long_or_lost(line):
    assert said(read(text=line)) == whole(line)


@pytest.mark.parametrize(
    "words",
    ["Hello", "今天：" * 40, "Grüße an " + "Ümläute " * 20, "=?utf-8?q?x?=", "a " * 100, ""],
)
def test_subject_and_sender_are_read_as_written(words):
    # Read by the old policy: the new one loses a blank between two encoded words of a name.
    raw = Mail(**PLAIN | {"subject": words, "sender": (words, "a@b.example")}).as_bytes()
    received = message_from_bytes(raw)

    def shown(name):
        return str(make_header(decode_header(received[name]))).replace("\n", "")

    assert shown("Subject").split() == words.split()
    name = shown("From").replace('"', "").partition("<a@b.example>")[0]
    assert name.split() == (words.split() or ["a@b.example"])
    assert all(len(line) <= 78 for line in raw.split(b"\r\n"))


@given(WORDS, st.sampled_from(["\r\nBcc: x@y.z", "\nBcc: x@y.z", "\r\n\r\nBody", "\x00"]))
def test_nothing_breaks_out_of_a_header(words, break_out):
    evil = words + break_out

    received = read(
        subject=evil,
        sender=(evil, "a@b.example"),
        headers=(("List-Id", evil.encode("ascii", "ignore").decode()),),
    )

    assert received["Bcc"] is None and said(received) == "World\n"


def test_a_link_in_a_header_stays_whole():
    link = "<https://askwell.example.org/unsubscribe/" + "a" * 200 + ">"

    raw = Mail(**PLAIN, headers=(("List-Unsubscribe", link),)).as_bytes()

    assert f"List-Unsubscribe: {link}".encode() in raw.split(b"\r\n")


def test_files_travel_beside_the_letter():
    files = (Attachment("页.pdf", "pdf", b"%PDF\x00\xff"),)

    received = read(
        html="<p>", calendar=b"BEGIN:VCALENDAR\r\n", method="REQUEST", attachments=files
    )

    bodies, entry, pdf = received.iter_parts()
    assert [part.get_content_type() for part in bodies.iter_parts()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    assert entry.get_content() == b"BEGIN:VCALENDAR\r\n"
    assert (pdf.get_filename(), pdf.get_content()) == ("页.pdf", b"%PDF\x00\xff")


def test_the_same_letter_is_the_same_bytes():
    assert Mail(**PLAIN, html="<p>").as_bytes() == Mail(**PLAIN, html="<p>").as_bytes()
