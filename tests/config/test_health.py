from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from config.kit import clock
from tests.mail import goes_down, letter, set_up_mail_server, worker_beats


def test_live_answers_without_asking_the_database(client):
    response = client.get("/health/live")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]


def test_ready_names_every_part(db, client):
    worker_beats()

    response = client.get("/health/ready")

    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "database": "ok",
        "migrations": "ok",
        "worker": "ok",
        "mail_server": "none",
        "letters": "ok",
        "letters_overdue_seconds": 0,
    }


def test_ready_misses_a_worker_that_fell_silent(db, client):
    worker_beats(ago=timedelta(minutes=2))

    response = client.get("/health/ready")

    assert response.status_code == 503
    assert response.json()["worker"] == "no heartbeat"


def test_ready_is_unwell_while_letters_wait(account, client):
    worker_beats()
    letter(account, try_at=clock.now() - timedelta(minutes=14))
    letter(account, try_at=clock.now() + timedelta(days=1), is_urgent=True)

    early = client.get("/health/ready")

    assert early.status_code == 200
    assert 14 * 60 <= early.json()["letters_overdue_seconds"] < 15 * 60

    letter(account, is_urgent=True, try_at=clock.now() - timedelta(minutes=16))
    late = client.get("/health/ready")

    assert (late.status_code, late.json()["letters"]) == (503, "waiting")


def test_ready_is_unwell_while_the_mail_server_is_down(db, client, settings):
    mail_server = set_up_mail_server(settings)
    worker_beats()

    assert client.get("/health/ready").json()["mail_server"] == "ok"

    goes_down(mail_server, ago=timedelta(minutes=6))
    answer = client.get("/health/ready")

    assert (answer.status_code, answer.json()["mail_server"]) == (503, "down")
    assert "example.org" not in answer.content.decode() and "535" not in answer.content.decode()


def test_ready_tells_of_a_migration_not_applied(db, client):
    worker_beats()
    MigrationRecorder(connection).record_unapplied("auth", "0012_alter_user_first_name_max_length")

    response = client.get("/health/ready")

    assert response.status_code == 503
    assert response.json()["migrations"] == "pending"


@pytest.mark.django_db(transaction=True)
def test_ready_says_when_the_database_is_gone(client, settings):
    connection.close()
    place = connection.settings_dict["PORT"]
    connection.settings_dict["PORT"] = "1"
    try:
        response = client.get("/health/ready")
    finally:
        connection.settings_dict["PORT"] = place

    assert response.status_code == 503
    assert response.json()["database"] == "unreachable"
