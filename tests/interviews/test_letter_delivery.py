import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import pytest

from config.kit import clock
from config.kit.jobs import hand_over
from contacts.actions.accounts import ask_deletion, disable_account
from interviews.actions.dead_letters import send_again
from interviews.actions.marking import HANDED_LEASE
from interviews.actions.outbox import record
from interviews.actions.planning_letters import plan_letters
from interviews.models import FollowUpKind, Letter, MailHost
from interviews.rules.delivering import MAX_ATTEMPTS
from tests.factories import AccountFactory, FollowUpFactory, InterviewFactory, PersonFactory
from tests.post_office import PostOffice
from tests.processes import environment as environment_of
from tests.processes import finish_the_queue, start_worker
from tests.sent import mailed

MORNING = datetime(2026, 3, 12, 7, 3, tzinfo=UTC)


@pytest.fixture
def post_office(settings):
    with PostOffice() as office:
        settings.MAILERS = office.mailers
        yield office


def planned(account, *, at=MORNING, **fields):
    """Return the letter of one thing due."""
    day = at.date()
    fields = {"text": "Send the article", "kind": FollowUpKind.PROMISE} | fields
    FollowUpFactory(
        person=PersonFactory(account=account, name="王小明"),
        due_on=day,
        due_at=clock.end_of_day(day, account.zone),
        **fields,
    )
    assert plan_letters(at=at) == 1
    return account.letters.get()


def test_a_received_digest_is_whole(account, post_office, settings):
    settings.MAIL_DOMAIN = "askwell.example.org"
    letter = planned(account)

    mailed(at=MORNING)

    (received,) = post_office.letters
    text, html = received.iter_parts()
    letter.refresh_from_db()
    assert received["Message-ID"] == letter.message_id
    assert letter.message_id.endswith("@askwell.example.org>")
    assert received["To"] == account.email
    assert received["From"] == settings.DEFAULT_FROM_EMAIL
    assert received["Subject"] == "Thursday 12 March: 1 thing due"
    assert received["Auto-Submitted"] == "auto-generated"
    assert abs(parsedate_to_datetime(received["Date"]) - letter.created_at) < timedelta(seconds=1)
    assert received.get_content_type() == "multipart/alternative"
    assert [text.get_content_type(), html.get_content_type()] == ["text/plain", "text/html"]
    assert text.get_content().replace("\r\n", "\n") == letter.text
    assert "王小明" in text.get_content() and "王小明" in html.get_content()
    assert (letter.state, letter.attempts) == ("sent", 1)
    assert letter.sent_at - MORNING < timedelta(minutes=1)


def test_its_header_stops_the_digest_with_one_click(account, post_office, client):
    planned(account)
    mailed(at=MORNING)
    (received,) = post_office.letters

    link = str(received["List-Unsubscribe"])
    response = client.post(
        urlsplit(link.strip("<>")).path,
        data=str(received["List-Unsubscribe-Post"]),
        content_type="application/x-www-form-urlencoded",
    )

    account.refresh_from_db()
    assert response.status_code == 200
    assert not account.wants_digest


def test_the_header_with_the_link_travels_in_one_unbroken_line(account, post_office):
    planned(account)
    mailed(at=MORNING)

    start = f"List-Unsubscribe: <http://localhost:8000/unsubscribe/{account.pk}.".encode()
    (line,) = [line for line in post_office.raw[0].splitlines() if line.startswith(start)]
    assert line.endswith(b"/>")


def test_a_chinese_account_reads_chinese(db, post_office):
    account = AccountFactory(language="zh-hans", zone="Asia/Shanghai", name="李雪琪")
    planned(account, text="把文章发给她", at=datetime(2026, 3, 12, 0, 1, tzinfo=UTC))

    mailed(at=datetime(2026, 3, 12, 0, 1, tzinfo=UTC))

    (received,) = post_office.letters
    text, html = (part.get_content() for part in received.iter_parts())
    assert received["Subject"] == "3月12日（星期四）：1 件待办"
    assert "李雪琪，你好：" in text and "以下是你今天的安排。" in text
    assert "把文章发给她 · 王小明 · 今天" in text
    assert 'lang="zh-Hans"' in html and "该做的事" in html
    for english in ("Hello", "Due", "today", "Switch"):
        assert english not in text + html.split("</style>")[1]


