"""An import of LinkedIn rows beside a raw COPY of the same people, its memory, and kill −9.

Run: .venv/bin/python -m tests.bench.imports [ratio | memory | kill]
"""

import resource
import statistics
import subprocess
import sys
import time

from tests.bench import ground

ROWS = 30_000
TIMES = 3
KILLS = 20


def main():
    what = sys.argv[1:] or ["ratio", "memory", "kill"]
    if what[0] == "one":
        _one(int(what[1]))
        return
    if what[0] == "resume":
        _resume(int(what[1]))
        return
    ground.prepare()
    if "ratio" in what:
        ratio()
    if "memory" in what:
        memory()
    if "kill" in what:
        kill()


def ratio():
    """Medians of both, taken in turns, so that a busy machine is busy for both."""
    spent = {"copy": [], "read": [], "apply": []}
    for turn in range(TIMES):
        account, run, people = prepared(f"ratio{turn}@example.com", ROWS)
        spent["read"].append(_seconds(lambda run=run: _read(run)))
        spent["apply"].append(_seconds(lambda run=run: _apply(run)))
        spent["copy"].append(_raw_copy(account))
        assert account.people.count() == people
        print({step: round(seconds[-1], 2) for step, seconds in spent.items()}, flush=True)
        _empty()
    middle = {step: statistics.median(seconds) for step, seconds in spent.items()}
    whole = middle["read"] + middle["apply"]
    print(f"raw COPY of {ROWS:,} people into a table with the same indexes {middle['copy']:6.2f} s")
    print(f"read, stage and match the file                          {middle['read']:6.2f} s")
    print(f"match again, write                                      {middle['apply']:6.2f} s")
    print(f"import / COPY                                           {whole / middle['copy']:6.2f}")


def memory():
    """Peak memory of a process that does what the worker does, by the number of rows.

    Postgres knows each time only the runs before: its plans must not count on having seen this one.
    """
    from django.db import connection

    for rows in (0, 3_000, 30_000, 200_000):
        told = subprocess.run(
            [sys.executable, "-m", "tests.bench.imports", "one", str(rows)],
            cwd=ground.ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        print(f"{rows:8,} rows: {told}")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def kill():
    """Kill the process that imports after ever longer; the next one finishes, and nothing is lost.

    Each of the moments falls somewhere else in reading or writing.
    """
    from contacts.models import ImportRun, Person, Reach

    for turn in range(KILLS):
        account, run, rows = prepared(f"kill{turn}@example.com", 3_000)
        if turn % 2:
            _read(run)
            run.refresh_from_db()
            _start(run)
        seconds = 0.05 + turn * 0.1
        killed = []
        for attempt in range(3):
            worker = subprocess.Popen(
                [sys.executable, "-m", "tests.bench.imports", "resume", str(run.pk)],
                cwd=ground.ROOT,
                stdout=subprocess.PIPE,
            )
            # It says so when it begins, after a second of loading.
            worker.stdout.readline()
            try:
                worker.wait(seconds if attempt < 2 else 300)
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait()
                killed.append(ImportRun.objects.get(pk=run.pk).state)
                assert Person.objects.filter(account=account).count() in (0, rows)
        run.refresh_from_db()
        assert run.state == "done", run.state
        assert Person.objects.filter(account=account).count() == rows
        assert Reach.objects.filter(account=account).count() == rows + rows // 10
        print(f"killed after {seconds:4.2f} s while {', '.join(killed) or 'never'}: finished whole")
        _kill_undoing(account, run, rows, 0.02 + turn * 0.05)
        _empty()


def _kill_undoing(account, run, rows, seconds):
    """Kill the process that undoes an import, twice; the third one leaves nothing."""
    from config.kit import clock
    from contacts.actions import imports
    from contacts.models import ImportRun, Organisation, Person

    imports.undo_import(run=run, at=clock.now())
    killed = []
    for attempt in range(3):
        worker = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.imports", "resume", str(run.pk)],
            cwd=ground.ROOT,
            stdout=subprocess.PIPE,
        )
        worker.stdout.readline()
        try:
            worker.wait(seconds if attempt < 2 else 300)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()
            killed.append(ImportRun.objects.get(pk=run.pk).state)
            assert Person.objects.filter(account=account).count() in (0, rows)
    run.refresh_from_db()
    assert run.state == "undone", run.state
    for model in (Person, Organisation):
        assert not model.objects.filter(account=account).exists()
    print(f"killed after {seconds:4.2f} s while {', '.join(killed) or 'never'}: undone whole")


