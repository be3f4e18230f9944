"""What each letter is as a thing that travels: small, safe, whole in both parts, cheap to write."""

import re
from datetime import UTC, datetime, timedelta
from itertools import count as counted
from uuid import UUID

import html5lib
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.kit import clock
from interviews.mail import wording
from interviews.mail.before_talk import note_for
from interviews.mail.digest import digest_for
from interviews.mail.envelope import mail_of
from interviews.mail.evening import evening_for
from interviews.mail.links import read
from interviews.mail.previews import preview
from interviews.mail.review import review_for
from interviews.mail.sign_in import in_html
from interviews.mail.wording import written
from interviews.models import Letter, LetterKind
from tests.factories import (
    AccountFactory,
    AnswerFactory,
    FollowUpFactory,
    InterviewFactory,
    LineFactory,
    OrganisationFactory,
    OutreachFactory,
    PersonFactory,
    SheetFactory,
)

# A Thursday morning in Lisbon, which keeps UTC in winter.
MORNING = datetime(2026, 3, 12, 7, 0, tzinfo=UTC)
DAY = MORNING.date()
UID = UUID(int=7)
LONG = "研究所与医院之间的数据工作" * 40
MOST = 100_000
# Rows whose numbers stand in addresses, numbered as where millions were made: each digit adds up.
NUMBERS = counted(10**9)


def scheduled(account, at, people, **fields):
    local = {"on_date": at.date(), "at_time": at.time(), "starts_at": at}
    fields = {"stage": "scheduled", **local, **fields}
    return InterviewFactory(pk=next(NUMBERS), account=account, people=people, **fields)


def somebody(account, name="王小明"):
    number = account.organisations.count()
    place = OrganisationFactory(account=account, name=f"{number} {LONG[:100]}")
    fields = {"name": name, "title": LONG[:100], "organisation": place}
    return PersonFactory(pk=next(NUMBERS), account=account, **fields)


def fill(account, count, *, talks=0, notes=LONG):
    """Give the account so much to be told about, long and in three bytes a character."""
    end = clock.end_of_day(DAY, account.zone)
    for _ in range(count):
        person = somebody(account, name=LONG[:60])
        held = InterviewFactory(account=account, people=[person], stage="held", ended_at=MORNING)
        sheet = SheetFactory(interview=held)
        for position in range(2):
            line = LineFactory(sheet=sheet, text=LONG[:400], position=position)
            AnswerFactory(line=line, text=notes)
        fields = {"text": LONG[:400], "due_on": DAY, "due_at": end}
        FollowUpFactory(pk=next(NUMBERS), person=person, kind="promise", **fields)
        OutreachFactory(
            person=somebody(account), stage="asked", asked_at=MORNING - timedelta(days=6)
        )
    for n in range(talks):
        people = [somebody(account) for _ in range(2)]
        link = f"https://meet.example.com/{'x' * 300}"
        start = MORNING + timedelta(minutes=30 * n + 30)
        scheduled(account, start, people, place=link, zone="America/New_York")


def sent(letter, account):
    """Return the letter as it goes to the mail server."""
    row = Letter(
        account=account,
        kind="digest",
        to=account.email,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        message_id="<x@example.com>",
        created_at=MORNING,
    )
    return mail_of(row).as_bytes()


@pytest.mark.full
def test_the_fullest_letter_stays_below_the_size_that_mail_programs_cut(db):
    account = AccountFactory(language="zh-hans", name=LONG[:200])
    fill(account, 25, talks=15)

    digest = digest_for(account, day=DAY, at=MORNING)
    letter = written(digest, UID)

    assert (len(digest.due), len(digest.talks), len(digest.quiet)) == (25, 15, 5)
    assert letter.text.count("/letter/") == 3 * 20
    assert len(sent(letter, account)) < MOST


def test_a_letter_that_would_be_too_large_says_everything_in_fewer_words(account, monkeypatch):
    fill(account, 3, talks=2)
    digest = digest_for(account, day=DAY, at=MORNING)
    whole = written(digest, UID)
    monkeypatch.setattr(wording, "LARGEST", 25_000)

    tight = written(digest, UID)

    assert len(sent(tight, account)) < len(sent(whole, account)) / 2
    assert tight.text.count("/letter/") == whole.text.count("/letter/") == 9
    assert "From your notes" in whole.text and "From your notes" not in tight.text


# What each kind asks the database, however much there is to tell.
QUERIES = {"digest": 12, "evening": 2, "talk": 6, "review": 8}


