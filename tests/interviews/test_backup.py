"""A backup is taken before migrations, and brings back what was there."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from config.kit import clock
from config.kit.readiness import pending_migrations
from contacts.models import Account, Person
from interviews.actions.dead_letters import why_not_again
from interviews.management import preparing
from interviews.models import Letter
from tests.factories import AccountFactory, PersonFactory
from tests.mail import letter

pytestmark = pytest.mark.django_db(transaction=True)
# Migrating it again changes no table: the user model is another one.
HARMLESS = ("auth", "0012_alter_user_first_name_max_length")


@pytest.fixture
def backups(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.BACKUPS_DIR = tmp_path / "backups"
    return settings.BACKUPS_DIR


def _rows():
    return {model: list(model.objects.order_by("pk").values()) for model in (Account, Person)}


@pytest.mark.full
def test_migrating_data_takes_a_backup_that_can_be_restored(backups):
    PersonFactory(name="王小明")
    before = _rows()
    MigrationRecorder(connection).record_unapplied(*HARMLESS)
    said = []

    preparing.prepare_database(said.append)
    Person.objects.all().delete()
    Account.objects.update(name="Somebody else")
    call_command(
        "restore", said[0].removeprefix("Backed up to "), overwrite=True, stdout=StringIO()
    )

    assert _rows() == before
    assert pending_migrations() == ["auth.0012_alter_user_first_name_max_length"]
    preparing.prepare_database(said.append)
    assert pending_migrations() == []
    assert len(list(backups.iterdir())) == 2


def test_letters_that_waited_in_a_backup_are_held_for_their_owner(backups, tmp_path):
    account = AccountFactory()
    waits = letter(account)
    secret = letter(account, kind="sign_in", text="Click here")
    file, said = tmp_path / "mine.dump", StringIO()
    call_command("backup", file, stdout=said)
    Letter.objects.update(state="sent")

    call_command("restore", file, overwrite=True, stdout=said)

    waits.refresh_from_db()
    secret.refresh_from_db()
    assert (waits.state, waits.text, secret.state, secret.text) == (
        "failed",
        "Plain words",
        "failed",
        "",
    )
    assert "may have left" in waits.error and not waits.is_seen
    assert "made: 2." in said.getvalue()
    assert why_not_again([waits], at=clock.now()) == {waits.pk: ""}


def test_migrating_an_empty_database_takes_no_backup(backups):
    MigrationRecorder(connection).record_unapplied(*HARMLESS)

    preparing.prepare_database(pytest.fail)

    assert not backups.exists()


def test_only_the_last_three_automatic_backups_stay(backups):
    made = [preparing.back_up_automatically() for _ in range(4)]

    assert sorted(backups.iterdir()) == made[1:]
    assert {path.stat().st_mode & 0o777 for path in made[1:]} == {0o600}


def test_backup_and_restore_refuse_to_overwrite(backups, tmp_path):
    PersonFactory()
    file = tmp_path / "mine.dump"
    call_command("backup", file, stdout=StringIO())

    with pytest.raises(CommandError, match="exists; --overwrite replaces it"):
        call_command("backup", file)
    with pytest.raises(CommandError, match="holds data; --overwrite replaces it"):
        call_command("restore", file)


def test_restoring_a_damaged_file_changes_nothing(backups, tmp_path):
    PersonFactory.create_batch(3)
    before = _rows()
    file = tmp_path / "mine.dump"
    call_command("backup", file, stdout=StringIO())
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])

    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("restore", file, overwrite=True)

    assert _rows() == before
