from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.test import Client

from config.kit import clock
from interviews.mail.links import action_url
from interviews.models import Letter, UsedLink
from tests.factories import FollowUpFactory, PersonFactory

# A Thursday.
MORNING = datetime(2026, 3, 12, 8, tzinfo=UTC)
ACTIONS = ("done", "snooze", "drop")


@pytest.fixture(autouse=True)
def morning(db):
    cache.clear()
    with clock.moved_to(MORNING):
        yield


@pytest.fixture
def one(account):
    person = PersonFactory(account=account, name="Ana Silva")
    return FollowUpFactory(person=person, kind="promise", due_at=MORNING, due_on=date(2026, 3, 12))


@pytest.fixture
def letter(account):
    return a_letter(account)


def a_letter(account, **fields):
    row = {
        "kind": "digest",
        "local_day": date(2026, 3, 12),
        "to": account.email,
        "subject": "Thursday 12 March: 1 thing due",
        "text": "* Send the article · Ana Silva · today",
        "html": "",
        "message_id": f"<{Letter.objects.count()}@x>",
    }
    return Letter.objects.create(account=account, **(row | fields))


def path(letter, one, action):
    return urlsplit(action_url(letter.uid, one, action)).path


def state_of(one):
    one.refresh_from_db()
    return one.state, one.due_on


@pytest.mark.parametrize(
    ("action", "button", "told", "state"),
    [
        ("done", "Yes, it is done", "Done", ("done", date(2026, 3, 12))),
        ("snooze", "Put off until Friday 13 March", "Put off until", ("open", date(2026, 3, 13))),
        ("drop", "Drop it and do not ask again", "Dropped", ("dropped", date(2026, 3, 12))),
    ],
)
def test_a_link_asks_then_acts_once(letter, one, action, button, told, state):
    url, program = path(letter, one, action), Client(enforce_csrf_checks=True)

    asked = program.get(url)
    assert (asked.status_code, state_of(one)[0]) == (200, "open")
    assert button in asked.content.decode()
    assert "Send the article · Ana Silva" in asked.content.decode()

    answer = program.post(url)
    assert answer.status_code == 200
    assert told in answer.content.decode()
    assert state_of(one) == state
    assert [use.action for use in UsedLink.objects.all()] == [action]

    again = program.post(url)
    assert again.status_code == 410
    assert "This link was used already" in again.content.decode()
    assert UsedLink.objects.count() == 1


@pytest.mark.parametrize("action", ACTIONS)
def test_scanners_change_nothing(client, letter, one, action):
    url = path(letter, one, action)

    for method in ("get", "head", "options", "put", "delete", "patch"):
        getattr(client, method)(url)

    assert state_of(one) == ("open", date(2026, 3, 12))
    assert not UsedLink.objects.exists()


def test_a_link_is_old_after_two_weeks(client, letter, one):
    url = path(letter, one, "done")
    with clock.moved_to(MORNING + timedelta(days=14)):
        assert client.get(url).status_code == 200
    with clock.moved_to(MORNING + timedelta(days=15)):
        answer = client.post(url)

    assert answer.status_code == 410
    assert "too old" in answer.content.decode()
    assert "Ana" not in answer.content.decode()
    assert state_of(one)[0] == "open"
