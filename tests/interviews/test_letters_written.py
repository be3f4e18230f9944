"""Whatever happens while letters are written: each is written once, and none is lost unseen."""

import subprocess
import sys
import threading
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.manager import JobManager

from config.kit import clock
from contacts.models import Account
from interviews.actions.planning_letters import PLANNERS, pages, plan_letters, write_again
from interviews.actions.planning_letters.clocks import clocks
from interviews.models import FollowUp, Letter, LetterKind, LetterState
from tests.factories import AccountFactory, FollowUpFactory, InterviewFactory, PersonFactory
from tests.processes import environment

# A Thursday; Lisbon keeps UTC in winter.
DAY = date(2026, 3, 12)
MORNING = datetime(2026, 3, 12, 7, 3, tzinfo=UTC)
HOUR = timedelta(hours=1)


def due(account):
    person = PersonFactory(account=account)
    return FollowUpFactory(person=person, due_on=DAY, due_at=clock.end_of_day(DAY, account.zone))


def talk(account, at):
    local = {"on_date": at.date(), "at_time": at.time(), "starts_at": at}
    return InterviewFactory(account=account, stage="scheduled", **local)


@pytest.fixture
def broken(account):
    """An account whose digest cannot be written: a talk of it keeps a clock there is none of."""
    due(account)
    talk(account, datetime(2026, 3, 12, 15, tzinfo=UTC))
    account.interviews.update(zone="Nowhere/AtAll")
    return account


def test_what_cannot_be_written_is_tried_again_and_stops_nobody(broken, stranger, caplog):
    due(stranger)

    assert plan_letters(at=MORNING) == 1
    assert plan_letters(at=MORNING + timedelta(minutes=5)) == 0

    assert Letter.objects.get().account == stranger
    assert f"account {broken.pk}" in caplog.text
    job = ProcrastinateJob.objects.get(task_name="write_letter")
    assert job.args == {"kind": "digest", "account_id": broken.pk}
    assert not FollowUp.objects.get(account=broken).announced_on


def test_one_that_fails_while_another_waits_waits_again(broken):
    plan_letters(at=MORNING)
    job = ProcrastinateJob.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    plan_letters(at=MORNING + timedelta(minutes=5))
    plan_letters(at=MORNING + timedelta(minutes=10))

    JobManager(DjangoConnector()).retry_job_by_id(job.pk, retry_at=MORNING)

    assert [job.status for job in ProcrastinateJob.objects.all()] == ["todo", "todo"]


def test_what_can_be_written_the_second_time_is(broken):
    plan_letters(at=MORNING)
    broken.interviews.update(zone="Europe/Lisbon")

    write_again("digest", broken.pk, at=MORNING + timedelta(minutes=1), is_last=False)

    assert broken.letters.get().state == LetterState.QUEUED
    write_again("digest", broken.pk, at=MORNING + timedelta(minutes=2), is_last=False)
    assert broken.letters.count() == 1


def test_what_fails_to_the_last_leaves_its_owner_a_letter_that_says_so(broken):
    plan_letters(at=MORNING)

    with pytest.raises(Exception, match="Nowhere"):
        write_again("digest", broken.pk, at=MORNING, is_last=False)
    assert not broken.letters.exists()
    with pytest.raises(Exception, match="Nowhere"):
        write_again("digest", broken.pk, at=MORNING, is_last=True)

    letter = broken.letters.get()
    assert (letter.state, letter.cause, letter.text) == ("failed", "another", "")
    assert "could not be written" in letter.error
    # The next morning tells what this one could not.
    broken.interviews.all().delete()
    assert plan_letters(at=MORNING + timedelta(days=1)) == 1


def test_what_fails_to_the_last_takes_no_other_letter_with_it(account):
    account.wants_talk_note = True
    account.save()
    fine, bad = talk(account, datetime(2026, 3, 12, 8, tzinfo=UTC)), talk(account, MORNING + HOUR)
    account.interviews.filter(pk=bad.pk).update(zone="Nowhere/AtAll")

    with pytest.raises(Exception, match="Nowhere"):
        write_again("talk", account.pk, at=MORNING, is_last=True)

    states = dict(account.letters.values_list("interview", "state"))
    assert states == {fine.pk: "queued", bad.pk: "failed"}


def test_a_planner_that_dies_in_a_page_leaves_nothing_half_done(account, stranger):
    due(account)
    due(stranger)
    ids = [account.pk, stranger.pk]

    def dies_at_the_end():
        with transaction.atomic():
            assert pages.write_page(PLANNERS[LetterKind.DIGEST], ids, at=MORNING) == 2
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dies_at_the_end()

    assert not Letter.objects.exists()
    assert not FollowUp.objects.filter(announced_on=DAY).exists()
    assert plan_letters(at=MORNING) == 2


def test_writing_stops_when_its_turn_is_over_and_goes_on_where_it_was(db, monkeypatch):
    monkeypatch.setattr("interviews.actions.planning_letters.PAGE", 2)
    for account in AccountFactory.create_batch(5):
        due(account)
    turns = iter([False, False, True])

    assert plan_letters(at=MORNING, is_over=lambda: next(turns)) == 4
    assert plan_letters(at=MORNING) == 1