def test_a_letter_the_server_does_not_take_yet_is_tried_again_and_then_says_why(
    account, post_office
):
    letter = planned(account)
    Letter.objects.update(until=None)
    post_office.answer = "451 4.7.1 come back later"
    now, tries = MORNING, 0
    while letter.state == "queued":
        mailed(at=now)
        letter.refresh_from_db()
        now, tries = max(letter.try_at, now), tries + 1

    assert (letter.state, letter.attempts, letter.cause) == ("failed", MAX_ATTEMPTS, "later")
    assert (letter.code, letter.error) == (451, "4.7.1 come back later")
    assert tries == post_office.handed == MAX_ATTEMPTS
    assert timedelta(hours=16) < now - MORNING < timedelta(hours=25)
    # What it did not tell is told by the next one.
    assert account.follow_ups.get().announced_on is None
    assert plan_letters(at=MORNING + timedelta(days=1)) == 1


@pytest.mark.parametrize(("has_talk", "state"), [(False, "dropped"), (True, "sent")])
def test_a_digest_that_waited_leaves_only_where_it_still_tells_something(
    account, post_office, has_talk, state
):
    letter = planned(account)
    account.letters.update(created_at=MORNING)
    post_office.greeting = "421 4.3.2 down"
    mailed(at=MORNING)
    account.follow_ups.update(state="done", settled_at=MORNING)
    if has_talk:
        starts_at = MORNING + timedelta(hours=5)
        local = {"on_date": starts_at.date(), "at_time": starts_at.time(), "starts_at": starts_at}
        InterviewFactory(account=account, stage="scheduled", **local)
    post_office.greeting = ""

    mailed(at=MORNING + timedelta(hours=2))

    letter.refresh_from_db()
    assert (letter.state, len(post_office.letters)) == (state, int(has_talk))


def test_what_a_letter_sent_again_tells_is_told_once(account, post_office):
    letter = planned(account)
    post_office.answer = "554 not today"
    mailed(at=MORNING)
    assert account.follow_ups.get().announced_on is None
    post_office.answer = "250 taken"

    assert send_again(account, letter.pk, at=MORNING) == ""
    mailed(at=MORNING)

    assert len(post_office.letters) == 1
    assert plan_letters(at=MORNING + timedelta(days=1)) == 0


def test_a_letter_sent_again_leaves_alone_what_another_told_since(account, post_office):
    letter = planned(account)
    post_office.answer = "554 not today"
    mailed(at=MORNING)
    tomorrow = MORNING.date() + timedelta(days=1)
    account.follow_ups.update(announced_on=tomorrow)

    assert send_again(account, letter.pk, at=MORNING) == ""

    assert account.follow_ups.get().announced_on == tomorrow


def test_a_letter_that_was_not_taken_once_arrives_with_its_first_name(account, post_office):
    letter = planned(account)
    post_office.greylists = True
    mailed(at=MORNING)
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.code) == ("queued", 1, 451)
    assert "greylisted" in letter.error and post_office.letters == []

    mailed(at=letter.try_at)

    (received,) = post_office.letters
    letter.refresh_from_db()
    assert received["Message-ID"] == letter.message_id
    assert (letter.state, letter.attempts, letter.error, letter.cause) == ("sent", 2, "", "")
    assert (letter.code, letter.answer) == (250, "250 taken")


def test_a_server_that_is_down_costs_no_letter_an_attempt(account, post_office):
    letter = planned(account)
    post_office.close()

    for minutes in range(3):
        mailed(at=MORNING + timedelta(minutes=minutes))

    letter.refresh_from_db()
    host = MailHost.objects.get()
    assert (letter.state, letter.attempts) == ("queued", 0)
    assert host.name == f"127.0.0.1:{post_office.port}"
    assert "ConnectionRefusedError" in host.error and host.down_since == MORNING.replace(
        microsecond=host.down_since.microsecond
    )

    post_office.open()
    mailed(at=max(host.try_at, letter.try_at))

    host.refresh_from_db()
    assert len(post_office.letters) == 1
    assert (host.down_since, host.failures, host.error) == (None, 0, "")


