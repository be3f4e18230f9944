"""What follows from a letter that came back, by whichever way it is reported."""

import io
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Event, Thread

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from config.kit import clock
from contacts.models import Message, Outreach, Reach
from interviews.actions.bounces import NotTaken, Refused, take_bounce
from interviews.actions.invitations import NothingToSend, compose, send_now
from interviews.actions.messages import hold_around
from interviews.actions.stopping import TAKES_NO_MAIL, is_stopped, lift, stop
from interviews.actions.trials import send_trial
from interviews.importing.bounces import read_bounce
from interviews.models import Cause, FollowUp, Letter, LetterState, StoppedAddress
from interviews.telling import telling
from tests.factories import MessageFactory, OutreachFactory
from tests.post_office import PostOffice
from tests.processes import environment as environment_of
from tests.returned import NOW, SAMPLES, a_letter, a_talk, an_invitation, bo, whole
from tests.sent import mailed

ROOT = Path(__file__).parents[2]
SOON = NOW + timedelta(minutes=20)


@pytest.fixture(autouse=True)
def november():
    with clock.moved_to(NOW):
        yield


def bounce(name):
    return read_bounce(whole(name))


def take(name, account=None):
    return take_bounce(bounce(name), at=SOON, account=account)


@pytest.mark.parametrize(
    ("name", "to", "cause", "code", "is_address_stopped"),
    [
        ("standard-postfix.eml", "bo@example.edu", Cause.ADDRESS, 550, True),
        ("standard-exchange.eml", "bo@example.edu", Cause.ADDRESS, 550, True),
        ("standard-forwarded.eml", "Bo@Example.edu", Cause.ADDRESS, 550, True),
        ("standard-international.eml", "bo@bücher.example", Cause.ADDRESS, 550, True),
        ("zh-web-mail.eml", "bo@example.edu", Cause.ADDRESS, 550, True),
        ("standard-full.eml", "bo@example.edu", Cause.LATER, 552, False),
        ("standard-expired.eml", "bo@example.edu", Cause.LATER, 421, False),
        ("standard-policy.eml", "bo@example.edu", Cause.REFUSED, 554, False),
    ],
)
def test_a_letter_that_came_back_is_failed_and_its_address_stopped_where_nobody_is(
    account, name, to, cause, code, is_address_stopped
):
    letter = a_letter(account, to=to)

    taken = take(name)

    letter.refresh_from_db()
    assert taken.letter == letter and taken.is_new
    assert (letter.state, letter.cause, letter.code) == (LetterState.FAILED, cause, code)
    assert letter.error
    assert is_stopped(to) is is_address_stopped


def test_a_stopped_address_says_why_and_by_which_letter(account):
    letter = a_letter(account)

    take("standard-postfix.eml")

    stopped = StoppedAddress.objects.get()
    assert (stopped.letter, stopped.code) == (letter, 550)
    assert "User unknown" in stopped.reason


def test_what_a_member_brings_in_is_not_told_to_others_as_the_servers_words(account):
    a_letter(account)

    take("standard-postfix.eml", account=account)

    stopped = StoppedAddress.objects.get()
    assert (stopped.code, stopped.reason) == (550, "")
    assert "User unknown" in account.letters.get().error


def test_a_report_about_another_address_changes_nothing(account):
    letter = a_letter(account)

    with pytest.raises(NotTaken) as refused:
        take("standard-somebody-else.eml")

    letter.refresh_from_db()
    assert refused.value.why is Refused.OTHER_ADDRESS
    assert letter.state == LetterState.SENT
    assert not StoppedAddress.objects.exists()


def test_somebody_else_can_report_my_letter_by_no_upload(account, stranger):
    a_letter(account)

    with pytest.raises(NotTaken) as refused:
        take("standard-postfix.eml", account=stranger)

    assert refused.value.why is Refused.NO_LETTER
    assert not StoppedAddress.objects.exists()


