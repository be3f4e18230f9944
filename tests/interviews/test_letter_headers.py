"""What the headers of letters tell programs, and keep to themselves."""

from datetime import UTC, date, datetime, time
from email import message_from_bytes
from email.policy import default
from uuid import uuid4

import pytest

from config.kit import clock
from interviews.actions.interviews import schedule_interview
from interviews.actions.outbox import record
from interviews.mail.envelope import mail_of
from interviews.mail.kinds import WANTED
from interviews.models import Letter, LetterKind
from tests.factories import InterviewFactory, PersonFactory
from tests.post_office import PostOffice
from tests.sent import mailed

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
OWN_DOINGS = {LetterKind.INVITATION, LetterKind.NOTICE}


@pytest.fixture
def talk(account):
    account.attaches_sheets = True
    account.save()
    talk = InterviewFactory(account=account, people=[PersonFactory(account=account)])
    where = {"on_date": date(2026, 11, 20), "at_time": time(15), "zone": "Europe/Lisbon"}
    return schedule_interview(talk, **where)


def headers(account, kind, **fields):
    letter = Letter(account=account, kind=kind, to=account.email, uid=uuid4(), text="T", **fields)
    letter.message_id = f"<{letter.uid.hex}@askwell.example.org>"
    return message_from_bytes(mail_of(letter).as_bytes(), policy=default)


@pytest.mark.parametrize("kind", LetterKind)
def test_each_kind_says_what_it_is(account, kind, settings):
    settings.MAIL_DOMAIN = "askwell.example.org"

    received = headers(account, kind)

    assert received["Auto-Submitted"] == (
        "auto-replied" if kind in OWN_DOINGS else "auto-generated"
    )
    is_wanted = kind in WANTED
    assert (received["List-Id"] == f"Askwell <{kind.value}.askwell.example.org>") == is_wanted
    assert (received["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click") == is_wanted
    assert ("List-Unsubscribe" in received) == is_wanted
    assert received["Message-ID"].endswith("@askwell.example.org>")
    assert received["References"] is None


def test_what_i_sent_by_a_button_is_no_automatic_answer(account):
    assert "Auto-Submitted" not in headers(account, LetterKind.INVITATION, is_automatic=False)


def test_letters_about_a_talk_make_one_thread_and_digests_none(account, talk):
    about = [headers(account, kind, interview=talk) for kind in ("notice", "invitation", "talk")]

    (root,) = {received["References"] for received in about}
    assert talk.uid.hex in root
    assert headers(account, LetterKind.DIGEST)["References"] is None


def test_sheets_go_with_a_letter_as_they_stand_when_it_leaves(account, talk, settings):
    letter = Letter(account=account, kind="notice", to=account.email, text="T", sheets_of=[talk.pk])
    with PostOffice() as office, clock.moved_to(NOW):
        settings.MAILERS = office.mailers
        record(letter, at=NOW)
        mailed()

    text, pdf = office.letters[0].iter_parts()
    assert pdf.get_content_type() == "application/pdf" and pdf.get_content().startswith(b"%PDF")
    assert pdf.get_filename() == f"Your questions {talk.on_date}.pdf"
    assert text.get_content().strip() == "T"


def test_a_letter_whose_sheet_is_gone_leaves_without_and_says_so(account, talk, settings):
    account.language = "zh-hans"
    account.save()
    letter = Letter(
        account=account, kind="notice", to=account.email, text="T", html="<body></body>",
        sheets_of=[talk.pk],
    )  # fmt: skip
    with PostOffice() as office, clock.moved_to(NOW):
        settings.MAILERS = office.mailers
        record(letter, at=NOW)
        talk.delete()
        mailed()

    received = office.letters[0]
    assert received.get_content_type() == "multipart/alternative"
    for part in received.iter_parts():
        assert "问题清单未能附上" in part.get_content()
    letter.refresh_from_db()
    assert (letter.state, letter.text) == ("sent", "T")