def contents(account):
    end = MORNING + timedelta(hours=12)
    talk = account.interviews.filter(stage="scheduled").select_related("account").first()
    thanks = list(account.follow_ups.filter(kind="promise").order_by("pk"))
    return {
        "digest": lambda: digest_for(account, day=DAY, at=MORNING),
        "evening": lambda: evening_for(account, thanks=thanks, debriefs=[], at=end),
        "talk": lambda: note_for(talk, at=MORNING),
        "review": lambda: review_for(account, day=DAY, at=end),
    }


@pytest.mark.full
@pytest.mark.parametrize("count", [1, 3])
def test_letters_ask_the_database_the_same_however_much_there_is(account, count):
    fill(account, count, talks=count, notes="Short.")
    asked = {}
    for name, content in contents(account).items():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            written(content(), UID)
        asked[name] = len(queries)

    assert asked == QUERIES


REMOTE = re.compile(
    r"""(?:src|srcset|background|poster)\s*=|@import|@font-face|url\(|<(?:img|link|script|object|iframe|form|input|video)\b"""
)


def test_letters_hold_nothing_remote_and_parse_without_a_fault(account):
    letters = {kind: preview(account, LetterKind(kind), at=MORNING).letter.html for kind in KINDS}
    letters["sign_in"] = in_html(
        "Confirm", "Hello,\n\nhttps://example.com/x\n\n- one\n- two\n\n-- \nAskwell"
    )
    for kind, html in letters.items():
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        tree = parser.parse(html)
        assert not parser.errors, (kind, parser.errors)
        assert not REMOTE.search(html), kind
        assert tree.get("lang") == "en"
        assert len(tree.findall(".//h1")) == 1
        # All that is needed is there when a mail program drops the styles.
        body = html.split("</style>")[1]
        assert "display:none" not in body.replace(" ", "")


KINDS = ("digest", "thanks", "debrief", "talk", "review")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_text_and_html_lead_to_the_same_places(account, language):
    account.language = language
    for kind in KINDS:
        letter = preview(account, LetterKind(kind), at=MORNING).letter
        in_text = set(re.findall(r"https?://[^\s，。]+", letter.text))
        in_page = set(re.findall(r'href="([^"]+)"', letter.html))

        assert in_text == in_page, kind
        lines = [line for line in letter.text.splitlines() if line != "-- "]
        assert [line for line in lines if line != line.rstrip()] == [], kind


def test_each_due_thing_is_settled_from_the_letter_that_tells_it(account):
    task = FollowUpFactory(
        person__account=account, due_on=DAY, due_at=clock.end_of_day(DAY, account.zone)
    )

    letter = written(digest_for(account, day=DAY, at=MORNING), UID)

    for part in (letter.text, letter.html):
        links = [read(token) for token in re.findall(r"/letter/([\w-]+)/", part)]
        assert [link.action for link in links] == ["done", "snooze", "drop"]
        assert {(link.letter_uid, link.follow_up_id) for link in links} == {(UID, task.pk)}


def test_names_written_from_right_to_left_stay_beside_their_hour(account):
    person = PersonFactory(account=account, name="دينا الشريف", title="")
    scheduled(account, MORNING + timedelta(hours=3), [person])

    letter = written(digest_for(account, day=DAY, at=MORNING), UID)

    assert "\u2068دينا الشريف\u2069" in letter.text and "\u2068دينا الشريف\u2069" in letter.html
    assert "\u2068" not in letter.subject


def test_what_is_written_by_hand_cannot_become_part_of_the_letter(account):
    FollowUpFactory(
        person__account=account,
        text="<b>Send</b>\r\n\r\nBcc: x@example.com {{ name }} {% now %}",
        due_on=DAY,
        due_at=clock.end_of_day(DAY, account.zone),
    )

    letter = written(digest_for(account, day=DAY, at=MORNING), UID)

    assert "&lt;b&gt;Send&lt;/b&gt; Bcc" in letter.html and "<b>Send" not in letter.html
    assert "* <b>Send</b> Bcc: x@example.com {{ name }} {% now %}" in letter.text


def test_sign_in_mail_says_in_html_what_its_text_says():
    html = in_html(
        "Confirm your <address>",
        "Hello Ana,\n\nopen this link:\n\nhttps://a.example/x?y=1&z=2\n\n- IP <b>\n\n-- \nAskwell · https://a.example",
    )

    assert '<a class="button" href="https://a.example/x?y=1&amp;z=2">' in html
    assert "<li>IP &lt;b&gt;</li>" in html and "Confirm your &lt;address&gt;" in html
    assert html.count("Askwell ·") == 1