def _resume(run_id):
    """Do what is left of an import, as a worker's next job would."""
    import django

    django.setup()
    from config.kit import clock
    from contacts.actions import imports
    from contacts.models import ImportRun

    run = ImportRun.objects.get(pk=run_id)
    print("begins", flush=True)
    if run.state in ("undoing", "undone"):
        imports.take_back(run.pk, at=clock.now())
        return
    if run.state == "reading":
        _read(run)
    if run.state != "done":
        _apply(run)


def linkedin(rows):
    """Yield the pieces of a LinkedIn file of so many people."""
    yield b"First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    given = ["Ana", "Björn", "Chloé", "静", "Dilip", "Ximena", "Zsófia", "Grace", "Omar", "Wen"]
    family = [
        "Muñoz",
        "陈",
        "Petrov",
        "Sato",
        "Rahman",
        "Iyer",
        "Hansen",
        "Dupont",
        "Berg",
        "Okafor",
    ]
    titles = ["Data Analyst", "Staff Engineer | Search", "Head of AI, EMEA", "Founder"]
    for start in range(0, rows, 1_000):
        lines = []
        for n in range(start, min(start + 1_000, rows)):
            email = f"p{n}@example.com" if n % 10 == 0 else ""
            lines.append(
                f"{given[n % 10]},{family[n // 10 % 10]} {n % 977},"
                f"https://www.linkedin.com/in/person-{n:06},{email},"
                f"Organisation {n % (rows // 15 + 1)},{titles[n % 4].replace(',', ' ')},"
                f"{n % 28 + 1:02} Mar 2024\n"
            )
        yield "".join(lines).encode()


def prepared(email, rows):
    """Return an account, a kept import of so many rows, and their number."""
    from config.kit import clock
    from contacts.actions.imports.keeping import keep_bytes
    from contacts.models import ImportRun
    from tests.factories import AccountFactory

    account = AccountFactory(email=email)
    run = ImportRun.objects.create(account=account, created_at=clock.now())
    keep_bytes(run=run, name="Connections.csv", pieces=linkedin(rows))
    return account, run, rows


def _read(run):
    from contacts.actions import imports

    imports.read_files(run.pk)
    run.refresh_from_db()
    assert run.state == "ready", run.failure


def _apply(run):
    from config.kit import clock
    from contacts.actions import imports

    _start(run)
    imports.apply_rows(run.pk, at=clock.now())
    run.refresh_from_db()
    assert run.state == "done", run.failure


def _start(run):
    from contacts.actions import imports

    if run.state == "ready":
        imports.start_import(run=run)


def _seconds(call):
    before = time.perf_counter()
    call()
    return time.perf_counter() - before


def _raw_copy(account):
    """Return the seconds of COPY into an empty table with the columns and indexes of people."""
    from django.db import connection

    from contacts.models import Person

    columns = ", ".join(
        field.column for field in Person._meta.concrete_fields if not field.generated
    )
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS floor")
        cursor.execute("CREATE TABLE floor (LIKE contacts_person INCLUDING ALL)")
        with cursor.copy(
            f"COPY (SELECT {columns} FROM contacts_person WHERE account_id = {account.pk}) TO STDOUT"
        ) as copy:
            data = b"".join(copy)
        before = time.perf_counter()
        with cursor.copy(f"COPY floor ({columns}) FROM STDIN") as copy:
            copy.write(data)
        return time.perf_counter() - before


def _one(rows):
    """Import so many rows in this process and print its peak memory."""
    import django

    django.setup()
    _, run, _ = prepared(f"memory{rows}@example.com", max(rows, 1))
    before = time.process_time()
    spent = _seconds(lambda: (_read(run), _apply(run)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    cpu = time.process_time() - before
    print(f"{peak:6.0f} MB at most, {spent:6.1f} s, {cpu:5.1f} s of them in Python")
    _empty()


def _empty():
    """Leave empty tables to the next one."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE contacts_account CASCADE")


if __name__ == "__main__":
    main()
