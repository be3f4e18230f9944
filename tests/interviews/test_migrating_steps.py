"""Follow-ups of the time before the plan become its steps, in a database that is in use."""

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from config.kit import clock
from contacts.models import Account, Message, Outreach, Person
from interviews.actions.planning import catch_up, replan
from interviews.management import preparing
from interviews.models import FollowUp
from interviews.views.today import today_context

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE = Path(__file__).parent.parent / "data" / "databases" / "0002.dump"
# The moment around which its rows were made: thanks open, sent, put off and dropped; promises; two
# talks asked for, one agreed, one planned, one of a year ago.
NOW = datetime(2026, 3, 16, 10, tzinfo=UTC)
# What was due on Today then: two thank-yous, both late.
LATE_BEFORE = 2


@pytest.fixture
def migrated(settings, tmp_path):
    """The account of before, on today's tables."""
    settings.DATA_DIR = tmp_path
    settings.BACKUPS_DIR = tmp_path / "backups"
    call_command("restore", BEFORE, overwrite=True, stdout=StringIO())
    with clock.moved_to(NOW):
        preparing.prepare_database(lambda said: None)
        yield Account.objects.get()


def rows(**wanted):
    fields = ("person__name", "key", "state", "due_on", "message__body")
    return {
        row[0].split()[0]: row[1:] for row in FollowUp.objects.filter(**wanted).values_list(*fields)
    }


@pytest.mark.full
def test_follow_ups_become_steps_and_the_first_plan_floods_nothing(migrated):
    _nothing_is_lost(migrated)
    _the_plan_asks_what_is_unknown(migrated)
    _today_stays_short(migrated)


def _nothing_is_lost(account):
    talks = dict(
        account.interviews.filter(ended_at__isnull=False).values_list("people__name", "pk")
    )
    thanks = rows(kind="thank")

    assert {name: (state, body) for name, (_, state, _, body) in thanks.items()} == {
        "Ana": ("open", "Dear Ana, what you said about"),
        "Ben": ("done", "Thank you, Ben."),
        "Chen": ("open", None),
        "Dora": ("dropped", None),
        "Ema": ("done", "Thank you, Ema."),
        "Filip": ("open", None),
        "Lea": ("done", None),
    }
    assert {name: key for name, (key, *_) in thanks.items()} == {
        name.split()[0]: f"thank:{pk}" for name, pk in talks.items()
    }
    assert (
        FollowUp.objects.filter(snoozed_at__isnull=False).get().due_on.isoformat() == "2026-03-20"
    )
    assert Message.objects.get(body="Thank you, Ben.").channel == "linkedin_message"
    promises = FollowUp.objects.filter(key="").order_by("pk").values_list("kind", "state")
    assert list(promises) == [
        ("promise", "open"),
        ("promise", "open"),
        ("their_promise", "open"),
        ("free", "done"),
        ("promise", "dropped"),
    ]


def _the_plan_asks_what_is_unknown(account):
    before = list(FollowUp.objects.order_by("pk").values())
    # What a talk taught is not asked of those held before it was.
    assert {row["state"] for row in before if row["kind"] == "debrief"} == {"dropped"}
    invited = {name.split()[0] for name in Outreach.objects.values_list("person__name", flat=True)}
    assert invited == {"Gil", "Hana", "Ivo"}
    assert set(Person.objects.to_plan().values_list("name", flat=True)) >= {"Gil Sample"}

    catch_up(account, at=NOW)
    replan(account.people.all(), at=NOW)

    settled = [row for row in before if row["state"] != "open"]
    after = {row["id"]: row for row in FollowUp.objects.values()}
    assert [after[row["id"]] for row in settled] == settled
    kept = ("state", "due_on", "due_at", "snoozed_at", "message_id")
    for row in before:
        assert {name: after[row["id"]][name] for name in kept} == {name: row[name] for name in kept}
    asked = FollowUp.objects.filter(reason__key="when_asked").values_list("person__name", flat=True)
    assert {name.split()[0] for name in asked} == invited
    assert replan(account.people.all(), at=NOW) == []


def _today_stays_short(account):
    """Two thank-yous were late and are; three questions and one chaser come."""
    with clock.moved_to(NOW):
        shown = today_context(account)

    assert [item.follow_up.kind for item in shown["first"]] == ["thank"] * LATE_BEFORE
    chasers = [entry.follow_up.kind for entry in shown["chasers"]]
    assert sorted(chasers) == ["ask_referral", "clarify", "clarify", "clarify"]
    assert shown["waiting_chasers"] == 0