def test_an_upload_does_not_stop_the_reminders_of_another_account(account, stranger):
    letter = a_letter(account, to=stranger.email)
    forged = whole("standard-postfix.eml").replace(b"bo@example.edu", stranger.email.encode())

    taken = take_bounce(read_bounce(forged), at=SOON, account=account)

    letter.refresh_from_db()
    assert letter.state == LetterState.FAILED
    assert not taken.is_stopped and not is_stopped(stranger.email)


def test_a_report_without_a_letter_is_about_my_last_one_to_that_address(account, stranger):
    a_letter(account, message_id="<old@example.com>", sent_at=NOW - timedelta(days=2))
    last = a_letter(account)
    a_letter(stranger, message_id="<theirs@example.com>", sent_at=NOW)

    taken = take("pasted.txt", account=account)

    assert taken.letter == last
    assert is_stopped("bo@example.edu")


def test_a_report_without_a_letter_is_about_none_of_long_ago(account):
    a_letter(account, sent_at=NOW - timedelta(days=11))

    with pytest.raises(NotTaken):
        take("pasted.txt", account=account)


def test_a_report_without_a_letter_that_came_by_mail_is_about_none(account):
    a_letter(account)

    with pytest.raises(NotTaken) as refused:
        take("pasted.txt")

    assert refused.value.why is Refused.NO_LETTER


def test_a_report_about_a_message_of_my_own_program_is_about_no_letter(account):
    a_letter(account, message_id="<another@askwell.example>")

    with pytest.raises(NotTaken):
        take("standard-postfix.eml", account=account)


def test_the_same_report_once_more_stops_nothing_that_was_lifted(account):
    a_letter(account)
    take("standard-postfix.eml")
    lift("bo@example.edu")

    taken = take("standard-postfix.eml")

    assert not taken.is_new
    assert not is_stopped("bo@example.edu")


def test_a_letter_that_is_just_being_sent_again_is_taken_from_its_worker(account):
    letter = a_letter(
        account, state="queued", sent_at=None, claim="0" * 32, handed_at=NOW, is_repeat=True
    )

    take("standard-postfix.eml")

    letter.refresh_from_db()
    assert (letter.state, letter.claim) == (LetterState.FAILED, None)


@pytest.fixture
def person(account):
    return bo(account)


@pytest.fixture
def talk(person):
    return a_talk(person)


@pytest.fixture
def invitation(talk, person):
    return an_invitation(talk, person)


def test_an_invitation_that_came_back_told_nobody(invitation, talk, person):
    take("standard-postfix.eml")

    now = telling(talk, person, at=NOW)
    assert now.is_failed and not now.knows_of_it
    assert now.need == "first"


def test_an_invitation_that_found_nobody_is_noted_and_another_way_is_planned(invitation, person):
    taken = take("standard-postfix.eml")

    message = Message.objects.get(person=person)
    assert taken.logged == message
    assert (message.is_received, message.meaning, message.outreach) == (True, "bounce", None)
    assert "bo@example.edu" in message.body and "User unknown" in message.body
    assert FollowUp.objects.open().filter(person=person, kind="other_way").exists()
    person.refresh_from_db()
    assert person.last_contact_at is None


def test_the_ask_by_mail_that_waits_for_an_answer_did_not_arrive_either(
    account, invitation, person
):
    ask = OutreachFactory(account=account, person=person, channel="email", stage="asked")
    MessageFactory(
        person=person, outreach=ask, purpose="first_ask", sent_at=NOW - timedelta(days=2)
    )

    take("standard-postfix.eml")

    assert Outreach.objects.get(pk=ask.pk).stage == "bounced"


def test_a_full_mailbox_is_noted_of_the_letter_alone(invitation, person):
    taken = take("standard-full.eml")

    assert taken.logged is None
    assert not Message.objects.exists()


def run(*files, raw=b""):
    """Return what the command says of what comes through the pipe."""
    stdin, out = sys.stdin, io.StringIO()
    sys.stdin = io.TextIOWrapper(io.BytesIO(raw))
    try:
        call_command("bounce", *files, stdout=out)
    finally:
        sys.stdin = stdin
    return out.getvalue()


