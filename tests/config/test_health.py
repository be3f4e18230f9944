from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from config.kit import clock


def _worker_beats(at):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [at])


def test_live_answers_without_asking_the_database(client):
    response = client.get("/health/live")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]


def test_ready_names_every_part(db, client):
    _worker_beats(clock.now())

    response = client.get("/health/ready")

    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "database": "ok",
        "migrations": "ok",
        "worker": "ok",
    }


def test_ready_misses_a_worker_that_fell_silent(db, client):
    _worker_beats(clock.now() - timedelta(minutes=2))

    response = client.get("/health/ready")

    assert response.status_code == 503
    assert response.json()["worker"] == "no heartbeat"


def test_ready_tells_of_a_migration_not_applied(db, client):
    _worker_beats(clock.now())
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