@pytest.mark.django_db(transaction=True)
def test_each_kind_is_planned_in_transactions_of_its_own():
    """As a worker does it, who has opened none."""
    quiet, busy = AccountFactory.create_batch(2, wants_talk_note=True, wants_review=True)
    due(busy)
    talk(busy, MORNING + timedelta(hours=1))

    assert plan_letters(at=MORNING) == 2
    assert plan_letters(at=MORNING + timedelta(days=1, hours=12)) == 1

    kinds = busy.letters.order_by("kind").values_list("kind", flat=True)
    assert list(kinds) == ["digest", "review", "talk"]
    quiet.refresh_from_db()
    assert quiet.digest_planned_on == DAY + timedelta(days=1)


def test_letters_of_a_page_wake_those_who_send_once(account, stranger):
    due(account)
    due(stranger)

    plan_letters(at=MORNING)

    assert ProcrastinateJob.objects.filter(task_name="send_letters").count() == 1


def test_each_clock_there_is_is_found_once(db):
    AccountFactory.create_batch(3)
    AccountFactory(digest_hour=0)
    AccountFactory(zone="Asia/Shanghai", digest_hour=23)
    AccountFactory(zone="Asia/Tokyo", is_active=False)
    AccountFactory(zone="Asia/Tokyo", wants_digest=False)

    found = clocks(wanted="wants_digest", hour="digest_hour")

    assert found == [("Asia/Shanghai", 23), ("Europe/Lisbon", 0), ("Europe/Lisbon", 7)]


SCRIPT = """
import django; django.setup()
from datetime import datetime
from django.db import connection
from interviews.actions.planning_letters import plan_letters
connection.cursor().execute('SELECT pg_advisory_lock_shared(7)')
print(plan_letters(at=datetime.fromisoformat({at!r})))
"""


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
def test_two_planners_at_once_write_each_letter_once(tmp_path, monkeypatch):
    monkeypatch.setattr("interviews.actions.planning_letters.PAGE", 3)
    for account in AccountFactory.create_batch(30):
        due(account)
    command = [sys.executable, "-c", SCRIPT.format(at=MORNING.isoformat())]
    with connection.cursor() as gate:
        gate.execute("SELECT pg_advisory_lock(7)")
        others = [
            subprocess.Popen(command, env=environment(tmp_path), stdout=subprocess.PIPE, text=True)
            for _ in range(2)
        ]
        _wait_for(2, gate)
        gate.execute("SELECT pg_advisory_unlock(7)")
    written = plan_letters(at=MORNING)
    written += sum(int(one.communicate(timeout=60)[0]) for one in others)

    assert written == Letter.objects.count() == 30
    assert Letter.objects.values("account").distinct().count() == 30
    assert not Account.objects.exclude(digest_planned_on=DAY).exists()


def _wait_for(count, cursor):
    for _ in range(300):
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        if cursor.fetchone()[0] >= count:
            return
        time.sleep(0.1)
    raise AssertionError("nobody came")


@pytest.fixture
def zoneless(account):
    """An account of old, whose time zone has no rules any more."""
    due(account)
    Account.objects.filter(pk=account.pk).update(zone="Nowhere/AtAll", wants_review=True)
    return account


def test_a_zone_without_rules_keeps_nobody_else_from_letters(zoneless, stranger):
    due(stranger)
    held = InterviewFactory(account=zoneless, stage="held", ended_at=MORNING)
    FollowUpFactory(
        person=held.people.get(),
        interview=held,
        kind="thank",
        key="thank:1",
        due_on=DAY + timedelta(days=1),
        due_at=MORNING + timedelta(days=1),
    )

    assert plan_letters(at=MORNING) == 1
    assert plan_letters(at=MORNING + timedelta(hours=12)) == 0
    assert Letter.objects.get().account == stranger


def test_a_page_that_fails_as_a_whole_is_written_one_by_one(account, stranger, monkeypatch, caplog):
    due(account)
    due(stranger)
    found = PLANNERS[LetterKind.DIGEST].contents

    def contents(letters, **how):
        if account in {one.account for one in letters}:
            raise ValueError("not with this one")
        return found(letters, **how)

    monkeypatch.setattr(PLANNERS[LetterKind.DIGEST], "contents", contents)

    assert plan_letters(at=MORNING) == 1

    assert Letter.objects.get().account == stranger
    assert ProcrastinateJob.objects.get(task_name="write_letter").args["account_id"] == account.pk


def test_a_kind_that_fails_keeps_no_other_from_being_written(account, monkeypatch):
    due(account)

    def waiting(at):
        raise ValueError("nothing to be read")

    monkeypatch.setattr(PLANNERS[LetterKind.THANKS], "waiting", waiting)

    with pytest.raises(ValueError, match="nothing to be read"):
        plan_letters(at=MORNING)
    assert account.letters.get().kind == "digest"


@pytest.mark.django_db(transaction=True)
def test_who_is_held_when_a_letter_is_written_again_is_waited_for(account):
    due(account)
    held = threading.Event()

    def books_a_time():
        with transaction.atomic():
            Account.objects.select_for_update(no_key=True).get(pk=account.pk)
            held.set()
            time.sleep(0.3)
        connection.close()

    somebody = threading.Thread(target=books_a_time)
    somebody.start()
    held.wait(5)
    write_again("digest", account.pk, at=MORNING, is_last=False)
    somebody.join()

    assert account.letters.get().state == LetterState.QUEUED
