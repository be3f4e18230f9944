"""Letters in batches against a real mail server that behaves in every way."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from config.kit import clock
from interviews.actions import delivery, hosts
from interviews.actions.delivery import send_ready
from interviews.actions.marking import HANDED_LEASE, LEASE, claim_ready, mark
from interviews.actions.outbox import record
from interviews.actions.stopping import is_stopped, stop
from interviews.jobs import send_letter
from interviews.mail.leave import why_not
from interviews.models import Letter, LetterKind, MailHost
from tests.factories import AccountFactory
from tests.post_office import PostOffice
from tests.sent import mailed

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def november(db):
    with clock.moved_to(NOW):
        yield


@pytest.fixture
def office(settings):
    with PostOffice() as office:
        settings.MAILERS = office.mailers
        yield office


def recorded(account, number=1, **fields):
    """Return letters that the outbox holds."""
    row = {"kind": LetterKind.NOTICE, "to": account.email, "subject": "S", "text": "T"} | fields
    return [record(Letter(account=account, **row), at=clock.now()) for _ in range(number)]


def state(letter):
    letter.refresh_from_db()
    return letter.state, letter.attempts, letter.cause


def later(**much):
    return mailed(at=clock.now() + timedelta(**much))


def test_many_letters_share_one_connection_and_few_questions(account, office):
    def asked(number):
        recorded(account, number)
        with CaptureQueriesContext(
            connection,
        ) as questions:
            mailed()
        return len(questions)

    _first, few, many = asked(1), asked(2), asked(12)

    assert many - few == 10, "one statement a letter marks it and the one before"
    assert (len(office.letters), office.connections) == (15, 3)


def test_one_address_that_is_refused_stops_that_address_and_no_other_letter(account, office):
    gone = AccountFactory(email="gone@example.org")
    [one], [bad], [two] = recorded(account), recorded(gone), recorded(account)
    office.refused = {"gone@example.org": "550 5.1.1 no such user"}

    mailed()

    assert [state(each) for each in (one, bad, two)] == [
        ("sent", 1, ""),
        ("failed", 1, "address"),
        ("sent", 1, ""),
    ]
    assert (bad.code, bad.error) == (550, "5.1.1 no such user")
    assert is_stopped("Gone@Example.org") and not is_stopped(account.email)
    assert office.connections == 1


def test_nothing_but_what_somebody_waits_for_goes_to_a_stopped_address(account, office):
    stop(account.email, at=NOW, code=550, reason="no such user")
    [letter], [test] = recorded(account), recorded(account, kind=LetterKind.TEST)

    mailed()

    assert state(letter) == ("failed", 0, "address")
    assert state(test) == ("sent", 1, "")
    assert not is_stopped(account.email), "it took a letter"


def test_a_letter_waits_no_longer_than_it_is_of_use(account, office):
    [letter] = recorded(account, until=NOW + timedelta(seconds=30))
    office.answer = "451 4.7.1 greylisted"

    mailed()

    assert state(letter) == ("queued", 1, "later") and letter.try_at == letter.until


def test_a_full_mailbox_is_tried_again_and_stops_nothing(account, office):
    [letter] = recorded(account)
    office.answers = {"RCPT": "552 5.2.2 mailbox full"}

    mailed()

    assert state(letter) == ("queued", 1, "later") and not is_stopped(account.email)


@pytest.mark.parametrize(
    "trouble",
    [
        {"greeting": "554 no service"},
        {"greeting": "421 too busy"},
        {"answers": {"MAIL": "550 5.1.8 sender rejected"}},
        {"answers": {"RCPT": "421 4.7.0 later"}},
        {"answer": "421 shutting down"},
    ],
)
def test_trouble_with_the_server_costs_nobody_an_attempt(account, office, trouble, settings):
    letters = recorded(account, 3)
    vars(office).update(trouble)

    mailed()

    assert {state(letter)[:2] for letter in letters} == {("queued", 0)}
    host = MailHost.objects.get()
    assert host.down_since and host.try_at > NOW and host.failures == 1
    asked, settings.MAIL_PER_MINUTE = office.connections, 60
    with CaptureQueriesContext(connection) as questions:
        mailed()
    assert office.connections == asked and len(questions) < 4, "it is left alone meanwhile"


def test_one_letter_finds_out_whether_the_server_works_again(account, office):
    recorded(account, 4)
    office.greeting = "421 too busy"
    mailed()
    later(minutes=1)
    office.greeting, office.answer, office.handed = "", "421 still busy", 0

    later(minutes=5)

    assert office.handed == 1
    assert MailHost.objects.get().failures == 3
    office.answer = "250 taken"
    later(minutes=30)
    assert len(office.letters) == 4
    host = MailHost.objects.get()
    assert (host.down_since, host.failures, host.try_at, host.error) == (None, 0, None, "")


def test_a_letter_that_takes_the_server_down_does_not_hold_up_the_others(account, office):
    poison = AccountFactory(email="poison@example.org")
    [bad], others = recorded(poison), recorded(account, 3)
    office.refused = {"poison@example.org": "421 4.3.0 crashed"}

    mailed()
    later(minutes=1)

    assert {state(letter)[0] for letter in others} == {"sent"}
    assert state(bad) == ("queued", 0, "server")


def test_an_old_connection_that_was_closed_is_made_anew(account, office):
    letters = recorded(account, 5)
    office.most = 2

    mailed()

    assert {state(letter) for letter in letters} == {("sent", 1, "")}
    assert office.connections == 3 and not MailHost.objects.exclude(down_since=None).exists()


def test_a_letter_without_an_answer_is_repeated_once_and_says_so(account, office):
    [letter] = recorded(account)
    office.cuts = 1

    mailed()

    assert state(letter) == ("queued", 1, "unknown") and letter.handed_at and not letter.is_repeat
    later(minutes=10)
    assert state(letter) == ("sent", 2, "") and letter.is_repeat and letter.handed_at is None
    assert office.arrived == [(account.email, letter.message_id)] * 2


def test_a_second_time_without_an_answer_is_the_end(account, office):
    [letter] = recorded(account)
    office.cuts = 5
    mailed()

    later(minutes=10)
    later(minutes=60)

    assert state(letter) == ("failed", 2, "unknown") and letter.is_repeat
    assert len(office.letters) == 2


def test_what_a_killed_worker_held_is_free_again_by_itself(account, office):
    held, handed = recorded(account, 2)
    claim = uuid4()
    assert len(claim_ready(claim, 10, at=NOW + timedelta(seconds=1))) == 2
    mark(None, handed, claim=claim, at=NOW)

    later(seconds=30)
    assert office.letters == []
    mailed(at=NOW + LEASE + timedelta(seconds=5))
    assert (state(held), held.is_repeat) == (("sent", 1, ""), False)
    assert state(handed) == ("queued", 1, "")
    mailed(at=NOW + HANDED_LEASE + timedelta(seconds=5))

    assert (state(handed), handed.is_repeat) == (("sent", 2, ""), True)
    assert mark(None, handed, claim=claim, at=NOW) == (False, False), "whoever wakes up late"


def test_a_mark_whose_answer_got_lost_is_no_second_attempt(account):
    [letter] = recorded(account)
    claim = uuid4()
    claim_ready(claim, 1, at=NOW + timedelta(seconds=1))

    marks = [mark(None, letter, claim=claim, at=NOW + timedelta(seconds=2)) for _ in range(2)]

    assert marks == [(False, True)] * 2
    assert (state(letter), letter.is_repeat) == (("queued", 1, ""), False)


def test_a_worker_that_is_to_stop_gives_back_what_it_holds(account, office):
    letters = recorded(account, 5)

    send_ready(should_stop=lambda: len(office.letters) == 2)

    assert [state(letter)[:2] for letter in letters] == [("sent", 1)] * 2 + [("queued", 0)] * 3
    assert not Letter.objects.exclude(claim=None).exists()
    jobs = ProcrastinateJob.objects.filter(task_name="send_letters")
    assert jobs.count() == 6, "another worker goes on at once"


def test_a_slow_server_does_not_hold_up_who_waits_to_sign_in(account, office, monkeypatch):
    monkeypatch.setattr(delivery, "BATCH_TIME", 0)
    recorded(account, 3)
    urgent = []

    def somebody_signs_in():
        if len(office.letters) == 1 and not urgent:
            urgent.extend(recorded(account, is_urgent=True))
        return False

    send_ready(should_stop=somebody_signs_in)

    assert [name for _to, name in office.arrived].index(urgent[0].message_id) <= 2


@pytest.mark.parametrize(
    ("change", "became"),
    [
        ({"until": NOW}, ("failed", 0, "time")),
        ({"created_at": NOW - timedelta(days=6)}, ("failed", 0, "time")),
        ({"to": "else@example.org"}, ("dropped", 0, "another")),
        ({"kind": "review"}, ("dropped", 0, "another")),
        ({"to": "Bo <bo@example.org>, x@y.z", "kind": "sign_in"}, ("failed", 0, "address")),
        ({"to": "mariana@porto.example", "kind": "sign_in"}, ("failed", 0, "another")),
    ],
)
def test_what_may_not_leave_any_more_says_why(account, office, change, became):
    [letter], [other] = recorded(account), recorded(account)
    Letter.objects.filter(pk=letter.pk).update(**change)

    mailed()

    assert state(letter) == became and letter.error
    assert (len(office.letters), state(other)[0]) == (1, "sent")


def test_letters_to_made_up_addresses_land_in_a_folder(account, settings, tmp_path):
    backend = "config.kit.mail.FolderBackend"
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": {"folder": str(tmp_path)}}}
    [letter] = recorded(account, kind=LetterKind.SIGN_IN, to="mariana@porto.example")

    mailed()

    assert state(letter)[0] == "sent" and len(list(tmp_path.iterdir())) == 1


def test_jobs_of_earlier_versions_do_no_harm(account, office):
    [letter] = recorded(account)

    send_letter(letter_id=letter.pk)

    assert state(letter) == ("queued", 0, "")


@pytest.mark.parametrize("name", ["MAIL_PER_MINUTE", "MAIL_PER_MINUTE_TO"])
def test_a_rate_holds_letters_back_without_an_attempt(account, office, settings, name, monkeypatch):
    monkeypatch.setattr(delivery, "TURN", 0.1)
    setattr(settings, name, 120)
    letters = recorded(account, 20)

    mailed()

    sent = [letter for letter in letters if state(letter)[0] == "sent"]
    waiting = [letter for letter in letters if letter not in sent]
    assert 4 <= len(sent) <= 6
    assert all(state(letter) == ("queued", 0, "") and letter.claim is None for letter in waiting)
    assert MailHost.objects.filter(free_at__gt=NOW - timedelta(seconds=1)).count() == 1


def test_a_server_that_is_held_back_can_be_tried_at_once(account, office):
    office.greeting = "421 busy"
    recorded(account)
    mailed()
    office.greeting = ""

    hosts.try_soon(f"127.0.0.1:{office.port}", at=clock.now())
    mailed()

    assert len(office.letters) == 1


def test_a_machine_that_slept_in_a_batch_sends_nothing_late(account, office):
    letters = recorded(account, 3, until=NOW + timedelta(hours=1))

    def closes_the_lid():
        if len(office.letters) == 1:
            asleep.enter_context(clock.moved_to(NOW + timedelta(hours=7)))
        return False

    with ExitStack() as asleep:
        send_ready(should_stop=closes_the_lid)

    assert len(office.letters) == 1
    with clock.moved_to(NOW + timedelta(hours=7, minutes=10)):
        mailed()
    assert [state(letter)[::2] for letter in letters] == [("sent", "")] + [("failed", "time")] * 2


def test_a_rate_keeps_no_worker_busy_while_the_server_is_down(account, office, settings):
    settings.MAIL_PER_MINUTE = 60
    office.greeting = "421 busy"
    recorded(account, 2)
    mailed()

    with CaptureQueriesContext(connection) as queries:
        mailed()

    assert len(queries) <= 4


def test_a_letter_the_server_has_no_room_for_holds_up_no_other(account, office):
    [bad], others = recorded(account, text="x " * 10_000), recorded(account, 2)
    office.room = 5_000

    mailed()
    mailed(at=NOW + timedelta(minutes=1))
    mailed(at=NOW + timedelta(minutes=2))

    assert {state(letter)[0] for letter in others} == {"sent"}
    assert state(bad)[:2] == ("queued", 0)


def test_without_a_sender_of_our_own_all_letters_wait(account, office, settings):
    letters = recorded(account, 2)
    settings.MAIL_BOUNCES = "no address"

    mailed()

    assert [state(letter)[:2] for letter in letters] == [("queued", 0)] * 2
    assert "no address" in MailHost.objects.get().error
    settings.MAIL_BOUNCES = "bounces@example.org"
    later(minutes=5)
    assert len(office.letters) == 2


@pytest.mark.parametrize("answer", ["250 ta\0ken", "554 \0no", "451 la\0ter"])
def test_whatever_signs_are_in_an_answer_it_is_noted(account, office, answer):
    letters = recorded(account, 2)
    office.answer = answer

    mailed()

    assert {state(letter)[1] for letter in letters} == {1}
    assert {letter.handed_at for letter in letters} == {None}


def test_an_account_deleted_after_its_letter_was_taken_holds_up_no_other(account, office):
    gone = AccountFactory()
    recorded(gone)
    recorded(account)
    taken = claim_ready(uuid4(), 10, at=NOW + timedelta(seconds=1))

    gone.delete()

    assert [why_not(taken, at=NOW).get(one.pk) is None for one in taken] == [False, True]
