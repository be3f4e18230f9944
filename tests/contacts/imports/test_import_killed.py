"""A worker killed with -9 in the middle; another one finishes, and nobody could tell."""

import time

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from config.kit import clock
from config.kit.jobs import hand_over
from contacts.actions import imports
from tests.contacts.imports.conftest import linkedin
from tests.contacts.imports.ledger import ledger
from tests.factories import AccountFactory
from tests.processes import environment, finish_the_queue, start_worker

ROWS = [
    f"Ana,Number{n},person-{n},p{n}@example.com,Organisation {n % 9},Analyst,12 Mar 2024"
    for n in range(300)
]


@pytest.mark.full
@pytest.mark.long
@pytest.mark.parametrize("killed", [{"importing"}, {"reading", "importing", "undoing"}])
def test_an_import_whose_worker_was_killed_is_finished_and_undone_by_another(
    transactional_db, tmp_path, killed
):
    account = AccountFactory()
    run = imports.begin_import(account=account, files=[linkedin(*ROWS)], at=clock.now())
    around = environment(tmp_path)

    if "reading" in killed:
        kill_in_the_middle(around, "contacts_importrow")
        run.refresh_from_db()
        assert (run.state, run.rows.count()) == ("reading", 0)
    finish(run, around)
    assert (run.state, run.counts["new"]) == ("ready", len(ROWS))

    imports.start_import(run=run)
    before = written()
    if "importing" in killed:
        kill_in_the_middle(around, "contacts_reach")
        run.refresh_from_db()
        assert run.state == "importing"
        assert written() == before
    finish(run, around)
    assert (run.state, account.people.count()) == ("done", len(ROWS))
    assert account.reaches.count() == 2 * len(ROWS)

    imports.undo_import(run=run, at=clock.now())
    before_undoing = written()
    if "undoing" in killed:
        kill_in_the_middle(around, "contacts_reach")
        run.refresh_from_db()
        assert run.state == "undoing"
        assert written() == before_undoing
    finish(run, around)
    assert run.state == "undone"
    assert written() == before
    assert not ProcrastinateJob.objects.filter(task_name__endswith="_import").exists()


def finish(run, around):
    """Let another worker take up what the killed one held."""
    hand_over("retry_stalled", timestamp=0)
    finish_the_queue(around)
    run.refresh_from_db()


def written():
    """Return all rows but those of other jobs that are due now and then."""
    return {
        table: rows
        for table, rows in ledger().items()
        if table not in ("contacts_account", "interviews_letter")
    }


def kill_in_the_middle(around, table):
    """Kill a worker where it waits to write to a table, in the middle of its transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table} IN SHARE MODE")
        worker = start_worker(around)
        for _ in range(300):
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE relation = %s::regclass AND NOT granted",
                [table],
            )
            if cursor.fetchone()[0]:
                break
            time.sleep(0.1)
        else:
            raise AssertionError("no worker came")
        worker.kill()
        worker.communicate()
    with connection.cursor() as cursor:
        # The database notices that its client is gone when it next speaks to it.
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND datname = current_database()"
            " AND backend_type = 'client backend'"
        )
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '5 minutes'"
        )
