"""The benches of letters, small: real workers, a real mail server, and what happens to both."""

import random
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.db import connection, transaction
from django.db.models import F
from procrastinate.contrib.django.models import ProcrastinateJob

from config.kit import clock
from config.kit.jobs import hand_over_once
from contacts.models import Account
from interviews.actions.outbox import wake
from interviews.models import Letter
from tests.bench import letters_clocks
from tests.bench.letters_ground import (
    MailServer,
    Workers,
    count,
    wait_until,
    wait_until_all_is_out,
    write_letters,
)
from tests.bench.letters_killed import kill_both, stop_both, tell
from tests.bench.letters_moved import Hands
from tests.factories import AccountFactory, InterviewFactory
from tests.processes import environment

pytestmark = [pytest.mark.full, pytest.mark.long]


def test_each_gets_one_digest_a_working_day_while_clocks_change_and_a_worker_dies(
    transactional_db, tmp_path
):
    # Sydney goes back by an hour and Lord Howe by half of one.
    midst = datetime(2026, 4, 4, 16, tzinfo=UTC)
    days = [(midst - timedelta(hours=20), midst + timedelta(hours=20))]

    figures, wrong = letters_clocks.run(
        environment(tmp_path), tmp_path, days, step=timedelta(hours=1), kills=1
    )

    assert wrong == []
    assert figures["digests due"] > 30 and figures["killed"] > 0


def an_hour_passes():
    """Let what dead workers held be free again."""
    hour = timedelta(hours=1)
    letters = Letter.objects.filter(state="queued")
    letters.update(try_at=clock.now(), handed_at=F("handed_at") - hour)
    wake()


@pytest.mark.parametrize("end", [partial(kill_both, meanwhile=an_hour_passes), stop_both])
def test_of_workers_that_end_in_the_middle_no_letter_is_lost_nor_doubled_unless_in_flight(
    transactional_db, tmp_path, end
):
    plan = {"letters": 60, "ends": 1, "slow": 0.02, "chance": random.Random()}

    story = tell("", end, environment(tmp_path), tmp_path, **plan)

    assert story.faults == []
    assert story.result.doubled <= story.in_flight
    if end is stop_both:
        assert not story.in_flight and not story.result.repeats


def test_a_worker_lives_on_when_the_database_lets_go_of_it(transactional_db, tmp_path):
    def is_there():
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM procrastinate_workers)")
            return cursor.fetchone()[0]

    with MailServer(tmp_path) as server:
        settings = environment(tmp_path, ASKWELL_MAIL_URL=server.url)
        with Workers(1, settings, tmp_path) as (worker,):
            wait_until(is_there, patience=60)
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            write_letters(20)
            wait_until_all_is_out(100)

            assert worker.process.poll() is None
        assert count(server).faults == []


def test_a_job_that_was_handed_over_again_while_it_ran_goes_on(transactional_db, tmp_path):
    day = datetime(2026, 3, 12, 7, 3, tzinfo=UTC)
    clock_file = tmp_path / "clock"
    Hands(clock_file).turn_to(day)
    account = AccountFactory()
    at = day.replace(hour=15)
    local = {"on_date": at.date(), "at_time": at.time(), "starts_at": at}
    InterviewFactory(account=account, stage="scheduled", **local)
    # A clock there is none of: the digest that tells of it cannot be written.
    account.interviews.update(zone="Nowhere/AtAll")
    again = {"lock": "digest", "kind": "digest", "account_id": account.pk}
    hand_over_once("write_letter", **again)

    def jobs(status):
        return ProcrastinateJob.objects.filter(task_name="write_letter", status=status)

    settings = environment(tmp_path, BENCH_CLOCK=str(clock_file))
    with Workers(1, settings, tmp_path, launcher=["tests.bench.letters_moved"]):
        with transaction.atomic():
            # As a planner holds it, who then finds as well that it cannot be written.
            Account.objects.select_for_update(no_key=True).get(pk=account.pk)
            wait_until(jobs("doing").exists, patience=60)
            hand_over_once("write_letter", **again)

        wait_until(lambda: not jobs("doing").exists(), patience=10)
        assert sorted(jobs("todo").values_list("attempts", flat=True)) == [0, 1]