def test_the_command_takes_one_from_a_pipe(account):
    letter = a_letter(account)

    said = run(raw=b"From MAILER-DAEMON Thu Nov 19 09:00:04 2026\n" + whole("qmail.eml"))

    assert said == f"Letter {letter.pk} came back: no more mail goes to its address.\n"
    assert is_stopped("bo@example.edu")


def test_the_command_takes_files_and_says_what_each_was(account):
    a_letter(account)
    names = ("away-marked.eml", "standard-postfix.eml", "standard-postfix.eml", "locked.eml")

    said = run(*(str(SAMPLES / name) for name in names)).splitlines()

    assert [line.split()[0] for line in said] == ["This", "Letter", "Letter", "This"]
    assert "known before" in said[2]


def test_the_command_takes_what_is_about_nothing(db):
    assert "no letter that is known here" in run(raw=whole("standard-postfix.eml"))


@pytest.mark.full
def test_the_command_asks_to_come_again_while_the_database_is_away(tmp_path):
    answer = subprocess.run(
        [sys.executable, "manage.py", "bounce"],
        input=whole("standard-postfix.eml"),
        cwd=ROOT,
        env={
            "PATH": "/usr/bin:/bin",
            "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
            "ASKWELL_DATA_DIR": str(tmp_path),
        },
        capture_output=True,
    )

    assert (answer.returncode, answer.stdout) == (75, b"")
    assert b"database" in answer.stderr


@pytest.mark.full
@pytest.mark.parametrize("settings", [b"ASKWELL_SIGN_UP=nonsense", b"not a text: \xff"])
def test_the_command_asks_to_come_again_whatever_keeps_it_from_beginning(tmp_path, settings):
    """Such as the rights of another user: a mail system would send the report back to nobody."""
    (tmp_path / "env").write_bytes(settings)

    answer = subprocess.run(
        [sys.executable, "manage.py", "bounce"],
        input=whole("standard-postfix.eml"),
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "ASKWELL_ENV_FILE": str(tmp_path / "env")},
        capture_output=True,
    )

    assert (answer.returncode, answer.stdout) == (75, b"")
    assert len(answer.stderr.splitlines()) == 1


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
def test_two_pipes_at_once_of_a_mail_system_note_one_report_once(invitation, tmp_path):
    environment = environment_of(tmp_path)
    command = [sys.executable, "-m", "django", "bounce"]
    pipes = [
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(2)
    ]

    said = []
    for pipe in pipes:
        pipe.stdin.write(whole("standard-postfix.eml"))
        pipe.stdin.close()
    for pipe in pipes:
        said.append(pipe.stdout.read().decode())
        assert pipe.wait() == 0

    assert sorted("known before" in one for one in said) == [False, True]
    assert is_stopped("bo@example.edu")
    assert Message.objects.filter(meaning="bounce").count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_report_that_comes_four_times_at_once_is_noted_once(invitation):
    together, found = Barrier(4), []

    def report():
        try:
            together.wait()
            found.append(take("standard-postfix.eml").is_new)
        finally:
            connection.close()

    threads = [Thread(target=report) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found) == [False, False, False, True]
    assert Message.objects.filter(meaning="bounce").count() == 1
    assert StoppedAddress.objects.count() == 1


@given(
    st.sampled_from(sorted(one.name for one in SAMPLES.iterdir())),
    st.lists(st.tuples(st.integers(0, 3000), st.binary(max_size=8)), max_size=6),
    st.sampled_from([b"bo@example.edu", b"dean@example.edu", b"robin@example.com"]),
)
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_forged_no_address_but_the_letters_own_is_stopped(
    account, name, changes, address
):
    raw = bytearray(whole(name).replace(b"bo@example.edu", address))
    for place, piece in changes:
        raw[place : place + len(piece)] = piece

    with transaction.atomic():
        a_letter(account)
        run(raw=bytes(raw))

        stopped = {one.address for one in StoppedAddress.objects.all()}
        transaction.set_rollback(True)
    assert stopped <= {"bo@example.edu"}


