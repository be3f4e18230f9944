import stat
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from django.core.mail import EmailMessage

from config.kit import clock
from config.kit.mail import FolderBackend


def letter(**fields):
    return EmailMessage(
        **({"subject": "Your code", "body": "1234", "to": ["a@b.example"]} | fields)
    )


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data" / "letters"


def test_letters_land_as_files_only_the_owner_can_read(folder):
    assert FolderBackend(folder=str(folder)).send_messages([letter()]) == 1

    (path,) = folder.iterdir()
    assert path.suffix == ".eml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    message = message_from_bytes(path.read_bytes(), policy=default)
    assert (message["To"], message.get_content().strip()) == ("a@b.example", "1234")


def test_letters_of_one_moment_do_not_overwrite_each_other_and_sort_by_time(folder):
    backend = FolderBackend(folder=str(folder))
    with clock.moved_to(datetime(2026, 3, 12, 9, tzinfo=UTC)):
        backend.send_messages([letter(subject="Second"), letter(subject="Second")])
    with clock.moved_to(datetime(2026, 3, 12, 8, tzinfo=UTC)):
        backend.send_messages([letter(subject="First")])

    names = sorted(path.name for path in folder.iterdir())

    assert [name.rsplit("-", 1)[1] for name in names] == ["First.eml", "Second.eml", "Second.eml"]


@pytest.mark.parametrize("subject", ["../../etc/passwd", "？！", "王小明：你好", "x" * 300])
def test_no_subject_leads_out_of_the_folder(folder, subject):
    FolderBackend(folder=str(folder)).send_messages([letter(subject=subject)])

    assert len(list(folder.glob("*.eml"))) == 1
    assert [path.name for path in folder.parent.iterdir()] == ["letters"]
