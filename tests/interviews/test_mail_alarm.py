from datetime import timedelta

import pytest
from django.db import connection

from config.kit import clock
from interviews.mail_health import AlarmKind, alarm_for, standing_still
from interviews.models import MailHost, StoppedAddress
from tests.mail import goes_down, letter, set_up_mail_server, worker_beats


@pytest.fixture
def mail_server(settings):
    return set_up_mail_server(settings)


def kind_for(account):
    alarm = alarm_for(account, at=clock.now())
    return alarm and alarm.kind


def test_nobody_is_warned_while_all_is_well(account, mail_server):
    worker_beats(ago=timedelta(minutes=4))
    letter(account, state="sent")
    letter(account, state="dropped")
    letter(account, age=timedelta(minutes=50))

    assert kind_for(account) is None


def test_a_silent_worker_concerns_whoever_waits_for_letters(account, stranger):
    worker_beats(ago=timedelta(minutes=6))
    for kind in ("digest", "thanks"):
        setattr(stranger, f"wants_{kind}", False)

    assert kind_for(account) == AlarmKind.WORKER
    assert kind_for(stranger) is None

    stranger.is_operator = True
    assert kind_for(stranger) == AlarmKind.WORKER

    stranger.is_operator = False
    letter(stranger, kind="invitation")
    assert kind_for(stranger) == AlarmKind.WORKER


def test_a_worker_that_ended_is_still_known_by_the_clock_it_kept(account):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_periodic_defers (task_name, defer_timestamp)"
            " VALUES ('retry_stalled', %s)",
            [int((clock.now() - timedelta(minutes=4)).timestamp())],
        )

    assert kind_for(account) is None

    with clock.moved_to(clock.now() + timedelta(minutes=2)):
        assert kind_for(account) == AlarmKind.WORKER


def test_where_no_worker_ever_was_a_new_account_is_left_in_peace_for_a_moment(account):
    assert kind_for(account) is None

    with clock.moved_to(clock.now() + timedelta(minutes=6)):
        assert kind_for(account) == AlarmKind.WORKER


def test_a_server_that_is_down_concerns_whose_letters_wait(account, stranger, mail_server):
    worker_beats()
    letter(account)
    goes_down(mail_server, ago=timedelta(minutes=4))

    assert kind_for(account) is None

    goes_down(mail_server, ago=timedelta(minutes=6))

    assert kind_for(account) == AlarmKind.SERVER
    assert kind_for(stranger) is None


def test_a_letter_that_waits_for_an_hour_is_told(account, stranger):
    worker_beats()
    letter(account, age=timedelta(minutes=61))

    assert kind_for(account) == AlarmKind.LATE
    assert kind_for(stranger) is None


def test_a_letter_that_failed_is_told_until_its_owner_has_looked(page, account, stranger):
    worker_beats()
    letter(account, state="failed")
    letter(account, state="failed")

    assert alarm_for(account, at=clock.now()).count == 2
    assert kind_for(stranger) is None
    assert "2 of your letters could not be sent" in page.get("/about/").content.decode()

    page.get("/settings/mail/health/")

    assert kind_for(account) is None
    assert "could not be sent" not in page.get("/about/").content.decode()


def test_an_address_of_mine_that_takes_no_mail_goes_before_all_else(account, stranger):
    worker_beats(ago=timedelta(minutes=6))
    account.email = account.email.upper()
    StoppedAddress.objects.create(address=account.email.lower(), stopped_at=clock.now())

    assert kind_for(account) == AlarmKind.STOPPED
    assert kind_for(stranger) == AlarmKind.WORKER


def test_all_that_is_asked_for_it_is_one_statement(account, django_assert_num_queries):
    letter(account, state="failed")
    letter(account)

    with django_assert_num_queries(1):
        alarm_for(account, at=clock.now())


def test_whoever_waits_signed_out_is_told_that_no_letter_leaves(client, db, mail_server):
    worker_beats()

    assert standing_still() is None
    assert "look into the spam folder" in client.get("/accounts/confirm-email/").content.decode()

    goes_down(mail_server, ago=timedelta(minutes=6))

    assert "the mail server of this site cannot be used" in (
        client.get("/accounts/confirm-email/").content.decode()
    )

    MailHost.objects.all().delete()
    with clock.moved_to(clock.now() + timedelta(minutes=6)):
        text = client.get("/accounts/password/reset/done/").content.decode()

    assert "nobody is at work in the background" in text
    assert "look into the spam folder" not in text