@pytest.fixture
def post_office(settings):
    with PostOffice() as office:
        settings.MAILERS = office.mailers
        settings.MAIL_BOUNCES = "bounces@askwell.example"
        yield office


def test_an_invitation_refused_at_the_door_is_noted_like_one_that_came_back(
    talk, person, post_office
):
    post_office.refused = {"bo@example.edu": "550 5.1.1 No such user here"}
    words = {"subject": "Our talk", "text": "See you then", "seen": talk.sequence}
    letter = send_now(talk, person, to="bo@example.edu", at=NOW, **words)

    mailed(at=SOON)

    letter.refresh_from_db()
    assert (letter.state, letter.cause, letter.code) == ("failed", Cause.ADDRESS, 550)
    assert is_stopped("bo@example.edu")
    message = Message.objects.get(person=person)
    assert message.meaning == "bounce" and "No such user here" in message.body


@pytest.mark.django_db(transaction=True)
def test_a_letter_refused_while_somebody_is_at_work_on_its_person_waits_for_them(
    talk, person, post_office
):
    post_office.refused = {"bo@example.edu": "550 5.1.1 No such user here"}
    words = {"subject": "Our talk", "text": "See you then", "seen": talk.sequence}
    letter = send_now(talk, person, to="bo@example.edu", at=NOW, **words)
    held, problems = Event(), []

    def a_report_is_taken():
        try:
            with transaction.atomic():
                # Of two that wait for each other this one gives way.
                connection.cursor().execute("SET LOCAL deadlock_timeout = '10ms'")
                hold_around(person)
                held.set()
                time.sleep(0.4)
                Letter.objects.select_for_update().get(pk=letter.pk)
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    somebody = Thread(target=a_report_is_taken)
    somebody.start()
    held.wait(5)
    mailed(at=SOON)
    somebody.join()

    letter.refresh_from_db()
    assert (letter.state, problems) == ("failed", [])


def test_nothing_more_is_sent_there_by_me_and_answers_take_another_address(talk, person):
    take_away("bo@example.edu")

    words = {"subject": "Our talk", "text": "See you then", "seen": talk.sequence}
    with pytest.raises(NothingToSend):
        send_now(talk, person, to="bo@example.edu", at=NOW, **words)

    assert compose(talk, person, at=NOW).to == "bo@example.edu"
    Reach.objects.create(
        account=person.account, person=person, kind="email", value="bo@example.org"
    )
    person = type(person).objects.get(pk=person.pk)
    assert compose(talk, person, at=NOW).to == "bo@example.org"


def take_away(address):
    stop(address, at=NOW, code=550, reason="5.1.1 No such user")


def test_a_letter_to_a_stopped_address_is_failed_and_says_why(account, post_office):
    take_away(account.email)
    letter = a_letter(account, to=account.email, state="queued", sent_at=None)

    mailed(at=SOON)

    letter.refresh_from_db()
    assert (letter.state, letter.cause, letter.error) == ("failed", Cause.ADDRESS, TAKES_NO_MAIL)
    assert post_office.letters == []


def test_a_test_letter_is_tried_all_the_same_and_its_success_lifts(account, post_office):
    take_away(account.email)

    send_trial(account, at=NOW)
    mailed(at=SOON)

    assert len(post_office.letters) == 1
    assert not is_stopped(account.email)


def test_reports_are_asked_for_at_their_own_address(account, post_office):
    a_letter(account, to=account.email, state="queued", sent_at=None)

    mailed(at=SOON)

    assert post_office.senders == ["bounces@askwell.example"]
    assert "askwell" in post_office.letters[0]["From"]


def test_a_sign_in_letter_that_came_back_while_it_waits_keeps_no_link(account):
    letter = a_letter(account, kind="sign_in", state="queued", sent_at=None)

    take("standard-postfix.eml")

    letter.refresh_from_db()
    assert (letter.state, letter.text, letter.html) == (LetterState.FAILED, "", "")
