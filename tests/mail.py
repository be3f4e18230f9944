"""Letters, workers and mail servers in states that pages and checks tell of."""

from datetime import timedelta

from django.db import connection

from config.kit import clock
from interviews.models import MailHost
from tests.factories import LetterFactory


def letter(account, **fields):
    """Return a stored digest to the account's own address; `age` is how long ago it was made."""
    age = fields.pop("age", timedelta())
    return LetterFactory(account=account, created_at=clock.now() - age, **fields)


def worker_beats(*, ago=timedelta()):
    """Have a worker have given a sign of life."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [clock.now() - ago]
        )


def set_up_mail_server(settings):
    """Have letters go to a mail server that nobody asks, and return its row."""
    settings.MAIL_SERVER = {"host": "mail.example.org", "port": 587}
    backend = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": settings.MAIL_SERVER}}
    return MailHost.objects.create(name="mail.example.org:587")


def goes_down(host, *, ago):
    """Have workers have found out some time ago that a mail server cannot be used."""
    host.down_since, host.error = clock.now() - ago, "535 5.7.8 username not accepted"
    host.save()
