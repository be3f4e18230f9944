"""What the warning on every page, the page of reminder health and /health/ready cost among many letters.

Run: .venv/bin/python -m tests.bench.letters_health [letters]
A thousand accounts share the letters, and one of them has 5,000; of every hundred one failed, and 20,000
wait. Told are medians in milliseconds. Right is: with all letters nothing takes more than 50 ms longer
than with none, and the warning, which every page asks for, takes no more than 2 ms.
"""

import sys

from tests.bench import ground

MOST_WARNING, MOST_MORE = 2, 50
WAITING, OWN = 20_000, 5_000

_FILL = """
INSERT INTO interviews_letter (
    account_id, kind, uid, key, local_day, "to", subject, text, html, reply_to, sender_name, calendar,
    method, is_automatic, message_id, state, is_urgent, try_at, is_repeat, attempts, cause, error,
    answer, is_seen, told, sheets_of, created_at, sent_at
)
SELECT accounts.id, 'digest', uid, '', made::date, accounts.email, 'Two things today',
    repeat('Thank Ana by 18:30 today. ', 20), repeat('<p>Thank Ana by 18:30 today.</p>', 40),
    '', '', '', '', true, uid::text, state, false, made, false, 1,
    CASE state WHEN 'failed' THEN 'refused' ELSE '' END, '', '', n %% 1000 <> 0, '{}', '{}', made,
    CASE state WHEN 'sent' THEN made END
FROM (
    SELECT n, gen_random_uuid() AS uid, %(now)s - n * interval '7 seconds' AS made,
        CASE WHEN n <= %(waiting)s THEN 'queued' WHEN n %% 100 = 0 THEN 'failed' ELSE 'sent' END AS state
    FROM generate_series(1, %(letters)s) AS n
) AS letters
JOIN (
    SELECT id, email, row_number() OVER (ORDER BY id) - 1 AS place FROM contacts_account
) AS accounts ON accounts.place = CASE WHEN n %% %(each)s = 0 THEN 0 ELSE n %% 1000 END
"""


def main(letters=300_000):
    ground.prepare()
    account = _accounts()
    empty = _measured(account)
    _fill(letters)
    full = _measured(account)
    print(f"\n{'milliseconds':<28}{'no letters':>12}{f'{letters:,}':>12}")
    for what, before in empty.items():
        print(f"{what:<28}{before:>12.2f}{full[what]:>12.2f}")
    problems = [what for what in full if full[what] > empty[what] + MOST_MORE]
    if full["warning on every page"] > MOST_WARNING:
        problems.append("warning on every page")
    print("too slow:" if problems else "all within bounds", *problems)
    return 1 if problems else 0


def _accounts():
    """Return the first of a thousand accounts, an operator."""
    from allauth.account.models import EmailAddress

    from contacts.models import Account
    from tests.factories import AccountFactory

    account = AccountFactory(email="bench@example.com", is_operator=True)
    Account.objects.bulk_create(Account(email=f"{n}@example.com") for n in range(999))
    assert EmailAddress.objects.filter(user=account).exists()
    return account


def _fill(letters):
    from django.db import connection

    from config.kit import clock

    with connection.cursor() as cursor:
        values = {"letters": letters, "waiting": WAITING, "now": clock.now()}
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(_FILL, {**values, "each": max(1, letters // OWN)})
        cursor.execute("VACUUM ANALYZE interviews_letter")
    # What is prepared was planned for an empty table.
    connection.close()


def _measured(account):
    from django.conf import settings
    from django.test import Client

    from config.kit import clock
    from interviews import mail_page
    from interviews.mail_health import alarm_for
    from interviews.mail_operator import overview
    from interviews.mail_today import unsent

    settings.ALLOWED_HOSTS = ["testserver"]
    client, today = Client(), clock.today(account.zone)
    client.force_login(account, "allauth.account.auth_backends.AuthenticationBackend")
    now = clock.now()
    works = {
        "warning on every page": lambda: alarm_for(account, at=now),
        "Today: what did not leave": lambda: unsent(account, today, at=now),
        "lists of the health page": lambda: (
            mail_page.waiting(account, runs_it=True),
            mail_page.failed(account, at=now, runs_it=True),
            mail_page.left(account),
            mail_page.stopped(account),
        ),
        "operator's part": lambda: overview(account.zone, at=now),
        "health page, whole": lambda: client.get("/settings/mail/health/"),
        "/health/ready": lambda: client.get("/health/ready"),
    }
    return {what: ground.milliseconds(work, times=20, warm=2) for what, work in works.items()}


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
