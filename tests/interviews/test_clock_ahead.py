"""A clock that ran ahead and was put right keeps nobody from letters."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from config.kit import clock
from interviews.actions.clock_ahead import come_back
from interviews.actions.delivery import send_ready
from interviews.actions.planning_letters import plan_letters
from interviews.models import Letter, MailHost
from tests.factories import FollowUpFactory, LetterFactory, PersonFactory
from tests.post_office import PostOffice

# Two Thursdays; Lisbon keeps UTC in winter.
WRONG = datetime(2027, 3, 11, 7, 3, tzinfo=UTC)
RIGHT = datetime(2026, 3, 12, 7, 3, tzinfo=UTC)


@pytest.fixture
def office(settings):
    with PostOffice() as office:
        settings.MAILERS = office.mailers
        settings.MAIL_PER_MINUTE = 60
        yield office


def due(account, day):
    return FollowUpFactory(
        person=PersonFactory(account=account),
        due_on=day,
        due_at=clock.end_of_day(day, account.zone),
    )


@pytest.mark.full
def test_letters_go_on_once_the_clock_is_right_again(account, office):
    due(account, WRONG.date())
    office.answer = "451 4.7.1 greylisted"
    with clock.moved_to(WRONG):
        assert plan_letters(at=WRONG) == 1
        send_ready()
    office.answer = "250 taken"
    due(account, RIGHT.date())
    assert plan_letters(at=RIGHT) == 0

    with clock.moved_to(RIGHT):
        assert come_back(at=RIGHT) == 3
        assert plan_letters(at=RIGHT) == 1
        send_ready()

    account.refresh_from_db()
    assert account.digest_planned_on == RIGHT.date()
    assert Letter.objects.filter(local_day=RIGHT.date(), state="sent").exists()


def test_a_server_is_left_alone_for_minutes_not_for_years(account, office):
    MailHost.objects.create(name="a", down_since=RIGHT, try_at=WRONG)
    MailHost.objects.create(name="b", down_since=RIGHT, try_at=RIGHT + timedelta(minutes=5))

    assert come_back(at=RIGHT) == 1

    assert [host.try_at - RIGHT for host in MailHost.objects.order_by("name")] == [
        timedelta(),
        timedelta(minutes=5),
    ]


def test_a_letter_handed_over_by_a_wrong_clock_is_free_again(account):
    letter = LetterFactory(account=account, claim=uuid4(), try_at=RIGHT, handed_at=WRONG)

    assert come_back(at=RIGHT) == 1

    letter.refresh_from_db()
    assert letter.handed_at == RIGHT


def test_nobody_who_is_ahead_by_a_zone_is_touched(account):
    account.zone, account.digest_planned_on = "Pacific/Kiritimati", date(2026, 3, 13)
    account.save()

    assert come_back(at=RIGHT) == 0