def test_a_letter_is_delivered_once(account, post_office):
    letter = planned(account)

    mailed(at=MORNING)
    mailed(at=MORNING)

    assert len(post_office.letters) == 1
    letter.refresh_from_db()
    assert letter.attempts == 1


def test_yesterdays_digest_is_not_delivered_today(account, post_office):
    letter = planned(account)

    mailed(at=MORNING + timedelta(days=1))

    letter.refresh_from_db()
    assert (letter.state, letter.cause) == ("failed", "time") and "over" in letter.error
    assert post_office.letters == []
    assert account.follow_ups.get().announced_on is None


def test_who_switches_it_off_in_time_gets_no_more(account, post_office):
    letter = planned(account)
    account.wants_digest = False
    account.save()

    mailed(at=MORNING)

    letter.refresh_from_db()
    assert letter.state == "dropped"
    assert post_office.letters == []


@pytest.fixture
def todays_letter(transactional_db):
    """A letter queued for a zone in which it is noon now, so that real workers deliver it."""
    hour = clock.now().hour
    zone = f"Etc/GMT{hour - 12:+d}" if hour != 12 else "Etc/GMT"
    account = AccountFactory(zone=zone, working_days=[1, 2, 3, 4, 5, 6, 7], digest_hour=7)
    return planned(account, at=clock.now())


@pytest.mark.full
def test_a_letter_whose_sender_was_killed_is_picked_up_under_the_same_name(todays_letter, tmp_path):
    with PostOffice() as office:
        environment = environment_of(tmp_path, ASKWELL_MAIL_URL=f"smtp://127.0.0.1:{office.port}")
        office.is_slow = True
        worker = start_worker(environment)
        assert office.knocked.wait(30), worker.stderr
        worker.kill()
        worker.wait()
        office.is_slow = False
        todays_letter.refresh_from_db()
        assert (todays_letter.state, todays_letter.attempts) == ("queued", 1)
        assert todays_letter.handed_at and not todays_letter.is_repeat
        # As if the time had passed in which somebody may still be at it.
        long_ago = clock.now() - HANDED_LEASE
        Letter.objects.update(try_at=long_ago, handed_at=long_ago)
        hand_over("send_letters")

        finish_the_queue(environment)

    todays_letter.refresh_from_db()
    assert (todays_letter.state, todays_letter.attempts) == ("sent", 2)
    assert todays_letter.is_repeat
    assert {letter["Message-ID"] for letter in office.letters} == {todays_letter.message_id}


@pytest.mark.parametrize("what", ["disabled", "leaving", "address"])
def test_a_letter_that_may_not_be_written_any_more_stays_here(account, post_office, what):
    letter = planned(account)
    if what == "disabled":
        disable_account(account=account)
    elif what == "leaving":
        ask_deletion(account=account, at=MORNING)
    else:
        account.emailaddress_set.update(email="new@example.com")

    mailed(at=MORNING)

    letter.refresh_from_db()
    assert (post_office.letters, letter.state) == ([], "dropped")
    assert account.follow_ups.get().announced_on is None


@pytest.mark.full
def test_two_workers_keep_a_rate_together(transactional_db, tmp_path):
    """Four letters a second and eight at once, whoever sends them."""
    account = AccountFactory()
    for _ in range(20):
        row = {"kind": "notice", "to": account.email, "subject": "S", "text": "T"}
        record(Letter(account=account, **row), at=clock.now())
    with PostOffice() as office:
        environment = environment_of(
            tmp_path,
            ASKWELL_MAIL_URL=f"smtp://127.0.0.1:{office.port}",
            ASKWELL_MAIL_PER_MINUTE="240",
        )
        workers = [start_worker(environment) for _ in range(2)]
        try:
            for _ in range(300):
                if Letter.objects.filter(state="sent").count() == 20:
                    break
                time.sleep(0.1)
        finally:
            for worker in workers:
                worker.kill()
                worker.wait()

    assert len(office.arrived) == len(set(office.arrived)) == 20
    assert set(Letter.objects.values_list("attempts", flat=True)) == {1}
    for begin, moment in enumerate(office.moments):
        for end, later in enumerate(office.moments[begin:], start=1):
            assert end <= 8 + 1 + 4 * (later - moment + 0.5), "too many in so short a time"
    assert office.moments[-1] - office.moments[0] > 2
