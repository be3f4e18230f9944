import re
from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.cache import cache

from config.kit import clock
from interviews.actions.interviews import hold_interview, move_interview, schedule_interview
from interviews.actions.planning import replan
from interviews.actions.planning_letters import plan_letters
from interviews.models import FollowUp, UsedLink
from interviews.rules.stages import Stage
from tests.factories import InterviewFactory, PersonFactory
from tests.mailed import path

FRIDAY = datetime(2026, 3, 13, 15, tzinfo=UTC)
EVENING = FRIDAY.replace(hour=19)


@pytest.fixture(autouse=True)
def evening(db):
    cache.clear()
    with clock.moved_to(EVENING):
        yield


@pytest.fixture
def talk(account):
    account.zone, account.wants_thanks = "Europe/Lisbon", True
    account.save()
    talk = InterviewFactory(
        account=account, people=[PersonFactory(account=account, name="Ana Muñoz")]
    )
    with clock.moved_to(FRIDAY - timedelta(days=4)):
        schedule_interview(talk, on_date=FRIDAY.date(), at_time=time(15), zone="Europe/Lisbon")
        replan(talk.people.all(), at=clock.now())
    return talk


@pytest.fixture
def asked(account, talk):
    """Return the letter that asks whether they talked, and the step it asks for."""
    assert plan_letters(at=EVENING) == 1
    return account.letters.get(), talk.follow_ups.get(kind="debrief")


def said(answer):
    return answer.content.decode()


@pytest.mark.parametrize(
    ("action", "button", "stage", "ended_at", "steps"),
    [
        ("talked", "Yes, we talked", "held", FRIDAY + timedelta(minutes=20), {"thank", "debrief"}),
        ("missed", "It did not happen", "missed", None, set()),
    ],
)
def test_the_letter_takes_the_answer_and_takes_it_back(
    client, talk, asked, action, button, stage, ended_at, steps
):
    url = path(*asked, action)
    assert url in asked[0].text and f'{url}"' in asked[0].html

    open_ones = FollowUp.objects.open().filter(interview=talk).order_by("kind")
    before = list(open_ones.values_list("kind", "reason__key"))

    page = client.get(url)
    talk.refresh_from_db()
    assert talk.stage == "scheduled"
    assert f"{button}</button>" in said(page)
    assert "Say whether you talked with Ana Muñoz" in said(page)

    done = client.post(url)
    talk.refresh_from_db()
    assert (talk.stage, talk.ended_at) == (stage, ended_at)
    assert steps <= set(open_ones.values_list("kind", flat=True))
    assert not open_ones.filter(reason__key__in=("was_held", "debrief_ahead")).exists()
    assert [client.post(url).status_code, client.get(url).status_code] == [410, 410]

    back = re.search(r'name="back" value="([^"]+)"', said(done))[1]
    assert "It is open again" in said(client.post(url, {"back": back}))
    talk.refresh_from_db()
    assert (talk.stage, talk.ended_at) == ("scheduled", None)
    assert list(open_ones.values_list("kind", "reason__key")) == before


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda talk: hold_interview(talk, ended_at=EVENING, at=EVENING), "That is known already"),
        (
            lambda talk: move_interview(talk, Stage.CANCELLED, at=EVENING),
            "There is nothing left to do",
        ),
        (
            lambda talk: schedule_interview(
                talk, on_date=FRIDAY.date(), at_time=time(21), zone="Europe/Lisbon"
            ),
            "Did you talk?",
        ),
    ],
)
def test_nothing_is_answered_for_a_talk_that_was_spoken_of_or_moved_since(
    client, talk, asked, change, told
):
    change(talk)
    talk.refresh_from_db()
    before = talk.stage, talk.moved_at, talk.ended_at

    for action in ("talked", "missed"):
        answers = [client.get(path(*asked, action)), client.post(path(*asked, action))]

        assert [answer.status_code for answer in answers] == [200, 409]
        assert all(told in said(answer) and "<button" not in said(answer) for answer in answers)
    talk.refresh_from_db()
    assert (talk.stage, talk.moved_at, talk.ended_at) == before
    assert not UsedLink.objects.exists()


def test_an_answer_that_more_followed_from_is_not_taken_back_by_a_letter(client, talk, asked):
    url = path(*asked, "talked")
    back = re.search(r'name="back" value="([^"]+)"', said(client.post(url)))[1]
    move_interview(talk, Stage.THANKED, at=EVENING + timedelta(minutes=5))

    answer = client.post(url, {"back": back})

    talk.refresh_from_db()
    assert (answer.status_code, talk.stage) == (410, "thanked")
    assert "What it did was changed since." in said(answer)
